/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of the table of statements, which is in two files: statements.c has those that httpd
 * prepares, statements_import.c those of imports.
 *
 * Floor: store, private to it. Threads: read-only. */
#ifndef CNOPS_STORE_STATEMENT_ROWS_H
#define CNOPS_STORE_STATEMENT_ROWS_H

#include "store/statements.h"

typedef struct cnops_statement_row_t {
    const char *label;
    const char *sqlite;
    const char *mysql; /* NULL: as for SQLite */
} cnops_statement_row_t;

/* The statements from CNOPS_SQL_IMPORTS on. */
extern const cnops_statement_row_t cnops_import_statements[CNOPS_STATEMENTS - CNOPS_SQL_IMPORTS];

#endif
