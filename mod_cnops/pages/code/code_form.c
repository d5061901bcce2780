/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/code/code_form.h"

#include "core/person/contact.h"
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

apr_status_t cnops_code_form_send(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                                  const cnops_code_form_t *form, bool again)
{
    const cnops_app_t *app = form->req->app;
    cnops_messages_code_t message = {app, form->message, form->lang};
    cnops_code_sending_t sending = {.journey_id = form->journey_id,
                                    .channel = form->channel,
                                    .destination = form->contact,
                                    .again = again,
                                    .account = form->account,
                                    .allowance = form->allowance,
                                    .write = cnops_messages_write_code,
                                    .write_self = &message};

    return cnops_code_send(psent, pwait, app->core, &sending, form->req->pool);
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

apr_status_t cnops_code_form_show(cnops_tree_t *data, const cnops_code_form_t *form)
{
    const cnops_core_t *core = form->req->app->core;
    apr_pool_t *pool = form->req->pool;
    cnops_tree_t *resend = cnops_tree_set_object(data, "resend");
    apr_interval_time_t wait;
    apr_status_t rv =
        cnops_code_wait(&wait, core, form->journey_id, form->channel, form->contact, pool);

    cnops_tree_set_text(data, "destination",
                        form->is_masked ? cnops_contact_mask(form->channel, form->contact, pool)
                                        : cnops_contact_show(form->channel, form->contact, pool));
    cnops_tree_set_int(data, "minutes", apr_time_sec(core->settings->code_ttl) / 60);
    /* Rounded up, so that the button does not come back too early. */
    cnops_tree_set_int(resend, "wait", apr_time_sec(wait + APR_USEC_PER_SEC - 1));
    cnops_tree_set_bool(resend, "allowed", wait == 0);
    return rv;
}
