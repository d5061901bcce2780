/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The private space's first page: who one is, what one is covered by.
 *
 * Floor: pages. Callers: routes (members only). Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_SPACE_H
#define CNOPS_PAGES_SPACE_SPACE_H

#include "pages/frame/request.h"

cnops_res_t *cnops_space_get(cnops_req_t *req);

#endif
