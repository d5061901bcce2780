/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sets a new password for a visitor who proved both bound contacts.
 *
 * Floor: core. Threads: any. Secrets: the password is hashed here; the code that read it from the
 * form wipes it.
 *
 * A recovery succeeds once. Its cookie can be replayed, so it is void once a password was chosen
 * after the journey began (by this journey or elsewhere), or once a contact has changed. This is
 * checked within the act, whose place in the person's journal is taken by compare-and-swap: of
 * several recoveries at once, one wins. */
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
    CNOPS_RECOVERY_VOID   /* a contact was changed: the one that was proved is no longer bound */
} cnops_recovered_e;

/* Also ends all sessions; messages (cnops_outbox_row_t) are queued in the same transaction.
 * *poutcome says why nothing was changed, if so. CNOPS_EBUSY: no hashing slot. CNOPS_ENOTFOUND: the
 * account was deleted. */
apr_status_t cnops_account_recover_password(cnops_recovered_e *poutcome, const cnops_core_t *core,
                                            const cnops_recovery_request_t *request,
                                            const apr_array_header_t *messages, apr_pool_t *pool);

#endif
