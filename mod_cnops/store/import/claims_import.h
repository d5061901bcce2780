/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Imports claims: like members (store/import/import.h), they are first staged, then all of them are
 * shown at once. Absent claims remain.
 *
 * Floor: store. Threads: an import belongs to one thread. Only one import of claims runs at a time,
 * on all machines. What a killed import has staged is deleted by the next one. */
#ifndef CNOPS_STORE_IMPORT_CLAIMS_IMPORT_H
#define CNOPS_STORE_IMPORT_CLAIMS_IMPORT_H

#include "store/import/claims_row.h"
#include "store/import/import_run.h"
#include "store/lease.h"

typedef struct cnops_claims_import_t cnops_claims_import_t;

cnops_claims_import_t *cnops_claims_import_make(const cnops_lease_t *lease,
                                                const cnops_import_run_t *run, apr_pool_t *pool);

/* *pids: digest of each immatriculation of digests (const char *) that is shown → apr_int64_t *,
 * the id of its membership. Needs no lease: it may come before cnops_claims_import_begin. */
apr_status_t cnops_claims_import_memberships(apr_hash_t **pids, cnops_claims_import_t *import,
                                             const apr_array_header_t *digests, apr_pool_t *pool);

/* *pis_other: stored claims have digests of another key than key_id. An import would take its rows
 * for new claims. Reads the newest and the oldest claim only. Needs no lease. */
apr_status_t cnops_claims_import_is_other_key(bool *pis_other, cnops_claims_import_t *import,
                                              const char *key_id, apr_pool_t *pool);

/* CNOPS_EBUSY where another import is running, or was killed less than CNOPS_IMPORT_LEASE ago. */
apr_status_t cnops_claims_import_begin(cnops_claims_import_t *import, apr_pool_t *pool);

/* How many rows should be staged at a time, as cnops_import_batch. */
int cnops_claims_import_batch(const cnops_claims_import_t *import);

/* Stages rows (cnops_claim_row_t), at most CNOPS_IMPORT_BATCH, in one transaction. A reference may
 * be in one row of the whole import only. Here and below, CNOPS_ECONFLICT means that another import
 * took this one for dead and deleted what it had staged. */
apr_status_t cnops_claims_import_stage(cnops_claims_import_t *import,
                                       const apr_array_header_t *rows,
                                       const cnops_claim_rules_t *rules, apr_pool_t *pool);

/* Of all that is staged. */
cnops_import_counts_t cnops_claims_import_counts(const cnops_claims_import_t *import);

/* Shows all that is staged, by changing one row. */
apr_status_t cnops_claims_import_switch(cnops_claims_import_t *import, apr_pool_t *pool);

/* Ends the import. After cnops_claims_import_switch it deletes the versions that are not shown any
 * more, else those that were staged. */
apr_status_t cnops_claims_import_end(cnops_claims_import_t *import, apr_pool_t *pool);

typedef enum {
    CNOPS_CLAIMS_NOT_SHOWN,
    CNOPS_CLAIMS_SHOWN,
    CNOPS_CLAIMS_PERHAPS_SHOWN /* the switch has failed, and what it left could not be read */
} cnops_claims_outcome_e;

/* What has become of the staged rows. Where the connection is lost while the switch is committed,
 * only the database knows: ask after cnops_claims_import_end, which reads it. */
cnops_claims_outcome_e cnops_claims_import_outcome(const cnops_claims_import_t *import);

#endif
