/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes that were sent: core/code/code.h.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_CHALLENGES_H
#define CNOPS_CORE_PORTS_CHALLENGES_H

#include "core/ports/outbox.h"
#include "core/ports/purging.h"

/* The latest code of one journey on one channel. The code itself is only in the code store, under a
 * key that includes serial. */
typedef struct cnops_challenge_t {
    const char *journey_id;
    cnops_channel_e channel;
    const char *destination_digest;
    apr_int64_t serial; /* 1 for the first code, 1 more for each code sent */
    int tries;          /* wrong ones against this serial */
    int sent_count;     /* codes sent to this destination in this journey */
    apr_time_t sent_at, expires_at;
    apr_time_t consumed_at; /* 0 while unused */
} cnops_challenge_t;

typedef struct cnops_challenges_port_t {
    apr_status_t (*get)(void *self, const cnops_challenge_t **pchallenge, const char *journey_id,
                        cnops_channel_e channel, apr_pool_t *pool);
    /* Writes challenge (its serial is the former one + 1, or 1) and queues message, in
     * one transaction. CNOPS_ECONFLICT if another request sent meanwhile. */
    apr_status_t (*send)(void *self, const cnops_challenge_t *challenge,
                         const cnops_outbox_row_t *message, apr_pool_t *pool);
    /* Storing its code has failed. The challenge expires at once: its expires_at becomes sent_at,
     * which no other has. It does not count in sent_count, and message is withdrawn if no courier
     * has leased it. If another challenge has followed, nothing happens. */
    apr_status_t (*withdraw)(void *self, const cnops_challenge_t *challenge, const char *message_id,
                             apr_pool_t *pool);
    /* For the next two, journey_id, channel and serial identify the challenge. take_try takes one
     * of tries_max tries, by one conditional update. *ptaken is false where no try is left, the
     * challenge has expired, or its serial is not the current one. */
    apr_status_t (*take_try)(void *self, bool *ptaken, const cnops_challenge_t *challenge,
                             int tries_max, apr_time_t now, apr_pool_t *pool);
    /* Gives the try back and consumes the code. *pfirst is true for exactly one caller. */
    apr_status_t (*consume)(void *self, bool *pfirst, const cnops_challenge_t *challenge,
                            apr_time_t now, apr_pool_t *pool);
    /* Age: since it expired. */
    cnops_purge_fn purge;
} cnops_challenges_port_t;

#endif
