/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every address of the portal, as a table. To add one: a row, and a function.
 *
 * Floor: pages. Callers: dispatch.c. Threads: any. Addresses: contract.md §1. */
#ifndef CNOPS_PAGES_ROUTES_H
#define CNOPS_PAGES_ROUTES_H

#include "pages/frame/request.h"

typedef cnops_res_t *(*cnops_handler_fn)(cnops_req_t *req);

typedef struct cnops_route_t {
    const char *path;      /* below the mount; one '*' in it is a variable part */
    cnops_handler_fn get;  /* NULL: 405 */
    cnops_handler_fn post; /* NULL: 405; called with a valid jeton only */
    bool member;           /* a session is needed */
    const char *start;     /* where a POST of an expired journey begins again; NULL: it may pass */
} cnops_route_t;

/* NULL: 404. *ppart: what stands for the route's '*' (not empty, without '/'), else NULL. */
const cnops_route_t *cnops_route_find(const char **ppart, const char *path, apr_pool_t *pool);

#endif
