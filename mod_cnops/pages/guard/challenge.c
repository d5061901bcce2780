/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/guard/challenge.h"

#include "core/guard/captcha.h"
#include "pages/frame/failures.h"
#include "pages/guard/guard.h"

cnops_res_t *cnops_challenge_get(cnops_req_t *req)
{
    cnops_verdict_t verdict;
    apr_status_t rv = cnops_guard_block(&verdict, req);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return cnops_page_json(
        req, cnops_captcha_challenge(req->app->core, req->journey->pow_level, req->pool));
}
