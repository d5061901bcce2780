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

    return cnops_slots_acquire(&slot, slots, CNOPS_SLOTS_KNOWN, 0) == APR_SUCCESS ? slot : -1;
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
    apr_time_t before = apr_time_now();
    int slot = 7;

    (void)state;
    acquire();
    acquire();
    assert_int_equal(cnops_slots_acquire(&slot, slots, CNOPS_SLOTS_KNOWN, 20000), CNOPS_EBUSY);
    assert_int_equal(slot, -1);
    assert_true(apr_time_now() - before >= 20000);
}

/* --- callers that wait, each in a thread --- */

typedef struct caller_t {
    cnops_slots_rank_e rank;
    apr_interval_time_t deadline;
    int slot;      /* -1: none before the deadline */
    int served_as; /* the first is 0 */
    pthread_t thread;
} caller_t;

static atomic_int served;

/* Takes one slot, and gives it back. */
static void *call(void *self)
{
    caller_t *caller = self;

    if (cnops_slots_acquire(&caller->slot, slots, caller->rank, caller->deadline) == APR_SUCCESS) {
        caller->served_as = atomic_fetch_add(&served, 1);
        cnops_slots_release(slots, caller->slot);
    }
    return NULL;
}

/* Returns when the caller is in the queue. */
static void start_waiting(caller_t *caller, cnops_slots_rank_e rank)
{
    int before = cnops_slots_waiting(slots, rank);

    *caller = (caller_t){.rank = rank, .deadline = apr_time_from_sec(60), .slot = -1};
    assert_int_equal(pthread_create(&caller->thread, NULL, call, caller), 0);
    while (cnops_slots_waiting(slots, rank) == before)
        apr_sleep(100);
}

/* So that the pressure is known: slots were held for this long, in µs. */
static void hold_all_for(int held[2], apr_interval_time_t hold)
{
    for (int round = 0; round < 2; round++) {
        held[0] = acquire();
        held[1] = acquire();
        if (round == 0) {
            apr_sleep(hold);
            cnops_slots_release(slots, held[0]);
            cnops_slots_release(slots, held[1]);
        }
    }
    atomic_store(&served, 0);
}

static void test_a_waiting_caller_gets_a_released_slot(void **state)
{
    int held[2];
    caller_t caller;

    (void)state;
    hold_all_for(held, 1000);
    start_waiting(&caller, CNOPS_SLOTS_STRANGER);
    cnops_slots_release(slots, held[1]);
    pthread_join(caller.thread, NULL);
    assert_int_equal(caller.slot, held[1]);
}

static void test_who_came_first_is_served_first(void **state)
{
    caller_t callers[10];
    int held[2];

    (void)state;
    hold_all_for(held, 1000);
    for (int i = 0; i < 10; i++)
        start_waiting(&callers[i], CNOPS_SLOTS_STRANGER);
    cnops_slots_release(slots, held[0]);
    for (int i = 0; i < 10; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].served_as, i);
    }
}

/* Two known browsers that come after six strangers are the first and the third, or the second and
 * the fourth, to be served. */
static void test_strangers_do_not_crowd_out_known_browsers(void **state)
{
    caller_t callers[8];
    int held[2];

    (void)state;
    hold_all_for(held, 1000);
    for (int i = 0; i < 8; i++)
        start_waiting(&callers[i], i < 6 ? CNOPS_SLOTS_STRANGER : CNOPS_SLOTS_KNOWN);
    cnops_slots_release(slots, held[0]);
    for (int i = 0; i < 8; i++)
        pthread_join(callers[i].thread, NULL);
    assert_in_range(callers[6].served_as, 0, 1);
    assert_int_equal(callers[7].served_as, callers[6].served_as + 2);
    for (int i = 1; i < 6; i++)
        assert_true(callers[i].served_as > callers[i - 1].served_as);
}

/* A slot that becomes free while others wait is not for somebody who has just come. */
static void test_nobody_jumps_the_queue(void **state)
{
    caller_t caller;
    int held[2];

    (void)state;
    hold_all_for(held, 1000);
    start_waiting(&caller, CNOPS_SLOTS_STRANGER);
    assert_int_equal(acquire(), -1);
    cnops_slots_release(slots, held[0]);
    pthread_join(caller.thread, NULL);
    assert_true(acquire() >= 0);
}

/* --- full queues --- */

static void test_pressure_is_what_a_caller_would_wait(void **state)
{
    caller_t callers[3];
    int held[2];

    (void)state;
    assert_int_equal(cnops_slots_pressure(slots, CNOPS_SLOTS_STRANGER), 0);
    hold_all_for(held, 40000);
    assert_true(cnops_slots_pressure(slots, CNOPS_SLOTS_STRANGER) >= 20000);
    for (int i = 0; i < 3; i++)
        start_waiting(&callers[i], CNOPS_SLOTS_STRANGER);
    assert_true(cnops_slots_pressure(slots, CNOPS_SLOTS_STRANGER) >= 80000);
    /* Of three strangers one stands before a known browser. */
    assert_true(cnops_slots_pressure(slots, CNOPS_SLOTS_KNOWN) >= 40000);
    assert_true(cnops_slots_pressure(slots, CNOPS_SLOTS_KNOWN) <
                cnops_slots_pressure(slots, CNOPS_SLOTS_STRANGER));
    cnops_slots_release(slots, held[0]);
    for (int i = 0; i < 3; i++)
        pthread_join(callers[i].thread, NULL);
    assert_int_equal(cnops_slots_pressure(slots, CNOPS_SLOTS_STRANGER), 0);
}

