/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions and known browsers.
 *
 * Floor: core. Callers: pages. Threads: any. Secrets: the token is handed out
 * once; the store has its keyed digest.
 * Sources: ASVS 7 (256-bit token, 15 min idle, 8 h at most, ended at sign-out). */
#ifndef CNOPS_CORE_SESSION_H
#define CNOPS_CORE_SESSION_H

#include "core/core.h"
#include "core/journal.h"

/* A new session; *ptoken: base64url of 32 random bytes, for the cookie. */
apr_status_t cnops_session_begin(const char **ptoken, const cnops_core_t *core,
                                 apr_int64_t account_id, const char *ip, const char *user_agent,
                                 apr_pool_t *pool);
/* *psession NULL where there is none, or it is over. Marks it seen (once a minute, or oftener
 * where sessions are short). */
apr_status_t cnops_session_find(const cnops_session_t **psession, const cnops_core_t *core,
                                const char *token, apr_pool_t *pool);
/* µs until it is over if nothing more is asked for; *pextends: asking for a page gives it more,
 * since its longest life is not near. */
apr_interval_time_t cnops_session_left(bool *pextends, const cnops_core_t *core,
                                       const cnops_session_t *session);
apr_status_t cnops_session_end(const cnops_core_t *core, const char *token, apr_pool_t *pool);
/* Ends this session of the person's, with its event. One that is gone already is no error. */
apr_status_t cnops_session_sign_out(const cnops_core_t *core, const cnops_session_t *session,
                                    apr_int64_t person_id, const cnops_event_t *event,
                                    apr_pool_t *pool);

/* The device cookie: names person and browser, sealed; never a session. */
const char *cnops_device_seal(const cnops_core_t *core, apr_int64_t person_id, apr_pool_t *pool);
/* The browser's id if the cookie was made for this person; NULL otherwise. */
const char *cnops_device_of(const cnops_core_t *core, const char *cookie, apr_int64_t person_id,
                            apr_pool_t *pool);

#endif
