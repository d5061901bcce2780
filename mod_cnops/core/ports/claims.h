/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Claims (dossiers de maladie) of memberships. Only imports write them.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_CLAIMS_H
#define CNOPS_CORE_PORTS_CLAIMS_H

#include "base/words.h"
#include "core/ports/purging.h"

#include <apr_tables.h>
#include <apr_time.h>
#include <stdbool.h>

/* With the words of claims.csv and of the database. */
#define CNOPS_CLAIM_STATUS(X)                                                                      \
    X(CNOPS_CLAIM_RECEIVED, "received")                                                            \
    X(CNOPS_CLAIM_IN_PROCESS, "in_process")                                                        \
    X(CNOPS_CLAIM_DOCUMENT_ASKED, "document_asked")                                                \
    X(CNOPS_CLAIM_PAID, "paid")                                                                    \
    X(CNOPS_CLAIM_REJECTED, "rejected")
typedef enum { CNOPS_CLAIM_STATUS(CNOPS_WORDS_NAME) } cnops_claim_status_e;

const char *cnops_claim_status_name(cnops_claim_status_e status);
/* Returns false (and leaves *pvalue alone) on any other word. */
bool cnops_claim_status_parse(cnops_claim_status_e *pvalue, const char *word);

typedef struct cnops_claim_t {
    apr_int64_t membership_id;
    apr_int64_t id;          /* of this version; orders the claims of one day */
    const char *received_on; /* ISO day */
    cnops_claim_status_e status;
    const char *reference_digest;
    const char *beneficiary_digest; /* of membership and beneficiary */
    const char *record_sealed;      /* core/claim/record.h */
} cnops_claim_t;

/* Sums of one year and one beneficiary; rejected claims apart. */
typedef struct cnops_claim_total_t {
    int year; /* of received_on */
    const char *beneficiary_digest;
    /* core/claim/total.h: the beneficiary's name and birth date, counts and sums. */
    const char *record_sealed;
} cnops_claim_total_t;

/* Where a claim stands in the list of its membership, which is ordered by day and id. */
typedef struct cnops_claim_place_t {
    const char *day; /* received_on; NULL: before the first claim */
    apr_int64_t id;
} cnops_claim_place_t;

/* Which claims of a membership; the next ones after a place, the newest first. */
typedef struct cnops_claim_query_t {
    apr_int64_t membership_id;
    const char *received_from;      /* ISO day: no older claim */
    const char *received_to;        /* ISO day: no newer claim; NULL: any */
    const char *status;             /* a word, or NULL: any */
    const char *beneficiary_digest; /* NULL: any */
    cnops_claim_place_t after;
    int max;
} cnops_claim_query_t;

typedef struct cnops_claims_port_t {
    /* *plist: cnops_claim_t, by received_on and id, newest first. A row with a status that no
     * release of ours wrote is in the list with its day and id, and record_sealed is NULL. */
    apr_status_t (*list)(void *self, apr_array_header_t **plist, const cnops_claim_query_t *query,
                         apr_pool_t *pool);
    /* NULL where the membership has no such claim. */
    apr_status_t (*find)(void *self, const cnops_claim_t **pclaim, apr_int64_t membership_id,
                         const char *reference_digest, apr_pool_t *pool);
    /* *plist: cnops_claim_total_t, newest year first. *pat: as in switched_at; a page that has
     * totals needs no other call for it. */
    apr_status_t (*totals)(void *self, apr_array_header_t **plist, apr_time_t *pat,
                           apr_int64_t membership_id, apr_pool_t *pool);
    /* When the last import was switched, µs UTC; 0: never. */
    apr_status_t (*switched_at)(void *self, apr_time_t *pat, apr_pool_t *pool);
    /* Claims, and sums. Age: since the end of the year in which the claims were received, so that
     * the claims of a year go together with their sums. */
    cnops_purge_fn purge, purge_totals;
} cnops_claims_port_t;

#endif
