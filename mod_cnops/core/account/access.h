/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Taking access away from whoever has it: what a member's "this was not me" does.
 *
 * Floor: core. Callers: pages (opposition.c). Threads: any.
 * Every session ends and the password is void (core/signin/password.h): the next one is chosen by
 * recovery, with codes to both bound contacts. Recoveries that were begun before end too. */
#ifndef CNOPS_CORE_ACCOUNT_ACCESS_H
#define CNOPS_CORE_ACCOUNT_ACCESS_H

#include "core/journal/journal.h"

apr_status_t cnops_access_void(const cnops_core_t *core, const cnops_account_t *account,
                               const cnops_event_t *event, apr_pool_t *pool);

/* A former contact (normalised) is the account's again. */
apr_status_t cnops_access_restore(const cnops_core_t *core, const cnops_account_t *account,
                                  cnops_channel_e channel, const char *contact,
                                  const cnops_event_t *event, apr_pool_t *pool);

#endif
