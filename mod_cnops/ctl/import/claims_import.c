/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/claims_import.h"

#include "base/date.h"
#include "ctl/import/batches.h"
#include "ctl/import/claim_merge.h"
#include "ctl/import/claim_sort.h"

#include <string.h>

typedef struct work_t {
    const cnops_claims_load_t *load;
    cnops_claims_result_t *result;
    cnops_import_reader_t *reader;
    cnops_claims_import_t *staging;
    cnops_claim_sort_t *sort; /* the rows that were read and not refused */
    cnops_claim_merge_t *merge;
    apr_time_t began_at;
    char last_day[CNOPS_DATE_LEN]; /* no claim can be received later */
    apr_pool_t *pool;
} work_t;

/* --- reading --- */

/* Only now is it known which day is possible, and which year is kept. */
static bool leave_out(work_t *work, const char *received_on, apr_int64_t line)
{
    if (strcmp(received_on, work->last_day) > 0) {
        cnops_import_reader_refuse(work->reader, line,
                                   cnops_claim_column_name(CNOPS_CLAIM_COLUMN_RECEIVED_ON),
                                   "after tomorrow");
        return true;
    }
    if (cnops_date_year(received_on) >= work->load->first_year)
        return false;
    cnops_import_reader_skip(work->reader);
    work->result->too_old++;
    return true;
}

static apr_status_t keep_row(void *self, const char *const *values, apr_int64_t line,
                             apr_pool_t *pool)
{
    work_t *work = self;
    cnops_claim_kept_t row = {.line = line};

    if (leave_out(work, values[CNOPS_CLAIM_COLUMN_RECEIVED_ON], line))
        return APR_SUCCESS;
    cnops_claim_row_seal(&row, work->load->core, values, work->began_at, pool);
    return cnops_claim_sort_put(work->sort, &row);
}

static void report_repeated(void *self, apr_int64_t line)
{
    cnops_import_reader_refuse(((work_t *)self)->reader, line,
                               cnops_claim_column_name(CNOPS_CLAIM_COLUMN_REFERENCE),
                               "an earlier row has the same");
}

static void report_unknown(void *self, apr_int64_t line)
{
    cnops_import_reader_refuse(((work_t *)self)->reader, line,
                               cnops_claim_column_name(CNOPS_CLAIM_COLUMN_IMMATRICULATION),
                               "no membership has it");
}

static apr_status_t find_memberships(void *self, apr_hash_t **pids,
                                     const apr_array_header_t *digests, apr_pool_t *pool)
{
    return cnops_claims_import_memberships(pids, ((work_t *)self)->staging, digests, pool);
}

/* Nothing is written, so another import may be at work meanwhile. */
static apr_status_t read_rows(work_t *work)
{
    cnops_claims_result_t *result = work->result;
    apr_status_t rv = cnops_import_reader_rows(work->reader, keep_row, work);

    if (rv == APR_SUCCESS)
        rv = cnops_claim_sort_end(work->sort, report_repeated, work);
    if (rv == APR_SUCCESS)
        rv = cnops_claim_sort_place(work->sort, find_memberships, report_unknown, work);
    result->rows = work->reader->rows;
    result->refused = work->reader->refused;
    result->empty = work->reader->empty;
    return rv;
}

/* --- staging --- */

static apr_status_t next_row(void *self, void *row, apr_pool_t *pool)
{
    const work_t *work = self;

    return cnops_claim_sort_next(row, work->sort, cnops_keys_current(work->load->core->keys), pool);
}

static apr_status_t stage_batch(void *self, const apr_array_header_t *batch, apr_pool_t *pool)
{
    const work_t *work = self;
    apr_status_t rv =
        cnops_claims_import_stage(work->staging, batch, cnops_claim_merge_rules(work->merge), pool);

    if (rv == APR_SUCCESS)
        cnops_claim_merge_count(work->merge);
    return rv;
}

