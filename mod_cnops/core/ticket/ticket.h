/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tickets: what members ask of the insurer, each with a reference, a state and the day by which the
 * insurer answers. Visitors read « demande », operators "request". (core/request has the changes
 * that old contacts may refuse.)
 *
 *   open ──> more_asked ──> accepted | partly | refused    decided by the insurer
 *     └──────────┴────────> withdrawn                      by the member
 *
 * Floor: core. Threads: any. Secrets: what is asked and the answer are sealed; no event and no
 * message has them. Sources: contract.md §7 and §9.
 *
 * Every change names the version that was read (CNOPS_ECONFLICT: read it again), and is one
 * transaction with its event and its messages. */
#ifndef CNOPS_CORE_TICKET_TICKET_H
#define CNOPS_CORE_TICKET_TICKET_H

#include "base/tree.h"
#include "core/journal/journal.h"

/* --- opening one --- */

typedef struct cnops_ticket_asking_t {
    const cnops_account_t *account;
    apr_int64_t membership_id; /* 0: it is about none */
    cnops_ticket_kind_e kind;
    bool is_demanded; /* the portal waits for it before it shows anything else */
    /* An object of texts: what is asked. The back office reads it as it is (export requests). A
     * text that members.csv or claims.csv has too takes the name of that column. */
    const cnops_tree_t *payload;
    const char *ip, *user_agent;        /* of the event; may be NULL */
    const apr_array_header_t *messages; /* cnops_outbox_row_t; NULL: none */
} cnops_ticket_asking_t;

/* The name in the payload of a complaint of the claim that it is about. */
#define CNOPS_TICKET_CLAIM "claim"

/* Opens a ticket: *pticket is as it was written. Nothing is written, and no message is sent, with
 *   CNOPS_EDUPLICATE: the person has a ticket for the same thing that waits, and *pticket is that
 *     one. The same thing is the claim of a complaint, the membership of an address, and the
 *     account of a closing. (Rectifications and oppositions are never the same.)
 *   CNOPS_ETOOLARGE: settings->open_tickets of the person wait (this bound stops no address), or
 *     settings->day_tickets were opened in the last 24 hours (this one stops nothing that is
 *     demanded: the member would have no other way on); or the payload is too long to be sealed.
 * With both of APR_SUCCESS and CNOPS_EDUPLICATE, *pticket is not NULL. CNOPS_EUNAVAILABLE also
 * where no free reference was drawn, and where the new ticket cannot be found again. */
apr_status_t cnops_ticket_open(const cnops_ticket_t **pticket, const cnops_core_t *core,
                               const cnops_ticket_asking_t *asking, apr_pool_t *pool);

/* --- looking --- */

/* *plist: cnops_ticket_t of a person, newest first, at most max. */
apr_status_t cnops_tickets_of(apr_array_header_t **plist, const cnops_core_t *core,
                              apr_int64_t person_id, int max, apr_pool_t *pool);
/* The same, with ids below before_id: the next part of the list. 0: from the newest on. */
apr_status_t cnops_tickets_before(apr_array_header_t **plist, const cnops_core_t *core,
                                  apr_int64_t person_id, apr_int64_t before_id, int max,
                                  apr_pool_t *pool);
/* The same, of those that wait (cnops_ticket_waits). */
apr_status_t cnops_tickets_waiting(apr_array_header_t **plist, const cnops_core_t *core,
                                   apr_int64_t person_id, int max, apr_pool_t *pool);
/* *pticket: NULL where the person has no such ticket. */
apr_status_t cnops_ticket_find(const cnops_ticket_t **pticket, const cnops_core_t *core,
                               apr_int64_t person_id, apr_int64_t id, apr_pool_t *pool);

/* The last part of its address, which only its person can use (core/seal/handle.h). */
const char *cnops_ticket_handle(const cnops_core_t *core, const cnops_ticket_t *ticket,
                                apr_pool_t *pool);
/* The ticket of such a part; NULL where the person has none of this handle. */
apr_status_t cnops_ticket_of_handle(const cnops_ticket_t **pticket, const cnops_core_t *core,
                                    apr_int64_t person_id, const char *handle, apr_pool_t *pool);

/* Whether it has not ended: the insurer's decision is awaited, or what it asked the member for. */
bool cnops_ticket_waits(const cnops_ticket_t *ticket);
/* Whether there is a decision that the person has not seen yet. */
bool cnops_ticket_has_news(const cnops_ticket_t *ticket);
/* Whether the insurer has not kept its time. */
bool cnops_ticket_is_late(const cnops_core_t *core, const cnops_ticket_t *ticket);

/* What was asked. CNOPS_EFORGED where it does not open. */
apr_status_t cnops_ticket_payload(cnops_tree_t **ppayload, const cnops_core_t *core,
                                  const cnops_ticket_t *ticket, apr_pool_t *pool);
/* Whether a complaint is about the claim with this reference (may be NULL). CNOPS_EFORGED where it
 * does not open. */
apr_status_t cnops_ticket_is_about(bool *pis_about, const cnops_core_t *core,
                                   const cnops_ticket_t *ticket, const char *claim,
                                   apr_pool_t *pool);
/* The reason of the latest decision, in the insurer's words; NULL: none. */
apr_status_t cnops_ticket_answer(const char **panswer, const cnops_core_t *core,
                                 const cnops_ticket_t *ticket, apr_pool_t *pool);

/* --- changing one: ticket is as it was read --- */

/* The member does not ask any more. CNOPS_ECONFLICT where it has ended. The kind of event is set
 * here. */
apr_status_t cnops_ticket_withdraw(const cnops_core_t *core, const cnops_ticket_t *ticket,
                                   cnops_event_t event, apr_pool_t *pool);
/* The person has seen the decision. Has no event. */
apr_status_t cnops_ticket_note_read(const cnops_core_t *core, const cnops_ticket_t *ticket,
                                    apr_pool_t *pool);

#endif
