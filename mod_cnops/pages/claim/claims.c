/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/claim/claims.h"

#include "pages/claim/item.h"
#include "pages/claim/reader.h"
#include "pages/claim/search.h"
#include "pages/frame/amount.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>

#define PAGE     "espace/dossiers"
#define PER_PAGE 20

/* --- sums --- */

static void set_sums(cnops_tree_t *object, const cnops_claim_sums_t *sums)
{
    cnops_tree_t *rejected;

    cnops_tree_set_int(object, "count", sums->count);
    cnops_tree_set_int(object, "spent", sums->spent);
    cnops_tree_set_int(object, "refunded", sums->refunded);
    cnops_tree_set_int(object, "left", cnops_claim_sums_left(sums));
    cnops_tree_set_int(object, "awaited", sums->awaited_spent);
    rejected = cnops_tree_set_object(object, "rejected");
    cnops_tree_set_int(rejected, "count", sums->rejected_count);
    cnops_tree_set_int(rejected, "spent", sums->rejected_spent);
}

void cnops_claims_show_year(cnops_tree_t *data, const cnops_req_t *req,
                            const cnops_claim_year_t *year)
{
    const cnops_claim_sums_t *sums = &year->sums;
    cnops_tree_t *shown = cnops_tree_set_object(data, "year_totals");

    cnops_tree_set_text(shown, "year", apr_itoa(req->pool, year->year));
    cnops_tree_set_int(shown, "count", sums->count);
    cnops_tree_set_text(shown, "spent", cnops_amount_show(req, sums->spent));
    cnops_tree_set_text(shown, "refunded", cnops_amount_show(req, sums->refunded));
    cnops_tree_set_text(shown, "left", cnops_amount_show(req, cnops_claim_sums_left(sums)));
    cnops_tree_set_text(shown, "awaited",
                        sums->awaited_count ? cnops_amount_show(req, sums->awaited_spent) : NULL);
    cnops_tree_set_int(shown, "rejected_count", sums->rejected_count);
    cnops_tree_set_text(shown, "rejected", cnops_amount_show(req, sums->rejected_spent));
    cnops_tree_set_bool(shown, "partly_old", year->is_partly_old);
}

/* The place of the year that is asked for, else of the newest one; -1 where it has no claims. */
static int find_year(const cnops_claim_summary_t *summary, int asked)
{
    for (int i = 0; i < summary->years->nelts; i++) {
        if (!asked || APR_ARRAY_IDX(summary->years, i, cnops_claim_year_t).year == asked)
            return i;
    }
    return -1;
}

/* totals has the sums of the year that the page shows, and those of every year under its number. */
static void add_totals(cnops_tree_t *data, const cnops_req_t *req,
                       const cnops_claim_summary_t *summary, int asked)
{
    static const cnops_claim_year_t none = {.year = 0};
    const cnops_claim_year_t *years = (const cnops_claim_year_t *)summary->years->elts;
    cnops_tree_t *totals = cnops_tree_set_object(data, "totals");
    int shown = find_year(summary, asked);

    if (shown >= 0)
        cnops_tree_set_int(totals, "year", years[shown].year);
    set_sums(totals, shown >= 0 ? &years[shown].sums : &none.sums);
    for (int i = 0; i < summary->years->nelts; i++)
        set_sums(cnops_tree_set_object(totals, apr_itoa(req->pool, years[i].year)), &years[i].sums);
    cnops_tree_set_text(data, "year_totals", NULL);
    if (shown >= 0)
        cnops_claims_show_year(data, req, &years[shown]);
}

/* --- the list --- */

static apr_status_t find_by_reference(cnops_claim_page_t *page, cnops_claim_reader_t *reader,
                                      const char *reference)
{
    const cnops_claim_shown_t *claim;
    apr_status_t rv = cnops_claim_find_reference(&claim, reader, reference);

    page->claims = apr_array_make(reader->pool, 1, sizeof *claim);
    if (claim)
        APR_ARRAY_PUSH(page->claims, cnops_claim_shown_t) = *claim;
    return rv;
}

static apr_status_t find_claims(cnops_claim_page_t *page, cnops_claim_reader_t *reader,
                                const cnops_search_t *search)
{
    *page = (cnops_claim_page_t){.has_next = false};
    if (search->is_faulty) {
        page->claims = apr_array_make(reader->pool, 1, sizeof(cnops_claim_shown_t));
        return APR_SUCCESS;
    }
    if (search->reference)
        return find_by_reference(page, reader, search->reference);
    return cnops_claim_list(page, reader, &search->filter,
                            search->has_place ? &search->place : NULL, PER_PAGE, reader->pool);
}

/* Only the data of programs has the number of the membership beside each claim, so only they pay
 * for opening its record. */
static apr_status_t add_claims(cnops_tree_t *data, const cnops_req_t *req,
                               const cnops_claim_reader_t *reader, const cnops_claim_page_t *page)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "claims");
    const char *immatriculation = NULL;
    bool has_masked = false;
    apr_status_t rv;

    if (req->wants_json &&
        (rv = cnops_claims_immatriculation(&immatriculation, NULL, reader)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < page->claims->nelts; i++) {
        const cnops_claim_shown_t *claim = &APR_ARRAY_IDX(page->claims, i, cnops_claim_shown_t);

        cnops_claim_item_fill(cnops_tree_add_object(list), req, claim, immatriculation);
        has_masked = has_masked || claim->is_masked;
    }
    cnops_claim_item_mask(data, req, has_masked);
    return APR_SUCCESS;
}

