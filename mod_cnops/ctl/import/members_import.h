/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Imports members. First the whole file is read, checked, sealed and sorted; where rows are
 * refused, the database is not touched. Then the rows are staged in batches. At the end the
 * database switches to them.
 *
 * Floor: ctl. Threads: one. Memory: one batch and that of ctl/import/member_sort.h, which does not
 * grow with the file. */
#ifndef CNOPS_CTL_IMPORT_MEMBERS_IMPORT_H
#define CNOPS_CTL_IMPORT_MEMBERS_IMPORT_H

#include "core/core.h"
#include "ctl/import/import_reader.h"
#include "store/import/import.h"

typedef struct cnops_members_import_t {
    const cnops_core_t *core;
    const cnops_lease_t *lease;
    bool is_mysql;
    const char *run; /* unique id of this import, 32 hex characters */
    const char *dir; /* for temporary files */
    cnops_import_input_t input;
    bool full;       /* close members that are absent from the file */
    bool keep_going; /* import the good rows even where others are refused */
} cnops_members_import_t;

typedef struct cnops_members_result_t {
    cnops_import_counts_t counts;
    apr_int64_t rows;    /* rows read, faulty ones included */
    apr_int64_t refused; /* rows refused */
    apr_int64_t empty;   /* rows of empty cells, which are skipped */
    bool header_refused; /* no row was read */
    bool switched;       /* the tables have changed */
    /* full was given, but no member was closed: the file has no rows, or some were refused and
     * their members would have counted as absent. */
    bool kept_absent;
} cnops_members_result_t;

/* Returns APR_SUCCESS also where rows were refused and therefore nothing was written: see
 * *presult. Otherwise the error of the reader or of the store. */
apr_status_t cnops_members_import(cnops_members_result_t *presult,
                                  const cnops_members_import_t *import, apr_pool_t *pool);

#endif
