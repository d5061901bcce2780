/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What needs the member, the most urgent first: a document that is asked for, more that is asked
 * about a request, an answer that was not read, an answer that is late, rights that end soon.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_DASHBOARD_TODO_H
#define CNOPS_PAGES_DASHBOARD_TODO_H

#include "pages/dashboard/latest.h"

/* Adds "todo": a list of {kind, label, about, reference, when, href, action}. kind: document
 * more_asked answer late rights. label and action are sentences; about (what it is about),
 * reference and when (a day) may be null. */
void cnops_todo_add(cnops_tree_t *data, const cnops_req_t *req, const cnops_latest_t *latest);

#endif
