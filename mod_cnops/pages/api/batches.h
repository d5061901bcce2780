/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The addresses that take batches and tell what has become of them, to the
 * establishment that has sent them.
 *
 * Floor: pages. Threads: any. Memory: neither a long body nor a long list needs more of it. Source:
 * contract.md §6 and §9. Secrets: no answer has a value of a row that was refused, but its key. */
#ifndef CNOPS_PAGES_API_BATCHES_H
#define CNOPS_PAGES_API_BATCHES_H

#include "pages/frame/request.h"

cnops_res_t *cnops_batches_post(cnops_req_t *req);
cnops_res_t *cnops_batch_progress_get(cnops_req_t *req);
/* The rows that were refused, and those that were accepted: as JSON, or as CSV where Accept prefers
 * it. */
cnops_res_t *cnops_batch_faults_get(cnops_req_t *req);
cnops_res_t *cnops_batch_results_get(cnops_req_t *req);

#endif
