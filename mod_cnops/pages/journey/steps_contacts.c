/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "core/account/account.h"
#include "core/code/code.h"
#include "core/person/contact.h"
#include "pages/frame/failures.h"
#include "pages/guard/ceiling.h"
#include "pages/journey/steps.h"
#include "pages/notice/messages.h"

#include <string.h>

/* E-mail and mobile take the same two steps; a way says where they differ. */
typedef cnops_steps_way_t way_t;

const cnops_asked_t cnops_steps_asks_email[] = {{.field = CNOPS_FIELD_COURRIEL},
                                                {.field = CNOPS_FIELD_COURRIEL_CONFIRMATION},
                                                {.field = CNOPS_FIELD_NONE}};
const cnops_asked_t cnops_steps_asks_phone[] = {{.field = CNOPS_FIELD_TELEPHONE},
                                                {.field = CNOPS_FIELD_TELEPHONE_CONFIRMATION},
                                                {.field = CNOPS_FIELD_NONE}};
const cnops_asked_t cnops_steps_asks_code[] = {{.field = CNOPS_FIELD_CODE},
                                               {.field = CNOPS_FIELD_NONE}};

static const char **contact_of(cnops_journey_t *journey, const way_t *way)
{
    return way->channel == CNOPS_CHANNEL_EMAIL ? &journey->email : &journey->phone;
}

