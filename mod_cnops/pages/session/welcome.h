/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The session of a visitor who has proved everything begins, and the browser becomes known.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: tokens are written only into cookies. */
#ifndef CNOPS_PAGES_SESSION_WELCOME_H
#define CNOPS_PAGES_SESSION_WELCOME_H

#include "pages/frame/request.h"

/* Whether this person has signed in from this browser before, and the browser was not
 * forgotten since. *pbrowser: the browser's id; NULL if it is not known. account may be NULL:
 * it is not known then. */
apr_status_t cnops_welcome_knows(const char **pbrowser, const cnops_req_t *req,
                                 const cnops_account_t *account);

/* Begins a session and redirects (303) to the page that was asked for before
 * (pages/frame/onward.h), by default to the space. journey_id: of the second step; NULL: there was
 * none. If that journey has opened a session that is over now, or the account has changed
 * meanwhile, redirects to the sign-in page. Both contacts get a message if the browser was not
 * known. */
cnops_res_t *cnops_welcome(cnops_req_t *req, const cnops_account_t *account,
                           const char *journey_id);

/* Makes the browser known without a session, and sets its cookie. For a visitor who has just proved
 * both contacts from it (creation, recovery), so that the next sign-in asks for no code. If the
 * store fails, the answer stays as it is: the next sign-in then asks for a code. */
void cnops_welcome_remember(cnops_res_t *res, const cnops_req_t *req,
                            const cnops_account_t *account);

#endif
