/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/csv.h"

#include "base/secret.h"
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

#define RAW_MAX (CNOPS_CSV_ROW_MAX + 2) /* a row and its CRLF */
/* A reader may need 16 bytes of room (base/sheet_text.h), also where a row has nearly all. */
#define RAW_SIZE (RAW_MAX + 16)

/* What byte_at returns where there is no byte to return. */
enum { AT_END = -1, AT_FAILURE = -2, AT_LIMIT = -3 };

/* The raw bytes of the current row are kept beside its unquoted cells. After a fault the
 * reader continues at the second line of these bytes, so that a missing quote costs one row
 * and not all rows after it. This reads a byte twice at most: where the search for a closing
 * quote fails, the lines it has passed contain no quote that could start another search. */
struct cnops_csv_t {
    cnops_csv_read_fn read;
    void *self;
    char *raw; /* bytes not consumed yet: raw[start..end) */
    apr_size_t start, end;
    char *text; /* the unquoted cells of the row, one NUL behind each */
    apr_size_t text_len;
    bool has_started, has_ended;
    apr_status_t failure; /* of the read function: returned from then on, without reading */
    apr_int64_t lines;    /* length of the last row in lines */
    cnops_csv_row_t row;
    const char *cells[CNOPS_CSV_COLUMNS_MAX];
};

cnops_csv_t *cnops_csv_make(cnops_csv_read_fn read, void *self, apr_pool_t *pool)
{
    cnops_csv_t *csv = apr_pcalloc(pool, sizeof *csv);

    csv->read = read;
    csv->self = self;
    csv->raw = cnops_secret_alloc(RAW_SIZE, pool);
    csv->text = cnops_secret_alloc(RAW_MAX + 1, pool);
    csv->row.cells = csv->cells;
    csv->row.line = 1;
    return csv;
}

/* --- bytes --- */

static void fill(cnops_csv_t *csv)
{
    if (csv->start > 0)
        memmove(csv->raw, csv->raw + csv->start, csv->end - csv->start);
    csv->end -= csv->start;
    csv->start = 0;
    apr_size_t len = RAW_SIZE - csv->end;
    /* read may return APR_EOF together with the last bytes, or after them. */
    const apr_status_t rv = csv->read(csv->self, csv->raw + csv->end, &len);
    if (rv == APR_SUCCESS || APR_STATUS_IS_EOF(rv)) {
        csv->end += len;
        csv->has_ended = rv != APR_SUCCESS || len == 0;
    } else {
        csv->failure = rv;
    }
}

/* The byte at a distance from the row's start. */
static int byte_at(cnops_csv_t *csv, apr_size_t at)
{
    if (at >= RAW_MAX)
        return AT_LIMIT;
    while (at >= csv->end - csv->start) {
        if (csv->has_ended)
            return AT_END;
        if (csv->failure != APR_SUCCESS)
            return AT_FAILURE;
        fill(csv);
    }
    return (unsigned char)csv->raw[csv->start + at];
}

static void consume(cnops_csv_t *csv, apr_size_t len)
{
    csv->start += len;
    csv->row.offset += (apr_int64_t)len;
}

static void skip_bom(cnops_csv_t *csv)
{
    csv->has_started = true;
    if (byte_at(csv, 0) == 0xEF && byte_at(csv, 1) == 0xBB && byte_at(csv, 2) == 0xBF)
        consume(csv, 3);
}

/* --- one row: at and *pindex are byte positions within it --- */

static void put(cnops_csv_t *csv, int byte)
{
    csv->text[csv->text_len++] = (char)byte;
}

static bool ends_line(cnops_csv_t *csv, apr_size_t at)
{
    const int byte = byte_at(csv, at);

    return byte == '\n' || byte == AT_END || (byte == '\r' && byte_at(csv, at + 1) == '\n');
}

/* Where the closing quote is missing, *pindex stays at the opening one: a person who mends
 * the file looks there first. */
static const char *read_quoted(cnops_csv_t *csv, apr_size_t *pindex)
{
    apr_size_t at = *pindex + 1;

    for (;; at++) {
        const int byte = byte_at(csv, at);

        if (byte == AT_END)
            return "open_quote";
        if (byte < 0 || (byte == '"' && byte_at(csv, ++at) != '"'))
            break;
        put(csv, byte);
    }
    *pindex = at;
    if (at >= RAW_MAX)
        return "row_too_long";
    return byte_at(csv, at) == ',' || ends_line(csv, at) ? NULL : "stray_quote";
}

static const char *read_plain(cnops_csv_t *csv, apr_size_t *pindex)
{
    for (;; ++*pindex) {
        const int byte = byte_at(csv, *pindex);

        if (byte == ',' || ends_line(csv, *pindex))
            return NULL;
        if (byte < 0)
            return "row_too_long";
        if (byte == '"')
            return "stray_quote";
        if (byte == '\r')
            return "stray_return";
        put(csv, byte);
    }
}

