/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/quiet_thread.h"

#include <apr_general.h>
#include <apr_portable.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct seen_t {
    apr_os_thread_t thread;
    int policy;
    int count;
} seen_t;

static void look(void *closure)
{
    seen_t *seen = closure;
    struct sched_param param;

    seen->thread = apr_os_thread_current();
    pthread_getschedparam(seen->thread, &seen->policy, &param);
    seen->count++;
}

static int policy_here(void)
{
    struct sched_param param;
    int policy;

    pthread_getschedparam(pthread_self(), &policy, &param);
    return policy;
}

static void test_work_is_done_by_an_idle_thread(void **state)
{
    int before = policy_here();
    cnops_quiet_thread_t *thread;
    seen_t first = {0}, second = {0};
    apr_pool_t *pool;

    (void)state;
    apr_pool_create(&pool, NULL);
    assert_int_equal(cnops_quiet_thread_start(&thread, pool), APR_SUCCESS);
    cnops_quiet_thread_run(thread, look, &first);
    assert_int_equal(first.count, 1);
    assert_false(apr_os_thread_equal(first.thread, apr_os_thread_current()));
    cnops_quiet_thread_run(thread, look, &second);
    assert_int_equal(second.count, 1);
    assert_true(apr_os_thread_equal(first.thread, second.thread));
#ifdef SCHED_IDLE
    assert_int_equal(first.policy, SCHED_IDLE);
#endif
    assert_int_equal(policy_here(), before);
    apr_pool_destroy(pool);
}

static apr_status_t note_end(void *closure)
{
    *(bool *)closure = true;
    return APR_SUCCESS;
}

static void test_it_ends_with_its_pool(void **state)
{
    cnops_quiet_thread_t *thread;
    bool has_ended = false;
    apr_pool_t *pool;

    (void)state;
    apr_pool_create(&pool, NULL);
    apr_pool_cleanup_register(pool, &has_ended, note_end, apr_pool_cleanup_null);
    assert_int_equal(cnops_quiet_thread_start(&thread, pool), APR_SUCCESS);
    apr_pool_destroy(pool);
    assert_true(has_ended);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_is_done_by_an_idle_thread),
        cmocka_unit_test(test_it_ends_with_its_pool),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
