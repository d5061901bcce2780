/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The entry by which a visitor came to a journey. Students come with ?entree=etudiants: they have
 * no card of the insurer, and are asked for their CNIE only once. ?entree=assures is for all
 * others.
 *
 * Floor: pages. Threads: one request, one thread. The journey remembers the entry. */
#ifndef CNOPS_PAGES_JOURNEY_ENTRY_H
#define CNOPS_PAGES_JOURNEY_ENTRY_H

#include "pages/frame/page.h"

/* Remembers the entry that the query of the request names, if it names one. */
void cnops_entry_read(const cnops_req_t *req);

/* The path with the entry, where it is not the common one: an application that keeps no more than
 * the address of a form is asked for the same fields. */
const char *cnops_entry_address(const cnops_req_t *req, const char *path);

/* Adds "entry" (etudiants, or null) and "entry_switch" {word, href}: the other entry. path: of the
 * page. */
void cnops_entry_show(cnops_tree_t *data, const cnops_req_t *req, const char *path);

#endif
