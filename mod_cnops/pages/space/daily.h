/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Files that cost much to make, so that a member may have only some of them a day.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c).
 *
 * They are read by GET, and cookies are Lax: a page of another site can send the browser to them.
 * That page gets nothing, but it would use up the files of the day. So a browser that says that it
 * comes from another site is led to the page that offers the file. */
#ifndef CNOPS_PAGES_SPACE_DAILY_H
#define CNOPS_PAGES_SPACE_DAILY_H

#include "core/guard/throttle.h"
#include "pages/frame/request.h"

typedef struct cnops_daily_t {
    cnops_use_e use;        /* of the member's account */
    const char *offered_at; /* path of the page with the link */
    /* *pres stays NULL where there is no such file: the answer is 404. */
    apr_status_t (*make)(cnops_res_t **pres, const cnops_req_t *req);
} cnops_daily_t;

/* The file, 429 with the time to wait, or the page of a failure. What was not made does not
 * count. */
cnops_res_t *cnops_daily_get(const cnops_req_t *req, const cnops_daily_t *daily);

#endif
