/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/row_reader.h"

#include "base/ndjson.h"
#include "base/text.h"
#include "core/batch/spool.h"

#include <apr_strings.h>
#include <string.h>

#define NAME_SHOWN 80 /* bytes of a column's name in a fault */
/* What stands for a value of a type that no column has. Each column refuses a control character, so
 * the fault names the column. */
#define WRONG_TYPE "\x1d"

struct cnops_row_reader_t {
    cnops_csv_t *csv;                       /* NULL: the body is NDJSON */
    cnops_ndjson_t *ndjson;                 /* NULL: it is CSV */
    int count;                              /* cells of a row of CSV */
    int places[CNOPS_REGISTRATION_COLUMNS]; /* the cell of each column; -1: it is absent */
    apr_pool_t *pool;                       /* of texts that a row of NDJSON needs */
};

cnops_row_reader_t *cnops_row_reader_make(cnops_batch_kind_e kind, cnops_csv_read_fn read,
                                          void *self, apr_pool_t *pool)
{
    cnops_row_reader_t *reader = apr_pcalloc(pool, sizeof *reader);

    if (kind == CNOPS_BATCH_CSV)
        reader->csv = cnops_csv_make(read, self, pool);
    else
        reader->ndjson = cnops_ndjson_make(read, self, pool);
    apr_pool_create(&reader->pool, pool);
    return reader;
}

/* --- the header --- */

typedef struct header_fault_t {
    const char *code, *column;
} header_fault_t;

static header_fault_t fault_of(const char *code, const char *column, apr_pool_t *pool)
{
    return (header_fault_t){code, cnops_text_printable(column, NAME_SHOWN, pool)};
}

/* Whether a cell has the name of a column in it. Where none has, the row is no header but
 * somebody's data, which no fault quotes. */
static bool is_header(const cnops_csv_row_t *row, apr_pool_t *pool)
{
    for (int i = 0; i < row->count; i++)
        for (int column = 0; column < CNOPS_REGISTRATION_COLUMNS; column++)
            if (strstr(cnops_text_fold(row->cells[i], pool),
                       cnops_registration_column_name((cnops_registration_column_e)column)))
                return true;
    return false;
}

/* The first column that is unknown or stands twice. */
static header_fault_t place_columns(cnops_row_reader_t *reader, const cnops_csv_row_t *row,
                                    apr_pool_t *pool)
{
    if (!is_header(row, pool))
        return (header_fault_t){"missing_column",
                                cnops_registration_column_name(CNOPS_REGISTRATION_YEAR)};
    for (int i = 0; i < row->count; i++) {
        const char *name = cnops_text_fold(row->cells[i], pool);
        int column = cnops_registration_column_find(name);

        if (column < 0)
            return fault_of("unknown_column", name, pool);
        if (reader->places[column] >= 0)
            return fault_of("repeated_column", name, pool);
        reader->places[column] = i;
    }
    reader->count = row->count;
    return (header_fault_t){NULL, ""};
}

static header_fault_t find_absent(const cnops_row_reader_t *reader)
{
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        if (reader->places[i] < 0 && i != CNOPS_REGISTRATION_RECEIVED_ON)
            return (header_fault_t){"missing_column",
                                    cnops_registration_column_name((cnops_registration_column_e)i)};
    return (header_fault_t){NULL, ""};
}

static apr_status_t read_header(header_fault_t *pfault, cnops_row_reader_t *reader,
                                apr_pool_t *pool)
{
    cnops_csv_row_t *row;
    apr_status_t rv = cnops_csv_next(&row, reader->csv);

    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        reader->places[i] = -1;
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return rv;
    if (rv == APR_SUCCESS && row->fault)
        *pfault = (header_fault_t){row->fault, ""};
    else if (rv == APR_SUCCESS)
        *pfault = place_columns(reader, row, pool);
    if (!pfault->code)
        *pfault = find_absent(reader);
    return APR_SUCCESS;
}

apr_status_t cnops_row_reader_header(const char **pcode, const char **pcolumn,
                                     cnops_row_reader_t *reader, apr_pool_t *pool)
{
    header_fault_t fault = {NULL, ""};
    apr_status_t rv = reader->csv ? read_header(&fault, reader, pool) : APR_SUCCESS;

    *pcode = fault.code;
    *pcolumn = fault.column;
    return rv;
}

/* --- rows of CSV --- */

static apr_status_t next_of_csv(cnops_batch_cells_t *prow, cnops_row_reader_t *reader)
{
    cnops_csv_row_t *row;
    apr_status_t rv = cnops_csv_next(&row, reader->csv);

    if (rv != APR_SUCCESS)
        return rv;
    prow->line = row->line;
    prow->fault = row->fault;
    if (!row->fault && row->count != reader->count)
        prow->fault = "cell_count";
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS && !prow->fault; i++)
        prow->cells[i] = reader->places[i] < 0 ? NULL : row->cells[reader->places[i]];
    return APR_SUCCESS;
}

/* --- rows of NDJSON --- */

/* The texts of a list, as a cell has them: the names of columns with ';' between them. NULL where
 * the list has something else. What is too long for a cell is not read to its end. */
static const char *join(const cnops_tree_t *list, apr_pool_t *pool)
{
    const char *joined = "";

    for (const cnops_tree_t *item = list->first; item && strlen(joined) <= CNOPS_SPOOL_CELL_MAX;
         item = item->next) {
        if (item->type != CNOPS_TREE_TEXT)
            return NULL;
        joined = apr_pstrcat(pool, joined, *joined ? ";" : "", item->value.text, NULL);
    }
    return joined;
}

/* NULL where the value is empty. */
static const char *read_value(const cnops_tree_t *value, int column, apr_pool_t *pool)
{
    const char *joined = NULL;

    switch (value->type) {
    case CNOPS_TREE_NULL:
        return NULL;
    case CNOPS_TREE_TEXT:
        return value->value.text;
    case CNOPS_TREE_INT:
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, value->value.integer);
    case CNOPS_TREE_LIST:
        if (column == CNOPS_REGISTRATION_FAULTY)
            joined = join(value, pool);
        return joined ? joined : WRONG_TYPE;
    default:
        return WRONG_TYPE;
    }
}

static const char *read_object(cnops_batch_cells_t *prow, const cnops_tree_t *object,
                               apr_pool_t *pool)
{
    for (const cnops_tree_t *value = object->first; value; value = value->next) {
        int column = cnops_registration_column_find(value->name);

        if (column < 0)
            return "unknown_column";
        prow->cells[column] = read_value(value, column, pool);
    }
    return NULL;
}

static apr_status_t next_of_ndjson(cnops_batch_cells_t *prow, cnops_row_reader_t *reader)
{
    const cnops_ndjson_row_t *row;
    apr_status_t rv = cnops_ndjson_next(&row, reader->ndjson);

    apr_pool_clear(reader->pool);
    if (rv != APR_SUCCESS)
        return rv;
    prow->line = row->line;
    prow->fault = row->fault;
    if (!row->fault)
        prow->fault = read_object(prow, row->object, reader->pool);
    return APR_SUCCESS;
}

apr_status_t cnops_row_reader_next(cnops_batch_cells_t *prow, cnops_row_reader_t *reader)
{
    memset(prow, 0, sizeof *prow);
    return reader->csv ? next_of_csv(prow, reader) : next_of_ndjson(prow, reader);
}
