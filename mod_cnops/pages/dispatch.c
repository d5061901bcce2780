/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "core/account/account_find.h"
#include "core/establishment/officer_session.h"
#include "pages/api/access.h"
#include "pages/frame/failures.h"
#include "pages/frame/first_page.h"
#include "pages/frame/negotiation.h"
#include "pages/frame/onward.h"
#include "pages/routes.h"
#include "pages/space/address_gate.h"

#include <string.h>

#define LANG_LIFE     (365 * apr_time_from_sec(86400))
#define REFRESH_AFTER apr_time_from_sec(3600) /* a journey that has begun nothing, on a GET */

/* --- language, journey and session --- */

/* The language of ?lang= (which a cookie then keeps), else of the cookie, else of Accept-Language,
 * else of the setting. */
static void choose_lang(cnops_req_t *req)
{
    const cnops_view_t *view = req->app->view;
    const char *asked = cnops_form_value(req->query, "lang");
    const char *kept = cnops_req_cookie(req, "cnops_lang");

    if (asked && cnops_view_has_lang(view, asked))
        req->lang = asked;
    else if (kept && cnops_view_has_lang(view, kept))
        req->lang = kept;
    else
        req->lang = cnops_negotiate_lang(req->accept_language, view, req->pool);
    if (!req->lang)
        req->lang = req->app->core->settings->default_lang;
}

/* An expired journey is loaded too: its kind says whether the visitor had begun something. */
static void load_journey(cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const char *cookie = cnops_req_cookie(req, "cnops_journey");
    apr_status_t rv = CNOPS_ENOTFOUND;

    if (cookie)
        rv = cnops_journey_unseal(&req->journey, core, cookie, req->pool);
    req->journey_came = rv == APR_SUCCESS || rv == CNOPS_EEXPIRED;
    req->journey_expired = rv == CNOPS_EEXPIRED;
    if (!req->journey_came)
        req->journey = cnops_journey_make(core, CNOPS_JOURNEY_NONE, req->pool);
}

/* A session counts only if its account is active: the account may have been closed meanwhile. */
static apr_status_t load_session(cnops_req_t *req, bool with_person)
{
    const cnops_core_t *core = req->app->core;
    const char *token = cnops_req_cookie(req, "cnops_session");
    cnops_signed_in_t found = {.session = NULL};
    apr_status_t rv;

    if (!token)
        return APR_SUCCESS;
    if (with_person)
        rv = cnops_session_find_with_person(&found, core, token, req->pool);
    else
        rv = cnops_session_find(&found.session, &found.account, core, token, req->pool);
    req->session = cnops_account_is_active(found.account) ? found.session : NULL;
    req->account = found.account;
    req->person = found.person;
    return rv;
}

/* --- an expired journey --- */

/* A visitor who had begun something, or who sends a form, reads that the journey has expired. One
 * who only left a page open does not. */
static void renew_journey(cnops_req_t *req)
{
    bool had_begun = req->journey->kind != CNOPS_JOURNEY_NONE;

    req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
    req->journey_expired = false;
    if (had_begun || req->method == CNOPS_METHOD_POST)
        req->journey->notice = "notice.journey_expired";
}

static void refresh_journey(cnops_req_t *req)
{
    apr_time_t now = cnops_core_now(req->app->core);

    if (req->journey_expired)
        renew_journey(req);
    else if (req->journey->kind == CNOPS_JOURNEY_NONE &&
             now - req->journey->accepted_at > REFRESH_AFTER)
        req->journey->accepted_at = now;
}

/* The answer of a page for members to a request without a session: after the sign-in it is led
 * back to the page that it asked for. A browser that still has the
 * session's cookie is told that the session is over. */
static cnops_res_t *ask_to_sign_in(cnops_req_t *req)
{
    if (req->method == CNOPS_METHOD_GET)
        cnops_onward_keep_newest(req);
    return cnops_req_cookie(req, "cnops_session")
               ? cnops_page_tell(req, "/connexion", "notice.session_over")
               : cnops_page_redirect(req, "/connexion");
}

static apr_status_t load_officer(cnops_req_t *req)
{
    return cnops_officer_session_find(&req->officer, req->app->core,
                                      cnops_req_cookie(req, CNOPS_OFFICER_COOKIE), req->pool);
}

/* The answer of a page for officers to a request without their session. */
static cnops_res_t *ask_officer_to_sign_in(const cnops_req_t *req)
{
    return cnops_req_cookie(req, CNOPS_OFFICER_COOKIE)
               ? cnops_page_tell(req, "/etablissements", "notice.session_over")
               : cnops_page_redirect(req, "/etablissements");
}

/* --- answering: the checks in the order of contract.md §2 --- */

/* res: the answer 405. */
static cnops_res_t *allow(cnops_res_t *res, const cnops_route_t *route)
{
    bool gets = cnops_route_answers(route, CNOPS_METHOD_GET);
    bool posts = cnops_route_answers(route, CNOPS_METHOD_POST);
    const char *allow = !posts ? "GET, HEAD" : gets ? "GET, HEAD, POST" : "POST";

    apr_table_setn(res->headers, "Allow", allow);
    return res;
}

static cnops_res_t *answer_first(cnops_req_t *req, const cnops_route_t *route)
{
    cnops_res_t *res;

    req->token = cnops_journey_token(req->app->core, req->journey, req->pool);
    if (!(res = cnops_first_page_get(req))) {
        res = cnops_route_get(route, req);
        cnops_first_page_keep(req, res);
    }
    return res;
}

/* A member's page. NULL: go on. */
static cnops_res_t *guard_space(cnops_req_t *req, const cnops_route_t *route)
{
    if (!req->session)
        return ask_to_sign_in(req);
    return route->before_address ? NULL : cnops_address_gate(req);
}

