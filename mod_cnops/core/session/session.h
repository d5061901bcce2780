/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions of signed-in members.
 *
 * Floor: core. Threads: any. Secrets: the token is handed out once, for the cookie; the store has
 * its keyed digest. Source: ASVS 7 (256-bit token, 15 min idle, 8 h at most, ended at sign-out). */
#ifndef CNOPS_CORE_SESSION_SESSION_H
#define CNOPS_CORE_SESSION_SESSION_H

#include "core/core.h"
#include "core/journal/journal.h"

/* A new token: base64url of 32 random bytes, for the cookie. */
const char *cnops_session_token(const cnops_core_t *core, apr_pool_t *pool);
/* The token of the session that this journey's sign-in may open. It is always the same, so that a
 * double click gets one session; without the key it cannot be predicted. */
const char *cnops_session_token_of(const cnops_core_t *core, const char *journey_id,
                                   apr_int64_t account_id, apr_pool_t *pool);
/* The digest by which the store finds the session. */
const char *cnops_session_digest(const cnops_core_t *core, const char *token, apr_pool_t *pool);

/* A row for the store, of a session that begins now. browser: core/session/device.h, or NULL. */
cnops_session_t *cnops_session_row(const cnops_core_t *core, const char *token,
                                   apr_int64_t account_id, const char *browser, const char *ip,
                                   const char *user_agent, apr_pool_t *pool);

/* Begins a session without touching others. *ptoken: for the cookie. To sign in, see
 * core/signin/signin.h. */
apr_status_t cnops_session_begin(const char **ptoken, const cnops_core_t *core,
                                 apr_int64_t account_id, const char *browser, const char *ip,
                                 const char *user_agent, apr_pool_t *pool);

/* *psession and *paccount: the session and its account, in any state; NULL where there is no
 * session, or it has expired. Records that it was used, at most once a minute (more often where
 * sessions are short). */
apr_status_t cnops_session_find(const cnops_session_t **psession, const cnops_account_t **paccount,
                                const cnops_core_t *core, const char *token, apr_pool_t *pool);
/* The same with what is shown of the person, in one trip to the database; for pages that show it.
 * The session of a person who has died since it began ends here. */
apr_status_t cnops_session_find_with_person(cnops_signed_in_t *pfound, const cnops_core_t *core,
                                            const char *token, apr_pool_t *pool);
/* The session shows this membership of its person from now on. */
apr_status_t cnops_session_choose(const cnops_core_t *core, const cnops_session_t *session,
                                  apr_int64_t membership_id, apr_pool_t *pool);
/* *plist: cnops_session_t of the account that have not expired, last seen first. */
apr_status_t cnops_session_list(apr_array_header_t **plist, const cnops_core_t *core,
                                apr_int64_t account_id, apr_pool_t *pool);
/* µs until the session expires if it is not used. *pcan_extend: the next request will prolong it;
 * false near the end of its longest life. */
apr_interval_time_t cnops_session_left(bool *pcan_extend, const cnops_core_t *core,
                                       const cnops_session_t *session);
apr_status_t cnops_session_end(const cnops_core_t *core, const char *token, apr_pool_t *pool);
/* Ends this session of the person, with its event. One that has ended already is no error. */
apr_status_t cnops_session_sign_out(const cnops_core_t *core, const cnops_session_t *session,
                                    apr_int64_t person_id, const cnops_event_t *event,
                                    apr_pool_t *pool);

#endif
