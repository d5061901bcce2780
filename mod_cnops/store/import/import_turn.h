/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The lease of an import, and its transactions. An import takes the lease for some time. Each of
 * its transactions first renews the lease, so an import that was taken for dead writes nothing any
 * more.
 *
 * Floor: store, private to it. Threads: the thread of the import. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_TURN_H
#define CNOPS_STORE_IMPORT_IMPORT_TURN_H

#include "store/dbd.h"
#include "store/import/import_run.h"

/* The statements about the row that has the lease of one kind of import. */
typedef struct cnops_import_lease_t {
    cnops_statement_e take, renew, release;
} cnops_import_lease_t;

/* What every transaction of an import needs. */
typedef struct cnops_import_turn_t {
    cnops_db_t *db;
    const char *run;
    const cnops_clock_t *clock;
    const cnops_import_lease_t *lease;
} cnops_import_turn_t;

/* Takes the lease. CNOPS_EBUSY where another import has it. */
apr_status_t cnops_import_take(const cnops_import_turn_t *turn, apr_pool_t *pool);

/* Gives the lease back. Not an error where another import has it by now. */
apr_status_t cnops_import_release(const cnops_import_turn_t *turn, apr_pool_t *pool);

/* Runs work in a transaction that first renews the lease; CNOPS_ECONFLICT where the lease is lost.
 * On SQLite a pause follows that is as long as the transaction was: other writers only try again
 * now and then, so the file must be free half of the time. */
apr_status_t cnops_import_transact(const cnops_import_turn_t *turn, cnops_unit_fn work, void *self,
                                   apr_pool_t *pool);

#endif
