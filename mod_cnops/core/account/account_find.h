/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Which account a person has, and whether it may be used.
 *
 * Floor: core. Threads: any. An account that is closed costs whoever asks for it as much as one
 * that is not: neither time nor wording tells that it is there (design.md §6.5). */
#ifndef CNOPS_CORE_ACCOUNT_ACCOUNT_FIND_H
#define CNOPS_CORE_ACCOUNT_ACCOUNT_FIND_H

#include "core/person/identity.h"

/* *paccount: NULL where the person (0: an unknown one) has none. A closed one counts as none. */
apr_status_t cnops_account_of_person(const cnops_account_t **paccount, const cnops_core_t *core,
                                     apr_int64_t person_id, apr_pool_t *pool);
/* ... closed or not: for what protects its owner, and for operators. */
apr_status_t cnops_account_any_of_person(const cnops_account_t **paccount, const cnops_core_t *core,
                                         apr_int64_t person_id, apr_pool_t *pool);
/* *paccount: whatever its state; NULL where there is none. */
apr_status_t cnops_account_by_id(const cnops_account_t **paccount, const cnops_core_t *core,
                                 apr_int64_t id, apr_pool_t *pool);

/* Whether somebody may be signed in to it: neither pending nor closed. NULL: no. */
bool cnops_account_is_active(const cnops_account_t *account);

/* What the facts of a journey prove: *pproved where every fact agrees (cnops_identity_prove) and
 * the person's account, if there is one, is not closed. Whose account was closed learns no more
 * from facts than anybody does, so both are always looked at. *paccount: NULL where there is
 * none; a closed one is given too. */
apr_status_t cnops_account_prove(bool *pproved, const cnops_account_t **paccount,
                                 const cnops_core_t *core, const cnops_identity_t *identity,
                                 const cnops_identity_answers_t *answers, apr_pool_t *pool);

#endif
