/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes to the contacts of an account: the second step of signing in, a contact that changes.
 *
 * Floor: pages. Callers: second_step.c, contact_codes.c, recovery.c, security.c. Threads: one
 * request, one thread. Wrong ones are counted by account, over all journeys: a code is short, and
 * whoever may ask for another must not have more tries by that. */
#ifndef CNOPS_PAGES_CODE_ACCOUNT_CODES_H
#define CNOPS_PAGES_CODE_ACCOUNT_CODES_H

#include "core/code/code.h"
#include "pages/frame/page.h"

/* What the limits of an account are counted by. */
const char *cnops_account_codes_subject(const cnops_req_t *req, const cnops_account_t *account);

typedef struct cnops_account_code_t {
    const char *fault;               /* error code; NULL: it was right */
    apr_interval_time_t retry_after; /* µs; not 0: the account had too many wrong ones */
} cnops_account_code_t;

apr_status_t cnops_account_codes_try(cnops_account_code_t *ptried, const cnops_req_t *req,
                                     const cnops_account_t *account, const char *journey_id,
                                     cnops_channel_e channel, const char *destination,
                                     const char *code);

/* Adds destination (masked), minutes and resend to page data. */
apr_status_t cnops_account_codes_show(cnops_tree_t *data, const cnops_req_t *req,
                                      const char *journey_id, cnops_channel_e channel,
                                      const char *destination);

/* The owner has proved who it is anew (another password): what was counted is forgotten. */
apr_status_t cnops_account_codes_clear(const cnops_req_t *req, const cnops_account_t *account);

#endif
