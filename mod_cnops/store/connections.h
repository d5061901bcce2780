/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The connections of one process to MariaDB, lent for one unit of work at a time, so that
 * nobody waits longer for the database than he has time for (base/budget.h).
 *
 * mod_dbd cannot promise that: it pings an idle connection before it lends it and connects
 * under a lock, both for as long as a hung server likes. Here
 * - the connection used last is lent first, without a ping: the kernel knows whether the
 *   server hung up;
 * - every wait for an answer ends with what is left of the borrower's budget. Only making a
 *   connection is bounded otherwise: by connect-timeout of the option file, whole seconds;
 * - a server that let somebody's time pass, or refused a connection, counts as down: all are
 *   told so at once, but for one a second who tries it.
 *
 * Floor: store. Callers: httpd/wiring.c, tests. Threads: any; made before the children are,
 * and used in each of them, where it begins empty. */
#ifndef CNOPS_STORE_CONNECTIONS_H
#define CNOPS_STORE_CONNECTIONS_H

#include "store/lease.h"

#include <apr_time.h>

typedef struct cnops_connections_t cnops_connections_t;

typedef struct cnops_connections_config_t {
    const char *params;          /* as of DBDParams */
    apr_interval_time_t timeout; /* of a unit without a budget */
    /* The log, each may be NULL. report: as of cnops_lease_t. turn: the database counts as
     * down (why: what it said), or answers again (why NULL). */
    void (*report)(void *self, const char *label, const char *message);
    void (*turn)(void *self, const char *why);
    void *self;
} cnops_connections_config_t;

/* Loads the driver; no connection is made yet. *pfault says what is wrong. */
apr_status_t cnops_connections_make(cnops_connections_t **pconnections, const char **pfault,
                                    const cnops_connections_config_t *config, apr_pool_t *pool);

const cnops_lease_t *cnops_connections_lease(cnops_connections_t *connections);

/* Closes those that are idle. Nobody may be borrowing any more. */
void cnops_connections_close(cnops_connections_t *connections);

/* For tests: how many are idle, how many lent. */
void cnops_connections_count(int *pidle, int *plent, cnops_connections_t *connections);

#endif
