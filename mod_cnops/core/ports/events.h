/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The journal, one chain of events a person: core/journal/journal.h.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_EVENTS_H
#define CNOPS_CORE_PORTS_EVENTS_H

#include <apr_tables.h>
#include <apr_time.h>

/* One row of a person's journal: core/journal/journal.h. */
typedef struct cnops_event_row_t {
    apr_int64_t id; /* given by the store */
    apr_int64_t person_id;
    apr_int64_t seq;            /* 1, 2, 3... in the chain of the person */
    const char *kind;           /* a word */
    const char *content_sealed; /* a tree: actor, address_block, user_agent, reason, note */
    const char *mac;            /* a digest over the former row's and this row */
    const char *key_id;
    apr_time_t at;
} cnops_event_row_t;

/* A place in the journal: persons one after the other, the events of each in their order. */
typedef struct cnops_event_place_t {
    apr_int64_t person_id, seq;
} cnops_event_place_t;

typedef struct cnops_events_port_t {
    /* seq 0 where the chain is empty. */
    apr_status_t (*tail)(void *self, cnops_event_row_t *ptail, apr_int64_t person_id,
                         apr_pool_t *pool);
    /* CNOPS_ECONFLICT where (person_id, seq) is taken. event->id is ignored. */
    apr_status_t (*insert)(void *self, const cnops_event_row_t *event, apr_pool_t *pool);
    /* *plist: cnops_event_row_t, newest first. */
    apr_status_t (*of_person)(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                              int max, apr_pool_t *pool);
    /* *plist: the next max rows after this place, of its person and of those that follow;
     * after {0, 0} is the beginning. */
    apr_status_t (*after)(void *self, apr_array_header_t **plist, cnops_event_place_t place,
                          int max, apr_pool_t *pool);
} cnops_events_port_t;

#endif
