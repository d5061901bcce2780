/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journal/refusal.h"

#include "base/errors.h"
#include "core/account/account_changes.h"
#include "core/request/request.h"
#include "core/request/request_find.h"
#include "core/seal/columns.h"
#include "core/session/device.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/journal/place.h"
#include "pages/request/request_notices.h"

#include <string.h>

#define PATH     "/espace/journal"
#define ENTRY    "journal entry"
#define PASSWORD "/espace/securite#mot-de-passe"

/* A message about a new password is written shortly before the password is stored. */
#define SLACK apr_time_from_sec(30)

/* --- what can be refused --- */

static bool is_kind(const char *word, cnops_event_e kind)
{
    return strcmp(word, cnops_event_name(kind)) == 0;
}

static bool is_signin(const char *word)
{
    return is_kind(word, CNOPS_EVENT_SIGNED_IN) || is_kind(word, CNOPS_EVENT_DEVICE_NEW);
}

apr_status_t cnops_refusals_find(cnops_refusals_t *refusals, const cnops_req_t *req,
                                 const cnops_history_t *history)
{
    const cnops_core_t *core = req->app->core;
    bool has_signin = false, has_request = false;
    apr_array_header_t *devices;
    apr_status_t rv = APR_SUCCESS;

    *refusals = (cnops_refusals_t){NULL, NULL};
    for (int i = 0; i < history->lines->nelts; i++) {
        const char *kind = APR_ARRAY_IDX(history->lines, i, cnops_history_line_t).kind;

        has_signin = has_signin || is_signin(kind);
        has_request = has_request || is_kind(kind, CNOPS_EVENT_REQUEST_MADE);
    }
    if (has_signin) {
        rv = cnops_device_list(&devices, core, req->account->id, req->pool);
        refusals->devices = rv == APR_SUCCESS ? devices : NULL;
    }
    if (rv == APR_SUCCESS && has_request)
        rv = cnops_request_open_of(&refusals->request, core, req->account->person_id, req->pool);
    return rv;
}

static bool is_known(const cnops_refusals_t *refusals, const char *browser)
{
    for (int i = 0; browser && refusals->devices && i < refusals->devices->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(refusals->devices, i, cnops_device_t).browser, browser) == 0)
            return true;
    return false;
}

/* The event is written when the request is: its time tells it from those of earlier requests. */
static bool is_of_open_request(const cnops_refusals_t *refusals, const cnops_event_shown_t *event)
{
    const cnops_request_t *request = refusals->request;

    return request && cnops_request_is_opposable(request) &&
           event->at >= request->created_at - SLACK && event->at <= request->created_at + SLACK;
}

static bool can_refuse(const cnops_refusals_t *refusals, const cnops_event_shown_t *event)
{
    if (is_signin(event->kind))
        return is_known(refusals, event->browser);
    return is_kind(event->kind, CNOPS_EVENT_REQUEST_MADE) && is_of_open_request(refusals, event);
}

/* Whether a newer event of the line has the same browser: one button is enough. */
static bool is_repeated(const cnops_history_line_t *line, int at)
{
    const char *browser = APR_ARRAY_IDX(line->events, at, cnops_event_shown_t).browser;

    for (int i = 0; browser && i < at; i++) {
        const char *other = APR_ARRAY_IDX(line->events, i, cnops_event_shown_t).browser;

        if (other && strcmp(other, browser) == 0)
            return true;
    }
    return false;
}

static void add_refusal(cnops_tree_t *list, const cnops_req_t *req,
                        const cnops_event_shown_t *event)
{
    cnops_tree_t *item = cnops_tree_add_object(list);

    cnops_tree_set_text(item, "entree", cnops_journal_place_name(req, ENTRY, event->seq));
    cnops_tree_set_text(item, "when", cnops_moment_show(req, event->at));
}

/* --- advice --- */

static bool is_by_link(const char *kind)
{
    return is_kind(kind, CNOPS_EVENT_EMAIL_CHANGED) || is_kind(kind, CNOPS_EVENT_PHONE_CHANGED) ||
           is_kind(kind, CNOPS_EVENT_PASSWORD_CHANGED) ||
           is_kind(kind, CNOPS_EVENT_PASSWORD_RECOVERED);
}

