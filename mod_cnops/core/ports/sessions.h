/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions of those who are signed in. A trail may be NULL
 * (core/ports/trail.h).
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_SESSIONS_H
#define CNOPS_CORE_PORTS_SESSIONS_H

#include "core/ports/devices.h"

typedef struct cnops_session_t {
    const char *token_digest;
    apr_int64_t account_id;
    apr_time_t created_at, seen_at;
    const char *address_block; /* base/netblock.h */
    const char *user_agent;    /* at most 200 characters */
    const char *browser;       /* cnops_device_t; NULL or "" where it had none yet */
} cnops_session_t;

/* All that happens when a session begins. */
typedef struct cnops_opening_t {
    const cnops_session_t *session;
    const cnops_device_t *device;    /* from where: known from now on */
    int devices_max;                 /* of one account; the longest unseen goes */
    apr_time_t password_at;          /* of the account whose password was looked at */
    const char *former_token_digest; /* a session of this browser that ends, or NULL */
    const char *once_digest;         /* a token that may be spent once, or NULL */
    apr_time_t once_expires_at;
} cnops_opening_t;

typedef struct cnops_session_ages_t {
    apr_time_t seen_before, created_before;
} cnops_session_ages_t;

typedef struct cnops_sessions_port_t {
    /* *plist: cnops_session_t, last seen first. */
    apr_status_t (*of_account)(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                               apr_pool_t *pool);
    /* Every one but the spared (NULL: every one). */
    apr_status_t (*end_all)(void *self, apr_int64_t account_id, const char *spared_token_digest,
                            const cnops_trail_t *trail, apr_pool_t *pool);
    /* CNOPS_ENOTFOUND where the account has no such session. */
    apr_status_t (*end_one)(void *self, apr_int64_t account_id, const char *token_digest,
                            const cnops_trail_t *trail, apr_pool_t *pool);
    apr_status_t (*insert)(void *self, const cnops_session_t *session, apr_pool_t *pool);
    apr_status_t (*get)(void *self, const cnops_session_t **psession, const char *token_digest,
                        apr_pool_t *pool);
    apr_status_t (*seen)(void *self, const char *token_digest, apr_time_t at, apr_pool_t *pool);
    apr_status_t (*drop)(void *self, const char *token_digest, apr_pool_t *pool);

    /* A session begins, in one transaction with all that goes with it. CNOPS_EDUPLICATE
     * where once_digest was spent before, CNOPS_ENOTFOUND where the account is gone, not
     * active, or has another password by now: nothing is written then. */
    apr_status_t (*begin)(void *self, const cnops_opening_t *opening, const cnops_trail_t *trail,
                          apr_pool_t *pool);

    /* Drops those that were seen last, or created, before these times. */
    apr_status_t (*purge)(void *self, const cnops_session_ages_t *ages, apr_pool_t *pool);
} cnops_sessions_port_t;

#endif
