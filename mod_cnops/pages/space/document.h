/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Documents (PDF) for the member to keep, in the language of the visit. Nothing proves them:
 * certificates are another room. On one day the same data makes the same bytes.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: data and bytes are the member's; both
 * are wiped. */
#ifndef CNOPS_PAGES_SPACE_DOCUMENT_H
#define CNOPS_PAGES_SPACE_DOCUMENT_H

#include "pages/frame/page.h"

/* A tree with what all documents have: institution {name_fr, name_ar}, has_emblem, made (the day),
 * name and name_ar of the member. The route must show the person. The error of a record that does
 * not open. */
apr_status_t cnops_space_document(cnops_tree_t **pdata, const cnops_req_t *req);

typedef struct cnops_space_print_t {
    const char *name; /* of the template: "document/releve" */
    const char *file; /* as which it is saved: "releve-2026.pdf" */
} cnops_space_print_t;

/* *pres: the file. Wipes data, also where it fails. Errors as cnops_press_print. */
apr_status_t cnops_space_print(cnops_res_t **pres, const cnops_req_t *req,
                               const cnops_space_print_t *print, cnops_tree_t *data);

/* A copy of a body that is wiped when the request is over; the original is wiped at once. */
char *cnops_space_secret_body(char *bytes, apr_size_t len, apr_pool_t *pool);

#endif
