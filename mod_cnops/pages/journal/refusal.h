/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* "This was not me": what a member can refuse of the journal.
 *
 * Floor: pages. Threads: one request, one thread.
 *
 * A sign-in: its browser is forgotten, its sessions end, and the member chooses another password.
 * That is offered while the account knows the browser. A request for other contacts: it ends as if
 * an old contact had refused it, while it is open. A change of password or contacts is undone only
 * by the link in the message about it, because a session alone must not be able to bind a former
 * contact again: there the page says where the link is, while it is valid. */
#ifndef CNOPS_PAGES_JOURNAL_REFUSAL_H
#define CNOPS_PAGES_JOURNAL_REFUSAL_H

#include "core/journal/history.h"
#include "pages/form/form_page.h"

/* What can be refused now. */
typedef struct cnops_refusals_t {
    const apr_array_header_t *devices; /* cnops_device_t; NULL: not needed */
    const cnops_request_t *request;    /* NULL: none is open */
} cnops_refusals_t;

/* Asks the store only for what these lines need. */
apr_status_t cnops_refusals_find(cnops_refusals_t *refusals, const cnops_req_t *req,
                                 const cnops_history_t *history);

/* Adds to a line: "refusals", a list of {entree, when}, and "advice", a sentence or null. */
void cnops_refusals_add(cnops_tree_t *item, const cnops_refusals_t *refusals,
                        const cnops_req_t *req, const cnops_history_line_t *line);

/* Refuses the event that the field `entree` names. */
cnops_res_t *cnops_refusal_post(cnops_visit_t *visit);

#endif
