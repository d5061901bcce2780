/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an import writes of a claim that is new or has changed: the record with the history of its
 * statuses, and the totals of its beneficiary.
 *
 * Floor: ctl. Threads: one. Secrets: records and totals are opened here, and sealed again. */
#ifndef CNOPS_CTL_IMPORT_CLAIM_MERGE_H
#define CNOPS_CTL_IMPORT_CLAIM_MERGE_H

#include "core/core.h"
#include "ctl/import/claim_row.h"
#include "store/import/claims_row.h"

typedef struct cnops_claim_merge_t cnops_claim_merge_t;

cnops_claim_merge_t *cnops_claim_merge_make(const cnops_core_t *core, apr_pool_t *pool);

/* The rules for staging. */
const cnops_claim_rules_t *cnops_claim_merge_rules(cnops_claim_merge_t *merge);

/* To be called after each batch that was staged: its changes count from now on. */
void cnops_claim_merge_count(cnops_claim_merge_t *merge);

/* How many claims would have another value in this column. */
apr_int64_t cnops_claim_merge_changed(const cnops_claim_merge_t *merge,
                                      cnops_claim_column_e column);

#endif
