/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A database connection of our own, lent to the store through its port.
 *
 * Floor: ctl. Callers: ctl, the demonstration's generator, tests. Threads: one at a time. */
#ifndef CNOPS_CTL_DATABASE_H
#define CNOPS_CTL_DATABASE_H

#include "store/lease.h"

#define CNOPS_SQLITE "sqlite3"
#define CNOPS_MYSQL  "mysql"

typedef struct cnops_database_t {
    const apr_dbd_driver_t *driver;
    apr_dbd_t *handle;
    bool is_mysql;
    apr_hash_t *prepared; /* empty until cnops_database_prepare */
    bool lent;
    const char *failure; /* the driver's latest complaint, "" if none */
    apr_pool_t *pool;
} cnops_database_t;

/* Closed with pool. creates: a SQLite file may be made; otherwise a missing one is a
 * fault. *pfault says what is wrong. */
apr_status_t cnops_database_open(cnops_database_t **pdatabase, const char **pfault,
                                 const char *driver, const char *params, bool creates,
                                 apr_pool_t *pool);

/* Prepares every statement of the store: the schema must stand. */
apr_status_t cnops_database_prepare(const char **pfault, cnops_database_t *database);

/* The port. The one connection is lent to one borrower at a time. */
void cnops_database_lease(cnops_lease_t *please, cnops_database_t *database);

/* What the driver says about error number. */
const char *cnops_database_error(const cnops_database_t *database, int number);

#endif
