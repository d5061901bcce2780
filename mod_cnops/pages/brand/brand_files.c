/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/brand/brand_files.h"

#include "pages/frame/failures.h"
#include "pages/frame/page.h"

cnops_res_t *cnops_brand_files_get(cnops_req_t *req)
{
    const cnops_brand_file_t *file = cnops_brand_file(req->app->brand, req->part);
    cnops_res_t *res;

    if (!file)
        return cnops_failure_page(req, 404, 0);
    res = cnops_page_empty(req, 200);
    res->content_type = file->type;
    res->body = file->bytes;
    res->body_len = file->len;
    res->is_shared = true;
    apr_table_setn(res->headers, "Cache-Control", "public, max-age=31536000, immutable");
    return res;
}
