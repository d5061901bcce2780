/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/session/welcome.h"

#include "core/session/device.h"
#include "core/session/session.h"
#include "core/signin/signin.h"
#include "pages/frame/failures.h"
#include "pages/frame/onward.h"
#include "pages/notice/notices.h"

#define DEVICE_LIFE (400 * apr_time_from_sec(86400)) /* the longest life that browsers allow */

apr_status_t cnops_welcome_knows(const char **pbrowser, const cnops_req_t *req,
                                 const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    const char *cookie = cnops_req_cookie(req, "cnops_device");
    const char *browser = NULL;
    bool known = false;
    apr_status_t rv = APR_SUCCESS;

    *pbrowser = NULL;
    if (account && cookie)
        browser = cnops_device_of(core, cookie, account->person_id, req->pool);
    /* The cookie alone proves nothing: the account may have forgotten the browser. */
    if (browser)
        rv = cnops_device_is_known(&known, core, account->id, browser, req->pool);
    if (known)
        *pbrowser = browser;
    return rv;
}

static void set_device(cnops_res_t *res, const cnops_req_t *req, const char *browser,
                       apr_int64_t person_id)
{
    const char *former = cnops_req_cookie(req, "cnops_device");

    cnops_res_set_cookie(res, req, "cnops_device",
                         cnops_device_seal(req->app->core, browser, person_id, former, req->pool),
                         DEVICE_LIFE);
}

/* --- a session --- */

/* The messages go into the transaction in which the session begins. */
static apr_status_t open_session(cnops_signin_opened_e *popened, const char **ptoken,
                                 const cnops_req_t *req, cnops_signin_t *signin)
{
    const char *known;
    apr_array_header_t *messages = NULL;
    apr_status_t rv = cnops_welcome_knows(&known, req, signin->account);

    signin->is_new_browser = !known;
    if (rv == APR_SUCCESS && !known)
        rv = cnops_notices_new_device(&messages, req, signin->account, signin->browser);
    if (rv != APR_SUCCESS)
        return rv;
    signin->messages = messages;
    return cnops_signin_open(popened, ptoken, req->app->core, signin, req->pool);
}

/* A new session gets a new journey, and with it a new CSRF token (ASVS 7.2.4). Of the former one
 * only the page that was asked for stays. */
static void begin_anew(cnops_req_t *req, const char *notice)
{
    const char *onward = req->journey->onward;

    req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
    req->journey->notice = notice;
    req->journey->onward = onward;
}

cnops_res_t *cnops_welcome(cnops_req_t *req, const cnops_account_t *account, const char *journey_id)
{
    const cnops_core_t *core = req->app->core;
    const char *token, *browser;
    cnops_signin_opened_e opened;
    cnops_res_t *res;
    apr_status_t rv;

    browser = cnops_device_id(core, cnops_req_cookie(req, "cnops_device"), journey_id, req->pool);
    cnops_signin_t signin = {.account = account,
                             .journey_id = journey_id,
                             .browser = browser,
                             .former_token = cnops_req_cookie(req, "cnops_session"),
                             .ip = req->ip,
                             .user_agent = req->user_agent};
    if ((rv = open_session(&opened, &token, req, &signin)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    begin_anew(req, opened == CNOPS_SIGNIN_SPENT ? "notice.signin_over" : NULL);
    if (opened == CNOPS_SIGNIN_SPENT)
        return cnops_page_redirect(req, "/connexion");
    res = cnops_onward_go(req, NULL);
    cnops_res_set_cookie(res, req, "cnops_session", token, 0);
    set_device(res, req, browser, account->person_id);
    /* A second click gets the same session, but is not an event of its own. */
    res->event = opened == CNOPS_SIGNIN_OPENED ? "signin: accepted" : NULL;
    return res;
}

/* --- a browser alone --- */

void cnops_welcome_remember(cnops_res_t *res, const cnops_req_t *req,
                            const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    const char *cookie = cnops_req_cookie(req, "cnops_device");
    const char *browser = cnops_device_id(core, cookie, NULL, req->pool);
    const cnops_device_t *device =
        cnops_device_row(core, account->id, browser, req->ip, req->user_agent, req->pool);

    if (cnops_device_remember(core, device, req->pool) == APR_SUCCESS)
        set_device(res, req, browser, account->person_id);
}
