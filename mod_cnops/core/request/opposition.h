/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* "This was not me": the right to refuse a change, in a link that is sent to a contact.
 *
 * Floor: core. Threads: any. Secrets: the token is a right of its reader. What it undoes is sealed.
 * Sources: mission.md §5 (every old contact can refuse), contract.md §1. */
#ifndef CNOPS_CORE_REQUEST_OPPOSITION_H
#define CNOPS_CORE_REQUEST_OPPOSITION_H

#include "base/words.h"
#include "core/seal/link.h"

/* The words are kept with links that wait in mailboxes for days, so they never change. */
#define CNOPS_OPPOSITION(X)                                                                        \
    X(CNOPS_OPPOSITION_REQUEST, "r")  /* a request (core/request/request.h); subject: its ref */   \
    X(CNOPS_OPPOSITION_DEVICE, "d")   /* a browser's first sign-in; subject: its digest */         \
    X(CNOPS_OPPOSITION_PASSWORD, "p") /* a new password; subject: "" */                            \
    X(CNOPS_OPPOSITION_EMAIL, "e") /* another e-mail bound; subject: the former one, normalised */ \
    X(CNOPS_OPPOSITION_PHONE, "t") /* another mobile bound; subject: the former one, normalised */ \
    X(CNOPS_OPPOSITION_CLOSING, "c") /* the end of the account; subject: its closing_at */
typedef enum { CNOPS_OPPOSITION(CNOPS_WORDS_NAME) CNOPS_OPPOSITIONS } cnops_opposition_e;

typedef struct cnops_opposition_t {
    cnops_opposition_e kind;
    apr_int64_t account_id;
    const char *subject;
    apr_time_t issued_at; /* µs UTC */
} cnops_opposition_t;

/* A link CnopsPublicURL/opposition/{token}. It is issued now, whatever issued_at is. expires_at: µs
 * UTC. */
const cnops_link_t *cnops_opposition_link(const cnops_core_t *core,
                                          const cnops_opposition_t *opposition,
                                          apr_time_t expires_at, apr_pool_t *pool);

/* As cnops_link_open: CNOPS_EFORGED; CNOPS_EEXPIRED, where *popposition is filled too; or an error
 * of the store. */
apr_status_t cnops_opposition_open(cnops_opposition_t *popposition, const cnops_core_t *core,
                                   const char *token, apr_pool_t *pool);

#endif
