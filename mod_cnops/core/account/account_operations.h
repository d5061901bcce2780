/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What operators do to an account. The person's journal names the operator and the reason of each
 * act.
 *
 * Floor: core. Threads: any. Source: mission.md §5 (an operator gives an account that was taken
 * over back to its person, even while it is frozen). */
#ifndef CNOPS_CORE_ACCOUNT_ACCOUNT_OPERATIONS_H
#define CNOPS_CORE_ACCOUNT_ACCOUNT_OPERATIONS_H

#include "core/journal/operator.h"

/* Writes into the journal that the operator looked at this person. */
apr_status_t cnops_operation_note_shown(const cnops_core_t *core, apr_int64_t person_id,
                                        const cnops_operator_t *by, apr_pool_t *pool);

/* Clears all counters of the person (core/account/throttle_person.h). account may be NULL. */
apr_status_t cnops_operation_unlock(const cnops_core_t *core, const cnops_person_t *person,
                                    const cnops_account_t *account, const cnops_operator_t *by,
                                    apr_pool_t *pool);

/* Closes the account: all sessions end, and sign-in is refused. messages: cnops_outbox_row_t. */
apr_status_t cnops_operation_close(const cnops_core_t *core, const cnops_account_t *account,
                                   const cnops_operator_t *by, const apr_array_header_t *messages,
                                   apr_pool_t *pool);

#define CNOPS_RECLAIM_TTL apr_time_from_sec(72 * 3600)

typedef enum {
    CNOPS_RECLAIM_ASKED,    /* asked now: a second operator must ask within CNOPS_RECLAIM_TTL */
    CNOPS_RECLAIM_REPEATED, /* this operator has asked already: another one is needed */
    CNOPS_RECLAIM_DONE      /* the account is deleted; the person may create a new one */
} cnops_reclaim_e;

/* Gives an account back to its person, by deleting it, once two operators have asked for it.
 * messages are queued when it is deleted. */
apr_status_t cnops_operation_reclaim(cnops_reclaim_e *poutcome, const cnops_core_t *core,
                                     const cnops_account_t *account, const cnops_operator_t *by,
                                     const apr_array_header_t *messages, apr_pool_t *pool);

#endif
