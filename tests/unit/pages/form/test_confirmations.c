/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Fields that are typed twice: each mistake is said once, and the one that must be mended first. */
#include "twins/creation_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int error_count(const answer_t *answer)
{
    int count = 0;

    assert_int_equal(answer->status, 422);
    for (const cnops_tree_t *at = cnops_tree_get(answer->page, "errors")->first; at; at = at->next)
        count++;
    return count;
}

static void assert_only_error(const answer_t *answer, const char *field, const char *code)
{
    assert_int_equal(error_count(answer), 1);
    assert_true(answer_has_error(answer, field, code));
}

static browser_t *open_email(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email(browser, &fixture_public_transfer, false);
    return browser;
}

static answer_t *post_emails(browser_t *browser, const char *one, const char *other)
{
    return browser_post(browser, "/creation/courriel", "courriel", one, "courriel_confirmation",
                        other, NULL);
}

static void a_wrong_original_is_one_mistake(void **state)
{
    browser_t *browser = open_email(*state);

    assert_only_error(post_emails(browser, "nom", "nom"), "courriel", "invalid_email");
    assert_only_error(post_emails(browser, "nom", "autre@example.ma"), "courriel", "invalid_email");
}

static void a_confirmation_can_only_differ_or_lack(void **state)
{
    browser_t *browser = open_email(*state);

    assert_only_error(post_emails(browser, DRIVE_EMAIL, "nom"), "courriel_confirmation",
                      "not_same");
    assert_only_error(post_emails(browser, DRIVE_EMAIL, "autre@example.ma"),
                      "courriel_confirmation", "not_same");
    assert_only_error(post_emails(browser, DRIVE_EMAIL, ""), "courriel_confirmation", "required");
    assert_int_equal(error_count(post_emails(browser, "", "")), 2);
    assert_int_equal(error_count(post_emails(browser, "nom", "")), 2);
}

static void emails_are_compared_without_case(void **state)
{
    assert_leads_to(post_emails(open_email(*state), "Nom@example.ma", "nOM@Example.MA"),
                    "/creation/courriel-code");
}

static void phones_are_compared_in_normal_form(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = open_email(portal);

    assert_leads_to(post_emails(browser, DRIVE_EMAIL, DRIVE_EMAIL), "/creation/courriel-code");
    assert_leads_to(browser_post(browser, "/creation/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/creation/telephone");
    assert_only_error(browser_post(browser, "/creation/telephone", "telephone", "0522000000",
                                   "telephone_confirmation", "0522000000", NULL),
                      "telephone", "invalid_phone");
    assert_leads_to(browser_post(browser, "/creation/telephone", "telephone", "06 12 34 56 78",
                                 "telephone_confirmation", "+212612345678", NULL),
                    "/creation/telephone-code");
}

static answer_t *post_passwords(browser_t *browser, const char *one, const char *other)
{
    return browser_post(browser, "/creation/mot-de-passe", "mot_de_passe", one,
                        "mot_de_passe_confirmation", other, NULL);
}

static void the_deeper_fault_of_a_password_is_said_at_once(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_password(browser, &fixture_public_transfer, false);
    assert_only_error(post_passwords(browser, "abc", "abcd"), "mot_de_passe", "too_short");
    assert_only_error(post_passwords(browser, "tanger-oujda-7", "Tanger-oujda-7"),
                      "mot_de_passe_confirmation", "not_same");
    /* A confirmation is no password of its own. */
    assert_only_error(post_passwords(browser, "tanger-oujda-7", "abc"), "mot_de_passe_confirmation",
                      "not_same");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_wrong_original_is_one_mistake),
        TEST(a_confirmation_can_only_differ_or_lack),
        TEST(emails_are_compared_without_case),
        TEST(phones_are_compared_in_normal_form),
        TEST(the_deeper_fault_of_a_password_is_said_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
