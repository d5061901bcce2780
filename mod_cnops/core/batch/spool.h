/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of a batch as they wait: chunks of whole rows, as text. Files of every kind become the
 * same text, so the worker reads one form only.
 *
 *   chunk = *row
 *   row   = line US fault *(US cell) RS      a fault (a code), or "" and all cells
 *
 * US is 0x1F and RS is 0x1E. A cell that has one of them gets another control character in its
 * place, which no column accepts either.
 *
 * Floor: core. Threads: one at a time for a chunk. Secrets: a chunk is in clear here; its memory is
 * wiped with its pool. */
#ifndef CNOPS_CORE_BATCH_SPOOL_H
#define CNOPS_CORE_BATCH_SPOOL_H

#include "core/batch/cells.h"
#include "core/core.h"

/* A cell with more bytes is too long for every column (CNOPS_REGISTRATION_COLUMNS of them are
 * checked for that by a test). It is kept as one that is too long for every column, too. */
#define CNOPS_SPOOL_CELL_MAX 820
/* Bytes of a chunk before it is sealed: sealed, it is not over CNOPS_SEAL_MAX. The longest row fits
 * into it. */
#define CNOPS_SPOOL_CHUNK_MAX 11500

typedef struct cnops_spool_chunk_t {
    char *text; /* room for CNOPS_SPOOL_CHUNK_MAX bytes and a NUL */
    apr_size_t len;
    int rows;
} cnops_spool_chunk_t;

/* An empty chunk. */
cnops_spool_chunk_t *cnops_spool_chunk_make(apr_pool_t *pool);
/* Adds a row. False, and nothing is added, where it does not fit any more: into an empty chunk each
 * row fits. */
bool cnops_spool_add(cnops_spool_chunk_t *chunk, const cnops_batch_cells_t *row);
/* Empties the chunk and wipes its text. */
void cnops_spool_empty(cnops_spool_chunk_t *chunk);

/* Seals it for this place. NULL where the text is too long, which no chunk of ours is. */
const char *cnops_spool_seal(const cnops_core_t *core, const cnops_spool_chunk_t *chunk,
                             apr_int64_t batch_id, apr_int64_t seq, apr_pool_t *pool);
/* *plist: cnops_batch_cells_t. CNOPS_EFORGED or CNOPS_EMALFORMED for what is no chunk of ours. */
apr_status_t cnops_spool_open(apr_array_header_t **plist, const cnops_core_t *core,
                              apr_int64_t batch_id, const cnops_batch_chunk_t *chunk,
                              apr_pool_t *pool);

#endif
