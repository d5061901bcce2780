/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/export_document.h"

#include "core/person/identity.h"
#include "core/request/request.h"
#include "core/request/request_find.h"
#include "core/ticket/ticket.h"
#include "pages/claim/statement.h"
#include "pages/frame/moment.h"
#include "pages/rights/export.h"
#include "pages/rights/export_parts.h"
#include "pages/rights/held.h"
#include "pages/space/daily.h"
#include "pages/space/document.h"
#include "pages/space/history_lines.h"
#include "pages/space/membership.h"
#include "pages/space/security_lists.h"
#include "pages/ticket/item.h"

#include <apr_strings.h>

#define LINES_MAX 500 /* of the journal */

/* --- claims --- */

static apr_status_t add_coverage(cnops_tree_t *list, const cnops_req_t *req,
                                 const cnops_membership_t *membership, int max)
{
    static const cnops_claim_filter_t any = {.status = NULL};
    cnops_claim_reader_t reader = {.core = req->app->core,
                                   .pool = req->pool,
                                   .membership = membership,
                                   .person_record_sealed = req->person.record_sealed};
    cnops_tree_t *item = cnops_tree_add_object(list), *record;
    apr_status_t rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_MEMBERSHIP,
                                            membership->record_sealed, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_membership_show(item, req, membership);
    cnops_tree_set_text(item, "immatriculation", cnops_tree_text(record, "immatriculation"));
    cnops_tree_wipe(record);
    return cnops_statement_add_claims(item, req, &reader, &any, max);
}

/* The bound is of all memberships together. */
static apr_status_t add_coverages(cnops_tree_t *data, const cnops_req_t *req)
{
    const apr_array_header_t *list = req->person.memberships;
    cnops_tree_t *coverages = cnops_tree_set_list(data, "coverages");
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; list && rv == APR_SUCCESS && i < list->nelts; i++)
        rv = add_coverage(coverages, req, &APR_ARRAY_IDX(list, i, cnops_membership_t),
                          CNOPS_STATEMENT_MAX / list->nelts);
    return rv;
}

/* --- requests --- */

static apr_status_t add_tickets(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *tickets = cnops_tree_set_list(data, "tickets");
    apr_array_header_t *list;
    apr_status_t rv = cnops_tickets_of(&list, req->app->core, req->account->person_id,
                                       CNOPS_EXPORT_REQUESTS_MAX, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_ticket_t *ticket = &APR_ARRAY_IDX(list, i, cnops_ticket_t);
        cnops_tree_t *item = cnops_tree_add_object(tickets);
        const char *answer;

        rv = cnops_ticket_answer(&answer, req->app->core, ticket, req->pool);
        cnops_ticket_item_fill(item, req, ticket);
        cnops_tree_set_text(item, "answer", rv == APR_SUCCESS ? answer : NULL);
    }
    return rv;
}

static apr_status_t add_change(cnops_tree_t *changes, const cnops_req_t *req,
                               const cnops_request_t *request)
{
    cnops_tree_t *item = cnops_tree_add_object(changes);
    const char *email, *phone;
    apr_status_t rv =
        cnops_request_contact(&email, req->app->core, request, CNOPS_CHANNEL_EMAIL, req->pool);

    if (rv == APR_SUCCESS)
        rv = cnops_request_contact(&phone, req->app->core, request, CNOPS_CHANNEL_SMS, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(item, "kind", cnops_request_kind_name(request->kind));
    cnops_tree_set_text(item, "when", cnops_moment_show(req, request->created_at));
    cnops_tree_set_text(item, "settled", cnops_moment_show(req, request->settled_at));
    cnops_tree_set_text(item, "email", email);
    cnops_tree_set_text(item, "phone", phone);
    return APR_SUCCESS;
}

static apr_status_t add_changes(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *changes = cnops_tree_set_list(data, "changes");
    apr_array_header_t *list;
    apr_status_t rv = cnops_requests_of(&list, req->app->core, req->account->person_id,
                                        CNOPS_EXPORT_REQUESTS_MAX, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++)
        rv = add_change(changes, req, &APR_ARRAY_IDX(list, i, cnops_request_t));
    return rv;
}

/* --- the journal --- */

static apr_status_t add_journal(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *lines = cnops_tree_set_list(data, "journal");
    cnops_history_query_t query = {.person_id = req->account->person_id,
                                   .group = CNOPS_EVENT_GROUP_ALL,
                                   .before = APR_INT64_MAX,
                                   .zone = req->app->zone,
                                   .lines = LINES_MAX};
    cnops_history_t history;
    int count = 0;

    do {
        apr_status_t rv = cnops_history_read(&history, req->app->core, &query, req->pool);

        if (rv != APR_SUCCESS)
            return rv;
        for (int i = 0; i < history.lines->nelts; i++)
            cnops_space_add_line(lines, req,
                                 &APR_ARRAY_IDX(history.lines, i, cnops_history_line_t));
        count += history.lines->nelts;
        query.before = history.next;
    } while (history.next && count < LINES_MAX);
    cnops_tree_set_bool(data, "journal_cut", history.next != 0);
    return APR_SUCCESS;
}

/* --- the document --- */

static apr_status_t (*const parts[])(cnops_tree_t *data, const cnops_req_t *req) = {
    cnops_security_lists_add, /* sessions, browsers */
    add_coverages, add_tickets, add_changes, add_journal};

static apr_status_t fill(cnops_tree_t *data, const cnops_req_t *req)
{
    apr_status_t rv = cnops_held_add(data, req, CNOPS_HELD_IN_CLEAR);

    for (apr_size_t i = 0; rv == APR_SUCCESS && i < sizeof parts / sizeof *parts; i++)
        rv = parts[i](data, req);
    cnops_tree_set_bool(data, "consent", req->account->prospecting);
    return rv;
}

static apr_status_t make(cnops_res_t **pres, const cnops_req_t *req)
{
    static const cnops_space_print_t print = {"document/donnees", "mes-donnees.pdf"};
    cnops_tree_t *data;
    apr_status_t rv = cnops_export_note(req);

    if (rv == APR_SUCCESS)
        rv = cnops_space_document(&data, req);
    if (rv == APR_SUCCESS)
        rv = fill(data, req);
    if (rv == APR_SUCCESS)
        rv = cnops_space_print(pres, req, &print, data);
    if (rv == APR_SUCCESS)
        (*pres)->event = "data: exported";
    return rv;
}

cnops_res_t *cnops_export_document_get(cnops_req_t *req)
{
    static const cnops_daily_t daily = {CNOPS_USE_ACCOUNT_EXPORTS, "/espace/donnees", make};

    return cnops_daily_get(req, &daily);
}
