/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/ndjson.h"

#include "base/json.h"
#include "base/secret.h"

#include <stdbool.h>
#include <string.h>

#define RAW_MAX (CNOPS_NDJSON_ROW_MAX + 2) /* a row and its CRLF */
#define MARK    "\xef\xbb\xbf"

struct cnops_ndjson_t {
    cnops_csv_read_fn read;
    void *self;
    char *raw; /* bytes not consumed yet: raw[start..end) */
    apr_size_t start, end;
    bool has_ended;
    apr_status_t failure; /* of the read function */
    cnops_tree_t *object; /* of the last row */
    apr_pool_t *pool;     /* of the last row */
    cnops_ndjson_row_t row;
};

cnops_ndjson_t *cnops_ndjson_make(cnops_csv_read_fn read, void *self, apr_pool_t *pool)
{
    cnops_ndjson_t *ndjson = apr_pcalloc(pool, sizeof *ndjson);

    ndjson->read = read;
    ndjson->self = self;
    ndjson->raw = cnops_secret_alloc(RAW_MAX, pool);
    apr_pool_create(&ndjson->pool, pool);
    return ndjson;
}

/* --- lines --- */

/* Reads more bytes behind those that wait, of which there are fewer than RAW_MAX. */
static void fill(cnops_ndjson_t *ndjson)
{
    apr_size_t len;
    apr_status_t rv;

    memmove(ndjson->raw, ndjson->raw + ndjson->start, ndjson->end - ndjson->start);
    ndjson->end -= ndjson->start;
    ndjson->start = 0;
    len = RAW_MAX - ndjson->end;
    rv = ndjson->read(ndjson->self, ndjson->raw + ndjson->end, &len);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv)) {
        ndjson->failure = rv;
        return;
    }
    ndjson->end += len;
    ndjson->has_ended = rv != APR_SUCCESS || len == 0;
}

/* The newline that ends the next line; NULL where it has none among the bytes that may wait: the
 * input has ended or failed, or the line is too long. */
static const char *find_newline(cnops_ndjson_t *ndjson)
{
    apr_size_t seen = 0; /* bytes in which there is none */

    for (;;) {
        apr_size_t waiting = ndjson->end - ndjson->start;
        const char *at = memchr(ndjson->raw + ndjson->start + seen, '\n', waiting - seen);

        if (at || ndjson->has_ended || ndjson->failure != APR_SUCCESS || waiting == RAW_MAX)
            return at;
        seen = waiting;
        fill(ndjson);
    }
}

/* Drops the rest of a line that is too long. */
static void skip_line(cnops_ndjson_t *ndjson)
{
    const char *newline;

    do {
        ndjson->start = ndjson->end;
        newline = find_newline(ndjson);
    } while (!newline && !ndjson->has_ended && ndjson->failure == APR_SUCCESS);
    ndjson->start = newline ? (apr_size_t)(newline + 1 - ndjson->raw) : ndjson->end;
}

static bool is_blank(const char *line, apr_size_t len)
{
    apr_size_t i = 0;

    while (i < len && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r'))
        i++;
    return i == len;
}

/* --- rows --- */

static void forget_row(cnops_ndjson_t *ndjson)
{
    cnops_tree_wipe(ndjson->object);
    apr_pool_clear(ndjson->pool);
    ndjson->object = NULL;
    ndjson->row.object = NULL;
    ndjson->row.fault = NULL;
    ndjson->row.line++;
}

static void parse(cnops_ndjson_t *ndjson, const char *line, apr_size_t len)
{
    apr_status_t rv = cnops_json_parse(&ndjson->object, line, len, ndjson->pool);

    if (rv == APR_SUCCESS && ndjson->object->type == CNOPS_TREE_OBJECT)
        ndjson->row.object = ndjson->object;
    else
        ndjson->row.fault = "bad_json";
}

static bool is_too_long(apr_size_t len, const char *line)
{
    apr_size_t end = len && line[len - 1] == '\r';

    return len > CNOPS_NDJSON_ROW_MAX + end;
}

/* Takes the next line; false where it is blank. */
static bool take_line(cnops_ndjson_t *ndjson, const char *newline)
{
    const char *line = ndjson->raw + ndjson->start;
    apr_size_t len = (newline ? (apr_size_t)(newline - ndjson->raw) : ndjson->end) - ndjson->start;

    if (is_too_long(len, line)) {
        ndjson->row.fault = "row_too_long";
        if (newline)
            ndjson->start += len + 1;
        else
            skip_line(ndjson);
        return true;
    }
    ndjson->start += newline ? len + 1 : len;
    if (ndjson->row.line == 1 && len >= strlen(MARK) && memcmp(line, MARK, strlen(MARK)) == 0) {
        line += strlen(MARK);
        len -= strlen(MARK);
    }
    if (is_blank(line, len))
        return false;
    parse(ndjson, line, len);
    return true;
}

apr_status_t cnops_ndjson_next(const cnops_ndjson_row_t **prow, cnops_ndjson_t *ndjson)
{
    *prow = NULL;
    for (;;) {
        const char *newline;

        forget_row(ndjson);
        newline = find_newline(ndjson);
        /* The bytes before a failure may be half a line. */
        if (!newline && ndjson->failure != APR_SUCCESS)
            return ndjson->failure;
        if (!newline && ndjson->start == ndjson->end)
            return APR_EOF;
        if (!take_line(ndjson, newline))
            continue;
        *prow = &ndjson->row;
        return APR_SUCCESS;
    }
}
