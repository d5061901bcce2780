/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account.h"

#include "base/errors.h"
#include "core/journal/journal.h"
#include "core/person/contact.h"
#include "core/request/request.h"
#include "core/seal/columns.h"
#include "core/signin/password.h"

#include <string.h>

const char *cnops_account_seal_contact(const cnops_core_t *core, const char *contact,
                                       apr_pool_t *pool)
{
    return cnops_column_seal(core, CNOPS_SEALED_CONTACT, NULL, contact, pool);
}

static const cnops_account_t *build(const cnops_core_t *core,
                                    const cnops_account_request_t *request, const char *hash,
                                    apr_pool_t *pool)
{
    cnops_account_t *account = apr_pcalloc(pool, sizeof *account);

    account->person_id = request->person_id;
    account->password_hash = hash;
    account->email_digest = cnops_contact_digest(core, CNOPS_CHANNEL_EMAIL, request->email, pool);
    account->email_sealed = cnops_account_seal_contact(core, request->email, pool);
    account->phone_digest = cnops_contact_digest(core, CNOPS_CHANNEL_SMS, request->phone, pool);
    account->phone_sealed = cnops_account_seal_contact(core, request->phone, pool);
    account->lang = request->lang;
    account->terms_version = request->terms_version;
    account->terms_lang = request->terms_lang;
    account->terms_at = request->terms_at;
    account->journey_id = request->journey_id;
    account->created_at = cnops_core_now(core);
    account->state = request->is_pending ? CNOPS_ACCOUNT_PENDING : CNOPS_ACCOUNT_ACTIVE;
    account->password_at = account->email_at = account->phone_at = account->created_at;
    return account;
}

/* Looks whether the person has an account. *pexists: it has one; then *pcreated says by which
 * journey. */
static apr_status_t look_for(cnops_account_created_e *pcreated, bool *pexists,
                             const cnops_core_t *core, const cnops_account_request_t *request,
                             apr_pool_t *pool)
{
    const cnops_account_t *account;
    apr_status_t rv;

    rv = core->store.accounts->by_person(core->store.self, &account, request->person_id, pool);
    if (rv != APR_SUCCESS)
        return rv;
    *pexists = account != NULL;
    if (account)
        *pcreated = strcmp(account->journey_id, request->journey_id) == 0 ? CNOPS_ACCOUNT_REPEATED
                                                                          : CNOPS_ACCOUNT_EXISTS;
    return APR_SUCCESS;
}

apr_status_t cnops_account_contact_is_free(bool *pis_free, const cnops_core_t *core,
                                           cnops_channel_e channel, const char *contact,
                                           apr_pool_t *pool)
{
    const char *digest = cnops_contact_digest(core, channel, contact, pool);
    int count;
    apr_status_t rv;

    rv = core->store.accounts->count_contact(core->store.self, &count, channel, digest, pool);
    *pis_free = rv == APR_SUCCESS && count < core->settings->contact_accounts;
    return rv;
}

/* Checked again at the end: other journeys may have used the contacts since the visitor gave
 * them. */
static apr_status_t contacts_are_free(bool *pare_free, const cnops_core_t *core,
                                      const cnops_account_request_t *request, apr_pool_t *pool)
{
    apr_status_t rv =
        cnops_account_contact_is_free(pare_free, core, CNOPS_CHANNEL_EMAIL, request->email, pool);

    if (rv != APR_SUCCESS || !*pare_free)
        return rv;
    return cnops_account_contact_is_free(pare_free, core, CNOPS_CHANNEL_SMS, request->phone, pool);
}

typedef struct creation_t {
    const cnops_core_t *core;
    const cnops_account_t *account;
    const cnops_request_t *opening; /* where the account is pending; else NULL */
} creation_t;

static apr_status_t create_with(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const creation_t *creation = self;
    const cnops_store_t *store = &creation->core->store;

    if (creation->opening)
        return store->requests->insert_with_account(store->self, creation->opening,
                                                    creation->account, trail, pool);
    return store->accounts->create(store->self, creation->account, trail, pool);
}

static const cnops_request_t *
build_opening(const cnops_core_t *core, const cnops_account_request_t *request, apr_pool_t *pool)
{
    cnops_request_asking_t asking = {.ref = request->journey_id,
                                     .person_id = request->person_id,
                                     .kind = CNOPS_REQUEST_OPENING,
                                     .email = request->email,
                                     .phone = request->phone,
                                     .lang = request->lang};

    return request->is_pending ? cnops_request_build(core, &asking, pool) : NULL;
}

static apr_status_t write_account(const cnops_core_t *core, const cnops_account_request_t *request,
                                  const char *hash, const apr_array_header_t *messages,
                                  apr_pool_t *pool)
{
    creation_t creation = {core, build(core, request, hash, pool),
                           build_opening(core, request, pool)};
    cnops_event_t event = {.kind = CNOPS_EVENT_ACCOUNT_CREATED,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = request->ip,
                           .user_agent = request->user_agent};
    cnops_act_t act = {request->person_id, &event, messages, create_with, &creation};

    return cnops_journal_act(core, &act, pool);
}

apr_status_t cnops_account_create(cnops_account_created_e *pcreated, const cnops_core_t *core,
                                  const cnops_account_request_t *request,
                                  const apr_array_header_t *messages, apr_pool_t *pool)
{
    const char *hash;
    bool exists, are_free;
    apr_status_t rv;

    /* This comes first, so that a last step that is sent again does not cost a hash. */
    if ((rv = look_for(pcreated, &exists, core, request, pool)) != APR_SUCCESS || exists)
        return rv;
    if ((rv = contacts_are_free(&are_free, core, request, pool)) != APR_SUCCESS)
        return rv;
    /* The limit may be reached because a repeat of this request has just made this very account. */
    *pcreated = CNOPS_ACCOUNT_CONTACT_TAKEN;
    if (!are_free)
        return look_for(pcreated, &exists, core, request, pool);
    if ((rv = cnops_password_hash(&hash, core, request->password, pool)) != APR_SUCCESS)
        return rv;
    rv = write_account(core, request, hash, messages, pool);
    *pcreated = CNOPS_ACCOUNT_CREATED;
    if (rv != CNOPS_EDUPLICATE)
        return rv;
    /* Either the person has got an account meanwhile, or the journey has made one for another
     * person. */
    *pcreated = CNOPS_ACCOUNT_SPENT;
    return look_for(pcreated, &exists, core, request, pool);
}

void cnops_account_upgrade_hash(const cnops_core_t *core, const cnops_account_t *account,
                                const char *password, apr_pool_t *pool)
{
    cnops_new_hash_t upgrade = {.account_id = account->id, .former = account->password_hash};

    if (!cnops_password_is_weak_hash(core, account->password_hash) ||
        cnops_password_is_crowded(core) ||
        cnops_password_hash(&upgrade.hash, core, password, pool) != APR_SUCCESS)
        return;
    core->store.accounts->upgrade_hash(core->store.self, &upgrade, pool);
}

apr_status_t cnops_account_contact(const char **pcontact, const cnops_core_t *core,
                                   const cnops_account_t *account, cnops_channel_e channel,
                                   apr_pool_t *pool)
{
    const char *sealed =
        channel == CNOPS_CHANNEL_EMAIL ? account->email_sealed : account->phone_sealed;
    char *text = NULL;
    apr_status_t rv = cnops_column_open(&text, core, CNOPS_SEALED_CONTACT, NULL, sealed, pool);

    *pcontact = text;
    return rv;
}
