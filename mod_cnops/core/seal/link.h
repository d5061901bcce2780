/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Links that carry a right: the last part of an address in a message is a sealed token.
 *
 * Floor: core. Threads: any. Secrets: a token is a right, so it is never logged. To open one
 * changes nothing.
 *
 * The content is a tree of short texts and numbers. kind separates the uses: a token of one kind
 * does not open as another. */
#ifndef CNOPS_CORE_SEAL_LINK_H
#define CNOPS_CORE_SEAL_LINK_H

#include "base/tree.h"
#include "core/core.h"

/* Seals content into a token of letters, digits, '-', '_' and one '.'. expires_at: µs UTC. */
const char *cnops_link_seal(const cnops_core_t *core, const char *kind, cnops_tree_t *content,
                            apr_time_t expires_at, apr_pool_t *pool);

/* CNOPS_EFORGED; or CNOPS_EEXPIRED, where *pcontent is set too. */
apr_status_t cnops_link_open(cnops_tree_t **pcontent, const cnops_core_t *core, const char *kind,
                             const char *token, apr_pool_t *pool);

#endif
