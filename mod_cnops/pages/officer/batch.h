/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A batch as the officers of its establishment see it: what is wrong with which line, how far the
 * work has come, and what they do: send a preview or give it up, and send one row by a form
 * (pages/officer/row.h).
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_OFFICER_BATCH_H
#define CNOPS_PAGES_OFFICER_BATCH_H

#include "pages/form/form_page.h"

/* Asks the browser to come again while the work goes on. */
cnops_res_t *cnops_officer_batch_get(cnops_req_t *req);
cnops_res_t *cnops_officer_batch_post(cnops_req_t *req);

/* The rows that were refused and those that were accepted, as CSV. */
cnops_res_t *cnops_officer_faults_get(cnops_req_t *req);
cnops_res_t *cnops_officer_results_get(cnops_req_t *req);

#endif
