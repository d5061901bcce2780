/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Account creation, the nine steps of mission.md §4.
 *
 * Floor: pages. Callers: routes. The steps' functions are in files of their own:
 * creation_identity.c (who), creation_contacts.c (e-mail and mobile with their
 * codes), creation_password.c (the account). */
#ifndef CNOPS_PAGES_CREATION_H
#define CNOPS_PAGES_CREATION_H

#include "pages/walk.h"

cnops_res_t *cnops_creation_get(cnops_req_t *req);
cnops_res_t *cnops_creation_post(cnops_req_t *req);

/* Where a creation that was begun goes on: a path below the mount, or NULL. */
const char *cnops_creation_resume(const cnops_req_t *req);

/* --- the steps' functions, for the table in creation.c --- */

extern const cnops_asked_t cnops_creation_asks_identity[];
cnops_res_t *cnops_creation_guard_identity(cnops_walk_t *walk);
cnops_res_t *cnops_creation_submit_identity(cnops_walk_t *walk);

const cnops_asked_t *cnops_creation_choose_questions(const cnops_walk_t *walk);
cnops_res_t *cnops_creation_guard_questions(cnops_walk_t *walk);
cnops_res_t *cnops_creation_submit_questions(cnops_walk_t *walk);

extern const cnops_asked_t cnops_creation_asks_email[], cnops_creation_asks_phone[];
extern const cnops_asked_t cnops_creation_asks_code[];
/* The detail of a contact's two steps: by which channel. */
typedef struct cnops_creation_way_t cnops_creation_way_t;
extern const cnops_creation_way_t cnops_creation_by_email, cnops_creation_by_phone;
cnops_res_t *cnops_creation_submit_contact(cnops_walk_t *walk);
apr_status_t cnops_creation_show_contact(cnops_walk_t *walk, cnops_tree_t *data);
cnops_res_t *cnops_creation_guard_code(cnops_walk_t *walk);
cnops_res_t *cnops_creation_submit_code(cnops_walk_t *walk);
apr_status_t cnops_creation_show_code(cnops_walk_t *walk, cnops_tree_t *data);

extern const cnops_asked_t cnops_creation_asks_password[];
cnops_res_t *cnops_creation_submit_password(cnops_walk_t *walk);
apr_status_t cnops_creation_show_password(cnops_walk_t *walk, cnops_tree_t *data);

/* The person has an account: its contacts are told, the visitor is sent to recovery. */
cnops_res_t *cnops_creation_account_exists(cnops_walk_t *walk, const cnops_account_t *account);

#endif
