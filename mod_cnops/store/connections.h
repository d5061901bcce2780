/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The connections of one process to MariaDB. A connection is lent for one unit of work. No request
 * waits longer for the database than its budget allows (base/budget.h).
 *
 * mod_dbd cannot promise that: it pings an idle connection before it lends it, and it connects
 * while it holds a lock. When the server hangs, both last for ever. Here
 * - the connection that was used last is lent first, without a ping: the kernel knows whether the
 *   server has closed it;
 * - every wait for an answer ends when the budget of the borrower is spent. Only the time to
 *   connect has another bound: connect-timeout of the option file, in whole seconds;
 * - a server that did not answer in time or refused a connection counts as down. Then every
 *   borrower fails at once, except one borrower each second, which tries the server.
 *
 * Floor: store. Threads: any. Made before the child processes are forked; each child then has
 * connections of its own. */
#ifndef CNOPS_STORE_CONNECTIONS_H
#define CNOPS_STORE_CONNECTIONS_H

#include "store/lease.h"

#include <apr_time.h>

typedef struct cnops_connections_t cnops_connections_t;

typedef struct cnops_connections_config_t {
    const char *params;          /* as in the directive DBDParams */
    apr_interval_time_t timeout; /* µs, for each statement of a unit without a budget */
    /* For the log; each may be NULL. report: as in cnops_lease_t. report_state: the database is
     * down now (why: the reason), or answers again (why: NULL). */
    void (*report)(void *self, const char *label, const char *message);
    void (*report_state)(void *self, const char *why);
    void *self;
} cnops_connections_config_t;

/* Loads the driver and makes no connection yet. On error *pfault says what is wrong. */
apr_status_t cnops_connections_make(cnops_connections_t **pconnections, const char **pfault,
                                    const cnops_connections_config_t *config, apr_pool_t *pool);

/* The port through which the store borrows these connections. */
const cnops_lease_t *cnops_connections_lease(cnops_connections_t *connections);

/* Closes all connections. None may be lent any more. */
void cnops_connections_close(cnops_connections_t *connections);

/* For tests: the numbers of idle and of lent connections. */
void cnops_connections_count(int *pidle_count, int *plent_count, cnops_connections_t *connections);

#endif
