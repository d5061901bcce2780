/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Links that carry a right: refusals and passes. */
#include "core/seal/link.h"

#include "base/errors.h"
#include "base/json.h"
#include "core/guard/pass.h"
#include "core/request/opposition.h"
#include "core/seal/seal.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const cnops_opposition_t about = {
    .kind = CNOPS_OPPOSITION_EMAIL, .account_id = 42, .subject = "avant@example.ma"};

/* The token of a link whose row is in the store. */
static const char *kept(core_fixture_t *f, const cnops_link_t *link)
{
    store_memory_keep_link(f->store, link->row);
    return strrchr(link->url, '/') + 1;
}

static const char *refusal(core_fixture_t *f, apr_interval_time_t life)
{
    return kept(f,
                cnops_opposition_link(&f->core, &about, cnops_core_now(&f->core) + life, f->pool));
}

static apr_status_t open_refusal(cnops_opposition_t *what, core_fixture_t *f, const char *token)
{
    return cnops_opposition_open(what, &f->core, token, f->pool);
}

static void test_an_address_is_short(void **state)
{
    core_fixture_t *f = *state;
    const char *url;

    f->settings->public_url = "https://www.cnops.org.ma/mon_compte";
    url = cnops_opposition_link(&f->core, &about, 0, f->pool)->url;
    assert_int_equal(strlen(url), 69);
    assert_memory_equal(url, "https://www.cnops.org.ma/mon_compte/opposition/", 47);
    url = cnops_pass_link(&f->core, "abc", f->pool)->url;
    assert_memory_equal(url, "https://www.cnops.org.ma/mon_compte/suite/", 42);
}

/* Programs that find addresses in a text may leave out a '-' or '_' at the end. */
static void test_a_token_ends_with_a_letter(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 0; i < 200; i++) {
        const char *url = cnops_pass_link(&f->core, "abc", f->pool)->url;

        assert_non_null(strchr("AQgw", url[strlen(url) - 1]));
    }
}

static void test_the_row_tells_nothing(void **state)
{
    core_fixture_t *f = *state;
    const cnops_link_t *link = cnops_opposition_link(&f->core, &about, 7, f->pool);
    const char *token = strrchr(link->url, '/') + 1;

    assert_int_equal(strlen(link->row->digest), 64);
    assert_null(strstr(link->row->digest, token));
    assert_null(strstr(link->row->content_sealed, token));
    assert_null(strstr(link->row->content_sealed, "avant"));
    assert_string_equal(link->row->kind, "opposition");
    assert_int_equal(link->row->account_id, 42);
    assert_int_equal(link->row->expires_at, 7);
}

static void test_an_opposition_says_what_it_is_about(void **state)
{
    core_fixture_t *f = *state;
    const char *token = refusal(f, 100);
    cnops_opposition_t what;

    assert_int_equal(open_refusal(&what, f, token), APR_SUCCESS);
    assert_int_equal(what.kind, CNOPS_OPPOSITION_EMAIL);
    assert_int_equal(what.account_id, 42);
    assert_string_equal(what.subject, "avant@example.ma");
    assert_int_equal(what.issued_at, cnops_core_now(&f->core));
    clock_fake_advance(f->clock, 100);
    assert_int_equal(open_refusal(&what, f, token), CNOPS_EEXPIRED);
    assert_int_equal(what.account_id, 42);
}

static void test_a_look_up_asks_the_store_once(void **state)
{
    core_fixture_t *f = *state;
    const char *token = refusal(f, 100);
    int before = store_memory_calls(f->store, NULL);
    cnops_opposition_t what;

    assert_int_equal(open_refusal(&what, f, token), APR_SUCCESS);
    assert_int_equal(store_memory_calls(f->store, NULL), before + 1);
}

static void use_keys(core_fixture_t *f, const char *text)
{
    const char *fault;

    assert_int_equal(cnops_keys_parse(&f->core.keys, &fault, text, f->pool), APR_SUCCESS);
}

static void test_a_link_of_a_former_key_opens(void **state)
{
    core_fixture_t *f = *state;
    cnops_opposition_t what;
    const char *token;

    use_keys(f, strchr(CORE_FIXTURE_KEYS, '\n'));
    token = refusal(f, 100);
    use_keys(f, CORE_FIXTURE_KEYS);
    assert_int_equal(open_refusal(&what, f, token), APR_SUCCESS);
    assert_string_equal(what.subject, "avant@example.ma");
}

