/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The length of every SMS in every language, with values as long as they become: each segment is
 * paid, and is read on a small screen. The templates are found in the folder, so a new one is
 * checked without a line here. */
#include "base/file.h"
#include "base/language.h"
#include "core/seal/outbox.h"
#include "courier/gsm.h"
#include "pages/notice/messages.h"
#include "twins/portal.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define OPEN      "\xe2\x81\xa6" /* isolates, around values in Arabic */
#define CLOSE     "\xe2\x81\xa9"
#define FOLDER    "build/htdocs/templates/message"
#define SUFFIX    "-sms.txt"
#define HOST      "www.cnops.org.ma"
#define LONG_PATH "/espace_des_assures/portails/mon_compte/fr" /* makes LINK_LEN */
#define WHEN      "30/11/2026 23:59"
#define LINK_LEN  100

/* What templates of SMS may name besides site, with the longest values. */
static const struct {
    const char *name, *value;
} values[] = {
    {"code", "123456"},
    {"host", HOST},
    {"when", WHEN},
    {"device", "Firefox, Android"},
    {"place", "2001:db8:1234:5600::/56"},
    {"contact", "s••••••••@exemple.ma"},
    {"email", "s••••••••@exemple.ma"},
    {"phone", "06 •• •• •• 78"},
};

/* The longest that an SMS may be, in segments. */
typedef struct limits_t {
    int code, link, other;
} limits_t;

static limits_t limits_of(const char *lang)
{
    return strcmp(lang, "ar") == 0 ? (limits_t){1, 3, 2} : (limits_t){1, 2, 1};
}

static int limit_of(const char *text, const char *lang, apr_pool_t *pool)
{
    const limits_t limits = limits_of(lang);
    const char *last = apr_pstrcat(pool, "\n@", HOST, " #123456\n", NULL);

    if (strlen(text) > strlen(last) && strcmp(text + strlen(text) - strlen(last), last) == 0)
        return limits.code;
    return strstr(text, "https://") ? limits.link : limits.other;
}

static cnops_tree_t *make_values(const char *lang, apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    for (apr_size_t i = 0; i < sizeof values / sizeof *values; i++)
        cnops_tree_set_text(tree, values[i].name, values[i].value);
    if (strcmp(lang, "ar") == 0)
        cnops_tree_set_text(tree, "when", OPEN WHEN CLOSE);
    cnops_tree_set_int(tree, "hours", 72);
    cnops_tree_set_int(tree, "minutes", 10);
    return tree;
}

static const char *write_sms(portal_t *portal, const char *name, const char *lang)
{
    const cnops_core_t *core = &portal->fixture->core;
    apr_array_header_t *list = apr_array_make(portal->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_opposition_t about = {CNOPS_OPPOSITION_DEVICE, 1, "x", 0};
    cnops_notice_t notice = {.name = name,
                             .lang = lang,
                             .values = make_values(lang, portal->pool),
                             .link = cnops_opposition_link(core, &about, 0, portal->pool)};
    cnops_message_t *message;

    assert_int_equal(strlen(notice.link->url), LINK_LEN);
    assert_int_equal(cnops_messages_add(list, &portal->app, &notice, CNOPS_CHANNEL_SMS,
                                        "+212612345678", portal->pool),
                     APR_SUCCESS);
    assert_int_equal(cnops_outbox_open(&message, core, &APR_ARRAY_IDX(list, 0, cnops_outbox_row_t),
                                       portal->pool),
                     APR_SUCCESS);
    return message->text;
}

static bool is_given(const char *name)
{
    static const char *const others[] = {"link", "url", "hours", "minutes"};

    for (apr_size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(name, others[i]) == 0)
            return true;
    for (apr_size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(name, values[i].name) == 0)
            return true;
    return strncmp(name, "site.", 5) == 0;
}

/* A name without a value is written as nothing, and a text would seem shorter than it is. */
static void assert_every_name_has_a_value(const char *source, const char *file, apr_pool_t *pool)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_.";

    for (const char *at = source; (at = strchr(at, '{')); at++) {
        apr_size_t len = strspn(at + 1, letters);

        if (len == 0 || at[len + 1] != '}')
            continue;
        if (!is_given(apr_pstrmemdup(pool, at + 1, len)))
            fail_msg("%s names {%.*s}: add it to values[], with its longest value", file, (int)len,
                     at + 1);
    }
}

static void assert_length(portal_t *portal, const char *name, const char *lang)
{
    const char *text = write_sms(portal, name, lang);
    int limit = limit_of(text, lang, portal->pool), len, segments;

    segments = cnops_gsm_segments(&len, text);
    print_message("%-24s %s %3d characters, segments: %d\n", name, lang, len, segments);
    if (segments > limit)
        fail_msg("%s-sms in %s has %d characters, which need %d segments instead of %d:\n%s", name,
                 lang, len, segments, limit, text);
}

static void check_template(portal_t *portal, const char *file)
{
    apr_pool_t *pool = portal->pool;
    const char *name = apr_pstrmemdup(pool, file, strlen(file) - strlen(SUFFIX));
    const char *source;
    apr_size_t len;

    assert_int_equal(
        cnops_file_read(&source, &len, apr_pstrcat(pool, FOLDER "/", file, NULL), 65536, pool),
        APR_SUCCESS);
    assert_every_name_has_a_value(source, file, pool);
    for (const char *const *lang = cnops_languages; *lang; lang++)
        assert_length(portal, name, *lang);
}

static void test_every_sms_is_short(void **state)
{
    portal_t *portal = *state;
    apr_dir_t *dir;
    apr_finfo_t info;
    int count = 0;

    portal->fixture->settings->public_url = "https://" HOST LONG_PATH;
    assert_int_equal(apr_dir_open(&dir, FOLDER, portal->pool), APR_SUCCESS);
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        const char *end = strstr(info.name, SUFFIX);

        if (!end || end[strlen(SUFFIX)])
            continue;
        check_template(portal, apr_pstrdup(portal->pool, info.name));
        count++;
    }
    apr_dir_close(dir);
    assert_true(count > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_sms_is_short, portal_setup, portal_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
