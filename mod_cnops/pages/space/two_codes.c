/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/two_codes.h"

#include "core/digest.h"
#include "core/signin/signin.h"
#include "pages/code/account_codes.h"
#include "pages/frame/failures.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>

#define FIRST_PROVED 1u /* bit of journey->done */

const cnops_asked_t cnops_two_codes_asked[] = {{.field = CNOPS_FIELD_CODE},
                                               {.field = CNOPS_FIELD_NONE}};

bool cnops_two_codes_may(const cnops_req_t *req)
{
    return req->account->frozen_until <= cnops_core_now(req->app->core);
}

bool cnops_two_codes_run(const cnops_req_t *req, const cnops_two_codes_t *codes)
{
    const cnops_journey_t *journey = req->journey;

    return journey->kind == codes->kind && journey->account_id == req->account->id &&
           journey->stamp == cnops_signin_stamp(req->account) && cnops_two_codes_may(req);
}

bool cnops_two_codes_is_late(const cnops_req_t *req)
{
    return cnops_form_value(req->form, "code") || cnops_form_value(req->form, "action");
}

static const cnops_two_codes_t *codes_of(const cnops_visit_t *visit)
{
    return (const cnops_two_codes_t *)(const void *)visit->form;
}

static bool asks_second(const cnops_req_t *req)
{
    return (req->journey->done & FIRST_PROVED) != 0;
}

/* Both codes may be alive at the same time, so the second one has an id of its own. */
static const char *second_id(const cnops_req_t *req)
{
    const char *digest = cnops_digest_of(req->app->core->keys, CNOPS_KEY_JOURNEY, "new contact",
                                         req->journey->id, NULL, req->pool);

    return apr_pstrmemdup(req->pool, digest, sizeof req->journey->id - 1);
}

/* Which code is due: the first, or the second. */
static apr_status_t find_due(cnops_code_form_t *due, const cnops_req_t *req,
                             const cnops_two_codes_t *codes)
{
    *due = cnops_account_codes_form(req, req->account);
    due->journey_id = asks_second(req) ? second_id(req) : req->journey->id;
    return codes->find_due(due, req, asks_second(req));
}

static apr_status_t send_due(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                             const cnops_req_t *req, const cnops_two_codes_t *codes, bool again)
{
    cnops_code_form_t due;
    apr_status_t rv = find_due(&due, req, codes);

    return rv == APR_SUCCESS ? cnops_code_form_send(psent, pwait, &due, again) : rv;
}

/* --- beginning --- */

/* The id comes from what is asked for, so that a double click begins one journey. */
cnops_journey_t *cnops_two_codes_make(const cnops_req_t *req, const cnops_two_codes_t *codes,
                                      const char *subject)
{
    const cnops_core_t *core = req->app->core;
    apr_time_t stamp = cnops_signin_stamp(req->account);
    cnops_journey_t *journey = cnops_journey_make(core, codes->kind, req->pool);
    const char *parts[] = {codes->form.path, req->session->token_digest, subject,
                           apr_psprintf(req->pool, "%" APR_TIME_T_FMT, stamp), NULL};

    cnops_journey_rename(journey, core, parts);
    journey->account_id = req->account->id;
    journey->stamp = stamp;
    return journey;
}

cnops_res_t *cnops_two_codes_begin(cnops_visit_t *visit, const cnops_two_codes_t *codes,
                                   cnops_journey_t *journey)
{
    cnops_req_t *req = visit->req;
    cnops_journey_t *former = req->journey;
    cnops_code_sent_e sent;
    apr_interval_time_t wait;
    apr_status_t rv;

    req->journey = journey;
    rv = send_due(&sent, &wait, req, codes, false);
    if (rv == APR_SUCCESS && sent != CNOPS_CODE_TOO_MANY)
        return cnops_page_redirect(req, codes->form.path);
    req->journey = former; /* no code is out, so nothing has begun */
    return rv == APR_SUCCESS ? cnops_visit_delay(visit, cnops_code_form_refusal(sent), wait)
                             : cnops_failure(req, rv);
}

/* --- the page --- */

apr_status_t cnops_two_codes_fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_req_t *req = visit->req;
    const cnops_two_codes_t *codes = codes_of(visit);
    cnops_code_form_t due;
    apr_status_t rv = find_due(&due, req, codes);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_space_add_nav(data, req);
    cnops_tree_set_bool(data, "is_new", asks_second(req));
    cnops_tree_set_text(data, "canal", cnops_code_canal(due.channel));
    cnops_tree_set_text(data, "step", codes->steps[asks_second(req)]);
    return cnops_code_form_show(data, &due);
}

/* --- buttons --- */

static cnops_res_t *cancel(cnops_visit_t *visit)
{
    return cnops_page_end(visit->req, visit->form->path, codes_of(visit)->cancelled);
}

static cnops_res_t *send_again(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    const char *refusal;
    apr_status_t rv = send_due(&sent, &wait, req, codes_of(visit), true);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if ((refusal = cnops_code_form_refusal(sent)))
        return cnops_visit_delay(visit, refusal, wait);
    return cnops_page_tell(req, visit->form->path, "notice.code_sent_again");
}

const cnops_button_t cnops_two_codes_buttons[] = {
    {"annuler", cancel}, {"renvoyer", send_again}, {NULL, NULL}};

/* The first contact has agreed: the second one is asked. */
static cnops_res_t *ask_second(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    apr_status_t rv;

    req->journey->done |= FIRST_PROVED;
    req->journey->accepted_at = cnops_core_now(req->app->core);
    /* If none could be sent, the page says so, and from when on one can be. */
    rv = send_due(&sent, &wait, req, codes_of(visit), false);
    return rv == APR_SUCCESS ? cnops_page_redirect(req, visit->form->path) : cnops_failure(req, rv);
}

cnops_res_t *cnops_two_codes_submit(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const cnops_two_codes_t *codes = codes_of(visit);
    cnops_code_form_t due;
    cnops_code_answer_t answer;
    apr_status_t rv = find_due(&due, req, codes);

    if (rv == APR_SUCCESS)
        rv = cnops_code_form_try(&answer, &due,
                                 cnops_entries_value(visit->entries, CNOPS_FIELD_CODE));
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (answer.is_counted_out)
        return cnops_failure_page(req, 429, answer.retry_after);
    if (answer.fault)
        return cnops_visit_fault(visit, CNOPS_FIELD_CODE, answer.fault);
    return asks_second(req) ? codes->apply(req, &due) : ask_second(visit);
}
