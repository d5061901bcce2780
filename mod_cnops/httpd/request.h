/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* From request_rec to cnops_req_t.
 *
 * Floor: httpd. Callers: httpd/handler.c. Threads: one request, one thread.
 * Secrets: passwords and answers pass here; the bytes of a body are wiped as soon as
 * they are decoded, the decoded values when the request ends. */
#ifndef CNOPS_HTTPD_REQUEST_H
#define CNOPS_HTTPD_REQUEST_H

#include "pages/frame/request.h"

#include <httpd.h>

/* path: below the mount. The body is read when pages ask for it. */
cnops_req_t *cnops_request_make(request_rec *r, const cnops_app_t *app, const char *path);

/* What the handler returns to httpd where req->body is CNOPS_BODY_ABORTED: a status, or
 * AP_FILTER_ERROR where a filter has answered already. */
int cnops_request_broken(const cnops_req_t *req);

/* Before the answer goes out: what no page asked for is read and wiped. */
void cnops_request_pass_over(cnops_req_t *req);

#endif
