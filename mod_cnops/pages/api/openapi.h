/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /api/v1/openapi.json: the API in OpenAPI 3.1, made from the table of addresses, the operations,
 * the problems and the schemas.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_API_OPENAPI_H
#define CNOPS_PAGES_API_OPENAPI_H

#include "pages/frame/request.h"

cnops_res_t *cnops_openapi_get(cnops_req_t *req);

/* The same as a tree. Of the request, pool, app and list_operations are used. */
cnops_tree_t *cnops_openapi_make(const cnops_req_t *req);

#endif
