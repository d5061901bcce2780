/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* CSV files: the rows do not depend on the chunks in which a file is read, also where reading
 * fails halfway. */

#include "base/csv.h"
#include "base/text.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <string.h>

#define BIG (3 * CNOPS_CSV_ROW_MAX / 2) /* bytes: enough for a row that is too long */

/* --- a file that is read in chunks --- */

typedef struct source_t {
    const char *bytes;
    apr_size_t len, at;
    apr_size_t chunk;    /* 0: all at once */
    apr_size_t fails_at; /* where reading fails; past len: never */
    bool ends_with_data; /* tells the end with the last bytes, not after them */
} source_t;

static apr_status_t read_source(void *self, char *buffer, apr_size_t *plen)
{
    source_t *source = self;
    const apr_size_t end = source->fails_at < source->len ? source->fails_at : source->len;
    apr_size_t len = end - source->at;

    if (len == 0 && end < source->len)
        return APR_EGENERAL;
    if (source->chunk && len > source->chunk)
        len = source->chunk;
    if (len > *plen)
        len = *plen;
    memcpy(buffer, source->bytes + source->at, len);
    source->at += len;
    *plen = len;
    if (source->at < source->len)
        return APR_SUCCESS;
    return len == 0 || source->ends_with_data ? APR_EOF : APR_SUCCESS;
}

/* --- its rows --- */

typedef struct rows_t {
    apr_array_header_t *list; /* cnops_csv_row_t, copied */
    apr_status_t end;
} rows_t;

static void check_row(const cnops_csv_row_t *row, const cnops_csv_row_t *before, apr_size_t len)
{
    FUZZ_CHECK(row->line > (before ? before->line : 0));
    FUZZ_CHECK(row->offset > (before ? before->offset : 0) && row->offset <= (apr_int64_t)len);
    FUZZ_CHECK(row->fault ? row->fault_column >= 1 : row->fault_column == 0);
    if (row->fault)
        return;
    FUZZ_CHECK(row->count >= 1 && row->count <= CNOPS_CSV_COLUMNS_MAX);
    for (int i = 0; i < row->count; i++)
        FUZZ_CHECK(cnops_text_is_utf8(row->cells[i], strlen(row->cells[i])));
}

static void keep(rows_t *rows, const cnops_csv_row_t *row, apr_pool_t *pool)
{
    cnops_csv_row_t *kept = apr_array_push(rows->list);

    *kept = *row;
    if (row->fault)
        return;
    kept->cells = apr_pcalloc(pool, (apr_size_t)row->count * sizeof *kept->cells);
    for (int i = 0; i < row->count; i++)
        kept->cells[i] = apr_pstrdup(pool, row->cells[i]);
}

static const cnops_csv_row_t *row_at(const rows_t *rows, int at)
{
    return at < 0 ? NULL : &APR_ARRAY_IDX(rows->list, at, cnops_csv_row_t);
}

static rows_t read_rows(source_t source, apr_pool_t *pool)
{
    cnops_csv_t *csv = cnops_csv_make(read_source, &source, pool);
    rows_t rows = {apr_array_make(pool, 8, sizeof(cnops_csv_row_t)), APR_SUCCESS};
    cnops_csv_row_t *row;

    while ((rows.end = cnops_csv_next(&row, csv)) == APR_SUCCESS) {
        check_row(row, row_at(&rows, rows.list->nelts - 1), source.len);
        keep(&rows, row, pool);
    }
    FUZZ_CHECK(!row);
    FUZZ_CHECK(cnops_csv_next(&row, csv) == rows.end && !row); /* the end is final */
    return rows;
}

static void check_same_row(const cnops_csv_row_t *row, const cnops_csv_row_t *other)
{
    FUZZ_CHECK(row->line == other->line && row->offset == other->offset);
    FUZZ_CHECK(row->fault_column == other->fault_column);
    FUZZ_CHECK(row->fault ? other->fault && strcmp(row->fault, other->fault) == 0 : !other->fault);
    FUZZ_CHECK(row->fault || row->count == other->count);
    for (int i = 0; !row->fault && i < row->count; i++)
        FUZZ_CHECK(strcmp(row->cells[i], other->cells[i]) == 0);
}

