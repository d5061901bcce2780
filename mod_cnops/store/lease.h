/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How the store borrows a database connection. mod_dbd.h pulls in httpd.h, so
 * httpd/ lends mod_dbd's connections and ctl/ its own through this port.
 *
 * Floor: store. Implemented by httpd/lease.c (mod_dbd: SQLite), store/connections.c
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
    void *lent;           /* the lender's own */
    bool lost;            /* said by the borrower: it is of no use to anybody any more */
} cnops_connection_t;

typedef struct cnops_lease_t {
    void *self;
    /* CNOPS_EUNAVAILABLE if none can be had. */
    apr_status_t (*open)(void *self, cnops_connection_t *pconnection, apr_pool_t *pool);
    void (*close)(void *self, cnops_connection_t *connection);
    /* Told of each failure that is not a duplicate or a lost race, once: for the log. label:
     * of the statement; message: the driver's. May be NULL. */
    void (*report)(void *self, const char *label, const char *message);
    /* Before each statement: the lender bounds how long it may take, or says
     * CNOPS_EUNAVAILABLE where the borrower's time is over. NULL: there is no bound. */
    apr_status_t (*pace)(void *self, cnops_connection_t *connection);
} cnops_lease_t;

#endif
