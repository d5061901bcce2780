/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions of officers: 15 minutes idle, 8 hours at most. An officer is no member: the cookie
 * (CNOPS_OFFICER_COOKIE) and the rows are others than those of members.
 *
 * A page first asks core/establishment/officer.h who types key and address, sends a code to the
 * address (core/code/code.h, with cnops_officer_allowance), keeps the id of the officer in the
 * journey, and opens the session when the code is right.
 *
 * Floor: core. Threads: any. Secrets: the token is handed out once, for the cookie; the store has
 * its keyed digest. */
#ifndef CNOPS_CORE_ESTABLISHMENT_OFFICER_SESSION_H
#define CNOPS_CORE_ESTABLISHMENT_OFFICER_SESSION_H

#include "core/core.h"

#define CNOPS_OFFICER_COOKIE "cnops_officer"

/* For cnops_code_sending_t: codes that strangers ask for at the address elsewhere do not use up
 * those of the officer, who has given the key. id: of cnops_officer_found_id. */
const char *cnops_officer_allowance(apr_int64_t id, apr_pool_t *pool);

/* Opens a session of the officer. *ptoken: for the cookie, in memory that is wiped with the pool.
 * CNOPS_ENOTFOUND where the officer may not act any more, or the establishment is revoked. */
apr_status_t cnops_officer_session_begin(const char **ptoken, const cnops_core_t *core,
                                         const cnops_officer_t *officer, apr_pool_t *pool);
/* *pfound: the session with officer and establishment, all of which may act; its members are NULL
 * where there is none, or its time is over. Notes the use, at most once a minute. token may be
 * anything, or NULL. */
apr_status_t cnops_officer_session_find(cnops_officer_signed_in_t *pfound, const cnops_core_t *core,
                                        const char *token, apr_pool_t *pool);
/* µs until it expires if it is not used. */
apr_interval_time_t cnops_officer_session_left(const cnops_core_t *core,
                                               const cnops_officer_session_t *session);
/* Of any token; one that opens nothing is no error. */
apr_status_t cnops_officer_session_end(const cnops_core_t *core, const char *token,
                                       apr_pool_t *pool);

#endif
