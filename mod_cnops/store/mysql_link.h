/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One connection to MariaDB with every statement prepared.
 *
 * Floor: store, private to it. Callers: store/connections.c. Threads: one at a time. */
#ifndef CNOPS_STORE_MYSQL_LINK_H
#define CNOPS_STORE_MYSQL_LINK_H

#include "base/budget.h"
#include "store/mysql.h"

#include <apr_hash.h>
#include <apr_ring.h>

typedef struct cnops_mysql_link_t cnops_mysql_link_t;

struct cnops_mysql_link_t {
    APR_RING_ENTRY(cnops_mysql_link_t) ring; /* among the idle ones */
    apr_time_t idle_at;
    cnops_mysql_t mysql;
    apr_hash_t *prepared;
    /* while it is lent, by the clock of base/budget.h */
    cnops_budget_t *budget; /* NULL: the borrower has none */
    apr_time_t lent_at, deadline;
    apr_pool_t *pool; /* its own, with its own allocator */
};

/* Until deadline, by the clock of base/budget.h; but for what connect-timeout bounds. *pwhy:
 * what went wrong, from pool. */
apr_status_t cnops_mysql_link_open(cnops_mysql_link_t **plink, const char **pwhy,
                                   const apr_dbd_driver_t *driver, const char *params,
                                   apr_time_t deadline, apr_pool_t *pool);

bool cnops_mysql_link_is_open(const cnops_mysql_link_t *link);
bool cnops_mysql_link_answers(const cnops_mysql_link_t *link, apr_interval_time_t wait);

/* Waits for nothing. */
void cnops_mysql_link_close(cnops_mysql_link_t *link);

#endif
