/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/quiet_thread.h"

#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

struct cnops_quiet_thread_t {
    apr_thread_t *thread;
    apr_thread_mutex_t *lock; /* of all below */
    apr_thread_cond_t *changed;
    cnops_quiet_work_fn *work; /* NULL: there is none */
    void *closure;
    bool ends;
};

/* Any thread of pages that becomes ready takes the processor from an idle one at once; from one
 * that is only nice, Linux takes it some milliseconds later (sched(7)). Elsewhere papers are made
 * at the priority of pages. */
static void take_lowest_priority(void)
{
#ifdef SCHED_IDLE
    const struct sched_param none = {0};

    pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
#endif
}

/* With the lock, which is free while the work is done. */
static void do_work(cnops_quiet_thread_t *self)
{
    apr_thread_mutex_unlock(self->lock);
    self->work(self->closure);
    apr_thread_mutex_lock(self->lock);
    self->work = NULL;
    apr_thread_cond_broadcast(self->changed);
}

static void *APR_THREAD_FUNC wait_for_work(apr_thread_t *thread, void *closure)
{
    cnops_quiet_thread_t *self = closure;

    take_lowest_priority();
    apr_thread_mutex_lock(self->lock);
    while (!self->ends)
        if (self->work)
            do_work(self);
        else
            apr_thread_cond_wait(self->changed, self->lock);
    apr_thread_mutex_unlock(self->lock);
    apr_thread_exit(thread, APR_SUCCESS);
    return NULL;
}

static apr_status_t end(void *closure)
{
    cnops_quiet_thread_t *self = closure;
    apr_status_t result;

    apr_thread_mutex_lock(self->lock);
    self->ends = true;
    apr_thread_cond_broadcast(self->changed);
    apr_thread_mutex_unlock(self->lock);
    apr_thread_join(&result, self->thread);
    return APR_SUCCESS;
}

apr_status_t cnops_quiet_thread_start(cnops_quiet_thread_t **pthread, apr_pool_t *pool)
{
    cnops_quiet_thread_t *self = apr_pcalloc(pool, sizeof *self);
    apr_status_t rv;

    rv = apr_thread_mutex_create(&self->lock, APR_THREAD_MUTEX_DEFAULT, pool);
    if (rv == APR_SUCCESS)
        rv = apr_thread_cond_create(&self->changed, pool);
    if (rv == APR_SUCCESS)
        rv = apr_thread_create(&self->thread, NULL, wait_for_work, self, pool);
    /* Before the lock and the condition end: glibc waits for who waits at a condition. */
    if (rv == APR_SUCCESS)
        apr_pool_pre_cleanup_register(pool, self, end);
    *pthread = rv == APR_SUCCESS ? self : NULL;
    return rv;
}

void cnops_quiet_thread_run(cnops_quiet_thread_t *thread, cnops_quiet_work_fn *work, void *closure)
{
    apr_thread_mutex_lock(thread->lock);
    thread->closure = closure;
    thread->work = work;
    apr_thread_cond_broadcast(thread->changed);
    while (thread->work)
        apr_thread_cond_wait(thread->changed, thread->lock);
    apr_thread_mutex_unlock(thread->lock);
}
