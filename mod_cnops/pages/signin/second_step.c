/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/signin/second_step.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/account_find.h"
#include "core/guard/throttle.h"
#include "core/person/contact.h"
#include "core/signin/signin.h"
#include "pages/code/account_codes.h"
#include "pages/frame/failures.h"
#include "pages/session/welcome.h"

#include <apr_strings.h>
#include <string.h>

#define PATH "/connexion/code"

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_CODE}, {.field = CNOPS_FIELD_NONE}};

/* One request of a visitor who is half signed in; `own` of the visit. */
typedef struct step_t {
    cnops_req_t *req;
    const cnops_account_t *account;
    cnops_channel_e channel;
    const char *contact; /* of that channel */
} step_t;

bool cnops_second_step_is_due(const cnops_core_t *core, const char *browser)
{
    switch (core->settings->signin_second_step) {
    case CNOPS_SECOND_STEP_NEVER:
        return false;
    case CNOPS_SECOND_STEP_ALWAYS:
        return true;
    default:
        return !browser;
    }
}

/* --- who is half signed in --- */

static cnops_res_t *send_away(cnops_req_t *req, const char *notice)
{
    if (req->session)
        return cnops_page_redirect(req, "/espace");
    return notice ? cnops_page_end(req, "/connexion", notice)
                  : cnops_page_redirect(req, "/connexion");
}

static bool still_stands(const cnops_journey_t *journey, const cnops_account_t *account)
{
    return cnops_account_is_active(account) && cnops_signin_stamp(account) == journey->stamp;
}

static apr_status_t find_contact(step_t *step, cnops_channel_e channel)
{
    const cnops_req_t *req = step->req;

    step->channel = channel;
    return cnops_account_contact(&step->contact, req->app->core, step->account, channel, req->pool);
}

/* NULL: go on. */
static cnops_res_t *load_step(step_t *step, cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const cnops_journey_t *journey = req->journey;
    apr_status_t rv;

    step->req = req;
    if (journey->kind != CNOPS_JOURNEY_SIGNIN)
        return send_away(req, NULL);
    rv = cnops_account_by_id(&step->account, core, journey->account_id, req->pool);
    if (rv == APR_SUCCESS && !still_stands(journey, step->account))
        return send_away(req, "notice.signin_over");
    if (rv == APR_SUCCESS)
        rv = find_contact(step, journey->channel);
    return rv == APR_SUCCESS ? NULL : cnops_failure(req, rv);
}

/* --- sending the code --- */

static cnops_code_form_t form_to(const step_t *step, cnops_channel_e channel, const char *contact)
{
    cnops_code_form_t form = cnops_account_codes_form(step->req, step->account);

    form.journey_id = step->req->journey->id;
    form.channel = channel;
    form.contact = contact;
    form.message = "connexion-code";
    form.allowance = CNOPS_CODE_OWNER;
    return form;
}

static cnops_code_form_t form_of(const step_t *step)
{
    return form_to(step, step->channel, step->contact);
}

static apr_status_t send_code(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                              const step_t *step, bool again)
{
    cnops_code_form_t form = form_of(step);

    return cnops_code_form_send(psent, pwait, &form, again);
}

/* Whether codes may have been sent under the id of this journey for something else: another kind of
 * journey, or another account. */
static bool is_of_another(const cnops_journey_t *journey, const cnops_account_t *account)
{
    if (journey->kind == CNOPS_JOURNEY_SIGNIN)
        return journey->account_id != account->id;
    return journey->kind != CNOPS_JOURNEY_NONE;
}

/* The journey keeps its id, so that a double click sends one code. But an id under which codes were
 * sent for something else is replaced: those codes would be accepted here. */
static void become_signin(cnops_req_t *req, const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    cnops_journey_t *journey = req->journey;

    if (is_of_another(journey, account))
        cnops_journey_change_id(journey, core, CNOPS_JOURNEY_SIGNIN);
    journey->kind = CNOPS_JOURNEY_SIGNIN;
    journey->account_id = account->id;
    journey->stamp = cnops_signin_stamp(account);
    journey->channel = CNOPS_CHANNEL_EMAIL;
    journey->accepted_at = cnops_core_now(core);
}

cnops_res_t *cnops_second_step_begin(cnops_req_t *req, const cnops_account_t *account,
                                     const char *subject)
{
    step_t step = {.req = req, .account = account};
    cnops_journey_t *journey = req->journey, former = *journey;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    cnops_res_t *res;
    apr_status_t rv;

    become_signin(req, account);
    if ((rv = find_contact(&step, CNOPS_CHANNEL_EMAIL)) == APR_SUCCESS)
        rv = send_code(&sent, &wait, &step, false);
    if (rv != APR_SUCCESS) {
        *journey = former; /* nothing was sent: the former journey stays */
        return cnops_failure(req, rv);
    }
    apr_cpystrn(journey->identity.subject, subject ? subject : "",
                sizeof journey->identity.subject);
    /* If none could be sent, the page says so, and from when on one can be. */
    res = cnops_page_redirect(req, PATH);
    res->event = "signin: code asked";
    return res;
}

/* --- the page --- */

