/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Pages that ask nothing and compute nothing: the template says it all.
 *
 * Floor: pages. Callers: routes. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_FRAME_FIXED_H
#define CNOPS_PAGES_FRAME_FIXED_H

#include "pages/frame/request.h"

cnops_res_t *cnops_fixed_students(cnops_req_t *req);
cnops_res_t *cnops_fixed_employers(cnops_req_t *req);
cnops_res_t *cnops_fixed_terms(cnops_req_t *req);
cnops_res_t *cnops_fixed_legal(cnops_req_t *req);
cnops_res_t *cnops_fixed_help(cnops_req_t *req);
cnops_res_t *cnops_fixed_accessibility(cnops_req_t *req);

#endif
