/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/slots.h"

#include "base/errors.h"

#include <apr_general.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static apr_pool_t *pool;
static cnops_slots_t *slots;

static int setup(void **state)
{
    (void)state;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    return cnops_slots_make(&slots, 2, pool) == APR_SUCCESS ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static int acquire(void)
{
    int slot;

    return cnops_slots_acquire(&slot, NULL, slots, 0) == APR_SUCCESS ? slot : -1;
}

static void test_counts_are_bounded(void **state)
{
    cnops_slots_t *none;

    (void)state;
    assert_int_equal(cnops_slots_make(&none, 0, pool), APR_EINVAL);
    assert_int_equal(cnops_slots_make(&none, CNOPS_SLOTS_MAX + 1, pool), APR_EINVAL);
    assert_null(none);
    assert_int_equal(cnops_slots_make(&none, CNOPS_SLOTS_MAX, pool), APR_SUCCESS);
}

static void test_as_many_as_there_are(void **state)
{
    int first = acquire(), second = acquire();

    (void)state;
    assert_true(first >= 0 && second >= 0 && first != second);
    assert_int_equal(acquire(), -1);
    cnops_slots_release(slots, first);
    assert_int_equal(acquire(), first);
    assert_int_equal(acquire(), -1);
}

static void test_waits_for_the_deadline(void **state)
{
    apr_interval_time_t waited;
    int slot;

    (void)state;
    acquire();
    acquire();
    assert_int_equal(cnops_slots_pressure(slots), 0);
    assert_int_equal(cnops_slots_acquire(&slot, &waited, slots, 20000), CNOPS_EBUSY);
    assert_true(waited >= 20000);
    assert_true(cnops_slots_pressure(slots) >= 20000);
}

static void *release_later(void *slot)
{
    apr_sleep(20000);
    cnops_slots_release(slots, *(int *)slot);
    return NULL;
}

static void test_a_waiting_caller_gets_a_released_slot(void **state)
{
    int held = acquire(), other = acquire(), slot;
    apr_interval_time_t waited;
    pthread_t thread;

    (void)state;
    assert_true(other >= 0);
    assert_int_equal(pthread_create(&thread, NULL, release_later, &held), 0);
    assert_int_equal(cnops_slots_acquire(&slot, &waited, slots, apr_time_from_sec(60)),
                     APR_SUCCESS);
    pthread_join(thread, NULL);
    assert_int_equal(slot, held);
    assert_true(waited > 0);
}

static void test_pressure_goes_with_calm(void **state)
{
    int slot;

    (void)state;
    acquire();
    acquire();
    assert_int_equal(cnops_slots_acquire(&slot, NULL, slots, 5000), CNOPS_EBUSY);
    assert_true(cnops_slots_pressure(slots) > 0);
    apr_sleep(1100000);
    assert_int_equal(cnops_slots_pressure(slots), 0);
}

/* In a child process: takes a slot, reports that, and waits to be killed. */
static void hold_until_killed(int pipe_fd)
{
    char word = acquire() >= 0 ? 'y' : 'n';

    if (write(pipe_fd, &word, 1) != 1)
        _exit(1);
    for (;;)
        pause();
}

static void test_the_slot_of_a_killed_process_is_taken_over(void **state)
{
    int pipes[2];
    char word;
    pid_t child;

    (void)state;
    assert_int_equal(pipe(pipes), 0);
    if ((child = fork()) == 0)
        hold_until_killed(pipes[1]);
    assert_int_equal(read(pipes[0], &word, 1), 1);
    assert_int_equal(word, 'y');
    assert_true(acquire() >= 0);
    assert_int_equal(acquire(), -1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_true(acquire() >= 0);
    assert_int_equal(acquire(), -1);
    close(pipes[0]);
    close(pipes[1]);
}

static atomic_int inside, most, served;

static void *work(void *unused)
{
    for (int i = 0; i < 20; i++) {
        int slot, now;

        if (cnops_slots_acquire(&slot, NULL, slots, apr_time_from_sec(60)) != APR_SUCCESS)
            continue;
        now = atomic_fetch_add(&inside, 1) + 1;
        for (int seen = atomic_load(&most); now > seen;) {
            if (atomic_compare_exchange_weak(&most, &seen, now))
                break;
        }
        apr_sleep(200);
        atomic_fetch_sub(&inside, 1);
        cnops_slots_release(slots, slot);
        atomic_fetch_add(&served, 1);
    }
    return unused;
}

static void test_never_more_than_the_slots_at_once(void **state)
{
    pthread_t threads[8];

    (void)state;
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, NULL), 0);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&served), 8 * 20);
    assert_in_range(atomic_load(&most), 1, 2);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_counts_are_bounded),
        CASE(test_as_many_as_there_are),
        CASE(test_waits_for_the_deadline),
        CASE(test_a_waiting_caller_gets_a_released_slot),
        CASE(test_pressure_goes_with_calm),
        CASE(test_the_slot_of_a_killed_process_is_taken_over),
        CASE(test_never_more_than_the_slots_at_once),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
