/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sums over the claims of one membership, year and beneficiary, which the import keeps sealed. So a
 * page with totals does not open every claim.
 *
 * Floor: core. Threads: any. Secrets: as core/claim/record.h. */
#ifndef CNOPS_CORE_CLAIM_TOTAL_H
#define CNOPS_CORE_CLAIM_TOTAL_H

#include "core/claim/record.h"

/* Amounts are centimes of dirham. */
typedef struct cnops_claim_sums_t {
    apr_int64_t count, spent, refunded; /* of the claims that are not rejected */
    /* of these, the claims whose refund is not known yet; they add nothing to refunded */
    apr_int64_t awaited_count, awaited_spent;
    apr_int64_t rejected_count, rejected_spent;
} cnops_claim_sums_t;

typedef struct cnops_claim_total_record_t {
    const char *beneficiary;
    const char *birth_date; /* of the beneficiary, as in cnops_claim_record_t */
    cnops_claim_sums_t sums;
} cnops_claim_total_record_t;

/* Adds a claim (times 1), or takes it away (times -1). */
void cnops_claim_sums_count(cnops_claim_sums_t *sums, const cnops_claim_record_t *record,
                            cnops_claim_status_e status, int times);
void cnops_claim_sums_add(cnops_claim_sums_t *sums, const cnops_claim_sums_t *more);

/* What sealed sums are bound to: they open in no other membership or year. */
typedef struct cnops_claim_total_of_t {
    apr_int64_t membership_id, year;
} cnops_claim_total_of_t;

const char *cnops_claim_total_seal(const cnops_core_t *core, const cnops_claim_total_of_t *of,
                                   const cnops_claim_total_record_t *record, apr_pool_t *pool);
/* CNOPS_EFORGED where the text does not open there, CNOPS_EMALFORMED where it is no record. */
apr_status_t cnops_claim_total_open(cnops_claim_total_record_t *precord, const cnops_core_t *core,
                                    const cnops_claim_total_of_t *of, const char *record_sealed,
                                    apr_pool_t *pool);

#endif
