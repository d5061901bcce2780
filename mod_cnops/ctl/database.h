/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The one database connection of a command. The store borrows it through its lease port.
 *
 * Floor: ctl. Threads: one at a time. */
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
    bool lent;            /* the store is using the connection */
    const char *failure;  /* latest error message of the driver, "" if none */
    apr_pool_t *pool;
} cnops_database_t;

/* Opens a connection, which is closed with pool. driver: CNOPS_SQLITE or CNOPS_MYSQL.
 * creates: a missing SQLite file is created; otherwise it is an error. On error *pfault says
 * what is wrong. */
apr_status_t cnops_database_open(cnops_database_t **pdatabase, const char **pfault,
                                 const char *driver, const char *params, bool creates,
                                 apr_pool_t *pool);

/* Prepares every statement of the store. Fails where the schema is missing or old. */
apr_status_t cnops_database_prepare(const char **pfault, cnops_database_t *database);

/* Fills the lease port of the store. A second borrower at the same time gets CNOPS_EBUSY. */
void cnops_database_lease(cnops_lease_t *pdb_lease, cnops_database_t *database);

/* The message of the driver for error number. */
const char *cnops_database_error(const cnops_database_t *database, int number);

#endif
