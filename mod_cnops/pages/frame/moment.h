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

/* From when on something is possible that is not before wait (µs): "à partir de 15 h 20", in the
 * request's language and pool. Rounded up to the minute, so that it is never too early; a day that
 * is not today is named. */
const char *cnops_moment_from(const cnops_req_t *req, apr_interval_time_t wait);

#endif
