/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The port through which the store borrows a database connection. The store itself may not use
 * mod_dbd, because mod_dbd.h includes httpd.h.
 *
 * Floor: store. Implemented by httpd/lease.c (SQLite, through mod_dbd), store/connections.c
 * (MariaDB) and ctl/database.c. Threads: any. */
#ifndef CNOPS_STORE_LEASE_H
#define CNOPS_STORE_LEASE_H

#include <apr_dbd.h>
#include <apr_hash.h>
#include <stdbool.h>

typedef struct cnops_connection_t {
    const apr_dbd_driver_t *driver;
    apr_dbd_t *handle;
    apr_hash_t *prepared; /* label → apr_dbd_prepared_t * */
    void *lent;           /* private to the lender */
    bool lost;            /* set by the borrower: the connection must not be lent again */
} cnops_connection_t;

typedef struct cnops_lease_t {
    void *self;
    /* Borrows a connection. CNOPS_EUNAVAILABLE where there is none. */
    apr_status_t (*open)(void *self, cnops_connection_t *pconnection, apr_pool_t *pool);
    /* Gives it back. */
    void (*close)(void *self, cnops_connection_t *connection);
    /* Called once for each failure that is not a duplicate or a lost race, for the log. label: of
     * the statement; message: of the driver. May be NULL. */
    void (*report)(void *self, const char *label, const char *message);
    /* Called before each statement. It bounds the time that the statement may take, or returns
     * CNOPS_EUNAVAILABLE where the time of the borrower is over. May be NULL: no bound. */
    apr_status_t (*pace)(void *self, cnops_connection_t *connection);
} cnops_lease_t;

#endif
