/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ticket/ticket.h"

#include "base/errors.h"
#include "base/json.h"
#include "core/seal/columns.h"
#include "core/seal/handle.h"
#include "core/ticket/clock.h"

#include <apr_strings.h>
#include <string.h>

#define DAY   apr_time_from_sec(86400)
#define DRAWS 3 /* of a reference, until one is new */
/* Above what can wait for one person: CnopsOpenRequests is 100 at most, and each membership can
 * have a correction of its address besides. */
#define ALL_WAITING 1000

/* --- making --- */

/* "D", which no number of a contact request begins with, and Crockford's base 32: no letter that
 * people take for a digit. */
static const char *draw_reference(const cnops_core_t *core, apr_pool_t *pool)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    unsigned char bytes[CNOPS_TICKET_REFERENCE_LEN - 1];
    char *reference = apr_pcalloc(pool, CNOPS_TICKET_REFERENCE_LEN + 1);

    core->random.fill(core->random.self, bytes, sizeof bytes);
    reference[0] = 'D';
    for (apr_size_t i = 0; i < sizeof bytes; i++)
        reference[i + 1] = alphabet[bytes[i] % (sizeof alphabet - 1)]; /* 32 divides 256 */
    return reference;
}

static const char *seal_payload(const cnops_core_t *core, const cnops_tree_t *payload,
                                const char *reference, apr_pool_t *pool)
{
    const char *bound[] = {reference, NULL};

    return cnops_column_seal(core, CNOPS_SEALED_TICKET, bound, cnops_json_write(payload, pool),
                             pool);
}

static apr_status_t build(cnops_ticket_t *ticket, const cnops_core_t *core,
                          const cnops_ticket_asking_t *asking, apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);

    *ticket = (cnops_ticket_t){.reference = draw_reference(core, pool),
                               .person_id = asking->account->person_id,
                               .membership_id = asking->membership_id,
                               .version = 1,
                               .kind = asking->kind,
                               .state = CNOPS_TICKET_OPEN,
                               .opened_at = now,
                               .due_at = cnops_ticket_due(core, asking->kind, now)};
    ticket->payload_sealed = seal_payload(core, asking->payload, ticket->reference, pool);
    return ticket->payload_sealed ? APR_SUCCESS : CNOPS_ETOOLARGE;
}

/* --- what may be opened --- */

typedef struct opening_t {
    const cnops_core_t *core;
    const cnops_ticket_asking_t *asking;
    cnops_ticket_t ticket;
    const cnops_ticket_t *same; /* the ticket for the same thing, or NULL */
} opening_t;

static apr_status_t is_same(bool *pis_same, const opening_t *opening, const cnops_ticket_t *other,
                            apr_pool_t *pool)
{
    const cnops_ticket_asking_t *asking = opening->asking;

    *pis_same = false;
    if (other->kind != asking->kind)
        return APR_SUCCESS;
    if (asking->kind == CNOPS_TICKET_COMPLAINT)
        return cnops_ticket_is_about(pis_same, opening->core, other,
                                     cnops_tree_text(asking->payload, CNOPS_TICKET_CLAIM), pool);
    *pis_same =
        asking->kind == CNOPS_TICKET_CLOSING ||
        (asking->kind == CNOPS_TICKET_ADDRESS && other->membership_id == asking->membership_id);
    return APR_SUCCESS;
}

static apr_status_t look_for_same(opening_t *opening, const apr_array_header_t *waiting,
                                  apr_pool_t *pool)
{
    for (int i = 0; i < waiting->nelts; i++) {
        const cnops_ticket_t *other = &APR_ARRAY_IDX(waiting, i, cnops_ticket_t);
        bool same;
        apr_status_t rv = is_same(&same, opening, other, pool);

        if (rv != APR_SUCCESS)
            return rv;
        if (same) {
            opening->same = other;
            return CNOPS_EDUPLICATE;
        }
    }
    return APR_SUCCESS;
}

/* Whoever opens and withdraws again and again meets this bound. */
static apr_status_t check_day(const opening_t *opening, apr_pool_t *pool)
{
    const cnops_core_t *core = opening->core;
    int max = (int)core->settings->day_tickets;
    apr_array_header_t *list;
    apr_status_t rv = cnops_tickets_of(&list, core, opening->ticket.person_id, max, pool);

    if (rv != APR_SUCCESS || list->nelts < max)
        return rv;
    return APR_ARRAY_IDX(list, max - 1, cnops_ticket_t).opened_at > opening->ticket.opened_at - DAY
               ? CNOPS_ETOOLARGE
               : APR_SUCCESS;
}