/* Cells over the maximum are counted but not kept: check_row refuses the row. */
static const char *read_cell(cnops_csv_t *csv, apr_size_t *pindex)
{
    const char *cell = csv->text + csv->text_len;
    const char *fault =
        byte_at(csv, *pindex) == '"' ? read_quoted(csv, pindex) : read_plain(csv, pindex);

    if (fault)
        return fault;
    put(csv, '\0');
    if (csv->row.count < CNOPS_CSV_COLUMNS_MAX)
        csv->cells[csv->row.count] = cell;
    csv->row.count++;
    return NULL;
}

static const char *read_cells(cnops_csv_t *csv, apr_size_t *pindex)
{
    const char *fault;

    while ((fault = read_cell(csv, pindex)) == NULL && byte_at(csv, *pindex) == ',')
        ++*pindex;
    return fault;
}

/* --- faults of a row --- */

/* Counts characters, as an editor does: continuation bytes of UTF-8 do not count. */
static int column_of(const cnops_csv_t *csv, apr_size_t at)
{
    int column = 1;

    for (apr_size_t i = 0; i < at; i++)
        column += ((unsigned char)csv->raw[csv->start + i] & 0xC0) != 0x80;
    return column;
}

static void refuse(cnops_csv_t *csv, const char *fault, apr_size_t at)
{
    csv->row.fault = fault;
    csv->row.fault_column = column_of(csv, at);
}

static void check_bytes(cnops_csv_t *csv, apr_size_t len)
{
    const char *bytes = csv->raw + csv->start;

    for (apr_size_t at = 0; at < len;) {
        const apr_size_t taken = cnops_text_sequence(bytes + at, len - at);

        if (taken == 0 || bytes[at] == '\0') {
            refuse(csv, taken == 0 ? "bad_utf8" : "has_nul", at);
            return;
        }
        at += taken;
    }
}

/* Checks a row whose end was found; len does not count its line end. */
static void check_row(cnops_csv_t *csv, apr_size_t len)
{
    if (len > CNOPS_CSV_ROW_MAX)
        refuse(csv, "row_too_long", CNOPS_CSV_ROW_MAX);
    else if (csv->row.count > CNOPS_CSV_COLUMNS_MAX)
        refuse(csv, "too_many_columns", len);
    else
        check_bytes(csv, len);
}

/* --- line by line --- */

static apr_size_t line_end_len(cnops_csv_t *csv, apr_size_t at)
{
    const int byte = byte_at(csv, at);

    if (byte == '\r')
        return 2;
    return byte == '\n' ? 1 : 0;
}

static apr_int64_t count_lines(const cnops_csv_t *csv, apr_size_t len)
{
    apr_int64_t count = 0;

    for (apr_size_t i = 0; i < len; i++)
        count += csv->raw[csv->start + i] == '\n';
    return count;
}

/* Consumes all bytes up to the next LF, and the LF, over any number of reads. */
static void skip_line(cnops_csv_t *csv)
{
    int byte;

    while ((byte = byte_at(csv, 0)) >= 0) {
        consume(csv, 1);
        if (byte == '\n')
            return;
    }
}

static void read_row(cnops_csv_t *csv)
{
    apr_size_t at = 0;
    const char *fault = read_cells(csv, &at);

    if (csv->failure != APR_SUCCESS)
        return;
    if (fault) {
        refuse(csv, fault, at);
        skip_line(csv);
        csv->lines = 1;
        return;
    }
    check_row(csv, at);
    at += line_end_len(csv, at);
    csv->lines = count_lines(csv, at);
    consume(csv, at);
}

static void skip_empty_lines(cnops_csv_t *csv)
{
    while (byte_at(csv, 0) >= 0 && ends_line(csv, 0)) {
        consume(csv, line_end_len(csv, 0));
        csv->row.line++;
    }
}

static void forget_row(cnops_csv_t *csv)
{
    csv->text_len = 0;
    csv->row.count = 0;
    csv->row.fault = NULL;
    csv->row.fault_column = 0;
    csv->row.line += csv->lines;
    csv->lines = 0;
}

apr_status_t cnops_csv_next(cnops_csv_row_t **pcsv_row, cnops_csv_t *csv)
{
    *pcsv_row = NULL;
    if (!csv->has_started)
        skip_bom(csv);
    forget_row(csv);
    skip_empty_lines(csv);
    if (byte_at(csv, 0) == AT_END)
        return APR_EOF;
    read_row(csv);
    if (csv->failure != APR_SUCCESS)
        return csv->failure;
    *pcsv_row = &csv->row;
    return APR_SUCCESS;
}
