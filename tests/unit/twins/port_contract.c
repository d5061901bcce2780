/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "port_contract.h"

#include "port_contract_tests.h"

#include <pthread.h>

/* --- many at once --- */

typedef struct runner_t {
    port_world_t *world;
    pthread_barrier_t *start;
    port_race_fn run;
    int number;
    int won;
} runner_t;

static void *run_race(void *data)
{
    runner_t *runner = data;
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    pthread_barrier_wait(runner->start);
    runner->won = runner->run(runner->world, runner->number, pool);
    apr_pool_destroy(pool);
    return NULL;
}

int port_race(port_world_t *world, port_race_fn run)
{
    runner_t runners[PORT_RUNNERS];
    pthread_t threads[PORT_RUNNERS];
    pthread_barrier_t start;
    int won = 0;

    pthread_barrier_init(&start, NULL, PORT_RUNNERS);
    for (int i = 0; i < PORT_RUNNERS; i++) {
        runners[i] = (runner_t){world, &start, run, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, run_race, &runners[i]), 0);
    }
    for (int i = 0; i < PORT_RUNNERS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(runners[i].won >= 0); /* no error but those the port allows */
        won += runners[i].won;
    }
    pthread_barrier_destroy(&start);
    return won;
}

/* --- the suite --- */

static int add_tests(struct CMUnitTest *list, const struct CMUnitTest *family,
                     int (*setup)(void **state), int (*teardown)(void **state))
{
    int count = 0;

    for (; family[count].name; count++) {
        list[count] = family[count];
        list[count].setup_func = setup;
        list[count].teardown_func = teardown;
    }
    return count;
}

#define ADD_TESTS(family) count += add_tests(tests + count, port_##family##_tests, setup, teardown);

int port_contract_run(const char *store_name, int (*setup)(void **state),
                      int (*teardown)(void **state))
{
    struct CMUnitTest tests[300];
    int count = 0;

    CNOPS_STORE_FAMILIES(ADD_TESTS)
    return _cmocka_run_group_tests(store_name, tests, (size_t)count, NULL, NULL);
}
