/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the portal holds about a member, in kinds. A kind is a row of the table in held.c, with its
 * sentence held.WORD in keys.txt.
 *
 * Floor: pages. Threads: one request, one thread. Contacts are masked, as on all pages of the
 * space: they are in clear only in the files that the member asks for (export.h). */
#ifndef CNOPS_PAGES_RIGHTS_HELD_H
#define CNOPS_PAGES_RIGHTS_HELD_H

#include "pages/frame/request.h"

typedef enum { CNOPS_HELD_MASKED, CNOPS_HELD_IN_CLEAR } cnops_held_e;

/* Adds "held": a list of {kind, label, values, source, purpose, kept, href}; values is a list of
 * {label, value}, href the page that shows the rest, or null. */
apr_status_t cnops_held_add(cnops_tree_t *data, const cnops_req_t *req, cnops_held_e contacts);

#endif
