/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A solved proof of work holds while its page is shown again without a counted try. A harder one
 * that is owed is no mistake of the visitor. */
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define IDENTITY  "/creation/identite"
#define QUESTIONS "/creation/questions"

static browser_t *at_identity(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_conditions(browser);
    browser_get(browser, IDENTITY);
    return browser;
}

static answer_t *post_identity(browser_t *browser, const char *birth_date, const char *proof)
{
    const fixture_member_t *member = &fixture_public_transfer;

    return browser_post(browser, IDENTITY, "mode", "immatriculation", "immatriculation",
                        member->immatriculation, "cni", member->document, "date_naissance",
                        birth_date, "altcha", proof, NULL);
}

static const char *proof_of(const answer_t *answer)
{
    return cnops_tree_text(cnops_tree_get(answer->page, "captcha_proof"), "value");
}

static void a_slip_of_the_finger_leaves_the_proof(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = at_identity(portal);
    const char *proof = browser_solve(browser);
    const answer_t *answer = post_identity(browser, "31/02/1975", proof);
    apr_int64_t left = cnops_tree_int(cnops_tree_get(answer->page, "captcha_proof"), "seconds", 0);

    assert_int_equal(answer->status, 422);
    assert_string_equal(proof_of(answer), proof);
    assert_true(left > 0 && left <= apr_time_sec(portal->fixture->settings->pow_ttl));
    assert_true(cnops_tree_bool(answer->page, "captcha_start"));
    assert_leads_to(post_identity(browser, "14/03/1975", proof_of(answer)), QUESTIONS);
    /* It is spent now. */
    answer = post_identity(browser, "14/03/1975", proof);
    assert_true(answer_has_error(answer, "altcha", "captcha_used"));
    assert_null(proof_of(answer));
}

static void a_kept_page_has_the_proof(void **state)
{
    browser_t *browser = at_identity(*state);
    const char *proof = browser_solve(browser);
    const answer_t *page;

    browser_post(browser, IDENTITY, "cni", "AB12", "altcha", proof, "garder", "ar", NULL);
    page = browser_get(browser, IDENTITY "?lang=ar");
    assert_string_equal(proof_of(page), proof);
    assert_false(cnops_tree_bool(page->page, "captcha_start"));
    assert_leads_to(post_identity(browser, "14/03/1975", proof), QUESTIONS);
    assert_null(proof_of(browser_get(browser, IDENTITY)));
}

static void a_proof_that_is_worth_nothing_is_not_shown(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = at_identity(portal);
    const char *proof = browser_solve(browser);

    assert_null(proof_of(post_identity(browser, "x", "AAAA")));
    assert_null(proof_of(post_identity(browser, "x", "")));
    browser_post(browser, IDENTITY, "altcha", proof, "garder", "ar", NULL);
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->pow_ttl + 1);
    assert_null(proof_of(browser_get(browser, IDENTITY)));
    assert_null(proof_of(post_identity(browser, "x", proof)));
}

/* --- a harder one --- */

static void a_harder_proof_is_no_mistake(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = at_identity(portal);
    fixture_member_t wrong = fixture_public_transfer;
    const answer_t *answer;

    wrong.rib = "00000001";
    drive_try_identity(browser, &wrong, false);
    drive_try_questions(browser, &wrong);
    browser = browser_open(portal);
    drive_conditions(browser);
    answer = drive_try_identity(browser, &wrong, false);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, NULL, "captcha_harder"));
    assert_false(cnops_tree_bool(answer->page, "mistyped"));
    assert_non_null(cnops_tree_text(answer->page, "notice"));
    assert_true(cnops_tree_bool(answer->page, "captcha_start"));
    assert_null(proof_of(answer));
    browser->accept = "text/html";
    answer = post_identity(browser, "14/03/1975", "");
    assert_non_null(strstr(answer->body, "error-summary"));
}

static void a_wrong_answer_asks_for_the_harder_proof_at_once(void **state)
{
    browser_t *browser = at_identity(*state);
    fixture_member_t wrong = fixture_public_transfer;

    wrong.rib = "00000001";
    drive_try_identity(browser, &wrong, false);
    assert_int_equal(drive_try_questions(browser, &wrong)->status, 422);
    assert_leads_to(drive_try_identity(browser, &fixture_public_transfer, false), QUESTIONS);
}

/* A sign-in that owes a proof which its page had not asked for. */
static void a_proof_asked_for_the_first_time_is_no_mistake(void **state)
{
    portal_t *portal = drive_account(state);
    const char *document = fixture_public_transfer.document;
    browser_t *browser = browser_open(portal);
    const answer_t *answer;

    portal->fixture->settings->signin_free = 0;
    browser_get(browser, "/connexion");
    answer = browser_post(browser, "/connexion", "identifiant", document, "mot_de_passe",
                          DRIVE_PASSWORD, NULL);
    assert_true(answer_has_error(answer, "altcha", "captcha_required"));
    assert_false(cnops_tree_bool(answer->page, "mistyped"));
    answer = browser_post(browser, "/connexion", "identifiant", document, "mot_de_passe",
                          DRIVE_PASSWORD, "altcha", "", NULL);
    assert_true(answer_has_error(answer, "altcha", "captcha_required"));
    assert_true(cnops_tree_bool(answer->page, "mistyped"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_slip_of_the_finger_leaves_the_proof),
        TEST(a_kept_page_has_the_proof),
        TEST(a_proof_that_is_worth_nothing_is_not_shown),
        TEST(a_harder_proof_is_no_mistake),
        TEST(a_wrong_answer_asks_for_the_harder_proof_at_once),
        TEST(a_proof_asked_for_the_first_time_is_no_mistake),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
