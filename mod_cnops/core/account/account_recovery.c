/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account_recovery.h"

#include "base/errors.h"
#include "core/signin/password.h"
#include "core/signin/signin.h"

typedef struct recovery_t {
    const cnops_core_t *core;
    const cnops_recovery_request_t *request;
    const char *hash;
    cnops_recovered_e outcome;
} recovery_t;

/* *poutcome: CNOPS_RECOVERED if nothing forbids the new password. */
static apr_status_t look(cnops_recovered_e *poutcome, const cnops_core_t *core,
                         const cnops_recovery_request_t *request, apr_pool_t *pool)
{
    const cnops_account_t *account;
    apr_status_t rv;

    *poutcome = CNOPS_RECOVERY_SPENT;
    rv = core->store.accounts->by_id(core->store.self, &account, request->account->id, pool);
    if (rv != APR_SUCCESS)
        return rv;
    if (!account)
        return CNOPS_ENOTFOUND;
    if (account->password_at <= request->begun_at)
        *poutcome =
            cnops_signin_stamp(account) > request->begun_at ? CNOPS_RECOVERY_VOID : CNOPS_RECOVERED;
    return APR_SUCCESS;
}

/* Checked again within the act, because another recovery may have won meanwhile. Without a call of
 * the store there is no event either. */
static apr_status_t recover(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    recovery_t *recovery = self;
    const cnops_core_t *core = recovery->core;
    cnops_new_password_t password = {.account_id = recovery->request->account->id,
                                     .hash = recovery->hash,
                                     .at = cnops_core_now(core)};
    apr_status_t rv = look(&recovery->outcome, core, recovery->request, pool);

    if (rv != APR_SUCCESS || recovery->outcome != CNOPS_RECOVERED)
        return rv;
    return core->store.accounts->set_password(core->store.self, &password, trail, pool);
}

apr_status_t cnops_account_recover_password(cnops_recovered_e *poutcome, const cnops_core_t *core,
                                            const cnops_recovery_request_t *request,
                                            const apr_array_header_t *messages, apr_pool_t *pool)
{
    recovery_t recovery = {.core = core, .request = request};
    cnops_event_t event = {.kind = CNOPS_EVENT_PASSWORD_RECOVERED,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = request->ip,
                           .user_agent = request->user_agent};
    cnops_act_t act = {request->account->person_id, &event, messages, recover, &recovery};
    apr_status_t rv = look(poutcome, core, request, pool);

    /* This comes first, so that a last step that is sent again does not cost a hash. */
    if (rv != APR_SUCCESS || *poutcome != CNOPS_RECOVERED)
        return rv;
    if ((rv = cnops_password_hash(&recovery.hash, core, request->password, pool)) != APR_SUCCESS)
        return rv;
    rv = cnops_journal_act(core, &act, pool);
    *poutcome = recovery.outcome;
    return rv;
}
