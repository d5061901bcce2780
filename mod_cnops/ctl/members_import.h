/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The whole of an import: a file read, checked and staged in batches, then switched.
 *
 * Floor: ctl. Callers: ctl/import_members.c, tests. Threads: one. Memory: of one batch, however
 * long the file. */
#ifndef CNOPS_CTL_MEMBERS_IMPORT_H
#define CNOPS_CTL_MEMBERS_IMPORT_H

#include "base/csv.h"
#include "core/core.h"
#include "store/import/import.h"

typedef struct cnops_members_import_t {
    const cnops_core_t *core;
    const cnops_lease_t *lease;
    bool is_mysql;
    const char *run; /* 32 hex, unique */
    cnops_csv_read_fn read;
    void *read_self;
    bool full;       /* close who is absent */
    bool keep_going; /* take the good rows */
    /* Told of each fault of a row or of the header. column: its name, or "row". */
    void (*fault)(void *self, apr_int64_t line, const char *column, const char *reason);
    /* Told after each batch how many bytes are read. May be NULL. */
    void (*progress)(void *self, apr_int64_t offset);
    void *self;
} cnops_members_import_t;

typedef struct cnops_members_result_t {
    cnops_import_counts_t counts;
    apr_int64_t rows;    /* read, faulty ones included */
    apr_int64_t refused; /* rows */
    bool header_refused; /* nothing else was looked at */
    bool switched;       /* the tables changed */
    bool kept_absent;    /* full was asked for, but nobody was closed: rows were refused (a
                          * refused row is no absent member), or the file has none */
} cnops_members_result_t;

/* APR_SUCCESS also where rows were refused and so nothing was written: the result tells.
 * Errors of the reader and the store as they come. */
apr_status_t cnops_members_import(cnops_members_result_t *presult,
                                  const cnops_members_import_t *import, apr_pool_t *pool);

#endif
