/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a signed-in member changes of the account. Each change has its event.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_ACCOUNT_ACCOUNT_CHANGES_H
#define CNOPS_CORE_ACCOUNT_ACCOUNT_CHANGES_H

#include "core/core.h"

/* The account to change, and where the request came from. */
typedef struct cnops_change_t {
    const cnops_account_t *account;
    const char *ip, *user_agent;
    const apr_array_header_t *messages; /* cnops_outbox_row_t, of the same transaction; or NULL */
} cnops_change_t;

/* For a password or a contact, the account is read again within the act, whose place in the
 * person's journal is taken by compare-and-swap. CNOPS_ENOTFOUND where the password has changed
 * since change->account was read (for a contact also: where a contact has changed, or the account
 * was frozen): the session that asks may have been ended by it. The same change again is no
 * error. */

/* password: acceptable to core/signin/password.h. All sessions end except the spared one, and
 * visitors in the middle of a sign-in must begin again. CNOPS_EBUSY as cnops_password_hash. */
apr_status_t cnops_account_change_password(const cnops_core_t *core, const cnops_change_t *change,
                                           const char *password, const char *spared_token_digest,
                                           apr_pool_t *pool);

/* contact: normalised, proved by a code. One that is bound already is neither written nor reported
 * again. */
apr_status_t cnops_account_change_contact(const cnops_core_t *core, const cnops_change_t *change,
                                          cnops_channel_e channel, const char *contact,
                                          apr_pool_t *pool);

apr_status_t cnops_account_change_language(const cnops_core_t *core, const cnops_change_t *change,
                                           const char *lang, apr_pool_t *pool);
/* Consent to prospecting (law 09-08). The journal has when it was given or withdrawn. */
apr_status_t cnops_account_change_consent(const cnops_core_t *core, const cnops_change_t *change,
                                          bool consents, apr_pool_t *pool);

/* Ends one session. One that has ended already is no error. */
apr_status_t cnops_account_end_session(const cnops_core_t *core, const cnops_change_t *change,
                                       const char *token_digest, apr_pool_t *pool);
/* Ends all sessions except the spared one. */
apr_status_t cnops_account_end_sessions(const cnops_core_t *core, const cnops_change_t *change,
                                        const char *spared_token_digest, apr_pool_t *pool);

/* Forgets a known browser (core/session/device.h; NULL: all): its next sign-in needs a code, and
 * its sessions end except the spared one. A browser that is not known is no error. */
apr_status_t cnops_account_forget_browser(const cnops_core_t *core, const cnops_change_t *change,
                                          const char *browser, const char *spared_token_digest,
                                          apr_pool_t *pool);

#endif