static apr_status_t stage_rows(work_t *work)
{
    const cnops_batches_t batches = {.size = cnops_claims_import_batch(work->staging),
                                     .row_size = sizeof(cnops_claim_row_t),
                                     .next = next_row,
                                     .stage = stage_batch,
                                     .self = work};

    return cnops_batches_stage(&batches, work->reader, work->pool);
}

/* --- the whole --- */

static bool is_shifted(const work_t *work)
{
    const cnops_claims_load_t *load = work->load;
    apr_int64_t rows = work->result->rows - work->result->too_old;
    bool shifted = false;

    for (int i = 0; i < CNOPS_CLAIM_COLUMNS && rows >= CNOPS_SHIFT_ROWS; i++) {
        apr_int64_t changed = cnops_claim_merge_changed(work->merge, (cnops_claim_column_e)i);

        if (changed * 100 <= rows * CNOPS_SHIFT_PERCENT || changed <= load->allow_changing)
            continue;
        load->shifted(load->self, cnops_claim_column_name((cnops_claim_column_e)i), changed, rows);
        shifted = true;
    }
    return shifted;
}

static apr_status_t switch_rows(work_t *work)
{
    cnops_claims_result_t *result = work->result;

    result->counts = cnops_claims_import_counts(work->staging);
    if ((result->shifted = is_shifted(work)))
        return APR_SUCCESS;
    return cnops_claims_import_switch(work->staging, work->pool);
}

static apr_status_t stage_and_switch(work_t *work)
{
    apr_status_t ended, rv = cnops_claims_import_begin(work->staging, work->pool);
    cnops_claims_outcome_e outcome;

    if (rv != APR_SUCCESS)
        return rv;
    if ((rv = stage_rows(work)) == APR_SUCCESS)
        rv = switch_rows(work);
    /* Also after an error: deletes the staged rows, and lets another import begin. */
    ended = cnops_claims_import_end(work->staging, work->pool);
    outcome = cnops_claims_import_outcome(work->staging);
    work->result->switched = outcome == CNOPS_CLAIMS_SHOWN;
    work->result->is_unknown = outcome == CNOPS_CLAIMS_PERHAPS_SHOWN;
    return rv != APR_SUCCESS ? rv : ended;
}

/* A file without claims is more likely a broken export than a day without news, and must not make
 * the stored claims look fresh. */
static apr_status_t read_and_write(work_t *work)
{
    cnops_claims_result_t *result = work->result;
    apr_status_t rv =
        cnops_claims_import_is_other_key(&result->has_other_key, work->staging,
                                         cnops_keys_current(work->load->core->keys), work->pool);

    if (rv == APR_SUCCESS && !result->has_other_key)
        rv = read_rows(work);
    if (rv != APR_SUCCESS || result->has_other_key ||
        (result->refused > 0 && !work->load->keep_going))
        return rv;
    result->has_no_claims = work->reader->kept == 0;
    return result->has_no_claims ? APR_SUCCESS : stage_and_switch(work);
}

apr_status_t cnops_claims_load(cnops_claims_result_t *presult, const cnops_claims_load_t *load,
                               apr_pool_t *pool)
{
    const cnops_clock_t *clock = &load->core->clock;
    cnops_import_run_t run = {.id = load->run, .is_mysql = load->is_mysql, .clock = clock};
    work_t work = {.load = load, .result = presult, .pool = pool};
    apr_status_t rv;
    bool good;

    *presult = (cnops_claims_result_t){0};
    work.began_at = clock->now(clock->self);
    cnops_date_of(work.last_day, work.began_at + apr_time_from_sec(24 * 3600));
    work.sort = cnops_claim_sort_make(load->dir, pool);
    work.merge = cnops_claim_merge_make(load->core, pool);
    work.reader = cnops_import_reader_make(&load->input, &cnops_claim_table, pool);
    work.staging = cnops_claims_import_make(load->lease, &run, pool);
    rv = cnops_import_reader_header(&good, work.reader);
    presult->header_refused = !good;
    if (rv == APR_SUCCESS && good)
        rv = read_and_write(&work);
    return rv;
}
