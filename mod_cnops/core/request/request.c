/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/request/request.h"

#include "base/errors.h"
#include "core/person/contact.h"
#include "core/seal/columns.h"

/* --- making --- */

static const char *seal(const cnops_core_t *core, const char *contact, apr_pool_t *pool)
{
    return cnops_column_seal(core, CNOPS_SEALED_CONTACT, NULL, contact, pool);
}

const cnops_request_t *cnops_request_build(const cnops_core_t *core,
                                           const cnops_request_asking_t *asking, apr_pool_t *pool)
{
    cnops_request_t *request = apr_pcalloc(pool, sizeof *request);

    request->ref = asking->ref;
    request->person_id = asking->person_id;
    request->kind = asking->kind;
    request->state = CNOPS_REQUEST_OPEN;
    request->version = 1;
    request->email_digest = cnops_contact_digest(core, CNOPS_CHANNEL_EMAIL, asking->email, pool);
    request->email_sealed = seal(core, asking->email, pool);
    request->phone_digest = cnops_contact_digest(core, CNOPS_CHANNEL_SMS, asking->phone, pool);
    request->phone_sealed = seal(core, asking->phone, pool);
    request->lang = asking->lang;
    request->hastened_by = "";
    request->created_at = cnops_core_now(core);
    return request;
}

apr_status_t cnops_request_may(bool *pis_allowed, const cnops_core_t *core,
                               const cnops_account_t *account, apr_pool_t *pool)
{
    const cnops_request_t *open;
    apr_status_t rv;

    rv = core->store.requests->open_of(core->store.self, &open, account->person_id, pool);
    *pis_allowed = rv == APR_SUCCESS && !open && account->frozen_until <= cnops_core_now(core);
    return rv;
}

typedef struct making_t {
    const cnops_core_t *core;
    apr_int64_t account_id;
    const cnops_request_t *request;
} making_t;

/* The account is read again within the act: since the first look, an old contact may have refused
 * another request, which froze the account. */
static apr_status_t insert(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const making_t *making = self;
    const cnops_store_t *store = &making->core->store;
    const cnops_account_t *account;
    bool may = false;
    apr_status_t rv = store->accounts->by_id(store->self, &account, making->account_id, pool);

    if (rv == APR_SUCCESS && !account)
        return CNOPS_ENOTFOUND;
    if (rv == APR_SUCCESS)
        rv = cnops_request_may(&may, making->core, account, pool);
    if (rv == APR_SUCCESS && !may)
        rv = CNOPS_EDUPLICATE;
    if (rv != APR_SUCCESS)
        return rv;
    return store->requests->insert(store->self, making->request, trail, pool);
}

/* Tells whether the request that prevents this one was made by the same journey. */
static apr_status_t look_for(cnops_request_made_e *pmade, const cnops_core_t *core,
                             const cnops_request_t *request, apr_pool_t *pool)
{
    const cnops_request_t *same;
    apr_status_t rv;

    rv = core->store.requests->by_ref(core->store.self, &same, request->ref, pool);
    *pmade = rv == APR_SUCCESS && same ? CNOPS_REQUEST_REPEATED : CNOPS_REQUEST_CLOSED;
    return rv;
}

apr_status_t cnops_request_lodge(cnops_request_made_e *pmade, const cnops_core_t *core,
                                 const cnops_account_t *account, const cnops_request_t *request,
                                 const apr_array_header_t *messages, cnops_event_t event,
                                 apr_pool_t *pool)
{
    making_t making = {core, account->id, request};
    cnops_act_t act = {account->person_id, &event, messages, insert, &making};
    apr_status_t rv;

    event.kind = CNOPS_EVENT_REQUEST_MADE;
    rv = cnops_journal_act(core, &act, pool);
    *pmade = CNOPS_REQUEST_MADE;
    return rv == CNOPS_EDUPLICATE ? look_for(pmade, core, request, pool) : rv;
}

/* --- looking --- */

apr_status_t cnops_request_contact(const char **pcontact, const cnops_core_t *core,
                                   const cnops_request_t *request, cnops_channel_e channel,
                                   apr_pool_t *pool)
{
    const char *sealed =
        channel == CNOPS_CHANNEL_EMAIL ? request->email_sealed : request->phone_sealed;
    char *text = NULL;
    apr_status_t rv = cnops_column_open(&text, core, CNOPS_SEALED_CONTACT, NULL, sealed, pool);

    *pcontact = text;
    return rv;
}

bool cnops_request_is_opposable(const cnops_request_t *request)
{
    return request->state == CNOPS_REQUEST_OPEN || request->state == CNOPS_REQUEST_ACCEPTED;
}

static bool is_opening(const cnops_request_t *request)
{
    return request->kind == CNOPS_REQUEST_OPENING;
}

apr_time_t cnops_request_free_at(const cnops_core_t *core, const cnops_request_t *request)
{
    return request->created_at + (is_opening(request) ? 0 : core->settings->opposition_delay);
}

apr_time_t cnops_request_expires_at(const cnops_core_t *core, const cnops_request_t *request)
{
    return request->created_at + core->settings->request_ttl;
}

/* --- changing --- */

