/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The door of the API: addresses that programs call with the key of an establishment
 * (`Authorization: Bearer KEY`, RFC 6750), without cookie and CSRF token.
 *
 * Floor: pages. Threads: any. Secrets: the key. */
#ifndef CNOPS_PAGES_API_ACCESS_H
#define CNOPS_PAGES_API_ACCESS_H

#include "pages/api/operation.h"

/* Whether the path is below /api/: then every answer is JSON, also to what no route has. */
bool cnops_api_owns(const char *path);

/* NULL: the request may go on, and req->establishment is set unless the operation is open. Else the
 * answer that refuses it. The checks are those of size and media type of a body (which must come
 * afterwards: it is not read here), the key, and the day's rows, in this order. */
cnops_res_t *cnops_api_admit(cnops_req_t *req, const cnops_api_operation_t *operation);

/* Answers 200 with this tree as JSON. */
cnops_res_t *cnops_api_json(const cnops_req_t *req, int status, const cnops_tree_t *tree);

#endif
