/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a member who is signed in changes of an account, each with its event.
 *
 * Floor: core. Callers: pages (security, contacts, profile). Threads: any. */
#ifndef CNOPS_CORE_ACCOUNT_ACCOUNT_CHANGES_H
#define CNOPS_CORE_ACCOUNT_ACCOUNT_CHANGES_H

#include "core/core.h"

/* Who changes it, from where. */
typedef struct cnops_change_t {
    const cnops_account_t *account;
    const char *ip, *user_agent;
    const apr_array_header_t *messages; /* cnops_outbox_row_t, of the same transaction; or NULL */
} cnops_change_t;

/* Password and contacts: what was read of the account is looked at once more, within the act
 * whose place in the person's journal is taken by compare-and-swap. CNOPS_ENOTFOUND where its
 * password changed meanwhile (a contact: or another one, or it was frozen): whoever asks may
 * have been put out. The same change again is no error. */

/* password: good, by core/signin/password.h. Every session but the spared one ends, and everybody
 * who is half signed in begins again. CNOPS_EBUSY as cnops_password_hash. */
apr_status_t cnops_account_change_password(const cnops_core_t *core, const cnops_change_t *change,
                                           const char *password, const char *spared_token_digest,
                                           apr_pool_t *pool);

/* contact: normalised, proved by a code. One that is bound already is written and told no more. */
apr_status_t cnops_account_change_contact(const cnops_core_t *core, const cnops_change_t *change,
                                          cnops_channel_e channel, const char *contact,
                                          apr_pool_t *pool);

apr_status_t cnops_account_change_language(const cnops_core_t *core, const cnops_change_t *change,
                                           const char *lang, apr_pool_t *pool);
/* Consent to prospecting (law 09-08): when it was given or taken back is in the journal. */
apr_status_t cnops_account_change_consent(const cnops_core_t *core, const cnops_change_t *change,
                                          bool consents, apr_pool_t *pool);

/* One session. One that is over already is no error. */
apr_status_t cnops_account_end_session(const cnops_core_t *core, const cnops_change_t *change,
                                       const char *token_digest, apr_pool_t *pool);
/* Every one but the spared. */
apr_status_t cnops_account_end_sessions(const cnops_core_t *core, const cnops_change_t *change,
                                        const char *spared_token_digest, apr_pool_t *pool);

/* A known browser (core/session/device.h; NULL: every one) is asked for a code again, and its
 * sessions end but the spared one. One that is not known is no error. */
apr_status_t cnops_account_forget_browser(const cnops_core_t *core, const cnops_change_t *change,
                                          const char *browser, const char *spared_token_digest,
                                          apr_pool_t *pool);

#endif
