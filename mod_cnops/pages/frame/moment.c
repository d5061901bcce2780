/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/moment.h"

#include <apr_strings.h>

const char *cnops_moment_show(const cnops_req_t *req, apr_time_t at)
{
    apr_time_exp_t local;

    if (!at)
        return NULL;
    cnops_zone_explode(&local, req->app->zone, at);
    return apr_psprintf(req->pool, "%02d/%02d/%04d %02d:%02d", local.tm_mday, local.tm_mon + 1,
                        local.tm_year + 1900, local.tm_hour, local.tm_min);
}