/* Of addresses, one waits for each membership at most: they need no other bound. */
static bool is_one_too_many(const opening_t *opening, const apr_array_header_t *waiting)
{
    return opening->asking->kind != CNOPS_TICKET_ADDRESS &&
           waiting->nelts >= opening->core->settings->open_tickets;
}

static apr_status_t check(opening_t *opening, apr_pool_t *pool)
{
    apr_array_header_t *waiting;
    apr_status_t rv = cnops_tickets_waiting(&waiting, opening->core, opening->ticket.person_id,
                                            ALL_WAITING, pool);

    if (rv == APR_SUCCESS)
        rv = look_for_same(opening, waiting, pool);
    if (rv == APR_SUCCESS && is_one_too_many(opening, waiting))
        rv = CNOPS_ETOOLARGE;
    return rv == APR_SUCCESS && !opening->asking->is_demanded ? check_day(opening, pool) : rv;
}

/* The bounds are checked within the act. Each ticket takes a place in the person's journal, and the
 * place of this one was read before: where another ticket is opened after the check, this one is
 * refused its place, and the act is run again with a new check. */
static apr_status_t run_opening(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    opening_t *opening = self;
    const cnops_store_t *store = &opening->core->store;
    apr_status_t rv = CNOPS_EDUPLICATE;

    for (int i = 0; i < DRAWS && rv == CNOPS_EDUPLICATE; i++) {
        if ((rv = build(&opening->ticket, opening->core, opening->asking, pool)) != APR_SUCCESS ||
            (rv = check(opening, pool)) != APR_SUCCESS)
            return rv;
        rv = store->tickets->insert(store->self, &opening->ticket, trail, pool);
    }
    return rv;
}

/* Whoever gets APR_SUCCESS uses the ticket, so a row that has gone meanwhile is an error. */
static apr_status_t read_back(const cnops_ticket_t **pticket, const opening_t *opening,
                              apr_pool_t *pool)
{
    const cnops_store_t *store = &opening->core->store;
    apr_status_t rv =
        store->tickets->by_reference(store->self, pticket, opening->ticket.reference, pool);

    return rv == APR_SUCCESS && !*pticket ? CNOPS_EUNAVAILABLE : rv;
}

apr_status_t cnops_ticket_open(const cnops_ticket_t **pticket, const cnops_core_t *core,
                               const cnops_ticket_asking_t *asking, apr_pool_t *pool)
{
    opening_t opening = {.core = core, .asking = asking};
    cnops_event_t event = {.kind = CNOPS_EVENT_TICKET_OPENED,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = asking->ip,
                           .user_agent = asking->user_agent,
                           .note = cnops_ticket_kind_name(asking->kind)};
    cnops_act_t act = {asking->account->person_id, &event, asking->messages, run_opening, &opening};
    apr_status_t rv = cnops_journal_act(core, &act, pool);

    *pticket = opening.same;
    /* Every reference that was drawn is taken: no ticket of the person is in the way. */
    if (rv == CNOPS_EDUPLICATE && !opening.same)
        return CNOPS_EUNAVAILABLE;
    return rv == APR_SUCCESS ? read_back(pticket, &opening, pool) : rv;
}

/* --- looking --- */

apr_status_t cnops_tickets_of(apr_array_header_t **plist, const cnops_core_t *core,
                              apr_int64_t person_id, int max, apr_pool_t *pool)
{
    return cnops_tickets_before(plist, core, person_id, 0, max, pool);
}

apr_status_t cnops_tickets_before(apr_array_header_t **plist, const cnops_core_t *core,
                                  apr_int64_t person_id, apr_int64_t before_id, int max,
                                  apr_pool_t *pool)
{
    return core->store.tickets->of_person(core->store.self, plist, person_id, before_id, max, pool);
}

apr_status_t cnops_tickets_waiting(apr_array_header_t **plist, const cnops_core_t *core,
                                   apr_int64_t person_id, int max, apr_pool_t *pool)
{
    return core->store.tickets->open_of(core->store.self, plist, person_id, max, pool);
}

apr_status_t cnops_ticket_find(const cnops_ticket_t **pticket, const cnops_core_t *core,
                               apr_int64_t person_id, apr_int64_t id, apr_pool_t *pool)
{
    return core->store.tickets->find(core->store.self, pticket, person_id, id, pool);
}

static cnops_handle_use_t use_of(apr_int64_t person_id)
{
    return (cnops_handle_use_t){"ticket", person_id};
}

const char *cnops_ticket_handle(const cnops_core_t *core, const cnops_ticket_t *ticket,
                                apr_pool_t *pool)
{
    cnops_handle_use_t use = use_of(ticket->person_id);
    cnops_handle_value_t value = cnops_handle_value_of_id(ticket->id);

    return cnops_handle_make(core->keys, &use, &value, pool);
}

