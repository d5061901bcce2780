/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/claim/statement.h"

#include "base/date.h"
#include "base/text.h"
#include "pages/claim/claims.h"
#include "pages/claim/detail.h"
#include "pages/claim/item.h"
#include "pages/claim/reader.h"
#include "pages/frame/amount.h"
#include "pages/frame/moment.h"
#include "pages/space/daily.h"
#include "pages/space/document.h"
#include "pages/space/membership.h"

#include <apr_strings.h>
#include <string.h>

#define AT_A_TIME 250

/* --- the claims of a list --- */

static void add_claim(cnops_tree_t *list, const cnops_req_t *req, const cnops_claim_shown_t *claim)
{
    const cnops_claim_record_t *record = &claim->record;
    const char *status = cnops_claim_status_name(claim->row->status);
    cnops_tree_t *item = cnops_tree_add_object(list);

    cnops_tree_set_text(item, "received", cnops_date_show(claim->row->received_on, req->pool));
    cnops_tree_set_text(item, "reference", record->reference);
    cnops_tree_set_text(item, "beneficiary", record->beneficiary);
    cnops_tree_set_text(item, "care_kind", record->care_kind);
    cnops_tree_set_text(item, "status", status);
    cnops_tree_set_text(
        item, "status_label",
        cnops_page_text(req, apr_pstrcat(req->pool, "claim_status.", status, NULL), NULL));
    cnops_tree_set_text(item, "paid", cnops_date_show(record->paid_on, req->pool));
    cnops_tree_set_text(item, "spent", cnops_amount_show(req, record->spent));
    cnops_tree_set_text(item, "refunded",
                        record->refunded >= 0 ? cnops_amount_show(req, record->refunded) : NULL);
}

typedef struct adding_t {
    const cnops_req_t *req;
    cnops_claim_reader_t *reader;
    const cnops_claim_filter_t *filter;
    cnops_tree_t *list;
    int left; /* claims that may still be added */
    bool is_masked, is_cut;
} adding_t;

static void add_page(adding_t *adding, const cnops_claim_page_t *page)
{
    for (int i = 0; i < page->claims->nelts; i++) {
        const cnops_claim_shown_t *claim = &APR_ARRAY_IDX(page->claims, i, cnops_claim_shown_t);

        add_claim(adding->list, adding->req, claim);
        adding->is_masked = adding->is_masked || claim->is_masked;
    }
    adding->is_cut = adding->is_cut || page->has_gap;
}

/* The memory of one page is used again for the next one. The place must live longer than its
 * page. */
static apr_status_t add_pages(adding_t *adding, apr_pool_t *scratch)
{
    cnops_claim_place_t place = {.day = NULL};
    cnops_claim_page_t page;
    char day[CNOPS_DATE_LEN];
    apr_status_t rv;

    do {
        int max = adding->left < AT_A_TIME ? adding->left : AT_A_TIME;

        apr_pool_clear(scratch);
        rv = cnops_claim_list(&page, adding->reader, adding->filter, place.day ? &place : NULL, max,
                              scratch);
        if (rv != APR_SUCCESS)
            return rv;
        add_page(adding, &page);
        adding->left -= max;
        if (page.has_next) {
            apr_cpystrn(day, page.last.day, sizeof day);
            place = (cnops_claim_place_t){day, page.last.id};
        }
    } while (page.has_next && adding->left > 0);
    adding->is_cut = adding->is_cut || page.has_next;
    return APR_SUCCESS;
}

apr_status_t cnops_statement_add_claims(cnops_tree_t *data, const cnops_req_t *req,
                                        cnops_claim_reader_t *reader,
                                        const cnops_claim_filter_t *filter, int max)
{
    adding_t adding = {.req = req,
                       .reader = reader,
                       .filter = filter,
                       .list = cnops_tree_set_list(data, "claims"),
                       .left = max};
    apr_pool_t *scratch;
    apr_status_t rv;

    apr_pool_create(&scratch, req->pool);
    rv = add_pages(&adding, scratch);
    apr_pool_destroy(scratch);
    cnops_claim_item_mask(data, req, adding.is_masked);
    cnops_tree_set_bool(data, "cut", adding.is_cut);
    return rv;
}

/* --- a year --- */

#define YEAR_LEN 4

