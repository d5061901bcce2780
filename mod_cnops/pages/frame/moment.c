/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/moment.h"

#include "pages/frame/page.h"

#include <apr_strings.h>

#define MINUTE apr_time_from_sec(60)
#define DAY    apr_time_from_sec(86400)

const char *cnops_moment_show(const cnops_req_t *req, apr_time_t at)
{
    apr_time_exp_t local;

    if (!at)
        return NULL;
    cnops_zone_explode(&local, req->app->zone, at);
    return apr_psprintf(req->pool, "%02d/%02d/%04d %02d:%02d", local.tm_mday, local.tm_mon + 1,
                        local.tm_year + 1900, local.tm_hour, local.tm_min);
}

static bool is_same_day(const apr_time_exp_t *one, const apr_time_exp_t *other)
{
    return one->tm_year == other->tm_year && one->tm_yday == other->tm_yday;
}

/* "from.today", "from.tomorrow" or "from.later" */
static const char *from_key(const cnops_req_t *req, const apr_time_exp_t *at)
{
    apr_time_t now = cnops_core_now(req->app->core);
    apr_time_exp_t day;

    cnops_zone_explode(&day, req->app->zone, now);
    if (is_same_day(at, &day))
        return "from.today";
    cnops_zone_explode(&day, req->app->zone, now + DAY);
    return is_same_day(at, &day) ? "from.tomorrow" : "from.later";
}

const char *cnops_moment_from(const cnops_req_t *req, apr_interval_time_t wait)
{
    apr_time_t at = cnops_core_now(req->app->core) + wait + MINUTE - 1;
    cnops_tree_t *args = cnops_tree_object(req->pool);
    apr_time_exp_t local;

    at -= at % MINUTE;
    cnops_zone_explode(&local, req->app->zone, at);
    cnops_tree_set_text(args, "hour", apr_psprintf(req->pool, "%02d", local.tm_hour));
    cnops_tree_set_text(args, "minute", apr_psprintf(req->pool, "%02d", local.tm_min));
    cnops_tree_set_text(args, "date",
                        apr_psprintf(req->pool, "%02d/%02d/%04d", local.tm_mday, local.tm_mon + 1,
                                     local.tm_year + 1900));
    return cnops_page_text(req, from_key(req, &local), args);
}
