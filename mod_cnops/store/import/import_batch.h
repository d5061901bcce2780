/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes a batch of rows: all rows are compared with what the database has, then the changes are
 * written table by table.
 *
 * Floor: store, private to it. Threads: a batch belongs to one thread. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_BATCH_H
#define CNOPS_STORE_IMPORT_IMPORT_BATCH_H

#include "store/import/import_row.h"
#include "store/import/import_sweep.h"

typedef struct cnops_import_batch_t {
    const apr_array_header_t *rows; /* cnops_import_row_t */
    bool remembers;                 /* the memberships of the rows, so that others can be closed */
    apr_int64_t generation;         /* the number of the versions that are written */
    apr_time_t started_at;          /* of the import */
    cnops_import_ids_t *ids;      /* last_*: raised for each new id. When the transaction fails, its
                                   * ids are not used again */
    cnops_import_counts_t counts; /* closed is not used */
    bool replaces;                /* a version that is shown gets a newer one */
} cnops_import_batch_t;

/* The work of one transaction (cnops_unit_fn). Sets counts and replaces of batch, which is a
 * cnops_import_batch_t. */
apr_status_t cnops_import_batch_write(void *batch, cnops_unit_t *unit);

#endif
