/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

/* (person_id, seq) is unique, so a duplicate means that another event has taken the place. */
static apr_status_t conflict_if_taken(apr_status_t rv)
{
    return rv == CNOPS_EDUPLICATE ? CNOPS_ECONFLICT : rv;
}

static const void **insert_args(const void *args[7], const cnops_event_row_t *event)
{
    args[0] = &event->person_id;
    args[1] = &event->seq;
    args[2] = event->kind;
    args[3] = event->content_sealed;
    args[4] = event->mac;
    args[5] = event->key_id;
    args[6] = &event->at;
    return args;
}

apr_status_t cnops_event_append(cnops_unit_t *unit, const cnops_event_row_t *event)
{
    const void *args[7];

    return conflict_if_taken(
        cnops_unit_execute(NULL, unit, CNOPS_SQL_EVENT_INSERT, insert_args(args, event)));
}

static apr_status_t event_insert(void *self, const cnops_event_row_t *event, apr_pool_t *pool)
{
    const void *args[7];

    return conflict_if_taken(
        cnops_db_execute(NULL, self, CNOPS_SQL_EVENT_INSERT, insert_args(args, event), pool));
}

static void fill_event(cnops_event_row_t *event, const cnops_row_t *row)
{
    event->id = cnops_row_int(row, 0);
    event->person_id = cnops_row_int(row, 1);
    event->seq = cnops_row_int(row, 2);
    event->kind = cnops_row_text(row, 3);
    event->content_sealed = cnops_row_text(row, 4);
    event->mac = cnops_row_text(row, 5);
    event->key_id = cnops_row_text(row, 6);
    event->at = cnops_row_int(row, 7);
}

static void read_tail(void *self, const cnops_row_t *row)
{
    fill_event(self, row);
}

static void read_event(void *self, const cnops_row_t *row)
{
    fill_event(apr_array_push(self), row);
}

static apr_status_t event_tail(void *self, cnops_event_row_t *ptail, apr_int64_t person_id,
                               apr_pool_t *pool)
{
    *ptail = (cnops_event_row_t){.person_id = person_id};
    return cnops_db_select(self, CNOPS_SQL_EVENT_TAIL, CNOPS_ARGS(&person_id), read_tail, ptail,
                           pool);
}

static apr_status_t events_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                              int max, apr_pool_t *pool)
{
    apr_int64_t limit = max;

    *plist = apr_array_make(pool, 8, sizeof(cnops_event_row_t));
    return cnops_db_select(self, CNOPS_SQL_EVENTS_OF, CNOPS_ARGS(&person_id, &limit), read_event,
                           *plist, pool);
}

/* A kind that is not used is "": no row has it. */
static apr_status_t events_before(void *self, apr_array_header_t **plist,
                                  const cnops_event_query_t *query, apr_pool_t *pool)
{
    const void *args[3 + CNOPS_EVENT_KINDS_MAX];
    apr_int64_t limit = query->max;
    bool is_over = false;

    args[0] = &query->person_id;
    args[1] = &query->before;
    for (int i = 0; i < CNOPS_EVENT_KINDS_MAX; i++) {
        is_over = is_over || !query->kinds[i];
        args[2 + i] = is_over ? "" : query->kinds[i];
    }
    args[2 + CNOPS_EVENT_KINDS_MAX] = &limit;
    *plist = apr_array_make(pool, 8, sizeof(cnops_event_row_t));
    return cnops_db_select(
        self, query->is_except ? CNOPS_SQL_EVENTS_OF_OTHERS : CNOPS_SQL_EVENTS_OF_KINDS, args,
        read_event, *plist, pool);
}

static apr_status_t events_after(void *self, apr_array_header_t **plist, cnops_event_place_t place,
                                 int max, apr_pool_t *pool)
{
    apr_int64_t limit = max;

    *plist = apr_array_make(pool, 8, sizeof(cnops_event_row_t));
    return cnops_db_select(self, CNOPS_SQL_EVENTS_AFTER,
                           CNOPS_ARGS(&place.person_id, &place.person_id, &place.seq, &limit),
                           read_event, *plist, pool);
}

/* --- cutting --- */

typedef struct cutting_t {
    cnops_event_place_t through;
    const cnops_event_row_t *event;
} cutting_t;

static apr_status_t cut(void *self, cnops_unit_t *unit)
{
    const cutting_t *cutting = self;
    apr_status_t rv =
        cnops_unit_execute(NULL, unit, CNOPS_SQL_EVENTS_CUT,
                           CNOPS_ARGS(&cutting->through.person_id, &cutting->through.seq));

    return rv == APR_SUCCESS ? cnops_event_append(unit, cutting->event) : rv;
}

static apr_status_t events_cut(void *self, cnops_event_place_t through,
                               const cnops_event_row_t *event, apr_pool_t *pool)
{
    cutting_t cutting = {through, event};

    return cnops_db_transact(self, cut, &cutting, pool);
}

const cnops_events_port_t cnops_store_events = {.tail = event_tail,
                                                .insert = event_insert,
                                                .of_person = events_of,
                                                .before = events_before,
                                                .after = events_after,
                                                .cut = events_cut};
