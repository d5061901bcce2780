/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/import_reader.h"

#include <apr_strings.h>
#include <string.h>

#define READ_AT_ONCE 500 /* rows between two reports of progress */

cnops_import_reader_t *cnops_import_reader_make(const cnops_import_input_t *input,
                                                const cnops_row_table_t *table, apr_pool_t *pool)
{
    cnops_import_reader_t *reader = apr_pcalloc(pool, sizeof *reader);

    reader->input = input;
    reader->table = table;
    reader->csv = cnops_csv_make(input->read, input->read_self, pool);
    apr_pool_create(&reader->pool, pool);
    return reader;
}

/* --- faults --- */

static void report_fault(const cnops_import_reader_t *reader, apr_int64_t line, const char *column,
                         const char *reason)
{
    reader->input->fault(reader->input->self, line, column, reason);
}

static void report_faults(const cnops_import_reader_t *reader, const apr_array_header_t *faults,
                          apr_int64_t line)
{
    for (int i = 0; i < faults->nelts; i++) {
        const cnops_row_fault_t *fault = &APR_ARRAY_IDX(faults, i, cnops_row_fault_t);

        report_fault(reader, line, fault->column, fault->reason);
    }
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

static void report_csv_fault(const cnops_import_reader_t *reader, const cnops_csv_row_t *row)
{
    report_fault(reader, row->line, apr_psprintf(reader->pool, "character %d", row->fault_column),
                 describe_csv_fault(row->fault));
}

void cnops_import_reader_refuse(cnops_import_reader_t *reader, apr_int64_t line, const char *column,
                                const char *reason)
{
    report_fault(reader, line, column, reason);
    reader->refused++;
    reader->kept--;
}

void cnops_import_reader_remark(const cnops_import_reader_t *reader, apr_int64_t line,
                                const char *column, const char *remark)
{
    report_fault(reader, line, column, remark);
}

void cnops_import_reader_skip(cnops_import_reader_t *reader)
{
    reader->kept--;
}

/* Reading takes about a third of the time. */
void cnops_import_reader_staged(const cnops_import_reader_t *reader, apr_int64_t staged)
{
    apr_int64_t third = reader->offset / 3;
    apr_int64_t rest = staged > 0 ? (reader->offset - third) / reader->kept * staged : 0;

    if (reader->input->progress)
        reader->input->progress(reader->input->self, third + rest);
}

/* --- the header --- */

apr_status_t cnops_import_reader_header(bool *pgood, cnops_import_reader_t *reader)
{
    apr_array_header_t *faults = apr_array_make(reader->pool, 1, sizeof(cnops_row_fault_t));
    cnops_csv_row_t *row;
    apr_status_t rv = cnops_csv_next(&row, reader->csv);

    *pgood = false;
    if (APR_STATUS_IS_EOF(rv)) {
        report_fault(reader, 1, "row", "the file is empty: want a header row");
        return APR_SUCCESS;
    }
    if (rv != APR_SUCCESS)
        return rv;
    if (row->fault) {
        report_csv_fault(reader, row);
        return APR_SUCCESS;
    }
    cnops_row_header_read(&reader->places, faults, reader->table, row->cells, row->count);
    report_faults(reader, faults, row->line);
    *pgood = faults->nelts == 0;
    return APR_SUCCESS;
}

/* --- the rows --- */

typedef struct batch_t {
    cnops_import_reader_t *reader;
    cnops_import_take_fn take;
    void *self;
    apr_array_header_t *faults; /* cnops_row_fault_t of one row */
} batch_t;

static apr_status_t read_cells(const batch_t *batch, const cnops_csv_row_t *row)
{
    cnops_import_reader_t *reader = batch->reader;
    const char *values[CNOPS_ROW_COLUMNS_MAX];

    apr_array_clear(batch->faults);
    cnops_row_read(values, batch->faults, reader->table, &reader->places, row->cells, row->count,
                   reader->pool);
    report_faults(reader, batch->faults, row->line);
    if (batch->faults->nelts > 0) {
        reader->refused++;
        return APR_SUCCESS;
    }
    reader->kept++;
    return batch->take(batch->self, values, row->line, reader->pool);
}

static apr_status_t read_row(const batch_t *batch, const cnops_csv_row_t *row)
{
    cnops_import_reader_t *reader = batch->reader;

    reader->rows++;
    if (row->fault) {
        report_csv_fault(reader, row);
        reader->refused++;
        return APR_SUCCESS;
    }
    if (!cnops_row_is_empty(row->cells, row->count, reader->pool))
        return read_cells(batch, row);
    reader->empty++;
    return APR_SUCCESS;
}

/* Returns APR_EOF after the last row. */
static apr_status_t read_batch(batch_t *batch)
{
    cnops_import_reader_t *reader = batch->reader;
    apr_status_t rv = APR_SUCCESS;
    cnops_csv_row_t *row;

    apr_pool_clear(reader->pool);
    batch->faults = apr_array_make(reader->pool, 4, sizeof(cnops_row_fault_t));
    for (int i = 0; i < READ_AT_ONCE && rv == APR_SUCCESS; i++) {
        if ((rv = cnops_csv_next(&row, reader->csv)) != APR_SUCCESS)
            return rv;
        reader->offset = row->offset;
        rv = read_row(batch, row);
    }
    return rv;
}

apr_status_t cnops_import_reader_rows(cnops_import_reader_t *reader, cnops_import_take_fn take,
                                      void *self)
{
    batch_t batch = {.reader = reader, .take = take, .self = self};
    apr_status_t rv;

    while ((rv = read_batch(&batch)) == APR_SUCCESS)
        cnops_import_reader_staged(reader, 0);
    return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
}
