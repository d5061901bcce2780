/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How long journeys and sessions stay open, and how a visitor gets more time. */
#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MINUTES(n) apr_time_from_sec(60 * (n))

static void pass(browser_t *browser, apr_interval_time_t time)
{
    clock_fake_advance(browser->portal->fixture->clock, time);
}

static const cnops_tree_t *page_of(browser_t *browser, const char *path)
{
    answer_t *answer = browser_get(browser, path);

    assert_int_equal(answer->status, 200);
    return answer->page;
}

static apr_int64_t seconds_of(const cnops_tree_t *page, const char *name)
{
    return cnops_tree_int(cnops_tree_get(page, name), "seconds", -1);
}

static browser_t *begin_creation(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    browser_get(browser, "/creation/conditions");
    assert_int_equal(browser_post(browser, "/creation/conditions", "accepte", "oui", NULL)->status,
                     303);
    return browser;
}

static void a_step_says_until_when(void **state)
{
    browser_t *browser = begin_creation(*state);
    const cnops_tree_t *expiry;

    pass(browser, MINUTES(10) + 1);
    expiry = cnops_tree_get(page_of(browser, "/creation/identite"), "expiry");
    assert_int_equal(cnops_tree_int(expiry, "seconds", 0), 20 * 60 - 1);
    assert_int_equal(cnops_tree_int(expiry, "minutes", 0), 20);
    assert_int_equal(strlen(cnops_tree_text(expiry, "hour")), 2);
    assert_int_equal(strlen(cnops_tree_text(expiry, "minute")), 2);
    assert_true(cnops_tree_bool(expiry, "extends"));
}

static void looking_gives_no_time(void **state)
{
    browser_t *browser = begin_creation(*state);

    for (int i = 0; i < 3; i++) {
        pass(browser, MINUTES(10));
        browser_get(browser, "/creation/identite");
    }
    pass(browser, 1);
    assert_int_equal(browser_get(browser, "/creation/identite")->status, 303);
}

static void staying_gives_time_as_often_as_asked(void **state)
{
    browser_t *browser = begin_creation(*state);

    for (int i = 0; i < 12; i++) {
        const cnops_tree_t *page;

        pass(browser, MINUTES(29));
        page = page_of(browser, "/rester");
        assert_int_equal(seconds_of(page, "expiry"), 30 * 60);
        assert_string_equal(cnops_tree_text(page, "resume"), "/mon_compte/creation/identite");
    }
    pass(browser, MINUTES(29));
    assert_int_equal(browser_get(browser, "/creation/identite")->status, 200);
}

/* /rester neither revives what is over nor begins anything. */
static void staying_needs_an_open_journey_or_session(void **state)
{
    browser_t *browser = begin_creation(*state), *stranger = browser_open(*state);
    answer_t *answer = browser_get(stranger, "/rester");

    assert_int_equal(answer->status, 303);
    assert_string_equal(answer->location, "/mon_compte/");
    pass(browser, MINUTES(31));
    answer = browser_get(browser, "/rester");
    assert_string_equal(answer->location, "/mon_compte/");
    assert_non_null(cnops_tree_text(page_of(browser, "/"), "notice"));
    assert_string_equal(browser_get(browser, "/creation/identite")->location,
                        "/mon_compte/creation/conditions");
}

/* --- sessions --- */

static browser_t *enter(portal_t *portal)
{
    const cnops_core_t *core = portal->app.core;
    apr_int64_t person = core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    browser_t *browser = browser_open(portal);
    const cnops_account_t *account;
    const char *token;

    drive_to_end(browser_open(portal), &fixture_public_transfer, false);
    core->store.accounts->by_person(core->store.self, &account, person, portal->pool);
    assert_int_equal(
        cnops_session_begin(&token, core, account->id, NULL, "203.0.113.7", NULL, portal->pool),
        APR_SUCCESS);
    apr_table_set(browser->cookies, "cnops_session", token);
    return browser;
}

static void a_session_says_until_when(void **state)
{
    browser_t *browser = enter(*state);
    const cnops_tree_t *page = page_of(browser, "/aide");

    assert_int_equal(seconds_of(page, "session"), 15 * 60);
    pass(browser, MINUTES(14));
    page = page_of(browser, "/rester");
    assert_int_equal(seconds_of(page, "session"), 15 * 60);
    assert_null(cnops_tree_text(page, "resume"));
    pass(browser, MINUTES(14));
    assert_int_equal(seconds_of(page_of(browser, "/aide"), "session"), 15 * 60);
}

static void the_longest_life_of_a_session_is_shown_too(void **state)
{
    browser_t *browser = enter(*state);
    const cnops_tree_t *session;

    for (int i = 0; i < 47; i++) {
        pass(browser, MINUTES(10));
        session = cnops_tree_get(page_of(browser, "/rester"), "session");
        assert_int_equal(cnops_tree_bool(session, "extends"), i < 46);
    }
    assert_int_equal(cnops_tree_int(session, "seconds", 0), 10 * 60);
}

static void a_visitor_reads_that_the_session_is_over(void **state)
{
    browser_t *browser = enter(*state), *stranger = browser_open(*state);

    pass(browser, MINUTES(15));
    assert_string_equal(browser_get(browser, "/espace")->location, "/mon_compte/connexion");
    assert_non_null(cnops_tree_text(page_of(browser, "/connexion"), "notice"));
    assert_string_equal(browser_get(stranger, "/espace")->location, "/mon_compte/connexion");
    assert_null(cnops_tree_text(page_of(stranger, "/connexion"), "notice"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_step_says_until_when),
        CASE(looking_gives_no_time),
        CASE(staying_gives_time_as_often_as_asked),
        CASE(staying_needs_an_open_journey_or_session),
        CASE(a_session_says_until_when),
        CASE(the_longest_life_of_a_session_is_shown_too),
        CASE(a_visitor_reads_that_the_session_is_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
