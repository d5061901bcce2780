/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/dossiers.csv and .json: the claims of the current membership as files, with the columns
 * of claims.csv. They take the filter of the list, and hide from the member what the list hides. In
 * JSON, complete is false where the bound below has cut the file, and where a claim is left out
 * that this release cannot read.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). At most
 * CNOPS_EXPORT_MAX claims, which are read and opened a few hundred at a time. */
#ifndef CNOPS_PAGES_CLAIM_EXPORT_H
#define CNOPS_PAGES_CLAIM_EXPORT_H

#include "pages/frame/request.h"

#define CNOPS_EXPORT_MAX 10000 /* claims; the heaviest member has some 2,000 */

cnops_res_t *cnops_claims_csv_get(cnops_req_t *req);
cnops_res_t *cnops_claims_json_get(cnops_req_t *req);

#endif
