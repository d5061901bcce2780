/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* "This was not me": the right to refuse a change, in a link that is sent to a contact.
 *
 * Floor: core. Threads: any. Secrets: the token is a right of its reader. It names an account and
 * what to undo; both are sealed. Sources: mission.md §5 (every old contact can refuse), contract.md
 * §1. */
#ifndef CNOPS_CORE_REQUEST_OPPOSITION_H
#define CNOPS_CORE_REQUEST_OPPOSITION_H

#include "base/words.h"
#include "core/core.h"

/* The words are part of links that wait in mailboxes for days, so they never change. They are short
 * because links also go into SMS. */
#define CNOPS_OPPOSITION(X)                                                                        \
    X(CNOPS_OPPOSITION_REQUEST, "r")  /* a request (core/request/request.h); subject: its ref */   \
    X(CNOPS_OPPOSITION_DEVICE, "d")   /* a browser's first sign-in; subject: its digest */         \
    X(CNOPS_OPPOSITION_PASSWORD, "p") /* a new password; subject: "" */                            \
    X(CNOPS_OPPOSITION_EMAIL, "e") /* another e-mail bound; subject: the former one, normalised */ \
    X(CNOPS_OPPOSITION_PHONE, "t") /* another mobile bound; subject: the former one, normalised */
typedef enum { CNOPS_OPPOSITION(CNOPS_WORDS_NAME) CNOPS_OPPOSITIONS } cnops_opposition_e;

typedef struct cnops_opposition_t {
    cnops_opposition_e kind;
    apr_int64_t account_id;
    const char *subject;
    apr_time_t issued_at; /* µs UTC */
} cnops_opposition_t;

/* The last part of CnopsPublicURL/opposition/{token}. expires_at: µs UTC. */
const char *cnops_opposition_token(const cnops_core_t *core, cnops_opposition_e kind,
                                   apr_int64_t account_id, const char *subject,
                                   apr_time_t expires_at, apr_pool_t *pool);
/* The whole address. */
const char *cnops_opposition_url(const cnops_core_t *core, cnops_opposition_e kind,
                                 apr_int64_t account_id, const char *subject, apr_time_t expires_at,
                                 apr_pool_t *pool);

/* CNOPS_EFORGED; or CNOPS_EEXPIRED, where *popposition is filled too. */
apr_status_t cnops_opposition_open(cnops_opposition_t *popposition, const cnops_core_t *core,
                                   const char *token, apr_pool_t *pool);

#endif
