/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the security page lists: sessions, known browsers, events.
 *
 * Floor: pages. Callers: security.c. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_SECURITY_LISTS_H
#define CNOPS_PAGES_SPACE_SECURITY_LISTS_H

#include "pages/frame/page.h"

/* Adds sessions, browsers and events to page data. */
apr_status_t cnops_security_lists_add(cnops_tree_t *data, const cnops_req_t *req);

/* The digest of the account's session that a page calls by this handle; NULL for none. What
 * the store knows a session by stays in the store. */
apr_status_t cnops_security_lists_session(const char **ptoken_digest, const cnops_req_t *req,
                                          const char *handle);

#endif
