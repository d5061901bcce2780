/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Before the last try, the page says so; the same for known and unknown persons. */
#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool warns(const answer_t *answer)
{
    const char *said = cnops_tree_text(answer->page, "last_try");

    return said && strstr(said, "Il vous reste une tentative");
}

static answer_t *answer_wrongly(browser_t *browser)
{
    return browser_post(browser, "/creation/questions", "identifiant_employeur", "XX1",
                        "immatriculation", "999", "rib", "00000000", "etat_civil", "X1", NULL);
}

static void assert_warned_of_answers(portal_t *portal, const fixture_member_t *typed)
{
    browser_t *browser = browser_open(portal);

    drive_to_questions(browser, typed, false);
    assert_false(warns(browser_get(browser, "/creation/questions")));
    assert_false(warns(answer_wrongly(browser)));
    assert_true(warns(answer_wrongly(browser)));
    assert_true(warns(browser_get(browser, "/creation/questions")));
    assert_false(warns(answer_wrongly(browser)));
    assert_leads_to(answer_wrongly(browser), "/creation/conditions");
}

static void the_last_but_one_wrong_answer_warns(void **state)
{
    portal_t *portal = *state;
    fixture_member_t unknown = fixture_public_transfer;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    assert_warned_of_answers(portal, &fixture_public_transfer);
    unknown.document = "ZZ999999";
    unknown.immatriculation = "123123123";
    assert_warned_of_answers(portal, &unknown);
}

static void the_last_but_one_identity_warns(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    drive_conditions(browser);
    for (int i = 0; i < 4; i++) {
        assert_false(warns(browser_get(browser, "/creation/identite")));
        assert_leads_to(drive_try_identity(browser, &fixture_public_transfer, i % 2 == 0),
                        "/creation/questions");
    }
    assert_true(warns(browser_get(browser, "/creation/identite")));
}

/* A try that was given back, because the proof of work was too easy, is not the last but one. */
static void a_try_given_back_does_not_warn(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const answer_t *answer;

    drive_to_questions(browser, &fixture_public_transfer, false);
    answer_wrongly(browser);
    browser = browser_open(portal);
    drive_conditions(browser);
    for (int i = 0; i < 3; i++)
        assert_leads_to(drive_try_identity(browser, &fixture_public_money_order, false),
                        "/creation/questions");
    answer = drive_try_identity(browser, &fixture_public_transfer, false);
    assert_true(answer_has_error(answer, NULL, "captcha_harder"));
    assert_false(warns(answer));
    assert_leads_to(drive_try_identity(browser, &fixture_public_transfer, false),
                    "/creation/questions");
    assert_true(warns(browser_get(browser, "/creation/identite")));
}

/* A counter that cannot be read does not take the page away. */
static void the_page_is_there_without_the_counter(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    drive_to_questions(browser, &fixture_public_transfer, false);
    store_memory_down(portal->fixture->store, true);
    assert_int_equal(browser_get(browser, "/creation/identite")->status, 200);
}

static void the_last_but_one_wrong_code_warns(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email_code(browser, &fixture_public_transfer, false);
    for (int i = 0; i < 3; i++)
        assert_false(warns(browser_post(browser, "/creation/courriel-code", "code", "0000", NULL)));
    assert_true(warns(browser_post(browser, "/creation/courriel-code", "code", "0000", NULL)));
    assert_false(warns(browser_post(browser, "/creation/courriel-code", "code", "0000", NULL)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_but_one_wrong_answer_warns), TEST(the_last_but_one_identity_warns),
        TEST(a_try_given_back_does_not_warn),      TEST(the_page_is_there_without_the_counter),
        TEST(the_last_but_one_wrong_code_warns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
