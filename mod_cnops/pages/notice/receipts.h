/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Receipts: what the SMS gateway reports of a message, by GET /accuses/NAME?…
 * (core/seal/receipt.h). A report is answered with 200 however often it comes. A NAME that we did
 * not make gets 404, as any unknown address.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_NOTICE_RECEIPTS_H
#define CNOPS_PAGES_NOTICE_RECEIPTS_H

#include "pages/frame/request.h"

cnops_res_t *cnops_receipts_get(cnops_req_t *req);

#endif
