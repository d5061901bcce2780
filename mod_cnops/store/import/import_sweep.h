/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Works on all persons or memberships in slices of ids. Each slice is a transaction of its own,
 * which first checks that this run still has the lease of the import.
 *
 * Floor: store, private to it. Threads: the thread of the import. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_SWEEP_H
#define CNOPS_STORE_IMPORT_IMPORT_SWEEP_H

#include "store/import/import_turn.h"

/* The ids in use run from 1 to last_*; those from first_* on were given by this run. */
typedef struct cnops_import_ids_t {
    apr_int64_t last_person, last_membership;
    apr_int64_t first_person, first_membership;
} cnops_import_ids_t;

/* Deletes the versions that a newer shown version replaces. */
apr_status_t cnops_import_sweep_old(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                    apr_pool_t *pool);

/* Deletes what was staged and never shown. */
apr_status_t cnops_import_sweep_new(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                    apr_pool_t *pool);

/* Deletes the list of memberships that the file has. */
apr_status_t cnops_import_sweep_seen(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                     apr_pool_t *pool);

/* Stages as closed all active memberships that the file does not have. *pclosed_count: their
 * number. */
apr_status_t cnops_import_close_absent(apr_int64_t *pclosed_count, const cnops_import_turn_t *turn,
                                       apr_int64_t last_membership, apr_pool_t *pool);

#endif
