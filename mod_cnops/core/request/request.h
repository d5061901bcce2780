/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Requests: what a person asks for without access to a bound contact, and what old contacts may
 * refuse.
 *
 * Floor: core. Threads: any. Secrets: contacts are sealed; of a letter's code only a digest is
 * kept. Sources: mission.md §5.
 *
 * A request for contacts binds other contacts to an account; a request for an opening makes a
 * pending account active. These are its states:
 *
 *   open ──code of a letter, operator, time──> accepted ──apply_at──> applied
 *     │ └──operator──> declined ──applicant informed──> refused
 *     └──old contact──> opposed   └──too long──> expired
 *
 * An old contact may refuse what is open or accepted. A person has at most one request that has not
 * ended. Every change names the version that was read (CNOPS_ECONFLICT: read it again) and has an
 * event in the person's journal. */
#ifndef CNOPS_CORE_REQUEST_REQUEST_H
#define CNOPS_CORE_REQUEST_REQUEST_H

#include "core/journal/journal.h"

/* --- making one --- */

typedef struct cnops_request_asking_t {
    const char *ref; /* id of the journey */
    apr_int64_t person_id;
    cnops_request_kind_e kind;
    const char *email, *phone; /* normalised, proved by codes */
    const char *lang;
} cnops_request_asking_t;

const cnops_request_t *cnops_request_build(const cnops_core_t *core,
                                           const cnops_request_asking_t *asking, apr_pool_t *pool);

/* *pis_allowed: the account is not frozen, and the person has no open request. */
apr_status_t cnops_request_may(bool *pis_allowed, const cnops_core_t *core,
                               const cnops_account_t *account, apr_pool_t *pool);

typedef enum {
    CNOPS_REQUEST_MADE,
    CNOPS_REQUEST_REPEATED, /* the same journey has made it already */
    CNOPS_REQUEST_CLOSED    /* frozen, or another one is open */
} cnops_request_made_e;

/* Makes the request, if it is allowed. The kind of event is set here. messages may be NULL. */
apr_status_t cnops_request_lodge(cnops_request_made_e *pmade, const cnops_core_t *core,
                                 const cnops_account_t *account, const cnops_request_t *request,
                                 const apr_array_header_t *messages, cnops_event_t event,
                                 apr_pool_t *pool);

/* --- looking at one --- */

/* The contact that the request asks for, in clear. */
apr_status_t cnops_request_contact(const char **pcontact, const cnops_core_t *core,
                                   const cnops_request_t *request, cnops_channel_e channel,
                                   apr_pool_t *pool);
/* Whether it is open or accepted, so that an old contact may still refuse it. */
bool cnops_request_is_opposable(const cnops_request_t *request);
/* When the time for refusals ends, in µs UTC. An opening has no such time. */
apr_time_t cnops_request_free_at(const cnops_core_t *core, const cnops_request_t *request);
apr_time_t cnops_request_expires_at(const cnops_core_t *core, const cnops_request_t *request);

/* --- changing one --- */

/* For all of these, request is as it was read. CNOPS_ECONFLICT where the states above have no such
 * change from its state. */

/* Accepted by the code of a letter, an operator or time. It takes effect at apply_at, by
 * cnops_request_apply. */
apr_status_t cnops_request_accept(const cnops_core_t *core, const cnops_request_t *request,
                                  apr_time_t apply_at, const cnops_event_t *event,
                                  apr_pool_t *pool);
/* An accepted request takes effect: its contacts are bound and all sessions end, or the account is
 * opened. */
apr_status_t cnops_request_apply(const cnops_core_t *core, const cnops_request_t *request,
                                 const apr_array_header_t *messages, const cnops_event_t *event,
                                 apr_pool_t *pool);
/* The request ends as opposed, refused or expired. For settings->opposition_freeze after an opposed
 * change of contacts, the account can have no new request. With an opening, its pending account is
 * deleted. */
apr_status_t cnops_request_end(const cnops_core_t *core, const cnops_request_t *request,
                               cnops_request_state_e state, const apr_array_header_t *messages,
                               const cnops_event_t *event, apr_pool_t *pool);
/* An operator refuses. The next chore informs the applicant, and ends the request. */
apr_status_t cnops_request_decline(const cnops_core_t *core, const cnops_request_t *request,
                                   const cnops_event_t *event, apr_pool_t *pool);
/* The first of two operators accepts before the time for refusals is over. */
apr_status_t cnops_request_hasten(const cnops_core_t *core, const cnops_request_t *request,
                                  const char *operator_name, const cnops_event_t *event,
                                  apr_pool_t *pool);
/* A reminder was sent. count: the number of them so far. */
apr_status_t cnops_request_remind(const cnops_core_t *core, const cnops_request_t *request,
                                  int count, const apr_array_header_t *messages, apr_pool_t *pool);

#endif
