/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The answers that are errors. One table says which HTTP status, text and wait each failure gets.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_FRAME_FAILURES_H
#define CNOPS_PAGES_FRAME_FAILURES_H

#include "pages/frame/page.h"

/* The error page of an HTTP status: 403, 404, 405, 413, 415, 422, 429 or 503. wait: how long until
 * the visitor may try again (µs), for Retry-After; 0: no such header. */
cnops_res_t *cnops_failure_page(const cnops_req_t *req, int status, apr_interval_time_t wait);

/* The page 410 of a paper that was revoked, with a link to path, where the member can do something
 * about it. label: a key. */
cnops_res_t *cnops_failure_gone(const cnops_req_t *req, const char *path, const char *label);

/* The error page of a request that httpd refused before it reached us, with the status that httpd
 * gave it. 413 has its own text; any other status has the text of a request that cannot be read. */
cnops_res_t *cnops_failure_unread(const cnops_req_t *req, int status);

/* The error page of a machine failure. The answer carries rv, so that it is logged. */
cnops_res_t *cnops_failure(const cnops_req_t *req, apr_status_t rv);

#endif
