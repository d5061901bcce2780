/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/registrations_import.h"

#include "base/errors.h"
#include "ctl/import/registration_row.h"
#include "ctl/import/row_lines.h"
#include "ctl/import/row_spool.h"

#include <apr_strings.h>
#include <string.h>

#define TRIES 3 /* of the comparison, where others change registrations meanwhile */

typedef struct work_t {
    const cnops_registrations_load_t *load;
    cnops_registrations_result_t *result;
    cnops_import_reader_t *reader;
    cnops_row_keys_t *keys;      /* of all rows that were not refused */
    cnops_row_lines_t *repeated; /* lines whose student and year an earlier row has */
    cnops_row_spool_t *rows;     /* that were not refused; repeated ones are left out later */
    cnops_row_spool_t *changes;  /* that the rows make */
    apr_int64_t changed[CNOPS_REGISTRATION_COLUMNS];
    cnops_registration_write_t write; /* that is being written */
    apr_int64_t done;                 /* rows that are compared, changes that are written */
    apr_pool_t *row_pool;             /* cleared before each row */
    apr_pool_t *pool;                 /* of the whole import */
} work_t;

/* --- reading --- */

static apr_status_t keep_row(void *self, const char *const *values, apr_int64_t line,
                             apr_pool_t *pool)
{
    work_t *work = self;
    const cnops_core_t *core = work->load->core;
    const char *texts[CNOPS_ROW_WAITS_TEXTS];
    cnops_registration_row_t row;
    apr_status_t rv;

    if (!cnops_registration_row_take(&row, work->reader, values, line, pool))
        return APR_SUCCESS;
    if (row.academic_year < work->load->first_year) {
        cnops_import_reader_skip(work->reader);
        work->result->too_old++;
        return APR_SUCCESS;
    }
    if (!cnops_registration_row_write(texts, core, &row, line, pool))
        return CNOPS_ETOOLARGE;
    rv = cnops_row_keys_put(work->keys, cnops_registration_row_key(core, &row, pool), line);
    return rv == APR_SUCCESS ? cnops_row_spool_put(work->rows, texts) : rv;
}

static void refuse_repeated(void *self, apr_int64_t line)
{
    cnops_import_reader_refuse(((work_t *)self)->reader, line,
                               cnops_registration_column_name(CNOPS_REGISTRATION_CINE),
                               "an earlier row has the same, for this year");
}

static apr_status_t read_rows(work_t *work)
{
    cnops_registrations_result_t *result = work->result;
    apr_status_t rv = cnops_import_reader_rows(work->reader, keep_row, work);

    if (rv == APR_SUCCESS)
        rv = cnops_row_keys_end(&work->repeated, work->keys, work->pool);
    if (rv == APR_SUCCESS)
        cnops_row_lines_each(work->repeated, refuse_repeated, work);
    result->rows = work->reader->rows;
    result->refused = work->reader->refused;
    result->empty = work->reader->empty;
    return rv;
}

/* --- comparing --- */

/* A shifted file changes what is known of students. What the insurer decides about them is left
 * out: a file of results changes the status of most rows, and is right. */
static bool is_students_own(int column)
{
    return column != CNOPS_REGISTRATION_STATE && column != CNOPS_REGISTRATION_RECEIVED_ON &&
           column != CNOPS_REGISTRATION_FAULTY;
}

static void count_changed(work_t *work, const cnops_registration_plan_t *plan,
                          const cnops_registration_row_t *row)
{
    const cnops_registration_record_t record = cnops_registration_record_of(row);

    for (int i = 0; plan->has_former && i < CNOPS_REGISTRATION_COLUMNS; i++) {
        const char *former =
            cnops_registration_record_cell(&plan->former, (cnops_registration_column_e)i);

        if (is_students_own(i) && strcmp(former, cnops_registration_record_cell(
                                                     &record, (cnops_registration_column_e)i)) != 0)
            work->changed[i]++;
    }
}

static apr_status_t keep_change(work_t *work, const cnops_registration_plan_t *plan)
{
    cnops_import_counts_t *counts = &work->result->counts;
    const char *texts[CNOPS_CHANGE_WAITS_TEXTS];

    if (plan->write.outcome == CNOPS_REGISTRATION_UNCHANGED) {
        counts->unchanged++;
        return APR_SUCCESS;
    }
    if (plan->write.outcome == CNOPS_REGISTRATION_ADDED)
        counts->added++;
    else
        counts->changed++;
    cnops_registration_change_write(texts, &plan->write, work->row_pool);
    return cnops_row_spool_put(work->changes, texts);
}

