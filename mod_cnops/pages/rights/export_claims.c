/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Claims and tickets in the file of a member's data. */
#include "core/claim/list.h"
#include "core/person/identity.h"
#include "core/ticket/ticket.h"
#include "pages/claim/item.h"
#include "pages/rights/export_parts.h"

#include <apr_strings.h>

#define AT_A_TIME 250

/* --- claims --- */

static void add_history(cnops_tree_t *shown, const cnops_claim_record_t *record)
{
    cnops_tree_t *history = cnops_tree_set_list(shown, "history");

    for (int i = 0; i < record->history->nelts; i++) {
        const cnops_claim_change_t *change =
            &APR_ARRAY_IDX(record->history, i, cnops_claim_change_t);
        cnops_tree_t *item = cnops_tree_add_object(history);

        cnops_export_time(item, "seen_at", change->seen_at);
        cnops_tree_set_text(item, "status", cnops_claim_status_name(change->status));
    }
}

/* The claims of one membership, while they are added. */
typedef struct adding_t {
    cnops_tree_t *rows;
    cnops_claim_reader_t reader;
    const char *immatriculation;
    int count;    /* of all memberships */
    bool has_gap; /* a claim is left out that this release cannot read */
} adding_t;

static void add_page(adding_t *adding, const cnops_claim_page_t *page)
{
    for (int i = 0; i < page->claims->nelts; i++) {
        const cnops_claim_shown_t *claim = &APR_ARRAY_IDX(page->claims, i, cnops_claim_shown_t);
        cnops_tree_t *shown = cnops_tree_add_object(adding->rows);

        cnops_claim_item_columns(shown, claim, adding->immatriculation);
        cnops_tree_set_bool(shown, "masked", claim->is_masked);
        add_history(shown, &claim->record);
    }
    adding->count += page->claims->nelts;
}

/* The memory of one page is used again for the next one. *pcomplete: the bound has not cut the
 * list. */
static apr_status_t add_claims(adding_t *adding, bool *pcomplete, apr_pool_t *scratch)
{
    static const cnops_claim_filter_t any = {.status = NULL};
    cnops_claim_place_t place = {.day = NULL};
    cnops_claim_page_t page;
    char day[CNOPS_DATE_LEN];
    apr_status_t rv;

    do {
        apr_pool_clear(scratch);
        rv = cnops_claim_list(&page, &adding->reader, &any, place.day ? &place : NULL, AT_A_TIME,
                              scratch);
        if (rv != APR_SUCCESS)
            return rv;
        add_page(adding, &page);
        adding->has_gap = adding->has_gap || page.has_gap;
        if (page.has_next) {
            apr_cpystrn(day, page.last.day, sizeof day);
            place = (cnops_claim_place_t){day, page.last.id};
        }
    } while (page.has_next && adding->count < CNOPS_EXPORT_CLAIMS_MAX);
    *pcomplete = !page.has_next;
    return APR_SUCCESS;
}

/* Beneficiaries of full age are masked here too: their care is no data of the member. */
static apr_status_t add_membership(adding_t *adding, bool *pcomplete,
                                   const cnops_membership_t *membership, const cnops_req_t *req)
{
    cnops_tree_t *record;
    apr_pool_t *scratch;
    apr_status_t rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_MEMBERSHIP,
                                            membership->record_sealed, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    adding->immatriculation = cnops_tree_text(record, "immatriculation");
    adding->reader = (cnops_claim_reader_t){.core = req->app->core,
                                            .pool = req->pool,
                                            .membership = membership,
                                            .person_record_sealed = req->person.record_sealed};
    apr_pool_create(&scratch, req->pool);
    rv = add_claims(adding, pcomplete, scratch);
    apr_pool_destroy(scratch);
    return rv;
}

apr_status_t cnops_export_claims(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    const apr_array_header_t *list = req->person.memberships;
    adding_t adding = {.rows = cnops_export_list(file, name, true)};
    bool is_complete = true;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; list && rv == APR_SUCCESS && is_complete && i < list->nelts; i++)
        rv =
            add_membership(&adding, &is_complete, &APR_ARRAY_IDX(list, i, cnops_membership_t), req);
    if (rv == APR_SUCCESS && (!is_complete || adding.has_gap))
        cnops_tree_set_bool((cnops_tree_t *)cnops_tree_get(file, name), "complete", false);
    return rv;
}

/* --- tickets --- */

static apr_status_t add_ticket(cnops_tree_t *rows, const cnops_ticket_t *ticket,
                               const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    cnops_tree_t *shown = cnops_tree_add_object(rows), *payload;
    const char *answer;
    apr_status_t rv = cnops_ticket_payload(&payload, core, ticket, req->pool);

    if (rv == APR_SUCCESS)
        rv = cnops_ticket_answer(&answer, core, ticket, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(shown, "reference", ticket->reference);
    cnops_tree_set_text(shown, "kind", cnops_ticket_kind_name(ticket->kind));
    cnops_tree_set_text(shown, "state", cnops_ticket_state_name(ticket->state));
    cnops_export_time(shown, "opened_at", ticket->opened_at);
    cnops_export_time(shown, "due_at", ticket->due_at);
    cnops_export_time(shown, "decided_at", ticket->decided_at);
    cnops_tree_set_text(shown, "decided_on", ticket->decided_on);
    cnops_export_time(shown, "read_at", ticket->read_at);
    cnops_tree_set(shown, "asked", payload);
    cnops_tree_set_text(shown, "answer", answer);
    return APR_SUCCESS;
}

apr_status_t cnops_export_tickets(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    apr_array_header_t *list;
    apr_status_t rv = cnops_tickets_of(&list, req->app->core, req->account->person_id,
                                       CNOPS_EXPORT_REQUESTS_MAX, req->pool);
    cnops_tree_t *rows = cnops_export_list(file, name, list->nelts < CNOPS_EXPORT_REQUESTS_MAX);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++)
        rv = add_ticket(rows, &APR_ARRAY_IDX(list, i, cnops_ticket_t), req);
    return rv;
}
