/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages to people, written from templates in their language.
 *
 * Floor: pages. Callers: pages that send. Threads: any. Secrets: codes in clear, until the row is
 * sealed. Templates: htdocs/templates/message/. */
#ifndef CNOPS_PAGES_NOTICE_MESSAGES_H
#define CNOPS_PAGES_NOTICE_MESSAGES_H

#include "core/code/code.h"
#include "pages/frame/request.h"

/* Template "message/NAME" for an e-mail (an HTML half is made of its text, by "message/page"),
 * "message/NAME-sms" for a mobile. */

/* self of write_code, which is the callback of cnops_code_send: fills subject, text, html and
 * lang of message (channel, to and times are the caller's). */
typedef struct cnops_messages_code_t {
    const cnops_app_t *app;
    const char *name, *lang;
} cnops_messages_code_t;
apr_status_t cnops_messages_write_code(void *self, cnops_message_t *message, const char *code,
                                       apr_pool_t *pool);

/* Adds a message (cnops_outbox_row_t) to list. facts: texts and numbers it may name beside the
 * common data; may be NULL. */
apr_status_t cnops_messages_add(apr_array_header_t *list, const cnops_app_t *app, const char *name,
                                cnops_channel_e channel, const char *to, const char *lang,
                                const cnops_tree_t *facts, apr_pool_t *pool);

#endif
