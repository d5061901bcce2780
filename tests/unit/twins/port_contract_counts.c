/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Challenges, counters, spent tokens: what must count once or only so often. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>
#include <string.h>

#define JOURNEY   "00112233445566778899aabbccddeeff"
#define TRIES_MAX 5
#define LIFE      apr_time_from_sec(600)
#define HOUR      apr_time_from_sec(3600)

#define CALL(world, function, ...)                                                                 \
    assert_int_equal((world)->store.function((world)->store.self, __VA_ARGS__, (world)->pool),     \
                     APR_SUCCESS)

/* --- challenges --- */

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

static void test_nothing_is_void_that_was_followed_or_used(void **state)
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
    CALL(world, challenges->purge, PORT_NOW + LIFE - 1);
    assert_non_null(get(world, CNOPS_CHANNEL_EMAIL));
    CALL(world, challenges->purge, PORT_NOW + LIFE);
    assert_null(get(world, CNOPS_CHANNEL_EMAIL));
}

/* --- counters --- */

static cnops_counting_t counting(const char *use, const char *subject, apr_int64_t limit,
                                 apr_time_t now)
{
    return (cnops_counting_t){.key = {use, subject}, .limit = limit, .window = HOUR, .now = now};
}

static bool take(port_world_t *world, cnops_counter_t *pcounter, apr_int64_t limit, apr_time_t now)
{
    cnops_counting_t c = counting("essai", "sujet", limit, now);
    bool taken;

    CALL(world, counters->take, &taken, pcounter, &c);
    return taken;
}

static void assert_counter(port_world_t *world, apr_int64_t count, apr_time_t window_at,
                           apr_time_t last_at)
{
    cnops_counter_t counter = {-1, -1, -1};

    CALL(world, counters->get, &counter, &(cnops_counter_key_t){"essai", "sujet"});
    assert_int_equal(counter.count, count);
    assert_int_equal(counter.window_at, window_at);
    assert_int_equal(counter.last_at, last_at);
}

static void test_counts_up_to_the_limit(void **state)
{
    port_world_t *world = *state;
    cnops_counter_t counter;

    assert_counter(world, 0, 0, 0);
    for (int i = 1; i <= 3; i++) {
        assert_true(take(world, &counter, 3, PORT_NOW + i));
        assert_int_equal(counter.count, i);
        assert_int_equal(counter.window_at, PORT_NOW + 1);
        assert_int_equal(counter.last_at, PORT_NOW + i);
    }
    assert_false(take(world, &counter, 3, PORT_NOW + 9));
    assert_int_equal(counter.count, 3);
    assert_int_equal(counter.last_at, PORT_NOW + 3);
    assert_counter(world, 3, PORT_NOW + 1, PORT_NOW + 3);
}

static void test_counts_without_limit(void **state)
{
    port_world_t *world = *state;
    cnops_counter_t counter;

    for (int i = 1; i <= 20; i++)
        assert_true(take(world, &counter, 0, PORT_NOW));
    assert_int_equal(counter.count, 20);
}

static void test_opens_a_new_window(void **state)
{
    port_world_t *world = *state;
    cnops_counter_t counter;

    assert_true(take(world, &counter, 1, PORT_NOW));
    assert_false(take(world, &counter, 1, PORT_NOW + HOUR - 1));
    assert_true(take(world, &counter, 1, PORT_NOW + HOUR));
    assert_int_equal(counter.count, 1);
    assert_int_equal(counter.window_at, PORT_NOW + HOUR);
}

static void test_gives_back_not_below_zero(void **state)
{
    port_world_t *world = *state;
    cnops_counter_t counter;

    CALL(world, counters->give, &(cnops_counter_key_t){"essai", "sujet"});
    take(world, &counter, 0, PORT_NOW);
    take(world, &counter, 0, PORT_NOW);
    CALL(world, counters->give, &(cnops_counter_key_t){"essai", "sujet"});
    assert_counter(world, 1, PORT_NOW, PORT_NOW);
    CALL(world, counters->give, &(cnops_counter_key_t){"essai", "sujet"});
    CALL(world, counters->give, &(cnops_counter_key_t){"essai", "sujet"});
    assert_true(take(world, &counter, 0, PORT_NOW));
    assert_int_equal(counter.count, 1);
}

