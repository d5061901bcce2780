/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Keeps the HTML of the landing page, once for each language. For everyone who comes without a
 * cookie and without a query it is the same but for the CSRF token, and a crowd asks for it at
 * once (a campaign, an attack). Most of its cost is to make it, and it is made once.
 *
 * What is kept was made for a request that tells nothing of its visitor, so it contains nothing of
 * anyone. The landing page must not depend on the visitor's address, browser or time either; one
 * that has to may not be kept any more.
 *
 * Floor: pages. Threads: any. Secrets: the token of the first visitor is wiped from what is kept.
 */
#ifndef CNOPS_PAGES_FRAME_FIRST_PAGE_H
#define CNOPS_PAGES_FRAME_FIRST_PAGE_H

#include "pages/frame/request.h"

/* Empty. What is kept is freed with the pool. */
cnops_first_pages_t *cnops_first_pages_make(apr_pool_t *pool);

/* Whether the page for req may be kept, or taken from what is kept. */
bool cnops_first_page_fits(const cnops_req_t *req);

/* The page for req with req->token in it; NULL: it is not kept yet. */
cnops_res_t *cnops_first_page_get(const cnops_req_t *req);

/* Keeps res, which was made for req with req->token. Does nothing where another thread was first.
 */
void cnops_first_page_keep(const cnops_req_t *req, const cnops_res_t *res);

#endif
