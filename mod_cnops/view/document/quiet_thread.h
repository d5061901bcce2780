/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A thread that works for others at the lowest priority, while they wait for it.
 *
 * Floor: view, private to this room. Threads: one at a time gives it work. Secrets: none of its
 * own.
 *
 * To make a paper takes as long as a hundred pages. At the priority of pages, as many papers as
 * there are processors would keep all of them, and a page would wait until one is made. */
#ifndef CNOPS_VIEW_DOCUMENT_QUIET_THREAD_H
#define CNOPS_VIEW_DOCUMENT_QUIET_THREAD_H

#include <apr_pools.h>

typedef struct cnops_quiet_thread_t cnops_quiet_thread_t;

/* Starts the thread, in memory of pool; it ends with the pool, when it has done its work. APR's
 * error where there can be no more threads. */
apr_status_t cnops_quiet_thread_start(cnops_quiet_thread_t **pthread, apr_pool_t *pool);

typedef void cnops_quiet_work_fn(void *closure);

/* Returns when the thread has done the work. */
void cnops_quiet_thread_run(cnops_quiet_thread_t *thread, cnops_quiet_work_fn *work, void *closure);

#endif
