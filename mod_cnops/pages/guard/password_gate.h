/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The password asked once more in a session: whoever found a screen left open is stopped.
 *
 * Floor: pages. Callers: security.c, contacts.c. Threads: one request, one thread.
 * Secrets: the caller wipes what was typed. Counted by session, as sign-in counts by browser:
 * no other session can use up this one's tries. */
#ifndef CNOPS_PAGES_GUARD_PASSWORD_GATE_H
#define CNOPS_PAGES_GUARD_PASSWORD_GATE_H

#include "pages/frame/page.h"

typedef struct cnops_password_gate_t {
    bool matches;
    apr_interval_time_t retry_after; /* µs; not 0: too many wrong ones, nothing was compared */
} cnops_password_gate_t;

apr_status_t cnops_password_gate_check(cnops_password_gate_t *pgate, const cnops_req_t *req,
                                       const char *password);

#endif
