/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Known browsers. */
#include "base/errors.h"
#include "port_contract_tests.h"

static void test_knows_a_browser_by_account(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1),
                          *other = port_make_account(world, 2);
    cnops_device_t device = port_device(account->id, 7, PORT_NOW, world->pool);
    const cnops_device_t *row;

    CALL(world, devices->get, &row, account->id, device.browser);
    assert_null(row);
    CALL(world, devices->keep, &device, PORT_BROWSERS);
    CALL(world, devices->get, &row, account->id, device.browser);
    assert_non_null(row);
    assert_int_equal(row->account_id, account->id);
    assert_string_equal(row->browser, device.browser);
    assert_int_equal(row->first_at, PORT_NOW);
    assert_int_equal(row->seen_at, PORT_NOW);
    assert_string_equal(row->address_block, device.address_block);
    assert_string_equal(row->user_agent, device.user_agent);
    CALL(world, devices->get, &row, other->id, device.browser);
    assert_null(row);
    assert_int_equal(port_devices(world, other->id)->nelts, 0);
}

static void test_a_known_browser_keeps_its_first_day(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    cnops_device_t device = port_device(account->id, 7, PORT_NOW, world->pool);
    const cnops_device_t *row;

    CALL(world, devices->keep, &device, PORT_BROWSERS);
    device.first_at = device.seen_at = PORT_NOW + 9;
    device.address_block = "198.51.100.0/24";
    CALL(world, devices->keep, &device, PORT_BROWSERS);
    CALL(world, devices->get, &row, account->id, device.browser);
    assert_int_equal(row->first_at, PORT_NOW);
    assert_int_equal(row->seen_at, PORT_NOW + 9);
    assert_string_equal(row->address_block, "198.51.100.0/24");
    assert_int_equal(port_devices(world, account->id)->nelts, 1);
}

static void test_the_longest_unseen_browser_goes(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    apr_array_header_t *list;

    for (unsigned i = 0; i < PORT_BROWSERS + 2; i++) {
        cnops_device_t device = port_device(account->id, i, PORT_NOW + (apr_time_t)i, world->pool);

        CALL(world, devices->keep, &device, PORT_BROWSERS);
    }
    list = port_devices(world, account->id);
    assert_int_equal(list->nelts, PORT_BROWSERS);
    for (int i = 0; i < PORT_BROWSERS; i++)
        assert_string_equal(APR_ARRAY_IDX(list, i, cnops_device_t).browser,
                            port_browser((unsigned)(PORT_BROWSERS + 1 - i), world->pool));
}

/* --- forgetting --- */

static void test_forgets_a_browser_with_its_sessions(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    const cnops_session_t *row;
    const cnops_account_t *owner;

    port_open_sessions(world, account);
    CALL(world, devices->forget,
         &(cnops_forgetting_t){account->id, port_browser(2, world->pool), NULL}, NULL);
    assert_int_equal(port_devices(world, account->id)->nelts, 2);
    CALL(world, sessions->get, &row, &owner, port_digest(5002, world->pool));
    assert_null(row);
    assert_int_equal(port_count_sessions(world, account->id), 2);
    assert_int_equal(STORE(world, devices->forget,
                           &(cnops_forgetting_t){account->id, port_browser(2, world->pool), NULL},
                           NULL),
                     CNOPS_ENOTFOUND);
    assert_int_equal(
        STORE(world, devices->forget,
              &(cnops_forgetting_t){account->id + 1000, port_browser(1, world->pool), NULL}, NULL),
        CNOPS_ENOTFOUND);
}

static void test_a_spared_session_outlives_its_browser(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    const char *mine = port_digest(5001, world->pool);
    const cnops_session_t *row;
    const cnops_account_t *owner;

    port_open_sessions(world, account);
    CALL(world, devices->forget,
         &(cnops_forgetting_t){account->id, port_browser(1, world->pool), mine}, NULL);
    CALL(world, sessions->get, &row, &owner, mine);
    assert_non_null(row);
    CALL(world, devices->forget, &(cnops_forgetting_t){account->id, NULL, mine}, NULL);
    assert_int_equal(port_devices(world, account->id)->nelts, 0);
    assert_int_equal(port_count_sessions(world, account->id), 1);
    CALL(world, devices->forget, &(cnops_forgetting_t){account->id, NULL, NULL}, NULL);
    assert_int_equal(port_count_sessions(world, account->id), 0);
}

static void test_browsers_unseen_for_long_are_purged(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);

    port_open_sessions(world, account);
    assert_int_equal(port_purge(world, world->store.devices->purge, PORT_NOW + 3), 2);
    assert_int_equal(port_devices(world, account->id)->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(port_devices(world, account->id), 0, cnops_device_t).browser,
                        port_browser(3, world->pool));
}

const struct CMUnitTest port_devices_tests[] = {
    cmocka_unit_test(test_knows_a_browser_by_account),
    cmocka_unit_test(test_a_known_browser_keeps_its_first_day),
    cmocka_unit_test(test_the_longest_unseen_browser_goes),
    cmocka_unit_test(test_forgets_a_browser_with_its_sessions),
    cmocka_unit_test(test_a_spared_session_outlives_its_browser),
    cmocka_unit_test(test_browsers_unseen_for_long_are_purged),
    {0},
};
