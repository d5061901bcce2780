/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tokens that count once. */
#include "port_contract_tests.h"

#define LIFE apr_time_from_sec(600)

static bool spend(port_world_t *world, unsigned number)
{
    bool first;

    CALL(world, tokens->spend, &first, port_digest(number, world->pool), PORT_NOW + LIFE);
    return first;
}

static void test_a_token_counts_once(void **state)
{
    port_world_t *world = *state;

    assert_true(spend(world, 1));
    assert_false(spend(world, 1));
    assert_true(spend(world, 2));
    assert_int_equal(port_purge(world, world->store.tokens->purge, PORT_NOW + LIFE), 0);
    assert_false(spend(world, 1));
    assert_int_equal(port_purge(world, world->store.tokens->purge, PORT_NOW + LIFE + 1), 2);
    assert_true(spend(world, 1));
}

static int race_to_spend(port_world_t *world, int runner, apr_pool_t *pool)
{
    bool first;

    (void)runner;
    if (world->store.tokens->spend(world->store.self, &first, port_digest(1, pool), PORT_NOW + LIFE,
                                   pool) != APR_SUCCESS)
        return -1;
    return first;
}

static void test_one_of_many_spends(void **state)
{
    assert_int_equal(port_race(*state, race_to_spend), 1);
}

const struct CMUnitTest port_tokens_tests[] = {
    cmocka_unit_test(test_a_token_counts_once),
    cmocka_unit_test(test_one_of_many_spends),
    {0},
};
