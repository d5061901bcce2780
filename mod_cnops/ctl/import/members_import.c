/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/members_import.h"

#include "ctl/import/batches.h"
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
    apr_pool_t *pool;
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

static apr_status_t next_row(void *self, void *row, apr_pool_t *pool)
{
    const work_t *work = self;

    return cnops_member_sort_next(row, work->sort, cnops_keys_current(work->import->core->keys),
                                  pool);
}

static apr_status_t stage_batch(void *self, const apr_array_header_t *batch, apr_pool_t *pool)
{
    return cnops_import_stage(((work_t *)self)->staging, batch, pool);
}

static apr_status_t stage_rows(work_t *work)
{
    const cnops_batches_t batches = {.size = cnops_import_batch(work->staging),
                                     .row_size = sizeof(cnops_import_row_t),
                                     .next = next_row,
                                     .stage = stage_batch,
                                     .self = work};

    return cnops_batches_stage(&batches, work->reader, work->pool);
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
    rv = cnops_import_reader_header(&good, work.reader);
    presult->header_refused = !good;
    if (rv == APR_SUCCESS && good)
        rv = read_and_write(&work);
    return rv;
}
