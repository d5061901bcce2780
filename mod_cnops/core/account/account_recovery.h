/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A new password for whoever proved both bound contacts.
 *
 * Floor: core. Callers: pages (recovery). Threads: any. Secrets: the password is hashed here,
 * and wiped by whoever typed it in.
 *
 * A recovery counts once: its cookie can be replayed, so a password chosen after the journey
 * began (by this journey, or anywhere else) ends it, and so does another contact. Looked at within
 * the act whose place in the person's journal is taken by compare-and-swap, so of many at once one
 * wins. */
#ifndef CNOPS_CORE_ACCOUNT_ACCOUNT_RECOVERY_H
#define CNOPS_CORE_ACCOUNT_ACCOUNT_RECOVERY_H

#include "core/journal/journal.h"

typedef struct cnops_recovery_request_t {
    const cnops_account_t *account;
    apr_time_t begun_at; /* of the journey, µs UTC */
    const char *password;
    const char *ip, *user_agent; /* for the journal; may be NULL */
} cnops_recovery_request_t;

typedef enum {
    CNOPS_RECOVERED,
    CNOPS_RECOVERY_SPENT, /* the password was changed since the journey began */
    CNOPS_RECOVERY_VOID   /* a contact was: what was proved is bound no more */
} cnops_recovered_e;

/* Every session ends; messages (cnops_outbox_row_t) are queued in the same transaction.
 * CNOPS_EBUSY: no hashing slot. CNOPS_ENOTFOUND: the account is gone. */
apr_status_t cnops_account_recover_password(cnops_recovered_e *precovered, const cnops_core_t *core,
                                            const cnops_recovery_request_t *request,
                                            const apr_array_header_t *messages, apr_pool_t *pool);

#endif