apr_status_t cnops_steps_given_email(const char **pcontact, const cnops_walk_t *walk)
{
    *pcontact = walk->req->journey->email;
    return *pcontact ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

apr_status_t cnops_steps_given_phone(const char **pcontact, const cnops_walk_t *walk)
{
    *pcontact = walk->req->journey->phone;
    return *pcontact ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

static apr_status_t send_code(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                              cnops_walk_t *walk, const way_t *way, const char *contact, bool again)
{
    cnops_req_t *req = walk->req;
    cnops_messages_code_t message = {req, way->message};
    cnops_code_sending_t sending = {.journey_id = req->journey->id,
                                    .channel = way->channel,
                                    .destination = contact,
                                    .again = again,
                                    .write = cnops_messages_write_named,
                                    .write_self = &message};

    /* To a contact of the visitor's own giving, everybody has the same allowance. */
    if (way->is_bound)
        sending.allowance = cnops_ceiling_allowance(req, req->journey->identity.person_id,
                                                    req->journey->identity.subject);
    return cnops_code_send(psent, pwait, req->app->core, &sending, req->pool);
}

/* 429 with the form, so that nothing typed is lost and the visitor sees how long to wait. */
static cnops_res_t *ask_patience(cnops_walk_t *walk, const char *code, apr_interval_time_t wait)
{
    cnops_res_t *res;

    cnops_entries_fault(walk->entries, CNOPS_FIELD_NONE, code);
    res = cnops_walk_refuse(walk, 429);
    cnops_page_retry_after(res, walk->req, wait);
    return res;
}

/* To a bound contact strangers may have had them sent: its owner gets a link to go on. */
static cnops_res_t *refuse_more(cnops_walk_t *walk, const way_t *way, apr_interval_time_t wait)
{
    const cnops_req_t *req = walk->req;
    const cnops_identity_t *identity = &req->journey->identity;

    if (way->is_bound && !cnops_ceiling_allowance(req, identity->person_id, identity->subject))
        return cnops_ceiling_page(req, identity, wait);
    return ask_patience(walk, "too_many_codes", wait);
}

cnops_res_t *cnops_steps_send_first(cnops_walk_t *walk, const way_t *way)
{
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    const char *contact;
    apr_status_t rv;

    if ((rv = way->find(&contact, walk)) == APR_SUCCESS)
        rv = send_code(&sent, &wait, walk, way, contact, false);
    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    return sent == CNOPS_CODE_TOO_MANY ? refuse_more(walk, way, wait) : NULL;
}

/* --- the contact --- */

cnops_res_t *cnops_steps_submit_contact(cnops_walk_t *walk)
{
    const way_t *way = walk->step->way;
    cnops_req_t *req = walk->req;
    const char *contact = cnops_entries_value(walk->entries, way->field);
    const char **kept = contact_of(req->journey, way);
    bool same = *kept && strcmp(*kept, contact) == 0;
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    bool is_free;
    apr_status_t rv;

    if (same && cnops_walk_is_confirmed(walk))
        return cnops_walk_accept(walk, false);
    rv = cnops_account_contact_is_free(&is_free, req->app->core, way->channel, contact, req->pool);
    if (rv == APR_SUCCESS && !is_free)
        return cnops_walk_fault(walk, way->field, "contact_taken");
    if (rv == APR_SUCCESS)
        rv = send_code(&sent, &wait, walk, way, contact, false);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (sent == CNOPS_CODE_TOO_MANY)
        return ask_patience(walk, "too_many_codes", wait);
    *kept = contact;
    return cnops_walk_accept(walk, true);
}

/* The form shows what was given before, so that going back loses nothing. */
apr_status_t cnops_steps_show_contact(cnops_walk_t *walk, cnops_tree_t *data)
{
    const way_t *way = walk->step->way;
    const char *kept = *contact_of(walk->req->journey, way);

    (void)data;
    if (kept) {
        kept = cnops_contact_show(way->channel, kept, walk->req->pool);
        cnops_entries_preset(walk->entries, way->field, kept);
        cnops_entries_preset(walk->entries, way->confirmation, kept);
    }
    return APR_SUCCESS;
}

/* --- its code --- */

static cnops_res_t *send_again(cnops_walk_t *walk, const way_t *way, const char *contact)
{
    apr_interval_time_t wait;
    cnops_code_sent_e sent;
    apr_status_t rv = send_code(&sent, &wait, walk, way, contact, true);

    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    if (sent == CNOPS_CODE_TOO_SOON)
        return ask_patience(walk, "too_soon", wait);
    if (sent == CNOPS_CODE_TOO_MANY)
        return refuse_more(walk, way, wait);
    walk->req->journey->notice = "notice.code_sent_again";
    return cnops_page_redirect(walk->req, walk->req->path);
}

/* "Send again" is the same form with action=renvoyer; it needs no code. */
cnops_res_t *cnops_steps_guard_code(cnops_walk_t *walk)
{
    const way_t *way = walk->step->way;
    const char *action = cnops_form_value(walk->req->form, "action");
    const char *contact;
    apr_status_t rv;

    if (!action || strcmp(action, "renvoyer") != 0)
        return NULL;
    if ((rv = way->find(&contact, walk)) != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    return send_again(walk, way, contact);
}

static const char *const tried_codes[] = {[CNOPS_CODE_RIGHT] = NULL,
                                          [CNOPS_CODE_WRONG] = "code_wrong",
                                          [CNOPS_CODE_EXHAUSTED] = "code_exhausted",
                                          [CNOPS_CODE_EXPIRED] = "code_expired"};

/* Counted before the code is looked at, given back unless it was wrong: over all journeys
 * together a person's codes are guessed at no more often than the ceiling says. */
static apr_status_t try_code(cnops_code_tried_e *ptried, cnops_verdict_t *pverdict,
                             cnops_walk_t *walk, const char *contact)
{
    const cnops_req_t *req = walk->req;
    const cnops_core_t *core = req->app->core;
    cnops_ceiling_t ceiling;
    apr_status_t rv;

    cnops_ceiling_init(&ceiling, CNOPS_USE_PERSON_CODES, req, &req->journey->identity);
    if ((rv = cnops_ceiling_take(pverdict, &ceiling)) != APR_SUCCESS || !pverdict->allowed)
        return rv;
    rv = cnops_code_try(ptried, core, req->journey->id, walk->step->way->channel, contact,
                        cnops_entries_value(walk->entries, CNOPS_FIELD_CODE), req->pool);
    if (rv == APR_SUCCESS && *ptried == CNOPS_CODE_WRONG)
        return APR_SUCCESS;
    cnops_ceiling_give(&ceiling);
    return rv;
}

/* The code was right: what follows leaves before the step is accepted, so that a visitor who
 * must wait for it stays here, where the same code is right again. */
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
    cnops_code_tried_e tried;
    cnops_verdict_t verdict;
    const char *contact;
    apr_status_t rv;

    if ((rv = walk->step->way->find(&contact, walk)) == APR_SUCCESS)
        rv = try_code(&tried, &verdict, walk, contact);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!verdict.allowed)
        return cnops_ceiling_page(req, &req->journey->identity, verdict.retry_after);
    if (tried_codes[tried])
        return cnops_walk_fault(walk, CNOPS_FIELD_CODE, tried_codes[tried]);
    return accept_code(walk);
}

static const char *show_destination(const way_t *way, const char *contact, apr_pool_t *pool)
{
    return way->is_bound ? cnops_contact_mask(way->channel, contact, pool)
                         : cnops_contact_show(way->channel, contact, pool);
}

apr_status_t cnops_steps_show_code(cnops_walk_t *walk, cnops_tree_t *data)
{
    const way_t *way = walk->step->way;
    const cnops_req_t *req = walk->req;
    cnops_tree_t *resend = cnops_tree_set_object(data, "resend");
    apr_interval_time_t wait;
    const char *contact;
    apr_status_t rv;

    if ((rv = way->find(&contact, walk)) != APR_SUCCESS)
        return rv;
    rv = cnops_code_wait(&wait, req->app->core, req->journey->id, way->channel, contact, req->pool);
    cnops_tree_set_text(data, "destination", show_destination(way, contact, req->pool));
    cnops_tree_set_int(data, "minutes", apr_time_sec(req->app->core->settings->code_ttl) / 60);
    cnops_tree_set_int(resend, "wait", apr_time_sec(wait + APR_USEC_PER_SEC - 1));
    cnops_tree_set_bool(resend, "allowed", wait == 0);
    return rv;
}
