/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The driver of webhooks: each message is a signed POST to the address of its own receiver
 * (core/batch/webhook.h).
 *
 * Floor: courier. Threads: a driver belongs to one courier. Secrets: none; a message has no
 * personal data.
 * The lane never pauses, because each message has another next hop: one that cannot be reached, or
 * answers anything but 2xx, is tried again after growing delays. 410 says that nothing is wanted
 * there any more. An address whose host is not allowed (any more) is refused, and a redirect is not
 * followed: it would lead to a host that no operator has named. */
#ifndef CNOPS_COURIER_WEBHOOK_H
#define CNOPS_COURIER_WEBHOOK_H

#include "courier/courier.h"

typedef struct cnops_webhook_options_t {
    const cnops_core_t *core;
    bool (*stopping)(void *self); /* as in cnops_hop_t; or NULL */
    void *stopping_self;
} cnops_webhook_options_t;

/* Call cnops_hop_start first. The driver lives in pool. */
const cnops_driver_t *cnops_courier_webhook(const cnops_webhook_options_t *options,
                                            apr_pool_t *pool);

#endif
