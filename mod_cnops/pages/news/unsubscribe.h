/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /desabonnement/{token}: the reader of a message about changed claims, or about a registration,
 * ends these messages.
 *
 * The POST is also sent by mail programs and their servers (RFC 8058), which have no cookie and no
 * CSRF token, and send the form as urlencoded or multipart. So the route has one_click: the token
 * of the address alone decides, whatever the body is. It may do nothing but end the messages. It
 * answers 200 and not 303, because the RFC forbids redirects.
 *
 * Floor: pages. Threads: one request, one thread. To open the page changes nothing (mail scanners
 * follow links). */
#ifndef CNOPS_PAGES_NEWS_UNSUBSCRIBE_H
#define CNOPS_PAGES_NEWS_UNSUBSCRIBE_H

#include "pages/frame/request.h"

cnops_res_t *cnops_unsubscribe_get(cnops_req_t *req);
cnops_res_t *cnops_unsubscribe_post(cnops_req_t *req);

#endif
