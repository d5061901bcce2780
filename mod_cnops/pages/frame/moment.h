/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Shows a point in time to visitors, in the institution's time zone (design.md §6.13).
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_FRAME_MOMENT_H
#define CNOPS_PAGES_FRAME_MOMENT_H

#include "pages/frame/request.h"

/* As "21/11/2026 15:04", in the request's pool; NULL if at is 0. */
const char *cnops_moment_show(const cnops_req_t *req, apr_time_t at);

#endif
