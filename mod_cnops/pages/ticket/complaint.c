/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/ticket/complaint.h"

#include "base/errors.h"
#include "core/claim/claim.h"
#include "core/ticket/complaint.h"
#include "pages/claim/reader.h"
#include "pages/frame/failures.h"
#include "pages/notice/ticket_receipt.h"
#include "pages/space/space_nav.h"
#include "pages/ticket/item.h"

#include <apr_strings.h>

static const cnops_asked_t asks[] = {
    {.field = CNOPS_FIELD_OBJET}, {.field = CNOPS_FIELD_MESSAGE}, {.field = CNOPS_FIELD_NONE}};

/* What the complaint is about; `own` of the visit. */
typedef struct matter_t {
    cnops_claim_reader_t reader;
    const cnops_claim_shown_t *claim;
} matter_t;

static cnops_res_t *begin(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    matter_t *matter = visit->own = apr_pcalloc(req->pool, sizeof *matter);
    apr_status_t rv = APR_SUCCESS;

    if (cnops_claims_reader(&matter->reader, req))
        rv = cnops_claim_find(&matter->claim, &matter->reader, req->part);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return matter->claim ? NULL : cnops_failure_page(req, 404, 0);
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const matter_t *matter = visit->own;
    const char *path = apr_pstrcat(visit->req->pool, "/espace/dossiers/", visit->req->part, NULL);

    cnops_space_add_nav(data, visit->req);
    cnops_tree_set_text(data, "reference", matter->claim->record.reference);
    cnops_tree_set_text(data, "claim", cnops_page_href(visit->req, path));
    cnops_tree_set_int(data, "days", visit->req->app->core->settings->answer_days_complaint);
    return APR_SUCCESS;
}

/* --- sending it --- */

static cnops_tree_t *make_payload(const cnops_visit_t *visit)
{
    const matter_t *matter = visit->own;
    cnops_tree_t *payload = cnops_tree_object(visit->req->pool);

    cnops_tree_set_text(payload, CNOPS_TICKET_CLAIM, matter->claim->record.reference);
    cnops_tree_set_text(payload, CNOPS_COMPLAINT_SUBJECT,
                        cnops_entries_value(visit->entries, CNOPS_FIELD_OBJET));
    cnops_tree_set_text(payload, CNOPS_COMPLAINT_MESSAGE,
                        cnops_entries_value(visit->entries, CNOPS_FIELD_MESSAGE));
    return payload;
}

static apr_status_t open_ticket(const cnops_ticket_t **pticket, const cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const matter_t *matter = visit->own;
    cnops_ticket_asking_t asking = {.account = req->account,
                                    .membership_id = matter->reader.membership->id,
                                    .kind = CNOPS_TICKET_COMPLAINT,
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
    const cnops_ticket_t *ticket = NULL;
    cnops_res_t *res;
    apr_status_t rv = open_ticket(&ticket, visit);

    if (rv == CNOPS_EDUPLICATE)
        return cnops_page_tell(req, cnops_ticket_path(req, ticket), "notice.complaint_exists");
    if (rv == CNOPS_ETOOLARGE)
        return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "too_many_requests");
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_tell(req, cnops_ticket_path(req, ticket), "notice.ticket_sent");
    res->event = "ticket: complaint";
    return res;
}

const cnops_form_page_t cnops_complaint_form = {.page = "espace/reclamation",
                                                .step = "reclamation",
                                                .next = "/espace/demandes",
                                                .back = "/espace/dossiers",
                                                .asked = asks,
                                                .begin = begin,
                                                .fill = fill,
                                                .submit = submit};
