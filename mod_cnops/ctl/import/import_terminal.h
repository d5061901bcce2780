/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the operator sees of an import: faults, progress, result. And the file that it reads.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_IMPORT_IMPORT_TERMINAL_H
#define CNOPS_CTL_IMPORT_IMPORT_TERMINAL_H

#include "ctl/ctl.h"
#include "ctl/import/import_reader.h"
#include "ctl/progress.h"
#include "store/import/import_run.h"

typedef struct cnops_import_terminal_t {
    const cnops_ctl_t *ctl;
    apr_file_t *file;
    const char *name; /* of the file */
    apr_off_t size;
    cnops_progress_t progress;
} cnops_import_terminal_t;

/* Opens the file that the command's first operand names. Prints what is wrong. */
cnops_exit_e cnops_import_terminal_open(cnops_import_terminal_t *terminal, const cnops_ctl_t *ctl);

/* Reads that file, and prints faults and progress. */
cnops_import_input_t cnops_import_terminal_input(cnops_import_terminal_t *terminal);

/* Ends the progress bar. */
void cnops_import_terminal_clear(const cnops_import_terminal_t *terminal);

/* Prints that a file seems to be shifted: a column would change in so many of the rows. self is the
 * terminal. */
void cnops_import_terminal_shifted(void *self, const char *column, apr_int64_t changed,
                                   apr_int64_t rows);

/* *pallowed: the number of --allow-changing; 0 without it. Prints where it is none. */
cnops_exit_e cnops_import_terminal_allowed(apr_int64_t *pallowed, const cnops_ctl_t *ctl);

/* The folder for temporary files: TMPDIR, by default /var/tmp. Not /tmp, which may be memory: the
 * files are as large as the imported file several times. */
const char *cnops_import_terminal_dir(void);

typedef struct cnops_import_outcome_t {
    const char *what; /* "members" */
    cnops_import_counts_t counts;
    apr_int64_t rows, refused;
    apr_int64_t empty;          /* rows of empty cells, which were skipped */
    const apr_int64_t *too_old; /* rows that were skipped for their year; NULL: not counted */
    bool switched;              /* the tables have changed */
} cnops_import_outcome_t;

/* Prints the counts, with --json as an object. */
void cnops_import_terminal_print(const cnops_ctl_t *ctl, const cnops_import_outcome_t *outcome);

/* Prints why an import has failed. failure: error message of the database; "" where the database
 * had no error, which means that the file could not be read. */
cnops_exit_e cnops_import_terminal_fail(const cnops_ctl_t *ctl, apr_status_t rv,
                                        const char *failure);

/* Prints that rows were refused. */
cnops_exit_e cnops_import_terminal_refuse_rows(const cnops_ctl_t *ctl, apr_int64_t refused);

#endif