/* The changes of state that are allowed. From an end state none is. */
static const struct {
    cnops_request_state_e from, to;
} transitions[] = {
    {CNOPS_REQUEST_OPEN, CNOPS_REQUEST_OPEN},
    {CNOPS_REQUEST_OPEN, CNOPS_REQUEST_ACCEPTED},
    {CNOPS_REQUEST_OPEN, CNOPS_REQUEST_DECLINED},
    {CNOPS_REQUEST_OPEN, CNOPS_REQUEST_APPLIED},
    {CNOPS_REQUEST_OPEN, CNOPS_REQUEST_OPPOSED},
    {CNOPS_REQUEST_OPEN, CNOPS_REQUEST_EXPIRED},
    {CNOPS_REQUEST_ACCEPTED, CNOPS_REQUEST_DECLINED},
    {CNOPS_REQUEST_ACCEPTED, CNOPS_REQUEST_APPLIED},
    {CNOPS_REQUEST_ACCEPTED, CNOPS_REQUEST_OPPOSED},
    {CNOPS_REQUEST_ACCEPTED, CNOPS_REQUEST_EXPIRED},
    {CNOPS_REQUEST_DECLINED, CNOPS_REQUEST_REFUSED},
};

static bool is_transition(cnops_request_state_e from, cnops_request_state_e to)
{
    for (apr_size_t i = 0; i < sizeof transitions / sizeof *transitions; i++)
        if (transitions[i].from == from && transitions[i].to == to)
            return true;
    return false;
}

typedef struct change_t {
    const cnops_core_t *core;
    cnops_request_t next;
    cnops_effect_e effect;
    apr_time_t until;
    const apr_array_header_t *messages;
} change_t;

static apr_status_t update(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const change_t *change = self;
    const cnops_store_t *store = &change->core->store;
    cnops_request_change_t row = {&change->next, change->effect, change->until};

    return store->requests->update(store->self, &row, trail, pool);
}

static apr_status_t change_from(const cnops_request_t *former, change_t *change,
                                const cnops_event_t *event, apr_pool_t *pool)
{
    cnops_act_t act = {former->person_id, event, change->messages, update, change};

    if (!is_transition(former->state, change->next.state))
        return CNOPS_ECONFLICT;
    return cnops_journal_act(change->core, &act, pool);
}

apr_status_t cnops_request_accept(const cnops_core_t *core, const cnops_request_t *request,
                                  apr_time_t apply_at, const cnops_event_t *event, apr_pool_t *pool)
{
    change_t change = {.core = core, .next = *request};

    change.next.state = CNOPS_REQUEST_ACCEPTED;
    change.next.apply_at = apply_at;
    return change_from(request, &change, event, pool);
}

apr_status_t cnops_request_apply(const cnops_core_t *core, const cnops_request_t *request,
                                 const apr_array_header_t *messages, const cnops_event_t *event,
                                 apr_pool_t *pool)
{
    change_t change = {.core = core,
                       .next = *request,
                       .effect = is_opening(request) ? CNOPS_EFFECT_OPEN : CNOPS_EFFECT_BIND,
                       .until = cnops_core_now(core),
                       .messages = messages};

    change.next.state = CNOPS_REQUEST_APPLIED;
    change.next.settled_at = change.until;
    return change_from(request, &change, event, pool);
}

/* Only an account that exists can be frozen: an operator may have deleted it meanwhile, to give it
 * back to its person. */
static apr_status_t choose_effect(cnops_effect_e *peffect, const cnops_core_t *core,
                                  const cnops_request_t *request, cnops_request_state_e state,
                                  apr_pool_t *pool)
{
    const cnops_account_t *account;
    apr_status_t rv;

    *peffect = is_opening(request) ? CNOPS_EFFECT_DROP : CNOPS_EFFECT_NONE;
    if (is_opening(request) || state != CNOPS_REQUEST_OPPOSED)
        return APR_SUCCESS;
    rv = core->store.accounts->by_person(core->store.self, &account, request->person_id, pool);
    if (rv == APR_SUCCESS && account)
        *peffect = CNOPS_EFFECT_FREEZE;
    return rv;
}

apr_status_t cnops_request_end(const cnops_core_t *core, const cnops_request_t *request,
                               cnops_request_state_e state, const apr_array_header_t *messages,
                               const cnops_event_t *event, apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    change_t change = {.core = core,
                       .next = *request,
                       .until = now + core->settings->opposition_freeze,
                       .messages = messages};
    apr_status_t rv = choose_effect(&change.effect, core, request, state, pool);

    if (rv != APR_SUCCESS)
        return rv;
    change.next.state = state;
    change.next.settled_at = now;
    return change_from(request, &change, event, pool);
}

apr_status_t cnops_request_decline(const cnops_core_t *core, const cnops_request_t *request,
                                   const cnops_event_t *event, apr_pool_t *pool)
{
    change_t change = {.core = core, .next = *request};

    change.next.state = CNOPS_REQUEST_DECLINED;
    return change_from(request, &change, event, pool);
}

apr_status_t cnops_request_hasten(const cnops_core_t *core, const cnops_request_t *request,
                                  const char *operator_name, const cnops_event_t *event,
                                  apr_pool_t *pool)
{
    change_t change = {.core = core, .next = *request};

    change.next.hastened_by = operator_name;
    return change_from(request, &change, event, pool);
}

/* A reminder has no event and changes no state. */
apr_status_t cnops_request_remind(const cnops_core_t *core, const cnops_request_t *request,
                                  int count, const apr_array_header_t *messages, apr_pool_t *pool)
{
    cnops_request_t next = *request;
    cnops_request_change_t change = {.request = &next, .effect = CNOPS_EFFECT_NONE};
    cnops_trail_t trail = {.messages = messages};

    next.reminders = count;
    return core->store.requests->update(core->store.self, &change, &trail, pool);
}
