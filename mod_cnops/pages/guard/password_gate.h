/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Asks for the password once more in a session, so that a person who finds a screen left open
 * cannot change the account.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the caller wipes what was typed. Wrong
 * passwords are counted by session, as sign-in counts them by browser: no other session can use up
 * the tries of this one. */
#ifndef CNOPS_PAGES_GUARD_PASSWORD_GATE_H
#define CNOPS_PAGES_GUARD_PASSWORD_GATE_H

#include "pages/frame/page.h"

typedef struct cnops_password_gate_t {
    bool matches;
    apr_interval_time_t retry_after; /* µs; not 0: too many were wrong, this one is not compared */
} cnops_password_gate_t;

/* Compares password with that of the signed-in account, and counts it if it is wrong. */
apr_status_t cnops_password_gate_check(cnops_password_gate_t *pgate, const cnops_req_t *req,
                                       const char *password);

#endif
