/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One claim as data of pages and exports. Names and values of claims.csv come first, then what
 * pages show of them to people.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_CLAIM_ITEM_H
#define CNOPS_PAGES_CLAIM_ITEM_H

#include "core/claim/claim.h"
#include "pages/frame/page.h"

/* The columns of claims.csv in their order, NULL at the end. */
extern const char *const cnops_claim_columns[];

/* Sets the columns as members of item. What is empty, not known or masked is null; amounts are
 * centimes. immatriculation may be NULL. */
void cnops_claim_item_columns(cnops_tree_t *item, const cnops_claim_shown_t *claim,
                              const char *immatriculation);

/* The same, and what pages show: href, status_label, received, spent, refunded (texts), masked. */
void cnops_claim_item_fill(cnops_tree_t *item, const cnops_req_t *req,
                           const cnops_claim_shown_t *claim, const char *immatriculation);

/* Sets data.mask where a claim on the page is masked, so that the page can say what is hidden: name
 * or care, as in CnopsBeneficiaryMask; else null. */
void cnops_claim_item_mask(cnops_tree_t *data, const cnops_req_t *req, bool is_masked);

#endif
