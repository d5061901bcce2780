/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One ticket as page data.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_TICKET_ITEM_H
#define CNOPS_PAGES_TICKET_ITEM_H

#include "core/ticket/ticket.h"
#include "pages/frame/page.h"

/* The path of its page, below the mount. */
const char *cnops_ticket_path(const cnops_req_t *req, const cnops_ticket_t *ticket);

/* Sets reference, href, kind, kind_label, state, state_label, opened_on, due_on, days (until
 * due_on; null where no answer is awaited), late, and news (a decision that was not seen yet). */
void cnops_ticket_item_fill(cnops_tree_t *item, const cnops_req_t *req,
                            const cnops_ticket_t *ticket);

#endif
