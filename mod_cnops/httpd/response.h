/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* From cnops_res_t to httpd, with the headers that every answer of ours has.
 *
 * Floor: httpd. Callers: httpd/handler.c. Threads: one request, one thread. */
#ifndef CNOPS_HTTPD_RESPONSE_H
#define CNOPS_HTTPD_RESPONSE_H

#include "pages/frame/request.h"

#include <httpd.h>

/* What the handler returns. */
int cnops_response_send(request_rec *r, const cnops_app_t *app, const cnops_res_t *res);

#endif
