/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Runs statements that read or write many rows at once. With one statement for each row, an import
 * would spend most of its time on round trips to the server.
 *
 * Floor: store, private to it. Threads: the thread of the unit. */
#ifndef CNOPS_STORE_BULK_H
#define CNOPS_STORE_BULK_H

#include "store/dbd.h"

/* The same INSERT for one row and for CNOPS_SQL_ROWS rows. */
typedef struct cnops_bulk_t {
    cnops_statement_e one, many;
    int columns; /* arguments of one row */
} cnops_bulk_t;

/* An empty list for the arguments of rows or for keys: const void *, as in CNOPS_ARGS. */
apr_array_header_t *cnops_bulk_args(apr_pool_t *pool);

/* Adds the count arguments of one row to args. */
void cnops_bulk_push(apr_array_header_t *args, const void *const *row, int count);

/* Writes all rows of args, in which the arguments of one row follow those of the row before. Errors
 * as for cnops_unit_execute. */
apr_status_t cnops_bulk_insert(cnops_unit_t *unit, const cnops_bulk_t *bulk,
                               const apr_array_header_t *args);

/* Reads the rows of all keys (as in CNOPS_ARGS); many takes CNOPS_SQL_ROWS keys at a time. Errors
 * as for cnops_unit_select. */
apr_status_t cnops_bulk_select(cnops_unit_t *unit, cnops_statement_e many,
                               const apr_array_header_t *keys, cnops_row_fn each, void *self);

/* The same for a statement that writes the rows of keys. */
apr_status_t cnops_bulk_update(cnops_unit_t *unit, cnops_statement_e many,
                               const apr_array_header_t *keys);

#endif
