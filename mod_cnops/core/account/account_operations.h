/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What operators do to an account: each act names who, and why, in the person's journal.
 *
 * Floor: core. Callers: ctl. Threads: any. Source: mission.md §5 (an account taken by
 * somebody else is given back by an operator, whatever freeze there is). */
#ifndef CNOPS_CORE_ACCOUNT_ACCOUNT_OPERATIONS_H
#define CNOPS_CORE_ACCOUNT_ACCOUNT_OPERATIONS_H

#include "core/journal/operator.h"

/* "operator:NAME looked at this person". */
apr_status_t cnops_operation_note_shown(const cnops_core_t *core, const cnops_person_t *person,
                                        const cnops_operator_t *by, apr_pool_t *pool);

/* Clears every counter of the person (core/account/throttle_person.h); account may be NULL. */
apr_status_t cnops_operation_unlock(const cnops_core_t *core, const cnops_person_t *person,
                                    const cnops_account_t *account, const cnops_operator_t *by,
                                    apr_pool_t *pool);

/* Ends every session and lets nobody sign in any more. messages: cnops_outbox_row_t. */
apr_status_t cnops_operation_close(const cnops_core_t *core, const cnops_account_t *account,
                                   const cnops_operator_t *by, const apr_array_header_t *messages,
                                   apr_pool_t *pool);

#define CNOPS_RECLAIM_TTL apr_time_from_sec(72 * 3600)

typedef enum {
    CNOPS_RECLAIM_ASKED,    /* by this call: a second operator does it within CNOPS_RECLAIM_TTL */
    CNOPS_RECLAIM_REPEATED, /* this operator asked already: another one is needed */
    CNOPS_RECLAIM_DONE      /* the account is gone, and the person may create one */
} cnops_reclaim_e;

/* messages go out where it is done. */
apr_status_t cnops_operation_reclaim(cnops_reclaim_e *preclaim, const cnops_core_t *core,
                                     const cnops_account_t *account, const cnops_operator_t *by,
                                     const apr_array_header_t *messages, apr_pool_t *pool);

#endif
