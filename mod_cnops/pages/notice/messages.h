/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages to people, written from templates in their language.
 *
 * Floor: pages. Threads: any. Secrets: a message may hold a code in clear until its row is
 * sealed. Templates: htdocs/templates/message/. */
#ifndef CNOPS_PAGES_NOTICE_MESSAGES_H
#define CNOPS_PAGES_NOTICE_MESSAGES_H

#include "core/code/code.h"
#include "core/seal/link.h"
#include "pages/frame/request.h"

/* Template "message/NAME" is for an e-mail; the HTML half is made from its text, with
 * "message/page". Template "message/NAME-sms" is for a mobile. */

/* What cnops_messages_write_code takes as self. It is the callback of cnops_code_send: it fills
 * subject, text, html and lang of message; channel, to and the times are the caller's. */
typedef struct cnops_messages_code_t {
    const cnops_app_t *app;
    const char *name, *lang;
} cnops_messages_code_t;
apr_status_t cnops_messages_write_code(void *self, cnops_message_t *message, const char *code,
                                       apr_pool_t *pool);

/* What a message says. */
typedef struct cnops_notice_t {
    const char *name, *lang;
    /* Texts, numbers and lists that the template may name besides the common data; NULL: none. */
    const cnops_tree_t *values;
    /* The template names its address {{link}}, and its row is queued with the message; NULL: none.
     * There is no other way to a link, so that none is sent without its row. */
    const cnops_link_t *link;
    bool unsubscribes;         /* the link also is the one of List-Unsubscribe */
    apr_interval_time_t lasts; /* it is not sent any more after this time; 0: it always is. µs */
} cnops_notice_t;

/* Adds a message (cnops_outbox_row_t) to list. */
apr_status_t cnops_messages_add(apr_array_header_t *list, const cnops_app_t *app,
                                const cnops_notice_t *notice, cnops_channel_e channel,
                                const char *to, apr_pool_t *pool);

#endif
