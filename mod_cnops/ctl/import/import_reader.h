/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads the file of an import: header, rows, faults and progress, for files of every kind.
 *
 * Floor: ctl. Threads: one. Memory: a few hundred rows. Secrets: cells are given on, and no fault
 * quotes one. */
#ifndef CNOPS_CTL_IMPORT_IMPORT_READER_H
#define CNOPS_CTL_IMPORT_IMPORT_READER_H

#include "base/csv.h"
#include "ctl/import/row_table.h"

/* In files of at least so many rows, an import that would change a column of more than so many
 * percent of them is refused: the file is more likely shifted than right. */
#define CNOPS_SHIFT_ROWS    100
#define CNOPS_SHIFT_PERCENT 20

/* Where the bytes come from, and who is told. */
typedef struct cnops_import_input_t {
    cnops_csv_read_fn read;
    void *read_self;
    /* Called for each fault of a row or of the header. column: its name, or "row". */
    void (*fault)(void *self, apr_int64_t line, const char *column, const char *reason);
    /* Called after each batch. offset: how much of the work is done, as if it were bytes of the
     * file that are done with. May be NULL. */
    void (*progress)(void *self, apr_int64_t offset);
    void *self;
} cnops_import_input_t;

typedef struct cnops_import_reader_t {
    const cnops_import_input_t *input;
    const cnops_row_table_t *table;
    cnops_csv_t *csv;
    cnops_row_places_t places;
    apr_int64_t rows;    /* read, faulty and empty ones included */
    apr_int64_t refused; /* of them */
    apr_int64_t empty;   /* of them: rows of empty cells, which are skipped */
    apr_int64_t kept;    /* of them: given on, and neither refused nor skipped later */
    apr_int64_t offset;  /* bytes read */
    apr_pool_t *pool;    /* of a batch; cleared before each */
} cnops_import_reader_t;

/* Takes a row without faults. values: as cnops_row_read. They live in pool, with some hundred
 * other rows at most. */
typedef apr_status_t (*cnops_import_take_fn)(void *self, const char *const *values,
                                             apr_int64_t line, apr_pool_t *pool);

cnops_import_reader_t *cnops_import_reader_make(const cnops_import_input_t *input,
                                                const cnops_row_table_t *table, apr_pool_t *pool);

/* *pgood: false where the header has faults. Otherwise the error of the input. */
apr_status_t cnops_import_reader_header(bool *pgood, cnops_import_reader_t *reader);

/* Gives all rows to take, but those that are refused or empty. Stops at the first error. */
apr_status_t cnops_import_reader_rows(cnops_import_reader_t *reader, cnops_import_take_fn take,
                                      void *self);

/* Refuses a row that was taken before. */
void cnops_import_reader_refuse(cnops_import_reader_t *reader, apr_int64_t line, const char *column,
                                const char *reason);

/* Tells something of a row that is not refused. */
void cnops_import_reader_remark(const cnops_import_reader_t *reader, apr_int64_t line,
                                const char *column, const char *remark);

/* Leaves out a row that was taken before, without a fault. */
void cnops_import_reader_skip(cnops_import_reader_t *reader);

/* Reports progress while rows are written; staged: of those that are kept. */
void cnops_import_reader_staged(const cnops_import_reader_t *reader, apr_int64_t staged);

#endif
