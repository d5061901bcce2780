/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/officer/entry.h"

#include "base/errors.h"
#include "core/code/code.h"
#include "core/establishment/officer.h"
#include "core/establishment/officer_session.h"
#include "core/person/contact.h"
#include "pages/code/code_form.h"
#include "pages/frame/failures.h"
#include "pages/notice/messages.h"

#include <apr_strings.h>

#define MESSAGE "etablissement-code"

static const cnops_asked_t entry_asks[] = {
    {.field = CNOPS_FIELD_CLE}, {.field = CNOPS_FIELD_COURRIEL}, {.field = CNOPS_FIELD_NONE}};
static const cnops_asked_t code_asks[] = {{.field = CNOPS_FIELD_CODE}, {.field = CNOPS_FIELD_NONE}};

/* --- the code --- */

static cnops_code_form_t form_of(const cnops_req_t *req)
{
    const char *allowance = cnops_officer_allowance(req->journey->account_id, req->pool);
    const char *digest =
        cnops_contact_digest(req->app->core, CNOPS_CHANNEL_EMAIL, req->journey->email, req->pool);

    return (cnops_code_form_t){.req = req,
                               .journey_id = req->journey->id,
                               .channel = CNOPS_CHANNEL_EMAIL,
                               .contact = req->journey->email,
                               .message = MESSAGE,
                               .lang = req->lang,
                               .allowance = allowance,
                               .tries = CNOPS_USE_ACCOUNT_TRIES,
                               .subject = apr_pstrcat(req->pool, digest, allowance, NULL)};
}

typedef struct writing_t {
    cnops_messages_code_t code;
    bool is_for_nobody;
} writing_t;

/* A message for nobody has expired when it is queued: the courier does not send it. */
static apr_status_t write_code(void *self, cnops_message_t *message, const char *code,
                               apr_pool_t *pool)
{
    writing_t *writing = self;

    if (writing->is_for_nobody)
        message->expires_at = message->created_at;
    return cnops_messages_write_code(&writing->code, message, code, pool);
}

static apr_status_t send_code(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                              const cnops_req_t *req, bool again)
{
    writing_t writing = {{req->app, MESSAGE, req->lang}, req->journey->account_id <= 0};
    cnops_code_sending_t sending = {
        .journey_id = req->journey->id,
        .channel = CNOPS_CHANNEL_EMAIL,
        .destination = req->journey->email,
        .again = again,
        .allowance = cnops_officer_allowance(req->journey->account_id, req->pool),
        .write = write_code,
        .write_self = &writing};

    return cnops_code_send(psent, pwait, req->app->core, &sending, req->pool);
}

/* --- key and address --- */

/* The same key and address again keep the id, so that a double click sends one code. */
static void become_officer(cnops_req_t *req, const char *email, apr_int64_t id)
{
    const cnops_core_t *core = req->app->core;
    cnops_journey_t *journey = req->journey;

    if (journey->kind != CNOPS_JOURNEY_NONE &&
        (journey->kind != CNOPS_JOURNEY_OFFICER || journey->account_id != id))
        cnops_journey_change_id(journey, core, CNOPS_JOURNEY_OFFICER);
    journey->kind = CNOPS_JOURNEY_OFFICER;
    journey->account_id = id;
    journey->email = email;
    journey->accepted_at = cnops_core_now(core);
}

static cnops_res_t *begin_code(cnops_visit_t *visit, const cnops_officer_found_t *found)
{
    cnops_req_t *req = visit->req;
    cnops_journey_t former = *req->journey;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    cnops_res_t *res;
    apr_status_t rv;

    become_officer(req, cnops_entries_value(visit->entries, CNOPS_FIELD_COURRIEL),
                   cnops_officer_found_id(found));
    if ((rv = send_code(&sent, &wait, req, false)) != APR_SUCCESS) {
        *req->journey = former; /* nothing was sent */
        return cnops_failure(req, rv);
    }
    res = cnops_page_redirect(req, CNOPS_OFFICER_CODE_PATH);
    res->event = found->officer ? "officer: code asked" : "officer: refused";
    return res;
}

