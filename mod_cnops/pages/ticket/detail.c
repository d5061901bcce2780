/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The page of one request. */
#include "base/date.h"
#include "base/errors.h"
#include "core/ticket/complaint.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/space/space_nav.h"
#include "pages/ticket/item.h"
#include "pages/ticket/tickets.h"

#include <apr_strings.h>
#include <string.h>

#define PAGE "espace/demande"

/* `own` of the visit: the ticket. */
static cnops_res_t *begin(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const cnops_ticket_t *ticket;
    apr_status_t rv = cnops_ticket_of_handle(&ticket, req->app->core, req->account->person_id,
                                             req->part, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    visit->own = (void *)ticket;
    return ticket ? NULL : cnops_failure_page(req, 404, 0);
}

/* --- what was asked --- */

/* A subject is a word with a sentence of its own, one of the choices of the field that asked for
 * it; all other texts are the member's. */
static const char *const subjects[CNOPS_TICKET_KINDS] = {
    [CNOPS_TICKET_RECTIFICATION] = "option.donnee.",
    [CNOPS_TICKET_OPPOSITION] = "option.usage.",
    [CNOPS_TICKET_COMPLAINT] = "option.objet."};

static const char *show_value(const cnops_req_t *req, const cnops_ticket_t *ticket,
                              const cnops_tree_t *text)
{
    const char *prefix = subjects[ticket->kind];

    if (!prefix || strcmp(text->name, CNOPS_COMPLAINT_SUBJECT) != 0)
        return text->value.text;
    return cnops_page_text(req, apr_pstrcat(req->pool, prefix, text->value.text, NULL), NULL);
}

static apr_status_t add_asked(cnops_tree_t *data, const cnops_req_t *req,
                              const cnops_ticket_t *ticket)
{
    cnops_tree_t *payload, *list = cnops_tree_set_list(data, "asked");
    apr_status_t rv = cnops_ticket_payload(&payload, req->app->core, ticket, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    for (const cnops_tree_t *text = payload->first; text; text = text->next) {
        const char *key = apr_pstrcat(req->pool, "ticket_asked.", text->name, NULL);
        cnops_tree_t *item;

        if (text->type != CNOPS_TREE_TEXT || !*text->value.text)
            continue;
        item = cnops_tree_add_object(list);
        cnops_tree_set_text(item, "name", text->name);
        cnops_tree_set_text(item, "label", cnops_page_text(req, key, NULL));
        cnops_tree_set_text(item, "value", show_value(req, ticket, text));
    }
    return APR_SUCCESS;
}

/* --- what was answered --- */

static apr_status_t add_answer(cnops_tree_t *data, const cnops_req_t *req,
                               const cnops_ticket_t *ticket)
{
    const char *answer;
    apr_status_t rv = cnops_ticket_answer(&answer, req->app->core, ticket, req->pool);

    cnops_tree_set_text(data, "reason", answer);
    cnops_tree_set_text(data, "decided_on", cnops_date_show(ticket->decided_on, req->pool));
    cnops_tree_set_text(data, "ended_at",
                        cnops_ticket_waits(ticket) ? NULL
                                                   : cnops_moment_show(req, ticket->decided_at));
    return rv;
}

/* That somebody else has changed the ticket just now is no fault: the page is then shown as new
 * once more. */
static apr_status_t note_read(const cnops_req_t *req, const cnops_ticket_t *ticket)
{
    apr_status_t rv = APR_SUCCESS;

    if (cnops_ticket_has_news(ticket))
        rv = cnops_ticket_note_read(req->app->core, ticket, req->pool);
    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_req_t *req = visit->req;
    const cnops_ticket_t *ticket = visit->own;
    apr_status_t rv;

    cnops_space_add_nav(data, req);
    cnops_ticket_item_fill(data, req, ticket);
    cnops_tree_set_bool(data, "can_withdraw", cnops_ticket_waits(ticket));
    if ((rv = add_asked(data, req, ticket)) != APR_SUCCESS)
        return rv;
    if ((rv = add_answer(data, req, ticket)) != APR_SUCCESS)
        return rv;
    return note_read(req, ticket);
}

/* --- withdrawing it --- */

static cnops_res_t *tell(const cnops_visit_t *visit, const char *notice)
{
    return cnops_page_tell(visit->req, visit->req->path, notice);
}

/* Withdrawn twice, it stays withdrawn. Where the answer came first, the page shows it. */
static cnops_res_t *withdraw(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const cnops_ticket_t *ticket = visit->own;
    cnops_event_t event = {
        .actor = CNOPS_ACTOR_MEMBER, .ip = req->ip, .user_agent = req->user_agent};
    cnops_res_t *res;
    apr_status_t rv;

    if (ticket->state == CNOPS_TICKET_WITHDRAWN)
        return tell(visit, "notice.ticket_withdrawn");
    rv = cnops_ticket_withdraw(req->app->core, ticket, event, req->pool);
    if (rv == CNOPS_ECONFLICT)
        return tell(visit, "notice.ticket_answered");
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = tell(visit, "notice.ticket_withdrawn");
    res->event = "ticket: withdrawn";
    return res;
}

static cnops_res_t *refuse_action(cnops_visit_t *visit)
{
    return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "invalid_choice");
}

static const cnops_button_t buttons[] = {{"retirer", withdraw}, {NULL, refuse_action}};

/* Without an action there is nothing to submit. */
const cnops_form_page_t cnops_ticket_form = {.page = PAGE,
                                             .step = "demande",
                                             .back = "/espace/demandes",
                                             .buttons = buttons,
                                             .begin = begin,
                                             .fill = fill,
                                             .submit = refuse_action};
