/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/request/letter.h"

#include "base/errors.h"
#include "core/request/letter.h"
#include "core/request/request_find.h"
#include "pages/frame/failures.h"
#include "pages/guard/guard.h"
#include "pages/request/request_notices.h"

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_CODE_LETTRE},
                                     {.field = CNOPS_FIELD_NONE}};

/* A wrong code counts against the address block, not against a person: only a right code says which
 * person is meant. */
static cnops_res_t *begin(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    cnops_verdict_t block;
    apr_status_t rv = cnops_guard_block(&block, req);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    visit->owes_captcha = block.pow_due;
    if (req->method == CNOPS_METHOD_POST && !block.allowed)
        return cnops_failure_page(req, 429, block.retry_after);
    return NULL;
}

/* --- what the code does --- */

static const char *notice_of(const cnops_request_t *request, bool is_applied)
{
    if (request->kind == CNOPS_REQUEST_OPENING)
        return "notice.account_opened";
    return is_applied ? "notice.letter_applied" : "notice.letter_kept";
}

/* The watchdog may have applied the request meanwhile: that is a success too. */
static apr_status_t apply(const cnops_req_t *req, const cnops_request_t *request)
{
    const cnops_request_t *now;
    apr_status_t failure, rv;

    failure = cnops_request_apply_and_notify(req->app, request, CNOPS_ACTOR_MEMBER, req->pool);
    if (failure != CNOPS_ECONFLICT)
        return failure;
    rv = cnops_request_by_id(&now, req->app->core, request->id, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    return now && now->state == CNOPS_REQUEST_APPLIED ? APR_SUCCESS : failure;
}

/* A request that may take effect now is applied before the answer, which says so. */
static cnops_res_t *finish(const cnops_visit_t *visit, const cnops_request_t *request)
{
    cnops_req_t *req = visit->req;
    bool is_due = request->apply_at <= cnops_core_now(req->app->core);
    bool is_applied = request->state == CNOPS_REQUEST_APPLIED;
    cnops_res_t *res;
    apr_status_t rv = APR_SUCCESS;

    if (!is_applied && is_due)
        rv = apply(req, request);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_end(req, "/connexion", notice_of(request, is_applied || is_due));
    res->event = "letter: code accepted";
    return res;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_DECIDED,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .note = "letter",
                           .ip = req->ip,
                           .user_agent = req->user_agent};
    const cnops_request_t *request;
    cnops_letter_used_e used;
    apr_status_t rv;

    rv = cnops_letter_use(&used, &request, req->app->core,
                          cnops_entries_value(visit->entries, CNOPS_FIELD_CODE_LETTRE), &event,
                          req->pool);
    if (rv == APR_SUCCESS && used == CNOPS_LETTER_WRONG)
        rv = cnops_guard_failed(req);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return used == CNOPS_LETTER_WRONG
               ? cnops_visit_fault(visit, CNOPS_FIELD_CODE_LETTRE, "letter_wrong")
               : finish(visit, request);
}

const cnops_form_page_t cnops_letter_form = {.path = "/recuperation/lettre",
                                             .next = "/connexion",
                                             .asked = asks,
                                             .begin = begin,
                                             .submit = submit};
