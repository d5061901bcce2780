/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What is sealed of a claim, and the digests by which it is found.
 *
 * Floor: core. Threads: any. Secrets: a record is in clear in the pool of the caller; it goes to
 * the member, and to no log. */
#ifndef CNOPS_CORE_CLAIM_RECORD_H
#define CNOPS_CORE_CLAIM_RECORD_H

#include "core/core.h"

#define CNOPS_CLAIM_CHANGES_MAX 12 /* of one claim; the first one is always kept */

/* A status as an import brought it. */
typedef struct cnops_claim_change_t {
    apr_time_t seen_at; /* µs UTC, of the import */
    cnops_claim_status_e status;
} cnops_claim_change_t;

/* No text is NULL. */
typedef struct cnops_claim_record_t {
    const char *reference, *care_kind, *beneficiary;
    const char *relation;     /* insured | spouse | child | parent, or "" */
    const char *birth_date;   /* of the beneficiary: ISO day, the year alone, or "" */
    apr_int64_t spent;        /* centimes of dirham */
    apr_int64_t refunded;     /* likewise; -1: not known yet */
    const char *paid_on;      /* ISO day or "" */
    const char *payment_mode; /* transfer | money_order, or "" */
    const char *document_asked, *reason, *affiliation_no; /* or "" */
    apr_array_header_t *history; /* cnops_claim_change_t, the oldest first */
} cnops_claim_record_t;

/* Compact text: the fields in this order, separated by U+001F, which no field may contain. It is no
 * JSON, because a page opens twenty of them. */
const char *cnops_claim_record_write(const cnops_claim_record_t *record, apr_pool_t *pool);
/* The texts of *precord point into a copy of text. CNOPS_EMALFORMED for any other text. */
apr_status_t cnops_claim_record_read(cnops_claim_record_t *precord, const char *text,
                                     apr_pool_t *pool);

const char *cnops_claim_record_seal(const cnops_core_t *core, const cnops_claim_record_t *record,
                                    apr_pool_t *pool);
/* CNOPS_EFORGED where the text does not open, CNOPS_EMALFORMED where it is no record. */
apr_status_t cnops_claim_record_open(cnops_claim_record_t *precord, const cnops_core_t *core,
                                     const char *record_sealed, apr_pool_t *pool);
/* A beneficiary whose digest was made again already. */
typedef struct cnops_claim_known_t {
    apr_int64_t membership_id;
    const char *beneficiary, *digest;
} cnops_claim_known_t;

/* Opens the record of a stored claim. The seal is bound to no row, because the membership is not
 * known yet when an import seals it. So the digests of the row are made again from the record:
 * CNOPS_EFORGED also where the record was copied from another claim or membership. Without this, an
 * account and write access to the database would be enough to read the claims of other people.
 * known: cnops_claim_known_t, what earlier calls have found, which this one adds to; NULL: nothing
 * is known. The claims of a member are of few people, so most digests of beneficiaries are made
 * once for a page. */
apr_status_t cnops_claim_record_of(cnops_claim_record_t *precord, const cnops_core_t *core,
                                   const cnops_claim_t *row, apr_array_header_t *known,
                                   apr_pool_t *pool);

/* reference: as in the file. */
const char *cnops_claim_reference_digest(const cnops_core_t *core, const char *reference,
                                         apr_pool_t *pool);
/* Letters of either case and any blanks between words make the same beneficiary. */
const char *cnops_claim_beneficiary_digest(const cnops_core_t *core, apr_int64_t membership_id,
                                           const char *beneficiary, apr_pool_t *pool);

#endif
