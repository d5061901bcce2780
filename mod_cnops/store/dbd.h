/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Units of work on a borrowed connection: statements run, rows read, transactions
 * closed, driver errors translated, in one place.
 *
 * Floor: store, private to it. Callers: the table families, imports, figures. Threads: any; a unit
 * belongs to one thread. */
#ifndef CNOPS_STORE_DBD_H
#define CNOPS_STORE_DBD_H

#include "core/ports.h"
#include "store/lease.h"
#include "store/statements.h"

#include <pthread.h>

typedef struct cnops_db_t {
    const cnops_lease_t *lease;
    bool is_mysql;
    /* SQLite has one writer, and its driver answers a busy file with sleeps of 100 ms:
     * the writers of one process take turns here instead. */
    pthread_mutex_t writing;
} cnops_db_t;

cnops_db_t *cnops_db_make(const cnops_lease_t *lease, bool is_mysql, apr_pool_t *pool);

/* A connection at work. */
typedef struct cnops_unit_t {
    cnops_db_t *db;
    cnops_connection_t connection;
    apr_pool_t *pool;      /* the caller's: what a row function keeps */
    apr_pool_t *scratch;   /* gone with the unit */
    bool uncertain;        /* the connection was lost, and the last statement may have been done */
    const char *complaint; /* the driver's, about a lost connection; NULL: none */
} cnops_unit_t;

/* One row of a result, valid within the row function. */
typedef struct cnops_row_t {
    const cnops_unit_t *unit;
    apr_dbd_row_t *row;
} cnops_row_t;

typedef void (*cnops_row_fn)(void *self, const cnops_row_t *row);

/* Column col (from 0), copied into the unit's pool; NULL for SQL NULL. */
const char *cnops_row_text(const cnops_row_t *row, int col);
/* 0 for SQL NULL. */
apr_int64_t cnops_row_int(const cnops_row_t *row, int col);

/* Arguments of a statement: const char * for %s, apr_int64_t * for %lld, NULL for SQL NULL. */
#define CNOPS_ARGS(...) ((const void *[]){__VA_ARGS__})

/* *pcount (may be NULL): rows written, or matched by an UPDATE. CNOPS_EDUPLICATE,
 * CNOPS_EUNAVAILABLE. Return any other status as it is: the unit may then be run again. */
apr_status_t cnops_unit_execute(int *pcount, cnops_unit_t *unit, cnops_statement_e statement,
                                const void **args);
apr_status_t cnops_unit_select(cnops_unit_t *unit, cnops_statement_e statement, const void **args,
                               cnops_row_fn each, void *self);

/* What a transaction does. Run again from the start after a lost race, and on another
 * connection if one was lost before COMMIT, so it sets all it answers each time. Anything but
 * APR_SUCCESS rolls back. What was lost in COMMIT, or as a single write, may have happened: it
 * is not done again, and the caller is told CNOPS_EUNAVAILABLE. */
typedef apr_status_t (*cnops_unit_fn)(void *self, cnops_unit_t *unit);

apr_status_t cnops_db_transact(cnops_db_t *db, cnops_unit_fn work, void *self, apr_pool_t *pool);
/* Units of one statement. */
apr_status_t cnops_db_execute(int *pcount, cnops_db_t *db, cnops_statement_e statement,
                              const void **args, apr_pool_t *pool);
apr_status_t cnops_db_select(cnops_db_t *db, cnops_statement_e statement, const void **args,
                             cnops_row_fn each, void *self, apr_pool_t *pool);

#endif
