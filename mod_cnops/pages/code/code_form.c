/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/code/code_form.h"

#include "core/person/contact.h"
#include "pages/frame/moment.h"
#include "pages/notice/messages.h"

/* --- the channels --- */

static const cnops_code_channel_t channels[] = {
    [CNOPS_CHANNEL_EMAIL] = {"email", CNOPS_FIELD_COURRIEL, CNOPS_FIELD_COURRIEL_CONFIRMATION},
    [CNOPS_CHANNEL_SMS] = {"phone", CNOPS_FIELD_TELEPHONE, CNOPS_FIELD_TELEPHONE_CONFIRMATION}};

const cnops_code_channel_t *cnops_code_channel(cnops_channel_e channel)
{
    return &channels[channel];
}

const char *cnops_code_canal(cnops_channel_e channel)
{
    return cnops_field(CNOPS_FIELD_CANAL)->choices[channel];
}

/* --- sending --- */

static cnops_code_sending_t sending_of(const cnops_code_form_t *form)
{
    return (cnops_code_sending_t){.journey_id = form->journey_id,
                                  .channel = form->channel,
                                  .destination = form->contact,
                                  .account = form->account,
                                  .allowance = form->allowance};
}

apr_status_t cnops_code_form_send(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                                  const cnops_code_form_t *form, bool again)
{
    const cnops_app_t *app = form->req->app;
    cnops_messages_code_t message = {app, form->message, form->lang};
    cnops_code_sending_t sending = sending_of(form);

    sending.again = again;
    sending.write = cnops_messages_write_code;
    sending.write_self = &message;
    return cnops_code_send(psent, pwait, app->core, &sending, form->req->pool);
}

apr_status_t cnops_code_form_look(cnops_code_outlook_t *poutlook, const cnops_code_form_t *form)
{
    cnops_code_sending_t sending = sending_of(form);

    return cnops_code_look(poutlook, form->req->app->core, &sending, form->req->pool);
}

bool cnops_code_form_may_send(const cnops_code_outlook_t *outlook)
{
    return outlook->tries > 0 || outlook->wait == 0;
}

const char *cnops_code_form_refusal(cnops_code_sent_e sent)
{
    /* LIVE: the code that was sent before is still good, so nothing is refused. */
    static const char *const refusals[] = {[CNOPS_CODE_SENT] = NULL,
                                           [CNOPS_CODE_LIVE] = NULL,
                                           [CNOPS_CODE_TOO_SOON] = "too_soon",
                                           [CNOPS_CODE_TOO_MANY] = "too_many_codes"};

    return refusals[sent];
}

/* --- checking --- */

static const char *const faults[] = {[CNOPS_CODE_RIGHT] = NULL,
                                     [CNOPS_CODE_WRONG] = "code_wrong",
                                     [CNOPS_CODE_EXHAUSTED] = "code_exhausted",
                                     [CNOPS_CODE_EXPIRED] = "code_expired"};

apr_status_t cnops_code_form_try(cnops_code_answer_t *panswer, const cnops_code_form_t *form,
                                 const char *code)
{
    const cnops_core_t *core = form->req->app->core;
    apr_pool_t *pool = form->req->pool;
    cnops_code_tried_e tried = CNOPS_CODE_EXPIRED;
    cnops_verdict_t verdict;
    apr_status_t rv, given = APR_SUCCESS;

    *panswer = (cnops_code_answer_t){false, 0, NULL};
    rv = cnops_throttle_take(&verdict, core, form->tries, form->subject, 0, pool);
    if (rv != APR_SUCCESS)
        return rv;
    if (!verdict.allowed) {
        *panswer = (cnops_code_answer_t){true, verdict.retry_after, NULL};
        return APR_SUCCESS;
    }
    rv = cnops_code_try(&tried, core, form->journey_id, form->channel, form->contact, code, pool);
    /* Only a wrong code is a guess. */
    if (rv != APR_SUCCESS || tried != CNOPS_CODE_WRONG)
        given = cnops_throttle_give(core, form->tries, form->subject, pool);
    panswer->fault = faults[tried];
    return rv == APR_SUCCESS ? given : rv;
}

/* --- showing --- */

/* Neither wait nor from ends too early: both are rounded up. */
static void show_resend(cnops_tree_t *data, const cnops_req_t *req,
                        const cnops_code_outlook_t *outlook)
{
    cnops_tree_t *resend = cnops_tree_set_object(data, "resend");

    cnops_tree_set_int(resend, "wait", apr_time_sec(outlook->wait + APR_USEC_PER_SEC - 1));
    cnops_tree_set_bool(resend, "allowed", outlook->wait == 0);
    cnops_tree_set_text(resend, "from",
                        outlook->is_limited ? cnops_moment_from(req, outlook->wait) : NULL);
    /* The page must not ask for a code if there is none, or if the last one is over and a limit
     * keeps the next one. */
    cnops_tree_set_bool(data, "unsent",
                        !outlook->is_sent || (outlook->tries == 0 && outlook->is_limited));
}

apr_status_t cnops_code_form_show(cnops_tree_t *data, const cnops_code_form_t *form)
{
    const cnops_req_t *req = form->req;
    const cnops_settings_t *settings = req->app->core->settings;
    cnops_code_outlook_t outlook;
    apr_status_t rv;

    if ((rv = cnops_code_form_look(&outlook, form)) != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(data, "destination",
                        form->is_masked
                            ? cnops_contact_mask(form->channel, form->contact, req->pool)
                            : cnops_contact_show(form->channel, form->contact, req->pool));
    cnops_tree_set_int(data, "minutes", apr_time_sec(settings->code_ttl) / 60);
    show_resend(data, req, &outlook);
    cnops_tree_set_text(data, "last_try",
                        outlook.tries == 1 && settings->code_tries > 1
                            ? cnops_page_text(req, "last_try.code", NULL)
                            : NULL);
    return APR_SUCCESS;
}
