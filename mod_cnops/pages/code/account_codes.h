/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes to the contacts of an account: in the second step of signing in, and in a change of a
 * contact.
 *
 * Floor: pages. Threads: one request, one thread. Wrong codes are counted for the account, over all
 * journeys: a code is short, and a visitor who asks for another code must not get more tries by
 * it. */
#ifndef CNOPS_PAGES_CODE_ACCOUNT_CODES_H
#define CNOPS_PAGES_CODE_ACCOUNT_CODES_H

#include "pages/code/code_form.h"

/* A code form for this account: in its language, with the contact masked, and with the account's
 * counters. The caller sets journey_id, channel, contact and message, and allowance if the code has
 * one. */
cnops_code_form_t cnops_account_codes_form(const cnops_req_t *req, const cnops_account_t *account);

/* Forgets the codes and wrong tries that were counted for the account. Only for a visitor who has
 * just proved to be its owner (by a recovery, or by changing the password). */
apr_status_t cnops_account_codes_clear(const cnops_req_t *req, const cnops_account_t *account);

#endif
