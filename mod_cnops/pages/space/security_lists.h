/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The lists of the security page: sessions, known browsers, events.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_SECURITY_LISTS_H
#define CNOPS_PAGES_SPACE_SECURITY_LISTS_H

#include "pages/frame/page.h"

/* Adds sessions, browsers and events to the page data. */
apr_status_t cnops_security_lists_add(cnops_tree_t *data, const cnops_req_t *req);

/* *ptoken_digest: the digest of the account's session with this handle; NULL if there is
 * none. Pages show handles, because the digest by which the store finds a session must not
 * leave the server. */
apr_status_t cnops_security_lists_session(const char **ptoken_digest, const cnops_req_t *req,
                                          const char *handle);

#endif