static void check_in_chunks(const rows_t *whole, source_t source, apr_pool_t *pool)
{
    const rows_t rows = read_rows(source, pool);

    FUZZ_CHECK(rows.end == APR_EOF && rows.list->nelts == whole->list->nelts);
    for (int i = 0; i < rows.list->nelts; i++)
        check_same_row(row_at(&rows, i), row_at(whole, i));
}

/* Reading fails at an offset: the rows before it must be the same as without the failure, and
 * the failure must be returned. */
static void check_failing(const rows_t *whole, source_t source, apr_size_t fails_at,
                          apr_pool_t *pool)
{
    source.fails_at = fails_at;
    const rows_t rows = read_rows(source, pool);

    FUZZ_CHECK(rows.end == (fails_at < source.len ? APR_EGENERAL : APR_EOF));
    FUZZ_CHECK(rows.list->nelts <= whole->list->nelts);
    for (int i = 0; i < rows.list->nelts; i++)
        check_same_row(row_at(&rows, i), row_at(whole, i));
}

/* --- rows that are written and read again --- */

static char *quote(char *to, const char *cell)
{
    *to++ = '"';
    for (; *cell; *to++ = *cell++)
        if (*cell == '"')
            *to++ = '"';
    *to++ = '"';
    return to;
}

/* The row as CSV text with quotes, and its length in *plen; NULL where the quotes make it too
 * long. */
static const char *write_row(apr_size_t *plen, const cnops_csv_row_t *row, apr_pool_t *pool)
{
    apr_size_t room = 2;
    char *text, *to;

    for (int i = 0; i < row->count; i++)
        room += 2 * strlen(row->cells[i]) + 3;
    to = text = apr_palloc(pool, room);
    for (int i = 0; i < row->count; i++) {
        if (i > 0)
            *to++ = ',';
        to = quote(to, row->cells[i]);
    }
    *plen = (apr_size_t)(to - text);
    return *plen <= CNOPS_CSV_ROW_MAX ? text : NULL;
}

static void check_written_again(const cnops_csv_row_t *row, apr_pool_t *pool)
{
    apr_size_t len;
    const char *text = row->fault ? NULL : write_row(&len, row, pool);

    if (!text)
        return;
    const rows_t again = read_rows((source_t){.bytes = text, .len = len, .fails_at = len}, pool);
    FUZZ_CHECK(again.list->nelts == 1 && !row_at(&again, 0)->fault);
    FUZZ_CHECK(row_at(&again, 0)->count == row->count);
    for (int i = 0; i < row->count; i++)
        FUZZ_CHECK(strcmp(row_at(&again, 0)->cells[i], row->cells[i]) == 0);
}

/* --- rows over every bound --- */

/* Chooses one input in 512 by its hash. Large files take a thousand times longer. If a byte of
 * the input could choose them, libFuzzer would soon try nothing else, since it prefers inputs
 * that reach rare code. */
static bool is_chosen(const char *bytes, apr_size_t len)
{
    apr_uint32_t hash = 2166136261u;

    for (apr_size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    return len > 0 && (hash >> 16) % 512 == 0;
}

/* A large file: the input, repeated. */
static source_t repeat(source_t source, apr_pool_t *pool)
{
    char *bytes = apr_palloc(pool, BIG);

    for (apr_size_t at = 0; at < BIG; at++)
        bytes[at] = source.bytes[at % source.len];
    source.bytes = bytes;
    source.len = source.fails_at = BIG;
    return source;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_open();
    fuzz_input_t input = {(const char *)data, size};
    const unsigned chunk = fuzz_take_byte(&input), how = fuzz_take_byte(&input),
                   fails_at = fuzz_take_byte(&input);
    source_t source = {.bytes = input.bytes, .len = input.len, .fails_at = input.len};
    const bool is_big = is_chosen(source.bytes, source.len);

    if (is_big)
        source = repeat(source, pool);
    const rows_t whole = read_rows(source, pool);
    FUZZ_CHECK(whole.end == APR_EOF);
    source.chunk = (1 + chunk % 16) * (is_big ? 512 : 1);
    source.ends_with_data = how & 1;
    check_in_chunks(&whole, source, pool);
    check_failing(&whole, source, fails_at * source.len / 256, pool);
    if (whole.list->nelts > 0)
        check_written_again(row_at(&whole, (int)fails_at % whole.list->nelts), pool);
    fuzz_pool_close();
    return 0;
}
