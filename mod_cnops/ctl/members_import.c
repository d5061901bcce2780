/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/members_import.h"

#include "base/errors.h"
#include "ctl/member_row.h"
#include "ctl/member_sort.h"

#include <apr_strings.h>
#include <string.h>

#define READ_AT_ONCE 500 /* rows between two reports of progress */

typedef struct work_t {
    const cnops_members_import_t *import;
    cnops_members_result_t *result;
    cnops_csv_t *csv;
    cnops_import_t *staging;
    int places[CNOPS_MEMBER_COLUMNS];
    apr_int64_t offset;         /* bytes read */
    cnops_member_sort_t *sort;  /* the rows that were read and not refused */
    apr_int64_t kept;           /* their number */
    apr_pool_t *pool;           /* of the whole import */
    apr_pool_t *batch_pool;     /* cleared before each batch */
    apr_array_header_t *faults; /* cnops_row_fault_t of one row */
} work_t;

static void report_faults(const work_t *work, apr_int64_t line)
{
    const cnops_members_import_t *import = work->import;

    for (int i = 0; i < work->faults->nelts; i++) {
        const cnops_row_fault_t *fault = &APR_ARRAY_IDX(work->faults, i, cnops_row_fault_t);

        import->fault(import->self, line, fault->column, fault->reason);
    }
}

static void report_fault(const work_t *work, apr_int64_t line, const char *column,
                         const char *reason)
{
    work->import->fault(work->import->self, line, column, reason);
}

/* Reading takes about a third of the time. staged: of the rows that are kept. */
static void report_progress(const work_t *work, apr_int64_t staged)
{
    apr_int64_t third = work->offset / 3;
    apr_int64_t rest = staged > 0 ? (work->offset - third) / work->kept * staged : 0;

    if (work->import->progress)
        work->import->progress(work->import->self, third + rest);
}

/* Explains a fault code of base/csv.h in words. */
static const char *describe_csv_fault(const char *fault)
{
    static const char *const words[][2] = {
        {"bad_utf8", "not UTF-8"},
        {"has_nul", "a NUL byte, which no text has"},
        {"stray_quote", "a quote where none can be"},
        {"stray_return", "a line end that is neither LF nor CRLF"},
        {"open_quote", "a quote that is never closed"},
        {"row_too_long", "the row is over 64 KiB"},
        {"too_many_columns", "the row has too many cells"},
    };

    for (apr_size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], fault) == 0)
            return words[i][1];
    return fault;
}

static void report_csv_fault(const work_t *work, const cnops_csv_row_t *row, apr_pool_t *pool)
{
    report_fault(work, row->line, apr_psprintf(pool, "character %d", row->fault_column),
                 describe_csv_fault(row->fault));
}

/* --- the header --- */

static apr_status_t read_header(work_t *work)
{
    cnops_csv_row_t *row;
    apr_status_t rv = cnops_csv_next(&row, work->csv);

    work->result->header_refused = true;
    if (APR_STATUS_IS_EOF(rv)) {
        report_fault(work, 1, "row", "the file is empty: want a header row");
        return APR_SUCCESS;
    }
    if (rv != APR_SUCCESS)
        return rv;
    if (row->fault) {
        report_csv_fault(work, row, work->pool);
        return APR_SUCCESS;
    }
    work->faults = apr_array_make(work->pool, 1, sizeof(cnops_row_fault_t));
    cnops_member_header_read(work->places, work->faults, row->cells, row->count);
    report_faults(work, row->line);
    work->result->header_refused = work->faults->nelts > 0;
    return APR_SUCCESS;
}

/* --- reading --- */

static void begin_batch(work_t *work)
{
    apr_pool_clear(work->batch_pool);
    work->faults = apr_array_make(work->batch_pool, 4, sizeof(cnops_row_fault_t));
}

static apr_status_t keep_row(work_t *work, const cnops_member_row_t *member, apr_int64_t line)
{
    cnops_import_row_t row;

    work->kept++;
    cnops_member_row_seal(&row, work->import->core, member, line, work->batch_pool);
    return cnops_member_sort_put(work->sort, &row, work->batch_pool);
}

static apr_status_t take_row(work_t *work, const cnops_csv_row_t *row)
{
    cnops_member_row_t member;

    apr_array_clear(work->faults);
    work->result->rows++;
    if (row->fault) {
        report_csv_fault(work, row, work->batch_pool);
    } else {
        cnops_member_row_read(&member, work->faults, work->places, row->cells, row->count,
                              work->batch_pool);
        report_faults(work, row->line);
    }
    if (!row->fault && work->faults->nelts == 0)
        return keep_row(work, &member, row->line);
    work->result->refused++;
    return APR_SUCCESS;
}

