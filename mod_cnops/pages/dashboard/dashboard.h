/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The first page of the private space: what the member has to do, then the latest claims, the
 * requests that wait, the memberships and the contacts.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). It asks the store
 * three times, after the session with the person. */
#ifndef CNOPS_PAGES_DASHBOARD_DASHBOARD_H
#define CNOPS_PAGES_DASHBOARD_DASHBOARD_H

#include "pages/frame/request.h"

cnops_res_t *cnops_dashboard_get(cnops_req_t *req);

#endif
