/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The last pass of an import: the rows that were read and sorted are staged in batches.
 *
 * Floor: ctl. Threads: one. Memory: one batch. */
#ifndef CNOPS_CTL_IMPORT_BATCHES_H
#define CNOPS_CTL_IMPORT_BATCHES_H

#include "ctl/import/import_reader.h"

#include <apr_tables.h>

typedef struct cnops_batches_t {
    int size;            /* rows of a batch */
    apr_size_t row_size; /* bytes of a row in memory */
    /* Sets *row, whose texts are in pool. APR_EOF where none is left. */
    apr_status_t (*next)(void *self, void *row, apr_pool_t *pool);
    /* rows: those of one batch; none in the last one where the one before was full. */
    apr_status_t (*stage)(void *self, const apr_array_header_t *rows, apr_pool_t *pool);
    void *self; /* of both */
} cnops_batches_t;

/* Stages all rows, and tells the reader how far it is. CNOPS_EMALFORMED where there are fewer than
 * the reader has kept: those that were lost on the way must not count as absent from the file. */
apr_status_t cnops_batches_stage(const cnops_batches_t *batches, cnops_import_reader_t *reader,
                                 apr_pool_t *pool);

#endif
