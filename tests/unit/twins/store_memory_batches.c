/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Batches, with their chunks, rows and faults. */
#include "store_memory_batches.h"
#include "base/errors.h"

#include <apr_strings.h>
#include <string.h>

static cnops_batch_t copy_batch(const cnops_batch_t *batch, apr_pool_t *pool)
{
    cnops_batch_t copy = *batch;

    copy.reference = apr_pstrdup(pool, batch->reference);
    copy.key_id = apr_pstrdup(pool, batch->key_id);
    copy.body_digest = apr_pstrdup(pool, batch->body_digest);
    copy.idempotency_hash = apr_pstrdup(pool, batch->idempotency_hash);
    copy.lease_owner = apr_pstrdup(pool, batch->lease_owner);
    return copy;
}

const cnops_batch_t *store_memory_batch_give(const batch_entry_t *entry, apr_pool_t *pool)
{
    cnops_batch_t copy;

    if (!entry)
        return NULL;
    copy = copy_batch(&entry->batch, pool);
    return apr_pmemdup(pool, &copy, sizeof copy);
}

batch_entry_t *store_memory_batch_find(const store_memory_t *store, apr_int64_t id)
{
    for (int i = 0; i < store->batches->nelts; i++)
        if (ENTRY(store, i)->batch.id == id)
            return ENTRY(store, i);
    return NULL;
}

bool store_memory_batch_is_leased(const batch_entry_t *entry, const cnops_batch_lease_t *lease)
{
    return entry && strcmp(entry->batch.lease_owner, lease->owner) == 0 &&
           entry->batch.lease_until > lease->now;
}

void store_memory_batch_end_lease(batch_entry_t *entry)
{
    entry->batch.lease_owner = "";
    entry->batch.lease_until = 0;
}

/* --- receiving --- */

static batch_entry_t *by_hash(const store_memory_t *store, apr_int64_t establishment_id,
                              const char *hash)
{
    for (int i = 0; i < store->batches->nelts; i++) {
        const cnops_batch_t *batch = &ENTRY(store, i)->batch;

        if (batch->establishment_id == establishment_id && hash && batch->idempotency_hash &&
            strcmp(batch->idempotency_hash, hash) == 0)
            return ENTRY(store, i);
    }
    return NULL;
}

static apr_status_t batch_insert(void *self, apr_int64_t *pid, const cnops_batch_t *batch,
                                 apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    *pid = 0;
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, insert))) != APR_SUCCESS)
        return rv;
    if (by_hash(store, batch->establishment_id, batch->idempotency_hash)) {
        rv = CNOPS_EDUPLICATE;
    } else {
        batch_entry_t *entry = apr_array_push(store->batches);

        *entry = (batch_entry_t){.batch = copy_batch(batch, store->pool)};
        entry->batch.id = *pid = ++store->last_id;
        entry->batch.state = CNOPS_BATCH_RECEIVING;
        entry->batch.body_digest = "";
        entry->batch.rows = entry->batch.accepted = entry->batch.refused = entry->batch.bytes = 0;
        entry->batch.done_at = entry->batch.next_chunk = 0;
    }
    store_memory_end(store);
    return rv;
}

static void add_chunk(store_memory_t *store, apr_int64_t batch_id, const cnops_batch_chunk_t *chunk)
{
    batch_chunk_entry_t *entry = apr_array_push(store->batch_chunks);

    *entry = (batch_chunk_entry_t){batch_id, *chunk};
    entry->chunk.content_sealed = apr_pstrdup(store->pool, chunk->content_sealed);
}

static apr_status_t batch_add_chunks(void *self, const cnops_batch_lease_t *lease,
                                     const apr_array_header_t *chunks, apr_pool_t *pool)
{
    store_memory_t *store = self;
    batch_entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, add_chunks))) != APR_SUCCESS)
        return rv;
    entry = store_memory_batch_find(store, lease->batch_id);
    if (!store_memory_batch_is_leased(entry, lease) || entry->batch.state != CNOPS_BATCH_RECEIVING)
        rv = CNOPS_ECONFLICT;
    else
        entry->batch.lease_until = lease->until;
    for (int i = 0; i < chunks->nelts && rv == APR_SUCCESS; i++)
        add_chunk(store, lease->batch_id, &APR_ARRAY_IDX(chunks, i, cnops_batch_chunk_t));
    store_memory_end(store);
    return rv;
}

static apr_status_t batch_received(void *self, const cnops_batch_t *batch, apr_pool_t *pool)
{
    store_memory_t *store = self;
    batch_entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, received))) != APR_SUCCESS)
        return rv;
    entry = store_memory_batch_find(store, batch->id);
    if (!entry || entry->batch.state != CNOPS_BATCH_RECEIVING ||
        strcmp(entry->batch.lease_owner, batch->lease_owner) != 0) {
        rv = CNOPS_ECONFLICT;
    } else {
        entry->batch.state = batch->state;
        entry->batch.rows = batch->rows;
        entry->batch.bytes = batch->bytes;
        entry->batch.key_id = apr_pstrdup(store->pool, batch->key_id);
        entry->batch.body_digest = apr_pstrdup(store->pool, batch->body_digest);
        entry->waits = true;
        store_memory_batch_end_lease(entry);
    }
    store_memory_end(store);
    return rv;
}

