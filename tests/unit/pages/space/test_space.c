/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace, without a server. */
#include "pages/space/space.h"

#include "base/errors.h"
#include "twins/signin_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void shows_the_person_and_the_memberships(void **state)
{
    portal_t *portal = drive_account(state);
    answer_t *answer = browser_get(drive_member(portal), "/espace");

    assert_int_equal(answer->status, 200);
    assert_non_null(strstr(answer->body, fixture_public_transfer.family_name));
    assert_non_null(strstr(answer->body, fixture_public_transfer.immatriculation));
}

/* Each call is a trip to the database: the session, the account and the person together. */
static void takes_one_call_of_the_store(void **state)
{
    portal_t *portal = drive_account(state);
    store_memory_t *store = portal->fixture->store;
    browser_t *browser = drive_member(portal);
    int before = store_memory_calls(store, NULL);

    browser_get(browser, "/espace");
    assert_int_equal(store_memory_calls(store, NULL) - before, 1);
}

static void fails_where_the_store_is_down(void **state)
{
    portal_t *portal = drive_account(state);
    store_memory_t *store = portal->fixture->store;
    browser_t *browser = drive_member(portal);

    store_memory_fail_next(store, STORE_MEMORY(sessions, get_with_person), CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(browser, "/espace")->status, 503);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shows_the_person_and_the_memberships),
        TEST(takes_one_call_of_the_store),
        TEST(fails_where_the_store_is_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
