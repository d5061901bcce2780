/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the visitor has typed on the page before, shown beside the questions: a wrong answer may
 * come from a mistake there.
 *
 * Floor: pages. Threads: one request, one thread. Numbers and dates are masked. The employee number
 * is not kept: the page only says that it was given. */
#ifndef CNOPS_PAGES_JOURNEY_RECAP_H
#define CNOPS_PAGES_JOURNEY_RECAP_H

#include "pages/frame/page.h"

/* Remembers the answers that the identity step has just accepted. What is typed there later, and
 * not accepted, is not what the questions are about. */
void cnops_recap_note(const cnops_req_t *req);

/* Adds "recap" {href, rows: [{label, value}]}. path: of the page where it can be changed. */
void cnops_recap_show(cnops_tree_t *data, const cnops_req_t *req, const char *path);

#endif
