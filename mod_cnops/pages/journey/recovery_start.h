/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How a recovery starts once every fact was right: its first code leaves. A creation that meets
 * an account goes on here too.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_JOURNEY_RECOVERY_START_H
#define CNOPS_PAGES_JOURNEY_RECOVERY_START_H

#include "pages/journey/steps.h"

/* The account of the person that the journey is about; CNOPS_ENOTFOUND if it went, or was
 * closed meanwhile. */
apr_status_t cnops_recovery_account(const cnops_account_t **paccount, const cnops_req_t *req);

/* A contact of it, as steps.h asks for one; likewise. */
apr_status_t cnops_recovery_find_bound(const char **pcontact, const cnops_walk_t *walk,
                                       cnops_channel_e channel);
extern const cnops_steps_way_t cnops_recovery_by_email, cnops_recovery_by_phone;

/* Sends the first code, to the account's e-mail: this code is what tells the member that somebody
 * knows the facts. NULL: it is out, and noted in the journal. Else the answer. */
cnops_res_t *cnops_recovery_start(cnops_walk_t *walk, const cnops_account_t *account);

#endif
