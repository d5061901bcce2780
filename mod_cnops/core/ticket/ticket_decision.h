/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Decisions of the insurer about tickets, and how the back office finds tickets.
 *
 * Floor: core. Threads: any. Source: contract.md §7 (decisions.csv). */
#ifndef CNOPS_CORE_TICKET_TICKET_DECISION_H
#define CNOPS_CORE_TICKET_TICKET_DECISION_H

#include "core/ticket/ticket.h"

#define CNOPS_TICKET_REASON_MAX 2000 /* characters */

typedef struct cnops_ticket_decision_t {
    cnops_ticket_state_e state; /* more_asked, accepted, partly or refused */
    const char *reason;         /* the member reads it; may be "" */
    const char *decided_on;     /* ISO day */
} cnops_ticket_decision_t;

/* False where the word is none of the four decisions. */
bool cnops_ticket_decision_parse(cnops_ticket_state_e *pstate, const char *word);

/* Whether ticket has this decision already. */
apr_status_t cnops_ticket_has_decision(bool *phas, const cnops_core_t *core,
                                       const cnops_ticket_t *ticket,
                                       const cnops_ticket_decision_t *decision, apr_pool_t *pool);

/* ticket is as it was read. CNOPS_ECONFLICT where it has ended; CNOPS_ETOOLARGE where the reason is
 * too long to be sealed. The kind of event is set here, and its note: the decision. */
apr_status_t cnops_ticket_decide(const cnops_core_t *core, const cnops_ticket_t *ticket,
                                 const cnops_ticket_decision_t *decision,
                                 const apr_array_header_t *messages, cnops_event_t event,
                                 apr_pool_t *pool);

/* The normal form of a reference as people type it: capitals, without blanks and hyphens. NULL
 * where it is no reference. */
const char *cnops_ticket_reference(const char *typed, apr_pool_t *pool);
/* *pticket: NULL where there is none. */
apr_status_t cnops_ticket_by_reference(const cnops_ticket_t **pticket, const cnops_core_t *core,
                                       const char *reference, apr_pool_t *pool);

/* Called with one ticket after the other; an error ends the series. The function must keep nothing
 * of ticket or pool, because both are cleared between calls. */
typedef apr_status_t (*cnops_ticket_each_fn)(void *self, const cnops_ticket_t *ticket,
                                             apr_pool_t *pool);

/* Calls each with every ticket that waits: first those that are open, then those for which more was
 * asked, each in the order of their ids. A ticket that changes meanwhile is seen once, twice or not
 * at all. Returns the last result of each, or the store's error. */
apr_status_t cnops_ticket_walk(const cnops_core_t *core, cnops_ticket_each_fn each, void *self,
                               apr_pool_t *pool);

#endif
