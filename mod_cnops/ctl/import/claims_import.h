/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Imports claims. First the whole file is read, checked, sealed and sorted, and the membership of
 * each row is looked up; where rows are refused, nothing is written. Then the rows are staged in
 * batches. At the end the database switches to them.
 *
 * Floor: ctl. Threads: one. Memory: one batch and that of ctl/import/claim_sort.h, which does not
 * grow with the file. */
#ifndef CNOPS_CTL_IMPORT_CLAIMS_IMPORT_H
#define CNOPS_CTL_IMPORT_CLAIMS_IMPORT_H

#include "core/core.h"
#include "ctl/import/import_reader.h"
#include "store/import/claims_import.h"

typedef struct cnops_claims_load_t {
    const cnops_core_t *core;
    const cnops_lease_t *lease;
    bool is_mysql;
    const char *run; /* unique id of this import, 32 hex characters */
    const char *dir; /* for temporary files */
    cnops_import_input_t input;
    /* Rows that were received in an earlier year are skipped: the purge would delete such claims
     * every night, and every import would add them again. 0: none. */
    int first_year;
    bool keep_going;            /* import the good rows even where others are refused */
    apr_int64_t allow_changing; /* so many rows may change in one column, whatever their share */
    /* Called for each column that would change in too many rows. */
    void (*shifted)(void *self, const char *column, apr_int64_t changed, apr_int64_t rows);
    void *self; /* of shifted */
} cnops_claims_load_t;

typedef struct cnops_claims_result_t {
    cnops_import_counts_t counts;
    apr_int64_t rows;    /* rows read, faulty and empty ones included */
    apr_int64_t refused; /* rows refused */
    apr_int64_t empty;   /* rows of empty cells, which are skipped */
    apr_int64_t too_old; /* rows of years before first_year, which are skipped */
    bool header_refused; /* no row was read */
    bool has_other_key;  /* nothing was read: stored claims have digests of another key */
    bool has_no_claims;  /* nothing was written: no row is left to import */
    bool shifted;        /* nothing was written: see cnops_claims_load_t.shifted */
    bool switched;       /* the tables have changed */
    bool is_unknown;     /* with an error: it is not known whether they have */
} cnops_claims_result_t;

/* Returns APR_SUCCESS also where nothing was written because of the rows: see *presult. Otherwise
 * the error of the input or of the store. */
apr_status_t cnops_claims_load(cnops_claims_result_t *presult, const cnops_claims_load_t *load,
                               apr_pool_t *pool);

#endif
