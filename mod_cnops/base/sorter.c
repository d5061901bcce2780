/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/sorter.h"

#include "base/errors.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A record in memory and in the file: its length, then each text as IS_TEXT, its bytes and a NUL,
 * or as IS_NULL alone. */
enum { IS_NULL = 0, IS_TEXT = 1 };

typedef uint32_t length_t; /* of a record, itself included */

/* What is left of one run. */
typedef struct run_t {
    apr_off_t at, end; /* the part of the file that is not in the buffer yet */
    char *buffer;
    apr_size_t start, len; /* buffer[start..len) is the part that was not given yet */
} run_t;

struct cnops_sorter_t {
    const char *dir;
    int texts;
    char *memory; /* of the records, later of the runs' buffers */
    apr_size_t used;
    apr_array_header_t *records; /* const char *: those in memory */
    int given;                   /* of records, where no file was needed */
    apr_file_t *file;            /* NULL: not needed so far */
    apr_off_t end;               /* of the file */
    apr_array_header_t *runs;    /* run_t */
    int *heap; /* of runs; each is before those at 2i+1 and 2i+2. Empty runs are not in it */
    int heaped;
    apr_pool_t *pool;
};

cnops_sorter_t *cnops_sorter_make(const char *dir, int texts, apr_pool_t *pool)
{
    cnops_sorter_t *sorter = apr_pcalloc(pool, sizeof *sorter);

    sorter->dir = dir;
    sorter->texts = texts;
    sorter->memory = apr_palloc(pool, CNOPS_SORTER_MEMORY);
    sorter->records = apr_array_make(pool, 4096, sizeof(const char *));
    sorter->runs = apr_array_make(pool, 16, sizeof(run_t));
    sorter->pool = pool;
    return sorter;
}

/* --- records --- */

static const char *key_of(const char *record)
{
    return record + sizeof(length_t) + 1;
}

static length_t length_of(const char *record)
{
    length_t len;

    memcpy(&len, record, sizeof len);
    return len;
}

static apr_size_t measure(const cnops_sorter_t *sorter, const char *const *texts)
{
    apr_size_t len = sizeof(length_t);

    for (int i = 0; i < sorter->texts; i++)
        len += texts[i] ? strlen(texts[i]) + 2 : 1;
    return len;
}

static void write_record(char *at, const cnops_sorter_t *sorter, const char *const *texts,
                         length_t len)
{
    memcpy(at, &len, sizeof len);
    at += sizeof len;
    for (int i = 0; i < sorter->texts; i++) {
        *at++ = texts[i] ? IS_TEXT : IS_NULL;
        if (texts[i])
            at = stpcpy(at, texts[i]) + 1;
    }
}

static const char **read_record(const cnops_sorter_t *sorter, const char *record, apr_pool_t *pool)
{
    const char **texts = apr_palloc(pool, sorter->texts * sizeof *texts);
    const char *at = (const char *)apr_pmemdup(pool, record, length_of(record)) + sizeof(length_t);

    for (int i = 0; i < sorter->texts; i++) {
        texts[i] = *at == IS_TEXT ? at + 1 : NULL;
        at = texts[i] ? at + strlen(at) + 1 : at + 1;
    }
    return texts;
}

/* --- runs --- */

/* Records with equal keys lie in memory in the order in which they were put. */
static int compare_records(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    int order = strcmp(key_of(x), key_of(y));

    return order != 0 ? order : (x > y) - (x < y);
}

static void sort_memory(cnops_sorter_t *sorter)
{
    qsort(sorter->records->elts, sorter->records->nelts, sizeof(const char *), compare_records);
}

/* The name is removed at once. */
static apr_status_t open_file(cnops_sorter_t *sorter)
{
    char *name = apr_pstrcat(sorter->pool, sorter->dir, "/cnops-sorter.XXXXXX", NULL);
    apr_status_t rv = apr_file_mktemp(&sorter->file, name,
                                      APR_FOPEN_CREATE | APR_FOPEN_READ | APR_FOPEN_WRITE |
                                          APR_FOPEN_EXCL | APR_FOPEN_BUFFERED,
                                      sorter->pool);

    return rv == APR_SUCCESS ? apr_file_remove(name, sorter->pool) : rv;
}

static apr_status_t write_records(cnops_sorter_t *sorter)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < sorter->records->nelts && rv == APR_SUCCESS; i++) {
        const char *record = APR_ARRAY_IDX(sorter->records, i, const char *);

        rv = apr_file_write_full(sorter->file, record, length_of(record), NULL);
    }
    return rv == APR_SUCCESS ? apr_file_flush(sorter->file) : rv;
}

static apr_status_t write_run(cnops_sorter_t *sorter)
{
    apr_status_t rv;

    if (!sorter->file && (rv = open_file(sorter)) != APR_SUCCESS)
        return rv;
    sort_memory(sorter);
    if ((rv = write_records(sorter)) != APR_SUCCESS)
        return rv;
    APR_ARRAY_PUSH(sorter->runs, run_t) =
        (run_t){.at = sorter->end, .end = sorter->end + (apr_off_t)sorter->used};
    sorter->end += (apr_off_t)sorter->used;
    sorter->used = 0;
    apr_array_clear(sorter->records);
    return APR_SUCCESS;
}

