/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The call centre's number in sentences: a link on pages, which never breaks over two lines; plain
 * text everywhere else. */
#include "view/call_centre.h"

#include "twins/creation_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NB     "\xC2\xA0"
#define NUMBER "05" NB "38" NB "00" NB "20" NB "20"
#define IN_PAGE                                                                                    \
    "<a class=\"phone\" href=\"tel:+212538002020\"><bdi dir=\"ltr\">" NUMBER "</bdi></a>"
#define IN_SUMMARY "\xE2\x81\xA6" NUMBER "\xE2\x81\xA9" /* isolated */

static void the_number_is_unbroken_once_and_linked_where_there_are_digits(void **state)
{
    apr_pool_t *pool = ((portal_t *)*state)->pool;
    cnops_tree_t *institution = cnops_tree_object(pool), *object = cnops_tree_object(pool);

    assert_null(cnops_call_centre_text(institution, pool));
    cnops_call_centre_add(object, institution);
    assert_null(cnops_tree_text(object, "call_centre"));
    cnops_tree_set_text(institution, "call_centre", "05 38 00 20 20");
    cnops_call_centre_add(object, institution);
    assert_string_equal(cnops_tree_text(object, "call_centre"), NUMBER);
    assert_null(cnops_tree_get(object, "call_centre")->href);
    cnops_tree_set_text(institution, "call_centre", NUMBER);
    cnops_tree_set_text(institution, "call_centre_tel", "+212538002020");
    cnops_call_centre_add(object, institution);
    assert_string_equal(cnops_tree_text(object, "call_centre"), NUMBER);
    assert_string_equal(cnops_tree_get(object, "call_centre")->href, "tel:+212538002020");
}

static browser_t *open_questions(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_questions(browser, &fixture_public_transfer, false);
    return browser;
}

static answer_t *get_refused(browser_t *browser, const char *lang, const char *accept)
{
    browser->lang = lang;
    browser->accept = accept;
    return browser_post(browser, "/creation/questions", "identifiant_employeur", "XX1", "rib",
                        "00000000", NULL);
}

static void a_page_links_the_number_in_both_directions(void **state)
{
    static const char *const langs[] = {"fr", "ar", "en"};
    browser_t *browser = open_questions(*state);

    for (size_t i = 0; i < sizeof langs / sizeof *langs; i++) {
        answer_t *answer = get_refused(browser, langs[i], "text/html");

        assert_int_equal(answer->status, 422);
        assert_non_null(strstr(answer->body, IN_PAGE));
    }
}

static void json_has_it_as_text(void **state)
{
    answer_t *answer = get_refused(open_questions(*state), "ar", "application/json");
    const cnops_tree_t *error = cnops_tree_get(answer->page, "errors")->first;

    assert_non_null(strstr(cnops_tree_text(error, "message"), IN_SUMMARY));
    assert_null(strstr(cnops_tree_text(error, "message"), "<a"));
}

/* A no-break blank is not in the alphabet of SMS. */
static void an_email_keeps_it_on_one_line_and_an_sms_keeps_its_alphabet(void **state)
{
    portal_t *portal = *state;
    fixture_member_t member = fixture_public_transfer;
    const cnops_message_t *email, *sms;

    member.phone_on_file = "+212698765432";
    core_fixture_add_member(portal->fixture, &member);
    drive_to_end(browser_open(portal), &member, false);
    email = core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL);
    assert_non_null(strstr(email->text, NUMBER));
    assert_non_null(strstr(email->html, NUMBER));
    sms = core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_SMS);
    assert_string_equal(sms->to, member.phone_on_file);
    assert_non_null(strstr(sms->text, "05 38 00 20 20"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_number_is_unbroken_once_and_linked_where_there_are_digits, portal_setup,
            portal_teardown),
        cmocka_unit_test_setup_teardown(a_page_links_the_number_in_both_directions, portal_setup,
                                        portal_teardown),
        cmocka_unit_test_setup_teardown(an_email_keeps_it_on_one_line_and_an_sms_keeps_its_alphabet,
                                        portal_setup, portal_teardown),
        cmocka_unit_test_setup_teardown(json_has_it_as_text, portal_setup, portal_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
