/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The two codes of a contact change: the first goes to the old contact, the second to the new one.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_CONTACT_CODES_H
#define CNOPS_PAGES_SPACE_CONTACT_CODES_H

#include "core/code/code.h"
#include "pages/form/form_page.h"

/* Whether a change of this account's contacts is under way in this browser. */
bool cnops_contact_codes_runs(const cnops_req_t *req);

/* Sends the first or second code, whichever is due, or (again) another one. psent and pwait:
 * as in cnops_code_send. */
apr_status_t cnops_contact_codes_send(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                                      const cnops_req_t *req, bool again);

/* Its field action: annuler (cancel) or renvoyer (send again). Without it, the code is checked. */
extern const cnops_form_page_t cnops_contact_codes_form;

#endif
