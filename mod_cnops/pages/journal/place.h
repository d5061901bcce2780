/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Names of places in the chain of the member who is signed in (core/seal/handle.h).
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_JOURNAL_PLACE_H
#define CNOPS_PAGES_JOURNAL_PLACE_H

#include "pages/frame/request.h"

/* kind: of the handle. A name opens only for the member and the kind it was made for. */
const char *cnops_journal_place_name(const cnops_req_t *req, const char *kind, apr_int64_t seq);
/* The seq; 0: name (may be NULL) is none. */
apr_int64_t cnops_journal_place_find(const cnops_req_t *req, const char *kind, const char *name);

#endif