static void test_a_full_queue_refuses_at_once(void **state)
{
    caller_t callers[3];
    int held[2], slot;
    const apr_interval_time_t deadline = apr_time_from_msec(1900);
    apr_time_t before;

    (void)state;
    /* A second each at two slots: behind three others it takes two seconds. */
    hold_all_for(held, apr_time_from_sec(1));
    for (int i = 0; i < 3; i++)
        start_waiting(&callers[i], CNOPS_SLOTS_STRANGER);
    assert_true(cnops_slots_is_full(slots, CNOPS_SLOTS_STRANGER, deadline));
    assert_false(cnops_slots_is_full(slots, CNOPS_SLOTS_STRANGER, apr_time_from_sec(600)));
    before = apr_time_now();
    assert_int_equal(cnops_slots_acquire(&slot, slots, CNOPS_SLOTS_STRANGER, deadline),
                     CNOPS_EBUSY);
    assert_true(apr_time_now() - before < deadline);
    cnops_slots_release(slots, held[0]);
    for (int i = 0; i < 3; i++)
        pthread_join(callers[i].thread, NULL);
}

static void test_pressure_grows_while_nothing_moves(void **state)
{
    caller_t caller;
    int held[2];

    (void)state;
    hold_all_for(held, 1);
    start_waiting(&caller, CNOPS_SLOTS_STRANGER);
    while (cnops_slots_pressure(slots, CNOPS_SLOTS_STRANGER) < 100000)
        apr_sleep(1000);
    cnops_slots_release(slots, held[0]);
    pthread_join(caller.thread, NULL);
}

static void *pause_once(void *plasted)
{
    apr_time_t before = apr_time_now();

    cnops_slots_pause(slots);
    *(apr_interval_time_t *)plasted = apr_time_now() - before;
    return NULL;
}

/* How many of so many callers at the same time did not sleep. */
static int count_awake(int callers)
{
    pthread_t threads[128];
    apr_interval_time_t lasted[128];
    int awake = 0;

    for (int i = 0; i < callers; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, pause_once, &lasted[i]), 0);
    for (int i = 0; i < callers; i++) {
        pthread_join(threads[i], NULL);
        awake += lasted[i] < 100000;
    }
    return awake;
}

/* On a busy machine the first may awake before the last has come, so this is tried again. */
static void test_pauses_are_bounded(void **state)
{
    int awake = 0;

    (void)state;
    assert_int_equal(count_awake(32), 0);
    for (int i = 0; i < 100 && awake == 0; i++)
        awake = count_awake(128);
    assert_true(awake > 0);
}

/* --- killed processes --- */

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

/* In a child process: waits in the queue of strangers until it is killed. */
static void wait_until_killed(void)
{
    int slot;

    cnops_slots_acquire(&slot, slots, CNOPS_SLOTS_STRANGER, apr_time_from_sec(600));
    _exit(0);
}

/* It stands before others, but neither keeps them from a slot nor makes the queue look full. */
static void test_a_killed_process_leaves_the_queue(void **state)
{
    caller_t caller;
    int held[2];
    pid_t child;

    (void)state;
    hold_all_for(held, 1);
    if ((child = fork()) == 0)
        wait_until_killed();
    while (cnops_slots_waiting(slots, CNOPS_SLOTS_STRANGER) == 0)
        apr_sleep(1000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(cnops_slots_waiting(slots, CNOPS_SLOTS_STRANGER), 0);
    start_waiting(&caller, CNOPS_SLOTS_STRANGER);
    cnops_slots_release(slots, held[0]);
    pthread_join(caller.thread, NULL);
    assert_int_equal(caller.slot, held[0]);
}

/* In a child process: waits in the queue of strangers for a while. */
static void wait_until(apr_interval_time_t deadline)
{
    int slot;

    cnops_slots_acquire(&slot, slots, CNOPS_SLOTS_STRANGER, deadline);
    _exit(0);
}

/* A debugger may stop a process, and a core dump does. Its waiter would be the first for ever. */
static void test_a_stopped_process_holds_others_up_for_its_deadline_only(void **state)
{
    int held[2], slot;
    pid_t child;

    (void)state;
    hold_all_for(held, 1);
    if ((child = fork()) == 0)
        wait_until(apr_time_from_msec(500));
    while (cnops_slots_waiting(slots, CNOPS_SLOTS_STRANGER) == 0)
        apr_sleep(1000);
    kill(child, SIGSTOP);
    cnops_slots_release(slots, held[0]);
    cnops_slots_release(slots, held[1]);
    assert_int_equal(cnops_slots_acquire(&slot, slots, CNOPS_SLOTS_STRANGER, apr_time_from_sec(60)),
                     APR_SUCCESS);
    assert_int_equal(cnops_slots_waiting(slots, CNOPS_SLOTS_STRANGER), 0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static atomic_int inside, most;

static void *work(void *unused)
{
    for (int i = 0; i < 20; i++) {
        int slot, now;

        if (cnops_slots_acquire(&slot, slots, i % 2 ? CNOPS_SLOTS_KNOWN : CNOPS_SLOTS_STRANGER,
                                apr_time_from_sec(60)) != APR_SUCCESS)
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
    atomic_store(&served, 0);
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
        CASE(test_who_came_first_is_served_first),
        CASE(test_strangers_do_not_crowd_out_known_browsers),
        CASE(test_nobody_jumps_the_queue),
        CASE(test_pressure_is_what_a_caller_would_wait),
        CASE(test_a_full_queue_refuses_at_once),
        CASE(test_pressure_grows_while_nothing_moves),
        CASE(test_pauses_are_bounded),
        CASE(test_the_slot_of_a_killed_process_is_taken_over),
        CASE(test_a_killed_process_leaves_the_queue),
        CASE(test_a_stopped_process_holds_others_up_for_its_deadline_only),
        CASE(test_never_more_than_the_slots_at_once),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
