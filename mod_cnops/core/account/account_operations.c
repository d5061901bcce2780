/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account_operations.h"

#include "core/account/throttle_person.h"

#include <apr_strings.h>
#include <string.h>

#define SLICE 500 /* rows of a journal that are read at a time */

apr_status_t cnops_operation_note_shown(const cnops_core_t *core, apr_int64_t person_id,
                                        const cnops_operator_t *by, apr_pool_t *pool)
{
    cnops_event_t event = cnops_operator_event(CNOPS_EVENT_SHOWN, by, NULL, pool);

    return cnops_journal_note(core, person_id, &event, pool);
}

apr_status_t cnops_operation_unlock(const cnops_core_t *core, const cnops_person_t *person,
                                    const cnops_account_t *account, const cnops_operator_t *by,
                                    apr_pool_t *pool)
{
    cnops_event_t event = cnops_operator_event(CNOPS_EVENT_UNLOCKED, by, NULL, pool);
    /* The event is written first: if clearing fails, the journal has one event too many, never one
     * too few. */
    apr_status_t rv = cnops_journal_note(core, person->id, &event, pool);

    return rv == APR_SUCCESS ? cnops_throttle_clear_person(core, person, account, pool) : rv;
}

/* --- acts on the account --- */

typedef struct operation_t {
    const cnops_core_t *core;
    const cnops_account_t *account;
} operation_t;

static apr_status_t close_with(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const operation_t *o = self;
    const cnops_store_t *store = &o->core->store;

    return store->accounts->set_state(store->self, o->account->id, CNOPS_ACCOUNT_CLOSED,
                                      o->account->frozen_until, trail, pool);
}

static apr_status_t drop_with(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const operation_t *o = self;
    const cnops_store_t *store = &o->core->store;

    return store->accounts->drop(store->self, o->account->id, trail, pool);
}

apr_status_t cnops_operation_close(const cnops_core_t *core, const cnops_account_t *account,
                                   const cnops_operator_t *by, const apr_array_header_t *messages,
                                   apr_pool_t *pool)
{
    operation_t operation = {core, account};
    cnops_event_t event = cnops_operator_event(CNOPS_EVENT_CLOSED, by, NULL, pool);
    cnops_act_t act = {account->person_id, &event, messages, close_with, &operation};

    return cnops_journal_act(core, &act, pool);
}

/* --- reclaiming --- */

/* Which operators have asked for this account within CNOPS_RECLAIM_TTL. */
typedef struct askers_t {
    bool self;  /* the operator who asks now */
    bool other; /* another operator */
} askers_t;

static void note_asker(askers_t *askers, const cnops_event_shown_t *shown,
                       const cnops_operator_t *by)
{
    apr_size_t len = strlen(CNOPS_ACTOR_OPERATOR);

    /* A row that does not open was not written with our key: it does not count. */
    if (!shown->actor || strncmp(shown->actor, CNOPS_ACTOR_OPERATOR, len) != 0)
        return;
    if (strcmp(shown->actor + len, by->name) == 0)
        askers->self = true;
    else
        askers->other = true;
}

static bool counts(const cnops_event_row_t *row, const cnops_account_t *account, apr_time_t now)
{
    return cnops_event_is(row, CNOPS_EVENT_RECLAIM_ASKED) && row->at > now - CNOPS_RECLAIM_TTL &&
           row->at >= account->created_at;
}

/* Reads the whole chain, in slices: a person who holds the account can make it long. */
static apr_status_t find_askers(askers_t *askers, const cnops_core_t *core,
                                const cnops_account_t *account, const cnops_operator_t *by,
                                apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    cnops_event_place_t place = {.person_id = account->person_id};
    apr_array_header_t *rows;
    apr_pool_t *slice;
    apr_status_t rv;

    *askers = (askers_t){false, false};
    apr_pool_create(&slice, pool);
    do {
        apr_pool_clear(slice);
        rv = core->store.events->after(core->store.self, &rows, place, SLICE, slice);
        for (int i = 0; rv == APR_SUCCESS && i < rows->nelts; i++) {
            const cnops_event_row_t *row = &APR_ARRAY_IDX(rows, i, cnops_event_row_t);
            cnops_event_shown_t shown;

            place.seq = row->person_id == account->person_id ? row->seq : APR_INT64_MAX;
            if (place.seq == row->seq && counts(row, account, now)) {
                cnops_journal_show(&shown, core, row, slice);
                note_asker(askers, &shown, by);
            }
        }
    } while (rv == APR_SUCCESS && rows->nelts == SLICE && place.seq != APR_INT64_MAX);
    apr_pool_destroy(slice);
    return rv;
}

apr_status_t cnops_operation_reclaim(cnops_reclaim_e *poutcome, const cnops_core_t *core,
                                     const cnops_account_t *account, const cnops_operator_t *by,
                                     const apr_array_header_t *messages, apr_pool_t *pool)
{
    operation_t operation = {core, account};
    cnops_event_t event;
    cnops_act_t act = {account->person_id, &event, messages, drop_with, &operation};
    askers_t askers;
    apr_status_t rv;

    if ((rv = find_askers(&askers, core, account, by, pool)) != APR_SUCCESS)
        return rv;
    *poutcome = askers.other  ? CNOPS_RECLAIM_DONE
                : askers.self ? CNOPS_RECLAIM_REPEATED
                              : CNOPS_RECLAIM_ASKED;
    if (*poutcome == CNOPS_RECLAIM_REPEATED)
        return APR_SUCCESS;
    event = cnops_operator_event(askers.other ? CNOPS_EVENT_RECLAIMED : CNOPS_EVENT_RECLAIM_ASKED,
                                 by, NULL, pool);
    if (*poutcome == CNOPS_RECLAIM_ASKED)
        return cnops_journal_note(core, account->person_id, &event, pool);
    return cnops_journal_act(core, &act, pool);
}
