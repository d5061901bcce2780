/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Whether a person is known to this browser, for those who ask before there is an account.
 *
 * Floor: pages. Callers: ceiling.c. Threads: one request, one thread. Who gives and takes that
 * knowledge: welcome.h. */
#ifndef CNOPS_PAGES_GUARD_KNOWN_BROWSER_H
#define CNOPS_PAGES_GUARD_KNOWN_BROWSER_H

#include "pages/frame/request.h"

/* The browser's id if this person's account knows it; NULL otherwise, and where the store
 * cannot tell: then it counts as a stranger's. */
const char *cnops_known_browser_id(const cnops_req_t *req, apr_int64_t person_id);

#endif
