/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* RFC 4180 reader: streaming, flat memory, knows line and column.
 *
 * Floor: base. Callers: ctl (imports), later pages (establishments' batches).
 * Threads: one reader, one thread. */
#ifndef CNOPS_BASE_CSV_H
#define CNOPS_BASE_CSV_H

#include <apr_pools.h>

#define CNOPS_CSV_COLUMNS_MAX 64
#define CNOPS_CSV_ROW_MAX     65536 /* bytes of one row, quotes and escapes included */

typedef struct cnops_csv_t cnops_csv_t;

/* Reads up to *plen bytes into buffer, sets *plen to what came; APR_EOF at the end. */
typedef apr_status_t (*cnops_csv_read_fn)(void *self, char *buffer, apr_size_t *plen);

typedef struct cnops_csv_row_t {
    int count;          /* cells */
    const char **cells; /* unquoted, NUL-terminated, valid until the next call */
    apr_int64_t line;   /* of the row's first byte, 1-based */
    apr_int64_t offset; /* bytes consumed so far, for a progress bar */
    const char *fault;  /* a code, or NULL; with a fault the cells are unusable */
    int fault_column;   /* of the fault: characters from the row's first, 1-based */
} cnops_csv_row_t;

cnops_csv_t *cnops_csv_make(cnops_csv_read_fn read, void *self, apr_pool_t *pool);

/* The next row, a faulty one included. A leading BOM is skipped, CRLF and LF are
 * both line ends, empty lines are skipped. Faults: bad_utf8, has_nul, stray_quote,
 * stray_return (CR without LF), open_quote, row_too_long, too_many_columns. After a
 * fault of quoting or length the reader goes on behind the row's first line, so that
 * one forgotten quote does not swallow the rows that follow.
 * APR_EOF after the last row; a read error as it comes, and again from then on. */
apr_status_t cnops_csv_next(cnops_csv_row_t **prow, cnops_csv_t *csv);

#endif
