/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/budget.h"

#include <time.h>

#define KEY "cnops_budget"

void cnops_budget_open(apr_pool_t *pool, apr_interval_time_t whole)
{
    cnops_budget_t *budget = apr_palloc(pool, sizeof *budget);

    budget->left = whole;
    apr_pool_userdata_setn(budget, KEY, NULL, pool);
}

static cnops_budget_t *find_own(apr_pool_t *pool)
{
    void *budget = NULL;

    apr_pool_userdata_get(&budget, KEY, pool);
    return budget;
}

/* Looks no further up than the parent: the pools above it are shared between threads. */
cnops_budget_t *cnops_budget_of(apr_pool_t *pool)
{
    cnops_budget_t *budget = find_own(pool);
    apr_pool_t *parent = apr_pool_parent_get(pool);

    return budget || !parent ? budget : find_own(parent);
}

void cnops_budget_spend(cnops_budget_t *budget, apr_interval_time_t spent)
{
    budget->left = spent < budget->left ? budget->left - spent : 0;
}

apr_time_t cnops_budget_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return apr_time_make(now.tv_sec, now.tv_nsec / 1000);
}
