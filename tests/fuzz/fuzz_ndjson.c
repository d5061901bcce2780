/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Objects a line: the rows do not depend on the chunks in which a file is read, and each line that
 * is read by itself gives the same row. */

#include "base/json.h"
#include "base/ndjson.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <string.h>

typedef struct source_t {
    const char *bytes;
    apr_size_t len, at;
    apr_size_t chunk; /* 0: all at once */
} source_t;

static apr_status_t read_source(void *self, char *buffer, apr_size_t *plen)
{
    source_t *source = self;
    apr_size_t len = source->len - source->at;

    if (source->chunk && len > source->chunk)
        len = source->chunk;
    if (len > *plen)
        len = *plen;
    memcpy(buffer, source->bytes + source->at, len);
    source->at += len;
    *plen = len;
    return len == 0 ? APR_EOF : APR_SUCCESS;
}

typedef struct row_t {
    apr_int64_t line;
    const char *fault;
    const char *json;
} row_t;

/* The whole input as rows: row_t. */
static apr_array_header_t *read_rows(const char *bytes, apr_size_t len, apr_size_t chunk,
                                     apr_pool_t *pool)
{
    source_t source = {bytes, len, 0, chunk};
    cnops_ndjson_t *ndjson = cnops_ndjson_make(read_source, &source, pool);
    apr_array_header_t *rows = apr_array_make(pool, 8, sizeof(row_t));
    const cnops_ndjson_row_t *row;
    apr_status_t rv;

    while ((rv = cnops_ndjson_next(&row, ndjson)) == APR_SUCCESS) {
        FUZZ_CHECK(row->fault ? !row->object : row->object->type == CNOPS_TREE_OBJECT);
        APR_ARRAY_PUSH(rows, row_t) = (row_t){
            row->line, row->fault, row->object ? cnops_json_write(row->object, pool) : NULL};
    }
    FUZZ_CHECK(rv == APR_EOF && !row);
    return rows;
}

static void check_same(const row_t *row, const row_t *other)
{
    FUZZ_CHECK(row->fault ? other->fault && strcmp(row->fault, other->fault) == 0 : !other->fault);
    FUZZ_CHECK(row->fault || strcmp(row->json, other->json) == 0);
}

/* Line number `line`, and its length. */
static const char *line_at(apr_size_t *plen, const char *bytes, apr_size_t len, apr_int64_t line)
{
    const char *end = bytes + len, *newline;

    while (--line > 0)
        bytes = (const char *)memchr(bytes, '\n', (apr_size_t)(end - bytes)) + 1;
    newline = memchr(bytes, '\n', (apr_size_t)(end - bytes));
    *plen = (apr_size_t)((newline ? newline : end) - bytes);
    return bytes;
}

static void check_alone(const row_t *row, const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    apr_size_t line_len;
    const char *line = line_at(&line_len, bytes, len, row->line);
    apr_array_header_t *rows;

    if (row->line > 1 && line_len >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
        return; /* at the start of a file it would be skipped */
    rows = read_rows(line, line_len, 0, pool);
    FUZZ_CHECK(rows->nelts == 1);
    check_same(row, &APR_ARRAY_IDX(rows, 0, row_t));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_open();
    fuzz_input_t input = {(const char *)data, size};
    apr_size_t chunk = 1 + fuzz_take_byte(&input) % 16;
    apr_array_header_t *whole = read_rows(input.bytes, input.len, 0, pool);
    apr_array_header_t *pieces = read_rows(input.bytes, input.len, chunk, pool);

    FUZZ_CHECK(whole->nelts == pieces->nelts);
    for (int i = 0; i < whole->nelts; i++) {
        const row_t *row = &APR_ARRAY_IDX(whole, i, row_t);

        FUZZ_CHECK(row->line == APR_ARRAY_IDX(pieces, i, row_t).line);
        check_same(row, &APR_ARRAY_IDX(pieces, i, row_t));
        check_alone(row, input.bytes, input.len, pool);
    }
    fuzz_pool_close();
    return 0;
}
