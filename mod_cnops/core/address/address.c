/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/address/address.h"

#include "base/errors.h"
#include "core/journal/journal.h"
#include "core/person/identity.h"
#include "core/seal/columns.h"
#include "core/seal/handle.h"
#include "core/ticket/ticket.h"

#include <apr_strings.h>
#include <string.h>

static const char *text_of(const cnops_tree_t *record, const char *name)
{
    const char *text = cnops_tree_text(record, name);

    return text ? text : "";
}

apr_status_t cnops_address_read(cnops_address_t *paddress, const cnops_core_t *core,
                                const cnops_membership_t *membership, apr_pool_t *pool)
{
    cnops_tree_t *record;
    apr_status_t rv = cnops_identity_record(&record, core, CNOPS_SEALED_MEMBERSHIP,
                                            membership->record_sealed, pool);

    if (rv != APR_SUCCESS)
        return rv;
    *paddress = (cnops_address_t){.membership_id = membership->id,
                                  .immatriculation = text_of(record, "immatriculation"),
                                  .street = text_of(record, "address"),
                                  .postal_code = text_of(record, "postal_code"),
                                  .city = text_of(record, "city"),
                                  .is_pending = cnops_tree_bool(record, "address_pending")};
    return APR_SUCCESS;
}

/* key_id NULL: the current key. NULL where the ring does not have the key. */
static const char *digest_of(const cnops_core_t *core, const cnops_address_t *address,
                             const char *key_id, apr_pool_t *pool)
{
    const char *id = apr_psprintf(pool, "%" APR_INT64_T_FMT, address->membership_id);
    const char *parts[] = {id, address->street, address->postal_code, address->city, NULL};

    return cnops_column_digest_with(core, CNOPS_KEYED_ADDRESS, key_id, parts, pool);
}

/* --- whether it waits --- */

static apr_status_t is_answered(bool *panswered, const cnops_core_t *core,
                                const cnops_address_t *address, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    const cnops_address_answer_t *answer;
    const char *digest;
    apr_status_t rv = store->addresses->find(store->self, &answer, address->membership_id, pool);

    *panswered = false;
    if (rv != APR_SUCCESS || !answer)
        return rv;
    digest = digest_of(core, address, answer->key_id, pool);
    *panswered = digest && strcmp(digest, answer->address_digest) == 0;
    return APR_SUCCESS;
}

static apr_status_t waits(bool *pwaits, const cnops_core_t *core, const cnops_address_t *address,
                          apr_pool_t *pool)
{
    bool answered = true;
    apr_status_t rv = APR_SUCCESS;

    if (address->is_pending)
        rv = is_answered(&answered, core, address, pool);
    *pwaits = !answered;
    return rv;
}

apr_status_t cnops_address_awaited(const cnops_address_t **paddress, const cnops_core_t *core,
                                   const apr_array_header_t *memberships, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    *paddress = NULL;
    for (int i = 0; rv == APR_SUCCESS && i < memberships->nelts; i++) {
        const cnops_membership_t *membership = &APR_ARRAY_IDX(memberships, i, cnops_membership_t);
        cnops_address_t address;
        bool is_awaited = false;

        if (membership->status != CNOPS_MEMBER_ACTIVE)
            continue;
        if ((rv = cnops_address_read(&address, core, membership, pool)) == APR_SUCCESS)
            rv = waits(&is_awaited, core, &address, pool);
        if (rv == APR_SUCCESS && is_awaited) {
            *paddress = apr_pmemdup(pool, &address, sizeof address);
            break;
        }
    }
    return rv;
}

/* --- which one was shown --- */

static cnops_handle_use_t use_of(apr_int64_t person_id)
{
    return (cnops_handle_use_t){"address", person_id};
}

const char *cnops_address_handle(const cnops_core_t *core, const cnops_address_t *address,
                                 apr_int64_t person_id, apr_pool_t *pool)
{
    cnops_handle_use_t use = use_of(person_id);
    cnops_handle_value_t value = cnops_handle_value_of_digest(digest_of(core, address, NULL, pool));

    return cnops_handle_make(core->keys, &use, &value, pool);
}

