/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/daily.h"

#include "pages/frame/failures.h"

#include <apr_strings.h>
#include <string.h>

/* Another host of our domain ("same-site") is another site here: browsers send it our cookies even
 * for a picture. "none": the member has typed the address, or has kept it. */
static bool is_sent_by_others(const cnops_req_t *req)
{
    return req->fetch_site && strcmp(req->fetch_site, "same-origin") != 0 &&
           strcmp(req->fetch_site, "none") != 0;
}

static cnops_res_t *make(const cnops_req_t *req, const cnops_daily_t *daily, const char *subject)
{
    cnops_res_t *res = NULL;
    apr_status_t rv = daily->make(&res, req);

    if (rv == APR_SUCCESS && res)
        return res;
    cnops_throttle_give(req->app->core, daily->use, subject, req->pool);
    return rv == APR_SUCCESS ? cnops_failure_page(req, 404, 0) : cnops_failure(req, rv);
}

cnops_res_t *cnops_daily_get(const cnops_req_t *req, const cnops_daily_t *daily)
{
    const char *subject = apr_psprintf(req->pool, "%" APR_INT64_T_FMT, req->account->id);
    cnops_verdict_t verdict;
    apr_status_t rv;

    if (is_sent_by_others(req))
        return cnops_page_redirect(req, daily->offered_at);
    rv = cnops_throttle_take(&verdict, req->app->core, daily->use, subject, 0, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return verdict.allowed ? make(req, daily, subject)
                           : cnops_failure_page(req, 429, verdict.retry_after);
}
