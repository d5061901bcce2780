/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The page that ends messages about claims: it works for a mail program that has only the address,
 * and does nothing else. */
#include "base/errors.h"
#include "core/account/account_changes.h"
#include "core/journal/journal.h"
#include "core/news/preference.h"
#include "core/seal/columns.h"
#include "pages/routes.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BODY "List-Unsubscribe=One-Click"
#define FORM "application/x-www-form-urlencoded"

static const cnops_account_t *account_of(portal_t *portal)
{
    apr_array_header_t *all = store_memory_accounts(portal->fixture->store, portal->pool);

    return &APR_ARRAY_IDX(all, 0, cnops_account_t);
}

static void choose(portal_t *portal, cnops_news_e news)
{
    cnops_change_t change = {.account = account_of(portal)};

    assert_int_equal(
        cnops_news_choose(&portal->fixture->core, &change, news, CNOPS_ACTOR_MEMBER, portal->pool),
        APR_SUCCESS);
}

static const char *link_path(portal_t *portal)
{
    const cnops_link_t *link =
        cnops_news_link(&portal->fixture->core, account_of(portal)->id, portal->pool);

    store_memory_keep_link(portal->fixture->store, link->row);
    return link->url + strlen(portal->fixture->settings->public_url);
}

static portal_t *reader(void **state)
{
    portal_t *portal = drive_account(state);

    choose(portal, CNOPS_NEWS_EMAIL);
    return portal;
}

/* As a mail server sends it: a new client without cookies and without a jeton. */
static answer_t *one_click(portal_t *portal, const char *path, const char *type, const char *body)
{
    return browser_post_raw(browser_open(portal), path, type, body, strlen(body));
}

static int count_changes(portal_t *portal)
{
    apr_array_header_t *list;
    int count = 0;

    assert_int_equal(cnops_journal_list(&list, &portal->fixture->core,
                                        account_of(portal)->person_id, 100, portal->pool),
                     APR_SUCCESS);
    for (int i = 0; i < list->nelts; i++)
        count += strcmp(APR_ARRAY_IDX(list, i, cnops_event_shown_t).kind, "news_changed") == 0;
    return count;
}

static void assert_state(const answer_t *answer, int status, const char *expected)
{
    assert_int_equal(answer->status, status);
    assert_string_equal(cnops_tree_text(answer->page, "state"), expected);
}

static void one_post_ends_the_messages(void **state)
{
    portal_t *portal = reader(state);
    const char *path = link_path(portal);

    assert_state(one_click(portal, path, FORM, BODY), 200, "done");
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_NONE);
    assert_int_equal(count_changes(portal), 2);
}

static void a_second_post_changes_nothing(void **state)
{
    portal_t *portal = reader(state);
    const char *path = link_path(portal);

    one_click(portal, path, FORM, BODY);
    assert_state(one_click(portal, path, FORM, BODY), 200, "done");
    assert_int_equal(count_changes(portal), 2);
}

/* RFC 8058 §3.2: mail servers should send multipart/form-data. */
static void a_multipart_body_is_as_good(void **state)
{
    portal_t *portal = reader(state);

    assert_state(one_click(portal, link_path(portal), "multipart/form-data; boundary=x",
                           "--x\r\nContent-Disposition: form-data; "
                           "name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"),
                 200, "done");
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_NONE);
}

static void to_open_the_page_changes_nothing(void **state)
{
    portal_t *portal = reader(state);
    browser_t *browser = browser_open(portal);
    const char *path = link_path(portal);

    assert_state(browser_get(browser, path), 200, "open");
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_EMAIL);
    browser->accept = "text/html";
    assert_non_null(
        strstr(browser_get(browser, path)->body, "name=\"List-Unsubscribe\" value=\"One-Click\""));
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_EMAIL);
    one_click(portal, path, FORM, BODY);
    browser->accept = "application/json";
    assert_state(browser_get(browser, path), 200, "done");
}

/* A member who asks for messages again, and then uses the link in an old one, wants none. */
static void the_link_works_as_long_as_it_is_valid(void **state)
{
    portal_t *portal = reader(state);
    const char *path = link_path(portal);

    one_click(portal, path, FORM, BODY);
    choose(portal, CNOPS_NEWS_EMAIL);
    clock_fake_advance(portal->fixture->clock, CNOPS_COLUMN_LINK_LIFE - 1);
    assert_state(one_click(portal, path, FORM, BODY), 200, "done");
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_NONE);
}

static void an_old_link_says_so(void **state)
{
    portal_t *portal = reader(state);
    const char *path = link_path(portal);

    clock_fake_advance(portal->fixture->clock, CNOPS_COLUMN_LINK_LIFE);
    assert_state(browser_get(browser_open(portal), path), 404, "over");
    assert_state(one_click(portal, path, FORM, BODY), 404, "over");
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_EMAIL);
}

static void no_other_token_does_it(void **state)
{
    static const char *const paths[] = {"/desabonnement/abc",
                                        "/desabonnement/AAAAAAAAAAAAAAAAAAAAAA"};
    portal_t *portal = reader(state);
    cnops_opposition_t about = {CNOPS_OPPOSITION_PASSWORD, account_of(portal)->id, "", 0};
    const char *other = strrchr(portal_refusal(portal, &about), '/');
    const char *path = apr_pstrcat(portal->pool, "/desabonnement", other, NULL);

    assert_state(one_click(portal, path, FORM, BODY), 404, "over");
    for (int i = 0; i < 2; i++)
        assert_state(one_click(portal, paths[i], FORM, BODY), 404, "over");
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_EMAIL);
}

/* The same token gives no other right. */
static void the_link_gives_no_other_right(void **state)
{
    portal_t *portal = reader(state);
    const char *token = strrchr(link_path(portal), '/');

    assert_int_equal(
        browser_get(browser_open(portal), apr_pstrcat(portal->pool, "/opposition", token, NULL))
            ->status,
        404);
    assert_int_equal(
        browser_get(browser_open(portal), apr_pstrcat(portal->pool, "/suite", token, NULL))->status,
        404);
}

/* Every other address asks for the CSRF token. */
static void no_other_route_is_one_click(void **state)
{
    int count = 0;

    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++) {
        if (!route->one_click)
            continue;
        assert_string_equal(route->path, "/desabonnement/*");
        assert_false(route->member);
        count++;
    }
    assert_int_equal(count, 1);
}

static void the_session_of_the_browser_does_not_matter(void **state)
{
    portal_t *portal = reader(state);
    browser_t *browser = drive_member(portal);

    assert_state(browser_post_raw(browser, link_path(portal), FORM, BODY, strlen(BODY)), 200,
                 "done");
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
}

static void a_failure_is_not_a_success(void **state)
{
    portal_t *portal = reader(state);
    const char *path = link_path(portal);

    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(accounts, set_news),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(one_click(portal, path, FORM, BODY)->status, 503);
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_EMAIL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_post_ends_the_messages),
        TEST(a_second_post_changes_nothing),
        TEST(a_multipart_body_is_as_good),
        TEST(to_open_the_page_changes_nothing),
        TEST(the_link_works_as_long_as_it_is_valid),
        TEST(an_old_link_says_so),
        TEST(no_other_token_does_it),
        TEST(the_link_gives_no_other_right),
        TEST(no_other_route_is_one_click),
        TEST(the_session_of_the_browser_does_not_matter),
        TEST(a_failure_is_not_a_success),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
