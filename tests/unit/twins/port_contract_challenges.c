/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes that were sent: what may count only once, or only a few times. */
#include "base/errors.h"
#include "port_contract_tests.h"

#define JOURNEY   "00112233445566778899aabbccddeeff"
#define TRIES_MAX 5
#define LIFE      apr_time_from_sec(600)

static apr_status_t put_challenge(port_world_t *world, cnops_channel_e channel, apr_int64_t serial,
                                  unsigned message, apr_pool_t *pool)
{
    cnops_challenge_t challenge = {.journey_id = JOURNEY,
                                   .channel = channel,
                                   .destination_digest = port_digest((unsigned)serial, pool),
                                   .serial = serial,
                                   .sent_count = (int)serial,
                                   .sent_at = PORT_NOW + serial,
                                   .expires_at = PORT_NOW + LIFE};
    cnops_outbox_row_t row = port_message(message, pool);

    return world->store.challenges->send(world->store.self, &challenge, &row, pool);
}

static void send_first(port_world_t *world)
{
    assert_int_equal(put_challenge(world, CNOPS_CHANNEL_EMAIL, 1, 1, world->pool), APR_SUCCESS);
}

static cnops_challenge_t named(apr_int64_t serial)
{
    return (cnops_challenge_t){
        .journey_id = JOURNEY, .channel = CNOPS_CHANNEL_EMAIL, .serial = serial};
}

static bool try_at(port_world_t *world, apr_int64_t serial, apr_time_t now)
{
    cnops_challenge_t challenge = named(serial);
    bool taken;

    CALL(world, challenges->take_try, &taken, &challenge, TRIES_MAX, now);
    return taken;
}

static bool consume(port_world_t *world, apr_int64_t serial)
{
    cnops_challenge_t challenge = named(serial);
    bool first;

    CALL(world, challenges->consume, &first, &challenge, PORT_NOW + 9);
    return first;
}

static const cnops_challenge_t *get(port_world_t *world, cnops_channel_e channel)
{
    const cnops_challenge_t *challenge;

    CALL(world, challenges->get, &challenge, JOURNEY, channel);
    return challenge;
}

static void test_keeps_a_challenge_as_it_is(void **state)
{
    port_world_t *world = *state;
    const cnops_challenge_t *row;

    assert_null(get(world, CNOPS_CHANNEL_EMAIL));
    send_first(world);
    row = get(world, CNOPS_CHANNEL_EMAIL);
    assert_non_null(row);
    assert_string_equal(row->journey_id, JOURNEY);
    assert_int_equal(row->channel, CNOPS_CHANNEL_EMAIL);
    assert_string_equal(row->destination_digest, port_digest(1, world->pool));
    assert_int_equal(row->serial, 1);
    assert_int_equal(row->tries, 0);
    assert_int_equal(row->sent_count, 1);
    assert_int_equal(row->sent_at, PORT_NOW + 1);
    assert_int_equal(row->expires_at, PORT_NOW + LIFE);
    assert_int_equal(row->consumed_at, 0);
    assert_int_equal(port_due(world), 1);
    assert_null(get(world, CNOPS_CHANNEL_SMS));
}

static void test_a_later_code_replaces_the_former(void **state)
{
    port_world_t *world = *state;
    const cnops_challenge_t *row;

    send_first(world);
    try_at(world, 1, PORT_NOW);
    consume(world, 1);
    try_at(world, 1, PORT_NOW);
    assert_int_equal(put_challenge(world, CNOPS_CHANNEL_EMAIL, 2, 2, world->pool), APR_SUCCESS);
    row = get(world, CNOPS_CHANNEL_EMAIL);
    assert_int_equal(row->serial, 2);
    assert_int_equal(row->tries, 0);
    assert_int_equal(row->sent_count, 2);
    assert_int_equal(row->consumed_at, 0);
    assert_string_equal(row->destination_digest, port_digest(2, world->pool));
    assert_false(try_at(world, 1, PORT_NOW));
    assert_true(try_at(world, 2, PORT_NOW));
}

