/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/closing.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/closing.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/notice/notices.h"
#include "pages/space/space_nav.h"
#include "pages/space/two_codes.h"

#include <string.h>

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_MOT_DE_PASSE_ACTUEL},
                                     {.field = CNOPS_FIELD_NONE}};

/* --- the two codes --- */

static apr_status_t find_due(cnops_code_form_t *due, const cnops_req_t *req, bool is_second)
{
    due->channel = is_second ? CNOPS_CHANNEL_SMS : CNOPS_CHANNEL_EMAIL;
    due->message = "fermeture-code";
    due->allowance = CNOPS_CODE_OWNER;
    return cnops_account_contact(&due->contact, req->app->core, req->account, due->channel,
                                 req->pool);
}

static apr_status_t ask(const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    cnops_change_t change = {.account = req->account, .ip = req->ip, .user_agent = req->user_agent};
    apr_time_t closing_at = cnops_closing_time(core);
    apr_array_header_t *messages;
    apr_status_t rv = cnops_notices_closing(&messages, req, req->account, closing_at);

    if (rv != APR_SUCCESS)
        return rv;
    change.messages = messages;
    return cnops_closing_ask(core, &change, req->journey->id, closing_at, req->pool);
}

static cnops_res_t *apply(cnops_req_t *req, const cnops_code_form_t *due)
{
    cnops_res_t *res;
    apr_status_t rv = ask(req);

    (void)due;
    /* The account has changed meanwhile, or another click has asked already: the page says which.
     */
    if (rv == CNOPS_ENOTFOUND)
        return cnops_page_end(req, CNOPS_CLOSING_PATH, NULL);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_end(req, CNOPS_CLOSING_PATH, "notice.closing_asked");
    res->event = "account: closing asked";
    return res;
}

static const cnops_two_codes_t codes = {
    .form = CNOPS_TWO_CODES_FORM(CNOPS_CLOSING_PATH, "espace/cloture-code"),
    .kind = CNOPS_JOURNEY_CLOSING,
    .steps = {"code-courriel", "code-telephone"},
    .cancelled = "notice.closing_given_up",
    .find_due = find_due,
    .apply = apply};

/* --- the page --- */

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_req_t *req = visit->req;

    cnops_space_add_nav(data, req);
    cnops_tree_set_text(data, "closing_on", cnops_moment_show(req, req->account->closing_at));
    cnops_tree_set_bool(data, "frozen", !cnops_two_codes_may(req));
    cnops_tree_set_int(data, "days",
                       (apr_time_sec(req->app->core->settings->closing_delay) + 86399) / 86400);
    return cnops_space_add_contacts(data, req);
}

/* The id of the journey comes from that of the journey in which the form was shown: a double click
 * makes the same, and who closes the account again, after having kept it, makes another. */
static cnops_res_t *submit(cnops_visit_t *visit)
{
    cnops_res_t *res = cnops_space_check_password(visit);

    if (res)
        return res;
    if (cnops_two_codes_run(visit->req, &codes)) /* the form was sent again: its code is out */
        return cnops_page_redirect(visit->req, CNOPS_CLOSING_PATH);
    return cnops_two_codes_begin(visit, &codes,
                                 cnops_two_codes_make(visit->req, &codes, visit->req->journey->id));
}

static cnops_res_t *keep(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    cnops_change_t change = {.account = req->account, .ip = req->ip, .user_agent = req->user_agent};
    apr_array_header_t *messages;
    apr_status_t rv =
        cnops_notices_everywhere(&messages, req->app, req->account, "fermeture-annulee", req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    change.messages = messages;
    rv = cnops_closing_undo(req->app->core, &change, req->pool);
    if (rv != APR_SUCCESS && rv != CNOPS_ENOTFOUND) /* another click has kept it */
        return cnops_failure(req, rv);
    return cnops_page_tell(req, "/espace/donnees", "notice.closing_undone");
}

/* --- which form is shown --- */

static bool is_pressed(const cnops_req_t *req, const char *action)
{
    const char *value = cnops_form_value(req->form, "action");

    return value && strcmp(value, action) == 0;
}

static cnops_res_t *begin_post(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    bool is_new = cnops_form_value(req->form, "mot_de_passe_actuel") != NULL;

    if (is_pressed(req, "garder"))
        return keep(visit);
    if (req->account->closing_at) /* the page says so */
        return cnops_page_redirect(req, CNOPS_CLOSING_PATH);
    if (!is_new && cnops_two_codes_run(req, &codes))
        return cnops_form_page_post(req, &codes.form);
    if (!is_new && cnops_two_codes_is_late(req))
        return cnops_page_redirect(req, CNOPS_CLOSING_PATH);
    if (!cnops_two_codes_may(req))
        cnops_entries_fault(visit->entries, CNOPS_FIELD_NONE, "closing_frozen");
    return NULL;
}

static cnops_res_t *begin(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;

    if (req->method == CNOPS_METHOD_POST)
        return begin_post(visit);
    return !req->account->closing_at && cnops_two_codes_run(req, &codes)
               ? cnops_form_page_get(visit->req, &codes.form)
               : NULL;
}

const cnops_form_page_t cnops_closing_form = {.path = CNOPS_CLOSING_PATH,
                                              .page = "espace/cloture",
                                              .back = "/espace/donnees",
                                              .asked = asks,
                                              .begin = begin,
                                              .fill = fill,
                                              .submit = submit};
