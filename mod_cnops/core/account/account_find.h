/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Which account a person has, and whether it may be used.
 *
 * Floor: core. Threads: any. A closed account takes as much work as an open one, so that
 * neither time nor wording shows that it exists (design.md §6.5). */
#ifndef CNOPS_CORE_ACCOUNT_ACCOUNT_FIND_H
#define CNOPS_CORE_ACCOUNT_ACCOUNT_FIND_H

#include "core/person/identity.h"

/* *paccount: NULL where the person (0: an unknown one) has no account. A closed account counts as
 * none. */
apr_status_t cnops_account_of_person(const cnops_account_t **paccount, const cnops_core_t *core,
                                     apr_int64_t person_id, apr_pool_t *pool);
/* The same, but a closed account is found too: for what protects its owner, and for operators. */
apr_status_t cnops_account_any_of_person(const cnops_account_t **paccount, const cnops_core_t *core,
                                         apr_int64_t person_id, apr_pool_t *pool);
/* *paccount: the account in any state; NULL where there is none. */
apr_status_t cnops_account_by_id(const cnops_account_t **paccount, const cnops_core_t *core,
                                 apr_int64_t id, apr_pool_t *pool);

/* Whether its owner may be signed in: it is neither pending nor closed. False for NULL. */
bool cnops_account_is_active(const cnops_account_t *account);

/* What the facts of a journey prove: *pproved where every fact agrees (cnops_identity_prove) and
 * the person's account, if there is one, is not closed. The owner of a closed account must learn no
 * more from right facts than a stranger learns from wrong ones, so both are always read. *paccount:
 * the account in any state; NULL where there is none. */
apr_status_t cnops_account_prove(bool *pproved, const cnops_account_t **paccount,
                                 const cnops_core_t *core, const cnops_identity_t *identity,
                                 const cnops_identity_answers_t *answers, apr_pool_t *pool);

#endif
