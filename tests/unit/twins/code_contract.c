/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "code_contract.h"

#include "base/errors.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SECONDS apr_time_from_sec(1)
#define RUNNERS 50
#define ROUNDS  40

/* Fibonacci hashing, eight bytes a time. */
const char *code_contract_key(unsigned number, apr_pool_t *pool)
{
    apr_uint64_t x = ((apr_uint64_t)number + 1) * 0x9e3779b97f4a7c15u;

    return apr_psprintf(pool, "%016" APR_UINT64_T_HEX_FMT "%016" APR_UINT64_T_HEX_FMT "%032x", x,
                        x * 0xd6e8feb86659fd93u, number);
}

apr_status_t code_contract_put(const cnops_code_store_t *codes, unsigned number,
                               unsigned char value, apr_interval_time_t ttl, apr_pool_t *pool)
{
    unsigned char digest[CNOPS_CODE_DIGEST_LEN];

    memset(digest, value, sizeof digest);
    return codes->put(codes->self, code_contract_key(number, pool), digest, ttl, pool);
}

int code_contract_get(const cnops_code_store_t *codes, unsigned number, apr_pool_t *pool)
{
    unsigned char digest[CNOPS_CODE_DIGEST_LEN];
    apr_status_t rv = codes->get(codes->self, digest, code_contract_key(number, pool), pool);

    if (rv == CNOPS_ENOTFOUND || rv == CNOPS_EUNAVAILABLE)
        return rv == CNOPS_ENOTFOUND ? -1 : -2;
    if (rv != APR_SUCCESS)
        return -3;
    for (size_t i = 1; i < sizeof digest; i++)
        if (digest[i] != digest[0])
            return -4;
    return digest[0];
}

static int get(const code_world_t *world, unsigned number)
{
    return code_contract_get(&world->codes, number, world->pool);
}

static void put(const code_world_t *world, unsigned number, unsigned char value,
                apr_interval_time_t ttl)
{
    assert_int_equal(code_contract_put(&world->codes, number, value, ttl, world->pool),
                     APR_SUCCESS);
}

static void test_gives_back_what_was_put(void **state)
{
    const code_world_t *world = *state;

    assert_int_equal(get(world, 1), -1);
    put(world, 1, 42, 60 * SECONDS);
    put(world, 2, 0, 60 * SECONDS);
    assert_int_equal(get(world, 1), 42);
    assert_int_equal(get(world, 1), 42);
    assert_int_equal(get(world, 2), 0);
    assert_int_equal(get(world, 3), -1);
}

static void test_the_last_put_counts(void **state)
{
    const code_world_t *world = *state;

    put(world, 1, 1, 60 * SECONDS);
    put(world, 1, 2, 60 * SECONDS);
    assert_int_equal(get(world, 1), 2);
}

/* A store may keep a code for some seconds more, but never for less: the database decides when it
 * has expired. */
static void test_keeps_until_it_expires(void **state)
{
    code_world_t *world = *state;

    put(world, 1, 42, SECONDS);
    world->pass(world, SECONDS * 9 / 10);
    assert_int_equal(get(world, 1), 42);
    world->pass(world, 4 * SECONDS);
    assert_int_equal(get(world, 1), -1);
}

static void test_refuses_what_is_no_key(void **state)
{
    const code_world_t *world = *state;
    unsigned char digest[CNOPS_CODE_DIGEST_LEN] = {0};
    const char *key = code_contract_key(1, world->pool);
    const char *keys[] = {"",
                          "0",
                          apr_pstrmemdup(world->pool, key, 63),
                          apr_pstrcat(world->pool, key, "0", NULL),
                          apr_pstrcat(world->pool, key + 1, "g", NULL),
                          apr_pstrcat(world->pool, key + 2, "\r\n", NULL),
                          apr_pstrcat(world->pool, key + 1, " ", NULL)};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assert_int_equal(
            world->codes.put(world->codes.self, keys[i], digest, 60 * SECONDS, world->pool),
            CNOPS_EMALFORMED);
        assert_int_equal(world->codes.get(world->codes.self, digest, keys[i], world->pool),
                         CNOPS_EMALFORMED);
    }
}

static void test_takes_hex_of_either_case(void **state)
{
    const code_world_t *world = *state;
    char *upper = apr_pstrdup(world->pool, code_contract_key(7, world->pool));
    unsigned char digest[CNOPS_CODE_DIGEST_LEN];

    for (char *c = upper; *c; c++)
        *c = (char)apr_toupper(*c);
    put(world, 7, 9, 60 * SECONDS);
    assert_int_equal(world->codes.get(world->codes.self, digest, upper, world->pool), APR_SUCCESS);
    assert_int_equal(digest[0], 9);
}

/* --- many at once --- */

typedef struct runner_t {
    const code_world_t *world;
    unsigned number;
    int wrong;
} runner_t;

/* Each thread has its own key. All share one more, which must never be a mix of two puts. */
static void *run(void *data)
{
    runner_t *runner = data;
    const cnops_code_store_t *codes = &runner->world->codes;
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned mine = 100 + runner->number;
        unsigned char value = (unsigned char)(round + runner->number);

        runner->wrong += code_contract_put(codes, mine, value, 60 * SECONDS, pool) != APR_SUCCESS;
        runner->wrong += code_contract_put(codes, 1, value, 60 * SECONDS, pool) != APR_SUCCESS;
        runner->wrong += code_contract_get(codes, mine, pool) != value;
        runner->wrong += code_contract_get(codes, 1, pool) < 0;
        runner->wrong += code_contract_get(codes, 2, pool) != -1;
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void test_serves_many_threads_at_once(void **state)
{
    runner_t runners[RUNNERS];
    pthread_t threads[RUNNERS];

    for (unsigned i = 0; i < RUNNERS; i++) {
        runners[i] = (runner_t){*state, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, run, &runners[i]), 0);
    }
    for (unsigned i = 0; i < RUNNERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(runners[i].wrong, 0);
    }
}

int code_contract_run(const char *store_name, int (*setup)(void **state),
                      int (*teardown)(void **state))
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_gives_back_what_was_put, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_last_put_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_keeps_until_it_expires, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_no_key, setup, teardown),
        cmocka_unit_test_setup_teardown(test_takes_hex_of_either_case, setup, teardown),
        cmocka_unit_test_setup_teardown(test_serves_many_threads_at_once, setup, teardown),
    };

    return _cmocka_run_group_tests(store_name, tests, sizeof tests / sizeof *tests, NULL, NULL);
}
