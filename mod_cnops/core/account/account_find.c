/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account_find.h"

static bool is_closed(const cnops_account_t *account)
{
    return account && account->state == CNOPS_ACCOUNT_CLOSED;
}

apr_status_t cnops_account_any_of_person(const cnops_account_t **paccount, const cnops_core_t *core,
                                         apr_int64_t person_id, apr_pool_t *pool)
{
    return core->store.accounts->by_person(core->store.self, paccount, person_id, pool);
}

apr_status_t cnops_account_of_person(const cnops_account_t **paccount, const cnops_core_t *core,
                                     apr_int64_t person_id, apr_pool_t *pool)
{
    apr_status_t rv = cnops_account_any_of_person(paccount, core, person_id, pool);

    if (is_closed(*paccount))
        *paccount = NULL;
    return rv;
}

apr_status_t cnops_account_by_id(const cnops_account_t **paccount, const cnops_core_t *core,
                                 apr_int64_t id, apr_pool_t *pool)
{
    return core->store.accounts->by_id(core->store.self, paccount, id, pool);
}

bool cnops_account_is_active(const cnops_account_t *account)
{
    return account && account->state == CNOPS_ACCOUNT_ACTIVE;
}

apr_status_t cnops_account_prove(bool *pproved, const cnops_account_t **paccount,
                                 const cnops_core_t *core, const cnops_identity_t *identity,
                                 const cnops_identity_answers_t *answers, apr_pool_t *pool)
{
    apr_status_t rv = cnops_identity_prove(pproved, core, identity, answers, pool);

    *paccount = NULL;
    if (rv == APR_SUCCESS)
        rv = cnops_account_any_of_person(paccount, core, identity->person_id, pool);
    if (rv != APR_SUCCESS || is_closed(*paccount))
        *pproved = false;
    return rv;
}