/* 0: no year, or one whose claims are not shown. */
static int read_year(const cnops_req_t *req)
{
    const cnops_form_field_t *field = cnops_form_field(req->query, "annee");
    char oldest[CNOPS_DATE_LEN], today[CNOPS_DATE_LEN];
    int year;

    cnops_claim_oldest_day(oldest, req->app->core);
    cnops_date_of(today, cnops_core_now(req->app->core));
    if (!field)
        return cnops_date_year(today);
    if (strlen(field->value) != YEAR_LEN || !cnops_text_is_digits(field->value))
        return 0;
    year = cnops_date_year(field->value);
    return year >= cnops_date_year(oldest) && year <= cnops_date_year(today) ? year : 0;
}

static apr_status_t add_year(cnops_tree_t *data, const cnops_req_t *req,
                             cnops_claim_reader_t *reader, int year)
{
    cnops_claim_year_t none = {.year = year}, *found = &none;
    cnops_claim_summary_t summary;
    apr_status_t rv = cnops_claim_summary(&summary, reader);

    for (int i = 0; rv == APR_SUCCESS && i < summary.years->nelts; i++) {
        cnops_claim_year_t *one = &APR_ARRAY_IDX(summary.years, i, cnops_claim_year_t);

        if (one->year == year)
            found = one;
    }
    if (rv != APR_SUCCESS)
        return rv;
    cnops_claims_show_year(data, req, found);
    cnops_tree_set_text(data, "as_of", cnops_moment_show(req, summary.at));
    return APR_SUCCESS;
}

static apr_status_t add_membership(cnops_tree_t *data, const cnops_req_t *req,
                                   const cnops_claim_reader_t *reader)
{
    const char *immatriculation;
    apr_status_t rv = cnops_claims_immatriculation(&immatriculation, NULL, reader);

    cnops_membership_show(data, req, reader->membership);
    cnops_tree_set_text(data, "immatriculation", immatriculation);
    return rv;
}

static apr_status_t fill_year(cnops_tree_t *data, const cnops_req_t *req,
                              cnops_claim_reader_t *reader, int year)
{
    const cnops_claim_filter_t filter = {.year = year};
    apr_status_t rv = add_membership(data, req, reader);

    cnops_tree_set_text(data, "year", apr_itoa(req->pool, year));
    cnops_tree_set_int(data, "max", CNOPS_STATEMENT_MAX);
    if (rv == APR_SUCCESS)
        rv = add_year(data, req, reader, year);
    if (rv == APR_SUCCESS)
        rv = cnops_statement_add_claims(data, req, reader, &filter, CNOPS_STATEMENT_MAX);
    return rv;
}

static apr_status_t make_year(cnops_res_t **pres, const cnops_req_t *req)
{
    int year = read_year(req);
    const cnops_space_print_t print = {"document/releve",
                                       apr_psprintf(req->pool, "releve-%04d.pdf", year)};
    cnops_claim_reader_t reader;
    cnops_tree_t *data;
    apr_status_t rv;

    if (!year || !cnops_claims_reader(&reader, req))
        return APR_SUCCESS;
    if ((rv = cnops_space_document(&data, req)) != APR_SUCCESS)
        return rv;
    if ((rv = fill_year(data, req, &reader, year)) != APR_SUCCESS)
        return rv;
    return cnops_space_print(pres, req, &print, data);
}

/* --- one claim --- */

static apr_status_t make_claim(cnops_res_t **pres, const cnops_req_t *req)
{
    static const cnops_space_print_t print = {"document/dossier", "dossier.pdf"};
    const cnops_claim_shown_t *claim = NULL;
    cnops_claim_reader_t reader;
    cnops_tree_t *data;
    apr_status_t rv = APR_SUCCESS;

    if (cnops_claims_reader(&reader, req))
        rv = cnops_claim_find(&claim, &reader, req->part);
    if (rv != APR_SUCCESS || !claim)
        return rv;
    if ((rv = cnops_space_document(&data, req)) != APR_SUCCESS)
        return rv;
    if ((rv = cnops_claim_detail_fill(data, req, &reader, claim)) != APR_SUCCESS)
        return rv;
    return cnops_space_print(pres, req, &print, data);
}

/* --- the files --- */

cnops_res_t *cnops_statement_year_get(cnops_req_t *req)
{
    static const cnops_daily_t daily = {CNOPS_USE_ACCOUNT_STATEMENTS, CNOPS_CLAIMS_PATH, make_year};

    return cnops_daily_get(req, &daily);
}

cnops_res_t *cnops_statement_claim_get(cnops_req_t *req)
{
    static const cnops_daily_t daily = {CNOPS_USE_ACCOUNT_STATEMENTS, CNOPS_CLAIMS_PATH,
                                        make_claim};

    return cnops_daily_get(req, &daily);
}