static void test_serials_come_one_after_the_other(void **state)
{
    port_world_t *world = *state;

    assert_int_equal(put_challenge(world, CNOPS_CHANNEL_EMAIL, 2, 1, world->pool), CNOPS_ECONFLICT);
    send_first(world);
    assert_int_equal(put_challenge(world, CNOPS_CHANNEL_EMAIL, 1, 2, world->pool), CNOPS_ECONFLICT);
    assert_int_equal(put_challenge(world, CNOPS_CHANNEL_EMAIL, 3, 3, world->pool), CNOPS_ECONFLICT);
    assert_int_equal(put_challenge(world, CNOPS_CHANNEL_SMS, 1, 4, world->pool), APR_SUCCESS);
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->serial, 1);
    assert_int_equal(port_due(world), 2);
}

static int race_to_send(port_world_t *world, int runner, apr_pool_t *pool)
{
    apr_int64_t serial;
    int won = 0;

    for (serial = 1; serial <= 5; serial++) {
        apr_status_t rv = put_challenge(world, CNOPS_CHANNEL_EMAIL, serial,
                                        (unsigned)(runner * 100 + (int)serial), pool);

        if (rv != APR_SUCCESS && rv != CNOPS_ECONFLICT)
            return -1;
        won += rv == APR_SUCCESS;
    }
    return won;
}

static void test_one_of_many_sends_a_serial(void **state)
{
    port_world_t *world = *state;
    apr_int64_t serial;
    int won = port_race(world, race_to_send);

    serial = get(world, CNOPS_CHANNEL_EMAIL)->serial;
    assert_int_equal(won, serial);
    assert_int_equal(port_due(world), serial);
}

static void test_reserves_so_many_tries(void **state)
{
    port_world_t *world = *state;

    assert_false(try_at(world, 1, PORT_NOW));
    send_first(world);
    for (int i = 0; i < TRIES_MAX; i++)
        assert_true(try_at(world, 1, PORT_NOW));
    assert_false(try_at(world, 1, PORT_NOW));
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->tries, TRIES_MAX);
}

static void test_reserves_no_try_on_what_expired(void **state)
{
    port_world_t *world = *state;

    send_first(world);
    assert_true(try_at(world, 1, PORT_NOW + LIFE - 1));
    assert_false(try_at(world, 1, PORT_NOW + LIFE));
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->tries, 1);
}

static int race_to_try(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_challenge_t challenge = named(1);
    int won = 0;

    (void)runner;
    for (int i = 0; i < TRIES_MAX; i++) {
        bool taken;

        if (world->store.challenges->take_try(world->store.self, &taken, &challenge, TRIES_MAX,
                                              PORT_NOW, pool) != APR_SUCCESS)
            return -1;
        won += taken;
    }
    return won;
}

static void test_concurrent_tries_never_pass_the_limit(void **state)
{
    port_world_t *world = *state;

    send_first(world);
    assert_int_equal(port_race(world, race_to_try), TRIES_MAX);
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->tries, TRIES_MAX);
}

static void test_consumes_once_and_gives_the_try_back(void **state)
{
    port_world_t *world = *state;

    assert_false(consume(world, 1));
    send_first(world);
    assert_true(try_at(world, 1, PORT_NOW));
    assert_true(consume(world, 1));
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->tries, 0);
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->consumed_at, PORT_NOW + 9);
    assert_false(consume(world, 1));
    assert_false(consume(world, 2));
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->tries, 0);
}

static int race_to_consume(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_challenge_t challenge = named(1);
    bool first;

    (void)runner;
    if (world->store.challenges->consume(world->store.self, &first, &challenge, PORT_NOW + 1,
                                         pool) != APR_SUCCESS)
        return -1;
    return first;
}

