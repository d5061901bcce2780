/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The signed list of revoked certificates, as it is sent. Each list takes a query and a signature,
 * and anybody may ask for it as often as they like: so this process makes one in
 * CNOPS_KEPT_LIST_TURN, whoever asks. While one thread makes the next list, the others send the
 * former one once more, and wait for nobody. So a certificate that is revoked is in every list that
 * is sent 2 * CNOPS_KEPT_LIST_TURN later; browsers may keep a list for longer than that.
 *
 * Floor: pages. Threads: any. Secrets: none. */
#ifndef CNOPS_PAGES_CERTIFICATE_KEPT_LIST_H
#define CNOPS_PAGES_CERTIFICATE_KEPT_LIST_H

#include "pages/frame/request.h"

#define CNOPS_KEPT_LIST_TURN apr_time_from_sec(3)

/* Empty. What is kept is freed with the pool. NULL: there is no lock to be had. */
cnops_kept_list_t *cnops_kept_list_make(apr_pool_t *pool);

/* *ptext: the list as JSON, allocated from req->pool. It is made anew where req->app->kept_list is
 * NULL. */
apr_status_t cnops_kept_list_get(const char **ptext, const cnops_req_t *req);

#endif
