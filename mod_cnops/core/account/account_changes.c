/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account_changes.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/journal/journal.h"
#include "core/person/contact.h"
#include "core/signin/password.h"
#include "core/signin/signin.h"

#include <string.h>

/* One change; each kind reads what it needs. */
typedef struct change_act_t {
    const cnops_core_t *core;
    const cnops_change_t *change;
    const char *value; /* hash, contact, language, session or browser */
    const char *password;
    const char *spared; /* digest of the session that continues, or NULL */
    cnops_channel_e channel;
    bool consents;
} change_act_t;

static apr_status_t run(change_act_t *act, cnops_event_e kind, const char *note,
                        cnops_journal_act_fn fn, apr_pool_t *pool)
{
    const cnops_change_t *change = act->change;
    cnops_event_t event = {.kind = kind,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = change->ip,
                           .user_agent = change->user_agent,
                           .note = note};
    cnops_act_t journalled = {change->account->person_id, &event, change->messages, fn, act};

    return cnops_journal_act(act->core, &journalled, pool);
}

/* What the visitor wants to end may have ended already. */
static apr_status_t forgive_absence(apr_status_t rv)
{
    return rv == CNOPS_ENOTFOUND ? APR_SUCCESS : rv;
}

/* --- password and contacts --- */

static apr_status_t read_again(const cnops_account_t **pnow, const change_act_t *act,
                               apr_pool_t *pool)
{
    const cnops_store_t *store = &act->core->store;
    apr_status_t rv = store->accounts->by_id(store->self, pnow, act->change->account->id, pool);

    return rv == APR_SUCCESS && !*pnow ? CNOPS_ENOTFOUND : rv;
}

/* If the password was changed since the account was read, the change is refused, unless it sets the
 * same password again (a second click). */
static apr_status_t check_password(const change_act_t *act, apr_pool_t *pool)
{
    const cnops_account_t *now;
    bool matches = true;
    apr_status_t rv = read_again(&now, act, pool);

    if (rv == APR_SUCCESS && now->password_at != act->change->account->password_at)
        rv = cnops_password_verify(
            &matches, act->core,
            &(cnops_guess_t){now->password_hash, act->password, CNOPS_SLOTS_KNOWN}, pool);
    return rv == APR_SUCCESS && !matches ? CNOPS_ENOTFOUND : rv;
}

static apr_status_t write_password(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const change_act_t *act = self;
    const cnops_store_t *store = &act->core->store;
    cnops_new_password_t password = {.account_id = act->change->account->id,
                                     .hash = act->value,
                                     .at = cnops_core_now(act->core),
                                     .spared_token_digest = act->spared};
    apr_status_t rv = check_password(act, pool);

    if (rv != APR_SUCCESS)
        return rv;
    return store->accounts->set_password(store->self, &password, trail, pool);
}

apr_status_t cnops_account_change_password(const cnops_core_t *core, const cnops_change_t *change,
                                           const char *password, const char *spared_token_digest,
                                           apr_pool_t *pool)
{
    change_act_t act = {
        .core = core, .change = change, .password = password, .spared = spared_token_digest};
    apr_status_t rv = cnops_password_hash(&act.value, core, password, pool);

    if (rv != APR_SUCCESS)
        return rv;
    return run(&act, CNOPS_EVENT_PASSWORD_CHANGED, NULL, write_password, pool);
}

/* *pis_bound: the contact is bound to the account already. */
static apr_status_t check_contact(bool *pis_bound, const change_act_t *act, const char *digest,
                                  apr_pool_t *pool)
{
    bool is_email = act->channel == CNOPS_CHANNEL_EMAIL;
    const cnops_account_t *now;
    apr_status_t rv = read_again(&now, act, pool);

    if (rv != APR_SUCCESS)
        return rv;
    *pis_bound = strcmp(is_email ? now->email_digest : now->phone_digest, digest) == 0;
    if (!*pis_bound && (cnops_signin_stamp(now) != cnops_signin_stamp(act->change->account) ||
                        now->frozen_until > cnops_core_now(act->core)))
        return CNOPS_ENOTFOUND;
    return APR_SUCCESS;
}