#define DROP(rows, ROW)                                                                            \
    static int drop_##rows(store_memory_t *store, apr_int64_t batch_id, int max)                   \
    {                                                                                              \
        int count = 0;                                                                             \
                                                                                                   \
        for (int i = store->batch_##rows->nelts - 1; i >= 0 && count < max; i--) {                 \
            if (ROW(store, i)->batch_id != batch_id)                                               \
                continue;                                                                          \
            store_memory_remove(store->batch_##rows, i);                                           \
            count++;                                                                               \
        }                                                                                          \
        return count;                                                                              \
    }

DROP(chunks, CHUNK)
DROP(rows, LINE)
DROP(faults, FAULT)

static apr_status_t forget(store_memory_t *store, const cnops_batch_lease_t *lease)
{
    for (int i = 0; i < store->batches->nelts; i++) {
        const cnops_batch_t *batch = &ENTRY(store, i)->batch;

        if (batch->id != lease->batch_id || batch->state != CNOPS_BATCH_RECEIVING ||
            (strcmp(batch->lease_owner, lease->owner) != 0 && batch->lease_until > lease->now))
            continue;
        store_memory_remove(store->batches, i);
        drop_chunks(store, lease->batch_id, store->batch_chunks->nelts);
        return APR_SUCCESS;
    }
    return CNOPS_ECONFLICT;
}

static apr_status_t batch_forget(void *self, const cnops_batch_lease_t *lease, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, forget))) != APR_SUCCESS)
        return rv;
    rv = forget(self, lease);
    store_memory_end(self);
    return rv;
}

static apr_status_t batch_by_idempotency(void *self, const cnops_batch_t **pbatch,
                                         apr_int64_t establishment_id, const char *hash,
                                         apr_pool_t *pool)
{
    apr_status_t rv;

    *pbatch = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, by_idempotency))) != APR_SUCCESS)
        return rv;
    *pbatch = store_memory_batch_give(by_hash(self, establishment_id, hash), pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t batch_release_key(void *self, apr_int64_t batch_id, apr_pool_t *pool)
{
    batch_entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, release_key))) != APR_SUCCESS)
        return rv;
    if ((entry = store_memory_batch_find(self, batch_id)))
        entry->batch.idempotency_hash = NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

/* --- reading --- */

static bool is_seen(const batch_entry_t *entry, apr_int64_t establishment_id)
{
    return entry->batch.establishment_id == establishment_id &&
           entry->batch.state != CNOPS_BATCH_RECEIVING;
}

static apr_status_t batch_by_reference(void *self, const cnops_batch_t **pbatch,
                                       apr_int64_t establishment_id, const char *reference,
                                       apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *pbatch = NULL;
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, by_reference))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->batches->nelts; i++)
        if (is_seen(ENTRY(store, i), establishment_id) &&
            strcmp(ENTRY(store, i)->batch.reference, reference) == 0)
            *pbatch = store_memory_batch_give(ENTRY(store, i), pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t batches_of_establishment(void *self, apr_array_header_t **plist,
                                             const cnops_batches_wanted_t *wanted, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_batch_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, of_establishment))) != APR_SUCCESS)
        return rv;
    for (int i = store->batches->nelts - 1; i >= 0 && (*plist)->nelts < wanted->max; i--) {
        const batch_entry_t *entry = ENTRY(store, i);

        if (is_seen(entry, wanted->establishment_id) &&
            (!wanted->before_id || entry->batch.id < wanted->before_id))
            APR_ARRAY_PUSH(*plist, cnops_batch_t) = copy_batch(&entry->batch, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

cnops_batch_fault_t store_memory_batch_copy_fault(const cnops_batch_fault_t *fault,
                                                  apr_pool_t *pool)
{
    cnops_batch_fault_t copy = *fault;

    copy.row_key_sealed = apr_pstrdup(pool, fault->row_key_sealed);
    copy.field = apr_pstrdup(pool, fault->field);
    copy.code = apr_pstrdup(pool, fault->code);
    return copy;
}

/* Chunks are worked off in their order, and so faults are in the order of lines. */
static apr_status_t batch_faults(void *self, apr_array_header_t **plist,
                                 const cnops_batch_page_t *page, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_batch_fault_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, faults))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->batch_faults->nelts && (*plist)->nelts < page->max; i++) {
        const batch_fault_entry_t *entry = FAULT(store, i);

        if (entry->batch_id == page->batch_id && entry->fault.line > page->after_line)
            APR_ARRAY_PUSH(*plist, cnops_batch_fault_t) =
                store_memory_batch_copy_fault(&entry->fault, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static const cnops_registration_t *find_registration(const store_memory_t *store, apr_int64_t id)
{
    for (int i = 0; i < store->registrations->nelts; i++)
        if (APR_ARRAY_IDX(store->registrations, i, cnops_registration_t).id == id)
            return &APR_ARRAY_IDX(store->registrations, i, cnops_registration_t);
    return NULL;
}

static apr_status_t batch_results(void *self, apr_array_header_t **plist,
                                  const cnops_batch_page_t *page, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_batch_result_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(batches, results))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->batch_rows->nelts && (*plist)->nelts < page->max; i++) {
        const batch_row_entry_t *entry = LINE(store, i);
        const cnops_registration_t *row = find_registration(store, entry->registration_id);

        if (entry->batch_id == page->batch_id && entry->line > page->after_line && row)
            APR_ARRAY_PUSH(*plist, cnops_batch_result_t) =
                (cnops_batch_result_t){entry->line, store_memory_copy_registration(row, pool)};
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- what officers do --- */

static apr_status_t batch_send(void *self, apr_int64_t batch_id, apr_pool_t *pool)
{
    batch_entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, send))) != APR_SUCCESS)
        return rv;
    entry = store_memory_batch_find(self, batch_id);
    if (!entry || entry->batch.state != CNOPS_BATCH_PREVIEW) {
        rv = CNOPS_ECONFLICT;
    } else {
        entry->batch.state = CNOPS_BATCH_QUEUED;
        entry->batch.accepted = entry->batch.refused = entry->batch.done_at = 0;
        entry->batch.next_chunk = -1;
        entry->turn_at = 0;
        entry->waits = true;
        store_memory_batch_end_lease(entry);
    }
    store_memory_end(self);
    return rv;
}

