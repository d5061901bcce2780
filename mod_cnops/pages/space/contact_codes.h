/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The codes of a contact that changes: first from the old one, then from the new one.
 *
 * Floor: pages. Callers: contacts.c. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_CONTACT_CODES_H
#define CNOPS_PAGES_SPACE_CONTACT_CODES_H

#include "core/code/code.h"
#include "pages/form/form_page.h"

/* Whether a change of this account's is under way in this browser. */
bool cnops_contact_codes_runs(const cnops_req_t *req);

/* The code that is due leaves. *pwait: as cnops_code_send. */
apr_status_t cnops_contact_codes_send(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                                      const cnops_req_t *req, bool again);

/* action: annuler, renvoyer; none: the code. */
extern const cnops_form_page_t cnops_contact_codes_form;

#endif
