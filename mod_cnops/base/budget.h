/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How long one request may still wait for the database: all its statements together.
 *
 * Floor: base. Callers: httpd/, which opens one a request; store/, which spends it.
 * Threads: one at a time, as the pool it hangs on. */
#ifndef CNOPS_BASE_BUDGET_H
#define CNOPS_BASE_BUDGET_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct cnops_budget_t {
    apr_interval_time_t left; /* µs; never negative */
} cnops_budget_t;

/* Gives pool a budget, for it and for the pools made directly in it. */
void cnops_budget_open(apr_pool_t *pool, apr_interval_time_t whole);

/* Of pool or of its parent; NULL where there is none: work behind the scenes. */
cnops_budget_t *cnops_budget_of(apr_pool_t *pool);

void cnops_budget_spend(cnops_budget_t *budget, apr_interval_time_t spent);

/* µs since an unknown moment, untouched by changes of the clock. */
apr_time_t cnops_budget_clock(void);

#endif