static apr_status_t batch_abandon(void *self, apr_int64_t batch_id, apr_time_t now,
                                  apr_pool_t *pool)
{
    batch_entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, abandon))) != APR_SUCCESS)
        return rv;
    entry = store_memory_batch_find(self, batch_id);
    if (!entry || entry->batch.state != CNOPS_BATCH_PREVIEW) {
        rv = CNOPS_ECONFLICT;
    } else {
        entry->batch.state = CNOPS_BATCH_ABANDONED;
        entry->batch.done_at = now;
        entry->waits = false;
        store_memory_batch_end_lease(entry);
    }
    store_memory_end(self);
    return rv;
}

/* --- what is not needed any more --- */

static apr_status_t batch_clear(void *self, int *pcount, const cnops_batch_clearing_t *clearing,
                                apr_pool_t *pool)
{
    static int (*const drops[CNOPS_BATCH_PARTS])(store_memory_t *, apr_int64_t, int) = {
        [CNOPS_BATCH_CHUNKS] = drop_chunks,
        [CNOPS_BATCH_ROWS] = drop_rows,
        [CNOPS_BATCH_FAULTS] = drop_faults,
    };
    apr_status_t rv;

    (void)pool;
    *pcount = 0;
    if ((rv = store_memory_begin(self, STORE_MEMORY(batches, clear))) != APR_SUCCESS)
        return rv;
    *pcount = drops[clearing->part](self, clearing->batch_id, clearing->max);
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_time_t age_of_batch(const void *row)
{
    return ((const batch_entry_t *)row)->batch.created_at;
}

static apr_time_t age_of_row(const void *row)
{
    return ((const batch_row_entry_t *)row)->at;
}

static apr_time_t age_of_fault(const void *row)
{
    return ((const batch_fault_entry_t *)row)->at;
}

static apr_time_t age_of_chunk(const void *row)
{
    return ((const batch_chunk_entry_t *)row)->chunk.at;
}

#define PURGE(name, table, age)                                                                    \
    static apr_status_t batches_##name(void *self, int *pcount, apr_time_t before, int max,        \
                                       apr_pool_t *pool)                                           \
    {                                                                                              \
        store_memory_t *store = self;                                                              \
        store_memory_old_t old = {STORE_MEMORY(batches, name), store->table, age, before, max};    \
                                                                                                   \
        (void)pool;                                                                                \
        return store_memory_purge(pcount, store, &old);                                            \
    }

PURGE(purge, batches, age_of_batch)
PURGE(purge_rows, batch_rows, age_of_row)
PURGE(purge_faults, batch_faults, age_of_fault)
PURGE(purge_chunks, batch_chunks, age_of_chunk)

const cnops_batches_port_t store_memory_batches_port = {.insert = batch_insert,
                                                        .add_chunks = batch_add_chunks,
                                                        .received = batch_received,
                                                        .forget = batch_forget,
                                                        .by_idempotency = batch_by_idempotency,
                                                        .release_key = batch_release_key,
                                                        .by_reference = batch_by_reference,
                                                        .of_establishment =
                                                            batches_of_establishment,
                                                        .faults = batch_faults,
                                                        .results = batch_results,
                                                        .send = batch_send,
                                                        .abandon = batch_abandon,
                                                        .take = store_memory_batch_take,
                                                        .chunk = store_memory_batch_chunk,
                                                        .known = store_memory_batch_known,
                                                        .settle = store_memory_batch_settle,
                                                        .finish = store_memory_batch_finish,
                                                        .release = store_memory_batch_release,
                                                        .clear = batch_clear,
                                                        .purge = batches_purge,
                                                        .purge_rows = batches_purge_rows,
                                                        .purge_faults = batches_purge_faults,
                                                        .purge_chunks = batches_purge_chunks};
