/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Counters: they never exceed their limit, and no take is refused below it. */
#include "port_contract_tests.h"

#define HOUR apr_time_from_sec(3600)

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

/* Each take comes a little later than the one before: the row that one reads, another has just
 * written. */
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

static void test_no_take_is_refused_below_the_limit(void **state)
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

const struct CMUnitTest port_counters_tests[] = {
    cmocka_unit_test(test_counts_up_to_the_limit),
    cmocka_unit_test(test_counts_without_limit),
    cmocka_unit_test(test_opens_a_new_window),
    cmocka_unit_test(test_gives_back_not_below_zero),
    cmocka_unit_test(test_clears_one_counter_only),
    cmocka_unit_test(test_concurrent_takes_never_pass_the_limit),
    cmocka_unit_test(test_no_take_is_refused_below_the_limit),
    cmocka_unit_test(test_purges_counters_past_use),
    {0},
};
