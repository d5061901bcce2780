/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/request/opposition.h"

#include "base/errors.h"
#include "core/account/access.h"
#include "core/account/account_find.h"
#include "core/account/closing.h"
#include "core/person/contact.h"
#include "core/request/opposition.h"
#include "core/request/request.h"
#include "core/request/request_find.h"
#include "core/signin/password.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/notice/notices.h"
#include "pages/request/request_notices.h"

#include <apr_strings.h>
#include <string.h>

/* A notice of a new password is written shortly before the password is stored. */
#define SLACK apr_time_from_sec(30)

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_MOTIF, .optional = true},
                                     {.field = CNOPS_FIELD_NONE}};

/* What the link is about; `own` of the visit. */
typedef struct matter_t {
    cnops_req_t *req;
    cnops_opposition_t what;
    const cnops_request_t *request; /* for kind CNOPS_OPPOSITION_REQUEST; else NULL */
    const cnops_account_t *account; /* for the other kinds; NULL: deleted */
    bool is_over;
} matter_t;

/* --- what it is about --- */

static apr_status_t find_request(matter_t *matter)
{
    const cnops_core_t *core = matter->req->app->core;
    apr_status_t rv =
        cnops_request_by_ref(&matter->request, core, matter->what.subject, matter->req->pool);

    if (rv == APR_SUCCESS && (!matter->request || !cnops_request_is_opposable(matter->request)))
        matter->is_over = true;
    return rv;
}

static bool is_of_contact(const matter_t *matter)
{
    return matter->what.kind == CNOPS_OPPOSITION_EMAIL ||
           matter->what.kind == CNOPS_OPPOSITION_PHONE;
}

/* Whether the contact of this link is bound again. */
static bool is_restored(const matter_t *matter)
{
    bool is_email = matter->what.kind == CNOPS_OPPOSITION_EMAIL;
    const char *bound = is_email ? matter->account->email_digest : matter->account->phone_digest;
    const char *former = cnops_contact_digest(matter->req->app->core,
                                              is_email ? CNOPS_CHANNEL_EMAIL : CNOPS_CHANNEL_SMS,
                                              matter->what.subject, matter->req->pool);

    return strcmp(bound, former) == 0;
}

/* Whether another password was chosen since: a link that lies in a mailbox for days must not undo
 * what the member did meanwhile. The void password of an earlier refusal does not count, since a
 * member who lost both contacts to a stranger refuses twice. */
static bool is_past(const matter_t *matter)
{
    if (matter->account->password_at <= matter->what.issued_at + SLACK)
        return false;
    if (!is_of_contact(matter) || strcmp(matter->account->password_hash, CNOPS_PASSWORD_VOID) != 0)
        return true;
    return is_restored(matter);
}

static bool is_of_closing(const matter_t *matter)
{
    return matter->what.kind == CNOPS_OPPOSITION_CLOSING;
}

/* Whether this end of the account was taken back; it may have been asked for again since. */
static bool is_kept(const matter_t *matter)
{
    return apr_atoi64(matter->what.subject) != matter->account->closing_at;
}

static apr_status_t find_account(matter_t *matter)
{
    const cnops_core_t *core = matter->req->app->core;
    apr_status_t rv =
        cnops_account_by_id(&matter->account, core, matter->what.account_id, matter->req->pool);

    if (rv == APR_SUCCESS &&
        (!matter->account || (is_of_closing(matter) ? is_kept(matter) : is_past(matter))))
        matter->is_over = true;
    return rv;
}

/* A token that we did not make gets 404, as any unknown address. */
static cnops_res_t *begin(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    matter_t *matter = visit->own = apr_pcalloc(req->pool, sizeof *matter);
    apr_status_t rv;

    matter->req = req;
    rv = cnops_opposition_open(&matter->what, req->app->core, req->part, req->pool);
    if (rv == CNOPS_EFORGED)
        return cnops_failure_page(req, 404, 0);
    if (rv != APR_SUCCESS && rv != CNOPS_EEXPIRED)
        return cnops_failure(req, rv);
    matter->is_over = rv == CNOPS_EEXPIRED;
    rv =
        matter->what.kind == CNOPS_OPPOSITION_REQUEST ? find_request(matter) : find_account(matter);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (req->method == CNOPS_METHOD_POST && matter->is_over) /* the page says that it is over */
        return cnops_page_redirect(req, req->path);
    return NULL;
}

