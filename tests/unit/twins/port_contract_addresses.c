/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What members answered about their address. */
#include "base/errors.h"
#include "port_contract_tests.h"

static cnops_address_answer_t make_answer(port_world_t *world, apr_int64_t membership_id)
{
    return (cnops_address_answer_t){.membership_id = membership_id,
                                    .address_digest = port_digest(31, world->pool),
                                    .key_id = "test2",
                                    .how = CNOPS_ADDRESS_CONFIRMED,
                                    .answered_at = PORT_NOW};
}

static const cnops_address_answer_t *find(port_world_t *world, apr_int64_t membership_id)
{
    const cnops_address_answer_t *row;

    CALL(world, addresses->find, &row, membership_id);
    return row;
}

static void test_keeps_the_answer_of_a_membership(void **state)
{
    port_world_t *world = *state;
    cnops_address_answer_t answer = make_answer(world, 71);
    const cnops_address_answer_t *row;

    assert_null(find(world, 71));
    CALL(world, addresses->keep, &answer, NULL);
    assert_null(find(world, 72));
    row = find(world, 71);
    assert_int_equal(row->membership_id, 71);
    assert_string_equal(row->address_digest, answer.address_digest);
    assert_string_equal(row->key_id, "test2");
    assert_int_equal(row->how, CNOPS_ADDRESS_CONFIRMED);
    assert_int_equal(row->answered_at, PORT_NOW);
}

static void test_a_new_answer_replaces_the_one_before(void **state)
{
    port_world_t *world = *state;
    cnops_address_answer_t answer = make_answer(world, 71), other = make_answer(world, 72);
    const cnops_address_answer_t *row;

    CALL(world, addresses->keep, &answer, NULL);
    CALL(world, addresses->keep, &other, NULL);
    answer.address_digest = port_digest(32, world->pool);
    answer.key_id = "test3";
    answer.how = CNOPS_ADDRESS_CORRECTED;
    answer.answered_at = PORT_NOW + 1;
    CALL(world, addresses->keep, &answer, NULL);
    row = find(world, 71);
    assert_string_equal(row->address_digest, answer.address_digest);
    assert_string_equal(row->key_id, "test3");
    assert_int_equal(row->how, CNOPS_ADDRESS_CORRECTED);
    assert_int_equal(row->answered_at, PORT_NOW + 1);
    assert_string_equal(find(world, 72)->address_digest, other.address_digest);
}

static void test_an_answer_comes_with_its_event_or_not_at_all(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person_id = port_add_person(world, 1);
    cnops_event_row_t event = port_event(person_id, 1, world->pool);
    cnops_event_row_t taken = port_event(person_id, 2, world->pool), other = taken;
    cnops_trail_t trail = port_trail(world, &event, 1), late = port_trail(world, &other, 2);
    cnops_address_answer_t answer = make_answer(world, 71), later = make_answer(world, 72);

    CALL(world, addresses->keep, &answer, &trail);
    assert_int_equal(port_tail(world, person_id), 1);
    CALL(world, events->insert, &taken);
    assert_int_equal(STORE(world, addresses->keep, &later, &late), CNOPS_ECONFLICT);
    assert_null(find(world, 72));
    assert_non_null(find(world, 71));
}

const struct CMUnitTest port_addresses_tests[] = {
    cmocka_unit_test(test_keeps_the_answer_of_a_membership),
    cmocka_unit_test(test_a_new_answer_replaces_the_one_before),
    cmocka_unit_test(test_an_answer_comes_with_its_event_or_not_at_all),
    {0},
};
