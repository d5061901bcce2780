/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The second step of signing in: the password was right, and a code is asked for.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the code is wiped after one use.
 *
 * The sealed journey (kind SIGNIN) names the account that is half signed in, for as long as the
 * code lives. It also has a stamp of the account, so that a new password or contact makes it
 * invalid. There is no session before the code was right, and one journey opens one session. */
#ifndef CNOPS_PAGES_SIGNIN_SECOND_STEP_H
#define CNOPS_PAGES_SIGNIN_SECOND_STEP_H

#include "pages/form/form_page.h"

/* Whether the setting asks this browser for a code. browser: from cnops_welcome_knows; NULL: it
 * is not known. */
bool cnops_second_step_is_due(const cnops_core_t *core, const char *browser);

/* Sends the code by e-mail, and redirects (303) to its page. subject: the counter of strangers
 * that the attempt was counted in, to be given back when the code was right; NULL: it was not
 * counted as a stranger's. */
cnops_res_t *cnops_second_step_begin(cnops_req_t *req, const cnops_account_t *account,
                                     const char *subject);

extern const cnops_form_page_t cnops_second_step_form;

#endif
