/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One-time codes: made, sent, tried, consumed.
 *
 * Floor: core. Callers: pages. Threads: any. Secrets: the code exists in clear
 * only on the stack and in the sealed message; the code store has a keyed digest
 * over journey, channel, destination and serial.
 *
 * The store owns serial, tries and consumption by conditional updates; the code
 * store's key includes serial and time, so an old server that comes back cannot answer
 * with an old code (design.md §6.4).
 *
 * Where no code store answers, all is CNOPS_ENOCODES: no code is right then, none is
 * sent, nothing is counted. */
#ifndef CNOPS_CORE_CODE_CODE_H
#define CNOPS_CORE_CODE_CODE_H

#include "core/core.h"
#include "core/seal/outbox.h"

#define CNOPS_CODE_LEN_MAX 10 /* digits */

/* Writes the message that carries code; the callback of send. */
typedef apr_status_t (*cnops_code_write_fn)(void *self, cnops_message_t *pmessage, const char *code,
                                            apr_pool_t *pool);

typedef enum {
    CNOPS_CODE_SENT,
    CNOPS_CODE_LIVE,     /* first asking only: a live code is out there already, none sent */
    CNOPS_CODE_TOO_SOON, /* retry_after */
    CNOPS_CODE_TOO_MANY  /* retry_after: destination, journey or budget is used up */
} cnops_code_sent_e;

/* The allowance of whoever gave the account's password, to its own contacts: who knows the
 * facts, or but the contact, cannot use it up. */
#define CNOPS_CODE_OWNER "owner"

typedef struct cnops_code_sending_t {
    const char *journey_id;
    cnops_channel_e channel;
    const char *destination; /* normalised */
    bool again;              /* the visitor asked for another */
    const char *account;     /* whose allowance of sign-in codes pays as well; NULL: nobody's */
    const char *allowance; /* a browser's, contact's or owner's, beside strangers'; NULL: theirs */
    cnops_code_write_fn write;
    void *write_self;
} cnops_code_sending_t;

apr_status_t cnops_code_send(cnops_code_sent_e *psent, apr_interval_time_t *pretry_after,
                             const cnops_core_t *core, const cnops_code_sending_t *sending,
                             apr_pool_t *pool);

typedef enum {
    CNOPS_CODE_RIGHT, /* also when it was right before, in this journey */
    CNOPS_CODE_WRONG,
    CNOPS_CODE_EXHAUSTED, /* too many tries: ask for another */
    CNOPS_CODE_EXPIRED    /* too old, never sent, or lost with the code store: ask again */
} cnops_code_tried_e;

apr_status_t cnops_code_try(cnops_code_tried_e *ptried, const cnops_core_t *core,
                            const char *journey_id, cnops_channel_e channel,
                            const char *destination, const char *code, apr_pool_t *pool);

/* µs until "send again" is allowed in this journey; 0: now, also where the code was lost. */
apr_status_t cnops_code_wait(apr_interval_time_t *pwait, const cnops_core_t *core,
                             const char *journey_id, cnops_channel_e channel,
                             const char *destination, apr_pool_t *pool);

#endif
