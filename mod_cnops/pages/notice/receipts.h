/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the SMS gateway tells of a message: GET /accuses/NAME?… (core/seal/receipt.h). Answers 200
 * however often, and to strangers what any unknown address gets.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_NOTICE_RECEIPTS_H
#define CNOPS_PAGES_NOTICE_RECEIPTS_H

#include "pages/frame/request.h"

cnops_res_t *cnops_receipts_get(cnops_req_t *req);

#endif
