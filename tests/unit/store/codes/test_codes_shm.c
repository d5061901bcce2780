/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/codes/codes_shm.h"

#include "base/errors.h"
#include "twins/clock_fake.h"
#include "twins/code_contract.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ENTRIES 2048
#define MINUTES apr_time_from_sec(60)

typedef struct world_t {
    apr_pool_t *pool;
    clock_fake_t *clock;
    cnops_code_store_t codes;
} world_t;

static int setup(void **state)
{
    cnops_codes_shm_t *shm;
    cnops_clock_t clock;
    apr_pool_t *pool;
    world_t *world;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->clock = clock_fake_make(pool);
    clock_fake_port(&clock, world->clock);
    if (cnops_codes_shm_make(&shm, ENTRIES, &clock, pool) != APR_SUCCESS)
        return -1;
    cnops_codes_shm_port(&world->codes, shm);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;

    apr_pool_destroy(world->pool);
    apr_terminate();
    return 0;
}

static apr_status_t put(world_t *world, unsigned number, unsigned char value,
                        apr_interval_time_t ttl)
{
    return code_contract_put(&world->codes, number, value, ttl, world->pool);
}

/* The value, or -1 on a miss; every byte must be of the same put. */
static int get(world_t *world, unsigned number)
{
    unsigned char digest[CNOPS_CODE_DIGEST_LEN];
    apr_status_t rv = world->codes.get(world->codes.self, digest,
                                       code_contract_key(number, world->pool), world->pool);

    if (rv == CNOPS_ENOTFOUND)
        return -1;
    assert_int_equal(rv, APR_SUCCESS);
    for (size_t i = 1; i < sizeof digest; i++)
        assert_int_equal(digest[i], digest[0]);
    return digest[0];
}

static void test_keeps_until_it_expires(void **state)
{
    world_t *world = *state;

    assert_int_equal(get(world, 1), -1);
    assert_int_equal(put(world, 1, 42, 10 * MINUTES), APR_SUCCESS);
    assert_int_equal(get(world, 1), 42);
    assert_int_equal(get(world, 2), -1);
    clock_fake_advance(world->clock, 10 * MINUTES - 1);
    assert_int_equal(get(world, 1), 42);
    clock_fake_advance(world->clock, 1);
    assert_int_equal(get(world, 1), -1);
}

static void test_last_put_wins(void **state)
{
    world_t *world = *state;

    put(world, 1, 1, MINUTES);
    put(world, 1, 2, 2 * MINUTES);
    clock_fake_advance(world->clock, MINUTES);
    assert_int_equal(get(world, 1), 2);
    clock_fake_advance(world->clock, MINUTES);
    put(world, 1, 3, MINUTES);
    assert_int_equal(get(world, 1), 3);
}

static void test_refuses_sizes_out_of_bounds(void **state)
{
    world_t *world = *state;
    cnops_codes_shm_t *shm;
    cnops_clock_t clock;

    clock_fake_port(&clock, world->clock);
    assert_int_equal(cnops_codes_shm_make(&shm, 1023, &clock, world->pool), APR_EINVAL);
    assert_null(shm);
    assert_int_equal(cnops_codes_shm_make(&shm, 1048577, &clock, world->pool), APR_EINVAL);
    assert_int_equal(cnops_codes_shm_make(&shm, 1048576, &clock, world->pool), APR_SUCCESS);
    assert_int_equal(cnops_codes_shm_make(&shm, 1024, &clock, world->pool), APR_SUCCESS);
}

static void test_holds_as_many_as_it_promises(void **state)
{
    world_t *world = *state;

    for (unsigned i = 0; i < ENTRIES; i++)
        assert_int_equal(put(world, i, (unsigned char)i, 10 * MINUTES), APR_SUCCESS);
    for (unsigned i = 0; i < ENTRIES; i++)
        assert_int_equal(get(world, i), (unsigned char)i);
}

/* A flood evicts what would expire soonest, never what was just put. */
static void test_makes_room_when_full(void **state)
{
    world_t *world = *state;

    for (unsigned i = 0; i < 100; i++)
        put(world, i, 200, 60 * MINUTES);
    for (unsigned i = 100; i < 10 * ENTRIES; i++) {
        put(world, i, (unsigned char)i, 10 * MINUTES + (apr_interval_time_t)i);
        assert_int_equal(get(world, i), (unsigned char)i);
    }
    for (unsigned i = 0; i < 100; i++)
        assert_int_equal(get(world, i), 200);
}

static void test_reuses_expired_places(void **state)
{
    world_t *world = *state;

    for (unsigned round = 0; round < 5; round++) {
        for (unsigned i = 0; i < ENTRIES; i++)
            put(world, round * ENTRIES + i, (unsigned char)(round + 1), MINUTES);
        for (unsigned i = 0; i < ENTRIES; i++)
            assert_int_equal(get(world, round * ENTRIES + i), round + 1);
        clock_fake_advance(world->clock, MINUTES);
    }
}

