/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How rows come into a batch. They are sealed and written as they come, a few kilobytes at a time,
 * so memory does not grow with the file. Until the end nobody sees the batch; where its sender
 * breaks off, or its process is killed, it is forgotten.
 *
 * A whole body is taken by core/batch/taking.h. What is here is for forms, and for files that
 * somebody else reads.
 *
 * Floor: core. Threads: one at a time. Secrets: clear rows are in memory until their chunk is
 * sealed; they are wiped then. */
#ifndef CNOPS_CORE_BATCH_INTAKE_H
#define CNOPS_CORE_BATCH_INTAKE_H

#include "core/batch/cells.h"
#include "core/core.h"

typedef struct cnops_batch_opening_t {
    apr_int64_t establishment_id;
    apr_int64_t officer_id; /* 0: it comes through the API */
    cnops_batch_kind_e kind;
    bool is_trial;                /* check it and write nothing */
    bool is_preview;              /* wait for cnops_batch_send */
    const char *idempotency_hash; /* of its idempotency key; NULL: none */
} cnops_batch_opening_t;

typedef struct cnops_batch_intake_t cnops_batch_intake_t;

/* CNOPS_EDUPLICATE where the establishment has a batch with this idempotency key. */
apr_status_t cnops_batch_open(cnops_batch_intake_t **pintake, const cnops_core_t *core,
                              const cnops_batch_opening_t *opening, apr_pool_t *pool);
/* Lines grow from row to row. A row of empty cells is left out. After an error only
 * cnops_batch_drop may follow. */
apr_status_t cnops_batch_add(cnops_batch_intake_t *intake, const cnops_batch_cells_t *row);
/* What is kept of a body beside its rows: bytes, and the keyed digest by which it is known again
 * (under the current key). */
void cnops_batch_note_body(cnops_batch_intake_t *intake, apr_int64_t bytes, const char *digest);
/* How many rows it has so far. */
apr_int64_t cnops_batch_row_count(const cnops_batch_intake_t *intake);
/* The batch is complete: work on it begins soon. */
apr_status_t cnops_batch_close(const cnops_batch_t **pbatch, cnops_batch_intake_t *intake);
/* Forgets the batch. */
void cnops_batch_drop(cnops_batch_intake_t *intake);

#endif
