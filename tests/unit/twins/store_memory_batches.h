/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the two files of batches in memory share. Only they include it. */
#ifndef CNOPS_TWINS_STORE_MEMORY_BATCHES_H
#define CNOPS_TWINS_STORE_MEMORY_BATCHES_H

#include "store_memory_tables.h"

#define ENTRY(store, i) (&APR_ARRAY_IDX((store)->batches, i, batch_entry_t))
#define CHUNK(store, i) (&APR_ARRAY_IDX((store)->batch_chunks, i, batch_chunk_entry_t))
#define FAULT(store, i) (&APR_ARRAY_IDX((store)->batch_faults, i, batch_fault_entry_t))
#define LINE(store, i)  (&APR_ARRAY_IDX((store)->batch_rows, i, batch_row_entry_t))

/* A copy in pool; entry may be NULL. */
const cnops_batch_t *store_memory_batch_give(const batch_entry_t *entry, apr_pool_t *pool);
batch_entry_t *store_memory_batch_find(const store_memory_t *store, apr_int64_t id);
/* False also where there is no entry. */
bool store_memory_batch_is_leased(const batch_entry_t *entry, const cnops_batch_lease_t *lease);
void store_memory_batch_end_lease(batch_entry_t *entry);
cnops_batch_fault_t store_memory_batch_copy_fault(const cnops_batch_fault_t *fault,
                                                  apr_pool_t *pool);

/* The functions of workers. */
apr_status_t store_memory_batch_take(void *self, const cnops_batch_t **pbatch,
                                     const cnops_batch_lease_t *lease, apr_pool_t *pool);
apr_status_t store_memory_batch_chunk(void *self, const cnops_batch_chunk_t **pchunk,
                                      apr_int64_t batch_id, apr_int64_t seq, apr_pool_t *pool);
apr_status_t store_memory_batch_known(void *self, apr_array_header_t **plist, apr_int64_t batch_id,
                                      const apr_array_header_t *digests, apr_pool_t *pool);
apr_status_t store_memory_batch_settle(void *self, const cnops_batch_turn_t *turn,
                                       apr_pool_t *pool);
apr_status_t store_memory_batch_finish(void *self, const cnops_batch_lease_t *lease,
                                       cnops_batch_state_e state, const cnops_outbox_row_t *message,
                                       apr_pool_t *pool);
apr_status_t store_memory_batch_release(void *self, const cnops_batch_lease_t *lease,
                                        apr_pool_t *pool);

#endif