/* A statement of each year that has claims. */
static void add_statements(cnops_tree_t *data, const cnops_req_t *req,
                           const cnops_claim_summary_t *summary)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "statements");

    for (int i = 0; i < summary->years->nelts; i++) {
        int year = APR_ARRAY_IDX(summary->years, i, cnops_claim_year_t).year;
        const char *path =
            apr_psprintf(req->pool, CNOPS_CLAIMS_PATH "/releve.pdf?annee=%04d", year);
        cnops_tree_t *item = cnops_tree_add_object(list);

        cnops_tree_set_text(item, "year", apr_itoa(req->pool, year));
        cnops_tree_set_text(item, "href", cnops_page_href(req, path));
    }
}

static void add_links(cnops_tree_t *data, const cnops_req_t *req, cnops_claim_reader_t *reader,
                      const cnops_search_t *search, const cnops_claim_page_t *page)
{
    const char *place =
        page->has_next ? cnops_claim_place_write(reader, &search->filter, &page->last) : NULL;
    cnops_tree_t *exports = cnops_tree_set_object(data, "exports");

    cnops_tree_set_text(data, "next_page",
                        place ? cnops_search_href(req, CNOPS_CLAIMS_PATH, search, place) : NULL);
    cnops_tree_set_text(data, "first_page",
                        search->has_place ? cnops_search_href(req, CNOPS_CLAIMS_PATH, search, NULL)
                                          : NULL);
    cnops_tree_set_text(exports, "csv",
                        cnops_search_href(req, CNOPS_CLAIMS_PATH ".csv", search, NULL));
    cnops_tree_set_text(exports, "json",
                        cnops_search_href(req, CNOPS_CLAIMS_PATH ".json", search, NULL));
}

/* Why the list is empty, as a word; NULL: it is not. */
static const char *why_empty(const cnops_search_t *search, const cnops_claim_summary_t *summary,
                             const cnops_claim_page_t *page)
{
    if (page->claims->nelts || search->is_faulty)
        return NULL;
    if (!summary->at)
        return "no_import";
    if (search->reference)
        return "reference";
    return cnops_search_is_narrow(search) ? "filter" : "no_claim";
}

/* --- the page --- */

static cnops_tree_t *make_data(const cnops_req_t *req)
{
    cnops_tree_t *data = cnops_page_data(req, PAGE);

    cnops_space_add_nav(data, req);
    cnops_tree_set_text(data, "step", "dossiers");
    cnops_tree_set_text(data, "captcha", "none");
    cnops_tree_set_text(data, "next", NULL);
    return data;
}

/* Without a membership there is nothing to filter. */
static cnops_res_t *show_none(const cnops_req_t *req)
{
    static const cnops_search_t nothing = {.has_place = false};
    const cnops_claim_summary_t summary = {
        .years = apr_array_make(req->pool, 1, sizeof(cnops_claim_year_t)),
        .beneficiaries = apr_array_make(req->pool, 1, sizeof(cnops_claim_beneficiary_t))};
    cnops_tree_t *data = make_data(req);

    cnops_tree_set_text(data, "empty", "no_membership");
    cnops_tree_set_list(data, "claims");
    cnops_tree_set_text(data, "next_page", NULL);
    cnops_search_show(data, req, &nothing, &summary);
    add_totals(data, req, &summary, 0);
    return cnops_page_show(req, 200, PAGE, data);
}

static apr_status_t fill(cnops_tree_t *data, const cnops_req_t *req, cnops_claim_reader_t *reader,
                         cnops_search_t *search)
{
    cnops_claim_summary_t summary;
    cnops_claim_page_t page;
    apr_status_t rv;

    if ((rv = cnops_claim_summary(&summary, reader)) != APR_SUCCESS)
        return rv;
    cnops_search_read(search, req, reader, &summary);
    if ((rv = find_claims(&page, reader, search)) != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(data, "as_of", cnops_moment_show(req, summary.at));
    cnops_tree_set_bool(data, "narrow", cnops_search_is_narrow(search) || search->is_faulty);
    cnops_tree_set_text(data, "empty", why_empty(search, &summary, &page));
    cnops_tree_set_int(data, "years", req->app->core->settings->claim_years);
    cnops_search_show(data, req, search, &summary);
    add_totals(data, req, &summary, search->filter.year);
    add_statements(data, req, &summary);
    add_links(data, req, reader, search, &page);
    return add_claims(data, req, reader, &page);
}

cnops_res_t *cnops_claims_get(cnops_req_t *req)
{
    cnops_claim_reader_t reader;
    cnops_search_t search;
    cnops_tree_t *data;
    apr_status_t rv;

    if (!cnops_claims_reader(&reader, req))
        return show_none(req);
    data = make_data(req);
    rv = fill(data, req, &reader, &search);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return cnops_page_show(req, search.is_faulty ? 422 : 200, PAGE, data);
}
