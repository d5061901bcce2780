/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The e-mail by which a member learns that a request was received. It says nothing of what was
 * asked.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_NOTICE_TICKET_RECEIPT_H
#define CNOPS_PAGES_NOTICE_TICKET_RECEIPT_H

#include "pages/frame/request.h"

/* *plist: for cnops_ticket_open. To the e-mail address of the signed-in account. */
apr_status_t cnops_ticket_receipt(apr_array_header_t **plist, const cnops_req_t *req);

#endif
