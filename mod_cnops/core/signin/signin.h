/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The last act of signing in: all proofs are given, the session begins.
 *
 * Floor: core. Callers: pages (sign-in, its second step, a password just changed).
 * Threads: any. Secrets: the token is for the cookie alone.
 * One transaction: the former session of this browser ends, the new one begins, the browser
 * is known from now on, its owner is told and the journal has it; and only if the account is
 * still as it was when the password was looked at. */
#ifndef CNOPS_CORE_SIGNIN_SIGNIN_H
#define CNOPS_CORE_SIGNIN_SIGNIN_H

#include "core/core.h"

typedef struct cnops_signin_t {
    const cnops_account_t *account; /* as it was when its password was looked at */
    const char *journey_id;         /* of a second step, which opens one session; NULL: none */
    const char *browser;            /* core/session/device.h */
    bool is_new_browser;            /* it was not known */
    const char *former_token;       /* of a session that this browser had; NULL: none */
    const char *ip, *user_agent;
    const apr_array_header_t *messages; /* cnops_outbox_row_t, or NULL */
} cnops_signin_t;

typedef enum {
    CNOPS_SIGNIN_OPENED,
    CNOPS_SIGNIN_REPEATED, /* by this journey, just before: the same session */
    CNOPS_SIGNIN_SPENT     /* that session is over, or the account has changed: begin again */
} cnops_signin_opened_e;

/* *ptoken: for the cookie; NULL where SPENT. */
apr_status_t cnops_signin_open(cnops_signin_opened_e *popened, const char **ptoken,
                               const cnops_core_t *core, const cnops_signin_t *signin,
                               apr_pool_t *pool);

/* When what protects the account last changed: who is half signed in, or half way through
 * a change, begins again after that. */
apr_time_t cnops_signin_stamp(const cnops_account_t *account);

#endif
