/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The last act of a sign-in: all proofs were given, the session begins.
 *
 * Floor: core. Threads: any. Secrets: the token is only for the cookie.
 *
 * In one transaction, the former session of this browser ends, the new one begins, the browser
 * becomes known, the message to the member is queued and the event is appended to the journal. This
 * happens only if the account is still as it was when the password was checked. */
#ifndef CNOPS_CORE_SIGNIN_SIGNIN_H
#define CNOPS_CORE_SIGNIN_SIGNIN_H

#include "core/core.h"

typedef struct cnops_signin_t {
    const cnops_account_t *account; /* as it was when its password was checked */
    const char *journey_id;         /* of a second step, which opens one session at most; or NULL */
    const char *browser;            /* core/session/device.h */
    bool is_new_browser;            /* the account does not know it yet */
    const char *former_token;       /* of a session that this browser had; NULL: none */
    const char *ip, *user_agent;
    const apr_array_header_t *messages; /* cnops_outbox_row_t, or NULL */
} cnops_signin_t;

typedef enum {
    CNOPS_SIGNIN_OPENED,
    CNOPS_SIGNIN_REPEATED, /* this journey opened the session just before */
    CNOPS_SIGNIN_SPENT     /* that session has ended, or the account has changed: begin again */
} cnops_signin_opened_e;

/* Opens the session; *popened says whether. *ptoken: for the cookie; NULL where SPENT. */
apr_status_t cnops_signin_open(cnops_signin_opened_e *popened, const char **ptoken,
                               const cnops_core_t *core, const cnops_signin_t *signin,
                               apr_pool_t *pool);

/* When the password or a bound contact was last changed. A sign-in or a change that began before
 * that must begin again. */
apr_time_t cnops_signin_stamp(const cnops_account_t *account);

#endif