apr_status_t cnops_sorter_put(cnops_sorter_t *sorter, const char *const *texts)
{
    apr_size_t len = measure(sorter, texts);
    apr_status_t rv;

    if (len > CNOPS_SORTER_RECORD_MAX)
        return CNOPS_ETOOLARGE;
    if (sorter->used + len > CNOPS_SORTER_MEMORY && (rv = write_run(sorter)) != APR_SUCCESS)
        return rv;
    write_record(sorter->memory + sorter->used, sorter, texts, (length_t)len);
    APR_ARRAY_PUSH(sorter->records, const char *) = sorter->memory + sorter->used;
    sorter->used += len;
    return APR_SUCCESS;
}

/* --- merging --- */

static run_t *run_at(const cnops_sorter_t *sorter, int heap_index)
{
    return &APR_ARRAY_IDX(sorter->runs, sorter->heap[heap_index], run_t);
}

/* Whether the first record of a run comes before that of another. Of equal keys, the one in the
 * earlier run was put first. */
static bool is_before(const cnops_sorter_t *sorter, int a, int b)
{
    const run_t *x = run_at(sorter, a), *y = run_at(sorter, b);
    int order = strcmp(key_of(x->buffer + x->start), key_of(y->buffer + y->start));

    return order != 0 ? order < 0 : sorter->heap[a] < sorter->heap[b];
}

static void sink(cnops_sorter_t *sorter, int i)
{
    for (int child = 2 * i + 1; child < sorter->heaped; child = 2 * i + 1) {
        int moved = sorter->heap[i];

        if (child + 1 < sorter->heaped && is_before(sorter, child + 1, child))
            child++;
        if (!is_before(sorter, child, i))
            return;
        sorter->heap[i] = sorter->heap[child];
        sorter->heap[child] = moved;
        i = child;
    }
}

static apr_size_t buffer_size(const cnops_sorter_t *sorter)
{
    apr_size_t share = CNOPS_SORTER_MEMORY / sorter->runs->nelts;

    return share > CNOPS_SORTER_RECORD_MAX ? share : CNOPS_SORTER_RECORD_MAX;
}

static bool has_record(const run_t *run)
{
    apr_size_t left = run->len - run->start;

    return left >= sizeof(length_t) && left >= length_of(run->buffer + run->start);
}

/* Reads on where the next record is not in the buffer as a whole. */
static apr_status_t fill(const cnops_sorter_t *sorter, run_t *run)
{
    apr_size_t kept = run->len - run->start, wanted = buffer_size(sorter) - kept;
    apr_off_t at = run->at;
    apr_status_t rv;

    if (has_record(run) || run->at == run->end)
        return APR_SUCCESS;
    memmove(run->buffer, run->buffer + run->start, kept);
    if (run->end - run->at < (apr_off_t)wanted)
        wanted = (apr_size_t)(run->end - run->at);
    if ((rv = apr_file_seek(sorter->file, APR_SET, &at)) != APR_SUCCESS)
        return rv;
    rv = apr_file_read_full(sorter->file, run->buffer + kept, wanted, NULL);
    /* For the caller, APR_EOF means that the last record was read. */
    if (rv != APR_SUCCESS)
        return APR_STATUS_IS_EOF(rv) ? CNOPS_EMALFORMED : rv;
    run->start = 0;
    run->len = kept + wanted;
    run->at += (apr_off_t)wanted;
    return APR_SUCCESS;
}

static apr_status_t begin_merge(cnops_sorter_t *sorter)
{
    int count = sorter->runs->nelts;
    apr_size_t size = buffer_size(sorter);
    apr_status_t rv = APR_SUCCESS;

    if (size * count > CNOPS_SORTER_MEMORY)
        sorter->memory = apr_palloc(sorter->pool, size * count);
    sorter->heap = apr_palloc(sorter->pool, count * sizeof *sorter->heap);
    sorter->heaped = count;
    for (int i = 0; i < count && rv == APR_SUCCESS; i++) {
        sorter->heap[i] = i;
        run_at(sorter, i)->buffer = sorter->memory + size * i;
        rv = fill(sorter, run_at(sorter, i));
    }
    for (int i = count / 2 - 1; i >= 0 && rv == APR_SUCCESS; i--)
        sink(sorter, i);
    return rv;
}

apr_status_t cnops_sorter_sort(cnops_sorter_t *sorter)
{
    apr_status_t rv = APR_SUCCESS;

    if (!sorter->file) {
        sort_memory(sorter);
        return APR_SUCCESS;
    }
    if (sorter->records->nelts > 0)
        rv = write_run(sorter);
    return rv == APR_SUCCESS ? begin_merge(sorter) : rv;
}

static apr_status_t next_merged(const char ***ptexts, cnops_sorter_t *sorter, apr_pool_t *pool)
{
    run_t *run;
    apr_status_t rv;

    if (sorter->heaped == 0)
        return APR_EOF;
    run = run_at(sorter, 0);
    *ptexts = read_record(sorter, run->buffer + run->start, pool);
    run->start += length_of(run->buffer + run->start);
    if ((rv = fill(sorter, run)) != APR_SUCCESS)
        return rv;
    if (run->start == run->len)
        sorter->heap[0] = sorter->heap[--sorter->heaped];
    sink(sorter, 0);
    return APR_SUCCESS;
}

apr_status_t cnops_sorter_next(const char ***ptexts, cnops_sorter_t *sorter, apr_pool_t *pool)
{
    const apr_array_header_t *records = sorter->records;

    if (sorter->file)
        return next_merged(ptexts, sorter, pool);
    if (sorter->given == records->nelts)
        return APR_EOF;
    *ptexts = read_record(sorter, APR_ARRAY_IDX(records, sorter->given++, const char *), pool);
    return APR_SUCCESS;
}
