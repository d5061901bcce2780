/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The signed-in member as a reader of the claims of the current membership.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_CLAIM_READER_H
#define CNOPS_PAGES_CLAIM_READER_H

#include "core/claim/reader.h"
#include "pages/frame/request.h"

/* False where the person has no membership, and so no claims. The route must show the person
 * (cnops_route_t.shows_person). */
bool cnops_claims_reader(cnops_claim_reader_t *preader, const cnops_req_t *req);

/* The number of the current membership, as the visitor knows it. *prest (may be NULL): the rest of
 * its record. */
apr_status_t cnops_claims_immatriculation(const char **pnumber, const cnops_tree_t **prest,
                                          const cnops_claim_reader_t *reader);

#endif
