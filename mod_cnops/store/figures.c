/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/figures.h"

#include "store/dbd.h"

static void read_backlog(void *self, const cnops_row_t *row)
{
    cnops_backlog_t *backlog = self;

    backlog->dead = cnops_row_int(row, 1);
    backlog->late = cnops_row_int(row, 0) - backlog->dead;
}

apr_status_t cnops_figures_backlog(cnops_backlog_t *pbacklog, const cnops_lease_t *lease,
                                   bool is_mysql, apr_time_t queued_before, apr_pool_t *pool)
{
    *pbacklog = (cnops_backlog_t){0};
    return cnops_db_select(cnops_db_make(lease, is_mysql, pool), CNOPS_SQL_OUTBOX_BACKLOG,
                           CNOPS_ARGS(&queued_before), read_backlog, pbacklog, pool);
}

static void read_time(void *self, const cnops_row_t *row)
{
    *(apr_time_t *)self = cnops_row_int(row, 0);
}

apr_status_t cnops_figures_claims(apr_time_t *pat, const cnops_lease_t *lease, bool is_mysql,
                                  apr_pool_t *pool)
{
    *pat = 0;
    return cnops_db_select(cnops_db_make(lease, is_mysql, pool), CNOPS_SQL_CLAIMS_AGE, NULL,
                           read_time, pat, pool);
}
