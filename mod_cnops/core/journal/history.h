/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The journal as its owner reads it: the newest events first, similar ones of a day in one line.
 *
 * Floor: core. Threads: any. Secrets: none; the reader is the person.
 *
 * Anybody who knows a person's number can cause some kinds of events, as often as the limits allow.
 * These attempts are a group of their own, and are in no other group: they cannot push a sign-in or
 * a change to a later page. */
#ifndef CNOPS_CORE_JOURNAL_HISTORY_H
#define CNOPS_CORE_JOURNAL_HISTORY_H

#include "base/zone.h"
#include "core/journal/journal.h"

/* With the words of addresses. All: all kinds but attempts, also those of another release. */
#define CNOPS_EVENT_GROUP(X)                                                                       \
    X(CNOPS_EVENT_GROUP_ALL, "tout")                                                               \
    X(CNOPS_EVENT_GROUP_SIGNINS, "connexions")                                                     \
    X(CNOPS_EVENT_GROUP_SECURITY, "securite")                                                      \
    X(CNOPS_EVENT_GROUP_REQUESTS, "demandes")                                                      \
    X(CNOPS_EVENT_GROUP_OPERATORS, "consultations")                                                \
    X(CNOPS_EVENT_GROUP_ATTEMPTS, "tentatives")
typedef enum { CNOPS_EVENT_GROUP(CNOPS_WORDS_NAME) CNOPS_EVENT_GROUPS } cnops_event_group_e;

const char *cnops_event_group_name(cnops_event_group_e group);
/* Returns false (and leaves *pvalue alone) on any other word; word may be NULL. */
bool cnops_event_group_parse(cnops_event_group_e *pvalue, const char *word);
/* ALL for a kind that is in no other group. */
cnops_event_group_e cnops_event_group_of(cnops_event_e kind);
/* Whether this release has the kind of the row. */
bool cnops_event_is_known(const char *kind);

typedef enum {
    CNOPS_HISTORY_MEMBER,
    CNOPS_HISTORY_VISITOR,
    CNOPS_HISTORY_SYSTEM,
    CNOPS_HISTORY_OPERATOR,
    CNOPS_HISTORY_UNKNOWN /* the content does not open */
} cnops_history_who_e;

cnops_history_who_e cnops_history_who(const char *actor);

/* "KIND.VARIANT" of the events whose note chooses another sentence; NULL after the last. */
const char *cnops_history_variant(int i, apr_pool_t *pool);

/* Events of one kind, caused by one role, from one device and place, on one day. */
typedef struct cnops_history_line_t {
    const char *kind;    /* the word */
    const char *variant; /* of the sentence, a word: event.KIND.VARIANT; NULL: event.KIND */
    cnops_history_who_e who;
    const char *device; /* cnops_agent_name; NULL: unknown */
    const char *place;  /* address block, or NULL */
    int day;            /* equal for events of one day in the zone */
    /* cnops_event_shown_t, newest first, never empty */
    apr_array_header_t *events;
} cnops_history_line_t;

typedef struct cnops_history_query_t {
    apr_int64_t person_id;
    cnops_event_group_e group;
    apr_int64_t before; /* a seq, or APR_INT64_MAX */
    const cnops_zone_t *zone;
    int lines;        /* a page ends with the day in which it has so many lines */
    bool is_one_line; /* one line for each kind, whatever the day, the device and the place */
} cnops_history_query_t;

#define CNOPS_HISTORY_EVENTS_MAX 200 /* of a page: it may end within a day that has more */

typedef struct cnops_history_t {
    apr_array_header_t *lines; /* cnops_history_line_t, by their newest event */
    apr_int64_t next;          /* `before` of the next page; 0: this is the last one */
} cnops_history_t;

apr_status_t cnops_history_read(cnops_history_t *phistory, const cnops_core_t *core,
                                const cnops_history_query_t *query, apr_pool_t *pool);

/* *pevent: one event of the person; its kind is NULL where there is none with this seq. */
apr_status_t cnops_history_find(cnops_event_shown_t *pevent, const cnops_core_t *core,
                                apr_int64_t person_id, apr_int64_t seq, apr_pool_t *pool);

#endif
