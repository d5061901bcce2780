/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/asking.h"

#include "base/errors.h"
#include "core/ticket/complaint.h"
#include "core/ticket/ticket.h"
#include "pages/frame/failures.h"
#include "pages/notice/ticket_receipt.h"
#include "pages/space/space_nav.h"
#include "pages/ticket/item.h"

static const cnops_asked_t asks_rectification[] = {
    {.field = CNOPS_FIELD_DONNEE}, {.field = CNOPS_FIELD_MESSAGE}, {.field = CNOPS_FIELD_NONE}};
static const cnops_asked_t asks_opposition[] = {
    {.field = CNOPS_FIELD_USAGE}, {.field = CNOPS_FIELD_MESSAGE}, {.field = CNOPS_FIELD_NONE}};

static bool is_rectification(const cnops_visit_t *visit)
{
    return visit->form == &cnops_rectification_form;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_settings_t *settings = visit->req->app->core->settings;

    cnops_space_add_nav(data, visit->req);
    cnops_tree_set_int(data, "days",
                       is_rectification(visit) ? settings->answer_days_rectification
                                               : settings->answer_days_opposition);
    return APR_SUCCESS;
}

static cnops_tree_t *make_payload(const cnops_visit_t *visit)
{
    cnops_field_e subject = visit->form->asked[0].field;
    cnops_tree_t *payload = cnops_tree_object(visit->req->pool);

    cnops_tree_set_text(payload, CNOPS_COMPLAINT_SUBJECT,
                        cnops_entries_value(visit->entries, subject));
    cnops_tree_set_text(payload, CNOPS_COMPLAINT_MESSAGE,
                        cnops_entries_value(visit->entries, CNOPS_FIELD_MESSAGE));
    return payload;
}

static apr_status_t open_ticket(const cnops_ticket_t **pticket, const cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    cnops_ticket_asking_t asking = {.account = req->account,
                                    .kind = is_rectification(visit) ? CNOPS_TICKET_RECTIFICATION
                                                                    : CNOPS_TICKET_OPPOSITION,
                                    .payload = make_payload(visit),
                                    .ip = req->ip,
                                    .user_agent = req->user_agent};
    apr_array_header_t *messages;
    apr_status_t rv = cnops_ticket_receipt(&messages, req);

    if (rv != APR_SUCCESS)
        return rv;
    asking.messages = messages;
    return cnops_ticket_open(pticket, req->app->core, &asking, req->pool);
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const cnops_ticket_t *ticket;
    cnops_res_t *res;
    apr_status_t rv = open_ticket(&ticket, visit);

    if (rv == CNOPS_ETOOLARGE)
        return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "too_many_requests");
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_tell(req, cnops_ticket_path(req, ticket), "notice.ticket_sent");
    res->event = is_rectification(visit) ? "ticket: rectification" : "ticket: opposition";
    return res;
}

const cnops_form_page_t cnops_rectification_form = {.path = "/espace/donnees/rectification",
                                                    .page = "espace/rectification",
                                                    .next = "/espace/demandes",
                                                    .back = "/espace/donnees",
                                                    .asked = asks_rectification,
                                                    .fill = fill,
                                                    .submit = submit};
const cnops_form_page_t cnops_data_opposition_form = {.path = "/espace/donnees/opposition",
                                                      .page = "espace/opposition",
                                                      .next = "/espace/demandes",
                                                      .back = "/espace/donnees",
                                                      .asked = asks_opposition,
                                                      .fill = fill,
                                                      .submit = submit};
