/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Starts a recovery whose facts were all right: its first code is sent. A creation for a person who
 * already has an account goes on here too.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_JOURNEY_RECOVERY_START_H
#define CNOPS_PAGES_JOURNEY_RECOVERY_START_H

#include "pages/journey/steps.h"

/* The account of the person whom the journey is about; CNOPS_ENOTFOUND if there is none any more,
 * or if it was closed. */
apr_status_t cnops_recovery_account(const cnops_account_t **paccount, const cnops_req_t *req);

/* A bound contact of that account, for find of cnops_steps_way_t (steps.h). The same errors. */
apr_status_t cnops_recovery_find_bound(const char **pcontact, const cnops_walk_t *walk,
                                       cnops_channel_e channel);
extern const cnops_steps_way_t cnops_recovery_by_email, cnops_recovery_by_phone;

/* Sends the first code, to the e-mail of the account. This message also warns the member
 * that a visitor knows the facts. NULL: the code was sent, and the start is in the journal.
 * Else the answer. */
cnops_res_t *cnops_recovery_start(cnops_walk_t *walk, const cnops_account_t *account);

#endif
