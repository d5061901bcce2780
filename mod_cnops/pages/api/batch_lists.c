/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/api/batch_lists.h"

#include "base/budget.h"
#include "base/csv_write.h"
#include "base/json.h"
#include "core/batch/codes.h"
#include "pages/frame/page.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <string.h>

#define ROWS_AT_ONCE 200
#define LINE_BYTES   160 /* a guess */

/* --- what the lists have --- */

static apr_status_t read_faults(apr_array_header_t **plist, const cnops_core_t *core,
                                const cnops_batch_page_t *page, apr_pool_t *pool)
{
    apr_array_header_t *refusals;
    apr_status_t rv = cnops_batch_refusals(&refusals, core, page, pool);

    *plist = apr_array_make(pool, ROWS_AT_ONCE, sizeof(cnops_batch_line_t));
    for (int i = 0; i < refusals->nelts && rv == APR_SUCCESS; i++) {
        const cnops_batch_refusal_t *r = &APR_ARRAY_IDX(refusals, i, cnops_batch_refusal_t);

        APR_ARRAY_PUSH(*plist, cnops_batch_line_t) = (cnops_batch_line_t){
            r->line, {r->key, r->field, r->code, cnops_batch_code_meaning(r->code)}};
    }
    return rv;
}

const cnops_batch_list_t cnops_batch_list_faults = {
    "errors", {"line", "key", "field", "code", "message", NULL}, read_faults};

static cnops_batch_line_t write_result(const cnops_batch_answer_t *answer, apr_pool_t *pool)
{
    const cnops_registration_t *row = &answer->seen.row;
    const cnops_registration_record_t *record = &answer->seen.record;
    const char *key = apr_pstrcat(pool, cnops_registration_year_text(row->academic_year, pool), "/",
                                  record->cine, NULL);

    return (cnops_batch_line_t){
        answer->line,
        {key, cnops_registration_status_name(row->status), record->received_on, record->errors}};
}

static apr_status_t read_results(apr_array_header_t **plist, const cnops_core_t *core,
                                 const cnops_batch_page_t *page, apr_pool_t *pool)
{
    apr_array_header_t *answers;
    apr_status_t rv = cnops_batch_results(&answers, core, page, pool);

    *plist = apr_array_make(pool, ROWS_AT_ONCE, sizeof(cnops_batch_line_t));
    for (int i = 0; i < answers->nelts && rv == APR_SUCCESS; i++)
        APR_ARRAY_PUSH(*plist, cnops_batch_line_t) =
            write_result(&APR_ARRAY_IDX(answers, i, cnops_batch_answer_t), pool);
    return rv;
}

const cnops_batch_list_t cnops_batch_list_results = {
    "results", {"line", "key", "status", "received_on", "errors", NULL}, read_results};

/* --- how they are written --- */

typedef enum { AT_BEGINNING, AT_ROWS, AT_END } place_e;

typedef struct writing_t {
    const cnops_core_t *core;
    const cnops_batch_list_t *list;
    cnops_batch_page_t page;
    bool is_csv;
    bool has_rows; /* some were written */
    place_e place;
    apr_pool_t *pool; /* of the request */
} writing_t;

static void write_csv(cnops_buffer_t *out, const cnops_batch_line_t *line, apr_pool_t *pool)
{
    const char *cells[CNOPS_BATCH_LIST_COLUMNS + 1] = {
        apr_psprintf(pool, "%" APR_INT64_T_FMT, line->line)};

    memcpy(cells + 1, line->cells, (CNOPS_BATCH_LIST_COLUMNS - 1) * sizeof *cells);
    cnops_csv_add_row(out, cells);
}

static void write_json(cnops_buffer_t *out, const writing_t *writing,
                       const cnops_batch_line_t *line, apr_pool_t *pool)
{
    cnops_tree_t *object = cnops_tree_object(pool);
    const char *const *columns = writing->list->columns + 1;

    cnops_tree_set_int(object, "line", line->line);
    for (int i = 0; columns[i]; i++)
        cnops_tree_set_text(object, columns[i], line->cells[i]);
    cnops_buffer_add_text(out, writing->has_rows ? ",\n" : "\n");
    cnops_buffer_add_text(out, cnops_json_write(object, pool));
}

