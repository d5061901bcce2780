/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The journal, and the trail of acts. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

static cnops_event_row_t *copy_event(const cnops_event_row_t *row, apr_pool_t *pool)
{
    cnops_event_row_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->kind = apr_pstrdup(pool, row->kind);
    copy->content_sealed = apr_pstrdup(pool, row->content_sealed);
    copy->mac = apr_pstrdup(pool, row->mac);
    copy->key_id = apr_pstrdup(pool, row->key_id);
    return copy;
}

static bool is_taken(const store_memory_t *store, const cnops_event_row_t *event)
{
    for (int i = 0; i < store->events->nelts; i++) {
        const cnops_event_row_t *row = ROW(store->events, cnops_event_row_t, i);

        if (row->person_id == event->person_id && row->seq == event->seq)
            return true;
    }
    return false;
}

static void append(store_memory_t *store, const cnops_event_row_t *event)
{
    cnops_event_row_t *row = copy_event(event, store->pool);

    row->id = ++store->last_id;
    APR_ARRAY_PUSH(store->events, cnops_event_row_t) = *row;
}

apr_status_t store_memory_leave_trail(store_memory_t *store, const cnops_trail_t *trail)
{
    const apr_array_header_t *messages = trail ? trail->messages : NULL;
    const cnops_event_row_t *event = trail ? trail->event : NULL;

    if (event && is_taken(store, event))
        return CNOPS_ECONFLICT;
    if (event)
        append(store, event);
    for (int i = 0; messages && i < messages->nelts; i++)
        store_memory_queue(store, &APR_ARRAY_IDX(messages, i, const cnops_outbox_row_t));
    return APR_SUCCESS;
}

static apr_status_t event_insert(void *self, const cnops_event_row_t *event, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(events, insert))) != APR_SUCCESS)
        return rv;
    rv = store_memory_leave_trail(self, &(cnops_trail_t){.event = event});
    store_memory_end(self);
    return rv;
}

/* The events of a chain need not have been written in their order. */
static const cnops_event_row_t *find_next(const store_memory_t *store, cnops_event_place_t place)
{
    const cnops_event_row_t *next = NULL;

    for (int i = 0; i < store->events->nelts; i++) {
        const cnops_event_row_t *row = ROW(store->events, cnops_event_row_t, i);
        bool follows = row->person_id > place.person_id ||
                       (row->person_id == place.person_id && row->seq > place.seq);

        if (follows && (!next || row->person_id < next->person_id ||
                        (row->person_id == next->person_id && row->seq < next->seq)))
            next = row;
    }
    return next;
}

static const cnops_event_row_t *find_former(const store_memory_t *store, apr_int64_t person_id,
                                            apr_int64_t seq)
{
    const cnops_event_row_t *former = NULL;

    for (int i = 0; i < store->events->nelts; i++) {
        const cnops_event_row_t *row = ROW(store->events, cnops_event_row_t, i);

        if (row->person_id == person_id && row->seq < seq && (!former || row->seq > former->seq))
            former = row;
    }
    return former;
}

static apr_status_t event_tail(void *self, cnops_event_row_t *ptail, apr_int64_t person_id,
                               apr_pool_t *pool)
{
    const cnops_event_row_t *last;
    apr_status_t rv;

    *ptail = (cnops_event_row_t){.person_id = person_id};
    if ((rv = store_memory_begin(self, STORE_MEMORY(events, tail))) != APR_SUCCESS)
        return rv;
    if ((last = find_former(self, person_id, APR_INT64_MAX)))
        *ptail = *copy_event(last, pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t events_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                              int max, apr_pool_t *pool)
{
    const cnops_event_row_t *row;
    apr_int64_t seq = APR_INT64_MAX;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_event_row_t));
    if ((rv = store_memory_begin(self, STORE_MEMORY(events, of_person))) != APR_SUCCESS)
        return rv;
    for (; (*plist)->nelts < max && (row = find_former(self, person_id, seq)); seq = row->seq)
        APR_ARRAY_PUSH(*plist, cnops_event_row_t) = *copy_event(row, pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

static bool fits(const cnops_event_query_t *query, const cnops_event_row_t *row)
{
    for (int i = 0; i < CNOPS_EVENT_KINDS_MAX && query->kinds[i]; i++)
        if (strcmp(query->kinds[i], row->kind) == 0)
            return !query->is_except;
    return query->is_except;
}

static apr_status_t events_before(void *self, apr_array_header_t **plist,
                                  const cnops_event_query_t *query, apr_pool_t *pool)
{
    const cnops_event_row_t *row;
    apr_int64_t seq = query->before;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_event_row_t));
    if ((rv = store_memory_begin(self, STORE_MEMORY(events, before))) != APR_SUCCESS)
        return rv;
    for (; (*plist)->nelts < query->max && (row = find_former(self, query->person_id, seq));
         seq = row->seq)
        if (fits(query, row))
            APR_ARRAY_PUSH(*plist, cnops_event_row_t) = *copy_event(row, pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t events_after(void *self, apr_array_header_t **plist, cnops_event_place_t place,
                                 int max, apr_pool_t *pool)
{
    const cnops_event_row_t *row;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_event_row_t));
    if ((rv = store_memory_begin(self, STORE_MEMORY(events, after))) != APR_SUCCESS)
        return rv;
    while ((*plist)->nelts < max && (row = find_next(self, place))) {
        APR_ARRAY_PUSH(*plist, cnops_event_row_t) = *copy_event(row, pool);
        place = (cnops_event_place_t){row->person_id, row->seq};
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

/* --- windows --- */

apr_array_header_t *store_memory_events(store_memory_t *store)
{
    return store->events;
}

static apr_status_t events_cut(void *self, cnops_event_place_t through,
                               const cnops_event_row_t *event, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(events, cut))) != APR_SUCCESS)
        return rv;
    rv = store_memory_leave_trail(store, &(cnops_trail_t){.event = event});
    for (int i = store->events->nelts - 1; i >= 0 && rv == APR_SUCCESS; i--) {
        const cnops_event_row_t *row = ROW(store->events, cnops_event_row_t, i);

        if (row->person_id == through.person_id && row->seq <= through.seq)
            store_memory_remove(store->events, i);
    }
    store_memory_end(self);
    return rv;
}

const cnops_events_port_t store_memory_events_port = {.tail = event_tail,
                                                      .insert = event_insert,
                                                      .of_person = events_of,
                                                      .before = events_before,
                                                      .after = events_after,
                                                      .cut = events_cut};
