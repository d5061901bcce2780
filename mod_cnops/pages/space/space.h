/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The first page of the private space: the member's name, memberships and contacts.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). */
#ifndef CNOPS_PAGES_SPACE_SPACE_H
#define CNOPS_PAGES_SPACE_SPACE_H

#include "pages/frame/request.h"

cnops_res_t *cnops_space_get(cnops_req_t *req);

#endif