static apr_status_t write_contact(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const change_act_t *act = self;
    const cnops_core_t *core = act->core;
    cnops_new_contact_t contact = {.account_id = act->change->account->id,
                                   .channel = act->channel,
                                   .digest =
                                       cnops_contact_digest(core, act->channel, act->value, pool),
                                   .sealed = cnops_account_seal_contact(core, act->value, pool),
                                   .at = cnops_core_now(core)};
    bool is_bound;
    apr_status_t rv = check_contact(&is_bound, act, contact.digest, pool);

    if (rv != APR_SUCCESS || is_bound)
        return rv;
    return core->store.accounts->set_contact(core->store.self, &contact, trail, pool);
}

apr_status_t cnops_account_change_contact(const cnops_core_t *core, const cnops_change_t *change,
                                          cnops_channel_e channel, const char *contact,
                                          apr_pool_t *pool)
{
    change_act_t act = {.core = core, .change = change, .value = contact, .channel = channel};

    return run(&act,
               channel == CNOPS_CHANNEL_EMAIL ? CNOPS_EVENT_EMAIL_CHANGED
                                              : CNOPS_EVENT_PHONE_CHANGED,
               NULL, write_contact, pool);
}

/* --- preferences --- */

static apr_status_t write_preferences(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const change_act_t *act = self;
    const cnops_store_t *store = &act->core->store;

    return store->accounts->set_preferences(store->self, act->change->account->id, act->value,
                                            act->consents, trail, pool);
}

apr_status_t cnops_account_change_language(const cnops_core_t *core, const cnops_change_t *change,
                                           const char *lang, apr_pool_t *pool)
{
    change_act_t act = {
        .core = core, .change = change, .value = lang, .consents = change->account->prospecting};

    return run(&act, CNOPS_EVENT_LANGUAGE_CHANGED, lang, write_preferences, pool);
}

apr_status_t cnops_account_change_consent(const cnops_core_t *core, const cnops_change_t *change,
                                          bool consents, apr_pool_t *pool)
{
    change_act_t act = {
        .core = core, .change = change, .value = change->account->lang, .consents = consents};

    return run(&act, CNOPS_EVENT_CONSENT_CHANGED, consents ? "on" : "off", write_preferences, pool);
}

/* --- sessions and browsers --- */

static apr_status_t end_one(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const change_act_t *act = self;
    const cnops_store_t *store = &act->core->store;

    return store->sessions->end_one(store->self, act->change->account->id, act->value, trail, pool);
}

apr_status_t cnops_account_end_session(const cnops_core_t *core, const cnops_change_t *change,
                                       const char *token_digest, apr_pool_t *pool)
{
    change_act_t act = {.core = core, .change = change, .value = token_digest};

    return forgive_absence(run(&act, CNOPS_EVENT_SESSIONS_ENDED, NULL, end_one, pool));
}

static apr_status_t end_others(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const change_act_t *act = self;
    const cnops_store_t *store = &act->core->store;

    return store->sessions->end_all(store->self, act->change->account->id, act->spared, trail,
                                    pool);
}

apr_status_t cnops_account_end_sessions(const cnops_core_t *core, const cnops_change_t *change,
                                        const char *spared_token_digest, apr_pool_t *pool)
{
    change_act_t act = {.core = core, .change = change, .spared = spared_token_digest};

    return run(&act, CNOPS_EVENT_SESSIONS_ENDED, NULL, end_others, pool);
}

static apr_status_t forget(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const change_act_t *act = self;
    const cnops_store_t *store = &act->core->store;
    cnops_forgetting_t forgetting = {.account_id = act->change->account->id,
                                     .browser = act->value,
                                     .spared_token_digest = act->spared};

    return store->devices->forget(store->self, &forgetting, trail, pool);
}

apr_status_t cnops_account_forget_browser(const cnops_core_t *core, const cnops_change_t *change,
                                          const char *browser, const char *spared_token_digest,
                                          apr_pool_t *pool)
{
    change_act_t act = {
        .core = core, .change = change, .value = browser, .spared = spared_token_digest};

    return forgive_absence(run(&act, CNOPS_EVENT_DEVICE_FORGOTTEN, NULL, forget, pool));
}
