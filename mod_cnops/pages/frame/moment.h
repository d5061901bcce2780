/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A moment as visitors read it: by the institution's clock (design.md §6.13).
 *
 * Floor: pages. Callers: pages. Threads: any. */
#ifndef CNOPS_PAGES_FRAME_MOMENT_H
#define CNOPS_PAGES_FRAME_MOMENT_H

#include "pages/frame/request.h"

/* "21/11/2026 15:04"; NULL for 0. */
const char *cnops_moment_show(const cnops_req_t *req, apr_time_t at);

#endif
