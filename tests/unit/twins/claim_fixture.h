/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Claims in the store in memory, sealed as an import would seal them. All data is fictional. */
#ifndef CNOPS_TWINS_CLAIM_FIXTURE_H
#define CNOPS_TWINS_CLAIM_FIXTURE_H

#include "core/claim/list.h"
#include "core_fixture.h"

/* A row of claims.csv; NULL is empty. */
typedef struct fixture_claim_t {
    const char *reference, *received_on; /* ISO day */
    const char *care_kind, *beneficiary, *relation, *birth_date;
    apr_int64_t spent, refunded; /* centimes; refunded -1: not known */
    cnops_claim_status_e status;
    const char *paid_on, *payment_mode, *document_asked, *reason;
} fixture_claim_t;

/* The first membership of the person. */
cnops_membership_t *claim_fixture_membership(core_fixture_t *fixture, apr_int64_t person_id);

/* Adds the claim, with its own row of totals. */
void claim_fixture_add(core_fixture_t *fixture, apr_int64_t membership_id,
                       const fixture_claim_t *claim);

/* Adds the same claim many times, without totals: quick, where only their number matters. */
void claim_fixture_add_many(core_fixture_t *fixture, apr_int64_t membership_id,
                            const fixture_claim_t *claim, int count);

/* A reader of this membership, with the record of its person. */
cnops_claim_reader_t claim_fixture_reader(core_fixture_t *fixture,
                                          const cnops_membership_t *membership);

#endif
