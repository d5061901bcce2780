/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Makes a cnops_req_t from a request_rec.
 *
 * Floor: httpd. Threads: a request belongs to one thread. Secrets: passwords and answers are
 * read here. The bytes of a body are wiped as soon as they are decoded, the decoded values
 * when the request ends. */
#ifndef CNOPS_HTTPD_REQUEST_H
#define CNOPS_HTTPD_REQUEST_H

#include "pages/frame/request.h"

#include <httpd.h>

/* path: below the mount. The body is read later, when a page asks for it. */
cnops_req_t *cnops_request_make(request_rec *r, const cnops_app_t *app, const char *path);

/* The value that the handler returns where req->body is CNOPS_BODY_ABORTED: an HTTP status,
 * or AP_FILTER_ERROR where a filter has sent an answer already. */
int cnops_request_aborted(const cnops_req_t *req);

/* Reads and wipes a body that no page has read. To be called before the answer is sent. */
void cnops_request_discard(cnops_req_t *req);

#endif
