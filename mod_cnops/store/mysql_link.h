/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One connection to MariaDB on which all statements are prepared.
 *
 * Floor: store, private to it. Threads: one at a time. */
#ifndef CNOPS_STORE_MYSQL_LINK_H
#define CNOPS_STORE_MYSQL_LINK_H

#include "base/budget.h"
#include "store/mysql.h"

#include <apr_hash.h>
#include <apr_ring.h>

typedef struct cnops_mysql_link_t cnops_mysql_link_t;

struct cnops_mysql_link_t {
    /* All times are of cnops_budget_clock. */
    APR_RING_ENTRY(cnops_mysql_link_t) ring; /* the place in the list of idle connections */
    apr_time_t idle_at;                      /* when it was given back last */
    cnops_mysql_t mysql;
    apr_hash_t *prepared; /* label → apr_dbd_prepared_t * */
    /* while the connection is lent: */
    cnops_budget_t *budget; /* NULL: the borrower has none */
    apr_time_t lent_at, deadline;
    apr_pool_t *pool; /* of this connection alone, with an allocator of its own */
};

/* Connects and prepares all statements before deadline, a time of cnops_budget_clock; only the
 * option connect-timeout bounds the time to connect. On error *pwhy, allocated from pool, says what
 * went wrong. */
apr_status_t cnops_mysql_link_open(cnops_mysql_link_t **plink, const char **pwhy,
                                   const apr_dbd_driver_t *driver, const char *params,
                                   apr_time_t deadline, apr_pool_t *pool);

/* As cnops_mysql_is_open. */
bool cnops_mysql_link_is_open(const cnops_mysql_link_t *link);

/* Whether the server answers within wait µs. */
bool cnops_mysql_link_answers(const cnops_mysql_link_t *link, apr_interval_time_t wait);

/* Closes the connection without waiting for the server. */
void cnops_mysql_link_close(cnops_mysql_link_t *link);

#endif
