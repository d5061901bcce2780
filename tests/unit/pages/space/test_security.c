/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/securite, without a server. */
#include "base/errors.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE  "/espace/securite"
#define OTHER "meknes-rameau-83"

static answer_t *page_of(browser_t *browser)
{
    answer_t *answer = browser_get(browser, PAGE);

    assert_int_equal(answer->status, 200);
    return answer;
}

static answer_t *change(browser_t *browser, const char *current, const char *password)
{
    page_of(browser);
    return browser_post(browser, PAGE, "action", "mot-de-passe", "mot_de_passe_actuel", current,
                        "mot_de_passe", password, "mot_de_passe_confirmation", password, NULL);
}

static int count(const answer_t *answer, const char *name)
{
    const cnops_tree_t *list = cnops_tree_get(answer->page, name);
    int number = 0;

    for (const cnops_tree_t *item = list->first; item; item = item->next)
        number++;
    return number;
}

/* The first item of the list that is (not) the current one. */
static const cnops_tree_t *item_of(const answer_t *answer, const char *name, bool current)
{
    const cnops_tree_t *item = cnops_tree_get(answer->page, name)->first;

    while (item && cnops_tree_bool(item, "current") != current)
        item = item->next;
    assert_non_null(item);
    return item;
}

static bool is_signed_in(browser_t *browser)
{
    return browser_get(browser, "/espace")->status == 200;
}

/* --- the password --- */

static void another_password_signs_in_from_then_on(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    assert_leads_to(change(browser, DRIVE_PASSWORD, OTHER), PAGE);
    assert_non_null(cnops_tree_text(page_of(browser)->page, "notice"));
    assert_int_equal(
        drive_password(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD, NULL)
            ->status,
        422);
    assert_leads_to(
        drive_signin(browser_open(portal), fixture_public_transfer.document, OTHER, NULL),
        "/espace");
}

static void every_session_ends_and_this_one_is_renewed(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *other = drive_member(portal);
    browser_t *stolen = browser_open(portal);

    stolen->cookies = apr_table_copy(portal->pool, mine->cookies);
    assert_leads_to(change(mine, DRIVE_PASSWORD, OTHER), PAGE);
    assert_true(is_signed_in(mine));
    assert_false(is_signed_in(other));
    assert_false(is_signed_in(stolen));
}

static void half_signed_in_browsers_begin_again(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *half = browser_open(portal);

    assert_leads_to(drive_password(half, fixture_public_transfer.document, DRIVE_PASSWORD, NULL),
                    "/connexion/code");
    browser_get(half, "/connexion/code");
    clock_fake_advance(portal->fixture->clock, 1);
    const char *code = drive_code(half, CNOPS_CHANNEL_EMAIL);
    assert_leads_to(change(mine, DRIVE_PASSWORD, OTHER), PAGE);
    assert_leads_to(browser_post(half, "/connexion/code", "code", code, NULL), "/connexion");
}

static void both_contacts_get_a_message(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    change(browser, DRIVE_PASSWORD, OTHER);
    assert_non_null(strstr(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->text,
                           "/opposition/"));
    assert_non_null(strstr(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_SMS)->text,
                           "/opposition/"));
}

static void the_current_password_is_asked(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    answer_t *answer = change(browser, "pas-le-bon-1", OTHER);

    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "mot_de_passe_actuel", "password_wrong"));
    assert_null(strstr(answer->body, OTHER));
    answer = change(browser, "", OTHER);
    assert_true(answer_has_error(answer, "mot_de_passe_actuel", "required"));
    assert_true(is_signed_in(browser));
}

static void guesses_in_a_session_slow_down(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal), *other = drive_member(portal);
    answer_t *answer = NULL;

    for (int i = 0; i < 7; i++)
        answer = change(browser, "pas-le-bon-1", OTHER);
    assert_int_equal(answer->status, 429);
    assert_non_null(apr_table_get(answer->res->headers, "Retry-After"));
    /* Each session has its own tries: guesses in one do not lock another one. */
    assert_leads_to(change(other, DRIVE_PASSWORD, OTHER), PAGE);
}

static void the_password_rule_holds_here_too(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    assert_true(
        answer_has_error(change(browser, DRIVE_PASSWORD, "court1"), "mot_de_passe", "too_short"));
    assert_true(
        answer_has_error(change(browser, DRIVE_PASSWORD, "ab123456"), "mot_de_passe", "common"));
    assert_true(answer_has_error(change(browser, DRIVE_PASSWORD, DRIVE_PASSWORD), "mot_de_passe",
                                 "same_password"));
    assert_true(answer_has_error(browser_post(browser, PAGE, "action", "mot-de-passe",
                                              "mot_de_passe_actuel", DRIVE_PASSWORD, "mot_de_passe",
                                              OTHER, "mot_de_passe_confirmation", "x", NULL),
                                 "mot_de_passe_confirmation", "not_same"));
}

static void a_change_that_fails_leaves_all_as_it_was(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    page_of(browser);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(accounts, set_password),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_post(browser, PAGE, "action", "mot-de-passe", "mot_de_passe_actuel",
                                  DRIVE_PASSWORD, "mot_de_passe", OTHER,
                                  "mot_de_passe_confirmation", OTHER, NULL)
                         ->status,
                     503);
    assert_true(is_signed_in(browser));
    assert_int_equal(store_memory_session_count(portal->fixture->store), 1);
}

/* --- sessions --- */