static cnops_res_t *submit_entry(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    cnops_officer_claim_t claim = {.key = cnops_entries_value(visit->entries, CNOPS_FIELD_CLE),
                                   .email =
                                       cnops_entries_value(visit->entries, CNOPS_FIELD_COURRIEL),
                                   .ip = req->ip};
    cnops_officer_found_t found;
    apr_status_t rv = cnops_officer_find(&found, req->app->core, &claim, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (found.verdict == CNOPS_API_KEY_LIMITED)
        return cnops_failure_page(req, 429, found.retry_after);
    return begin_code(visit, &found);
}

const cnops_form_page_t cnops_officer_entry_form = {.path = CNOPS_OFFICER_ENTRY_PATH,
                                                    .next = CNOPS_OFFICER_CODE_PATH,
                                                    .back = "/etudiants",
                                                    .asked = entry_asks,
                                                    .submit = submit_entry};

/* --- the page of the code --- */

/* own of the visit: the officer, NULL for nobody. */
static cnops_res_t *begin(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const cnops_officer_t *officer = NULL;
    apr_status_t rv;

    if (req->journey->kind != CNOPS_JOURNEY_OFFICER || !req->journey->email)
        return cnops_page_redirect(req, CNOPS_OFFICER_ENTRY_PATH);
    rv = cnops_officer_get(&officer, req->app->core, req->journey->account_id, req->pool);
    visit->own = (void *)officer;
    return rv == APR_SUCCESS ? NULL : cnops_failure(req, rv);
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_code_form_t form = form_of(visit->req);

    cnops_tree_set_text(data, "canal", cnops_code_canal(CNOPS_CHANNEL_EMAIL));
    return cnops_code_form_show(data, &form);
}

static cnops_res_t *send_again(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    const char *refusal;
    apr_status_t rv = send_code(&sent, &wait, req, true);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if ((refusal = cnops_code_form_refusal(sent)))
        return cnops_visit_delay(visit, refusal, wait);
    req->journey->accepted_at = cnops_core_now(req->app->core);
    return cnops_page_tell(req, CNOPS_OFFICER_CODE_PATH, "notice.code_sent_again");
}

static cnops_res_t *let_in(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const char *token;
    cnops_res_t *res;
    apr_status_t rv =
        visit->own ? cnops_officer_session_begin(&token, req->app->core, visit->own, req->pool)
                   : CNOPS_ENOTFOUND;

    if (rv == CNOPS_ENOTFOUND) /* removed since the code was sent */
        return cnops_page_end(req, CNOPS_OFFICER_ENTRY_PATH, "notice.signin_over");
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_end(req, CNOPS_OFFICER_BATCHES_PATH, NULL);
    cnops_res_set_cookie(res, req, CNOPS_OFFICER_COOKIE, token, 0);
    res->event = "officer: signed in";
    return res;
}

static cnops_res_t *submit_code(cnops_visit_t *visit)
{
    cnops_code_form_t form = form_of(visit->req);
    cnops_code_answer_t answer;
    apr_status_t rv;

    rv = cnops_code_form_try(&answer, &form, cnops_entries_value(visit->entries, CNOPS_FIELD_CODE));
    if (rv != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    if (answer.is_counted_out)
        return cnops_failure_page(visit->req, 429, answer.retry_after);
    return answer.fault ? cnops_visit_fault(visit, CNOPS_FIELD_CODE, answer.fault) : let_in(visit);
}

static const cnops_button_t buttons[] = {{"renvoyer", send_again}, {NULL, NULL}};

const cnops_form_page_t cnops_officer_code_form = {.path = CNOPS_OFFICER_CODE_PATH,
                                                   .next = CNOPS_OFFICER_BATCHES_PATH,
                                                   .back = CNOPS_OFFICER_ENTRY_PATH,
                                                   .asked = code_asks,
                                                   .buttons = buttons,
                                                   .begin = begin,
                                                   .fill = fill,
                                                   .submit = submit_code};

/* --- the end --- */

cnops_res_t *cnops_officer_leave(cnops_req_t *req)
{
    const char *token = cnops_req_cookie(req, CNOPS_OFFICER_COOKIE);
    cnops_res_t *res;
    apr_status_t rv = cnops_officer_session_end(req->app->core, token, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_end(req, CNOPS_OFFICER_ENTRY_PATH, "notice.signed_out");
    cnops_res_set_cookie(res, req, CNOPS_OFFICER_COOKIE, NULL, 0);
    return res;
}
