/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages on their way out: core/seal/outbox.h queues them, courier/ sends them.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_OUTBOX_H
#define CNOPS_CORE_PORTS_OUTBOX_H

#include "core/ports/channel.h"

#include <apr_tables.h>
#include <apr_time.h>
#include <stdbool.h>

/* A message on its way out. */
typedef struct cnops_outbox_row_t {
    apr_int64_t id;         /* given by the store */
    const char *message_id; /* 32 hex, stable over retries: the Message-ID of an e-mail */
    cnops_channel_e channel;
    const char *content_sealed; /* a tree: to, subject, text, html, lang; core/seal/outbox.h */
    int attempts;               /* times leased, this one included */
    apr_time_t created_at;
    apr_time_t expires_at; /* blanked unsent past this; 0: keeps */
} cnops_outbox_row_t;

typedef struct cnops_leasing_t {
    const char *owner;
    cnops_channel_e channel;
    apr_time_t now, until;
    int max; /* rows */
} cnops_leasing_t;

/* A row that owner holds by a lease. */
typedef struct cnops_leased_t {
    apr_int64_t id;
    const char *owner;
    apr_time_t now;
} cnops_leased_t;

typedef struct cnops_outbox_ages_t {
    apr_time_t now;          /* what has expired by now is blanked */
    apr_time_t dead_before;  /* what is dead since before this is blanked */
    apr_time_t ended_before; /* what was sent or blanked before this is dropped */
} cnops_outbox_ages_t;

typedef struct cnops_outbox_port_t {
    apr_status_t (*insert)(void *self, const cnops_outbox_row_t *message, apr_pool_t *pool);
    /* *plist: cnops_outbox_row_t, rows that are due, which owner holds from now on. */
    apr_status_t (*lease)(void *self, apr_array_header_t **plist, const cnops_leasing_t *leasing,
                          apr_pool_t *pool);

    /* What became of a leased row. CNOPS_ECONFLICT for these three where owner does not hold
     * the lease any more: nothing changes then. */
    /* Sent: the content is blanked. */
    apr_status_t (*sent)(void *self, const cnops_leased_t *leased, apr_pool_t *pool);
    /* Not sent: due again at retry_at, or, with retry_at 0, dead: it keeps its content until
     * it expires or is purged, so that an operator may have it tried again. */
    apr_status_t (*failed)(void *self, const cnops_leased_t *leased, apr_time_t retry_at,
                           apr_pool_t *pool);
    /* Not tried at all: due at due_at, and the lease does not count as an attempt. */
    apr_status_t (*release)(void *self, const cnops_leased_t *leased, apr_time_t due_at,
                            apr_pool_t *pool);
    /* What the gateway says became of an SMS; "delivered" is never taken back.
     * CNOPS_ENOTFOUND where there is no such message (any more). */
    apr_status_t (*receipt)(void *self, const char *message_id, bool delivered, apr_time_t now,
                            apr_pool_t *pool);

    /* Blanks and drops what is over. */
    apr_status_t (*purge)(void *self, const cnops_outbox_ages_t *ages, apr_pool_t *pool);
} cnops_outbox_port_t;

#endif
