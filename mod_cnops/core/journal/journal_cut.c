/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/journal_cut.h"

#include "core/journal/cut_note.h"
#include "core/journal/journal.h"

#include <apr_strings.h>

#define PATIENCE apr_time_from_sec(366 * 24 * 3600)

/* --- the event --- */

typedef struct act_t {
    const cnops_core_t *core;
    cnops_event_place_t through;
} act_t;

static apr_status_t run_cut(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const act_t *act = self;
    const cnops_store_t *store = &act->core->store;

    return store->events->cut(store->self, act->through, trail->event, pool);
}

static apr_status_t cut_chain(const cnops_core_t *core, const cnops_chain_head_t *last,
                              apr_pool_t *pool)
{
    const char *note = cnops_cut_note_write(last, pool);
    cnops_event_t event = {
        .kind = CNOPS_EVENT_JOURNAL_CUT, .actor = CNOPS_ACTOR_SYSTEM, .note = note};
    act_t act = {core, {last->person_id, last->seq}};

    return cnops_journal_act(
        core,
        &(cnops_act_t){.person_id = last->person_id, .event = &event, .run = run_cut, .self = &act},
        pool);
}

/* --- all chains --- */

typedef struct walk_t {
    const cnops_journal_check_t *asked; /* the caller's: its heads and its faults */
    apr_time_t before;
    cnops_journal_cut_t *done;
    apr_int64_t faulty; /* the last person with a fault */
    apr_pool_t *pool;   /* cleared after each cut */
    /* of the chain */
    cnops_chain_head_t old;  /* the last of the old rows at its beginning; seq 0: none */
    cnops_chain_head_t last; /* the last row that may be deleted; seq 0: none */
    apr_int64_t person_id, first_seq, next_old; /* next_old: the row that may follow old */
    apr_time_t first_at;
} walk_t;

static apr_status_t give_kept(void *self, cnops_chain_head_t *phead)
{
    const walk_t *walk = self;

    return walk->asked->next_kept(walk->asked->self, phead);
}

/* With the first row of a chain, kept heads of persons before it may be found missing, after a
 * fault of that row: so the highest person counts. */
static void note_fault(void *self, apr_int64_t person_id, apr_int64_t seq,
                       cnops_chain_fault_e fault)
{
    walk_t *walk = self;

    if (person_id > walk->faulty)
        walk->faulty = person_id;
    walk->done->fault_count++;
    walk->asked->fault(walk->asked->self, person_id, seq, fault);
}

static void begin_chain(walk_t *walk, const cnops_event_row_t *row)
{
    walk->old = walk->last = (cnops_chain_head_t){0};
    walk->person_id = row->person_id;
    walk->first_seq = walk->next_old = row->seq;
    walk->first_at = row->at;
}

/* Whether the row may go: it is old, so are all rows before it, and one cut deletes that many. */
static bool is_old(const walk_t *walk, const cnops_event_row_t *row)
{
    return row->at < walk->before && row->seq == walk->next_old &&
           row->seq < walk->first_seq + CNOPS_JOURNAL_CUT_MOST;
}

/* What may go ends before the kept head: the next check must find that head again. */
static void look_at(void *self, const cnops_event_row_t *row, bool is_kept)
{
    walk_t *walk = self;

    if (row->person_id != walk->person_id)
        begin_chain(walk, row);
    if (is_kept)
        walk->last = walk->old;
    if (is_old(walk, row)) {
        walk->old = (cnops_chain_head_t){.person_id = row->person_id, .seq = row->seq};
        apr_cpystrn(walk->old.mac, row->mac, sizeof walk->old.mac);
        walk->next_old = row->seq + 1;
    }
}

/* The rows of the chain are checked, so what they say of their age is true. A row that is changed
 * from now on changes nothing: its place is deleted, whatever it says. */
static apr_status_t end_chain(void *self, const cnops_chain_head_t *head)
{
    walk_t *walk = self;
    apr_status_t rv;

    if (!walk->last.seq || walk->faulty == head->person_id ||
        walk->first_at >= walk->before - PATIENCE)
        return APR_SUCCESS;
    rv = cut_chain(walk->asked->core, &walk->last, walk->pool);
    apr_pool_clear(walk->pool);
    if (rv != APR_SUCCESS)
        return rv;
    walk->done->chain_count++;
    walk->done->event_count += walk->last.seq - walk->first_seq + 1;
    return APR_SUCCESS;
}

apr_status_t cnops_journal_cut(cnops_journal_cut_t *pdone, const cnops_journal_check_t *asked,
                               apr_time_t before, apr_pool_t *pool)
{
    walk_t walk = {.asked = asked, .before = before, .done = pdone};
    cnops_journal_check_t check = {.core = asked->core,
                                   .next_kept = asked->next_kept ? give_kept : NULL,
                                   .fault = note_fault,
                                   .row = look_at,
                                   .head = end_chain,
                                   .self = &walk};
    apr_status_t rv;

    *pdone = (cnops_journal_cut_t){0};
    apr_pool_create(&walk.pool, pool);
    rv = cnops_journal_check(&check, pool);
    apr_pool_destroy(walk.pool);
    return rv;
}
