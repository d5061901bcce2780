/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A batch of rows: compared with what is kept all at once, then written table by table.
 *
 * Floor: store, private to it. Callers: import.c. Threads: one. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_BATCH_H
#define CNOPS_STORE_IMPORT_IMPORT_BATCH_H

#include "store/import/import_row.h"
#include "store/import/import_sweep.h"

typedef struct cnops_import_batch_t {
    const apr_array_header_t *rows; /* cnops_import_row_t */
    apr_array_header_t *twice;      /* lines (apr_int64_t) whose number an earlier row has */
    apr_int64_t generation;         /* that the rows come with */
    apr_time_t started_at;
    cnops_import_ids_t *ids;      /* last_*: raised with each id given, also to what is lost */
    cnops_import_counts_t counts; /* closed: unused */
} cnops_import_batch_t;

/* Work of a transaction: sets twice and counts of the cnops_import_batch_t. */
apr_status_t cnops_import_batch_write(void *batch, cnops_unit_t *unit);

#endif