static void test_one_of_many_consumes(void **state)
{
    port_world_t *world = *state;

    send_first(world);
    assert_int_equal(port_race(world, race_to_consume), 1);
}

static void make_void(port_world_t *world, apr_int64_t serial, unsigned message)
{
    cnops_challenge_t challenge = named(serial);

    CALL(world, challenges->withdraw, &challenge, port_message(message, world->pool).message_id);
}

static void test_a_void_challenge_is_over_and_its_message_withdrawn(void **state)
{
    port_world_t *world = *state;
    const cnops_challenge_t *challenge;

    send_first(world);
    make_void(world, 1, 1);
    make_void(world, 1, 1);
    challenge = get(world, CNOPS_CHANNEL_EMAIL);
    assert_int_equal(challenge->expires_at, challenge->sent_at);
    assert_int_equal(challenge->sent_count, 0);
    assert_int_equal(challenge->serial, 1);
    assert_false(try_at(world, 1, challenge->sent_at));
    assert_int_equal(port_due(world), 0);
    assert_int_equal(put_challenge(world, CNOPS_CHANNEL_EMAIL, 2, 2, world->pool), APR_SUCCESS);
    assert_true(try_at(world, 2, PORT_NOW));
}

static void test_a_challenge_that_was_followed_or_used_is_not_made_void(void **state)
{
    port_world_t *world = *state;

    send_first(world);
    assert_int_equal(put_challenge(world, CNOPS_CHANNEL_EMAIL, 2, 2, world->pool), APR_SUCCESS);
    make_void(world, 1, 1);
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->expires_at, PORT_NOW + LIFE);
    assert_true(try_at(world, 2, PORT_NOW));
    assert_true(consume(world, 2));
    make_void(world, 2, 2);
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->expires_at, PORT_NOW + LIFE);
    assert_int_equal(port_due(world), 2);
}

static void test_a_message_that_may_have_left_is_not_withdrawn(void **state)
{
    port_world_t *world = *state;

    send_first(world);
    assert_int_equal(port_lease(world, "courier", PORT_NOW, 1)->nelts, 1);
    make_void(world, 1, 1);
    assert_int_equal(get(world, CNOPS_CHANNEL_EMAIL)->sent_count, 0);
    assert_int_equal(port_lease(world, "courier", PORT_NOW + PORT_LEASE, 1)->nelts, 1);
}

static void test_purges_challenges_past_use(void **state)
{
    port_world_t *world = *state;

    send_first(world);
    assert_int_equal(port_purge(world, world->store.challenges->purge, PORT_NOW + LIFE), 0);
    assert_non_null(get(world, CNOPS_CHANNEL_EMAIL));
    assert_int_equal(port_purge(world, world->store.challenges->purge, PORT_NOW + LIFE + 1), 1);
    assert_null(get(world, CNOPS_CHANNEL_EMAIL));
}

const struct CMUnitTest port_challenges_tests[] = {
    cmocka_unit_test(test_keeps_a_challenge_as_it_is),
    cmocka_unit_test(test_a_later_code_replaces_the_former),
    cmocka_unit_test(test_serials_come_one_after_the_other),
    cmocka_unit_test(test_one_of_many_sends_a_serial),
    cmocka_unit_test(test_reserves_so_many_tries),
    cmocka_unit_test(test_reserves_no_try_on_what_expired),
    cmocka_unit_test(test_concurrent_tries_never_pass_the_limit),
    cmocka_unit_test(test_consumes_once_and_gives_the_try_back),
    cmocka_unit_test(test_one_of_many_consumes),
    cmocka_unit_test(test_a_void_challenge_is_over_and_its_message_withdrawn),
    cmocka_unit_test(test_a_challenge_that_was_followed_or_used_is_not_made_void),
    cmocka_unit_test(test_a_message_that_may_have_left_is_not_withdrawn),
    cmocka_unit_test(test_purges_challenges_past_use),
    {0},
};
