/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Over real servers, which are killed, frozen and started again. */
#include "store/codes/codes_memcache.h"

#include "base/budget.h"
#include "base/errors.h"
#include "twins/code_contract.h"
#include "twins/memcached_process.h"
#include "twins/threads_alive.h"

#include <apr_general.h>
#include <apr_memcache.h>
#include <apr_strings.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MINUTES  apr_time_from_sec(60)
#define TIMEOUT  apr_time_from_msec(750) /* of a busy machine, under sanitizers */
#define SLACK    apr_time_from_msec(400) /* for a busy machine, under sanitizers */
#define PATIENCE apr_time_from_sec(20)
#define SERVERS  2
#define RUNNERS  50

typedef struct world_t {
    apr_pool_t *pool;  /* what the servers' names live in */
    apr_pool_t *child; /* what the threads end with */
    memcached_process_t servers[SERVERS];
    cnops_memcache_ring_t *ring;
    cnops_code_store_t codes;
    atomic_int went, came; /* reports */
    atomic_bool out[SERVERS];
} world_t;

/* Nothing is told twice. */
static void report(void *self, const char *server, apr_status_t rv)
{
    world_t *world = self;
    int i = 0;

    while (strcmp(world->servers[i].name, server) != 0)
        assert_true(++i < SERVERS);
    assert_int_equal(atomic_exchange(&world->out[i], rv != APR_SUCCESS), rv == APR_SUCCESS);
    atomic_fetch_add(rv == APR_SUCCESS ? &world->came : &world->went, 1);
}

/* Those that hang: of the others there is the test's own, and one a server. */
static int count_stuck(void)
{
    return threads_alive() - 1 - SERVERS;
}

static void start_store(world_t *world)
{
    apr_array_header_t *names = apr_array_make(world->pool, SERVERS, sizeof(const char *));

    for (int i = 0; i < SERVERS; i++) {
        APR_ARRAY_PUSH(names, const char *) = world->servers[i].name;
        atomic_store(&world->out[i], false);
    }
    apr_pool_create(&world->child, world->pool);
    assert_int_equal(
        cnops_codes_memcache_make(&world->ring, names, TIMEOUT, report, world, world->child),
        APR_SUCCESS);
    cnops_codes_memcache_port(&world->codes, world->ring);
    assert_int_equal(cnops_codes_memcache_start(world->ring, world->child), APR_SUCCESS);
}

static int setup(void **state)
{
    apr_pool_t *pool;
    world_t *world;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    for (int i = 0; i < SERVERS; i++)
        memcached_process_start(&world->servers[i], pool);
    start_store(world);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;

    apr_pool_destroy(world->child);
    for (int i = 0; i < SERVERS; i++)
        memcached_process_kill(&world->servers[i]);
    threads_alive_await(1); /* also those that hung, now that there is nothing to hang in */
    apr_pool_destroy(world->pool);
    apr_terminate();
    return 0;
}

static apr_status_t put(const world_t *world, unsigned number, unsigned char value)
{
    return code_contract_put(&world->codes, number, value, 10 * MINUTES, world->pool);
}

static int get(const world_t *world, unsigned number)
{
    return code_contract_get(&world->codes, number, world->pool);
}

/* How long it took. */
static apr_interval_time_t timed_get(const world_t *world, unsigned number, int expected)
{
    apr_time_t began = cnops_budget_clock();

    assert_int_equal(get(world, number), expected);
    return cnops_budget_clock() - began;
}

static apr_interval_time_t timed_put(const world_t *world, unsigned number, unsigned char value,
                                     apr_status_t expected)
{
    apr_time_t began = cnops_budget_clock();

    assert_int_equal(put(world, number, value), expected);
    return cnops_budget_clock() - began;
}

static bool is_out(const world_t *world, int server)
{
    return atomic_load(&world->out[server]);
}

static void wait_until_back(const world_t *world, int server)
{
    apr_time_t deadline = cnops_budget_clock() + PATIENCE;

    while (is_out(world, server)) {
        assert_true(cnops_budget_clock() < deadline);
        usleep(10000);
    }
}

