/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages on their way out: written by pages, sealed here, sent by courier/.
 *
 * Floor: core. Callers: pages, core/code/code.c, courier, ctl. Threads: any.
 * Secrets: content is sealed from here to the driver. */
#ifndef CNOPS_CORE_SEAL_OUTBOX_H
#define CNOPS_CORE_SEAL_OUTBOX_H

#include "core/core.h"

typedef struct cnops_message_t {
    const char *id; /* 32 hex; set by cnops_outbox_open, ignored by _row */
    cnops_channel_e channel;
    const char *to;      /* normalised */
    const char *subject; /* one line, UTF-8; NULL for SMS */
    const char *text;    /* UTF-8, LF */
    const char *html;    /* the same as a page, UTF-8; NULL: none, and for SMS */
    const char *lang;
    apr_time_t created_at;
    apr_time_t expires_at; /* 0: keeps */
} cnops_message_t;

/* A row ready for the store, with a new message id. */
const cnops_outbox_row_t *cnops_outbox_row(const cnops_core_t *core, const cnops_message_t *message,
                                           apr_pool_t *pool);
/* The message back from a leased row. CNOPS_EFORGED if the seal is broken. */
apr_status_t cnops_outbox_open(cnops_message_t **pmessage, const cnops_core_t *core,
                               const cnops_outbox_row_t *row, apr_pool_t *pool);

#endif
