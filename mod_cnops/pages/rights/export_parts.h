/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The parts of the file of a member's data (export.h): one function for each family of rows, named
 * in the table of export.c.
 *
 * Floor: pages. Threads: one request, one thread. Times are as cnops_date_moment writes them. */
#ifndef CNOPS_PAGES_RIGHTS_EXPORT_PARTS_H
#define CNOPS_PAGES_RIGHTS_EXPORT_PARTS_H

#include "pages/frame/request.h"

/* Sets file.NAME. */
typedef apr_status_t (*cnops_export_fn)(cnops_tree_t *file, const char *name,
                                        const cnops_req_t *req);

#define CNOPS_EXPORT_EVENTS_MAX   5000
#define CNOPS_EXPORT_REQUESTS_MAX 200
#define CNOPS_EXPORT_CLAIMS_MAX   5000 /* some hundred more at most */

apr_status_t cnops_export_person(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_memberships(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_account(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_consent(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_sessions(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_browsers(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_changes(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_claims(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_tickets(cnops_tree_t *file, const char *name, const cnops_req_t *req);
apr_status_t cnops_export_journal(cnops_tree_t *file, const char *name, const cnops_req_t *req);

/* Makes a list of rows under name: {rows: […], complete: true}, and returns rows. complete: false
 * where more rows exist than the list may have. */
cnops_tree_t *cnops_export_list(cnops_tree_t *file, const char *name, bool complete);
/* Sets object.NAME to a time; null if at is 0. */
void cnops_export_time(cnops_tree_t *object, const char *name, apr_time_t at);

#endif
