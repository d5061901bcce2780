/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ticket/ticket_decision.h"

#include "base/errors.h"
#include "base/text.h"
#include "core/seal/columns.h"

#include <string.h>

#define SLICE 100 /* tickets a look */

bool cnops_ticket_decision_parse(cnops_ticket_state_e *pstate, const char *word)
{
    cnops_ticket_state_e state;

    if (!cnops_ticket_state_parse(&state, word) || state == CNOPS_TICKET_OPEN ||
        state == CNOPS_TICKET_WITHDRAWN)
        return false;
    *pstate = state;
    return true;
}

apr_status_t cnops_ticket_has_decision(bool *phas, const cnops_core_t *core,
                                       const cnops_ticket_t *ticket,
                                       const cnops_ticket_decision_t *decision, apr_pool_t *pool)
{
    const char *answer;
    apr_status_t rv = cnops_ticket_answer(&answer, core, ticket, pool);

    *phas = rv == APR_SUCCESS && ticket->state == decision->state && ticket->decided_on &&
            strcmp(ticket->decided_on, decision->decided_on) == 0 &&
            strcmp(answer ? answer : "", decision->reason) == 0;
    return rv;
}

/* --- deciding --- */

typedef struct deciding_t {
    const cnops_core_t *core;
    cnops_ticket_t next;
} deciding_t;

static apr_status_t update(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const deciding_t *deciding = self;
    const cnops_store_t *store = &deciding->core->store;

    return store->tickets->update(store->self, &deciding->next, trail, pool);
}

static apr_status_t seal_answer(cnops_ticket_t *ticket, const cnops_core_t *core,
                                const char *reason, apr_pool_t *pool)
{
    const char *bound[] = {ticket->reference, NULL};

    ticket->answer_sealed = NULL;
    if (!*reason)
        return APR_SUCCESS;
    ticket->answer_sealed = cnops_column_seal(core, CNOPS_SEALED_ANSWER, bound, reason, pool);
    return ticket->answer_sealed ? APR_SUCCESS : CNOPS_ETOOLARGE;
}

apr_status_t cnops_ticket_decide(const cnops_core_t *core, const cnops_ticket_t *ticket,
                                 const cnops_ticket_decision_t *decision,
                                 const apr_array_header_t *messages, cnops_event_t event,
                                 apr_pool_t *pool)
{
    deciding_t deciding = {core, *ticket};
    cnops_act_t act = {ticket->person_id, &event, messages, update, &deciding};
    apr_status_t rv;

    if (!cnops_ticket_waits(ticket))
        return CNOPS_ECONFLICT;
    if ((rv = seal_answer(&deciding.next, core, decision->reason, pool)) != APR_SUCCESS)
        return rv;
    event.kind = CNOPS_EVENT_TICKET_DECIDED;
    event.note = cnops_ticket_state_name(decision->state);
    deciding.next.state = decision->state;
    deciding.next.decided_on = decision->decided_on;
    deciding.next.decided_at = cnops_core_now(core);
    deciding.next.read_at = 0;
    return cnops_journal_act(core, &act, pool);
}

/* --- finding --- */

/* Characters that people confuse; Crockford's base 32 has no O, I and L. */
static char read_character(char c)
{
    if (c == 'O')
        return '0';
    return c == 'I' || c == 'L' ? '1' : c;
}

const char *cnops_ticket_reference(const char *typed, apr_pool_t *pool)
{
    char *reference = cnops_text_upper(cnops_text_compact(typed, pool), pool);

    for (char *at = reference; *at; at++)
        *at = read_character(*at);
    if (strlen(reference) != CNOPS_TICKET_REFERENCE_LEN || *reference != 'D' ||
        strspn(reference, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != CNOPS_TICKET_REFERENCE_LEN)
        return NULL;
    return reference;
}

apr_status_t cnops_ticket_by_reference(const cnops_ticket_t **pticket, const cnops_core_t *core,
                                       const char *reference, apr_pool_t *pool)
{
    return core->store.tickets->by_reference(core->store.self, pticket, reference, pool);
}

typedef struct walk_t {
    const cnops_core_t *core;
    cnops_ticket_each_fn each;
    void *self;
    apr_pool_t *slice;
} walk_t;

/* Rows that this release cannot read are missing in a slice: only where nothing more was looked at
 * is the end. */
static apr_status_t walk_state(const walk_t *walk, cnops_ticket_state_e state)
{
    const cnops_store_t *store = &walk->core->store;
    apr_array_header_t *list;
    apr_int64_t last_id = 0, after_id;
    apr_status_t rv;

    do {
        apr_pool_clear(walk->slice);
        after_id = last_id;
        rv = store->tickets->in_state(store->self, &list, state, &last_id, SLICE, walk->slice);
        for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++)
            rv = walk->each(walk->self, &APR_ARRAY_IDX(list, i, cnops_ticket_t), walk->slice);
    } while (rv == APR_SUCCESS && last_id != after_id);
    return rv;
}

apr_status_t cnops_ticket_walk(const cnops_core_t *core, cnops_ticket_each_fn each, void *self,
                               apr_pool_t *pool)
{
    walk_t walk = {core, each, self, NULL};
    apr_status_t rv;

    apr_pool_create(&walk.slice, pool);
    rv = walk_state(&walk, CNOPS_TICKET_OPEN);
    if (rv == APR_SUCCESS)
        rv = walk_state(&walk, CNOPS_TICKET_MORE_ASKED);
    apr_pool_destroy(walk.slice);
    return rv;
}
