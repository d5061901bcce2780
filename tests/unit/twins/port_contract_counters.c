/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Counters: they never exceed their limit, and no take is refused below it. */
#include "port_contract_tests.h"

#include <apr_strings.h>

#define HOUR apr_time_from_sec(3600)

static const cnops_counter_key_t essai = {"essai", "sujet", false};

static cnops_counting_t counting(const char *use, const char *subject, apr_int64_t limit,
                                 apr_time_t now)
{
    return (cnops_counting_t){
        .key = {use, subject, false}, .limit = limit, .window = HOUR, .now = now};
}

static bool take(port_world_t *world, cnops_counter_t *pcounter, apr_int64_t limit, apr_time_t now)
{
    cnops_counting_t c = counting("essai", "sujet", limit, now);
    bool taken;

    CALL(world, counters->take, &taken, pcounter, &c, 1);
    return taken;
}

static void assert_counter(port_world_t *world, apr_int64_t count, apr_time_t window_at,
                           apr_time_t last_at)
{
    cnops_counter_t counter = {-1, -1, -1};

    CALL(world, counters->look, &counter, &essai, 1, last_at);
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

    CALL(world, counters->give, &essai, 1);
    take(world, &counter, 0, PORT_NOW);
    take(world, &counter, 0, PORT_NOW);
    CALL(world, counters->give, &essai, 1);
    assert_counter(world, 1, PORT_NOW, PORT_NOW);
    CALL(world, counters->give, &essai, 1);
    CALL(world, counters->give, &essai, 1);
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
    CALL(world, counters->take, &taken, &counter, &other_use, 1);
    CALL(world, counters->take, &taken, &counter, &other_subject, 1);
    assert_int_equal(counter.count, 1);
    CALL(world, counters->clear, &essai);
    assert_counter(world, 0, 0, 0);
    CALL(world, counters->look, &counter, &other_use.key, 1, PORT_NOW);
    assert_int_equal(counter.count, 1);
    CALL(world, counters->look, &counter, &other_subject.key, 1, PORT_NOW);
    assert_int_equal(counter.count, 1);
}

/* How many of so many takes were allowed; -1 where the store failed. */
static int take_often(int times, port_world_t *world, const cnops_counting_t *list, int count,
                      apr_pool_t *pool)
{
    cnops_counter_t counters[CNOPS_COUNTERS_MAX];
    int won = 0;
    bool taken;

    for (int i = 0; i < times; i++) {
        if (world->store.counters->take(world->store.self, &taken, counters, list, count, pool) !=
            APR_SUCCESS)
            return -1;
        won += taken;
    }
    return won;
}

