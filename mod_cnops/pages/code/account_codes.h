/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes to the contacts of an account: the second step of signing in, a contact that changes.
 *
 * Floor: pages. Threads: one request, one thread. Wrong ones are counted by account, over all
 * journeys: a code is short, and whoever may ask for another must not have more tries by that. */
#ifndef CNOPS_PAGES_CODE_ACCOUNT_CODES_H
#define CNOPS_PAGES_CODE_ACCOUNT_CODES_H

#include "pages/code/code_form.h"

/* A code of this account's, in its language. journey_id, channel, contact and message are the
 * caller's; who pays besides, too (allowance). */
cnops_code_form_t cnops_account_codes_form(const cnops_req_t *req, const cnops_account_t *account);

/* The owner has proved who it is anew (another password): what was counted is forgotten. */
apr_status_t cnops_account_codes_clear(const cnops_req_t *req, const cnops_account_t *account);

#endif
