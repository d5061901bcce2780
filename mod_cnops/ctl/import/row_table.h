/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads the header and the rows of a CSV file by a table of its columns.
 *
 * Floor: ctl. Threads: any. Source: contract.md §7. Secrets: cells are read here; a fault never
 * quotes one. */
#ifndef CNOPS_CTL_IMPORT_ROW_TABLE_H
#define CNOPS_CTL_IMPORT_ROW_TABLE_H

#include "ctl/import/cell_check.h"

#include <apr_tables.h>

#define CNOPS_ROW_COLUMNS_MAX 32

typedef struct cnops_row_column_t {
    const char *name;
    apr_size_t max; /* characters of a cell */
    bool required;  /* the cell may not be empty */
    cnops_cell_check_fn check;
    bool may_be_absent; /* the column; its cells count as empty then */
} cnops_row_column_t;

typedef struct cnops_row_table_t {
    const char *file; /* "members.csv" */
    const cnops_row_column_t *columns;
    int count; /* at most CNOPS_ROW_COLUMNS_MAX */
    /* Pushes the faults between cells, each of which is valid by itself. May be NULL. */
    void (*check_together)(const char *const *values, apr_array_header_t *faults);
} cnops_row_table_t;

/* A fault in a row or in the header. */
typedef struct cnops_row_fault_t {
    const char *column; /* name of the column, or "row" */
    const char *reason; /* never contains the value of the cell */
} cnops_row_fault_t;

void cnops_row_fault(apr_array_header_t *faults, const char *column, const char *reason);

/* Where the cells of a file are. */
typedef struct cnops_row_places_t {
    int cells;                     /* of a row */
    int of[CNOPS_ROW_COLUMNS_MAX]; /* the index of the cell of each column; -1: absent */
} cnops_row_places_t;

/* Columns may come in any order. An unknown, missing or repeated column is pushed to faults
 * (cnops_row_fault_t). So is another separator than the comma, once. */
void cnops_row_header_read(cnops_row_places_t *places, apr_array_header_t *faults,
                           const cnops_row_table_t *table, const char *const *cells, int count);

/* Reads and checks a row into values, one for each column of the table. No value is NULL; an empty
 * cell is "". Pushes every fault of the row, in the order of the columns; values may be used only
 * where there is none. */
void cnops_row_read(const char **values, apr_array_header_t *faults, const cnops_row_table_t *table,
                    const cnops_row_places_t *places, const char *const *cells, int count,
                    apr_pool_t *pool);

/* Whether all cells are empty. */
bool cnops_row_is_empty(const char *const *cells, int count, apr_pool_t *pool);

#endif
