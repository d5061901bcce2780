/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A streaming CSV reader. Its memory does not grow with the file, and it knows the line and
 * column of every fault.
 *
 * Floor: base. Threads: a reader belongs to one thread. Source: RFC 4180. */
#ifndef CNOPS_BASE_CSV_H
#define CNOPS_BASE_CSV_H

#include <apr_pools.h>

#define CNOPS_CSV_COLUMNS_MAX 64
#define CNOPS_CSV_ROW_MAX     65536 /* bytes of one row, quotes and escapes included */

typedef struct cnops_csv_t cnops_csv_t;

/* Reads up to *plen bytes into buffer and sets *plen to the number read. APR_EOF at the end
 * of the input. */
typedef apr_status_t (*cnops_csv_read_fn)(void *self, char *buffer, apr_size_t *plen);

typedef struct cnops_csv_row_t {
    int count;          /* cells */
    const char **cells; /* unquoted, NUL-terminated, valid until the next call */
    apr_int64_t line;   /* where the row begins, 1-based */
    apr_int64_t offset; /* bytes consumed so far, for a progress bar */
    const char *fault;  /* a code, or NULL; with a fault the cells must not be used */
    int fault_column;   /* characters from the start of the row to the fault, 1-based */
} cnops_csv_row_t;

cnops_csv_t *cnops_csv_make(cnops_csv_read_fn read, void *self, apr_pool_t *pool);

/* Returns the next row, also a faulty one (see its fault). Skips a BOM at the start and
 * empty lines; CRLF and LF both end a line. Faults: bad_utf8, has_nul, stray_quote,
 * stray_return (CR without LF), open_quote, row_too_long, too_many_columns. After a fault of
 * quoting or length the reader continues at the line after the first line of the row, so
 * that a missing quote costs one row and not all rows after it.
 * Returns APR_EOF after the last row. After an error of the read function, this call and
 * every later one return that error. The row belongs to csv. */
apr_status_t cnops_csv_next(cnops_csv_row_t **pcsv_row, cnops_csv_t *csv);

#endif
