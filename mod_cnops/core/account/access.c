/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/access.h"

#include "core/person/contact.h"
#include "core/seal/columns.h"
#include "core/signin/password.h"

typedef struct act_t {
    const cnops_core_t *core;
    const cnops_account_t *account;
    cnops_channel_e channel;
    const char *contact;
} act_t;

static apr_status_t take_password(void *self, const cnops_event_row_t *event, apr_pool_t *pool)
{
    const act_t *act = self;
    const cnops_core_t *core = act->core;

    return core->store.accounts->set_password(core->store.self, act->account->id,
                                              CNOPS_PASSWORD_VOID, NULL, cnops_core_now(core), NULL,
                                              event, pool);
}

apr_status_t cnops_access_void(const cnops_core_t *core, const cnops_account_t *account,
                               const cnops_event_t *event, apr_pool_t *pool)
{
    act_t act = {.core = core, .account = account};

    return cnops_journal_act(core, account->person_id, event, take_password, &act, pool);
}

static apr_status_t bind_again(void *self, const cnops_event_row_t *event, apr_pool_t *pool)
{
    const act_t *act = self;
    const cnops_core_t *core = act->core;

    return core->store.accounts->set_contact(
        core->store.self, act->account->id, act->channel,
        cnops_contact_digest(core, act->channel, act->contact, pool),
        cnops_column_seal(core, CNOPS_SEALED_CONTACT, NULL, act->contact, pool),
        cnops_core_now(core), NULL, event, pool);
}

apr_status_t cnops_access_restore(const cnops_core_t *core, const cnops_account_t *account,
                                  cnops_channel_e channel, const char *contact,
                                  const cnops_event_t *event, apr_pool_t *pool)
{
    act_t act = {core, account, channel, contact};

    return cnops_journal_act(core, account->person_id, event, bind_again, &act, pool);
}