static void test_what_nobody_made_is_forged(void **state)
{
    core_fixture_t *f = *state;
    static const char *const others[] = {
        "",           "abc", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA/",
        "test2.AAAA", ".",   "AAAAAAAAAAAAAAAAAAAAAAA"};
    cnops_opposition_t what;
    char *token = apr_pstrdup(f->pool, refusal(f, 100));

    for (apr_size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(open_refusal(&what, f, others[i]), CNOPS_EFORGED);
    assert_int_equal(open_refusal(&what, f, NULL), CNOPS_EFORGED);
    token[5] = token[5] == 'a' ? 'b' : 'a';
    assert_int_equal(open_refusal(&what, f, token), CNOPS_EFORGED);
}

/* Text of another length cannot be a token, so the store is not asked. */
static void test_the_store_is_asked_for_tokens_only(void **state)
{
    core_fixture_t *f = *state;
    int before = store_memory_calls(f->store, NULL);
    cnops_opposition_t what;

    open_refusal(&what, f, "abc");
    open_refusal(&what, f, "AAAAAAAAAAAAAAAAAAAAA/");
    assert_int_equal(store_memory_calls(f->store, NULL), before);
}

static void test_a_store_that_is_down_says_so(void **state)
{
    core_fixture_t *f = *state;
    const char *token = refusal(f, 100), *subject;
    cnops_opposition_t what;

    store_memory_down(f->store, true);
    assert_int_equal(open_refusal(&what, f, token), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_pass_open(&subject, &f->core, token, f->pool), CNOPS_EUNAVAILABLE);
}

/* Write access to the table must not give a right to another account or token, or a longer one. */
static void test_a_row_that_was_changed_does_not_open(void **state)
{
    core_fixture_t *f = *state;
    const cnops_link_t *one = cnops_opposition_link(&f->core, &about, INT64_MAX, f->pool);
    const cnops_link_t *other = cnops_opposition_link(&f->core, &about, INT64_MAX, f->pool);
    const cnops_link_t *late = cnops_opposition_link(&f->core, &about, 7, f->pool);
    cnops_link_row_t moved = *one->row, copied = *other->row, prolonged = *late->row;
    cnops_opposition_t what;

    moved.account_id = 43;
    copied.content_sealed = one->row->content_sealed;
    prolonged.expires_at = INT64_MAX;
    store_memory_keep_link(f->store, &moved);
    store_memory_keep_link(f->store, &copied);
    store_memory_keep_link(f->store, &prolonged);
    assert_int_equal(open_refusal(&what, f, strrchr(one->url, '/') + 1), CNOPS_EFORGED);
    assert_int_equal(open_refusal(&what, f, strrchr(other->url, '/') + 1), CNOPS_EFORGED);
    assert_int_equal(open_refusal(&what, f, strrchr(late->url, '/') + 1), CNOPS_EFORGED);
}

static void test_tokens_do_not_stand_for_each_other(void **state)
{
    core_fixture_t *f = *state;
    const char *pass = kept(f, cnops_pass_link(&f->core, "abc", f->pool)), *subject;
    const char *token = refusal(f, 100);
    cnops_opposition_t what;

    assert_int_equal(cnops_pass_open(&subject, &f->core, pass, f->pool), APR_SUCCESS);
    assert_string_equal(subject, "abc");
    assert_int_equal(open_refusal(&what, f, pass), CNOPS_EFORGED);
    assert_int_equal(cnops_pass_open(&subject, &f->core, token, f->pool), CNOPS_EFORGED);
    clock_fake_advance(f->clock, CNOPS_PASS_TTL);
    assert_int_equal(cnops_pass_open(&subject, &f->core, pass, f->pool), CNOPS_EEXPIRED);
}

/* --- links of older versions --- */

/* A token as versions before 0007_links made it. */
static const char *seal_old(core_fixture_t *f, const char *kind, cnops_tree_t *content)
{
    cnops_tree_set_int(content, "until", cnops_core_now(&f->core) + 100);
    return cnops_seal(&f->core, CNOPS_KEY_LINKS, apr_pstrcat(f->pool, "link/", kind, NULL),
                      cnops_json_write(content, f->pool), f->pool);
}

static cnops_tree_t *old_content(core_fixture_t *f)
{
    cnops_tree_t *content = cnops_tree_object(f->pool);

    cnops_tree_set_int(content, "a", 42);
    cnops_tree_set_text(content, "s", "avant@example.ma");
    cnops_tree_set_int(content, "i", 5);
    return content;
}

static apr_status_t open_old(cnops_opposition_t *what, core_fixture_t *f, cnops_tree_t *content)
{
    return open_refusal(what, f, seal_old(f, "opposition", content));
}

/* Links wait in mailboxes while the portal is upgraded: these words must not change. */
static void test_an_old_opposition_opens(void **state)
{
    static const char *const words[CNOPS_OPPOSITIONS] = {
        [CNOPS_OPPOSITION_REQUEST] = "r",  [CNOPS_OPPOSITION_DEVICE] = "d",
        [CNOPS_OPPOSITION_PASSWORD] = "p", [CNOPS_OPPOSITION_EMAIL] = "e",
        [CNOPS_OPPOSITION_PHONE] = "t",    [CNOPS_OPPOSITION_CLOSING] = "c"};
    core_fixture_t *f = *state;
    cnops_opposition_t what;

    for (int i = 0; i < CNOPS_OPPOSITIONS; i++) {
        cnops_tree_t *content = old_content(f);

        cnops_tree_set_text(content, "k", words[i]);
        assert_int_equal(open_old(&what, f, content), APR_SUCCESS);
        assert_int_equal(what.kind, i);
        assert_int_equal(what.account_id, 42);
        assert_int_equal(what.issued_at, 5);
        assert_string_equal(what.subject, "avant@example.ma");
    }
}

/* The first versions wrote the number of the kind. */
static void test_an_old_opposition_with_a_number_opens(void **state)
{
    core_fixture_t *f = *state;
    cnops_opposition_t what;

    for (int i = -1; i <= CNOPS_OPPOSITIONS; i++) {
        cnops_tree_t *content = old_content(f);
        bool is_known = i >= 0 && i < CNOPS_OPPOSITIONS;

        cnops_tree_set_int(content, "k", i);
        assert_int_equal(open_old(&what, f, content), is_known ? APR_SUCCESS : CNOPS_EFORGED);
    }
}

static void test_an_old_link_expires_and_keeps_its_kind(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *content = old_content(f);
    cnops_opposition_t what;
    const char *token, *subject;
    char *spoiled;

    cnops_tree_set_text(content, "k", "d");
    token = seal_old(f, "opposition", content);
    assert_int_equal(cnops_pass_open(&subject, &f->core, token, f->pool), CNOPS_EFORGED);
    assert_int_equal(
        cnops_pass_open(&subject, &f->core, seal_old(f, "pass", old_content(f)), f->pool),
        APR_SUCCESS);
    spoiled = apr_pstrdup(f->pool, token);
    spoiled[strlen(spoiled) - 3] ^= 1;
    assert_int_equal(open_refusal(&what, f, spoiled), CNOPS_EFORGED);
    clock_fake_advance(f->clock, 100);
    assert_int_equal(open_refusal(&what, f, token), CNOPS_EEXPIRED);
    assert_int_equal(what.account_id, 42);
}

static void test_a_word_that_nobody_wrote_is_forged(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *content = old_content(f);
    cnops_opposition_t what;

    assert_int_equal(open_old(&what, f, content), CNOPS_EFORGED);
    cnops_tree_set_text(content, "k", "x");
    assert_int_equal(open_old(&what, f, content), CNOPS_EFORGED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_address_is_short),
        TEST(test_a_token_ends_with_a_letter),
        TEST(test_the_row_tells_nothing),
        TEST(test_an_opposition_says_what_it_is_about),
        TEST(test_a_look_up_asks_the_store_once),
        TEST(test_a_link_of_a_former_key_opens),
        TEST(test_what_nobody_made_is_forged),
        TEST(test_the_store_is_asked_for_tokens_only),
        TEST(test_a_store_that_is_down_says_so),
        TEST(test_a_row_that_was_changed_does_not_open),
        TEST(test_tokens_do_not_stand_for_each_other),
        TEST(test_an_old_opposition_opens),
        TEST(test_an_old_opposition_with_a_number_opens),
        TEST(test_an_old_link_expires_and_keeps_its_kind),
        TEST(test_a_word_that_nobody_wrote_is_forged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
