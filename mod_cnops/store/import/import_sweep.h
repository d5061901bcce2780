/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Work on all persons or memberships, in slices: each a transaction of its own that first
 * makes sure the import is still ours.
 *
 * Floor: store, private to it. Callers: import.c, import_batch.c. Threads: one. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_SWEEP_H
#define CNOPS_STORE_IMPORT_IMPORT_SWEEP_H

#include "store/dbd.h"
#include "store/import/import_row.h"

/* What every transaction of an import needs. */
typedef struct cnops_import_turn_t {
    cnops_db_t *db;
    const char *run;
    const cnops_clock_t *clock;
} cnops_import_turn_t;

/* A transaction that begins with renewing the lease; CNOPS_ECONFLICT where it is lost. On
 * SQLite it ends with a pause as long as it took: other writers try again at intervals, and
 * half of the time must be theirs to find. */
apr_status_t cnops_import_transact(const cnops_import_turn_t *turn, cnops_unit_fn work, void *self,
                                   apr_pool_t *pool);

/* Ids 1 to last, and those that the run gave. */
typedef struct cnops_import_ids_t {
    apr_int64_t last_person, last_membership;
    apr_int64_t first_person, first_membership; /* new from here on */
} cnops_import_ids_t;

/* Versions that a newer one hides. */
apr_status_t cnops_import_sweep_old(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                    apr_pool_t *pool);
/* What was staged and never shown. */
apr_status_t cnops_import_sweep_new(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                    apr_pool_t *pool);
/* Which memberships the file had. */
apr_status_t cnops_import_sweep_seen(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                     apr_pool_t *pool);
/* *pclosed: active memberships that the file did not have, now staged as closed. */
apr_status_t cnops_import_close_absent(apr_int64_t *pclosed, const cnops_import_turn_t *turn,
                                       apr_int64_t last_membership, apr_pool_t *pool);

#endif
