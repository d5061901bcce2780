/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Runs units of work on a borrowed connection: it runs statements, reads rows, ends transactions
 * and translates the errors of drivers.
 *
 * Floor: store, private to it. Threads: any; a unit belongs to one thread. */
#ifndef CNOPS_STORE_DBD_H
#define CNOPS_STORE_DBD_H

#include "core/ports.h"
#include "store/lease.h"
#include "store/recall.h"
#include "store/statements.h"

#include <pthread.h>

typedef struct cnops_db_t {
    const cnops_lease_t *lease;
    bool is_mysql;
    /* SQLite allows one writer at a time, and its driver sleeps 100 ms whenever the file is busy.
     * The writers of one process therefore wait for this lock instead. */
    pthread_mutex_t writing;
    cnops_recall_t *recall;
} cnops_db_t;

cnops_db_t *cnops_db_make(const cnops_lease_t *lease, bool is_mysql, apr_pool_t *pool);

/* One unit of work on its connection. */
typedef struct cnops_unit_t {
    cnops_db_t *db;
    cnops_connection_t connection;
    apr_pool_t *pool;      /* the caller's, for what a row function keeps */
    apr_pool_t *scratch;   /* destroyed at the end of the unit */
    bool uncertain;        /* the connection was lost, and the last statement may have succeeded */
    const char *complaint; /* what the driver said about the lost connection; NULL: not lost */
    const char *refused;   /* a word in a row that is in none of our tables; NULL: none */
} cnops_unit_t;

/* One row of a result. It is valid only inside the row function. */
typedef struct cnops_row_t {
    cnops_unit_t *unit;
    apr_dbd_row_t *row;
} cnops_row_t;

typedef void (*cnops_row_fn)(void *self, const cnops_row_t *row);

/* Column col (from 0), copied into the unit's pool; NULL for SQL NULL. */
const char *cnops_row_text(const cnops_row_t *row, int col);
/* Column col (from 0) as a number; 0 for SQL NULL. */
apr_int64_t cnops_row_int(const cnops_row_t *row, int col);
/* For a row function: the word in column col is unknown. It is logged, and the select returns
 * CNOPS_EMALFORMED. */
void cnops_row_refuse(const cnops_row_t *row, int col);

/* Arguments of a statement: const char * for %s, apr_int64_t * for %lld, NULL for SQL NULL. */
#define CNOPS_ARGS(...) ((const void *[]){__VA_ARGS__})

/* Runs a statement that writes. *pcount (pcount may be NULL): the rows inserted, deleted or matched
 * by an UPDATE. Returns CNOPS_EDUPLICATE, CNOPS_ECONFLICT (a counter is full) or
 * CNOPS_EUNAVAILABLE, or another status, which the unit must return unchanged: it may mean that the
 * unit is run again. */
apr_status_t cnops_unit_execute(int *pcount, cnops_unit_t *unit, cnops_statement_e statement,
                                const void **args);

/* Runs a statement that reads, and calls each for every row. Returns as cnops_unit_execute. */
apr_status_t cnops_unit_select(cnops_unit_t *unit, cnops_statement_e statement, const void **args,
                               cnops_row_fn each, void *self);

/* The work of one transaction. It may be called several times: again after a lost race with another
 * transaction, and on another connection where one was lost before COMMIT. So it sets all its
 * results each time. Any result but APR_SUCCESS rolls the transaction back. */
typedef apr_status_t (*cnops_unit_fn)(void *self, cnops_unit_t *unit);

/* Runs work in a transaction. When the connection is lost during COMMIT, the transaction may have
 * succeeded: it is not repeated, and the result is CNOPS_EUNAVAILABLE. */
apr_status_t cnops_db_transact(cnops_db_t *db, cnops_unit_fn work, void *self, apr_pool_t *pool);

/* A unit of one statement, without a transaction. When the connection is lost, a write is not
 * repeated where it may have succeeded; a read is. */
apr_status_t cnops_db_execute(int *pcount, cnops_db_t *db, cnops_statement_e statement,
                              const void **args, apr_pool_t *pool);
/* For a statement that writes and returns rows. As a write, it is not repeated where it may have
 * succeeded. */
apr_status_t cnops_db_execute_returning(cnops_db_t *db, cnops_statement_e statement,
                                        const void **args, cnops_row_fn each, void *self,
                                        apr_pool_t *pool);
/* Calls each at most once for every row, also where the read is repeated. */
apr_status_t cnops_db_select(cnops_db_t *db, cnops_statement_e statement, const void **args,
                             cnops_row_fn each, void *self, apr_pool_t *pool);

typedef struct cnops_old_t {
    apr_time_t before;
    int max; /* rows */
} cnops_old_t;

/* A unit of one statement whose arguments are these two. As core/ports/purging.h. */
apr_status_t cnops_db_purge(int *pcount, cnops_db_t *db, cnops_statement_e statement,
                            cnops_old_t old, apr_pool_t *pool);

#endif