static int race_to_take(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_counting_t c = counting("essai", "sujet", 20, PORT_NOW);

    (void)runner;
    return take_often(10, world, &c, 1, pool);
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

        if (world->store.counters->take(world->store.self, &taken, &counter, &c, 1, pool) !=
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
    assert_int_equal(port_purge(world, world->store.counters->purge, PORT_NOW + HOUR), 0);
    assert_counter(world, 1, PORT_NOW, PORT_NOW);
    assert_int_equal(port_purge(world, world->store.counters->purge, PORT_NOW + HOUR + 1), 1);
    assert_counter(world, 0, 0, 0);
}

/* --- several at once --- */

/* As different at their beginning as digests are. */
static const char *block(int number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%02x%062d", (unsigned)number, 0);
}

static cnops_counting_t spread(apr_int64_t limit, apr_time_t now, apr_pool_t *pool)
{
    return (cnops_counting_t){
        .key = {"reseau", block(7, pool), true}, .limit = limit, .window = HOUR, .now = now};
}

static void assert_counts(port_world_t *world, const cnops_counting_t *list, int count,
                          const int *want)
{
    cnops_counter_key_t keys[CNOPS_COUNTERS_MAX] = {{0}};
    cnops_counter_t counters[CNOPS_COUNTERS_MAX];

    for (int i = 0; i < count; i++)
        keys[i] = list[i].key;
    CALL(world, counters->look, counters, keys, count, PORT_NOW);
    for (int i = 0; i < count; i++)
        assert_int_equal(counters[i].count, want[i]);
}

static void test_takes_all_or_none(void **state)
{
    port_world_t *world = *state;
    /* Not in the order of their keys. */
    cnops_counting_t list[] = {counting("b", "sujet", 3, PORT_NOW), counting("a", "x", 2, PORT_NOW),
                               counting("c", "sujet", 0, PORT_NOW),
                               counting("a", "sujet", 9, PORT_NOW)};
    cnops_counter_t counters[4];
    bool taken;

    for (int i = 1; i <= 2; i++) {
        CALL(world, counters->take, &taken, counters, list, 4);
        assert_true(taken);
        for (int k = 0; k < 4; k++)
            assert_int_equal(counters[k].count, i);
    }
    CALL(world, counters->take, &taken, counters, list, 4);
    assert_false(taken);
    assert_counts(world, list, 4, (int[]){2, 2, 2, 2});
    assert_int_equal(counters[1].count, 2);
    assert_int_equal(counters[1].window_at, PORT_NOW);
    CALL(world, counters->take, &taken, counters, list, 1);
    assert_true(taken);
    assert_counts(world, list, 4, (int[]){3, 2, 2, 2});
}

static void test_gives_back_several(void **state)
{
    port_world_t *world = *state;
    cnops_counting_t list[] = {counting("a", "sujet", 0, PORT_NOW), counting("a", "y", 0, PORT_NOW),
                               counting("b", "sujet", 0, PORT_NOW),
                               spread(600, PORT_NOW, world->pool)};
    cnops_counter_key_t keys[] = {list[0].key, list[1].key, list[3].key};
    cnops_counter_t counters[4];
    bool taken;

    for (int i = 0; i < 2; i++)
        CALL(world, counters->take, &taken, counters, list, 4);
    CALL(world, counters->give, keys, 3);
    assert_counts(world, list, 4, (int[]){1, 1, 2, 1});
    CALL(world, counters->give, keys, 3);
    CALL(world, counters->give, keys, 3);
    assert_counts(world, list, 4, (int[]){0, 0, 2, 0});
}

static void test_looks_at_an_open_window_only(void **state)
{
    port_world_t *world = *state;
    cnops_counting_t list[] = {counting("a", "sujet", 0, PORT_NOW),
                               spread(600, PORT_NOW, world->pool)};
    cnops_counter_key_t keys[] = {list[0].key, list[1].key};
    cnops_counter_t counters[2];
    bool taken;

    CALL(world, counters->take, &taken, counters, list, 2);
    CALL(world, counters->look, counters, keys, 2, PORT_NOW + HOUR - 1);
    assert_int_equal(counters[0].count, 1);
    assert_int_equal(counters[1].count, 1);
    CALL(world, counters->look, counters, keys, 2, PORT_NOW + HOUR);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(counters[i].count, 0);
        assert_int_equal(counters[i].window_at, 0);
    }
}

/* --- counters that are spread --- */

static int count_takes(port_world_t *world, apr_int64_t limit, int times)
{
    cnops_counter_t counter;
    bool taken;
    int won = 0;

    for (int i = 0; i < times; i++) {
        cnops_counting_t c = spread(limit, PORT_NOW + i, world->pool);

        CALL(world, counters->take, &taken, &counter, &c, 1);
        won += taken;
    }
    return won;
}

static void test_a_spread_counter_takes_its_whole_limit(void **state)
{
    port_world_t *world = *state;
    cnops_counting_t c = spread(0, PORT_NOW, world->pool);

    assert_int_equal(count_takes(world, 30, 40), 30);
    assert_counts(world, &c, 1, (int[]){30});
    CALL(world, counters->clear, &c.key);
    assert_counts(world, &c, 1, (int[]){0});
    assert_int_equal(count_takes(world, 103, 120), 103);
    assert_counts(world, &c, 1, (int[]){103});
    CALL(world, counters->clear, &c.key);
    assert_counts(world, &c, 1, (int[]){0});
    assert_int_equal(count_takes(world, 0, 20), 20);
    CALL(world, counters->give, &c.key, 1);
    assert_counts(world, &c, 1, (int[]){19});
}

/* What another counter of the same use counts is not counted here, nor cleared. */
static void test_a_spread_counter_has_its_rows_alone(void **state)
{
    port_world_t *world = *state;
    cnops_counting_t c = spread(600, PORT_NOW, world->pool), other = c;
    cnops_counting_t list[2];
    cnops_counter_t counter;
    bool taken;

    other.key.subject = block(8, world->pool);
    CALL(world, counters->take, &taken, &counter, &c, 1);
    CALL(world, counters->take, &taken, &counter, &other, 1);
    CALL(world, counters->take, &taken, &counter, &other, 1);
    list[0] = c;
    list[1] = other;
    assert_counts(world, list, 2, (int[]){1, 2});
    CALL(world, counters->clear, &c.key);
    assert_counts(world, list, 2, (int[]){0, 2});
}

#define LARGE 600
#define SMALL 30
#define TAKES 125 /* of each runner: 1,000 of all */

