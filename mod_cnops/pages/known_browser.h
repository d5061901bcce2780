/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The device cookie: which browsers a person signed in from, or proved both contacts with.
 *
 * Floor: pages. Callers: sign-in, journeys, ceiling.c. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_KNOWN_BROWSER_H
#define CNOPS_PAGES_KNOWN_BROWSER_H

#include "pages/request.h"

/* The browser's id if this person knows it; NULL otherwise. */
const char *cnops_known_browser_id(const cnops_req_t *req, apr_int64_t person_id);

/* From now on this person knows it. */
void cnops_known_browser_give(cnops_res_t *res, const cnops_req_t *req, apr_int64_t person_id);

#endif
