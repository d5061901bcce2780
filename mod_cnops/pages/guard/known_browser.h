/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Whether this browser is known to the account of a person, for callers that have no account yet.
 *
 * Floor: pages. Threads: one request, one thread. How a browser becomes
 * known: pages/session/welcome.h. */
#ifndef CNOPS_PAGES_GUARD_KNOWN_BROWSER_H
#define CNOPS_PAGES_GUARD_KNOWN_BROWSER_H

#include "pages/frame/request.h"

/* The browser's id if the person's account knows it, else NULL. If the store fails: NULL, so that
 * the browser counts as a stranger's. */
const char *cnops_known_browser_id(const cnops_req_t *req, apr_int64_t person_id);

#endif