static int race_to_spread(port_world_t *world, apr_int64_t limit, apr_pool_t *pool)
{
    int won = 0;

    for (int i = 0; i < TAKES; i++) {
        cnops_counting_t c = spread(limit, PORT_NOW + i, pool);
        cnops_counter_t counter;
        bool taken;

        if (world->store.counters->take(world->store.self, &taken, &counter, &c, 1, pool) !=
            APR_SUCCESS)
            return -1;
        won += taken;
    }
    return won;
}

static int race_to_the_large(port_world_t *world, int runner, apr_pool_t *pool)
{
    (void)runner;
    return race_to_spread(world, LARGE, pool);
}

static int race_to_the_small(port_world_t *world, int runner, apr_pool_t *pool)
{
    (void)runner;
    return race_to_spread(world, SMALL, pool);
}

/* contract.md §5 allows 2 % more; each part keeps its share of the limit, so there is none. */
static void test_concurrent_takes_never_pass_a_spread_limit(void **state)
{
    port_world_t *world = *state;

    assert_int_equal(port_race(world, race_to_the_large), LARGE);
}

static void test_a_small_limit_is_exact(void **state)
{
    port_world_t *world = *state;

    assert_int_equal(port_race(world, race_to_the_small), SMALL);
}

/* Two orders of the same counters. */
static int race_in_two_orders(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_counting_t one = counting("a", "sujet", 0, PORT_NOW);
    cnops_counting_t two = counting("b", "sujet", 100, PORT_NOW);
    cnops_counting_t list[2] = {runner % 2 ? one : two, runner % 2 ? two : one};

    return take_often(50, world, list, 2, pool);
}

static void test_concurrent_takes_of_several_are_all_or_none(void **state)
{
    port_world_t *world = *state;
    cnops_counting_t list[] = {counting("a", "sujet", 0, PORT_NOW),
                               counting("b", "sujet", 0, PORT_NOW)};

    assert_int_equal(port_race(world, race_in_two_orders), 100);
    assert_counts(world, list, 2, (int[]){100, 100});
}

/* --- many at once --- */

static bool add(port_world_t *world, apr_int64_t amount, apr_int64_t limit, apr_time_t now)
{
    cnops_counting_t one = counting("essai", "sujet", limit, now);
    bool added;

    CALL(world, counters->add, &added, &one, amount);
    return added;
}

static void test_adds_to_an_open_window_up_to_the_limit(void **state)
{
    port_world_t *world = *state;
    cnops_counter_t counter;

    assert_false(add(world, 5, 100, PORT_NOW));
    take(world, &counter, 100, PORT_NOW);
    assert_true(add(world, 90, 100, PORT_NOW + 1));
    assert_counter(world, 91, PORT_NOW, PORT_NOW + 1);
    assert_false(add(world, 10, 100, PORT_NOW + 2));
    assert_counter(world, 91, PORT_NOW, PORT_NOW + 1);
    assert_true(add(world, 9, 100, PORT_NOW + 3));
    assert_false(add(world, 1, 100, PORT_NOW + 4));
    assert_true(add(world, 1, 0, PORT_NOW + 5));
    assert_false(add(world, 1, 0, PORT_NOW + HOUR));
}

static int race_to_add(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_counting_t one = counting("essai", "sujet", 101, PORT_NOW);
    int count = 0;
    bool added;

    (void)runner;
    for (int i = 0; i < 20; i++) {
        if (world->store.counters->add(world->store.self, &added, &one, 10, pool) != APR_SUCCESS)
            return -1;
        count += added;
    }
    return count;
}

static void test_concurrent_additions_never_pass_the_limit(void **state)
{
    cnops_counter_t counter;

    take(*state, &counter, 101, PORT_NOW);
    assert_int_equal(port_race(*state, race_to_add), 10);
    assert_counter(*state, 101, PORT_NOW, PORT_NOW);
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
    cmocka_unit_test(test_takes_all_or_none),
    cmocka_unit_test(test_gives_back_several),
    cmocka_unit_test(test_looks_at_an_open_window_only),
    cmocka_unit_test(test_a_spread_counter_takes_its_whole_limit),
    cmocka_unit_test(test_a_spread_counter_has_its_rows_alone),
    cmocka_unit_test(test_concurrent_takes_never_pass_a_spread_limit),
    cmocka_unit_test(test_a_small_limit_is_exact),
    cmocka_unit_test(test_concurrent_takes_of_several_are_all_or_none),
    cmocka_unit_test(test_adds_to_an_open_window_up_to_the_limit),
    cmocka_unit_test(test_concurrent_additions_never_pass_the_limit),
    {0},
};
