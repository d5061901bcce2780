/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/access.h"

#include "core/person/contact.h"
#include "core/seal/columns.h"
#include "core/signin/password.h"

typedef struct access_t {
    const cnops_core_t *core;
    const cnops_account_t *account;
    cnops_channel_e channel;
    const char *contact;
} access_t;

/* No session is spared, so all sessions end and all known browsers are forgotten. The new time of
 * the password makes void what began before: recoveries, and sign-ins that wait for a code. */
static apr_status_t void_password(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const access_t *access = self;
    const cnops_core_t *core = access->core;
    cnops_new_password_t password = {
        .account_id = access->account->id, .hash = CNOPS_PASSWORD_VOID, .at = cnops_core_now(core)};

    return core->store.accounts->set_password(core->store.self, &password, trail, pool);
}

apr_status_t cnops_access_void(const cnops_core_t *core, const cnops_account_t *account,
                               const cnops_event_t *event, apr_pool_t *pool)
{
    access_t access = {.core = core, .account = account};
    cnops_act_t act = {
        .person_id = account->person_id, .event = event, .run = void_password, .self = &access};

    return cnops_journal_act(core, &act, pool);
}

static apr_status_t bind_again(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const access_t *access = self;
    const cnops_core_t *core = access->core;
    cnops_new_contact_t contact = {
        .account_id = access->account->id,
        .channel = access->channel,
        .digest = cnops_contact_digest(core, access->channel, access->contact, pool),
        .sealed = cnops_column_seal(core, CNOPS_SEALED_CONTACT, NULL, access->contact, pool),
        .at = cnops_core_now(core)};

    return core->store.accounts->set_contact(core->store.self, &contact, trail, pool);
}

apr_status_t cnops_access_restore(const cnops_core_t *core, const cnops_account_t *account,
                                  cnops_channel_e channel, const char *contact,
                                  const cnops_event_t *event, apr_pool_t *pool)
{
    access_t access = {core, account, channel, contact};
    cnops_act_t act = {
        .person_id = account->person_id, .event = event, .run = bind_again, .self = &access};

    return cnops_journal_act(core, &act, pool);
}
