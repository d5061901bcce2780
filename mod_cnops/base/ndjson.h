/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A streaming reader of JSON objects, one a line. Its memory does not grow with the file.
 *
 * Floor: base. Threads: a reader belongs to one thread. Source: github.com/ndjson/ndjson-spec. */
#ifndef CNOPS_BASE_NDJSON_H
#define CNOPS_BASE_NDJSON_H

#include "base/csv.h"
#include "base/tree.h"

#define CNOPS_NDJSON_ROW_MAX CNOPS_CSV_ROW_MAX /* bytes of one line */

typedef struct cnops_ndjson_t cnops_ndjson_t;

typedef struct cnops_ndjson_row_t {
    apr_int64_t line;           /* 1-based; empty lines count, and are skipped */
    const char *fault;          /* row_too_long or bad_json; NULL: none */
    const cnops_tree_t *object; /* valid until the next call; NULL with a fault */
} cnops_ndjson_row_t;

/* read: as for CSV. */
cnops_ndjson_t *cnops_ndjson_make(cnops_csv_read_fn read, void *self, apr_pool_t *pool);

/* Returns the next row, also a faulty one. Lines end with LF or CRLF; a BOM at the start is
 * skipped. What is no object is bad_json, and so is an object that has a name twice. Returns
 * APR_EOF after the last row, or the error of the read function from then on. The row belongs to
 * ndjson; its texts are wiped by the next call. */
apr_status_t cnops_ndjson_next(const cnops_ndjson_row_t **prow, cnops_ndjson_t *ndjson);

#endif
