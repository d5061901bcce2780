/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The pages of the signed-in space, and the links between them. To add a page: a row in
 * space_nav.c, and its label nav.NAME in keys.txt.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_SPACE_SPACE_NAV_H
#define CNOPS_PAGES_SPACE_SPACE_NAV_H

#include "pages/form/form_page.h"

#define CNOPS_CLOSING_PATH "/espace/donnees/cloture"

/* Adds "nav", a list of {href, label, current}; and "closing", {when, href}: when the account will
 * be closed because its owner asked for it, and where to keep it; null where that is not so, and on
 * that page itself. For members of several memberships also "several", "adhesions" (membership.h)
 * and "retour", for partials/switch. */
void cnops_space_add_nav(cnops_tree_t *data, const cnops_req_t *req);
/* The path of the page of the navigation to which path belongs: "/espace/profil" for itself and for
 * what lies below it. "/espace" for any other text, and for NULL. */
const char *cnops_space_place(const char *path);
/* fill for a form page that adds nothing else. */
apr_status_t cnops_space_fill(cnops_visit_t *visit, cnops_tree_t *data);

/* NULL: the field mot_de_passe_actuel is the password of the account. Else the answer: the form
 * with its fault, or an error page. */
cnops_res_t *cnops_space_check_password(cnops_visit_t *visit);

/* Adds "email" and "phone": the contacts of the account, masked. */
apr_status_t cnops_space_add_contacts(cnops_tree_t *data, const cnops_req_t *req);

#endif
