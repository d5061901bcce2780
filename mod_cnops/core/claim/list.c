/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/claim/list.h"

#include "core/claim/claim.h"
#include "core/seal/handle.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* --- pages --- */

static apr_status_t show_all(cnops_claim_page_t *page, cnops_claim_reader_t *reader,
                             const apr_array_header_t *rows, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    page->claims = apr_array_make(pool, rows->nelts, sizeof(cnops_claim_shown_t));
    for (int i = 0; rv == APR_SUCCESS && i < rows->nelts; i++) {
        const cnops_claim_t *row = &APR_ARRAY_IDX(rows, i, cnops_claim_t);

        if (row->record_sealed)
            rv = cnops_claim_show(apr_array_push(page->claims), reader, row, pool);
        else
            page->has_gap = true;
    }
    return rv;
}

/* Days of the filter's year within the limitation period. */
static void bound(cnops_claim_query_t *query, const cnops_claim_reader_t *reader, int year,
                  apr_pool_t *pool)
{
    char *oldest = apr_palloc(pool, CNOPS_DATE_LEN);
    const char *from;

    cnops_claim_oldest_day(oldest, reader->core);
    query->received_from = oldest;
    if (!year)
        return;
    from = apr_psprintf(pool, "%04d-01-01", year);
    if (strcmp(from, oldest) > 0)
        query->received_from = from;
    query->received_to = apr_psprintf(pool, "%04d-12-31", year);
}

/* One claim more than the page has tells whether there is another page. */
apr_status_t cnops_claim_list(cnops_claim_page_t *ppage, cnops_claim_reader_t *reader,
                              const cnops_claim_filter_t *filter, const cnops_claim_place_t *after,
                              int max, apr_pool_t *pool)
{
    const cnops_store_t *store = &reader->core->store;
    cnops_claim_query_t query = {.membership_id = reader->membership->id,
                                 .status = filter->status,
                                 .beneficiary_digest = filter->beneficiary_digest,
                                 .max = max + 1};
    apr_array_header_t *rows;
    apr_status_t rv;

    *ppage = (cnops_claim_page_t){.has_next = false};
    bound(&query, reader, filter->year, pool);
    if (after)
        query.after = *after;
    if ((rv = store->claims->list(store->self, &rows, &query, pool)) != APR_SUCCESS)
        return rv;
    ppage->has_next = rows->nelts > max;
    if (ppage->has_next) {
        const cnops_claim_t *last = &APR_ARRAY_IDX(rows, max - 1, cnops_claim_t);

        rows->nelts = max;
        ppage->last = (cnops_claim_place_t){last->received_on, last->id};
    }
    return show_all(ppage, reader, rows, pool);
}

/* --- places --- */

#define DAY_LEN (CNOPS_DATE_LEN - 1)

/* The filter is part of the kind, and so is the membership: a place opens with no other. */
static cnops_handle_use_t use_of_place(const cnops_claim_reader_t *reader,
                                       const cnops_claim_filter_t *filter)
{
    const char *beneficiary = filter->beneficiary_digest;
    const char *kind = apr_psprintf(reader->pool, "claims %" APR_INT64_T_FMT " %s %d %s",
                                    reader->membership->id, filter->status ? filter->status : "",
                                    filter->year, beneficiary ? beneficiary : "");

    return (cnops_handle_use_t){kind, reader->membership->person_id};
}

const char *cnops_claim_place_write(cnops_claim_reader_t *reader,
                                    const cnops_claim_filter_t *filter,
                                    const cnops_claim_place_t *place)
{
    cnops_handle_use_t use = use_of_place(reader, filter);
    cnops_handle_value_t id = cnops_handle_value_of_id(place->id);
    cnops_handle_value_t value = {.len = DAY_LEN + id.len};

    memcpy(value.bytes, place->day, DAY_LEN);
    memcpy(value.bytes + DAY_LEN, id.bytes, id.len);
    return cnops_handle_make(reader->core->keys, &use, &value, reader->pool);
}

bool cnops_claim_place_read(cnops_claim_place_t *pplace, cnops_claim_reader_t *reader,
                            const cnops_claim_filter_t *filter, const char *text)
{
    cnops_handle_use_t use = use_of_place(reader, filter);
    cnops_handle_value_t value, id = {.len = 0};

    if (!cnops_handle_open(&value, reader->core->keys, &use, text, reader->pool) ||
        value.len <= DAY_LEN)
        return false;
    id.len = value.len - DAY_LEN;
    memcpy(id.bytes, value.bytes + DAY_LEN, id.len);
    pplace->day = apr_pstrmemdup(reader->pool, (const char *)value.bytes, DAY_LEN);
    pplace->id = cnops_handle_id_of_value(&id);
    return pplace->id != 0;
}

