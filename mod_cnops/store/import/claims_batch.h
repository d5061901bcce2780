/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes a batch of claims: all rows are compared with what the database has, then the changes are
 * written table by table.
 *
 * Floor: store, private to it. Threads: a batch belongs to one thread. */
#ifndef CNOPS_STORE_IMPORT_CLAIMS_BATCH_H
#define CNOPS_STORE_IMPORT_CLAIMS_BATCH_H

#include "store/import/claims_row.h"
#include "store/import/import_turn.h"

typedef struct cnops_claims_batch_t {
    const apr_array_header_t *rows; /* cnops_claim_row_t */
    const cnops_claim_rules_t *rules;
    bool is_first;                /* the database has no claims yet, so none is looked for */
    apr_int64_t generation;       /* the number of the versions that are written */
    apr_int64_t last_id;          /* before this batch; its versions get the next ones */
    cnops_import_counts_t counts; /* closed is not used */
} cnops_claims_batch_t;

/* The work of one transaction (cnops_unit_fn). Sets counts of batch, which is a
 * cnops_claims_batch_t: as many ids as it has added and changed were used. CNOPS_EDUPLICATE where a
 * reference is in two rows. */
apr_status_t cnops_claims_batch_write(void *batch, cnops_unit_t *unit);

#endif
