/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/known_browser.h"

#include "core/session.h"

#define COOKIE "cnops_device"
#define LIFE   (400 * apr_time_from_sec(86400)) /* what browsers allow at most */

const char *cnops_known_browser_id(const cnops_req_t *req, apr_int64_t person_id)
{
    const char *cookie = cnops_req_cookie(req, COOKIE);

    if (!cookie || person_id <= 0)
        return NULL;
    return cnops_device_of(req->app->core, cookie, person_id, req->pool);
}

void cnops_known_browser_give(cnops_res_t *res, const cnops_req_t *req, apr_int64_t person_id)
{
    cnops_res_set_cookie(res, req, COOKIE, cnops_device_seal(req->app->core, person_id, req->pool),
                         LIFE);
}