static apr_status_t compare_row(work_t *work, const char *const *texts)
{
    const cnops_core_t *core = work->load->core;
    cnops_registration_plan_t plan;
    cnops_registration_row_t row;
    apr_status_t rv = cnops_registration_row_read(&row, core, texts, work->row_pool);

    if (rv == APR_SUCCESS)
        rv = cnops_registration_plan(&plan, core, &row, CNOPS_REGISTRATION_INSURER, work->row_pool);
    if (rv != APR_SUCCESS)
        return rv;
    count_changed(work, &plan, &row);
    return keep_change(work, &plan);
}

/* Comparing takes about half of the time that is left after reading. */
static void show_progress(work_t *work)
{
    if (++work->done % 500 == 0)
        cnops_import_reader_staged(work->reader, work->done / 2);
}

static apr_status_t compare_all(work_t *work)
{
    const char **texts;
    apr_status_t rv = cnops_row_spool_rewind(work->rows);

    if (rv == APR_SUCCESS)
        rv = cnops_row_spool_clear(work->changes);
    work->result->counts = (cnops_import_counts_t){0};
    memset(work->changed, 0, sizeof work->changed);
    work->done = 0;
    while (rv == APR_SUCCESS) {
        apr_pool_clear(work->row_pool);
        rv = cnops_row_spool_next(&texts, work->rows, work->row_pool);
        if (rv == APR_SUCCESS &&
            !cnops_row_lines_has(work->repeated, apr_atoi64(texts[CNOPS_ROW_WAITS_LINE]))) {
            rv = compare_row(work, texts);
            show_progress(work);
        }
    }
    return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
}

static bool is_shifted(const work_t *work)
{
    const cnops_registrations_load_t *load = work->load;
    apr_int64_t rows = work->result->rows - work->result->too_old;
    bool shifted = false;

    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS && rows >= CNOPS_SHIFT_ROWS; i++) {
        apr_int64_t changed = work->changed[i];

        if (changed * 100 <= rows * CNOPS_SHIFT_PERCENT || changed <= load->allow_changing)
            continue;
        load->shifted(load->self, cnops_registration_column_name((cnops_registration_column_e)i),
                      changed, rows);
        shifted = true;
    }
    return shifted;
}

/* --- writing --- */

static apr_status_t next_change(void *self, const cnops_registration_write_t **pwrite,
                                bool is_first)
{
    work_t *work = self;
    const char **texts;
    apr_status_t rv = is_first ? cnops_row_spool_rewind(work->changes) : APR_SUCCESS;

    *pwrite = NULL;
    apr_pool_clear(work->row_pool);
    if (rv == APR_SUCCESS)
        rv = cnops_row_spool_next(&texts, work->changes, work->row_pool);
    if (rv != APR_SUCCESS)
        return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
    cnops_registration_change_read(&work->write, texts);
    *pwrite = &work->write;
    show_progress(work);
    return APR_SUCCESS;
}

static apr_status_t compare_and_write(work_t *work)
{
    cnops_registrations_source_t source = {next_change, work};
    apr_status_t rv = compare_all(work);

    if (rv != APR_SUCCESS || (work->result->shifted = is_shifted(work)))
        return rv;
    if (work->result->counts.added + work->result->counts.changed > 0)
        rv = cnops_registrations_write_all(work->load->core, &source, work->pool);
    work->result->written = rv == APR_SUCCESS;
    return rv;
}

static apr_status_t import(work_t *work)
{
    apr_status_t rv = read_rows(work);

    if (rv != APR_SUCCESS || (work->result->refused > 0 && !work->load->keep_going))
        return rv;
    rv = CNOPS_ECONFLICT;
    for (int i = 0; rv == CNOPS_ECONFLICT && i < TRIES; i++)
        rv = compare_and_write(work);
    return rv;
}

apr_status_t cnops_registrations_load(cnops_registrations_result_t *presult,
                                      const cnops_registrations_load_t *load, apr_pool_t *pool)
{
    work_t work = {.load = load, .result = presult, .pool = pool};
    bool good = false;
    apr_status_t rv;

    *presult = (cnops_registrations_result_t){0};
    apr_pool_create(&work.row_pool, pool);
    work.reader = cnops_import_reader_make(&load->input, cnops_registration_table(pool), pool);
    work.keys = cnops_row_keys_make(load->dir, pool);
    if ((rv = cnops_row_spool_make(&work.rows, load->dir, CNOPS_ROW_WAITS_TEXTS, pool)) !=
            APR_SUCCESS ||
        (rv = cnops_row_spool_make(&work.changes, load->dir, CNOPS_CHANGE_WAITS_TEXTS, pool)) !=
            APR_SUCCESS)
        return rv;
    rv = cnops_import_reader_header(&good, work.reader);
    presult->header_refused = !good;
    if (rv == APR_SUCCESS && good)
        rv = import(&work);
    apr_pool_destroy(work.row_pool);
    return rv;
}
