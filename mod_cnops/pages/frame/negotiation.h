/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Chooses the language, the representation (HTML or JSON) and the encoding that a client prefers.
 *
 * Floor: pages. Threads: any. Source: RFC 9110 §12. */
#ifndef CNOPS_PAGES_FRAME_NEGOTIATION_H
#define CNOPS_PAGES_FRAME_NEGOTIATION_H

#include "pages/frame/request.h"

/* The language with the highest weight in Accept-Language among those that the view has; NULL if
 * there is none. */
const char *cnops_negotiate_lang(const char *accept_language, const cnops_view_t *view,
                                 apr_pool_t *pool);

/* True if Accept names application/json and does not give text/html a higher weight. */
bool cnops_negotiate_json(const char *accept, apr_pool_t *pool);

/* True if Accept-Encoding accepts gzip, by name or by "*". */
bool cnops_negotiate_gzip(const char *accept_encoding, apr_pool_t *pool);

#endif