/* --- sums --- */

static cnops_claim_year_t *year_of(apr_array_header_t *years, int year)
{
    cnops_claim_year_t *last;

    if (years->nelts) {
        last = &APR_ARRAY_IDX(years, years->nelts - 1, cnops_claim_year_t);
        if (last->year == year)
            return last;
    }
    last = apr_array_push(years);
    *last = (cnops_claim_year_t){.year = year};
    return last;
}

static bool has_beneficiary(const apr_array_header_t *list, const char *digest)
{
    for (int i = 0; i < list->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(list, i, cnops_claim_beneficiary_t).digest, digest) == 0)
            return true;
    }
    return false;
}

static void add_beneficiary(apr_array_header_t *list, cnops_claim_reader_t *reader,
                            const char *digest, const cnops_claim_total_record_t *record)
{
    cnops_claim_covered_t covered = {record->beneficiary, "", record->birth_date};
    cnops_handle_use_t use = {"beneficiary", reader->membership->person_id};
    cnops_handle_value_t value = cnops_handle_value_of_digest(digest);
    cnops_claim_beneficiary_t *beneficiary;

    if (has_beneficiary(list, digest))
        return;
    beneficiary = apr_array_push(list);
    beneficiary->digest = digest;
    beneficiary->handle = cnops_handle_make(reader->core->keys, &use, &value, reader->pool);
    beneficiary->name = cnops_claim_is_masked(reader, &covered, reader->pool)
                            ? cnops_claim_initials(record->beneficiary, reader->pool)
                            : record->beneficiary;
}

static int compare_names(const void *a, const void *b)
{
    const cnops_claim_beneficiary_t *one = a, *other = b;
    int order = strcmp(one->name, other->name);

    return order ? order : strcmp(one->digest, other->digest);
}

/* Two people with the same initials are told apart by a number. */
static void number_names(apr_array_header_t *list, apr_pool_t *pool)
{
    const char *former = "";
    int count = 1;

    qsort(list->elts, (size_t)list->nelts, sizeof(cnops_claim_beneficiary_t), compare_names);
    for (int i = 0; i < list->nelts; i++) {
        cnops_claim_beneficiary_t *at = &APR_ARRAY_IDX(list, i, cnops_claim_beneficiary_t);

        count = strcmp(at->name, former) == 0 ? count + 1 : 1;
        former = at->name;
        if (count > 1)
            at->name = apr_psprintf(pool, "%s (%d)", at->name, count);
    }
}

static apr_status_t add_total(cnops_claim_summary_t *summary, cnops_claim_reader_t *reader,
                              const cnops_claim_total_t *total)
{
    cnops_claim_total_of_t of = {reader->membership->id, total->year};
    cnops_claim_total_record_t record;
    apr_status_t rv =
        cnops_claim_total_open(&record, reader->core, &of, total->record_sealed, reader->pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_claim_sums_add(&year_of(summary->years, total->year)->sums, &record.sums);
    add_beneficiary(summary->beneficiaries, reader, total->beneficiary_digest, &record);
    return APR_SUCCESS;
}

apr_status_t cnops_claim_summary(cnops_claim_summary_t *psummary, cnops_claim_reader_t *reader)
{
    const cnops_store_t *store = &reader->core->store;
    char oldest[CNOPS_DATE_LEN];
    apr_array_header_t *totals;
    apr_status_t rv;

    psummary->years = apr_array_make(reader->pool, 8, sizeof(cnops_claim_year_t));
    psummary->beneficiaries = apr_array_make(reader->pool, 8, sizeof(cnops_claim_beneficiary_t));
    cnops_claim_oldest_day(oldest, reader->core);
    rv = store->claims->totals(store->self, &totals, &psummary->at, reader->membership->id,
                               reader->pool);
    for (int i = 0; rv == APR_SUCCESS && i < totals->nelts; i++) {
        const cnops_claim_total_t *total = &APR_ARRAY_IDX(totals, i, cnops_claim_total_t);

        if (total->year >= cnops_date_year(oldest))
            rv = add_total(psummary, reader, total);
    }
    if (rv != APR_SUCCESS)
        return rv;
    number_names(psummary->beneficiaries, reader->pool);
    if (psummary->years->nelts) {
        cnops_claim_year_t *last =
            &APR_ARRAY_IDX(psummary->years, psummary->years->nelts - 1, cnops_claim_year_t);

        last->is_partly_old =
            last->year == cnops_date_year(oldest) && strcmp(oldest + 4, "-01-01") > 0;
    }
    return APR_SUCCESS;
}

apr_int64_t cnops_claim_sums_left(const cnops_claim_sums_t *sums)
{
    return sums->spent - sums->refunded;
}
