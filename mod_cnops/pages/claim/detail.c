/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/claim/detail.h"

#include "base/date.h"
#include "core/ticket/complaint.h"
#include "pages/claim/item.h"
#include "pages/claim/reader.h"
#include "pages/frame/amount.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>
#include <string.h>

#define PAGE "espace/dossier"
#define DAY  apr_time_from_sec(86400)

/* The text of a word whose keys begin with prefix ("relation."); NULL for an empty word. */
static const char *word_text(const cnops_req_t *req, const char *prefix, const char *word)
{
    if (!word || !*word)
        return NULL;
    return cnops_page_text(req, apr_pstrcat(req->pool, prefix, word, NULL), NULL);
}

/* --- how long it takes --- */

/* A delay is an order of size: it is told in days only where it is short, else in weeks or
 * months. */
static void set_delay(cnops_tree_t *data, apr_int64_t days)
{
    if (days <= 10)
        cnops_tree_set_int(data, "delay_days", days);
    else if (days < 60)
        cnops_tree_set_int(data, "delay_weeks", (days + 3) / 7);
    else
        cnops_tree_set_int(data, "delay_months", (days + 15) / 30);
}

/* Only a claim that nobody has decided on yet, and that waits for nothing of the member's, has
 * one. */
static void add_delay(cnops_tree_t *data, const cnops_req_t *req, const cnops_claim_shown_t *claim)
{
    const cnops_core_t *core = req->app->core;
    apr_int64_t days = cnops_claim_delay(core, claim->record.care_kind);
    char limit[CNOPS_DATE_LEN];

    if (!days || (claim->row->status != CNOPS_CLAIM_RECEIVED &&
                  claim->row->status != CNOPS_CLAIM_IN_PROCESS))
        return;
    set_delay(data, days);
    cnops_date_of(limit, cnops_core_now(core) - days * DAY);
    cnops_tree_set_bool(data, "delay_over", strcmp(claim->row->received_on, limit) < 0);
}

/* --- what has happened --- */

static void add_history(cnops_tree_t *data, const cnops_req_t *req,
                        const cnops_claim_record_t *record)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "history");

    for (int i = record->history->nelts - 1; i >= 0; i--) {
        const cnops_claim_change_t *change =
            &APR_ARRAY_IDX(record->history, i, cnops_claim_change_t);
        const char *status = cnops_claim_status_name(change->status);
        cnops_tree_t *item = cnops_tree_add_object(list);

        cnops_tree_set_text(item, "status", status);
        cnops_tree_set_text(item, "label", word_text(req, "claim_status.", status));
        cnops_tree_set_text(item, "when", cnops_moment_show(req, change->seen_at));
    }
}

static void add_amounts(cnops_tree_t *data, const cnops_req_t *req,
                        const cnops_claim_record_t *record)
{
    int rate = cnops_claim_rate(record);

    cnops_tree_set_text(
        data, "left",
        record->refunded >= 0 ? cnops_amount_show(req, record->spent - record->refunded) : NULL);
    if (rate >= 0)
        cnops_tree_set_int(data, "refund_rate", rate);
    else
        cnops_tree_set_text(data, "refund_rate", NULL);
    cnops_tree_set_text(data, "paid", cnops_date_show(record->paid_on, req->pool));
    cnops_tree_set_text(data, "payment_label",
                        word_text(req, "payment_mode.", record->payment_mode));
    cnops_tree_set_text(data, "relation_label", word_text(req, "relation.", record->relation));
}

/* --- what the member may do --- */

/* A claim has one complaint at a time: where one waits, its page takes the place of the form. */
static apr_status_t add_complaint(cnops_tree_t *data, const cnops_req_t *req,
                                  const cnops_claim_shown_t *claim)
{
    const cnops_core_t *core = req->app->core;
    const cnops_ticket_t *ticket;
    const char *path;
    apr_status_t rv = cnops_complaint_waiting(&ticket, core, req->account->person_id,
                                              claim->record.reference, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    path = ticket
               ? apr_pstrcat(req->pool, "/espace/demandes/",
                             cnops_ticket_handle(core, ticket, req->pool), NULL)
               : apr_pstrcat(req->pool, "/espace/dossiers/", claim->handle, "/reclamation", NULL);
    cnops_tree_set_text(data, "complaint_href", cnops_page_href(req, path));
    cnops_tree_set_bool(data, "complaint_open", ticket);
    return APR_SUCCESS;
}

/* --- the page --- */

apr_status_t cnops_claim_detail_fill(cnops_tree_t *data, const cnops_req_t *req,
                                     const cnops_claim_reader_t *reader,
                                     const cnops_claim_shown_t *claim)
{
    const char *immatriculation;
    const cnops_tree_t *membership;
    apr_time_t at;
    apr_status_t rv = cnops_claims_immatriculation(&immatriculation, &membership, reader);

    if (rv != APR_SUCCESS)
        return rv;
    if ((rv = cnops_claim_situation(&at, req->app->core, req->pool)) != APR_SUCCESS)
        return rv;
    cnops_claim_item_fill(data, req, claim, immatriculation);
    cnops_claim_item_mask(data, req, claim->is_masked);
    add_amounts(data, req, &claim->record);
    add_delay(data, req, claim);
    add_history(data, req, &claim->record);
    cnops_tree_set_text(data, "as_of", cnops_moment_show(req, at));
    cnops_tree_set_text(data, "scheme", cnops_scheme_name(reader->membership->scheme));
    cnops_tree_set_text(data, "mutuelle", cnops_tree_text(membership, "mutuelle"));
    return APR_SUCCESS;
}

static apr_status_t fill(cnops_tree_t *data, const cnops_req_t *req,
                         const cnops_claim_reader_t *reader, const cnops_claim_shown_t *claim)
{
    const char *path = apr_pstrcat(req->pool, "/espace/dossiers/", claim->handle, ".pdf", NULL);
    apr_status_t rv = cnops_claim_detail_fill(data, req, reader, claim);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_space_add_nav(data, req);
    cnops_tree_set_text(data, "statement_href", cnops_page_href(req, path));
    return add_complaint(data, req, claim);
}

cnops_res_t *cnops_claim_detail_get(cnops_req_t *req)
{
    const cnops_claim_shown_t *claim = NULL;
    cnops_claim_reader_t reader;
    cnops_tree_t *data;
    apr_status_t rv = APR_SUCCESS;

    if (cnops_claims_reader(&reader, req))
        rv = cnops_claim_find(&claim, &reader, req->part);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!claim)
        return cnops_failure_page(req, 404, 0);
    data = cnops_page_data(req, PAGE);
    rv = fill(data, req, &reader, claim);
    return rv == APR_SUCCESS ? cnops_page_show(req, 200, PAGE, data) : cnops_failure(req, rv);
}
