/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One-time codes: made, sent, tried and consumed.
 *
 * Floor: core. Threads: any. Secrets: the code is in clear only on the stack and in the sealed
 * message. The code store has a keyed digest over journey, channel, destination and serial.
 *
 * The database keeps serial, tries and consumption, by conditional updates. The key in the code
 * store includes serial and time, so that a server that was away for a while cannot answer with an
 * old code (design.md §6.4).
 *
 * While no code store answers, sending and trying return CNOPS_ENOCODES: no code is sent, none is
 * right, and nothing is counted. */
#ifndef CNOPS_CORE_CODE_CODE_H
#define CNOPS_CORE_CODE_CODE_H

#include "core/core.h"
#include "core/seal/outbox.h"

#define CNOPS_CODE_LEN_MAX 10 /* digits */

/* The callback of cnops_code_send that writes the message with the code. */
typedef apr_status_t (*cnops_code_write_fn)(void *self, cnops_message_t *pmessage, const char *code,
                                            apr_pool_t *pool);

typedef enum {
    CNOPS_CODE_SENT,
    CNOPS_CODE_LIVE,     /* not sent: a code that was sent before still works */
    CNOPS_CODE_TOO_SOON, /* retry_after */
    CNOPS_CODE_TOO_MANY  /* retry_after: destination, journey or budget is used up */
} cnops_code_sent_e;

/* The allowance of a visitor who gave the account's password, for codes to the account's own
 * contacts. A stranger who knows the facts, or only the contact, cannot use it up. */
#define CNOPS_CODE_OWNER "owner"

typedef struct cnops_code_sending_t {
    const char *journey_id;
    cnops_channel_e channel;
    const char *destination; /* normalised */
    bool again;              /* the visitor asks for another code */
    const char *account;     /* account whose limit of sign-in codes counts too; NULL: none */
    const char *allowance;   /* counter of its own: a browser, CONTACT, OWNER; NULL: strangers' */
    cnops_code_write_fn write;
    void *write_self;
} cnops_code_sending_t;

/* Sends a code, unless one is out already or a limit is reached; *psent says which. *pretry_after:
 * µs until the next code is allowed, 0 where one was sent or still works. */
apr_status_t cnops_code_send(cnops_code_sent_e *psent, apr_interval_time_t *pretry_after,
                             const cnops_core_t *core, const cnops_code_sending_t *sending,
                             apr_pool_t *pool);

typedef enum {
    CNOPS_CODE_RIGHT, /* also if this journey gave the right code before */
    CNOPS_CODE_WRONG,
    CNOPS_CODE_EXHAUSTED, /* too many tries: the visitor must ask for another code */
    CNOPS_CODE_EXPIRED    /* too old, never sent, or lost by the code store: likewise */
} cnops_code_tried_e;

/* Compares what the visitor typed (digits) with the code that was sent to this destination in this
 * journey. The right code is consumed. */
apr_status_t cnops_code_try(cnops_code_tried_e *ptried, const cnops_core_t *core,
                            const char *journey_id, cnops_channel_e channel,
                            const char *destination, const char *code, apr_pool_t *pool);

/* What a visitor can do about a code now. */
typedef struct cnops_code_outlook_t {
    bool is_sent; /* one was sent to this destination in this journey, perhaps long ago */
    int tries;    /* how often the code that was sent may still be typed; 0: none can be right */
    apr_interval_time_t wait; /* µs until another may be sent; 0: now. Short if the code was lost */
    bool is_limited;          /* the wait is for a limit, not the pause between two codes */
} cnops_code_outlook_t;

/* Looks without sending or counting anything. write of sending is not needed. */
apr_status_t cnops_code_look(cnops_code_outlook_t *poutlook, const cnops_core_t *core,
                             const cnops_code_sending_t *sending, apr_pool_t *pool);

#endif
