/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/dashboard/latest.h"

#include "core/ticket/ticket.h"
#include "pages/claim/item.h"
#include "pages/claim/reader.h"
#include "pages/ticket/item.h"

#define CLAIMS_SHOWN  3
#define TICKETS_SHOWN 3

/* --- reading --- */

static apr_array_header_t *pick_asked(const apr_array_header_t *claims, apr_pool_t *pool)
{
    apr_array_header_t *asked = apr_array_make(pool, 1, sizeof(cnops_claim_shown_t));

    for (int i = 0; i < claims->nelts; i++) {
        const cnops_claim_shown_t *claim = &APR_ARRAY_IDX(claims, i, cnops_claim_shown_t);

        if (claim->row->status == CNOPS_CLAIM_DOCUMENT_ASKED)
            APR_ARRAY_PUSH(asked, cnops_claim_shown_t) = *claim;
    }
    return asked;
}

/* Most members have no more claims than are shown: then those that wait for a document are among
 * them, and need no statement of their own. */
static apr_status_t read_claims(cnops_latest_t *latest, cnops_claim_reader_t *reader)
{
    const cnops_claim_filter_t all = {.status = NULL};
    const cnops_claim_filter_t asked = {.status =
                                            cnops_claim_status_name(CNOPS_CLAIM_DOCUMENT_ASKED)};
    cnops_claim_page_t page;
    apr_status_t rv = cnops_claim_list(&page, reader, &all, NULL, CLAIMS_SHOWN, reader->pool);

    if (rv != APR_SUCCESS)
        return rv;
    latest->claims = page.claims;
    latest->has_more_claims = page.has_next;
    if (!page.has_next) {
        latest->asked = pick_asked(page.claims, reader->pool);
        return APR_SUCCESS;
    }
    rv = cnops_claim_list(&page, reader, &asked, NULL, CNOPS_LATEST_DOCUMENTS, reader->pool);
    latest->asked = page.claims;
    return rv;
}

apr_status_t cnops_latest_read(cnops_latest_t *platest, const cnops_req_t *req)
{
    cnops_claim_reader_t reader;
    apr_status_t rv = APR_SUCCESS;

    *platest = (cnops_latest_t){.has_reader = cnops_claims_reader(&reader, req)};
    platest->asked = platest->claims = apr_array_make(req->pool, 1, sizeof(cnops_claim_shown_t));
    if (platest->has_reader)
        rv = read_claims(platest, &reader);
    return rv == APR_SUCCESS
               ? cnops_tickets_of(&platest->tickets, req->app->core, req->account->person_id,
                                  CNOPS_LATEST_TICKETS, req->pool)
               : rv;
}

/* --- showing --- */

static void add_claims(cnops_tree_t *data, const cnops_req_t *req, const cnops_latest_t *latest)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "claims");
    bool is_masked = false;

    for (int i = 0; i < latest->claims->nelts; i++) {
        const cnops_claim_shown_t *claim = &APR_ARRAY_IDX(latest->claims, i, cnops_claim_shown_t);

        cnops_claim_item_fill(cnops_tree_add_object(list), req, claim, NULL);
        is_masked = is_masked || claim->is_masked;
    }
    cnops_tree_set_bool(data, "more_claims", latest->has_more_claims);
    cnops_claim_item_mask(data, req, is_masked);
}

void cnops_latest_add(cnops_tree_t *data, const cnops_req_t *req, const cnops_latest_t *latest)
{
    cnops_tree_t *list;
    int count = 0;

    add_claims(data, req, latest);
    list = cnops_tree_set_list(data, "requests");
    for (int i = 0; i < latest->tickets->nelts && count < TICKETS_SHOWN; i++) {
        const cnops_ticket_t *ticket = &APR_ARRAY_IDX(latest->tickets, i, cnops_ticket_t);

        if (cnops_ticket_waits(ticket)) {
            cnops_ticket_item_fill(cnops_tree_add_object(list), req, ticket);
            count++;
        }
    }
}
