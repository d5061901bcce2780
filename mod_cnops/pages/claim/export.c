/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/claim/export.h"

#include "base/buffer.h"
#include "base/csv_write.h"
#include "base/date.h"
#include "base/json.h"
#include "pages/claim/claims.h"
#include "pages/claim/item.h"
#include "pages/claim/reader.h"
#include "pages/claim/search.h"
#include "pages/frame/failures.h"

#include <apr_strings.h>
#include <string.h>

#define AT_A_TIME 500

/* --- the two forms --- */

/* Adds a claim, of which is_first says whether it is the first one. */
typedef void (*write_fn)(cnops_buffer_t *out, const cnops_tree_t *item, bool is_first);

typedef struct form_t {
    const char *suffix, *type;
    write_fn write;
    const char *begin;             /* NULL: the names of the columns */
    const char *end, *end_of_part; /* where all claims are in the file; where some are not */
} form_t;

static void add_value(cnops_buffer_t *out, const cnops_tree_t *value)
{
    char digits[24];

    if (value->type == CNOPS_TREE_INT) {
        apr_snprintf(digits, sizeof digits, "%" APR_INT64_T_FMT, value->value.integer);
        cnops_buffer_add_text(out, digits);
    } else if (value->type == CNOPS_TREE_TEXT) {
        cnops_csv_add_quoted(out, value->value.text);
    }
}

/* RFC 4180. */
static void write_csv(cnops_buffer_t *out, const cnops_tree_t *item, bool is_first)
{
    (void)is_first;
    for (const char *const *column = cnops_claim_columns; *column; column++) {
        if (column != cnops_claim_columns)
            cnops_buffer_add_byte(out, ',');
        add_value(out, cnops_tree_get(item, *column));
    }
    cnops_buffer_add_text(out, "\r\n");
}

static void write_json(cnops_buffer_t *out, const cnops_tree_t *item, bool is_first)
{
    if (!is_first)
        cnops_buffer_add_text(out, ",\n");
    cnops_buffer_add_text(out, cnops_json_write(item, item->pool));
}

/* Excel takes a file without this mark for one in the letters of Windows, and spoils accents and
 * Arabic. Our own reader of CSV skips it. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static const form_t csv = {"csv", "text/csv; charset=utf-8", write_csv, NULL, "", ""};
static const form_t json = {"json",
                            "application/json",
                            write_json,
                            "{\"claims\":[\n",
                            "\n],\"complete\":true}\n",
                            "\n],\"complete\":false}\n"};

static void begin(cnops_buffer_t *out, const form_t *form)
{
    if (form->begin) {
        cnops_buffer_add_text(out, form->begin);
        return;
    }
    cnops_buffer_add_text(out, BYTE_ORDER_MARK);
    for (const char *const *column = cnops_claim_columns; *column; column++) {
        if (column != cnops_claim_columns)
            cnops_buffer_add_byte(out, ',');
        cnops_buffer_add_text(out, *column);
    }
    cnops_buffer_add_text(out, "\r\n");
}

/* --- the claims --- */

typedef struct export_t {
    const form_t *form;
    cnops_claim_reader_t *reader;
    const cnops_claim_filter_t *filter;
    const char *immatriculation;
    cnops_buffer_t out;
    int count;
    bool is_part; /* the bound has cut the file, or a claim cannot be read */
} export_t;

static void write_page(export_t *export, const cnops_claim_page_t *page, apr_pool_t *pool)
{
    for (int i = 0; i < page->claims->nelts; i++) {
        cnops_tree_t *item = cnops_tree_object(pool);

        cnops_claim_item_columns(item, &APR_ARRAY_IDX(page->claims, i, cnops_claim_shown_t),
                                 export->immatriculation);
        export->form->write(&export->out, item, export->count == 0);
        export->count++;
    }
}

/* The memory of one page is used again for the next one. The place must live longer than its
 * page. */
static apr_status_t write_all(export_t *export, apr_pool_t *scratch)
{
    cnops_claim_place_t place = {.day = NULL};
    cnops_claim_page_t page;
    char day[CNOPS_DATE_LEN];
    apr_status_t rv;

    do {
        apr_pool_clear(scratch);
        rv = cnops_claim_list(&page, export->reader, export->filter, place.day ? &place : NULL,
                              AT_A_TIME, scratch);
        if (rv != APR_SUCCESS)
            return rv;
        write_page(export, &page, scratch);
        export->is_part = export->is_part || page.has_gap;
        if (page.has_next) {
            apr_cpystrn(day, page.last.day, sizeof day);
            place = (cnops_claim_place_t){day, page.last.id};
        }
    } while (page.has_next && export->count < CNOPS_EXPORT_MAX);
    export->is_part = export->is_part || page.has_next;
    return APR_SUCCESS;
}

/* --- the answer --- */

static cnops_res_t *answer(const cnops_req_t *req, export_t *export)
{
    const form_t *form = export->form;
    cnops_buffer_t *out = &export->out;
    cnops_res_t *res;
    char day[CNOPS_DATE_LEN];

    cnops_buffer_add_text(out, export->is_part ? form->end_of_part : form->end);
    res = cnops_page_bytes(req, form->type, cnops_buffer_text(out), out->len);
    cnops_date_of(day, cnops_core_now(req->app->core));
    apr_table_setn(
        res->headers, "Content-Disposition",
        apr_psprintf(req->pool, "attachment; filename=\"dossiers-%s.%s\"", day, form->suffix));
    return res;
}

static apr_status_t write_file(export_t *export, const cnops_req_t *req)
{
    apr_pool_t *scratch;
    apr_status_t rv;

    rv = cnops_claims_immatriculation(&export->immatriculation, NULL, export->reader);
    if (rv != APR_SUCCESS)
        return rv;
    apr_pool_create(&scratch, req->pool);
    rv = write_all(export, scratch);
    apr_pool_destroy(scratch);
    return rv;
}

/* A filter that cannot be read leads to the list, which says what is wrong. */
static cnops_res_t *get(cnops_req_t *req, const form_t *form)
{
    export_t export = {.form = form};
    cnops_claim_reader_t reader;
    cnops_claim_summary_t summary;
    cnops_search_t search;
    apr_status_t rv;

    cnops_buffer_init(&export.out, 4096, req->pool);
    begin(&export.out, form);
    if (!cnops_claims_reader(&reader, req))
        return answer(req, &export);
    if ((rv = cnops_claim_summary(&summary, &reader)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    cnops_search_read(&search, req, &reader, &summary);
    if (search.is_faulty)
        return cnops_claims_get(req);
    export.reader = &reader;
    export.filter = &search.filter;
    rv = write_file(&export, req);
    return rv == APR_SUCCESS ? answer(req, &export) : cnops_failure(req, rv);
}

cnops_res_t *cnops_claims_csv_get(cnops_req_t *req)
{
    return get(req, &csv);
}

cnops_res_t *cnops_claims_json_get(cnops_req_t *req)
{
    return get(req, &json);
}
