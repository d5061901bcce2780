/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/members_import.h"

#include "base/errors.h"
#include "ctl/import/member_row.h"
#include "ctl/import/member_sort.h"

#include <apr_strings.h>
#include <string.h>

typedef struct work_t {
    const cnops_members_import_t *import;
    cnops_members_result_t *result;
    cnops_import_reader_t *reader;
    cnops_import_t *staging;
    cnops_member_sort_t *sort; /* the rows that were read and not refused */
    apr_pool_t *pool;          /* of the whole import */
    apr_pool_t *batch_pool;    /* cleared before each batch */
} work_t;

/* --- reading --- */

static apr_status_t keep_row(void *self, const char *const *values, apr_int64_t line,
                             apr_pool_t *pool)
{
    const work_t *work = self;
    cnops_member_row_t member;
    cnops_import_row_t row;

    memcpy(member.values, values, sizeof member.values);
    cnops_member_row_seal(&row, work->import->core, &member, line, pool);
    return cnops_member_sort_put(work->sort, &row, pool);
}

static void report_repeated(void *self, apr_int64_t line)
{
    cnops_import_reader_refuse(((work_t *)self)->reader, line,
                               cnops_member_column_name(CNOPS_COLUMN_IMMATRICULATION),
                               "an earlier row has the same");
}

/* The database is not needed for this. */
static apr_status_t read_rows(work_t *work)
{
    apr_status_t rv = cnops_import_reader_rows(work->reader, keep_row, work);

    if (rv == APR_SUCCESS)
        rv = cnops_member_sort_end(work->sort, report_repeated, work);
    work->result->rows = work->reader->rows;
    work->result->refused = work->reader->refused;
    work->result->empty = work->reader->empty;
    return rv;
}

/* --- staging --- */

/* *pbatch: cnops_import_row_t. Returns APR_EOF with the last rows, if any are left. */
static apr_status_t collect_batch(apr_array_header_t **pbatch, work_t *work)
{
    const char *key_id = cnops_keys_current(work->import->core->keys);
    int size = cnops_import_batch(work->staging);
    cnops_import_row_t row;
    apr_status_t rv;

    apr_pool_clear(work->batch_pool);
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
        cnops_import_reader_staged(work->reader, staged += batch->nelts);
    }
    if (rv != APR_SUCCESS || !APR_STATUS_IS_EOF(collected))
        return rv != APR_SUCCESS ? rv : collected;
    /* Members whose rows were lost on the way must not be closed as absent. */
    return staged == work->reader->kept ? APR_SUCCESS : CNOPS_EMALFORMED;
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
    result->kept_absent = import->full && (result->refused > 0 || work->reader->kept == 0);
    return stage_and_switch(work);
}

apr_status_t cnops_members_import(cnops_members_result_t *presult,
                                  const cnops_members_import_t *import, apr_pool_t *pool)
{
    work_t work = {.import = import, .result = presult, .pool = pool};
    apr_status_t rv;
    bool good;

    *presult = (cnops_members_result_t){0};
    work.sort = cnops_member_sort_make(import->dir, pool);
    work.reader = cnops_import_reader_make(&import->input, &cnops_member_table, pool);
    apr_pool_create(&work.batch_pool, pool);
    rv = cnops_import_reader_header(&good, work.reader);
    presult->header_refused = !good;
    if (rv == APR_SUCCESS && good)
        rv = read_and_write(&work);
    apr_pool_destroy(work.batch_pool);
    return rv;
}
