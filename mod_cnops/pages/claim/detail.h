/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/dossiers/{ref}: one claim, what the insurer does now, and what the member does.
 *
 * There is no line of steps with the current one marked: most claims skip some, some go back, and
 * people read such a line as a promise. The page tells the present state, and which states it had
 * when.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). */
#ifndef CNOPS_PAGES_CLAIM_DETAIL_H
#define CNOPS_PAGES_CLAIM_DETAIL_H

#include "core/claim/claim.h"
#include "pages/frame/request.h"

cnops_res_t *cnops_claim_detail_get(cnops_req_t *req);

/* Adds what the page shows of a claim: htdocs/README.md, espace/dossier. The page alone has links
 * besides. */
apr_status_t cnops_claim_detail_fill(cnops_tree_t *data, const cnops_req_t *req,
                                     const cnops_claim_reader_t *reader,
                                     const cnops_claim_shown_t *claim);

#endif
