/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* When no code store answers, no step goes on, nothing is lost, and the page says why. */
#include "twins/creation_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_says_codes(const answer_t *answer, const char *step)
{
    const char *href = cnops_tree_text(cnops_tree_get(answer->page, "retry"), "href");

    assert_int_equal(answer->status, 503);
    assert_non_null(strstr(cnops_tree_text(answer->page, "message"), "code"));
    assert_non_null(strstr(href, step));
}

static void no_code_is_right_while_the_store_is_down(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *code;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email_code(browser, &fixture_public_transfer, false);
    code = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    codes_memory_down(portal->fixture->codes, true);
    for (int i = 0; i < 12; i++)
        assert_says_codes(
            browser_post(browser, "/creation/courriel-code", "code", i % 2 ? code : "123456", NULL),
            "/creation/courriel-code");
    assert_leads_to(browser_get(browser, "/creation/telephone"), "/creation/courriel-code");
    assert_leads_to(browser_get(browser, "/creation/mot-de-passe"), "/creation/courriel-code");
    assert_int_equal(browser_get(browser, "/creation/courriel-code")->status, 200);
    codes_memory_down(portal->fixture->codes, false);
    assert_leads_to(browser_post(browser, "/creation/courriel-code", "code", code, NULL),
                    "/creation/telephone");
}

static void no_code_is_sent_that_cannot_be_stored(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email(browser, &fixture_public_transfer, false);
    codes_memory_down(portal->fixture->codes, true);
    for (int i = 0; i < 12; i++)
        assert_says_codes(browser_post(browser, "/creation/courriel", "courriel", DRIVE_EMAIL,
                                       "courriel_confirmation", DRIVE_EMAIL, NULL),
                          "/creation/courriel");
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), 0);
    codes_memory_down(portal->fixture->codes, false);
    assert_leads_to(browser_post(browser, "/creation/courriel", "courriel", DRIVE_EMAIL,
                                 "courriel_confirmation", DRIVE_EMAIL, NULL),
                    "/creation/courriel-code");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_code_is_right_while_the_store_is_down),
        TEST(no_code_is_sent_that_cannot_be_stored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
