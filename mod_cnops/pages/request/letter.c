/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/request/letter.h"

#include "base/errors.h"
#include "core/request/letter.h"
#include "pages/form/entries.h"
#include "pages/frame/failures.h"
#include "pages/guard/captcha_gate.h"
#include "pages/guard/guard.h"
#include "pages/request/request_notices.h"

#include <string.h>

#define PATH "/recuperation/lettre"

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_CODE_LETTRE},
                                     {.field = CNOPS_FIELD_NONE}};

typedef struct visit_t {
    cnops_req_t *req;
    cnops_entries_t *entries;
    cnops_captcha_gate_t gate;
    bool owes_captcha; /* this address block guessed before */
} visit_t;

static cnops_res_t *show(const visit_t *visit, int status)
{
    const cnops_req_t *req = visit->req;
    cnops_tree_t *data = cnops_page_data(req, "recuperation/lettre");

    cnops_tree_set_text(data, "step", "lettre");
    cnops_tree_set_text(data, "action", cnops_page_href(req, PATH));
    cnops_tree_set_text(data, "next", cnops_page_href(req, "/connexion"));
    cnops_tree_set_text(data, "back", NULL);
    cnops_tree_set_text(data, "progress", NULL);
    cnops_captcha_gate_show(data, &visit->gate, req, visit->owes_captcha);
    cnops_entries_show(visit->entries, data);
    return cnops_page_show(req, status, "recuperation/lettre", data);
}

static cnops_res_t *refuse(const visit_t *visit, cnops_field_e field, const char *code)
{
    cnops_entries_fault(visit->entries, field, code);
    return show(visit, 422);
}

/* NULL: heard. Whatever is wrong costs the block, not a person: the code says who is meant. */
static cnops_res_t *admit(visit_t *visit)
{
    cnops_verdict_t block;
    apr_status_t rv = cnops_guard_block(&block, visit->req);

    if (rv != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    visit->owes_captcha = block.pow_due;
    return block.allowed ? NULL : cnops_failure_page(visit->req, 429, block.retry_after);
}

static cnops_res_t *collect_captcha(visit_t *visit)
{
    cnops_req_t *req = visit->req;
    cnops_captcha_gate_t *gate = &visit->gate;
    apr_status_t rv;

    if (!visit->owes_captcha)
        return NULL;
    if ((rv = cnops_captcha_gate_check(gate, req)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (gate->retry_after)
        return cnops_failure_page(req, 429, gate->retry_after);
    if (gate->is_closed) {
        req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
        req->journey->notice = "notice.pictures_closed";
        return cnops_page_redirect(req, PATH);
    }
    if (!gate->fault)
        return NULL;
    cnops_entries_fault_control(visit->entries, cnops_captcha_gate_field(gate), gate->fault);
    return show(visit, 422);
}

/* --- what the code does --- */

static const char *notice_of(const cnops_request_t *request, bool is_applied)
{
    if (strcmp(request->kind, CNOPS_REQUEST_OPENING) == 0)
        return "notice.account_opened";
    return is_applied ? "notice.letter_applied" : "notice.letter_kept";
}

/* The watchdog may have been faster: then it stands there as applied. */
static apr_status_t apply(const cnops_req_t *req, const cnops_request_t *request)
{
    const cnops_store_t *store = &req->app->core->store;
    const cnops_request_t *now;
    apr_status_t failure, rv;

    failure = cnops_request_apply_told(req->app, request, CNOPS_ACTOR_MEMBER, req->pool);
    if (failure != CNOPS_ECONFLICT)
        return failure;
    rv = store->requests->by_id(store->self, &now, request->id, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    return now && cnops_request_is(now, CNOPS_REQUEST_APPLIED) ? APR_SUCCESS : failure;
}

/* What may take effect does so before the answer, which says it. */
static cnops_res_t *take(const visit_t *visit, const cnops_request_t *request)
{
    cnops_req_t *req = visit->req;
    bool is_due = request->apply_at <= cnops_core_now(req->app->core);
    bool is_applied = cnops_request_is(request, CNOPS_REQUEST_APPLIED);
    cnops_res_t *res;
    apr_status_t rv = APR_SUCCESS;

    if (!is_applied && is_due)
        rv = apply(req, request);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
    req->journey->notice = notice_of(request, is_applied || is_due);
    res = cnops_page_redirect(req, "/connexion");
    res->event = "letter: code accepted";
    return res;
}

static cnops_res_t *use_code(visit_t *visit)
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
    return used == CNOPS_LETTER_WRONG ? refuse(visit, CNOPS_FIELD_CODE_LETTRE, "letter_wrong")
                                      : take(visit, request);
}

/* --- handlers --- */

static void begin(visit_t *visit, cnops_req_t *req)
{
    *visit = (visit_t){.req = req, .entries = cnops_entries_make(req, asks)};
    cnops_captcha_gate_init(&visit->gate);
}

cnops_res_t *cnops_letter_get(cnops_req_t *req)
{
    cnops_verdict_t block;
    visit_t visit;
    apr_status_t rv = cnops_guard_block(&block, req);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    begin(&visit, req);
    visit.owes_captcha = block.pow_due;
    return show(&visit, 200);
}

cnops_res_t *cnops_letter_post(cnops_req_t *req)
{
    cnops_res_t *res;
    visit_t visit;

    begin(&visit, req);
    if ((res = admit(&visit)))
        return res;
    cnops_entries_read(visit.entries);
    if (!cnops_entries_good(visit.entries)) {
        cnops_captcha_gate_wait(&visit.gate, req);
        res = show(&visit, 422);
    } else if (!(res = collect_captcha(&visit)))
        res = use_code(&visit);
    cnops_entries_wipe(visit.entries);
    return res;
}
