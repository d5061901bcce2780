/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/certificate/public_files.h"

#include "base/json.h"
#include "core/certificate/public_keys.h"
#include "pages/certificate/kept_list.h"
#include "pages/frame/failures.h"
#include "pages/frame/page.h"

#include <string.h>

/* Everybody gets the same, so proxies and browsers may keep it for a while. Scripts of other sites
 * may read it: a verifier that was saved as a file has no site at all. */
static cnops_res_t *answer(const cnops_req_t *req, const char *json)
{
    cnops_res_t *res = cnops_page_bytes(req, "application/json", json, strlen(json));

    res->is_shared = true;
    apr_table_setn(res->headers, "Cache-Control", "public, max-age=300");
    apr_table_setn(res->headers, "Access-Control-Allow-Origin", "*");
    apr_table_setn(res->headers, "Cross-Origin-Resource-Policy", "cross-origin");
    return res;
}

cnops_res_t *cnops_public_files_keys_get(cnops_req_t *req)
{
    const cnops_public_keys_t *list;
    apr_status_t rv = cnops_public_keys_list(&list, req->app->core, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return answer(req, cnops_json_write(cnops_public_keys_tree(list, req->pool), req->pool));
}

cnops_res_t *cnops_public_files_revocations_get(cnops_req_t *req)
{
    const char *json;
    apr_status_t rv = cnops_kept_list_get(&json, req);

    return rv == APR_SUCCESS ? answer(req, json) : cnops_failure(req, rv);
}