/* Returns APR_EOF after the last row. */
static apr_status_t read_batch(work_t *work)
{
    apr_status_t rv = APR_SUCCESS;
    cnops_csv_row_t *row;

    begin_batch(work);
    for (int i = 0; i < READ_AT_ONCE && rv == APR_SUCCESS; i++) {
        if ((rv = cnops_csv_next(&row, work->csv)) != APR_SUCCESS)
            return rv;
        work->offset = row->offset;
        rv = take_row(work, row);
    }
    return rv;
}

static void report_repeated(void *self, apr_int64_t line)
{
    work_t *work = self;

    report_fault(work, line, cnops_member_column_name(CNOPS_COLUMN_IMMATRICULATION),
                 "an earlier row has the same");
    work->result->refused++;
    work->kept--;
}

/* The database is not needed for this. */
static apr_status_t read_rows(work_t *work)
{
    apr_status_t rv;

    while ((rv = read_batch(work)) == APR_SUCCESS)
        report_progress(work, 0);
    if (!APR_STATUS_IS_EOF(rv))
        return rv;
    return cnops_member_sort_end(work->sort, report_repeated, work);
}

/* --- staging --- */

/* *pbatch: cnops_import_row_t. Returns APR_EOF with the last rows, if any are left. */
static apr_status_t collect_batch(apr_array_header_t **pbatch, work_t *work)
{
    const char *key_id = cnops_keys_current(work->import->core->keys);
    int size = cnops_import_batch(work->staging);
    cnops_import_row_t row;
    apr_status_t rv;

    begin_batch(work);
    *pbatch = apr_array_make(work->batch_pool, size, sizeof row);
    for (int i = 0; i < size; i++) {
        rv = cnops_member_sort_next(&row, work->sort, key_id, work->batch_pool);
        if (rv != APR_SUCCESS)
            return rv;
        APR_ARRAY_PUSH(*pbatch, cnops_import_row_t) = row;
    }
    return APR_SUCCESS;
}

static apr_status_t stage_rows(work_t *work)
{
    apr_status_t collected = APR_SUCCESS, rv = APR_SUCCESS;
    apr_int64_t staged = 0;
    apr_array_header_t *batch;

    while (collected == APR_SUCCESS && rv == APR_SUCCESS) {
        collected = collect_batch(&batch, work);
        /* The last batch comes with APR_EOF. */
        if (collected == APR_SUCCESS || APR_STATUS_IS_EOF(collected))
            rv = cnops_import_stage(work->staging, batch, work->batch_pool);
        report_progress(work, staged += batch->nelts);
    }
    if (rv != APR_SUCCESS || !APR_STATUS_IS_EOF(collected))
        return rv != APR_SUCCESS ? rv : collected;
    /* Members whose rows were lost on the way must not be closed as absent. */
    return staged == work->kept ? APR_SUCCESS : CNOPS_EMALFORMED;
}

/* --- the whole --- */

static apr_status_t switch_rows(work_t *work)
{
    cnops_members_result_t *result = work->result;
    apr_status_t rv = cnops_import_switch(&result->counts, work->staging, work->pool);

    result->switched = rv == APR_SUCCESS;
    return rv;
}

static apr_status_t stage_and_switch(work_t *work)
{
    const cnops_members_import_t *import = work->import;
    const cnops_members_result_t *result = work->result;
    cnops_import_run_t run = {.id = import->run,
                              .is_mysql = import->is_mysql,
                              .closes_absent = import->full && !result->kept_absent,
                              .clock = &import->core->clock};
    apr_status_t ended, rv;

    rv = cnops_import_begin(&work->staging, import->lease, &run, work->pool);
    if (rv != APR_SUCCESS)
        return rv;
    if ((rv = stage_rows(work)) == APR_SUCCESS)
        rv = switch_rows(work);
    /* Also after an error: deletes the staged rows, and lets another import begin. */
    ended = cnops_import_end(work->staging, work->pool);
    return rv != APR_SUCCESS ? rv : ended;
}

static apr_status_t read_and_write(work_t *work)
{
    const cnops_members_import_t *import = work->import;
    cnops_members_result_t *result = work->result;
    apr_status_t rv = read_rows(work);

    if (rv != APR_SUCCESS || (result->refused > 0 && !import->keep_going))
        return rv;
    /* An empty file is more likely a broken export than the end of the institution. */
    result->kept_absent = import->full && (result->refused > 0 || result->rows == 0);
    return stage_and_switch(work);
}

apr_status_t cnops_members_import(cnops_members_result_t *presult,
                                  const cnops_members_import_t *import, apr_pool_t *pool)
{
    work_t work = {.import = import, .result = presult, .pool = pool};
    apr_status_t rv;

    *presult = (cnops_members_result_t){0};
    work.sort = cnops_member_sort_make(import->dir, pool);
    work.csv = cnops_csv_make(import->read, import->read_self, pool);
    apr_pool_create(&work.batch_pool, pool);
    rv = read_header(&work);
    if (rv == APR_SUCCESS && !presult->header_refused)
        rv = read_and_write(&work);
    apr_pool_destroy(work.batch_pool);
    return rv;
}