/* Another password that was chosen since has ended the link (pages/request/opposition.c). */
static bool is_link_valid(const cnops_req_t *req, const cnops_event_shown_t *event)
{
    return event->at + CNOPS_COLUMN_LINK_LIFE > cnops_core_now(req->app->core) &&
           req->account->password_at <= event->at + SLACK;
}

static const char *advice_of(const cnops_req_t *req, const cnops_history_line_t *line)
{
    const cnops_event_shown_t *newest = &APR_ARRAY_IDX(line->events, 0, cnops_event_shown_t);

    return is_by_link(line->kind) && is_link_valid(req, newest)
               ? cnops_page_text(req, "journal.refuse_by_link", NULL)
               : NULL;
}

void cnops_refusals_add(cnops_tree_t *item, const cnops_refusals_t *refusals,
                        const cnops_req_t *req, const cnops_history_line_t *line)
{
    cnops_tree_t *list = cnops_tree_set_list(item, "refusals");

    for (int i = 0; i < line->events->nelts; i++) {
        const cnops_event_shown_t *event = &APR_ARRAY_IDX(line->events, i, cnops_event_shown_t);

        if (can_refuse(refusals, event) && !is_repeated(line, i))
            add_refusal(list, req, event);
    }
    cnops_tree_set_text(item, "advice", advice_of(req, line));
}

/* --- refusing --- */

static bool is_here(const cnops_req_t *req, const char *browser)
{
    return browser && req->session->browser && strcmp(browser, req->session->browser) == 0;
}

static cnops_res_t *refuse_browser(cnops_req_t *req, const char *browser)
{
    const cnops_change_t change = {
        .account = req->account, .ip = req->ip, .user_agent = req->user_agent};
    cnops_res_t *res;
    apr_status_t rv = cnops_account_forget_browser(req->app->core, &change, browser,
                                                   req->session->token_digest, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_tell(req, PASSWORD,
                          is_here(req, browser) ? "notice.signin_refused_here"
                                                : "notice.signin_refused");
    res->event = "journal: sign-in refused";
    return res;
}

static apr_status_t end_request(const cnops_req_t *req, const cnops_request_t *request)
{
    const cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_OPPOSED,
                                 .actor = CNOPS_ACTOR_MEMBER,
                                 .ip = req->ip,
                                 .user_agent = req->user_agent};
    apr_array_header_t *messages;
    apr_status_t rv = cnops_request_notices_ended(&messages, req->app, request, req->pool);

    return rv == APR_SUCCESS ? cnops_request_end(req->app->core, request, CNOPS_REQUEST_OPPOSED,
                                                 messages, &event, req->pool)
                             : rv;
}

static cnops_res_t *refuse_request(cnops_req_t *req, const cnops_event_shown_t *event)
{
    cnops_refusals_t refusals = {NULL, NULL};
    cnops_res_t *res;
    apr_status_t rv = cnops_request_open_of(&refusals.request, req->app->core,
                                            req->account->person_id, req->pool);

    if (rv == APR_SUCCESS && !is_of_open_request(&refusals, event))
        return cnops_page_redirect(req, PATH); /* it has ended meanwhile: the page says how */
    if (rv == APR_SUCCESS)
        rv = end_request(req, refusals.request);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_tell(req, PATH, "notice.opposed_request");
    res->event = "journal: request refused";
    return res;
}

/* The name of an event that cannot be refused changes nothing. */
cnops_res_t *cnops_refusal_post(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    apr_int64_t seq = cnops_journal_place_find(req, ENTRY, cnops_form_value(req->form, "entree"));
    cnops_event_shown_t event = {.kind = NULL};
    apr_status_t rv = APR_SUCCESS;

    if (seq)
        rv = cnops_history_find(&event, req->app->core, req->account->person_id, seq, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (event.kind && is_signin(event.kind) && event.browser)
        return refuse_browser(req, event.browser);
    if (event.kind && is_kind(event.kind, CNOPS_EVENT_REQUEST_MADE))
        return refuse_request(req, &event);
    return cnops_page_redirect(req, PATH);
}
