/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an operator asks of the database.
 *
 * Floor: store. Callers: ctl. Threads: any. */
#ifndef CNOPS_STORE_FIGURES_H
#define CNOPS_STORE_FIGURES_H

#include "store/lease.h"

#include <apr_time.h>

typedef struct cnops_backlog_t {
    apr_int64_t late; /* messages queued before a given time and still due */
    apr_int64_t dead; /* given up */
} cnops_backlog_t;

apr_status_t cnops_figures_backlog(cnops_backlog_t *pbacklog, const cnops_lease_t *lease,
                                   bool is_mysql, apr_time_t queued_before, apr_pool_t *pool);

#endif
