/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Shows amounts of money to visitors. Data that programs read has centimes instead.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_FRAME_AMOUNT_H
#define CNOPS_PAGES_FRAME_AMOUNT_H

#include "pages/frame/request.h"

/* With the currency, as "1 234,50 DH", in the request's language and pool. Templates write it
 * between <bdi> and </bdi>. */
const char *cnops_amount_show(const cnops_req_t *req, apr_int64_t centimes);

#endif
