/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sends a cnops_res_t through httpd, with the headers that every answer of the portal has.
 *
 * Floor: httpd. Threads: a request belongs to one thread. Source: contract.md §4. */
#ifndef CNOPS_HTTPD_RESPONSE_H
#define CNOPS_HTTPD_RESPONSE_H

#include "pages/frame/request.h"

#include <httpd.h>

/* Returns the value that the handler returns to httpd. */
int cnops_response_send(request_rec *r, const cnops_app_t *app, const cnops_res_t *res);

#endif