/* Talks to one server past the store. */
static apr_memcache_t *connect_beside(const world_t *world, int server)
{
    apr_memcache_server_t *address;
    apr_memcache_t *memcache;

    assert_int_equal(apr_memcache_create(world->pool, 1, 0, &memcache), APR_SUCCESS);
    assert_int_equal(apr_memcache_server_create(world->pool, "127.0.0.1",
                                                (apr_port_t)world->servers[server].port, 0, 1, 1, 0,
                                                &address),
                     APR_SUCCESS);
    assert_int_equal(apr_memcache_add_server(memcache, address), APR_SUCCESS);
    return memcache;
}

static const char *raw_key(const world_t *world, unsigned number)
{
    return apr_pstrcat(world->pool, "cnops:", code_contract_key(number, world->pool), NULL);
}

/* --- all is well --- */

static void test_every_server_has_every_code(void **state)
{
    const world_t *world = *state;

    assert_int_equal(put(world, 1, 42), APR_SUCCESS);
    for (int i = 0; i < SERVERS; i++) {
        char *value;
        apr_size_t len;

        assert_int_equal(apr_memcache_getp(connect_beside(world, i), world->pool, raw_key(world, 1),
                                           &value, &len, NULL),
                         APR_SUCCESS);
        assert_int_equal(len, 2 * CNOPS_CODE_DIGEST_LEN);
        assert_memory_equal(value, "2a2a2a2a", 8);
    }
}

static void test_a_miss_asks_the_next(void **state)
{
    const world_t *world = *state;

    put(world, 1, 42);
    apr_memcache_delete(connect_beside(world, 0), raw_key(world, 1), 0);
    assert_int_equal(get(world, 1), 42);
    apr_memcache_delete(connect_beside(world, 1), raw_key(world, 1), 0);
    assert_int_equal(get(world, 1), -1);
}

static void test_what_is_no_digest_is_no_code(void **state)
{
    const world_t *world = *state;
    char *big = apr_pcalloc(world->pool, 500001);
    char *values[] = {"", "42", "zz", "2a2a\r\nEND\r\n", NULL, big};

    values[4] = apr_pstrcat(world->pool, code_contract_key(1, world->pool) + 1, "g", NULL);
    memset(big, 'a', 500000);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        put(world, 1, 42);
        apr_memcache_set(connect_beside(world, 0), raw_key(world, 1), values[i], strlen(values[i]),
                         0, 0);
        assert_int_equal(get(world, 1), 42); /* of the other server */
        apr_memcache_set(connect_beside(world, 1), raw_key(world, 1), values[i], strlen(values[i]),
                         0, 0);
        assert_int_equal(get(world, 1), -1);
    }
    assert_int_equal(atomic_load(&world->went), 0);
}

/* --- one is gone --- */

static void test_one_killed_loses_nothing(void **state)
{
    for (int gone = 0; gone < SERVERS; gone++) {
        world_t *world = *state;
        unsigned base = 100 * (unsigned)gone;

        for (unsigned i = 0; i < 50; i++)
            put(world, base + i, (unsigned char)i);
        memcached_process_kill(&world->servers[gone]);
        for (unsigned i = 0; i < 50; i++)
            assert_true(timed_get(world, base + i, (int)i) < SLACK);
        for (unsigned i = 50; i < 60; i++) {
            assert_true(timed_put(world, base + i, (unsigned char)i, APR_SUCCESS) < SLACK);
            assert_int_equal(get(world, base + i), i);
        }
        assert_int_equal(get(world, 999), -1); /* the other one answers: it is a miss */
        memcached_process_restart(&world->servers[gone]);
        wait_until_back(world, gone);
    }
}

/* At most one time-out, once; then it costs nothing. */
static void test_one_frozen_is_waited_for_once(void **state)
{
    for (int gone = 0; gone < SERVERS; gone++) {
        const world_t *world = *state;
        apr_interval_time_t all = 0;

        put(world, 1, 42);
        memcached_process_freeze(&world->servers[gone]);
        assert_true(timed_put(world, 2, 43, APR_SUCCESS) < TIMEOUT + SLACK);
        assert_true(is_out(world, gone));
        for (unsigned i = 0; i < 100; i++)
            all +=
                timed_get(world, 1 + i % 2, 42 + (int)i % 2) + timed_put(world, 3, 1, APR_SUCCESS);
        assert_true(all < 2 * TIMEOUT); /* 200 calls, each of which would have waited */
        assert_int_equal(count_stuck(), 1);
        memcached_process_thaw(&world->servers[gone]);
        wait_until_back(world, gone);
        assert_int_equal(get(world, 1), 42);
    }
}

