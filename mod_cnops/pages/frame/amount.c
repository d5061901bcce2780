/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/amount.h"

#include "base/amount.h"
#include "pages/frame/page.h"

const char *cnops_amount_show(const cnops_req_t *req, apr_int64_t centimes)
{
    cnops_tree_t *args = cnops_tree_object(req->pool);

    cnops_tree_set_text(args, "number", cnops_amount_write(centimes, req->lang, req->pool));
    return cnops_page_text(req, "amount.dirham", args);
}
