/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The page that a member asked for first, while something else has to be answered before it: the
 * sign-in, or the question whether an address is right.
 *
 * Floor: pages. Threads: one request, one thread. It is kept in the journey's cookie, which is
 * sealed: no one else can say where the visitor is led. */
#ifndef CNOPS_PAGES_FRAME_ONWARD_H
#define CNOPS_PAGES_FRAME_ONWARD_H

#include "pages/frame/page.h"

/* Keeps the address of the request, with its query, unless one is kept already. Only for pages of
 * members. Nothing is kept of "/espace", where every visit begins, nor of an address over 250
 * characters, nor of a file: a browser would save it and show no page. */
void cnops_onward_keep(cnops_req_t *req);

/* The same, in place of what was kept: whoever is not signed in may have given up the page that
 * was asked for before. */
void cnops_onward_keep_newest(cnops_req_t *req);

/* Leads (303) to what was kept, once; else to "/espace". notice: a key, or NULL. */
cnops_res_t *cnops_onward_go(cnops_req_t *req, const char *notice);

#endif