static void sessions_are_listed_with_this_one_marked(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const answer_t *answer;
    const cnops_tree_t *item;
    const char *token = apr_table_get(browser->cookies, "cnops_session");

    drive_member(portal);
    answer = page_of(browser);
    assert_int_equal(count(answer, "sessions"), 2);
    item = item_of(answer, "sessions", true);
    assert_string_equal(cnops_tree_text(item, "place"), "203.0.113.0/24");
    assert_non_null(cnops_tree_text(item, "seen"));
    assert_null(strstr(answer->body, token));
    assert_null(
        strstr(answer->body, cnops_session_digest(&portal->fixture->core, token, portal->pool)));
}

static void sessions_that_are_over_are_not_listed(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser;

    drive_member(portal);
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->session_idle);
    browser = drive_member(portal);
    assert_int_equal(count(page_of(browser), "sessions"), 1);
}

static void one_session_is_ended(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *other = drive_member(portal);
    const char *handle = cnops_tree_text(item_of(page_of(mine), "sessions", false), "session");

    assert_leads_to(browser_post(mine, PAGE, "action", "fermer-session", "session", handle, NULL),
                    PAGE);
    assert_true(is_signed_in(mine));
    assert_false(is_signed_in(other));
    /* It has ended already: there is nothing more to do. */
    assert_leads_to(browser_post(mine, PAGE, "action", "fermer-session", "session", handle, NULL),
                    PAGE);
    assert_leads_to(browser_post(mine, PAGE, "action", "fermer-session", NULL), PAGE);
    assert_true(is_signed_in(mine));
}

static void a_session_of_another_account_is_not_ended(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *other = browser_open(portal);
    const char *handle;

    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    drive_to_end(other, &fixture_student_transfer, false);
    drive_signin(other, fixture_student_transfer.document, DRIVE_PASSWORD, NULL);
    handle = cnops_tree_text(item_of(page_of(other), "sessions", true), "session");
    page_of(mine);
    browser_post(mine, PAGE, "action", "fermer-session", "session", handle, NULL);
    assert_true(is_signed_in(other));
}

static void all_other_sessions_are_ended(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *second = drive_member(portal);
    browser_t *third = drive_member(portal);

    page_of(mine);
    assert_leads_to(browser_post(mine, PAGE, "action", "fermer-autres", NULL), PAGE);
    assert_true(is_signed_in(mine));
    assert_false(is_signed_in(second));
    assert_false(is_signed_in(third));
}

/* --- browsers --- */

static void a_forgotten_browser_keeps_its_session_but_needs_a_code_next_time(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *other = drive_member(portal);
    const answer_t *answer = page_of(mine);
    const char *browser;

    /* The browser that created the account is known too. */
    assert_int_equal(count(answer, "browsers"), 3);
    browser = cnops_tree_text(item_of(answer, "browsers", true), "navigateur");
    assert_leads_to(
        browser_post(mine, PAGE, "action", "oublier-navigateur", "navigateur", browser, NULL),
        PAGE);
    assert_true(is_signed_in(mine));
    assert_true(is_signed_in(other));
    assert_int_equal(count(page_of(mine), "browsers"), 2);
    assert_leads_to(drive_password(mine, fixture_public_transfer.document, DRIVE_PASSWORD, NULL),
                    "/connexion/code");
}

static void all_browsers_are_forgotten(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *other = drive_member(portal);

    page_of(mine);
    assert_leads_to(browser_post(mine, PAGE, "action", "oublier-navigateurs", NULL), PAGE);
    assert_true(is_signed_in(mine));
    assert_false(is_signed_in(other));
    assert_int_equal(count(page_of(mine), "browsers"), 0);
    assert_leads_to(drive_password(other, fixture_public_transfer.document, DRIVE_PASSWORD, NULL),
                    "/connexion/code");
}

/* --- the history --- */

static void what_happened_is_listed_in_words(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    static const char *const expected[] = {"sessions_ended", "password_changed", "device_new",
                                           "account_created"};
    const cnops_tree_t *item;

    change(browser, DRIVE_PASSWORD, OTHER);
    page_of(browser);
    browser_post(browser, PAGE, "action", "fermer-autres", NULL);
    item = cnops_tree_get(page_of(browser)->page, "events")->first;
    for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++, item = item->next) {
        assert_non_null(item);
        assert_string_equal(cnops_tree_text(item, "kind"), expected[i]);
        assert_null(strstr(cnops_tree_text(item, "label"), "event."));
        assert_non_null(cnops_tree_text(item, "when"));
    }
    assert_null(item);
}

/* --- forms --- */

static void an_unknown_action_is_refused(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    answer_t *answer;

    page_of(browser);
    answer = browser_post(browser, PAGE, "action", "tout-casser", NULL);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, NULL, "invalid_choice"));
}

static void visitors_without_a_session_are_sent_to_sign_in(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);

    assert_leads_to(browser_get(browser, PAGE), "/connexion");
    browser_get(browser, "/connexion");
    assert_leads_to(browser_post(browser, PAGE, "action", "fermer-autres", NULL), "/connexion");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(another_password_signs_in_from_then_on),
        TEST(every_session_ends_and_this_one_is_renewed),
        TEST(half_signed_in_browsers_begin_again),
        TEST(both_contacts_get_a_message),
        TEST(the_current_password_is_asked),
        TEST(guesses_in_a_session_slow_down),
        TEST(the_password_rule_holds_here_too),
        TEST(a_change_that_fails_leaves_all_as_it_was),
        TEST(sessions_are_listed_with_this_one_marked),
        TEST(sessions_that_are_over_are_not_listed),
        TEST(one_session_is_ended),
        TEST(a_session_of_another_account_is_not_ended),
        TEST(all_other_sessions_are_ended),
        TEST(a_forgotten_browser_keeps_its_session_but_needs_a_code_next_time),
        TEST(all_browsers_are_forgotten),
        TEST(what_happened_is_listed_in_words),
        TEST(an_unknown_action_is_refused),
        TEST(visitors_without_a_session_are_sent_to_sign_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
