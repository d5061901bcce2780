/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A creation for a person who already has an account: the visitor is sent on to recovery, and the
 * contacts of the account are warned. */
#include "base/errors.h"
#include "twins/creation_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void an_existing_account_is_warned_and_leads_to_recovery(void **state)
{
    portal_t *portal = *state;
    browser_t *owner = browser_open(portal), *other = browser_open(portal);
    int emails, texts;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_end(owner, &fixture_public_transfer, false);
    emails = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
    texts = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
    for (int i = 0; i < 2; i++) { /* one warning a day, however often it is tried */
        drive_to_questions(other, &fixture_public_transfer, false);
        assert_leads_to(drive_try_questions(other, &fixture_public_transfer),
                        "/recuperation/courriel-code");
    }
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), emails + 3);
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS), texts + 1);
    /* The warning, and a code for each recovery that began. */
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        DRIVE_EMAIL);
    assert_int_equal(store_memory_accounts(portal->fixture->store, portal->pool)->nelts, 1);
}

static void a_warning_that_could_not_be_queued_comes_later(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    int before;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_end(browser_open(portal), &fixture_public_transfer, false);
    before = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
    drive_to_questions(browser, &fixture_public_transfer, false);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(outbox, insert),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(drive_try_questions(browser, &fixture_public_transfer)->status, 503);
    assert_leads_to(drive_try_questions(browser, &fixture_public_transfer),
                    "/recuperation/courriel-code");
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS), before + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_existing_account_is_warned_and_leads_to_recovery),
        TEST(a_warning_that_could_not_be_queued_comes_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
