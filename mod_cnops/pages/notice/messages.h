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

/* Fills subject, text, html (of e-mails: the text in template "message/page") and lang of message
 * (channel, to and times are the caller's) from template "message/NAME"; code may be NULL. */
apr_status_t cnops_messages_write(cnops_message_t *message, const cnops_req_t *req,
                                  const char *name, const char *lang, const char *code,
                                  apr_pool_t *pool);

/* self of the callback of cnops_code_send: the code in a template of the caller's choice, in
 * the language of req. */
typedef struct cnops_messages_code_t {
    const cnops_req_t *req;
    const char *name;
} cnops_messages_code_t;
apr_status_t cnops_messages_write_named(void *self, cnops_message_t *message, const char *code,
                                        apr_pool_t *pool);

/* Adds a message (cnops_outbox_row_t) to list: template NAME for an e-mail, NAME-sms for a
 * mobile. facts: texts and numbers it may name beside the common data; may be NULL. */
apr_status_t cnops_messages_add(apr_array_header_t *list, const cnops_app_t *app, const char *name,
                                cnops_channel_e channel, const char *to, const char *lang,
                                const cnops_tree_t *facts, apr_pool_t *pool);

#endif
