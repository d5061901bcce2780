/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages that wait to be sent: core/seal/outbox.h queues them, courier/ sends them.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_OUTBOX_H
#define CNOPS_CORE_PORTS_OUTBOX_H

#include "core/ports/channel.h"
#include "core/ports/links.h"
#include "core/ports/purging.h"

#include <apr_tables.h>
#include <apr_time.h>
#include <stdbool.h>

/* A message that waits to be sent. */
typedef struct cnops_outbox_row_t {
    apr_int64_t id;         /* given by the store */
    const char *message_id; /* 32 hex, stable over retries: the Message-ID of an e-mail */
    cnops_channel_e channel;
    const char *content_sealed; /* a tree: core/seal/outbox.h */
    int attempts;               /* number of leases, this one included */
    apr_time_t created_at;
    apr_time_t expires_at; /* blanked after this time if not sent; 0: never */
    /* The right that a link in it gives, written with it; NULL: none. Messages of one act may have
     * the same. The store does not return it. */
    const cnops_link_row_t *link;
} cnops_outbox_row_t;

typedef struct cnops_leasing_t {
    const char *owner;
    cnops_channel_e channel;
    apr_time_t now, until;
    int max; /* rows */
} cnops_leasing_t;

/* A row that owner has leased. */
typedef struct cnops_leased_t {
    apr_int64_t id;
    const char *owner;
    apr_time_t now;
} cnops_leased_t;

typedef struct cnops_outbox_port_t {
    /* Writes the row of its link too, both or none. */
    apr_status_t (*insert)(void *self, const cnops_outbox_row_t *message, apr_pool_t *pool);
    /* *plist: cnops_outbox_row_t, rows that are due. They are leased to owner from now on. */
    apr_status_t (*lease)(void *self, apr_array_header_t **plist, const cnops_leasing_t *leasing,
                          apr_pool_t *pool);

    /* The next three say what happened to a leased row. CNOPS_ECONFLICT where owner does not have
     * the lease any more: nothing changes then. */
    /* It was sent: its content is blanked. */
    apr_status_t (*sent)(void *self, const cnops_leased_t *leased, apr_pool_t *pool);
    /* It was not sent. It is due again at retry_at; with retry_at 0 it is dead. A dead message
     * keeps its content until it expires or is purged, so that an operator may have it tried
     * again. */
    apr_status_t (*failed)(void *self, const cnops_leased_t *leased, apr_time_t retry_at,
                           apr_pool_t *pool);
    /* It was not tried. It is due at due_at, and the lease does not count as an attempt. */
    apr_status_t (*release)(void *self, const cnops_leased_t *leased, apr_time_t due_at,
                            apr_pool_t *pool);
    /* The gateway reports whether an SMS was delivered. "delivered" is never changed to "not
     * delivered". CNOPS_ENOTFOUND where there is no such message, or no longer. */
    apr_status_t (*receipt)(void *self, const char *message_id, bool delivered, apr_time_t now,
                            apr_pool_t *pool);

    /* Blanks messages, and does not delete them: those that were not sent and expired before this
     * time. They are ended from then on. */
    cnops_purge_fn expire;
    /* Deletes messages that were given up. Age: since then. */
    cnops_purge_fn purge_dead;
    /* Deletes messages that were sent or blanked. Age: since then. */
    cnops_purge_fn purge;
} cnops_outbox_port_t;

#endif
