/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/request/opposition.h"

#include "base/errors.h"
#include "core/account/access.h"
#include "core/person/contact.h"
#include "core/request/opposition.h"
#include "core/request/request.h"
#include "core/signin/password.h"
#include "pages/form/entries.h"
#include "pages/frame/failures.h"
#include "pages/request/request_notices.h"

#include <string.h>

/* A notice of a new password is written a moment before the password is. */
#define SLACK apr_time_from_sec(30)

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_MOTIF, .optional = true},
                                     {.field = CNOPS_FIELD_NONE}};

typedef struct visit_t {
    cnops_req_t *req;
    cnops_entries_t *entries;
    cnops_opposition_t what;
    const cnops_request_t *request; /* of kind REQUEST; else NULL */
    const cnops_account_t *account; /* of the others; NULL: gone */
    bool is_over;
} visit_t;

/* --- what it is about --- */

static apr_status_t find_request(visit_t *visit)
{
    const cnops_core_t *core = visit->req->app->core;
    apr_status_t rv = core->store.requests->by_ref(core->store.self, &visit->request,
                                                   visit->what.subject, visit->req->pool);

    if (rv == APR_SUCCESS && (!visit->request || !cnops_request_is_opposable(visit->request)))
        visit->is_over = true;
    return rv;
}

static bool is_of_contact(const visit_t *visit)
{
    return visit->what.kind == CNOPS_OPPOSITION_EMAIL || visit->what.kind == CNOPS_OPPOSITION_PHONE;
}

/* Whether the contact of this link is bound again. */
static bool is_restored(const visit_t *visit)
{
    bool is_email = visit->what.kind == CNOPS_OPPOSITION_EMAIL;
    const char *bound = is_email ? visit->account->email_digest : visit->account->phone_digest;
    const char *former = cnops_contact_digest(visit->req->app->core,
                                              is_email ? CNOPS_CHANNEL_EMAIL : CNOPS_CHANNEL_SMS,
                                              visit->what.subject, visit->req->pool);

    return strcmp(bound, former) == 0;
}

/* Another password was chosen since: a link that lies in a mailbox for days must not end what
 * the member did meanwhile. The void one of another refusal is none: who took both contacts is
 * refused twice. */
static bool is_past(const visit_t *visit)
{
    if (visit->account->password_at <= visit->what.issued_at + SLACK)
        return false;
    if (!is_of_contact(visit) || strcmp(visit->account->password_hash, CNOPS_PASSWORD_VOID) != 0)
        return true;
    return is_restored(visit);
}

static apr_status_t find_account(visit_t *visit)
{
    const cnops_core_t *core = visit->req->app->core;
    apr_status_t rv = core->store.accounts->by_id(core->store.self, &visit->account,
                                                  visit->what.account_id, visit->req->pool);

    if (rv == APR_SUCCESS && (!visit->account || is_past(visit)))
        visit->is_over = true;
    return rv;
}

/* NULL: *visit is filled. A token that is not ours is an address that leads nowhere. */
static cnops_res_t *begin(visit_t *visit, cnops_req_t *req)
{
    apr_status_t rv;

    *visit = (visit_t){.req = req, .entries = cnops_entries_make(req, asks)};
    rv = cnops_opposition_open(&visit->what, req->app->core, req->part, req->pool);
    if (rv == CNOPS_EFORGED)
        return cnops_failure_page(req, 404, 0);
    visit->is_over = rv == CNOPS_EEXPIRED;
    rv = visit->what.kind == CNOPS_OPPOSITION_REQUEST ? find_request(visit) : find_account(visit);
    return rv == APR_SUCCESS ? NULL : cnops_failure(req, rv);
}

/* --- showing it --- */

static const char *const kinds[CNOPS_OPPOSITIONS] = {[CNOPS_OPPOSITION_DEVICE] = "device",
                                                     [CNOPS_OPPOSITION_PASSWORD] = "password",
                                                     [CNOPS_OPPOSITION_EMAIL] = "bound",
                                                     [CNOPS_OPPOSITION_PHONE] = "bound"};

