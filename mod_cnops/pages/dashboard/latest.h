/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the dashboard reads of claims and tickets.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_DASHBOARD_LATEST_H
#define CNOPS_PAGES_DASHBOARD_LATEST_H

#include "core/claim/list.h"
#include "pages/frame/page.h"

#define CNOPS_LATEST_DOCUMENTS 5  /* claims that wait for a document; the claims page has all */
#define CNOPS_LATEST_TICKETS   20 /* looked at for answers and delays */

typedef struct cnops_latest_t {
    bool has_reader;            /* false: no membership, and so no claims */
    apr_array_header_t *asked;  /* cnops_claim_shown_t of status document_asked */
    apr_array_header_t *claims; /* cnops_claim_shown_t */
    bool has_more_claims;
    apr_array_header_t *tickets; /* cnops_ticket_t, the newest first */
} cnops_latest_t;

/* Of the current membership (pages/space/membership.h); tickets of the person. */
apr_status_t cnops_latest_read(cnops_latest_t *platest, const cnops_req_t *req);

/* Adds "claims", "more_claims" and "mask" for partials/claim_list, and "requests", those that
 * wait. */
void cnops_latest_add(cnops_tree_t *data, const cnops_req_t *req, const cnops_latest_t *latest);

#endif
