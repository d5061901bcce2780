/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a real server does not do when asked to: hang at its work only, vanish, answer
 * nonsense; and a machine that has no thread left. */
#include "store/codes/codes_memcache.h"

#include "base/budget.h"
#include "base/errors.h"
#include "store/codes/fake_memcached.h"
#include "twins/code_contract.h"
#include "twins/threads_alive.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define MINUTES  apr_time_from_sec(60)
#define SHORT    apr_time_from_msec(100) /* where every call is in vain */
#define TIMEOUT  apr_time_from_msec(750) /* where some are: of a busy machine */
#define LONG     apr_time_from_sec(600)  /* where nobody must wait for its end */
#define PATIENCE apr_time_from_sec(20)
#define CALLS    100

static const fake_answers_t well = {{"VERSION 1\r\n", "STORED\r\n", "END\r\n"}};
static const fake_answers_t idle = {{"VERSION 1\r\n", NULL, NULL}};
static const fake_answers_t full = {{"VERSION 1\r\n", "SERVER_ERROR out of memory\r\n", "END\r\n"}};
static const fake_answers_t nonsense = {{"VERSION 1\r\n", "220 smtp\r\n", "220 smtp\r\n"}};
static const fake_answers_t ill = {{NULL, "220 smtp\r\n", "220 smtp\r\n"}};

static const fake_answers_t having = {
    {"VERSION 1\r\n", "STORED\r\n",
     "VALUE key 0 64\r\n"
     "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a\r\nEND\r\n"}};

typedef struct world_t {
    apr_pool_t *pool, *child;
    int threads; /* before the store was started */
    cnops_code_store_t codes;
    atomic_int went, came;
    atomic_bool has_ended;
} world_t;

/* --- a process that has no thread left --- */

static atomic_bool no_threads;

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the library names them */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *data)
{
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

    *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    return atomic_load(&no_threads) ? EAGAIN : real(thread, attr, run, data);
}

/* --- the world --- */

static void report(void *self, const char *server, apr_status_t rv)
{
    world_t *world = self;

    assert_non_null(server);
    atomic_fetch_add(rv == APR_SUCCESS ? &world->came : &world->went, 1);
}

static apr_status_t start_store(world_t *world, const char *first, const char *second,
                                apr_interval_time_t timeout)
{
    apr_array_header_t *names = apr_array_make(world->pool, 2, sizeof(const char *));
    cnops_memcache_ring_t *ring;

    APR_ARRAY_PUSH(names, const char *) = first;
    if (second)
        APR_ARRAY_PUSH(names, const char *) = second;
    world->threads = threads_alive();
    assert_int_equal(cnops_codes_memcache_make(&ring, names, timeout, report, world, world->child),
                     APR_SUCCESS);
    cnops_codes_memcache_port(&world->codes, ring);
    return cnops_codes_memcache_start(ring, world->child);
}

static int setup(void **state)
{
    apr_pool_t *pool;
    world_t *world;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    apr_pool_create(&world->child, pool);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;

    atomic_store(&no_threads, false);
    apr_pool_destroy(world->pool);
    threads_alive_await(1);
    apr_terminate();
    return 0;
}

static apr_status_t put(const world_t *world, unsigned number)
{
    return code_contract_put(&world->codes, number, 42, MINUTES, world->pool);
}

static int get(const world_t *world, unsigned number)
{
    return code_contract_get(&world->codes, number, world->pool);
}

static void await(const atomic_int *count, int wanted)
{
    apr_time_t deadline = cnops_budget_clock() + PATIENCE;

    while (atomic_load(count) != wanted) {
        assert_true(cnops_budget_clock() < deadline);
        usleep(10000);
    }
}

static void await_told(fake_memcached_t *fake, fake_command_e command, int count)
{
    apr_time_t deadline = cnops_budget_clock() + PATIENCE;

    while (fake_memcached_told(fake, command) < count) {
        assert_true(cnops_budget_clock() < deadline);
        usleep(1000);
    }
}

static void await_put(const world_t *world)
{
    apr_time_t deadline = cnops_budget_clock() + PATIENCE;

    while (put(world, 1) != APR_SUCCESS) {
        assert_true(cnops_budget_clock() < deadline);
        usleep(10000);
    }
}

/* --- it hangs --- */

/* A probe finds it well each time, and each time it keeps one thread more: up to a bound. */
static void test_hanging_threads_have_a_bound(void **state)
{
    world_t *world = *state;
    fake_memcached_t *fake = fake_memcached_start(idle, world->pool);
    apr_time_t deadline = cnops_budget_clock() + 3 * PATIENCE;

    assert_int_equal(start_store(world, fake_memcached_name(fake), NULL, SHORT), APR_SUCCESS);
    while (atomic_load(&world->went) < CNOPS_MEMCACHE_THREADS) {
        assert_true(cnops_budget_clock() < deadline);
        assert_int_equal(put(world, 1), CNOPS_EUNAVAILABLE);
        usleep(1000);
    }
    for (int i = 0; i < CALLS; i++)
        assert_int_equal(get(world, 1), -2);
    assert_int_equal(threads_alive(), world->threads + CNOPS_MEMCACHE_THREADS);
    assert_int_equal(atomic_load(&world->came), CNOPS_MEMCACHE_THREADS - 1);
    fake_memcached_change(fake, well);
    await(&world->came, CNOPS_MEMCACHE_THREADS); /* by itself: nobody asks */
    threads_alive_await(world->threads + 1);
    assert_int_equal(put(world, 1), APR_SUCCESS);
    fake_memcached_stop(fake);
}

