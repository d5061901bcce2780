/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The time that one request may still spend waiting for the database, summed over all its
 * statements. httpd/ gives each request a budget, store/ spends it.
 *
 * Floor: base. Threads: one at a time, like the pool that the budget belongs to. */
#ifndef CNOPS_BASE_BUDGET_H
#define CNOPS_BASE_BUDGET_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct cnops_budget_t {
    apr_interval_time_t left; /* µs; never negative */
} cnops_budget_t;

/* Gives pool a budget of whole µs. It counts for pool and for its direct children. */
void cnops_budget_open(apr_pool_t *pool, apr_interval_time_t whole);

/* The budget of pool or of its parent. NULL where neither has one: the work does not belong
 * to a request (courier, purge, cnopsctl). */
cnops_budget_t *cnops_budget_of(apr_pool_t *pool);

/* Subtracts spent (µs); the rest never becomes negative. */
void cnops_budget_spend(cnops_budget_t *budget, apr_interval_time_t spent);

/* A monotonic clock, in µs from an arbitrary start: setting the system clock does not
 * change it. */
apr_time_t cnops_budget_clock(void);

#endif
