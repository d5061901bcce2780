/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/time_left.h"

#include <apr_strings.h>

void cnops_time_left_add(cnops_tree_t *data, const char *name, const cnops_req_t *req,
                         apr_interval_time_t left, bool extends)
{
    cnops_tree_t *expiry = cnops_tree_set_object(data, name);
    apr_int64_t seconds = left > 0 ? apr_time_sec(left) : 0;
    apr_time_exp_t end;

    cnops_zone_explode(&end, req->app->zone, cnops_core_now(req->app->core) + left);
    cnops_tree_set_int(expiry, "seconds", seconds);
    /* Never 0 minutes: the time is not over yet. */
    cnops_tree_set_int(expiry, "minutes", seconds < 60 ? 1 : (seconds + 30) / 60);
    cnops_tree_set_text(expiry, "hour", apr_psprintf(req->pool, "%02d", end.tm_hour));
    cnops_tree_set_text(expiry, "minute", apr_psprintf(req->pool, "%02d", end.tm_min));
    cnops_tree_set_bool(expiry, "extends", extends);
}