static cnops_res_t *answer_get(cnops_req_t *req, const cnops_route_t *route)
{
    cnops_res_t *res;

    refresh_journey(req);
    if (route->member && (res = guard_space(req, route)))
        return res;
    if (route->officer && !req->officer.session)
        return ask_officer_to_sign_in(req);
    if (route->is_first && cnops_first_page_fits(req))
        return answer_first(req, route);
    return cnops_route_get(route, req);
}

/* The answer to a body that was not received; NULL: it was received, perhaps malformed. */
static cnops_res_t *refuse_body(const cnops_req_t *req)
{
    switch (req->body) {
    case CNOPS_BODY_TOO_LARGE:
        return cnops_failure_page(req, 413, 0);
    case CNOPS_BODY_WRONG_TYPE:
        return cnops_failure_page(req, 415, 0);
    case CNOPS_BODY_ABORTED:
        return cnops_page_empty(req, 400);
    default:
        return NULL;
    }
}

/* The body is read only to be done with it. */
static cnops_res_t *answer_one_click(cnops_req_t *req, const cnops_route_t *route)
{
    bool is_whole;

    req->read_body(req);
    is_whole = req->body != CNOPS_BODY_TOO_LARGE && req->body != CNOPS_BODY_ABORTED;
    return is_whole ? cnops_route_post(route, req) : refuse_body(req);
}

static cnops_res_t *answer_post(cnops_req_t *req, const cnops_route_t *route)
{
    cnops_res_t *res;

    if (route->one_click)
        return answer_one_click(req, route);
    if (route->upload)
        return req->officer.session ? cnops_route_post(route, req) : ask_officer_to_sign_in(req);
    req->read_body(req);
    if ((res = refuse_body(req)))
        return res;
    /* Whatever the token is: it may be of a session that has ended. */
    if (route->member && !req->session)
        return ask_to_sign_in(req);
    if (route->officer && !req->officer.session)
        return ask_officer_to_sign_in(req);
    if (req->journey_expired && route->start) {
        renew_journey(req);
        return cnops_page_redirect(req, route->start);
    }
    if (req->body == CNOPS_BODY_MALFORMED)
        return cnops_failure_page(req, 422, 0);
    if (!req->journey_came ||
        !cnops_journey_token_is(req->app->core, req->journey, cnops_form_value(req->form, "jeton")))
        return cnops_failure_page(req, 403, 0);
    return cnops_route_post(route, req);
}

static cnops_res_t *answer(cnops_req_t *req)
{
    cnops_route_t route;
    bool found = cnops_route_find(&route, &req->part, *req->path ? req->path : "/", req->pool);
    apr_status_t rv = load_session(req, found && route.shows_person);

    req->pattern = found ? route.path : NULL;
    if (req->refused)
        return cnops_failure_unread(req, req->refused);
    if (!found)
        return cnops_failure_page(req, 404, 0);
    req->again = cnops_route_answers(&route, CNOPS_METHOD_GET) ? req->path : "/";
    if (!cnops_route_answers(&route, req->method))
        return allow(cnops_failure_page(req, 405, 0), &route);
    /* Other pages need no session, so a store that is down does not stop them. */
    if (rv != APR_SUCCESS && route.member)
        return cnops_failure(req, rv);
    if (route.officer && (rv = load_officer(req)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    return req->method == CNOPS_METHOD_GET ? answer_get(req, &route) : answer_post(req, &route);
}

/* --- programs --- */

static void list_operations(cnops_operation_fn each, void *self)
{
    for (const cnops_route_t *route = cnops_routes; route->path; route++)
        if (route->access)
            each(self, route->path, route->post != NULL, route->access);
}

static cnops_res_t *answer_program(cnops_req_t *req)
{
    cnops_route_t route;
    bool found = cnops_route_find(&route, &req->part, req->path, req->pool);
    cnops_res_t *res;

    req->list_operations = list_operations;
    req->pattern = found ? route.path : NULL;
    if (!found)
        return cnops_problem(req, CNOPS_PROBLEM_NOT_FOUND);
    if (!cnops_route_answers(&route, req->method))
        return allow(cnops_problem(req, CNOPS_PROBLEM_METHOD), &route);
    if ((res = cnops_api_admit(req, route.access)))
        return res;
    return req->method == CNOPS_METHOD_GET ? cnops_route_get(&route, req)
                                           : cnops_route_post(&route, req);
}

/* --- cookies --- */

/* before: the journey as it came. */
static void set_cookies(cnops_res_t *res, const cnops_req_t *req, const cnops_journey_t *before)
{
    const char *asked = cnops_form_value(req->query, "lang");

    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c): see below */
    if (!req->journey_came || memcmp(before, req->journey, sizeof *before) != 0)
        cnops_res_set_cookie(res, req, "cnops_journey",
                             cnops_journey_seal(req->app->core, req->journey, req->pool), 0);
    if (asked && strcmp(asked, req->lang) == 0)
        cnops_res_set_cookie(res, req, "cnops_lang", req->lang, LANG_LIFE);
}

cnops_res_t *cnops_dispatch(cnops_req_t *req)
{
    cnops_journey_t before;
    cnops_res_t *res;

    req->remark = apr_pcalloc(req->pool, sizeof *req->remark);
    if (cnops_api_owns(req->path))
        return answer_program(req);
    choose_lang(req);
    req->wants_json = cnops_negotiate_json(req->accept, req->pool);
    load_journey(req);
    memcpy(&before, req->journey, sizeof before); /* padding included, for memcmp above */
    res = answer(req);
    if (res->is_page) /* a notice is shown once */
        req->journey->notice = NULL;
    if (!res->is_shared)
        set_cookies(res, req, &before);
    return res;
}
