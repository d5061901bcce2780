/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Everything is proved: the session begins, and the browser is known from now on.
 *
 * Floor: pages. Callers: sign-in, its second step, the ends of creation and recovery.
 * Threads: one request, one thread. Secrets: tokens go into cookies alone. */
#ifndef CNOPS_PAGES_SESSION_WELCOME_H
#define CNOPS_PAGES_SESSION_WELCOME_H

#include "pages/frame/request.h"

/* Whether this person signed in from this browser before, and it was not forgotten since.
 * account NULL: no. *pbrowser (may be NULL): its id, NULL where it is not known. */
apr_status_t cnops_welcome_knows(const char **pbrowser, const cnops_req_t *req,
                                 const cnops_account_t *account);

/* A session, and 303 to the space; to the door where journey_id (of a second step; NULL: none)
 * opened one before that is over, or the account has changed meanwhile. Both contacts hear of
 * a browser that was not known. */
cnops_res_t *cnops_welcome(cnops_req_t *req, const cnops_account_t *account,
                           const char *journey_id);

/* Whoever just proved both contacts from this browser (creation, recovery) is not asked for a
 * code again here: sets the cookie. A failure costs no more than a code at the next sign-in,
 * so it is none of the answer's. */
void cnops_welcome_remember(cnops_res_t *res, const cnops_req_t *req,
                            const cnops_account_t *account);

#endif
