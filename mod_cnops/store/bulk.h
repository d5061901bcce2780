/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Statements of many rows: a row of its own costs more on the way to a server and back
 * than in its tables.
 *
 * Floor: store, private to it. Callers: imports. Threads: that of the unit. */
#ifndef CNOPS_STORE_BULK_H
#define CNOPS_STORE_BULK_H

#include "store/dbd.h"

/* One INSERT in its two lengths. */
typedef struct cnops_bulk_t {
    cnops_statement_e one, many;
    int columns; /* arguments of a row */
} cnops_bulk_t;

/* For the arguments of rows, or for keys: const void *, as CNOPS_ARGS has them. */
apr_array_header_t *cnops_bulk_args(apr_pool_t *pool);
void cnops_bulk_push(apr_array_header_t *args, const void *const *row, int count);

/* Writes the rows whose arguments follow each other in args; errors as cnops_unit_execute. */
apr_status_t cnops_bulk_insert(cnops_unit_t *unit, const cnops_bulk_t *bulk,
                               const apr_array_header_t *args);

/* Rows of all keys (const char *), of which the statement takes CNOPS_SQL_ROWS; errors as
 * cnops_unit_select. */
apr_status_t cnops_bulk_select(cnops_unit_t *unit, cnops_statement_e many,
                               const apr_array_header_t *keys, cnops_row_fn each, void *self);

#endif