static apr_status_t add_channel(cnops_tree_t *list, const step_t *step, cnops_channel_e channel,
                                const char *contact)
{
    cnops_code_form_t form = form_to(step, channel, contact);
    cnops_tree_t *item = cnops_tree_add_object(list);
    cnops_code_outlook_t outlook;
    apr_status_t rv = cnops_code_form_look(&outlook, &form);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(item, "canal", cnops_code_canal(channel));
    cnops_tree_set_text(item, "destination", cnops_contact_mask(channel, contact, step->req->pool));
    cnops_tree_set_bool(item, "current", channel == step->channel);
    cnops_tree_set_bool(item, "allowed", cnops_code_form_may_send(&outlook));
    return APR_SUCCESS;
}

static apr_status_t add_channels(cnops_tree_t *data, const step_t *step)
{
    static const cnops_channel_e both[] = {CNOPS_CHANNEL_EMAIL, CNOPS_CHANNEL_SMS};
    const cnops_req_t *req = step->req;
    cnops_tree_t *list = cnops_tree_set_list(data, "channels");
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < 2 && rv == APR_SUCCESS; i++) {
        const char *contact;

        rv = cnops_account_contact(&contact, req->app->core, step->account, both[i], req->pool);
        if (rv == APR_SUCCESS)
            rv = add_channel(list, step, both[i], contact);
    }
    return rv;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const step_t *step = visit->own;
    cnops_code_form_t form = form_of(step);
    apr_status_t rv = add_channels(data, step);

    cnops_tree_set_text(data, "canal", cnops_code_canal(step->channel));
    return rv == APR_SUCCESS ? cnops_code_form_show(data, &form) : rv;
}

/* --- another code, another channel --- */

/* Sends the first code by another channel, or another code by the same one. */
static cnops_res_t *send_again(cnops_visit_t *visit)
{
    const step_t *step = visit->own;
    cnops_req_t *req = visit->req;
    bool is_other = step->channel != req->journey->channel;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    const char *refusal;
    apr_status_t rv;

    if ((rv = send_code(&sent, &wait, step, !is_other)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if ((refusal = cnops_code_form_refusal(sent)))
        return cnops_visit_delay(visit, refusal, wait);
    req->journey->channel = step->channel;
    req->journey->accepted_at = cnops_core_now(req->app->core);
    return cnops_page_tell(req, PATH, is_other ? NULL : "notice.code_sent_again");
}

/* Takes the channel that the form names; CNOPS_ENOTFOUND if there is no such channel. If it names
 * none, the channel of the last code stays. */
static apr_status_t choose_channel(step_t *step)
{
    const char *canal = cnops_form_value(step->req->form, "canal");
    int channel = cnops_field_choice(CNOPS_FIELD_CANAL, canal);

    if (!canal || !*canal)
        return APR_SUCCESS;
    return channel < 0 ? CNOPS_ENOTFOUND : find_contact(step, (cnops_channel_e)channel);
}

/* Whether the form only asks for another channel: it names one, and has no code. */
static bool wants_other(const step_t *step)
{
    const char *code = cnops_form_value(step->req->form, "code");

    return (!code || !*code) && step->channel != step->req->journey->channel;
}

static cnops_res_t *begin(cnops_visit_t *visit)
{
    step_t *step = visit->own = apr_pcalloc(visit->req->pool, sizeof *step);
    cnops_res_t *res = load_step(step, visit->req);
    apr_status_t rv;

    if (res || visit->req->method == CNOPS_METHOD_GET)
        return res;
    if ((rv = choose_channel(step)) == CNOPS_ENOTFOUND)
        return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "invalid_choice");
    if (rv != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    return wants_other(step) ? send_again(visit) : NULL;
}

/* --- checking the code --- */

/* The attempt is given back only by the request that opens the session: a second click must not
 * give back what a stranger's guess has used. */
static cnops_res_t *let_in(const step_t *step)
{
    cnops_req_t *req = step->req;
    const cnops_journey_t *journey = req->journey;
    cnops_res_t *res = cnops_welcome(req, step->account, journey->id);

    if (res->event && *journey->identity.subject)
        cnops_throttle_give(req->app->core, CNOPS_USE_SIGNIN_STRANGER, journey->identity.subject,
                            req->pool);
    return res;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const step_t *step = visit->own;
    cnops_code_form_t form = form_of(step);
    cnops_code_answer_t answer;
    apr_status_t rv;

    rv = cnops_code_form_try(&answer, &form, cnops_entries_value(visit->entries, CNOPS_FIELD_CODE));
    if (rv != APR_SUCCESS)
        return cnops_failure(step->req, rv);
    if (answer.is_counted_out)
        return cnops_failure_page(step->req, 429, answer.retry_after);
    return answer.fault ? cnops_visit_fault(visit, CNOPS_FIELD_CODE, answer.fault) : let_in(step);
}

static const cnops_button_t buttons[] = {{"renvoyer", send_again}, {NULL, NULL}};

const cnops_form_page_t cnops_second_step_form = {.path = PATH,
                                                  .next = "/espace",
                                                  .back = "/connexion",
                                                  .asked = asks,
                                                  .buttons = buttons,
                                                  .begin = begin,
                                                  .fill = fill,
                                                  .submit = submit};
