/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/contact_codes.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/account_changes.h"
#include "core/digest.h"
#include "core/signin/signin.h"
#include "pages/code/account_codes.h"
#include "pages/frame/failures.h"
#include "pages/notice/notices.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>
#include <string.h>

#define PATH       "/espace/coordonnees"
#define OLD_PROVED 1u /* bit of journey->done */

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_CODE}, {.field = CNOPS_FIELD_NONE}};

bool cnops_contact_codes_runs(const cnops_req_t *req)
{
    const cnops_journey_t *journey = req->journey;

    return journey->kind == CNOPS_JOURNEY_CONTACT && journey->account_id == req->account->id &&
           journey->stamp == cnops_signin_stamp(req->account) &&
           req->account->frozen_until <= cnops_core_now(req->app->core);
}

/* Whether the old contact has agreed, so that the new one is asked. */
static bool asks_new(const cnops_req_t *req)
{
    return (req->journey->done & OLD_PROVED) != 0;
}

/* Both codes may be alive at the same time, so the second one has an id of its own. */
static const char *second_id(const cnops_req_t *req)
{
    const char *digest = cnops_digest_of(req->app->core->keys, CNOPS_KEY_JOURNEY, "new contact",
                                         req->journey->id, NULL, req->pool);

    return apr_pstrmemdup(req->pool, digest, sizeof req->journey->id - 1);
}

/* Which code is due: to the old contact, or to the new one. */
static apr_status_t find_due(cnops_code_form_t *due, const cnops_req_t *req)
{
    cnops_journey_t *journey = req->journey;

    *due = cnops_account_codes_form(req, req->account);
    due->channel = journey->channel;
    if (asks_new(req)) {
        due->journey_id = second_id(req);
        due->contact = *cnops_journey_contact(journey, journey->channel);
        due->message = "code";
        due->is_masked = false; /* it was typed just now */
        return APR_SUCCESS;
    }
    due->journey_id = journey->id;
    due->message = "contact-code";
    due->allowance = CNOPS_CODE_OWNER;
    return cnops_account_contact(&due->contact, req->app->core, req->account, due->channel,
                                 req->pool);
}

/* --- sending --- */

apr_status_t cnops_contact_codes_send(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                                      const cnops_req_t *req, bool again)
{
    cnops_code_form_t due;
    apr_status_t rv = find_due(&due, req);

    return rv == APR_SUCCESS ? cnops_code_form_send(psent, pwait, &due, again) : rv;
}

/* --- the page --- */

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_req_t *req = visit->req;
    cnops_code_form_t due;
    apr_status_t rv = find_due(&due, req);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_space_add_nav(data, req);
    cnops_tree_set_bool(data, "is_new", asks_new(req));
    cnops_tree_set_text(data, "canal", cnops_code_canal(due.channel));
    cnops_tree_set_text(data, "step", asks_new(req) ? "nouveau-code" : "ancien-code");
    return cnops_code_form_show(data, &due);
}

/* --- buttons --- */

static cnops_res_t *cancel(cnops_visit_t *visit)
{
    return cnops_page_end(visit->req, PATH, "notice.change_cancelled");
}

static cnops_res_t *send_again(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    const char *refusal;
    apr_status_t rv = cnops_contact_codes_send(&sent, &wait, req, true);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if ((refusal = cnops_code_form_refusal(sent)))
        return cnops_visit_delay(visit, refusal, wait);
    return cnops_page_tell(req, PATH, "notice.code_sent_again");
}

/* The old contact has agreed: the new one is asked. */
static cnops_res_t *ask_new(cnops_req_t *req)
{
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    apr_status_t rv;

    req->journey->done |= OLD_PROVED;
    req->journey->accepted_at = cnops_core_now(req->app->core);
    /* If none could be sent, the page says so, and from when on one can be. */
    rv = cnops_contact_codes_send(&sent, &wait, req, false);
    return rv == APR_SUCCESS ? cnops_page_redirect(req, PATH) : cnops_failure(req, rv);
}

static apr_status_t change_contact(const cnops_req_t *req, const cnops_code_form_t *due)
{
    cnops_change_t change = {.account = req->account, .ip = req->ip, .user_agent = req->user_agent};
    apr_array_header_t *messages;
    apr_status_t rv;

    rv = cnops_notices_contact(&messages, req, req->account, due->channel, due->contact);
    if (rv != APR_SUCCESS)
        return rv;
    change.messages = messages;
    return cnops_account_change_contact(req->app->core, &change, due->channel, due->contact,
                                        req->pool);
}

static cnops_res_t *apply(cnops_req_t *req, const cnops_code_form_t *due)
{
    cnops_res_t *res;
    bool is_free;
    apr_status_t rv;

    /* The contact may have reached its limit of accounts since it was typed. */
    rv = cnops_account_contact_is_free(&is_free, req->app->core, due->channel, due->contact,
                                       req->pool);
    if (rv == APR_SUCCESS && !is_free)
        return cnops_page_end(req, PATH, "notice.contact_taken");
    if (rv == APR_SUCCESS)
        rv = change_contact(req, due);
    /* The account has changed meanwhile. */
    if (rv == CNOPS_ENOTFOUND)
        return cnops_page_end(req, PATH, "notice.change_cancelled");
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_end(req, PATH, "notice.contact_changed");
    res->event = "contacts: changed";
    return res;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    cnops_code_form_t due;
    cnops_code_answer_t answer;
    apr_status_t rv = find_due(&due, req);

    if (rv == APR_SUCCESS)
        rv = cnops_code_form_try(&answer, &due,
                                 cnops_entries_value(visit->entries, CNOPS_FIELD_CODE));
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (answer.is_counted_out)
        return cnops_failure_page(req, 429, answer.retry_after);
    if (answer.fault)
        return cnops_visit_fault(visit, CNOPS_FIELD_CODE, answer.fault);
    return asks_new(req) ? apply(req, &due) : ask_new(req);
}

static const cnops_button_t buttons[] = {
    {"annuler", cancel}, {"renvoyer", send_again}, {NULL, NULL}};

const cnops_form_page_t cnops_contact_codes_form = {.path = PATH,
                                                    .page = "espace/coordonnees-code",
                                                    .asked = asks,
                                                    .buttons = buttons,
                                                    .fill = fill,
                                                    .submit = submit};
