/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The end of an account that its owner asks for. For settings->closing_delay it can still be kept;
 * then a chore deletes it: its contacts, its password, its known browsers and its links. The
 * person's journal stays. The person may create a new account.
 *
 * account->closing_at is the state: the time of the deletion, or 0. It is written by
 * compare-and-swap, so that an account that was kept a moment ago is not deleted.
 * account->closing_asked_at says since when a change of the account is a doubt; another delay does
 * not change it.
 *
 * An account that an operator has closed is another thing (cnops_operation_close): it stays, so
 * that nobody can create a new one in its place.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_ACCOUNT_CLOSING_H
#define CNOPS_CORE_ACCOUNT_CLOSING_H

#include "core/account/account_changes.h"

/* When an account would be deleted whose owner asks now, µs UTC. */
apr_time_t cnops_closing_time(const cnops_core_t *core);

/* The owner has given all proofs: the account is to be deleted at closing_at. CNOPS_ENOTFOUND where
 * the account has changed since change->account was read (as in cnops_account_change_contact), or
 * is being closed already, or this journey has closed it before. */
apr_status_t cnops_closing_ask(const cnops_core_t *core, const cnops_change_t *change,
                               const char *journey_id, apr_time_t closing_at, apr_pool_t *pool);
/* The account stays. CNOPS_ENOTFOUND where it was kept already, or closing was asked again since
 * change->account was read. */
apr_status_t cnops_closing_undo(const cnops_core_t *core, const cnops_change_t *change,
                                apr_pool_t *pool);

/* --- for the chore --- */

/* *plist: cnops_account_t, at most max: those whose delay is over, which come after the account
 * last; NULL: from the first. */
apr_status_t cnops_closing_due(apr_array_header_t **plist, const cnops_core_t *core,
                               const cnops_account_t *last, int max, apr_pool_t *pool);
/* Whether the password or a contact has changed since somebody asked, or a refusal has frozen the
 * account: then it may not have been the owner who asked, and the account stays. */
bool cnops_closing_is_doubtful(const cnops_core_t *core, const cnops_account_t *account);
/* Deletes the account. messages: cnops_outbox_row_t. CNOPS_ENOTFOUND where it was kept meanwhile,
 * or has become doubtful since it was read. */
apr_status_t cnops_closing_finish(const cnops_core_t *core, const cnops_account_t *account,
                                  const apr_array_header_t *messages, apr_pool_t *pool);
/* Keeps a doubtful one; messages and errors as above. */
apr_status_t cnops_closing_keep(const cnops_core_t *core, const cnops_account_t *account,
                                const apr_array_header_t *messages, apr_pool_t *pool);

#endif
