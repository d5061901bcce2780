/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The last step: which messages are sent, and what refuses the account at the end. */
#include "twins/creation_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static answer_t *choose_password(browser_t *browser)
{
    return browser_post(browser, "/creation/mot-de-passe", "mot_de_passe", DRIVE_PASSWORD,
                        "mot_de_passe_confirmation", DRIVE_PASSWORD, NULL);
}

/* Creates the member's account and counts the messages of its last step. */
static void create_and_count(portal_t *portal, const fixture_member_t *member, int *pemails,
                             int *ptexts)
{
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, member);
    drive_to_password(browser, member, false);
    *pemails = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
    *ptexts = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
    assert_leads_to(choose_password(browser), "/creation/termine");
    *pemails = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL) - *pemails;
    *ptexts = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS) - *ptexts;
}

static void contacts_on_file_get_a_message(void **state)
{
    portal_t *portal = *state;
    fixture_member_t member = fixture_student_transfer;
    int emails, texts;

    member.email_on_file = "inscription@universite.example.ma";
    member.phone_on_file = "07 12 34 56 78";
    create_and_count(portal, &member, &emails, &texts);
    assert_int_equal(emails, 2);
    assert_int_equal(texts, 1);
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        member.email_on_file);
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_SMS)->to,
                        "+212712345678");
}

static void the_same_contact_gets_one_message(void **state)
{
    portal_t *portal = *state;
    fixture_member_t member = fixture_student_transfer;
    int emails, texts;

    member.email_on_file = DRIVE_EMAIL;
    member.phone_on_file = DRIVE_PHONE;
    create_and_count(portal, &member, &emails, &texts);
    assert_int_equal(emails, 1);
    assert_int_equal(texts, 0);
}

static void an_unreadable_contact_on_file_stops_nothing(void **state)
{
    portal_t *portal = *state;
    fixture_member_t member = fixture_student_transfer;
    int emails, texts;

    member.email_on_file = "pas une adresse";
    member.phone_on_file = "0537000000"; /* a landline */
    create_and_count(portal, &member, &emails, &texts);
    assert_int_equal(emails, 1);
    assert_int_equal(texts, 0);
}

/* Both journeys gave the contact while it could serve one more account. */
static void a_contact_filled_meanwhile_is_refused_at_the_end(void **state)
{
    portal_t *portal = *state;
    browser_t *first = browser_open(portal), *second = browser_open(portal);
    answer_t *answer;

    portal->fixture->settings->contact_accounts = 1;
    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    drive_to_password(first, &fixture_public_transfer, false);
    drive_to_password(second, &fixture_student_transfer, false);
    assert_leads_to(choose_password(first), "/creation/termine");
    answer = choose_password(second);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, NULL, "contact_taken"));
    assert_int_equal(store_memory_accounts(portal->fixture->store, portal->pool)->nelts, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(contacts_on_file_get_a_message),
        TEST(the_same_contact_gets_one_message),
        TEST(an_unreadable_contact_on_file_stops_nothing),
        TEST(a_contact_filled_meanwhile_is_refused_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
