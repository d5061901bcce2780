/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Webhooks: what a program of an establishment is told when its batch has come to its end, by a
 * POST to the address that an operator has registered.
 *
 * Floor: core. Threads: any. Secrets: a message has counts and the reference of the batch, and
 * nothing of a student. Source: standardwebhooks.com (asymmetric signatures, "v1a").
 *
 * The message is signed by the key that signs certificates; /.well-known/cnops-keys.json has its
 * public half. What is signed is "ID.TIMESTAMP.BODY". An ID begins with "webhook_", and nothing
 * else that this key signs begins so. */
#ifndef CNOPS_CORE_BATCH_WEBHOOK_H
#define CNOPS_CORE_BATCH_WEBHOOK_H

#include "core/core.h"

/* A program that was down for so long asks for the batch itself. µs. */
#define CNOPS_WEBHOOK_LIFE apr_time_from_sec(24 * 3600)

/* Whether messages may go to this address: its host is one of CnopsWebhookHosts, and it is https,
 * or http on the loopback of this machine. */
bool cnops_webhook_may_go(const cnops_settings_t *settings, const char *url);

/* The message about a batch in this state, ready for the outbox. NULL where none may go. */
const cnops_outbox_row_t *cnops_webhook_message(const cnops_core_t *core,
                                                const cnops_batch_t *batch, const char *url,
                                                apr_pool_t *pool);

/* What goes with a message into the headers of its POST. */
typedef struct cnops_webhook_headers_t {
    const char *id;        /* webhook-id: the same at each attempt */
    const char *timestamp; /* webhook-timestamp: seconds since 1970, of this attempt */
    const char *signature; /* webhook-signature: "v1a," and base64 */
} cnops_webhook_headers_t;

/* message_id: of the outbox. */
cnops_webhook_headers_t cnops_webhook_sign(const cnops_core_t *core, const char *message_id,
                                           const char *body, apr_pool_t *pool);

#endif