/* Half of the time is the share of each; the answer of the second ends the waiting. */
static void test_a_get_waits_for_a_share_only(void **state)
{
    world_t *world = *state;
    fake_memcached_t *hangs = fake_memcached_start(idle, world->pool);
    fake_memcached_t *has_it = fake_memcached_start(having, world->pool);
    apr_time_t began;

    assert_int_equal(start_store(world, fake_memcached_name(hangs), fake_memcached_name(has_it),
                                 apr_time_from_sec(4)),
                     APR_SUCCESS);
    began = cnops_budget_clock();
    assert_int_equal(get(world, 1), 42);
    assert_in_range(cnops_budget_clock() - began, apr_time_from_sec(2), apr_time_from_msec(3500));
    fake_memcached_stop(hangs);
    fake_memcached_stop(has_it);
}

/* --- a put in flight --- */

typedef struct putter_t {
    const world_t *world;
    pthread_t thread;
    apr_status_t rv;
} putter_t;

static void *put_one(void *data)
{
    putter_t *putter = data;

    putter->rv = put(putter->world, 1);
    return NULL;
}

/* Returns once the server has been told. */
static void start_put(putter_t *putter, fake_memcached_t *fake)
{
    assert_int_equal(pthread_create(&putter->thread, NULL, put_one, putter), 0);
    await_told(fake, FAKE_SET, 1);
}

static apr_status_t end_put(putter_t *putter)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += apr_time_sec(PATIENCE);
    assert_int_equal(pthread_clockjoin_np(putter->thread, NULL, CLOCK_MONOTONIC, &until), 0);
    return putter->rv;
}

/* The server is gone while it owes an answer, and back at once: it is told again. */
static void test_a_restart_while_a_put_is_in_flight(void **state)
{
    world_t *world = *state;
    putter_t putter = {.world = world};
    fake_memcached_t *fake = fake_memcached_start(idle, world->pool);

    assert_int_equal(start_store(world, fake_memcached_name(fake), NULL, LONG), APR_SUCCESS);
    start_put(&putter, fake);
    fake_memcached_change(fake, well);
    assert_int_equal(end_put(&putter), APR_SUCCESS);
    assert_int_equal(fake_memcached_told(fake, FAKE_SET), 2);
    assert_int_equal(atomic_load(&world->went), 0);
    fake_memcached_stop(fake);
}

/* Nobody waits for it any more: a newer put may have gone there meanwhile. */
static void test_a_put_that_was_given_up_is_not_put_again(void **state)
{
    world_t *world = *state;
    fake_memcached_t *fake = fake_memcached_start(idle, world->pool);

    assert_int_equal(start_store(world, fake_memcached_name(fake), NULL, SHORT), APR_SUCCESS);
    assert_int_equal(put(world, 1), CNOPS_EUNAVAILABLE);
    fake_memcached_change(fake, well);
    threads_alive_await(world->threads + 1);
    assert_int_equal(fake_memcached_told(fake, FAKE_SET), 1);
    fake_memcached_stop(fake);
}

/* Who waits is told at once; the thread stays behind, and the ring with it. */
static void test_the_end_while_a_put_is_in_flight(void **state)
{
    world_t *world = *state;
    putter_t putter = {.world = world};
    fake_memcached_t *fake = fake_memcached_start(idle, world->pool);

    assert_int_equal(start_store(world, fake_memcached_name(fake), NULL, LONG), APR_SUCCESS);
    start_put(&putter, fake);
    apr_pool_clear(world->child);
    assert_int_equal(end_put(&putter), CNOPS_EUNAVAILABLE);
    assert_int_equal(atomic_load(&world->went), 0);
    fake_memcached_stop(fake);
}

static void *end_store(void *data)
{
    world_t *world = data;

    apr_pool_clear(world->child);
    atomic_store(&world->has_ended, true);
    return NULL;
}

/* The end waits for a probe, whose server is well just then: but who is told may be gone. */
static void test_nothing_is_reported_after_the_end(void **state)
{
    world_t *world = *state;
    fake_memcached_t *first = fake_memcached_start(ill, world->pool);
    fake_memcached_t *second = fake_memcached_start(having, world->pool);
    pthread_t thread;

    assert_int_equal(
        start_store(world, fake_memcached_name(first), fake_memcached_name(second), LONG),
        APR_SUCCESS);
    assert_int_equal(get(world, 1), 42);
    await_told(first, FAKE_VERSION, 1);
    assert_int_equal(pthread_create(&thread, NULL, end_store, world), 0);
    while (put(world, 1) == APR_SUCCESS)
        usleep(1000);
    usleep(50000);
    assert_false(atomic_load(&world->has_ended));
    fake_memcached_say(first, well.to[FAKE_VERSION]);
    pthread_join(thread, NULL);
    threads_alive_await(world->threads);
    assert_int_equal(atomic_load(&world->came), 0);
    fake_memcached_stop(first);
    fake_memcached_stop(second);
}

