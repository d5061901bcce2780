/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The work on batches: the functions of cnops_store_batches that workers call. What each promises:
 * core/ports/batches.h.
 *
 * Floor: store, private to it. Threads: any. */
#ifndef CNOPS_STORE_BATCH_WORK_H
#define CNOPS_STORE_BATCH_WORK_H

#include "store/families.h"

apr_status_t cnops_batch_work_take(void *self, const cnops_batch_t **pbatch,
                                   const cnops_batch_lease_t *lease, apr_pool_t *pool);
apr_status_t cnops_batch_work_chunk(void *self, const cnops_batch_chunk_t **pchunk,
                                    apr_int64_t batch_id, apr_int64_t seq, apr_pool_t *pool);
apr_status_t cnops_batch_work_known(void *self, apr_array_header_t **plist, apr_int64_t batch_id,
                                    const apr_array_header_t *digests, apr_pool_t *pool);
apr_status_t cnops_batch_work_settle(void *self, const cnops_batch_turn_t *turn, apr_pool_t *pool);
apr_status_t cnops_batch_work_finish(void *self, const cnops_batch_lease_t *lease,
                                     cnops_batch_state_e state, const cnops_outbox_row_t *message,
                                     apr_pool_t *pool);
apr_status_t cnops_batch_work_release(void *self, const cnops_batch_lease_t *lease,
                                      apr_pool_t *pool);

#endif
