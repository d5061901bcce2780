/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Works off the rows of batches: each row is checked and, unless the batch is a trial or a preview,
 * becomes a registration. One faulty row costs no other row anything.
 *
 * A row that has the year and CINE of an earlier row of its batch is refused as a duplicate; one
 * that has those of a registration changes it (core/registration/registration.h).
 *
 * Floor: core. Threads: a worker belongs to one; many may work at once, on different batches.
 * Secrets: rows are in clear in the pool of a chunk, and are wiped with it. */
#ifndef CNOPS_CORE_BATCH_WORK_H
#define CNOPS_CORE_BATCH_WORK_H

#include "core/core.h"

typedef struct cnops_batch_worker_t {
    const cnops_core_t *core;
    const char *owner; /* of leases: another one for each process, also after a restart */
    /* True: the worker must stop after the chunk at hand. May be NULL. */
    bool (*stopping)(void *self);
    void *self;
} cnops_batch_worker_t;

/* The bound of one turn, after which the next batch has its turn. */
#define CNOPS_BATCH_TURN_CHUNKS 16

/* Works on the batch whose turn it is: at most CNOPS_BATCH_TURN_CHUNKS chunks, or to its end.
 * *pmore: there may be more to do. A batch with a chunk that does not open is failed, and the
 * reason is returned once: CNOPS_EFORGED or CNOPS_EMALFORMED. */
apr_status_t cnops_batch_work(bool *pmore, const cnops_batch_worker_t *worker, apr_pool_t *pool);

#endif
