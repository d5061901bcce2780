/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/lost_contacts.h"

#include "core/request/request.h"
#include "pages/frame/failures.h"
#include "pages/journey/recovery.h"
#include "pages/journey/recovery_start.h"
#include "pages/journey/steps.h"
#include "pages/request/request_notices.h"

/* --- where it begins --- */

/* This course begins only from a recovery whose facts were right. */
static const char *admit(const cnops_req_t *req)
{
    if (req->journey->kind == CNOPS_JOURNEY_LOST ||
        cnops_walk_is_proved(req, &cnops_recovery_course))
        return NULL;
    return cnops_lost_contacts_course.start;
}

static apr_status_t show_rules(cnops_walk_t *walk, cnops_tree_t *data)
{
    cnops_request_show_rules(data, walk->req->app->core);
    return APR_SUCCESS;
}

static cnops_res_t *submit_wish(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const cnops_account_t *account;
    bool may = false;
    apr_status_t rv = cnops_recovery_account(&account, req);

    if (rv == APR_SUCCESS)
        rv = cnops_request_may(&may, req->app->core, account, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!may)
        return cnops_walk_fault(walk, CNOPS_FIELD_NONE, "request_closed");
    return cnops_walk_accept(walk, false);
}

/* --- the request --- */

static apr_status_t make(cnops_request_made_e *pmade, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const cnops_journey_t *journey = req->journey;
    cnops_request_asking_t asking = {.ref = journey->id,
                                     .person_id = journey->identity.person_id,
                                     .kind = CNOPS_REQUEST_CONTACT,
                                     .email = journey->email,
                                     .phone = journey->phone,
                                     .lang = req->lang};
    cnops_event_t event = {
        .actor = CNOPS_ACTOR_VISITOR, .ip = req->ip, .user_agent = req->user_agent};
    const cnops_request_t *request = cnops_request_build(core, &asking, req->pool);
    const cnops_account_t *account;
    apr_array_header_t *messages;
    apr_status_t rv = cnops_recovery_account(&account, req);

    if (rv == APR_SUCCESS)
        rv = cnops_request_notices_refusable(&messages, req->app, request, "demande-contact",
                                             req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_request_lodge(pmade, core, account, request, messages, event, req->pool);
}

/* Called when both new contacts are proved. */
static cnops_res_t *submit_request(cnops_walk_t *walk)
{
    cnops_request_made_e made;
    cnops_res_t *res;
    apr_status_t rv = make(&made, walk->req);

    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    if (made == CNOPS_REQUEST_CLOSED)
        return cnops_walk_fault(walk, CNOPS_FIELD_NONE, "request_closed");
    res = cnops_walk_accept(walk, false);
    res->event = made == CNOPS_REQUEST_MADE ? "request: made" : NULL;
    return res;
}

/* --- the course --- */

/* The code to the mobile is the last proof: after it, the request is made. */
static const cnops_steps_way_t by_phone = {.channel = CNOPS_CHANNEL_SMS,
                                           .message = "code",
                                           .find = cnops_steps_find_given,
                                           .go_on = submit_request};

static const cnops_step_t steps[] = {
    {.slug = "contact", .percent = 0, .submit = submit_wish, .show = show_rules},
    {CNOPS_STEP_EMAIL, .slug = "contact/courriel", .page = "contact-courriel", .percent = 25,
     .way = &cnops_steps_by_email, .show = cnops_steps_show_contact},
    {CNOPS_STEP_CODE, .slug = "contact/courriel-code", .page = "contact-courriel-code",
     .stage = CNOPS_STAGE_EMAIL, .percent = 50, .way = &cnops_steps_by_email},
    {CNOPS_STEP_PHONE, .slug = "contact/telephone", .page = "contact-telephone", .percent = 75,
     .way = &by_phone, .show = cnops_steps_show_contact},
    {CNOPS_STEP_CODE, .slug = "contact/telephone-code", .page = "contact-telephone-code",
     .stage = CNOPS_STAGE_PHONE, .percent = 100, .way = &by_phone},
    {.slug = "contact/termine", .page = "contact-termine", .percent = 100, .show = show_rules},
};

const cnops_course_t cnops_lost_contacts_course = {.kind = CNOPS_JOURNEY_LOST,
                                                   .base = "/recuperation",
                                                   .start = "/recuperation/conditions",
                                                   .admit = admit,
                                                   .steps = steps,
                                                   .count = sizeof steps / sizeof *steps};