/* The page may have been shown before there was a new key. */
bool cnops_address_has_handle(const cnops_core_t *core, const cnops_address_t *address,
                              apr_int64_t person_id, const char *handle, apr_pool_t *pool)
{
    cnops_handle_use_t use = use_of(person_id);
    cnops_handle_value_t value;
    const char *shown, *id;

    if (!cnops_handle_open(&value, core->keys, &use, handle, pool) ||
        !(shown = cnops_handle_digest_of_value(&value, pool)))
        return false;
    for (int i = 0; (id = cnops_keys_id(core->keys, i)); i++)
        if (strcmp(shown, digest_of(core, address, id, pool)) == 0)
            return true;
    return false;
}

/* --- the answer --- */

typedef struct answering_t {
    const cnops_core_t *core;
    const cnops_address_answer_t *answer;
} answering_t;

static apr_status_t keep(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const answering_t *answering = self;
    const cnops_store_t *store = &answering->core->store;

    return store->addresses->keep(store->self, answering->answer, trail, pool);
}

apr_status_t cnops_address_answer(const cnops_core_t *core, const cnops_address_reply_t *reply,
                                  apr_pool_t *pool)
{
    cnops_address_answer_t answer = {.membership_id = reply->address->membership_id,
                                     .address_digest = digest_of(core, reply->address, NULL, pool),
                                     .key_id = cnops_keys_current(core->keys),
                                     .how = reply->how,
                                     .answered_at = cnops_core_now(core)};
    cnops_event_t event = {.kind = reply->how == CNOPS_ADDRESS_CONFIRMED
                                       ? CNOPS_EVENT_ADDRESS_CONFIRMED
                                       : CNOPS_EVENT_ADDRESS_CORRECTED,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = reply->ip,
                           .user_agent = reply->user_agent};
    answering_t answering = {core, &answer};
    cnops_act_t act = {
        .person_id = reply->person_id, .event = &event, .run = keep, .self = &answering};

    return cnops_journal_act(core, &act, pool);
}

/* --- corrections --- */

/* With the names of the columns of members.csv, which the back office knows. */
static cnops_tree_t *write_payload(const cnops_address_correction_t *correction, apr_pool_t *pool)
{
    cnops_tree_t *payload = cnops_tree_object(pool);

    cnops_tree_set_text(payload, "immatriculation", correction->address->immatriculation);
    cnops_tree_set_text(payload, "address", correction->street);
    cnops_tree_set_text(payload, "postal_code", correction->postal_code);
    cnops_tree_set_text(payload, "city", correction->city);
    return payload;
}

/* The errors that say something to the member become *psent. */
static apr_status_t open_ticket(cnops_address_sent_e *psent, const cnops_core_t *core,
                                const cnops_ticket_asking_t *asking, apr_pool_t *pool)
{
    const cnops_ticket_t *ticket;
    apr_status_t rv = cnops_ticket_open(&ticket, core, asking, pool);

    *psent = rv == CNOPS_EDUPLICATE  ? CNOPS_ADDRESS_UNDER_WAY
             : rv == CNOPS_ETOOLARGE ? CNOPS_ADDRESS_TOO_MANY
                                     : CNOPS_ADDRESS_SENT;
    return *psent == CNOPS_ADDRESS_SENT ? rv : APR_SUCCESS;
}

/* The ticket comes first: an answer without it would lose the correction. */
apr_status_t cnops_address_correct(cnops_address_sent_e *psent, const cnops_core_t *core,
                                   const cnops_address_correction_t *correction,
                                   const apr_array_header_t *messages, apr_pool_t *pool)
{
    cnops_ticket_asking_t asking = {.account = correction->account,
                                    .membership_id = correction->address->membership_id,
                                    .kind = CNOPS_TICKET_ADDRESS,
                                    .is_demanded = correction->is_awaited,
                                    .payload = write_payload(correction, pool),
                                    .ip = correction->ip,
                                    .user_agent = correction->user_agent,
                                    .messages = messages};
    cnops_address_reply_t reply = {correction->address, CNOPS_ADDRESS_CORRECTED,
                                   correction->account->person_id, correction->ip,
                                   correction->user_agent};
    apr_status_t rv = open_ticket(psent, core, &asking, pool);

    if (rv == APR_SUCCESS && correction->is_awaited && *psent != CNOPS_ADDRESS_TOO_MANY)
        rv = cnops_address_answer(core, &reply, pool);
    return rv;
}
