/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Answers that are errors: one table from what went wrong to status, words and
 * log id.
 *
 * Floor: pages. Callers: every page. Threads: any. */
#ifndef CNOPS_PAGES_FRAME_FAILURES_H
#define CNOPS_PAGES_FRAME_FAILURES_H

#include "pages/frame/page.h"

/* The page of a status: 403, 404, 405, 413, 415, 422, 429, 503. wait: Retry-After, 0: none. */
cnops_res_t *cnops_failure_page(const cnops_req_t *req, int status, apr_interval_time_t wait);

/* The page of what httpd refused before we saw it: 413, or any other as what cannot be read. */
cnops_res_t *cnops_failure_unread(const cnops_req_t *req, int status);

/* The page of a machine failure, which the answer carries to the log. */
cnops_res_t *cnops_failure(const cnops_req_t *req, apr_status_t rv);

#endif
