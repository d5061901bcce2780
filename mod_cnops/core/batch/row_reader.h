/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads the rows of a body, CSV or NDJSON, as they come.
 *
 * Floor: core. Threads: one. Memory: some hundred kilobytes, whatever the length of the body.
 * Secrets: cells are given on, and no fault has one. */
#ifndef CNOPS_CORE_BATCH_ROW_READER_H
#define CNOPS_CORE_BATCH_ROW_READER_H

#include "base/csv.h"
#include "core/batch/cells.h"
#include "core/core.h"

typedef struct cnops_row_reader_t cnops_row_reader_t;

cnops_row_reader_t *cnops_row_reader_make(cnops_batch_kind_e kind, cnops_csv_read_fn read,
                                          void *self, apr_pool_t *pool);

/* Reads the header, which NDJSON does not have; before the first row. Columns may come in any
 * order. received_on may be absent: no establishment says it. *pcode and *pcolumn: as in
 * cnops_batch_taken_t; *pcode NULL: the header is right. Otherwise the error of read. */
apr_status_t cnops_row_reader_header(const char **pcode, const char **pcolumn,
                                     cnops_row_reader_t *reader, apr_pool_t *pool);

/* The next row, also one that cannot be read (its fault). Cells live until the next call. APR_EOF
 * after the last one; otherwise the error of read. */
apr_status_t cnops_row_reader_next(cnops_batch_cells_t *prow, cnops_row_reader_t *reader);

#endif