static void test_a_get_waits_for_a_share_only(void **state)
{
    const world_t *world = *state;

    put(world, 1, 42);
    memcached_process_freeze(&world->servers[0]);
    assert_true(timed_get(world, 1, 42) < TIMEOUT + SLACK);
    assert_true(is_out(world, 0));
    memcached_process_thaw(&world->servers[0]);
    wait_until_back(world, 0);
}

/* Frozen again and again: threads that hang are let go, and end when it answers. */
static void test_hanging_threads_are_few(void **state)
{
    const world_t *world = *state;

    for (int round = 0; round < 6; round++) {
        put(world, 1, 42);
        memcached_process_freeze(&world->servers[0]);
        put(world, 1, 43);
        assert_int_equal(count_stuck(), 1);
        memcached_process_thaw(&world->servers[0]);
        wait_until_back(world, 0);
        threads_alive_await(1 + SERVERS);
    }
    assert_int_equal(atomic_load(&world->went), atomic_load(&world->came));
}

/* --- all are gone --- */

static void test_silence_is_no_miss(void **state)
{
    world_t *world = *state;

    put(world, 1, 42);
    memcached_process_freeze(&world->servers[0]);
    memcached_process_kill(&world->servers[1]);
    assert_true(timed_get(world, 1, -2) < TIMEOUT + SLACK);
    assert_true(timed_put(world, 2, 1, CNOPS_EUNAVAILABLE) < TIMEOUT + SLACK);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(get(world, 1), -2);
        assert_int_equal(get(world, 999), -2);
        assert_int_equal(put(world, 1, 1), CNOPS_EUNAVAILABLE);
    }
    memcached_process_thaw(&world->servers[0]);
    wait_until_back(world, 0);
    assert_int_equal(get(world, 1), 42);
    assert_int_equal(get(world, 999), -1);
}

/* Neither is there when the store begins. */
static void test_begins_without_servers(void **state)
{
    world_t *world = *state;

    apr_pool_destroy(world->child);
    for (int i = 0; i < SERVERS; i++)
        memcached_process_kill(&world->servers[i]);
    start_store(world);
    assert_int_equal(get(world, 1), -2);
    assert_int_equal(put(world, 1, 1), CNOPS_EUNAVAILABLE);
    memcached_process_restart(&world->servers[1]);
    wait_until_back(world, 1);
    assert_int_equal(put(world, 1, 42), APR_SUCCESS);
    assert_int_equal(get(world, 1), 42);
}

/* --- they come back --- */

/* All connections are stale at once: not one call fails, not one is late. */
static void test_a_restart_between_two_calls_shows_nowhere(void **state)
{
    world_t *world = *state;

    for (unsigned round = 0; round < 5; round++) {
        for (unsigned i = 0; i < 20; i++)
            put(world, i, 42);
        for (int i = 0; i < SERVERS; i++)
            memcached_process_restart(&world->servers[i]);
        assert_int_equal(get(world, 1), -1);
        assert_int_equal(put(world, 1, 43), APR_SUCCESS);
        assert_int_equal(get(world, 1), 43);
    }
    assert_int_equal(atomic_load(&world->went), 0);
}

typedef struct runner_t {
    const world_t *world;
    unsigned number;
    atomic_bool *stop;
    int wrong;
    apr_interval_time_t longest;
} runner_t;

/* Whatever befalls one server, what was put is there. */
static void *run(void *data)
{
    runner_t *runner = data;
    unsigned mine = 1000 + runner->number;
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    for (unsigned round = 0; !atomic_load(runner->stop); round++) {
        apr_time_t began = cnops_budget_clock();
        unsigned char value = (unsigned char)round;

        runner->wrong += code_contract_put(&runner->world->codes, mine, value, MINUTES, pool) != 0;
        runner->wrong += code_contract_get(&runner->world->codes, mine, pool) != value;
        if (cnops_budget_clock() - began > runner->longest)
            runner->longest = cnops_budget_clock() - began;
        apr_pool_clear(pool);
        usleep(1000);
    }
    apr_pool_destroy(pool);
    return NULL;
}

/* The second server, which is asked second: what the first has is newer. */
static void torment(world_t *world)
{
    usleep(200000);
    memcached_process_freeze(&world->servers[1]);
    usleep(1600000); /* past the time-out */
    memcached_process_thaw(&world->servers[1]);
    wait_until_back(world, 1);
    for (int i = 0; i < 3; i++) {
        memcached_process_kill(&world->servers[1]);
        usleep(100000);
        memcached_process_restart(&world->servers[1]);
        wait_until_back(world, 1);
    }
}

