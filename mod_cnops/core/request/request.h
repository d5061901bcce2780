/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Requests: what somebody who holds no bound contact may ask for, and others may refuse.
 *
 * Floor: core. Callers: pages (journeys, letter, opposition, chores), ctl. Threads: any.
 * Secrets: contacts are sealed; of a letter's code only a digest is kept.
 * Sources: mission.md §5. A contact request binds other contacts, an opening makes a pending
 * account active. Its life:
 *
 *   open ──letter's code, operator, time──> accepted ──apply_at──> applied
 *     │ └──operator──> declined ──told──> refused        (an old contact may refuse
 *     └──old contact──> opposed    └──too long──> expired  what is open or accepted)
 *
 * A person has one at a time that is not at its end. Every change names the version that was
 * read (CNOPS_ECONFLICT: read again) and stands in the person's journal. */
#ifndef CNOPS_CORE_REQUEST_REQUEST_H
#define CNOPS_CORE_REQUEST_REQUEST_H

#include "core/journal/journal.h"

/* --- making one --- */

typedef struct cnops_request_asking_t {
    const char *ref; /* of the journey */
    apr_int64_t person_id;
    cnops_request_kind_e kind;
    const char *email, *phone; /* normalised, proved by codes */
    const char *lang;
} cnops_request_asking_t;

const cnops_request_t *cnops_request_build(const cnops_core_t *core,
                                           const cnops_request_asking_t *asking, apr_pool_t *pool);

/* *pmay: the account is not frozen, and nothing is open. */
apr_status_t cnops_request_may(bool *pmay, const cnops_core_t *core, const cnops_account_t *account,
                               apr_pool_t *pool);

typedef enum {
    CNOPS_REQUEST_MADE,
    CNOPS_REQUEST_REPEATED, /* this very journey made it already */
    CNOPS_REQUEST_CLOSED    /* frozen, or another one is open */
} cnops_request_made_e;

/* event: its kind is set here. messages may be NULL. */
apr_status_t cnops_request_lodge(cnops_request_made_e *pmade, const cnops_core_t *core,
                                 const cnops_account_t *account, const cnops_request_t *request,
                                 const apr_array_header_t *messages, cnops_event_t event,
                                 apr_pool_t *pool);

/* --- looking at one --- */

/* The contact asked for, in clear. */
apr_status_t cnops_request_contact(const char **pcontact, const cnops_core_t *core,
                                   const cnops_request_t *request, cnops_channel_e channel,
                                   apr_pool_t *pool);
/* Open or accepted: it may still be refused. */
bool cnops_request_is_opposable(const cnops_request_t *request);
/* When the time for refusals is over; an opening may be accepted at once. µs UTC. */
apr_time_t cnops_request_free_at(const cnops_core_t *core, const cnops_request_t *request);
apr_time_t cnops_request_expires_at(const cnops_core_t *core, const cnops_request_t *request);

/* --- changing one: request is what was read; CNOPS_ECONFLICT where its life above leads from
 * there to no such change --- */

/* By the letter's code, an operator or time: takes effect at apply_at (cnops_request_apply). */
apr_status_t cnops_request_accept(const cnops_core_t *core, const cnops_request_t *request,
                                  apr_time_t apply_at, const cnops_event_t *event,
                                  apr_pool_t *pool);
/* An accepted one takes effect: contacts bound and sessions ended, or the account opened. */
apr_status_t cnops_request_apply(const cnops_core_t *core, const cnops_request_t *request,
                                 const apr_array_header_t *messages, const cnops_event_t *event,
                                 apr_pool_t *pool);
/* It ends as opposed, refused or expired. An opposed contact change freezes the account's
 * requests for settings->opposition_freeze; an opening takes its pending account with it. */
apr_status_t cnops_request_end(const cnops_core_t *core, const cnops_request_t *request,
                               cnops_request_state_e state, const apr_array_header_t *messages,
                               const cnops_event_t *event, apr_pool_t *pool);
/* An operator refused; whoever asked is told by the next chore, which ends it. */
apr_status_t cnops_request_decline(const cnops_core_t *core, const cnops_request_t *request,
                                   const cnops_event_t *event, apr_pool_t *pool);
/* A first operator asks for a decision before its time. */
apr_status_t cnops_request_hasten(const cnops_core_t *core, const cnops_request_t *request,
                                  const char *operator_name, const cnops_event_t *event,
                                  apr_pool_t *pool);
/* A reminder left: count in all. */
apr_status_t cnops_request_remind(const cnops_core_t *core, const cnops_request_t *request,
                                  int count, const apr_array_header_t *messages, apr_pool_t *pool);

#endif