static void write_beginning(cnops_buffer_t *out, const writing_t *writing)
{
    if (writing->is_csv) {
        cnops_csv_add_row(out, writing->list->columns);
        return;
    }
    cnops_buffer_add_text(out, "{\"");
    cnops_buffer_add_text(out, writing->list->name);
    cnops_buffer_add_text(out, "\":[");
}

static apr_status_t write_rows(cnops_buffer_t *out, writing_t *writing, apr_pool_t *pool)
{
    apr_array_header_t *lines;
    apr_status_t rv = writing->list->read(&lines, writing->core, &writing->page, pool);

    for (int i = 0; i < lines->nelts && rv == APR_SUCCESS; i++) {
        const cnops_batch_line_t *line = &APR_ARRAY_IDX(lines, i, cnops_batch_line_t);

        if (writing->is_csv)
            write_csv(out, line, pool);
        else
            write_json(out, writing, line, pool);
        writing->has_rows = true;
        writing->page.after_line = line->line;
    }
    if (rv == APR_SUCCESS && lines->nelts < writing->page.max) {
        cnops_buffer_add_text(out, writing->is_csv ? "" : "\n]}\n");
        writing->place = AT_END;
    }
    return rv;
}

/* Each piece has a budget of its own: a list may be longer than one request may wait for the
 * database. */
static apr_status_t next_piece(void *self, const char **pbytes, apr_size_t *plen, apr_pool_t *pool)
{
    writing_t *writing = self;
    cnops_buffer_t out;
    apr_status_t rv;

    if (writing->place == AT_END)
        return APR_EOF;
    cnops_budget_open(pool, writing->core->settings->database_timeout);
    cnops_buffer_init(&out, ROWS_AT_ONCE * LINE_BYTES, pool);
    if (writing->place == AT_BEGINNING)
        write_beginning(&out, writing);
    writing->place = AT_ROWS;
    rv = write_rows(&out, writing, pool);
    *pbytes = cnops_buffer_text(&out);
    *plen = out.len;
    return rv;
}

/* --- which form --- */

static const char *find_type(const char *accept, const char *type)
{
    apr_size_t len = strlen(type);

    for (; *accept; accept++)
        if (apr_cstr_casecmpn(accept, type, len) == 0)
            return accept;
    return NULL;
}

/* Whether text/csv is named, and application/json is not named before it. */
static bool prefers_csv(const char *accept)
{
    const char *csv = accept ? find_type(accept, "text/csv") : NULL;
    const char *json = accept ? find_type(accept, "application/json") : NULL;

    return csv && (!json || csv < json);
}

static cnops_res_t *answer(const cnops_req_t *req, const cnops_batch_t *batch,
                           const cnops_batch_list_t *list, bool is_csv)
{
    cnops_res_t *res = cnops_page_empty(req, 200);
    cnops_stream_t *stream = apr_pcalloc(req->pool, sizeof *stream);
    writing_t *writing = apr_pcalloc(req->pool, sizeof *writing);

    *writing = (writing_t){.core = req->app->core,
                           .list = list,
                           .page = {batch->id, 0, ROWS_AT_ONCE},
                           .is_csv = is_csv,
                           .pool = req->pool};
    *stream = (cnops_stream_t){next_piece, writing};
    res->content_type = is_csv ? "text/csv; charset=utf-8" : "application/json";
    res->stream = stream;
    apr_table_setn(res->headers, "Vary", "Accept");
    return res;
}

cnops_res_t *cnops_batch_list(const cnops_req_t *req, const cnops_batch_t *batch,
                              const cnops_batch_list_t *list)
{
    return answer(req, batch, list, prefers_csv(req->accept));
}

cnops_res_t *cnops_batch_list_csv(const cnops_req_t *req, const cnops_batch_t *batch,
                                  const cnops_batch_list_t *list)
{
    return answer(req, batch, list, true);
}
