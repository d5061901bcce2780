/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages: pages write them, this file seals them, courier/ sends them.
 *
 * Floor: core. Threads: any. Secrets: the content is sealed from here to the driver. */
#ifndef CNOPS_CORE_SEAL_OUTBOX_H
#define CNOPS_CORE_SEAL_OUTBOX_H

#include "core/core.h"

typedef struct cnops_message_t {
    const char *id; /* 32 hex; set by cnops_outbox_open, ignored by _row */
    cnops_channel_e channel;
    const char *to;      /* normalised */
    const char *subject; /* one line, UTF-8; NULL for SMS */
    const char *text;    /* UTF-8, LF */
    const char *html;    /* the text as an HTML page, UTF-8; NULL: none, and for SMS */
    const char *lang;
    /* The address at which the reader of an e-mail refuses more of its kind: it becomes the header
     * List-Unsubscribe. NULL: the message is of a kind that cannot be refused. */
    const char *unsubscribe;
    apr_time_t created_at;
    apr_time_t expires_at; /* 0: never */
} cnops_message_t;

/* A row ready for the store, with a new message id. */
const cnops_outbox_row_t *cnops_outbox_row(const cnops_core_t *core, const cnops_message_t *message,
                                           apr_pool_t *pool);
/* Queues messages that belong to no act, one after the other. messages: cnops_outbox_row_t. */
apr_status_t cnops_outbox_queue(const cnops_core_t *core, const apr_array_header_t *messages,
                                apr_pool_t *pool);
/* Opens the message of a leased row. CNOPS_EFORGED if its content does not open. */
apr_status_t cnops_outbox_open(cnops_message_t **pmessage, const cnops_core_t *core,
                               const cnops_outbox_row_t *row, apr_pool_t *pool);

#endif