static cnops_res_t *show(const visit_t *visit, int status)
{
    const cnops_req_t *req = visit->req;
    const char *kind = visit->request ? visit->request->kind : kinds[visit->what.kind];
    cnops_tree_t *data = cnops_page_data(req, "opposition");
    apr_status_t rv = APR_SUCCESS;

    cnops_tree_set_text(data, "step", "opposition");
    cnops_tree_set_text(data, "action", cnops_page_href(req, req->path));
    cnops_tree_set_text(data, "next", cnops_page_href(req, "/connexion"));
    cnops_tree_set_text(data, "kind", kind ? kind : "contact");
    cnops_tree_set_text(data, "state", visit->is_over ? "over" : "open");
    if (visit->request && !visit->is_over)
        rv = cnops_request_show_contacts(data, req->app->core, visit->request, req->pool);
    cnops_tree_set_text(data, "captcha", "none");
    cnops_entries_show(visit->entries, data);
    return rv == APR_SUCCESS ? cnops_page_show(req, status, "opposition", data)
                             : cnops_failure(req, rv);
}

/* --- refusing it --- */

static apr_status_t refuse_request(const visit_t *visit, cnops_event_t event)
{
    const cnops_req_t *req = visit->req;
    apr_array_header_t *messages;
    apr_status_t rv = cnops_request_notices_ended(&messages, req->app, visit->request, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    return cnops_request_end(req->app->core, visit->request, CNOPS_REQUEST_OPPOSED, messages,
                             &event, req->pool);
}

static apr_status_t refuse_access(const visit_t *visit, cnops_event_t event)
{
    const cnops_req_t *req = visit->req;
    const cnops_core_t *core = req->app->core;
    cnops_opposition_e kind = visit->what.kind;
    apr_status_t rv = APR_SUCCESS;

    if (is_of_contact(visit))
        rv = cnops_access_restore(core, visit->account,
                                  kind == CNOPS_OPPOSITION_EMAIL ? CNOPS_CHANNEL_EMAIL
                                                                 : CNOPS_CHANNEL_SMS,
                                  visit->what.subject, &event, req->pool);
    return rv == APR_SUCCESS ? cnops_access_void(core, visit->account, &event, req->pool) : rv;
}

static const char *notice_of(const visit_t *visit)
{
    if (!visit->request)
        return "notice.opposed_access";
    return strcmp(visit->request->kind, CNOPS_REQUEST_OPENING) == 0 ? "notice.opposed_opening"
                                                                    : "notice.opposed_request";
}

static cnops_res_t *refuse(visit_t *visit)
{
    cnops_req_t *req = visit->req;
    cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_OPPOSED,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = req->ip,
                           .user_agent = req->user_agent,
                           .reason = cnops_entries_value(visit->entries, CNOPS_FIELD_MOTIF),
                           .note = kinds[visit->what.kind]};
    cnops_res_t *res;
    apr_status_t rv = visit->request ? refuse_request(visit, event) : refuse_access(visit, event);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
    req->journey->notice = notice_of(visit);
    res = cnops_page_redirect(req, "/connexion");
    res->event = "opposition: refused";
    return res;
}

/* --- handlers --- */

cnops_res_t *cnops_opposition_get(cnops_req_t *req)
{
    visit_t visit;
    cnops_res_t *res = begin(&visit, req);

    return res ? res : show(&visit, 200);
}

cnops_res_t *cnops_opposition_post(cnops_req_t *req)
{
    visit_t visit;
    cnops_res_t *res = begin(&visit, req);

    if (res)
        return res;
    if (visit.is_over) /* the page itself says so */
        return cnops_page_redirect(req, req->path);
    cnops_entries_read(visit.entries);
    return cnops_entries_good(visit.entries) ? refuse(&visit) : show(&visit, 422);
}
