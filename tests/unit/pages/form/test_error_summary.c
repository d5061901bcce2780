/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The errors of a page are in the order of its controls, and lead to what mends them. */
#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* "cni date_naissance" */
static const char *fields_of(const answer_t *answer, const portal_t *portal)
{
    const char *fields = "";

    for (const cnops_tree_t *at = cnops_tree_get(answer->page, "errors")->first; at;
         at = at->next) {
        const char *field = cnops_tree_text(at, "field");

        fields = apr_pstrcat(portal->pool, fields, *fields ? " " : "", field ? field : "-", NULL);
    }
    return fields;
}

static void the_captcha_comes_last_as_on_the_page(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    drive_conditions(browser);
    assert_string_equal(fields_of(browser_post(browser, "/creation/identite", NULL), portal),
                        "mode cni date_naissance altcha");
    assert_string_equal(fields_of(browser_post(browser, "/creation/identite", "captcha_id", "x",
                                               "mode", "employeur", NULL),
                                  portal),
                        "identifiant_employeur cni date_naissance captcha");
}

static void a_wrong_sign_in_leads_to_the_field_and_to_recovery(void **state)
{
    browser_t *browser = browser_open(*state);
    answer_t *answer;

    browser_get(browser, "/");
    browser->accept = "text/html";
    answer = browser_post(browser, "/connexion", "identifiant", "AB123456", "mot_de_passe",
                          "pas-le-bon-1", NULL);
    assert_int_equal(answer->status, 422);
    assert_non_null(strstr(answer->body, "<li><a href=\"#f-identifiant\">"));
    assert_non_null(strstr(
        answer->body, "</a> <a class=\"alone\" href=\"/mon_compte/recuperation/conditions\">"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_captcha_comes_last_as_on_the_page),
        TEST(a_wrong_sign_in_leads_to_the_field_and_to_recovery),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
