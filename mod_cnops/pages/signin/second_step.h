/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The second step of signing in: the password was right, a code follows.
 *
 * Floor: pages. Threads: one request, one thread.
 * Secrets: the code is wiped after one use.
 *
 * Who is half signed in is in the journey (kind SIGNIN), sealed, for as long as the code
 * lives; it names the account as it was, so that another password or contact voids it. No
 * session is there before the code was right, and one journey opens one session. */
#ifndef CNOPS_PAGES_SIGNIN_SECOND_STEP_H
#define CNOPS_PAGES_SIGNIN_SECOND_STEP_H

#include "pages/form/form_page.h"

/* Whether the setting asks for a code here. browser: cnops_welcome_knows, NULL if unknown. */
bool cnops_second_step_is_due(const cnops_core_t *core, const char *browser);

/* Sends the code by e-mail; 303 to its page. subject: what the attempt was counted by as a
 * stranger's (given back once the code was right); NULL: it was not. */
cnops_res_t *cnops_second_step_begin(cnops_req_t *req, const cnops_account_t *account,
                                     const char *subject);

extern const cnops_form_page_t cnops_second_step_form;

#endif