static void test_clears_one_counter_only(void **state)
{
    port_world_t *world = *state;
    cnops_counting_t other_use = counting("autre", "sujet", 0, PORT_NOW);
    cnops_counting_t other_subject = counting("essai", "autre", 0, PORT_NOW);
    cnops_counter_t counter;
    bool taken;

    take(world, &counter, 0, PORT_NOW);
    CALL(world, counters->take, &taken, &counter, &other_use);
    CALL(world, counters->take, &taken, &counter, &other_subject);
    assert_int_equal(counter.count, 1);
    CALL(world, counters->clear, &(cnops_counter_key_t){"essai", "sujet"});
    assert_counter(world, 0, 0, 0);
    CALL(world, counters->get, &counter, &(cnops_counter_key_t){"autre", "sujet"});
    assert_int_equal(counter.count, 1);
    CALL(world, counters->get, &counter, &(cnops_counter_key_t){"essai", "autre"});
    assert_int_equal(counter.count, 1);
}

static int race_to_take(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_counting_t c = counting("essai", "sujet", 20, PORT_NOW);
    int won = 0;

    (void)runner;
    for (int i = 0; i < 10; i++) {
        cnops_counter_t counter;
        bool taken;

        if (world->store.counters->take(world->store.self, &taken, &counter, &c, pool) !=
            APR_SUCCESS)
            return -1;
        won += taken;
    }
    return won;
}

static void test_concurrent_takes_never_pass_the_limit(void **state)
{
    port_world_t *world = *state;

    assert_int_equal(port_race(world, race_to_take), 20);
    assert_counter(world, 20, PORT_NOW, PORT_NOW);
}

#define OPENED 200

/* Each a little later than the one before: what one reads, another has just written. */
static int race_to_open(port_world_t *world, int runner, apr_pool_t *pool)
{
    int won = 0;

    apr_sleep(runner * 100);
    for (unsigned i = 0; i < OPENED; i++) {
        cnops_counting_t c = counting("essai", port_digest(i, pool), PORT_RUNNERS, PORT_NOW);
        cnops_counter_t counter;
        bool taken;

        if (world->store.counters->take(world->store.self, &taken, &counter, &c, pool) !=
            APR_SUCCESS)
            return -1;
        won += taken;
    }
    return won;
}

static void test_nobody_is_refused_below_the_limit(void **state)
{
    assert_int_equal(port_race(*state, race_to_open), OPENED * PORT_RUNNERS);
}

static void test_purges_counters_past_use(void **state)
{
    port_world_t *world = *state;
    cnops_counter_t counter;

    take(world, &counter, 0, PORT_NOW);
    CALL(world, counters->purge, PORT_NOW + HOUR - 1);
    assert_counter(world, 1, PORT_NOW, PORT_NOW);
    CALL(world, counters->purge, PORT_NOW + HOUR);
    assert_counter(world, 0, 0, 0);
}

/* --- tokens --- */

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
    CALL(world, tokens->purge, PORT_NOW + LIFE - 1);
    assert_false(spend(world, 1));
    CALL(world, tokens->purge, PORT_NOW + LIFE);
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

const struct CMUnitTest port_counts_tests[] = {
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
    cmocka_unit_test(test_nothing_is_void_that_was_followed_or_used),
    cmocka_unit_test(test_a_message_that_may_have_left_is_not_withdrawn),
    cmocka_unit_test(test_purges_challenges_past_use),
    cmocka_unit_test(test_counts_up_to_the_limit),
    cmocka_unit_test(test_counts_without_limit),
    cmocka_unit_test(test_opens_a_new_window),
    cmocka_unit_test(test_gives_back_not_below_zero),
    cmocka_unit_test(test_clears_one_counter_only),
    cmocka_unit_test(test_concurrent_takes_never_pass_the_limit),
    cmocka_unit_test(test_nobody_is_refused_below_the_limit),
    cmocka_unit_test(test_purges_counters_past_use),
    cmocka_unit_test(test_a_token_counts_once),
    cmocka_unit_test(test_one_of_many_spends),
    {NULL, NULL, NULL, NULL, NULL},
};
