/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Links that carry their own right: the last part of an address in a message, sealed.
 *
 * Floor: core. Callers: core (opposition, pass). Threads: any. Secrets: a token is a right,
 * so it is never logged; what it opens changes nothing by being looked at.
 *
 * The content is a tree of short texts and numbers; kind keeps the tokens of one use from
 * serving another. */
#ifndef CNOPS_CORE_SEAL_LINK_H
#define CNOPS_CORE_SEAL_LINK_H

#include "base/tree.h"
#include "core/core.h"

/* The token: letters, digits, '-', '_' and one '.'. expires_at: µs UTC. */
const char *cnops_link_seal(const cnops_core_t *core, const char *kind, cnops_tree_t *content,
                            apr_time_t expires_at, apr_pool_t *pool);

/* CNOPS_EFORGED, or CNOPS_EEXPIRED with *pcontent set all the same. */
apr_status_t cnops_link_open(cnops_tree_t **pcontent, const cnops_core_t *core, const char *kind,
                             const char *token, apr_pool_t *pool);

#endif