static void test_fifty_threads_notice_nothing(void **state)
{
    world_t *world = *state;
    runner_t runners[RUNNERS];
    pthread_t threads[RUNNERS];
    atomic_bool stop = false;

    for (unsigned i = 0; i < RUNNERS; i++) {
        runners[i] = (runner_t){world, i, &stop, 0, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, run, &runners[i]), 0);
    }
    torment(world);
    atomic_store(&stop, true);
    for (unsigned i = 0; i < RUNNERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(runners[i].wrong, 0);
        assert_true(runners[i].longest < 2 * (TIMEOUT + SLACK)); /* a put and a get */
    }
}

/* --- the end --- */

/* The process may end while threads hang. */
static void test_ends_while_a_server_hangs(void **state)
{
    world_t *world = *state;
    apr_time_t began;

    memcached_process_freeze(&world->servers[0]);
    memcached_process_freeze(&world->servers[1]);
    assert_int_equal(get(world, 1), -2);
    began = cnops_budget_clock();
    apr_pool_destroy(world->child);
    assert_true(cnops_budget_clock() - began < 3 * TIMEOUT + SLACK);
    for (int i = 0; i < SERVERS; i++)
        memcached_process_thaw(&world->servers[i]);
    start_store(world);
}

static void test_answers_nothing_before_it_is_started(void **state)
{
    const world_t *world = *state;
    apr_array_header_t *names = apr_array_make(world->pool, 1, sizeof(const char *));
    cnops_memcache_ring_t *ring;
    cnops_code_store_t codes;

    APR_ARRAY_PUSH(names, const char *) = world->servers[0].name;
    assert_int_equal(cnops_codes_memcache_make(&ring, names, TIMEOUT, NULL, NULL, world->pool),
                     APR_SUCCESS);
    cnops_codes_memcache_port(&codes, ring);
    assert_int_equal(code_contract_put(&codes, 1, 1, MINUTES, world->pool), CNOPS_EUNAVAILABLE);
    assert_int_equal(code_contract_get(&codes, 1, world->pool), -2);
}

static void test_refuses_what_is_no_server(void **state)
{
    const world_t *world = *state;
    apr_array_header_t *names = apr_array_make(world->pool, 1, sizeof(const char *));
    cnops_memcache_ring_t *ring;

    assert_int_equal(cnops_codes_memcache_make(&ring, names, TIMEOUT, NULL, NULL, world->pool),
                     APR_EINVAL);
    APR_ARRAY_PUSH(names, const char *) = "127.0.0.1";
    assert_int_equal(cnops_codes_memcache_make(&ring, names, TIMEOUT, NULL, NULL, world->pool),
                     APR_EINVAL);
    assert_null(ring);
}

/* --- the contract --- */

static void pass(code_world_t *contract, apr_interval_time_t time)
{
    (void)contract;
    usleep((useconds_t)time);
}

static int setup_contract(void **state)
{
    code_world_t *contract;
    world_t *world;

    if (setup(state) != 0)
        return -1;
    world = *state;
    contract = apr_pcalloc(world->pool, sizeof *contract);
    *contract = (code_world_t){world->pool, world->codes, pass, world};
    *state = contract;
    return 0;
}

static int teardown_contract(void **state)
{
    code_world_t *contract = *state;

    *state = contract->self;
    return teardown(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_server_has_every_code),
        TEST(test_a_miss_asks_the_next),
        TEST(test_what_is_no_digest_is_no_code),
        TEST(test_one_killed_loses_nothing),
        TEST(test_one_frozen_is_waited_for_once),
        TEST(test_a_get_waits_for_a_share_only),
        TEST(test_hanging_threads_are_few),
        TEST(test_silence_is_no_miss),
        TEST(test_begins_without_servers),
        TEST(test_a_restart_between_two_calls_shows_nowhere),
        TEST(test_fifty_threads_notice_nothing),
        TEST(test_ends_while_a_server_hangs),
        TEST(test_answers_nothing_before_it_is_started),
        TEST(test_refuses_what_is_no_server),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) +
           code_contract_run("codes_memcache", setup_contract, teardown_contract);
}
