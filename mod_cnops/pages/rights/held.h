/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the portal holds about a member, in kinds. A kind is a row of the table in held.c, with its
 * sentence held.WORD in keys.txt.
 *
 * Floor: pages. Threads: one request, one thread. Contacts are masked, as on all pages of the
 * space: they are in clear only in the file that the member asks for (export.h). */
#ifndef CNOPS_PAGES_RIGHTS_HELD_H
#define CNOPS_PAGES_RIGHTS_HELD_H

#include "pages/frame/request.h"

/* Adds "held": a list of {kind, label, values, source, purpose, kept, href}; values is a list of
 * {label, value}, href the page that shows the rest, or null. */
apr_status_t cnops_held_add(cnops_tree_t *data, const cnops_req_t *req);

#endif
