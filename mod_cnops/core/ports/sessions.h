/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions of signed-in members. A trail may be NULL (core/ports/trail.h).
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_SESSIONS_H
#define CNOPS_CORE_PORTS_SESSIONS_H

#include "core/ports/accounts.h"
#include "core/ports/devices.h"
#include "core/ports/persons.h"
#include "core/ports/purging.h"

typedef struct cnops_session_t {
    const char *token_digest;
    apr_int64_t account_id;
    apr_time_t created_at, seen_at;
    const char *address_block; /* base/netblock.h */
    const char *user_agent;    /* at most 200 characters */
    const char *browser;       /* cnops_device_t; NULL or "" where it had none yet */
    apr_int64_t membership_id; /* that the member chose to see; 0: no choice */
} cnops_session_t;

/* A session with whom it belongs to. */
typedef struct cnops_signed_in_t {
    const cnops_session_t *session; /* NULL: there is none, and the rest is NULL too */
    const cnops_account_t *account;
    cnops_shown_person_t person;
} cnops_signed_in_t;

/* A new session and all that is written with it. */
typedef struct cnops_session_start_t {
    const cnops_session_t *session;
    const cnops_device_t *device;    /* the browser, which becomes known */
    int devices_max;                 /* of one account; the one unseen for longest is deleted */
    apr_time_t password_at;          /* when the password was set that was checked */
    const char *former_token_digest; /* the former session of this browser, which ends; or NULL */
    const char *once_digest;         /* a token that can be spent once, or NULL */
    apr_time_t once_expires_at;
} cnops_session_start_t;

typedef struct cnops_sessions_port_t {
    /* *plist: cnops_session_t, last seen first. */
    apr_status_t (*of_account)(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                               apr_pool_t *pool);
    /* Ends all sessions except the spared one (NULL: all). */
    apr_status_t (*end_all)(void *self, apr_int64_t account_id, const char *spared_token_digest,
                            const cnops_trail_t *trail, apr_pool_t *pool);
    /* CNOPS_ENOTFOUND where the account has no such session. */
    apr_status_t (*end_one)(void *self, apr_int64_t account_id, const char *token_digest,
                            const cnops_trail_t *trail, apr_pool_t *pool);
    apr_status_t (*insert)(void *self, const cnops_session_t *session, apr_pool_t *pool);
    /* The session and its account; NULL and NULL where there is none. */
    apr_status_t (*get)(void *self, const cnops_session_t **psession,
                        const cnops_account_t **paccount, const char *token_digest,
                        apr_pool_t *pool);
    /* The same with what is shown of the person. What an import has shown since the session was
     * read may be in it already. */
    apr_status_t (*get_with_person)(void *self, cnops_signed_in_t *pfound, const char *token_digest,
                                    apr_pool_t *pool);
    apr_status_t (*seen)(void *self, const char *token_digest, apr_time_t at, apr_pool_t *pool);
    /* The session shows this membership from now on. */
    apr_status_t (*choose)(void *self, const char *token_digest, apr_int64_t membership_id,
                           apr_pool_t *pool);
    apr_status_t (*drop)(void *self, const char *token_digest, apr_pool_t *pool);

    /* Begins a session, in one transaction with all that belongs to it. CNOPS_EDUPLICATE where
     * once_digest was spent before; CNOPS_ENOTFOUND where the account does not exist, is not
     * active, or has another password now. Then nothing is written. */
    apr_status_t (*begin)(void *self, const cnops_session_start_t *start,
                          const cnops_trail_t *trail, apr_pool_t *pool);

    /* Age: since it was last used. */
    cnops_purge_fn purge;
} cnops_sessions_port_t;

#endif
