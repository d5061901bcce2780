/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Figures about the database for an operator.
 *
 * Floor: store. Threads: any. */
#ifndef CNOPS_STORE_FIGURES_H
#define CNOPS_STORE_FIGURES_H

#include "store/lease.h"

#include <apr_time.h>

typedef struct cnops_backlog_t {
    apr_int64_t late; /* messages queued before a given time that are still due */
    apr_int64_t dead; /* messages that are not tried any more */
} cnops_backlog_t;

/* Counts the messages in the outbox that were not delivered. */
apr_status_t cnops_figures_backlog(cnops_backlog_t *pbacklog, const cnops_lease_t *lease,
                                   bool is_mysql, apr_time_t queued_before, apr_pool_t *pool);

/* *pat: when the last import of claims was shown, µs UTC; 0: never. */
apr_status_t cnops_figures_claims(apr_time_t *pat, const cnops_lease_t *lease, bool is_mysql,
                                  apr_pool_t *pool);

#endif
