/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Rights that links carry: core/seal/link.h makes and opens them. A row is written together with
 * the message that has the link (core/ports/outbox.h), never by itself.
 *
 * Floor: core. Threads: any. Secrets: none; the digest does not tell the token. */
#ifndef CNOPS_CORE_PORTS_LINKS_H
#define CNOPS_CORE_PORTS_LINKS_H

#include "core/ports/purging.h"

typedef struct cnops_link_row_t {
    const char *digest; /* of kind and token; unique */
    const char *kind;
    apr_int64_t account_id;     /* 0: about no account */
    const char *content_sealed; /* a tree: core/seal/link.h */
    apr_time_t expires_at;      /* µs UTC */
} cnops_link_row_t;

typedef struct cnops_links_port_t {
    /* *plink: the row with this digest; NULL with APR_SUCCESS if there is none. */
    apr_status_t (*find)(void *self, const cnops_link_row_t **plink, const char *digest,
                         apr_pool_t *pool);
    /* Age: since it expired. */
    cnops_purge_fn purge;
} cnops_links_port_t;

#endif
