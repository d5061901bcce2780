/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/dossiers: the claims of the current membership, page by page, and the sums of each year.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). Three statements:
 * session and person, sums, list. */
#ifndef CNOPS_PAGES_CLAIM_CLAIMS_H
#define CNOPS_PAGES_CLAIM_CLAIMS_H

#include "core/claim/list.h"
#include "pages/frame/request.h"

#define CNOPS_CLAIMS_PATH "/espace/dossiers"

cnops_res_t *cnops_claims_get(cnops_req_t *req);

/* Sets data.year_totals: the sums of a year as people read them, in the form of their language. */
void cnops_claims_show_year(cnops_tree_t *data, const cnops_req_t *req,
                            const cnops_claim_year_t *year);

#endif