/* --- processes --- */

/* Runs work in a child; 0 if it left by itself with success. */
static pid_t start(void (*work)(world_t *, unsigned), world_t *world, unsigned argument)
{
    pid_t pid = fork();

    if (pid == 0) {
        work(world, argument);
        _exit(0);
    }
    assert_true(pid > 0);
    return pid;
}

static int wait_for(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void put_one(world_t *world, unsigned number)
{
    put(world, number, 77, MINUTES);
}

static void test_is_shared_with_children(void **state)
{
    world_t *world = *state;

    put(world, 1, 11, MINUTES);
    assert_int_equal(wait_for(start(put_one, world, 2)), 0);
    assert_int_equal(get(world, 2), 77);
    assert_int_equal(wait_for(start(put_one, world, 1)), 0);
    assert_int_equal(get(world, 1), 77);
}

/* Each child owns its keys and all of them share one, which must never be a mix of two puts. */
static void work_hard(world_t *world, unsigned child)
{
    for (unsigned round = 0; round < 3000; round++) {
        unsigned mine = 1000 * (child + 1) + round % 50;
        int shared;

        apr_pool_t *all = world->pool;
        apr_pool_create(&world->pool, all);
        put(world, mine, (unsigned char)(round % 200), MINUTES);
        put(world, 1, (unsigned char)child, MINUTES);
        shared = get(world, 1);
        if (get(world, mine) != (int)(round % 200) || shared < 0 || shared > 3)
            _exit(1);
        apr_pool_destroy(world->pool);
        world->pool = all;
    }
}

static void test_serves_many_processes_at_once(void **state)
{
    world_t *world = *state;
    pid_t children[4];

    for (unsigned i = 0; i < 4; i++)
        children[i] = start(work_hard, world, i);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(wait_for(children[i]), 0);
    for (unsigned i = 0; i < 4; i++)
        for (unsigned j = 0; j < 50; j++)
            assert_int_equal(get(world, 1000 * (i + 1) + j), (2950 + j) % 200);
}

/* Dies in the midst of a put, lock in hand: the digest lies in memory that cannot be read. */
static void die_writing(world_t *world, unsigned number)
{
    void *unreadable = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    world->codes.put(world->codes.self, code_contract_key(number, world->pool), unreadable, MINUTES,
                     world->pool);
}

static void test_survives_a_writer_that_dies(void **state)
{
    world_t *world = *state;

    put(world, 5, 1, MINUTES);
    put(world, 6, 2, MINUTES);
    for (int i = 0; i < 3; i++) {
        assert_true(WIFSIGNALED(wait_for(start(die_writing, world, 5))));
        assert_int_equal(get(world, 5), -1); /* lost, and no mix of two codes */
        assert_int_equal(get(world, 6), 2);
        assert_int_equal(put(world, 5, 3, MINUTES), APR_SUCCESS);
        assert_int_equal(get(world, 5), 3);
    }
}

static void work_for_ever(world_t *world, unsigned child)
{
    for (unsigned i = 0;; i++) {
        apr_pool_t *all = world->pool;

        apr_pool_create(&world->pool, all);
        put(world, (i + child) % 500, (unsigned char)i, MINUTES);
        get(world, (i * 7) % 500);
        apr_pool_destroy(world->pool);
        world->pool = all;
    }
}

static void test_survives_kill_9(void **state)
{
    world_t *world = *state;

    for (unsigned round = 0; round < 10; round++) {
        pid_t children[2] = {start(work_for_ever, world, round),
                             start(work_for_ever, world, round + 250)};

        usleep(5000 + 1300 * round);
        for (int i = 0; i < 2; i++) {
            kill(children[i], SIGKILL);
            assert_true(WIFSIGNALED(wait_for(children[i])));
        }
        for (unsigned i = 0; i < 500; i++) {
            get(world, i); /* whole or a miss: get asserts it */
            assert_int_equal(put(world, i, 9, MINUTES), APR_SUCCESS);
            assert_int_equal(get(world, i), 9);
        }
    }
}

/* --- the contract --- */

static void pass(code_world_t *contract, apr_interval_time_t time)
{
    const world_t *world = contract->self;

    clock_fake_advance(world->clock, time);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keeps_until_it_expires, setup, teardown),
        cmocka_unit_test_setup_teardown(test_last_put_wins, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_sizes_out_of_bounds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_holds_as_many_as_it_promises, setup, teardown),
        cmocka_unit_test_setup_teardown(test_makes_room_when_full, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reuses_expired_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_is_shared_with_children, setup, teardown),
        cmocka_unit_test_setup_teardown(test_serves_many_processes_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_survives_a_writer_that_dies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_survives_kill_9, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) +
           code_contract_run("codes_shm", setup_contract, teardown_contract);
}
