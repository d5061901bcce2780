/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Imports registrations. First the whole file is read and checked; where rows are refused, nothing
 * is written. Then each row is compared with what is stored, which gives the changes. At the end
 * all changes are written in one transaction. Where somebody else has changed a registration
 * meanwhile, the rows are compared once more.
 *
 * Floor: ctl. Threads: one. Memory: does not grow with the file, but for one bit a line; what waits
 * is in temporary files, sealed. */
#ifndef CNOPS_CTL_IMPORT_REGISTRATIONS_IMPORT_H
#define CNOPS_CTL_IMPORT_REGISTRATIONS_IMPORT_H

#include "core/registration/registration.h"
#include "ctl/import/import_reader.h"
#include "store/import/import_run.h"

typedef struct cnops_registrations_load_t {
    const cnops_core_t *core;
    const char *dir; /* for temporary files */
    cnops_import_input_t input;
    /* Rows of an earlier academic year are skipped: the purge would delete them every night, and
     * every import would add them again. 0: none. */
    int first_year;
    bool keep_going;            /* import the good rows even where others are refused */
    apr_int64_t allow_changing; /* so many rows may change in one column, whatever their share */
    /* Called for each column that would change in too many rows. */
    void (*shifted)(void *self, const char *column, apr_int64_t changed, apr_int64_t rows);
    void *self; /* of shifted */
} cnops_registrations_load_t;

typedef struct cnops_registrations_result_t {
    cnops_import_counts_t counts;
    apr_int64_t rows;    /* rows read, faulty and empty ones included */
    apr_int64_t refused; /* rows refused */
    apr_int64_t empty;   /* rows of empty cells, which are skipped */
    apr_int64_t too_old; /* rows of years before first_year, which are skipped */
    bool header_refused; /* no row was read */
    bool shifted;        /* nothing was written: see cnops_registrations_load_t.shifted */
    bool written;        /* the database is as the file says */
} cnops_registrations_result_t;

/* Returns APR_SUCCESS also where nothing was written because of the rows: see *presult. Otherwise
 * the error of the input or of the store; CNOPS_ECONFLICT where others never stopped changing
 * registrations. */
apr_status_t cnops_registrations_load(cnops_registrations_result_t *presult,
                                      const cnops_registrations_load_t *load, apr_pool_t *pool);

#endif
