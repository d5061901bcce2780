/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Who reads claims, and what of them is hidden from that member.
 *
 * Floor: core. Threads: a reader belongs to one request. Secrets: names are in clear in the
 * request's pool.
 *
 * A membership covers a family, and one member reads the claims of all. What a wife, a husband or a
 * grown child is treated for is their own affair: of beneficiaries who are of full age, or whose
 * age is not known, the name becomes initials and the kind of care is left out (setting
 * CnopsBeneficiaryMask). Dates, amounts and status stay, because the member is who is refunded. So
 * do the document that is asked for and the reason of a rejection: the member has to act on them.
 * The member's own claims are never masked. */
#ifndef CNOPS_CORE_CLAIM_READER_H
#define CNOPS_CORE_CLAIM_READER_H

#include "core/claim/record.h"

#define CNOPS_CLAIM_FULL_AGE 18 /* years */

/* Made with the first four members; the others are its own. */
typedef struct cnops_claim_reader_t {
    const cnops_core_t *core;
    apr_pool_t *pool;
    const cnops_membership_t *membership; /* whose claims are read */
    const char *person_record_sealed;     /* of the member; NULL: none */
    bool is_opened;                       /* the names below were read */
    const char *own_name, *own_name_reversed, *own_birth_date;
    apr_array_header_t *known; /* cnops_claim_known_t; NULL: none yet */
} cnops_claim_reader_t;

/* Somebody whom a membership covers, as an import wrote them. */
typedef struct cnops_claim_covered_t {
    const char *name;
    const char *relation;   /* as in cnops_claim_record_t; "" is not known */
    const char *birth_date; /* likewise */
} cnops_claim_covered_t;

/* Whether the claims of this beneficiary are masked for the reader. Opens the member's record where
 * only the name can tell that the beneficiary is the member, at most once for a reader; a record
 * that does not open leaves the beneficiary masked. */
bool cnops_claim_is_masked(cnops_claim_reader_t *reader, const cnops_claim_covered_t *covered,
                           apr_pool_t *pool);

/* "Fatima Zahra ALAMI" becomes "F. Z. A." */
const char *cnops_claim_initials(const char *name, apr_pool_t *pool);

/* Hides in record what the reader must not see. Returns whether it was masked. */
bool cnops_claim_mask(cnops_claim_reader_t *reader, cnops_claim_record_t *record, apr_pool_t *pool);

#endif
