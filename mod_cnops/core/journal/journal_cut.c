/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/journal_cut.h"

#include "base/errors.h"
#include "core/journal/journal.h"

#include <apr_strings.h>
#include <string.h>

#define SLICE    500 /* rows read at a time */
#define PATIENCE apr_time_from_sec(366 * 24 * 3600)

/* --- the event --- */

/* The note is "SEQ MAC". */
bool cnops_journal_cut_read(cnops_chain_head_t *pcut, const cnops_core_t *core,
                            const cnops_event_row_t *row, apr_pool_t *pool)
{
    cnops_event_shown_t shown;
    char *end;

    if (!cnops_event_is(row, CNOPS_EVENT_JOURNAL_CUT))
        return false;
    cnops_journal_show(&shown, core, row, pool);
    if (!shown.note)
        return false;
    *pcut = (cnops_chain_head_t){.person_id = row->person_id};
    pcut->seq = apr_strtoi64(shown.note, &end, 10);
    if (*end != ' ' || strlen(end + 1) != sizeof pcut->mac - 1)
        return false;
    apr_cpystrn(pcut->mac, end + 1, sizeof pcut->mac);
    return true;
}

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
    const char *note = apr_psprintf(pool, "%" APR_INT64_T_FMT " %s", last->seq, last->mac);
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
    const cnops_core_t *core;
    apr_time_t before;
    cnops_journal_cut_t *done;
    cnops_event_place_t place; /* of the last row that was read */
    /* of its chain */
    cnops_chain_head_t last; /* the last row that may be deleted; seq 0: none */
    cnops_chain_head_t read; /* the last row that was read, if it is old; else seq 0 */
    apr_int64_t first_seq;
    apr_time_t first_at;
} walk_t;

static apr_status_t end_chain(walk_t *walk, apr_pool_t *pool)
{
    apr_status_t rv;

    if (!walk->last.seq || walk->first_at >= walk->before - PATIENCE)
        return APR_SUCCESS;
    if ((rv = cut_chain(walk->core, &walk->last, pool)) != APR_SUCCESS)
        return rv;
    walk->done->chain_count++;
    walk->done->event_count += walk->last.seq - walk->first_seq + 1;
    return APR_SUCCESS;
}

static void begin_chain(walk_t *walk, const cnops_event_row_t *row)
{
    walk->last = walk->read = (cnops_chain_head_t){0};
    walk->first_seq = row->seq;
    walk->first_at = row->at;
}

/* A row may be deleted if it is old and another one follows it. */
static apr_status_t look_at(walk_t *walk, const cnops_event_row_t *row, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    if (row->person_id != walk->place.person_id) {
        rv = end_chain(walk, pool);
        begin_chain(walk, row);
    } else if (walk->read.seq && walk->read.seq < walk->first_seq + CNOPS_JOURNAL_CUT_MOST) {
        walk->last = walk->read;
    }
    walk->place = (cnops_event_place_t){row->person_id, row->seq};
    walk->read = (cnops_chain_head_t){.person_id = row->person_id};
    if (row->at < walk->before) {
        walk->read.seq = row->seq;
        apr_cpystrn(walk->read.mac, row->mac, sizeof walk->read.mac);
    }
    return rv;
}

apr_status_t cnops_journal_cut(cnops_journal_cut_t *pdone, const cnops_core_t *core,
                               apr_time_t before, apr_pool_t *pool)
{
    walk_t walk = {.core = core, .before = before, .done = pdone};
    apr_array_header_t *rows;
    apr_pool_t *slice;
    apr_status_t rv;

    *pdone = (cnops_journal_cut_t){0};
    apr_pool_create(&slice, pool);
    do {
        apr_pool_clear(slice);
        rv = core->store.events->after(core->store.self, &rows, walk.place, SLICE, slice);
        for (int i = 0; rv == APR_SUCCESS && i < rows->nelts; i++)
            rv = look_at(&walk, &APR_ARRAY_IDX(rows, i, cnops_event_row_t), slice);
    } while (rv == APR_SUCCESS && rows->nelts == SLICE);
    if (rv == APR_SUCCESS)
        rv = end_chain(&walk, slice);
    apr_pool_destroy(slice);
    return rv;
}
