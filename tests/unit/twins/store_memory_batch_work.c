/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The work on batches in memory. */
#include "store_memory_batches.h"

#include "base/errors.h"

#include <apr_strings.h>
#include <string.h>

static batch_entry_t *whose_turn(const store_memory_t *store, apr_time_t now)
{
    batch_entry_t *first = NULL;

    for (int i = 0; i < store->batches->nelts; i++) {
        batch_entry_t *entry = ENTRY(store, i);

        if (entry->waits && entry->batch.lease_until <= now &&
            (!first || entry->turn_at < first->turn_at))
            first = entry;
    }
    return first;
}

apr_status_t store_memory_batch_take(void *self, const cnops_batch_t **pbatch,
                                     const cnops_batch_lease_t *lease, apr_pool_t *pool)
{
    store_memory_t *store = self;
    batch_entry_t *entry;
    apr_status_t rv;

    *pbatch = NULL;
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, take))) != APR_SUCCESS)
        return rv;
    if ((entry = whose_turn(store, lease->now))) {
        entry->batch.lease_owner = apr_pstrdup(store->pool, lease->owner);
        entry->batch.lease_until = lease->until;
        entry->turn_at = lease->now;
        if (entry->batch.state == CNOPS_BATCH_QUEUED)
            entry->batch.state = CNOPS_BATCH_RUNNING;
    }
    *pbatch = store_memory_batch_give(entry, pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

apr_status_t store_memory_batch_chunk(void *self, const cnops_batch_chunk_t **pchunk,
                                      apr_int64_t batch_id, apr_int64_t seq, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *pchunk = NULL;
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, chunk))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->batch_chunks->nelts; i++) {
        const batch_chunk_entry_t *entry = CHUNK(store, i);
        cnops_batch_chunk_t *chunk;

        if (entry->batch_id != batch_id || entry->chunk.seq != seq)
            continue;
        chunk = apr_pmemdup(pool, &entry->chunk, sizeof *chunk);
        chunk->content_sealed = apr_pstrdup(pool, chunk->content_sealed);
        *pchunk = chunk;
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static bool has_digest(const store_memory_t *store, apr_int64_t batch_id, const char *digest)
{
    for (int i = 0; i < store->batch_rows->nelts; i++)
        if (LINE(store, i)->batch_id == batch_id &&
            strcmp(LINE(store, i)->content_digest, digest) == 0)
            return true;
    return false;
}

apr_status_t store_memory_batch_known(void *self, apr_array_header_t **plist, apr_int64_t batch_id,
                                      const apr_array_header_t *digests, apr_pool_t *pool)
{
    apr_status_t rv;

    *plist = apr_array_make(pool, 1, sizeof(const char *));
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, known))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < digests->nelts; i++) {
        const char *digest = APR_ARRAY_IDX(digests, i, const char *);

        if (has_digest(self, batch_id, digest))
            APR_ARRAY_PUSH(*plist, const char *) = apr_pstrdup(pool, digest);
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static void add_row(store_memory_t *store, const cnops_batch_turn_t *turn,
                    const cnops_batch_row_t *row)
{
    batch_row_entry_t *entry = apr_array_push(store->batch_rows);

    *entry = (batch_row_entry_t){.batch_id = turn->lease.batch_id,
                                 .line = row->line,
                                 .content_digest = apr_pstrdup(store->pool, row->content_digest),
                                 .at = turn->lease.now};
    if (row->write)
        store_memory_write_registration(store, &entry->registration_id, row->write);
}

static void add_fault(store_memory_t *store, const cnops_batch_turn_t *turn,
                      const cnops_batch_fault_t *fault)
{
    batch_fault_entry_t *entry = apr_array_push(store->batch_faults);

    *entry = (batch_fault_entry_t){
        turn->lease.batch_id, store_memory_batch_copy_fault(fault, store->pool), turn->lease.now};
}

static bool may_write_all(const store_memory_t *store, const apr_array_header_t *rows)
{
    for (int i = 0; i < rows->nelts; i++) {
        const cnops_registration_write_t *write = APR_ARRAY_IDX(rows, i, cnops_batch_row_t).write;

        if (write && !store_memory_may_write_registration(store, write))
            return false;
    }
    return true;
}

static apr_status_t settle(store_memory_t *store, const cnops_batch_turn_t *turn)
{
    batch_entry_t *entry = store_memory_batch_find(store, turn->lease.batch_id);

    if (!store_memory_batch_is_leased(entry, &turn->lease) || !entry->waits ||
        entry->batch.next_chunk != turn->seq || !may_write_all(store, turn->rows))
        return CNOPS_ECONFLICT;
    entry->batch.accepted += turn->rows->nelts;
    entry->batch.refused += turn->faults->nelts;
    entry->batch.next_chunk++;
    entry->batch.lease_until = turn->lease.until;
    for (int i = 0; i < turn->rows->nelts; i++)
        add_row(store, turn, &APR_ARRAY_IDX(turn->rows, i, cnops_batch_row_t));
    for (int i = 0; i < turn->faults->nelts; i++)
        add_fault(store, turn, &APR_ARRAY_IDX(turn->faults, i, cnops_batch_fault_t));
    for (int i = store->batch_chunks->nelts - 1; i >= 0 && turn->drop_chunk; i--)
        if (CHUNK(store, i)->batch_id == turn->lease.batch_id &&
            CHUNK(store, i)->chunk.seq == turn->seq)
            store_memory_remove(store->batch_chunks, i);
    return APR_SUCCESS;
}

apr_status_t store_memory_batch_settle(void *self, const cnops_batch_turn_t *turn, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, settle))) != APR_SUCCESS)
        return rv;
    rv = settle(self, turn);
    store_memory_end(self);
    return rv;
}

apr_status_t store_memory_batch_finish(void *self, const cnops_batch_lease_t *lease,
                                       cnops_batch_state_e state, const cnops_outbox_row_t *message,
                                       apr_pool_t *pool)
{
    store_memory_t *store = self;
    batch_entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, finish))) != APR_SUCCESS)
        return rv;
    entry = store_memory_batch_find(store, lease->batch_id);
    if (!store_memory_batch_is_leased(entry, lease) || !entry->waits) {
        rv = CNOPS_ECONFLICT;
    } else {
        entry->batch.state = state;
        entry->batch.done_at = lease->now;
        entry->waits = false;
        store_memory_batch_end_lease(entry);
        if (message)
            store_memory_queue(store, message);
    }
    store_memory_end(store);
    return rv;
}

apr_status_t store_memory_batch_release(void *self, const cnops_batch_lease_t *lease,
                                        apr_pool_t *pool)
{
    batch_entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, release))) != APR_SUCCESS)
        return rv;
    entry = store_memory_batch_find(self, lease->batch_id);
    if (store_memory_batch_is_leased(entry, lease))
        store_memory_batch_end_lease(entry);
    else
        rv = CNOPS_ECONFLICT;
    store_memory_end(self);
    return rv;
}
