/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/api/whoami.h"

#include "core/establishment/quota.h"
#include "pages/api/access.h"

cnops_res_t *cnops_whoami_get(cnops_req_t *req)
{
    cnops_tree_t *tree = cnops_tree_object(req->pool);
    cnops_quota_t quota;
    apr_status_t rv = cnops_quota_look(&quota, req->app->core, req->establishment, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_problem_failure(req, rv);
    cnops_tree_set_text(tree, "code", req->establishment->code);
    cnops_tree_set_text(tree, "name", req->establishment->name);
    cnops_tree_set_int(tree, "day_rows", quota.limit);
    cnops_tree_set_int(tree, "day_rows_left", quota.left);
    return cnops_api_json(req, 200, tree);
}
