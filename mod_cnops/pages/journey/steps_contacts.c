/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "core/account/account.h"
#include "core/person/contact.h"
#include "pages/code/code_form.h"
#include "pages/frame/failures.h"
#include "pages/guard/ceiling.h"
#include "pages/journey/steps.h"

#include <string.h>

/* E-mail and mobile have the same two steps; a way says where they differ. */
typedef cnops_steps_way_t way_t;

const cnops_asked_t cnops_steps_asks_email[] = {{.field = CNOPS_FIELD_COURRIEL},
                                                {.field = CNOPS_FIELD_COURRIEL_CONFIRMATION},
                                                {.field = CNOPS_FIELD_NONE}};
const cnops_asked_t cnops_steps_asks_phone[] = {{.field = CNOPS_FIELD_TELEPHONE},
                                                {.field = CNOPS_FIELD_TELEPHONE_CONFIRMATION},
                                                {.field = CNOPS_FIELD_NONE}};
const cnops_asked_t cnops_steps_asks_code[] = {{.field = CNOPS_FIELD_CODE},
                                               {.field = CNOPS_FIELD_NONE}};

apr_status_t cnops_steps_find_given(const char **pcontact, const cnops_walk_t *walk,
                                    cnops_channel_e channel)
{
    *pcontact = *cnops_journey_contact(walk->req->journey, channel);
    return *pcontact ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

const cnops_steps_way_t cnops_steps_by_email = {
    .channel = CNOPS_CHANNEL_EMAIL, .message = "code", .find = cnops_steps_find_given};
const cnops_steps_way_t cnops_steps_by_phone = {
    .channel = CNOPS_CHANNEL_SMS, .message = "code", .find = cnops_steps_find_given};

/* Only codes to a bound contact have an allowance. For a contact that the visitor typed, a known
 * browser has no more codes than any other. */
static const char *allowance_of(const cnops_req_t *req)
{
    const cnops_identity_t *identity = &req->journey->identity;

    return cnops_ceiling_allowance(req, identity->person_id, identity->subject);
}

static cnops_code_form_t form_to(const cnops_walk_t *walk, const way_t *way, const char *contact)
{
    const cnops_req_t *req = walk->req;

    return (cnops_code_form_t){.req = req,
                               .journey_id = req->journey->id,
                               .channel = way->channel,
                               .contact = contact,
                               .is_masked = way->is_bound,
                               .message = way->message,
                               .lang = req->lang,
                               .allowance = way->is_bound ? allowance_of(req) : NULL};
}

static apr_status_t find_form(cnops_code_form_t *form, const cnops_walk_t *walk, const way_t *way)
{
    const char *contact;
    apr_status_t rv = way->find(&contact, walk, way->channel);

    if (rv == APR_SUCCESS)
        *form = form_to(walk, way, contact);
    return rv;
}

/* 429 with the form, so that nothing that was typed is lost and the visitor sees how
 * long to wait. */
static cnops_res_t *ask_to_wait(cnops_walk_t *walk, cnops_code_sent_e sent,
                                apr_interval_time_t wait)
{
    cnops_res_t *res;

    cnops_entries_wait(walk->entries, wait);
    cnops_entries_fault(walk->entries, CNOPS_FIELD_NONE, cnops_code_form_refusal(sent));
    res = cnops_walk_refuse(walk, 429);
    cnops_page_retry_after(res, walk->req, wait);
    return res;
}

/* Strangers may have used up the codes to a bound contact: its owner then gets a link to go on. */
static bool has_ceiling(const way_t *way, const cnops_code_form_t *form)
{
    return way->is_bound && !form->allowance;
}

static cnops_res_t *refuse_more(cnops_walk_t *walk, const way_t *way, const cnops_code_form_t *form,
                                apr_interval_time_t wait)
{
    if (has_ceiling(way, form))
        return cnops_ceiling_page(walk->req, &walk->req->journey->identity, wait);
    return ask_to_wait(walk, CNOPS_CODE_TOO_MANY, wait);
}

cnops_res_t *cnops_steps_send_first(cnops_walk_t *walk, const way_t *way)
{
    cnops_code_form_t form;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    apr_status_t rv;

    if ((rv = find_form(&form, walk, way)) == APR_SUCCESS)
        rv = cnops_code_form_send(&sent, &wait, &form, false);
    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    return sent == CNOPS_CODE_TOO_MANY ? refuse_more(walk, way, &form, wait) : NULL;
}

/* --- the contact --- */

cnops_res_t *cnops_steps_submit_contact(cnops_walk_t *walk)
{
    const way_t *way = walk->step->way;
    cnops_req_t *req = walk->req;
    cnops_field_e field = cnops_code_channel(way->channel)->field;
    const char *contact = cnops_entries_value(walk->entries, field);
    const char **kept = cnops_journey_contact(req->journey, way->channel);
    bool same = *kept && strcmp(*kept, contact) == 0;
    cnops_code_form_t form = form_to(walk, way, contact);
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    bool is_free;
    apr_status_t rv;

    /* The same contact is proved already: a visitor who goes back gets no other code. */
    if (same && cnops_walk_is_confirmed(walk))
        return cnops_walk_accept(walk, false);
    rv = cnops_account_contact_is_free(&is_free, req->app->core, way->channel, contact, req->pool);
    if (rv == APR_SUCCESS && !is_free)
        return cnops_walk_fault(walk, field, "contact_taken");
    if (rv == APR_SUCCESS)
        rv = cnops_code_form_send(&sent, &wait, &form, false);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (sent == CNOPS_CODE_TOO_MANY)
        return ask_to_wait(walk, sent, wait);
    *kept = contact;
    return cnops_walk_accept(walk, true);
}

/* The form shows what was given before, so that going back loses nothing. */
apr_status_t cnops_steps_show_contact(cnops_walk_t *walk, cnops_tree_t *data)
{
    cnops_channel_e channel = walk->step->way->channel;
    const cnops_code_channel_t *row = cnops_code_channel(channel);
    const char *kept = *cnops_journey_contact(walk->req->journey, channel);

    (void)data;
    if (kept) {
        kept = cnops_contact_show(channel, kept, walk->req->pool);
        cnops_entries_preset(walk->entries, row->field, kept);
        cnops_entries_preset(walk->entries, row->confirmation, kept);
    }
    return APR_SUCCESS;
}

/* --- its code --- */

static cnops_res_t *send_again(cnops_walk_t *walk, const cnops_code_form_t *form)
{
    const way_t *way = walk->step->way;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    apr_status_t rv = cnops_code_form_send(&sent, &wait, form, true);

    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    if (sent == CNOPS_CODE_TOO_SOON)
        return ask_to_wait(walk, sent, wait);
    if (sent == CNOPS_CODE_TOO_MANY)
        return refuse_more(walk, way, form, wait);
    return cnops_page_tell(walk->req, walk->req->path, "notice.code_sent_again");
}

/* "Send again" is the same form with action=renvoyer; it needs no code. */
cnops_res_t *cnops_steps_guard_code(cnops_walk_t *walk)
{
    const char *action = cnops_form_value(walk->req->form, "action");
    cnops_code_form_t form;
    apr_status_t rv;

    if (!action || strcmp(action, "renvoyer") != 0)
        return NULL;
    if ((rv = find_form(&form, walk, walk->step->way)) != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    return send_again(walk, &form);
}

/* Wrong codes are counted for the person, over all journeys together, up to the ceiling. */
static apr_status_t try_code(cnops_code_answer_t *panswer, cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    cnops_code_form_t form;
    cnops_ceiling_t ceiling;
    apr_status_t rv = find_form(&form, walk, walk->step->way);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_ceiling_init(&ceiling, CNOPS_USE_PERSON_CODES, req, &req->journey->identity);
    form.tries = ceiling.use;
    form.subject = ceiling.subject;
    return cnops_code_form_try(panswer, &form,
                               cnops_entries_value(walk->entries, CNOPS_FIELD_CODE));
}

/* The code was right. The code of the next contact is sent before this step is accepted: a visitor
 * who must wait for it stays on this page, where the same code can be typed again. */
static cnops_res_t *accept_code(cnops_walk_t *walk)
{
    const way_t *way = walk->step->way;
    cnops_res_t *res;

    if (way->then && (res = cnops_steps_send_first(walk, way->then)))
        return res;
    return way->go_on ? way->go_on(walk) : cnops_walk_accept(walk, false);
}

cnops_res_t *cnops_steps_submit_code(cnops_walk_t *walk)
{
    cnops_req_t *req = walk->req;
    cnops_code_answer_t answer;
    apr_status_t rv = try_code(&answer, walk);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (answer.is_counted_out)
        return cnops_ceiling_page(req, &req->journey->identity, answer.retry_after);
    if (answer.fault)
        return cnops_walk_fault(walk, CNOPS_FIELD_CODE, answer.fault);
    return accept_code(walk);
}

apr_status_t cnops_steps_show_code(cnops_walk_t *walk, cnops_tree_t *data)
{
    const way_t *way = walk->step->way;
    cnops_code_form_t form;
    apr_status_t rv = find_form(&form, walk, way);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_bool(data, "other_ways", has_ceiling(way, &form));
    return cnops_code_form_show(data, &form);
}