/* --- showing it --- */

/* The page's word for each kind. For a request that was found, the kind of the request
 * is used instead. */
static const char *const kinds[CNOPS_OPPOSITIONS] = {
    [CNOPS_OPPOSITION_REQUEST] = "contact",   [CNOPS_OPPOSITION_DEVICE] = "device",
    [CNOPS_OPPOSITION_PASSWORD] = "password", [CNOPS_OPPOSITION_EMAIL] = "bound",
    [CNOPS_OPPOSITION_PHONE] = "bound",       [CNOPS_OPPOSITION_CLOSING] = "closing"};

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const matter_t *matter = visit->own;
    const char *kind =
        matter->request ? cnops_request_kind_name(matter->request->kind) : kinds[matter->what.kind];

    cnops_tree_set_text(data, "kind", kind);
    cnops_tree_set_text(data, "state", matter->is_over ? "over" : "open");
    if (is_of_closing(matter) && !matter->is_over)
        cnops_tree_set_text(data, "closing_on",
                            cnops_moment_show(visit->req, matter->account->closing_at));
    if (!matter->request || matter->is_over)
        return APR_SUCCESS;
    return cnops_request_show_contacts(data, visit->req->app->core, matter->request,
                                       visit->req->pool);
}

/* --- refusing it --- */

static apr_status_t refuse_request(const matter_t *matter, cnops_event_t event)
{
    const cnops_req_t *req = matter->req;
    apr_array_header_t *messages;
    apr_status_t rv = cnops_request_notices_ended(&messages, req->app, matter->request, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    return cnops_request_end(req->app->core, matter->request, CNOPS_REQUEST_OPPOSED, messages,
                             &event, req->pool);
}

static apr_status_t refuse_access(const matter_t *matter, cnops_event_t event)
{
    const cnops_req_t *req = matter->req;
    const cnops_core_t *core = req->app->core;
    cnops_opposition_e kind = matter->what.kind;
    apr_status_t rv = APR_SUCCESS;

    if (is_of_contact(matter))
        rv = cnops_access_restore(core, matter->account,
                                  kind == CNOPS_OPPOSITION_EMAIL ? CNOPS_CHANNEL_EMAIL
                                                                 : CNOPS_CHANNEL_SMS,
                                  matter->what.subject, &event, req->pool);
    /* The stranger may know the password, so it becomes void. */
    return rv == APR_SUCCESS ? cnops_access_void(core, matter->account, &event, req->pool) : rv;
}

/* The account stays as it is, with its password: whoever asked for its end had that, both codes,
 * and gained nothing. The message about it tells what to do about such a person. */
static apr_status_t keep_account(const matter_t *matter)
{
    const cnops_req_t *req = matter->req;
    cnops_change_t change = {
        .account = matter->account, .ip = req->ip, .user_agent = req->user_agent};
    apr_array_header_t *messages;
    apr_status_t rv = cnops_notices_everywhere(&messages, req->app, matter->account,
                                               "fermeture-annulee", req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    change.messages = messages;
    rv = cnops_closing_undo(req->app->core, &change, req->pool);
    return rv == CNOPS_ENOTFOUND ? APR_SUCCESS : rv; /* another click has kept it */
}

static const char *notice_of(const matter_t *matter)
{
    if (is_of_closing(matter))
        return "notice.closing_undone";
    if (!matter->request)
        return "notice.opposed_access";
    return matter->request->kind == CNOPS_REQUEST_OPENING ? "notice.opposed_opening"
                                                          : "notice.opposed_request";
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const matter_t *matter = visit->own;
    cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_OPPOSED,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = req->ip,
                           .user_agent = req->user_agent,
                           .reason = cnops_entries_value(visit->entries, CNOPS_FIELD_MOTIF),
                           .note = matter->request ? NULL : kinds[matter->what.kind]};
    cnops_res_t *res;
    apr_status_t rv = matter->request         ? refuse_request(matter, event)
                      : is_of_closing(matter) ? keep_account(matter)
                                              : refuse_access(matter, event);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_end(req, "/connexion", notice_of(matter));
    res->event = "opposition: refused";
    return res;
}

const cnops_form_page_t cnops_opposition_form = {.page = "opposition",
                                                 .step = "opposition",
                                                 .next = "/connexion",
                                                 .asked = asks,
                                                 .begin = begin,
                                                 .fill = fill,
                                                 .submit = submit};
