/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "port_contract.h"

#include "port_contract_tests.h"

#include <apr_strings.h>
#include <pthread.h>
#include <string.h>

/* --- what the tests share --- */

const char *port_digest(unsigned number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%064x", number);
}

cnops_outbox_row_t port_message(unsigned number, apr_pool_t *pool)
{
    return (cnops_outbox_row_t){.message_id = apr_psprintf(pool, "%032x", number),
                                .channel = CNOPS_CHANNEL_SMS,
                                .content_sealed = apr_psprintf(pool, "test2.content%u", number),
                                .created_at = PORT_NOW};
}

apr_array_header_t *port_lease(port_world_t *world, const char *owner, apr_time_t now, int max)
{
    cnops_leasing_t leasing = {owner, CNOPS_CHANNEL_SMS, now, now + PORT_LEASE, max};
    apr_array_header_t *list;

    assert_int_equal(world->store.outbox->lease(world->store.self, &list, &leasing, world->pool),
                     APR_SUCCESS);
    return list;
}

int port_due(port_world_t *world)
{
    return port_lease(world, "counting", PORT_NOW, 1000)->nelts;
}

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

int port_contract_run(const char *store_name, int (*setup)(void **state),
                      int (*teardown)(void **state))
{
    struct CMUnitTest tests[200];
    int count = 0;

    count += add_tests(tests + count, port_people_tests, setup, teardown);
    count += add_tests(tests + count, port_acts_tests, setup, teardown);
    count += add_tests(tests + count, port_devices_tests, setup, teardown);
    count += add_tests(tests + count, port_requests_tests, setup, teardown);
    count += add_tests(tests + count, port_counts_tests, setup, teardown);
    count += add_tests(tests + count, port_outbox_tests, setup, teardown);
    return _cmocka_run_group_tests(store_name, tests, (size_t)count, NULL, NULL);
}
