/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows that an import of claims gets, and what becomes of them. The store compares them with
 * the database and writes them. What it writes comes from rules of the caller, because only they
 * can open what is sealed.
 *
 * Floor: store. Memory: the caller owns it. */
#ifndef CNOPS_STORE_IMPORT_CLAIMS_ROW_H
#define CNOPS_STORE_IMPORT_CLAIMS_ROW_H

#include "core/ports/claims.h"

/* A row of the file. What is secret in it is sealed or keyed already. */
typedef struct cnops_claim_row_t {
    cnops_claim_t claim; /* id and beneficiary_digest are not used */
    const char *key_id;
    const char *import_digest; /* of the whole row; the same as in the database: it is unchanged */
} cnops_claim_row_t;

/* A row that adds or changes a claim. */
typedef struct cnops_claim_staged_t {
    const cnops_claim_row_t *row;
    const cnops_claim_t *former; /* the claim as it is shown; NULL: a new one */
    /* set by the rules: what is written */
    const char *beneficiary_digest, *record_sealed;
} cnops_claim_staged_t;

/* A row of claim_total that changes. */
typedef struct cnops_claim_sum_t {
    apr_int64_t membership_id, year;
    const char *beneficiary_digest;
    /* set by the store: the version before; all 0 or NULL where there is none */
    apr_int64_t former_since;
    const char *former_sealed, *former_key_id;
    /* set by the rules: what is written; NULL: no claim is left */
    const char *record_sealed;
} cnops_claim_sum_t;

/* Called within a transaction, and again if it is repeated. What they set lives in pool. */
typedef struct cnops_claim_rules_t {
    /* Sets what is written for each row of staged (cnops_claim_staged_t), and adds each total that
     * changes to sums (cnops_claim_sum_t *), once. */
    apr_status_t (*merge)(void *self, apr_array_header_t *sums, const apr_array_header_t *staged,
                          apr_pool_t *pool);
    /* Then: sets what is written for each of sums. */
    apr_status_t (*add_up)(void *self, const apr_array_header_t *sums, apr_pool_t *pool);
    void *self;
} cnops_claim_rules_t;

#endif
