/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/guard/known_browser.h"

#include "core/account/account_find.h"
#include "core/session/device.h"
#include "pages/session/welcome.h"

/* The account is looked for only if the cookie names the person. So a stranger's request takes the
 * same time whether or not the person has an account. */
const char *cnops_known_browser_id(const cnops_req_t *req, apr_int64_t person_id)
{
    const cnops_core_t *core = req->app->core;
    const char *cookie = cnops_req_cookie(req, "cnops_device"), *browser;
    const cnops_account_t *account;

    if (!cnops_device_of(core, cookie, person_id, req->pool))
        return NULL;
    if (cnops_account_any_of_person(&account, core, person_id, req->pool) != APR_SUCCESS ||
        cnops_welcome_knows(&browser, req, account) != APR_SUCCESS)
        return NULL;
    return browser;
}