/* --- it is not there --- */

/* One call waits for it, or none: then it is out, once and for all. The other one serves. */
static void check_that_it_costs_nothing(world_t *world, const char *gone, apr_pool_t *pool)
{
    fake_memcached_t *fake = fake_memcached_start(well, pool);

    assert_int_equal(start_store(world, gone, fake_memcached_name(fake), TIMEOUT), APR_SUCCESS);
    assert_int_equal(put(world, 1), APR_SUCCESS);
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(put(world, 1), APR_SUCCESS);
        assert_int_equal(get(world, 1), -1);
    }
    assert_int_equal(atomic_load(&world->went), 1);
    assert_int_equal(atomic_load(&world->came), 0);
    apr_pool_clear(world->child);
    fake_memcached_stop(fake);
}

static void test_one_whose_packets_vanish(void **state)
{
    world_t *world = *state;

    check_that_it_costs_nothing(world, fake_memcached_black_hole(world->pool), world->pool);
}

/* A label of DNS has 63 letters at most: no question leaves this machine. */
static void test_one_whose_name_does_not_resolve(void **state)
{
    world_t *world = *state;
    char name[] = "0123456789012345678901234567890123456789012345678901234567890123.invalid:11211";

    check_that_it_costs_nothing(world, name, world->pool);
}

/* --- it answers otherwise --- */

/* It works, so it is not out; but what it did not store is not there. */
static void test_one_that_has_no_memory_left(void **state)
{
    world_t *world = *state;
    fake_memcached_t *fake = fake_memcached_start(full, world->pool);

    assert_int_equal(start_store(world, fake_memcached_name(fake), NULL, LONG), APR_SUCCESS);
    assert_int_equal(put(world, 1), CNOPS_EUNAVAILABLE);
    assert_int_equal(get(world, 1), -1);
    assert_int_equal(atomic_load(&world->went), 0);
    fake_memcached_stop(fake);
}

static void test_one_that_talks_nonsense(void **state)
{
    world_t *world = *state;
    fake_memcached_t *fake = fake_memcached_start(nonsense, world->pool);

    assert_int_equal(start_store(world, fake_memcached_name(fake), NULL, LONG), APR_SUCCESS);
    assert_int_equal(get(world, 1), -2);
    assert_true(atomic_load(&world->went) > 0);
    assert_int_equal(put(world, 1), CNOPS_EUNAVAILABLE);
    fake_memcached_stop(fake);
}

/* --- no thread --- */

static void test_no_thread_at_the_start(void **state)
{
    world_t *world = *state;
    fake_memcached_t *fake = fake_memcached_start(well, world->pool);

    atomic_store(&no_threads, true);
    assert_int_equal(start_store(world, fake_memcached_name(fake), NULL, LONG), APR_ENOTHREAD);
    assert_int_equal(atomic_load(&world->went), 1);
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(put(world, 1), CNOPS_EUNAVAILABLE);
        assert_int_equal(get(world, 1), -2);
    }
    assert_int_equal(threads_alive(), world->threads);
    atomic_store(&no_threads, false);
    await_put(world);
    assert_int_equal(atomic_load(&world->came), 1);
    fake_memcached_stop(fake);
}

static void test_no_thread_after_one_hangs(void **state)
{
    world_t *world = *state;
    fake_memcached_t *fake = fake_memcached_start(idle, world->pool);

    assert_int_equal(start_store(world, fake_memcached_name(fake), NULL, SHORT), APR_SUCCESS);
    atomic_store(&no_threads, true);
    assert_int_equal(put(world, 1), CNOPS_EUNAVAILABLE);
    assert_int_equal(get(world, 1), -2);
    assert_int_equal(threads_alive(), world->threads + 1); /* the one that hangs */
    fake_memcached_change(fake, well);
    threads_alive_await(world->threads);
    atomic_store(&no_threads, false);
    await_put(world);
    fake_memcached_stop(fake);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_hanging_threads_have_a_bound),
        TEST(test_a_get_waits_for_a_share_only),
        TEST(test_a_restart_while_a_put_is_in_flight),
        TEST(test_a_put_that_was_given_up_is_not_put_again),
        TEST(test_the_end_while_a_put_is_in_flight),
        TEST(test_nothing_is_reported_after_the_end),
        TEST(test_one_whose_packets_vanish),
        TEST(test_one_whose_name_does_not_resolve),
        TEST(test_one_that_has_no_memory_left),
        TEST(test_one_that_talks_nonsense),
        TEST(test_no_thread_at_the_start),
        TEST(test_no_thread_after_one_hangs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