apr_status_t cnops_ticket_of_handle(const cnops_ticket_t **pticket, const cnops_core_t *core,
                                    apr_int64_t person_id, const char *handle, apr_pool_t *pool)
{
    cnops_handle_use_t use = use_of(person_id);
    cnops_handle_value_t value;

    *pticket = NULL;
    if (!cnops_handle_open(&value, core->keys, &use, handle, pool))
        return APR_SUCCESS;
    return cnops_ticket_find(pticket, core, person_id, cnops_handle_id_of_value(&value), pool);
}

bool cnops_ticket_waits(const cnops_ticket_t *ticket)
{
    return ticket->state == CNOPS_TICKET_OPEN || ticket->state == CNOPS_TICKET_MORE_ASKED;
}

bool cnops_ticket_has_news(const cnops_ticket_t *ticket)
{
    return ticket->state != CNOPS_TICKET_OPEN && ticket->state != CNOPS_TICKET_WITHDRAWN &&
           !ticket->read_at;
}

bool cnops_ticket_is_late(const cnops_core_t *core, const cnops_ticket_t *ticket)
{
    return ticket->state == CNOPS_TICKET_OPEN && cnops_core_now(core) > ticket->due_at;
}

static apr_status_t open_text(char **ptext, const cnops_core_t *core, cnops_sealed_e what,
                              const cnops_ticket_t *ticket, apr_pool_t *pool)
{
    const char *bound[] = {ticket->reference, NULL};

    return cnops_column_open(
        ptext, core, what, bound,
        what == CNOPS_SEALED_TICKET ? ticket->payload_sealed : ticket->answer_sealed, pool);
}

apr_status_t cnops_ticket_payload(cnops_tree_t **ppayload, const cnops_core_t *core,
                                  const cnops_ticket_t *ticket, apr_pool_t *pool)
{
    char *json;
    apr_status_t rv = open_text(&json, core, CNOPS_SEALED_TICKET, ticket, pool);

    *ppayload = NULL;
    return rv == APR_SUCCESS ? cnops_json_parse(ppayload, json, strlen(json), pool) : rv;
}

apr_status_t cnops_ticket_is_about(bool *pis_about, const cnops_core_t *core,
                                   const cnops_ticket_t *ticket, const char *claim,
                                   apr_pool_t *pool)
{
    const char *theirs;
    cnops_tree_t *payload;
    apr_status_t rv = cnops_ticket_payload(&payload, core, ticket, pool);

    *pis_about = false;
    if (rv != APR_SUCCESS)
        return rv;
    theirs = cnops_tree_text(payload, CNOPS_TICKET_CLAIM);
    *pis_about = claim && theirs && strcmp(claim, theirs) == 0;
    return APR_SUCCESS;
}

apr_status_t cnops_ticket_answer(const char **panswer, const cnops_core_t *core,
                                 const cnops_ticket_t *ticket, apr_pool_t *pool)
{
    char *text = NULL;
    apr_status_t rv = APR_SUCCESS;

    if (ticket->answer_sealed)
        rv = open_text(&text, core, CNOPS_SEALED_ANSWER, ticket, pool);
    *panswer = text;
    return rv;
}

/* --- changing --- */

typedef struct change_t {
    const cnops_core_t *core;
    cnops_ticket_t next;
} change_t;

static apr_status_t run_change(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const change_t *change = self;
    const cnops_store_t *store = &change->core->store;

    return store->tickets->update(store->self, &change->next, trail, pool);
}

apr_status_t cnops_ticket_withdraw(const cnops_core_t *core, const cnops_ticket_t *ticket,
                                   cnops_event_t event, apr_pool_t *pool)
{
    change_t change = {core, *ticket};
    cnops_act_t act = {ticket->person_id, &event, NULL, run_change, &change};

    if (!cnops_ticket_waits(ticket))
        return CNOPS_ECONFLICT;
    event.kind = CNOPS_EVENT_TICKET_WITHDRAWN;
    event.note = cnops_ticket_kind_name(ticket->kind);
    change.next.state = CNOPS_TICKET_WITHDRAWN;
    change.next.decided_at = cnops_core_now(core);
    return cnops_journal_act(core, &act, pool);
}

apr_status_t cnops_ticket_note_read(const cnops_core_t *core, const cnops_ticket_t *ticket,
                                    apr_pool_t *pool)
{
    cnops_ticket_t next = *ticket;

    next.read_at = cnops_core_now(core);
    return core->store.tickets->update(core->store.self, &next, NULL, pool);
}
