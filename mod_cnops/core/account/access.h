/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Takes an account away from a person who got into it: the effect of a member's "this was not me".
 *
 * Floor: core. Threads: any.
 *
 * All sessions end and the password is void (core/signin/password.h). The member chooses the next
 * one by recovery, with codes to both bound contacts. Recoveries that began before this are void
 * too. */
#ifndef CNOPS_CORE_ACCOUNT_ACCESS_H
#define CNOPS_CORE_ACCOUNT_ACCESS_H

#include "core/journal/journal.h"

apr_status_t cnops_access_void(const cnops_core_t *core, const cnops_account_t *account,
                               const cnops_event_t *event, apr_pool_t *pool);

/* Binds a former contact (normalised) to the account again. */
apr_status_t cnops_access_restore(const cnops_core_t *core, const cnops_account_t *account,
                                  cnops_channel_e channel, const char *contact,
                                  const cnops_event_t *event, apr_pool_t *pool);

#endif
