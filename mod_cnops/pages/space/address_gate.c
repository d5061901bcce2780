/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/address_gate.h"

#include "core/address/address.h"
#include "pages/frame/failures.h"
#include "pages/frame/onward.h"

cnops_res_t *cnops_address_gate(cnops_req_t *req)
{
    const cnops_address_t *awaited;
    apr_status_t rv =
        cnops_address_awaited(&awaited, req->app->core, req->person.memberships, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!awaited)
        return NULL;
    cnops_onward_keep(req);
    return cnops_page_redirect(req, CNOPS_ADDRESS_PATH);
}
