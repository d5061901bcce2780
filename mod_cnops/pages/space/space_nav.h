/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The pages of the signed-in space, and the way between them. To add one: a row in
 * space_nav.c, its label nav.NAME in keys.txt.
 *
 * Floor: pages. Callers: pages of the space. Threads: any. */
#ifndef CNOPS_PAGES_SPACE_SPACE_NAV_H
#define CNOPS_PAGES_SPACE_SPACE_NAV_H

#include "pages/frame/page.h"

/* cnops_page_data, with nav: list of {href, label, current}. */
cnops_tree_t *cnops_space_data(const cnops_req_t *req, const char *name);

/* The same for the page of a path (below the mount), with a form of that name: step, and
 * where it posts to and leads back to. */
cnops_tree_t *cnops_space_form(const cnops_req_t *req, const char *path);

/* "email" and "phone": the account's contacts, masked. */
apr_status_t cnops_space_add_contacts(cnops_tree_t *data, const cnops_req_t *req);

#endif
