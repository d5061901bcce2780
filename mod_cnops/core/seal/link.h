/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Links that carry a right: the last part of an address in a message is a random token.
 *
 * Floor: core. Threads: any. Secrets: a token is a right, so it is never logged, and the database
 * has only a keyed digest of it. To open one changes nothing.
 *
 * A token has 128 random bits, so an address is short enough for SMS. What it is about is kept in
 * the database (core/ports/links.h): a link is worth nothing without its row, so the row is written
 * together with the message. Give both to cnops_messages_add.
 *
 * The content is a tree of short texts and numbers. kind separates the uses: a token of one kind
 * does not open as another. */
#ifndef CNOPS_CORE_SEAL_LINK_H
#define CNOPS_CORE_SEAL_LINK_H

#include "base/tree.h"
#include "core/core.h"

#define CNOPS_LINK_TOKEN_LEN 22 /* characters: 16 bytes in base64url */

/* What the reader of a link may do. */
typedef struct cnops_right_t {
    const char *kind;       /* 1-16 of [a-z] */
    apr_int64_t account_id; /* 0: about no account */
    const cnops_tree_t *content;
    apr_time_t expires_at; /* µs UTC */
} cnops_right_t;

typedef struct cnops_link_t {
    const char *url; /* the whole address; wiped with the pool */
    const cnops_link_row_t *row;
} cnops_link_t;

/* Makes a new link. path: of the page, with '/' at both ends; the token follows it. */
const cnops_link_t *cnops_link_make(const cnops_core_t *core, const cnops_right_t *right,
                                    const char *path, apr_pool_t *pool);

/* CNOPS_EFORGED: there is no such link, or core/purge.c has deleted it. CNOPS_EEXPIRED: *pright is
 * filled too. Else why the store could not tell. content is NULL where *pright is not filled.
 *
 * Versions before step 0007_links put a sealed text into the address instead of a token. Such
 * links, which have a '.', still open until the end that is sealed in them; the latest of them may
 * have been sent when the last httpd of an older version was stopped, and expire
 * CNOPS_COLUMN_LINK_LIFE or CnopsRequestTTL after that. The release after the first one that has
 * the step reads them too; in the second release after it, this can be removed. */
apr_status_t cnops_link_open(cnops_right_t *pright, const cnops_core_t *core, const char *kind,
                             const char *token, apr_pool_t *pool);

#endif
