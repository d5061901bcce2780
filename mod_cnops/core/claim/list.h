/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The list of claims, page by page, and its sums.
 *
 * Floor: core. Threads: any. Secrets: as core/claim/record.h. */
#ifndef CNOPS_CORE_CLAIM_LIST_H
#define CNOPS_CORE_CLAIM_LIST_H

#include "core/claim/claim.h"
#include "core/claim/total.h"

/* Which claims; a member that is NULL or 0 asks for any. */
typedef struct cnops_claim_filter_t {
    const char *status; /* a word of CNOPS_CLAIM_STATUS */
    int year;           /* of the day of reception */
    const char *beneficiary_digest;
} cnops_claim_filter_t;

/* --- pages --- */

typedef struct cnops_claim_page_t {
    apr_array_header_t *claims; /* cnops_claim_shown_t, the newest first */
    bool has_next;
    cnops_claim_place_t last; /* after which the next page begins */
    bool has_gap; /* a claim is left out, because its status is no word of this release */
} cnops_claim_page_t;

/* The next claims after a place (NULL: from the beginning), at most max; fewer than max
 * do not mean that there are no more. They live in pool. */
apr_status_t cnops_claim_list(cnops_claim_page_t *ppage, cnops_claim_reader_t *reader,
                              const cnops_claim_filter_t *filter, const cnops_claim_place_t *after,
                              int max, apr_pool_t *pool);

/* A place in addresses: it opens only for this member, membership and filter. */
const char *cnops_claim_place_write(cnops_claim_reader_t *reader,
                                    const cnops_claim_filter_t *filter,
                                    const cnops_claim_place_t *place);
/* False for any other text. */
bool cnops_claim_place_read(cnops_claim_place_t *pplace, cnops_claim_reader_t *reader,
                            const cnops_claim_filter_t *filter, const char *text);

/* --- sums --- */

typedef struct cnops_claim_year_t {
    int year;
    cnops_claim_sums_t sums;
    bool is_partly_old; /* also counts claims from before the limitation period */
} cnops_claim_year_t;

typedef struct cnops_claim_beneficiary_t {
    const char *digest;
    const char *handle; /* in addresses */
    const char *name;   /* or initials */
} cnops_claim_beneficiary_t;

typedef struct cnops_claim_summary_t {
    apr_time_t at;                     /* of the last import; 0: there was none */
    apr_array_header_t *years;         /* cnops_claim_year_t, the newest first */
    apr_array_header_t *beneficiaries; /* cnops_claim_beneficiary_t, of these years, by name */
} cnops_claim_summary_t;

/* Everything that stands around the list, by one call to the store. */
apr_status_t cnops_claim_summary(cnops_claim_summary_t *psummary, cnops_claim_reader_t *reader);

/* What the sums say is not refunded, in centimes: of claims that are not rejected, and with those
 * whose refund is not known yet. */
apr_int64_t cnops_claim_sums_left(const cnops_claim_sums_t *sums);

#endif
