/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The journal: one chain of events for each person, core/journal/journal.h.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_EVENTS_H
#define CNOPS_CORE_PORTS_EVENTS_H

#include <apr_tables.h>
#include <apr_time.h>
#include <stdbool.h>

/* One row of a person's journal. */
typedef struct cnops_event_row_t {
    apr_int64_t id; /* given by the store */
    apr_int64_t person_id;
    apr_int64_t seq;  /* 1, 2, 3... in the chain of the person */
    const char *kind; /* a word */
    const char
        *content_sealed; /* a tree: actor, address_block, user_agent, browser, reason, note */
    const char *mac;     /* a digest over the mac of the former row and this row */
    const char *key_id;
    apr_time_t at;
} cnops_event_row_t;

/* A place in the journal. Rows are ordered by person, then by their order in the chain. */
typedef struct cnops_event_place_t {
    apr_int64_t person_id, seq;
} cnops_event_place_t;

#define CNOPS_EVENT_KINDS_MAX 16

/* Some events of a person: those before a place in the chain. */
typedef struct cnops_event_query_t {
    apr_int64_t person_id;
    apr_int64_t before; /* a seq; APR_INT64_MAX: the newest events too */
    /* Words, up to the first NULL. Only events of these kinds; or, with is_except, only events of
     * all other kinds. */
    const char *kinds[CNOPS_EVENT_KINDS_MAX];
    bool is_except;
    int max;
} cnops_event_query_t;

typedef struct cnops_events_port_t {
    /* *ptail: the last row of the person; its seq is 0 where the chain is empty. */
    apr_status_t (*tail)(void *self, cnops_event_row_t *ptail, apr_int64_t person_id,
                         apr_pool_t *pool);
    /* CNOPS_ECONFLICT where another row has (person_id, seq). event->id is ignored. */
    apr_status_t (*insert)(void *self, const cnops_event_row_t *event, apr_pool_t *pool);
    /* *plist: cnops_event_row_t, newest first. */
    apr_status_t (*of_person)(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                              int max, apr_pool_t *pool);
    /* The same, of some kinds and before a place. */
    apr_status_t (*before)(void *self, apr_array_header_t **plist, const cnops_event_query_t *query,
                           apr_pool_t *pool);
    /* *plist: cnops_event_row_t, the next max rows after this place, of its person and of the
     * persons that follow. The place {0, 0} is before the first row. */
    apr_status_t (*after)(void *self, apr_array_header_t **plist, cnops_event_place_t place,
                          int max, apr_pool_t *pool);
    /* Deletes the rows of the person's chain up to this place, and inserts the event, in one
     * transaction. CNOPS_ECONFLICT as insert: then nothing is deleted. */
    apr_status_t (*cut)(void *self, cnops_event_place_t through, const cnops_event_row_t *event,
                        apr_pool_t *pool);
} cnops_events_port_t;

#endif
