/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/session/device.h"

#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BROWSER "00112233445566778899aabbccddeeff"

static void a_cookie_is_of_its_people_only(void **state)
{
    core_fixture_t *f = *state;
    const char *cookie = cnops_device_seal(&f->core, BROWSER, 42, NULL, f->pool);

    assert_string_equal(cnops_device_of(&f->core, cookie, 42, f->pool), BROWSER);
    assert_null(cnops_device_of(&f->core, cookie, 43, f->pool));
    assert_null(cnops_device_of(&f->core, cookie, 4, f->pool));
    assert_null(cnops_device_of(&f->core, NULL, 42, f->pool));
    assert_null(cnops_device_of(&f->core, "test2.AAAA", 42, f->pool));
    assert_null(cnops_device_of(&f->core, cnops_device_seal(&f->core, BROWSER, 0, NULL, f->pool), 0,
                                f->pool));
}

static void a_family_shares_a_browser(void **state)
{
    core_fixture_t *f = *state;
    const char *cookie = NULL;

    for (apr_int64_t person = 1; person <= 9; person++)
        cookie = cnops_device_seal(&f->core, BROWSER, person, cookie, f->pool);
    cookie = cnops_device_seal(&f->core, BROWSER, 9, cookie, f->pool);
    for (apr_int64_t person = 2; person <= 9; person++)
        assert_non_null(cnops_device_of(&f->core, cookie, person, f->pool));
    /* The person who signed in longest ago was left out. */
    assert_null(cnops_device_of(&f->core, cookie, 1, f->pool));
    assert_true(strlen(cookie) < 600);
}

static void an_id_stays_with_its_browser(void **state)
{
    core_fixture_t *f = *state;
    const char *cookie = cnops_device_seal(&f->core, BROWSER, 42, NULL, f->pool);
    const char *fresh = cnops_device_id(&f->core, NULL, NULL, f->pool);

    assert_true(cnops_device_is_genuine(&f->core, cookie, f->pool));
    assert_false(cnops_device_is_genuine(&f->core, "test2.AAAA", f->pool));
    assert_false(cnops_device_is_genuine(&f->core, NULL, f->pool));
    assert_string_equal(cnops_device_id(&f->core, cookie, "j", f->pool), BROWSER);
    assert_string_equal(cnops_device_id(&f->core, NULL, "j", f->pool),
                        cnops_device_id(&f->core, NULL, "j", f->pool));
    assert_int_equal(strlen(fresh), 32);
    assert_string_not_equal(cnops_device_id(&f->core, "test2.AAAA", NULL, f->pool), fresh);
}

static void an_account_knows_the_twenty_last_seen(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *list;

    for (int i = 0; i < CNOPS_DEVICES_MAX + 2; i++) {
        const char *browser = apr_psprintf(f->pool, "%032x", i);

        clock_fake_advance(f->clock, 1);
        assert_int_equal(cnops_device_remember(
                             &f->core,
                             cnops_device_row(&f->core, 7, browser, "203.0.113.9", "a", f->pool),
                             f->pool),
                         APR_SUCCESS);
    }
    assert_int_equal(cnops_device_list(&list, &f->core, 7, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, CNOPS_DEVICES_MAX);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_device_t).browser,
                        apr_psprintf(f->pool, "%032x", CNOPS_DEVICES_MAX + 1));
}

static void without_its_row_it_is_not_known(void **state)
{
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    bool known;

    assert_int_equal(cnops_device_is_known(&known, &f->core, 7, BROWSER, f->pool), APR_SUCCESS);
    assert_false(known);
    store->devices->keep(store->self,
                         cnops_device_row(&f->core, 7, BROWSER, "203.0.113.9", "a\nb", f->pool),
                         CNOPS_DEVICES_MAX, f->pool);
    assert_int_equal(cnops_device_is_known(&known, &f->core, 7, BROWSER, f->pool), APR_SUCCESS);
    assert_true(known);
    assert_int_equal(cnops_device_is_known(&known, &f->core, 8, BROWSER, f->pool), APR_SUCCESS);
    assert_false(known);
    assert_int_equal(cnops_device_is_known(&known, &f->core, 7, NULL, f->pool), APR_SUCCESS);
    assert_false(known);
}

static void a_row_names_no_address(void **state)
{
    core_fixture_t *f = *state;
    const cnops_device_t *row =
        cnops_device_row(&f->core, 7, BROWSER, "203.0.113.9", "Zellige\n/1", f->pool);

    assert_string_equal(row->address_block, "203.0.113.0/24");
    assert_string_equal(row->user_agent, "Zellige/1");
    assert_int_equal(row->first_at, cnops_core_now(&f->core));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_cookie_is_of_its_people_only), CASE(a_family_shares_a_browser),
        CASE(an_id_stays_with_its_browser),   CASE(without_its_row_it_is_not_known),
        CASE(a_row_names_no_address),         CASE(an_account_knows_the_twenty_last_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
