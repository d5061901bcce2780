/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Statements as PDF: /espace/dossiers/releve.pdf?annee=, the claims and sums of a year (this one
 * where none is named), and /espace/dossiers/{ref}.pdf, one claim with its history. They hide what
 * the pages hide. On one day the same claims make the same bytes.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). A member may have
 * CnopsDayStatements of them a day. */
#ifndef CNOPS_PAGES_CLAIM_STATEMENT_H
#define CNOPS_PAGES_CLAIM_STATEMENT_H

#include "core/claim/list.h"
#include "pages/frame/request.h"

/* Claims in one document; the newest ones. The heaviest member has some 2,000 of all years. A
 * document with so many takes about a second and, while it is made, about 75 MB. */
#define CNOPS_STATEMENT_MAX 2000

cnops_res_t *cnops_statement_year_get(cnops_req_t *req);
cnops_res_t *cnops_statement_claim_get(cnops_req_t *req);

/* Adds the claims of a filter to data as documents show them: "claims", a list of {received,
 * reference, beneficiary, care_kind, status, status_label, spent, refunded, paid}, at most max;
 * "mask", as on pages; "cut", whether there are more. */
apr_status_t cnops_statement_add_claims(cnops_tree_t *data, const cnops_req_t *req,
                                        cnops_claim_reader_t *reader,
                                        const cnops_claim_filter_t *filter, int max);

#endif
