/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a client would rather have: language and representation.
 *
 * Floor: pages. Callers: dispatch.c. Threads: any. Source: RFC 9110 §12. */
#ifndef CNOPS_PAGES_FRAME_NEGOTIATION_H
#define CNOPS_PAGES_FRAME_NEGOTIATION_H

#include "pages/frame/request.h"

/* The language that Accept-Language likes best among those the view has; NULL if none. */
const char *cnops_negotiate_lang(const char *accept_language, const cnops_view_t *view,
                                 apr_pool_t *pool);

/* True where application/json is asked for by name, and text/html not liked better. */
bool cnops_negotiate_json(const char *accept, apr_pool_t *pool);

#endif
