/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tickets: what members ask of the insurer (core/ticket/ticket.h). A trail may be NULL
 * (core/ports/trail.h).
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_TICKETS_H
#define CNOPS_CORE_PORTS_TICKETS_H

#include "base/words.h"
#include "core/ports/purging.h"
#include "core/ports/trail.h"

#include <stdbool.h>

/* With the words of the database, of exports and of JSON. */
#define CNOPS_TICKET_KIND(X)                                                                       \
    X(CNOPS_TICKET_ADDRESS, "address")                                                             \
    X(CNOPS_TICKET_RECTIFICATION, "rectification")                                                 \
    X(CNOPS_TICKET_OPPOSITION, "opposition")                                                       \
    X(CNOPS_TICKET_COMPLAINT, "complaint") /* about a claim */                                     \
    X(CNOPS_TICKET_CLOSING, "closing")     /* of the account */
typedef enum { CNOPS_TICKET_KIND(CNOPS_WORDS_NAME) CNOPS_TICKET_KINDS } cnops_ticket_kind_e;

/* More asked: the insurer has asked the member for something, and decides again later. The last
 * four are ends. */
#define CNOPS_TICKET_STATE(X)                                                                      \
    X(CNOPS_TICKET_OPEN, "open")                                                                   \
    X(CNOPS_TICKET_MORE_ASKED, "more_asked")                                                       \
    X(CNOPS_TICKET_ACCEPTED, "accepted")                                                           \
    X(CNOPS_TICKET_PARTLY, "partly")                                                               \
    X(CNOPS_TICKET_REFUSED, "refused")                                                             \
    X(CNOPS_TICKET_WITHDRAWN, "withdrawn")
typedef enum { CNOPS_TICKET_STATE(CNOPS_WORDS_NAME) } cnops_ticket_state_e;

/* The parsers return false (and leave *pvalue alone) on any other word. */
const char *cnops_ticket_kind_name(cnops_ticket_kind_e kind);
const char *cnops_ticket_state_name(cnops_ticket_state_e state);
bool cnops_ticket_kind_parse(cnops_ticket_kind_e *pvalue, const char *word);
bool cnops_ticket_state_parse(cnops_ticket_state_e *pvalue, const char *word);

#define CNOPS_TICKET_REFERENCE_LEN 10

typedef struct cnops_ticket_t {
    apr_int64_t id;        /* given by the store */
    const char *reference; /* CNOPS_TICKET_REFERENCE_LEN characters, unique */
    apr_int64_t person_id;
    apr_int64_t membership_id; /* 0: it is about none */
    apr_int64_t version;       /* of the row that was read; 1 for a new one */
    cnops_ticket_kind_e kind;
    cnops_ticket_state_e state;
    const char *payload_sealed; /* cnops_ticket_payload */
    const char *answer_sealed;  /* cnops_ticket_answer; NULL: no reason was given */
    const char *decided_on;     /* ISO day of the latest decision, or NULL */
    apr_time_t opened_at, due_at;
    apr_time_t decided_at; /* when the latest decision came, or it was withdrawn; 0: neither */
    apr_time_t read_at;    /* when the person first saw the latest decision; 0: not yet */
} cnops_ticket_t;

typedef struct cnops_tickets_port_t {
    /* ticket->id and version are ignored: the store gives them. CNOPS_EDUPLICATE if its reference
     * is known. */
    apr_status_t (*insert)(void *self, const cnops_ticket_t *ticket, const cnops_trail_t *trail,
                           apr_pool_t *pool);
    /* Writes the columns that may change: state, answer_sealed, decided_on, decided_at and read_at.
     * CNOPS_ECONFLICT if the version is not ticket->version any more. */
    apr_status_t (*update)(void *self, const cnops_ticket_t *ticket, const cnops_trail_t *trail,
                           apr_pool_t *pool);
    /* The person's ticket with this id. */
    apr_status_t (*find)(void *self, const cnops_ticket_t **pticket, apr_int64_t person_id,
                         apr_int64_t id, apr_pool_t *pool);
    apr_status_t (*by_reference)(void *self, const cnops_ticket_t **pticket, const char *reference,
                                 apr_pool_t *pool);
    /* *plist: cnops_ticket_t of the person with a smaller id than before_id (0: any), newest first,
     * at most max. */
    apr_status_t (*of_person)(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                              apr_int64_t before_id, int max, apr_pool_t *pool);
    /* *plist: those of the person that are open or more_asked, newest first, at most max. */
    apr_status_t (*open_of)(void *self, apr_array_header_t **plist, apr_int64_t person_id, int max,
                            apr_pool_t *pool);
    /* *plist: cnops_ticket_t in this state with a larger id than *plast_id, by id, at most max;
     * fewer where rows have a word that no release of ours wrote. *plast_id becomes the id of the
     * last row that was looked at, in the list or not; it stays where there is none. */
    apr_status_t (*in_state)(void *self, apr_array_header_t **plist, cnops_ticket_state_e state,
                             apr_int64_t *plast_id, int max, apr_pool_t *pool);
    /* Age: since its end; a ticket that waits for somebody has none. */
    cnops_purge_fn purge;
} cnops_tickets_port_t;

#endif
