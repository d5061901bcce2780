/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/batch_row.h"
#include "store/batch_work.h"

/* An UPDATE or a DELETE that found no row. */
static apr_status_t conflict_if_none(apr_status_t rv, int count)
{
    return rv == APR_SUCCESS && count == 0 ? CNOPS_ECONFLICT : rv;
}

/* --- reading --- */

static void read_listed(void *self, const cnops_row_t *row)
{
    cnops_batch_t *batch = apr_array_push(self);

    if (!cnops_row_batch_fill(batch, row))
        apr_array_pop(self);
}

static apr_status_t batch_by_idempotency(void *self, const cnops_batch_t **pbatch,
                                         apr_int64_t establishment_id, const char *hash,
                                         apr_pool_t *pool)
{
    *pbatch = NULL;
    return cnops_db_select(self, CNOPS_SQL_BATCH_BY_IDEMPOTENCY,
                           CNOPS_ARGS(&establishment_id, hash), cnops_row_batch, pbatch, pool);
}

static apr_status_t batch_by_reference(void *self, const cnops_batch_t **pbatch,
                                       apr_int64_t establishment_id, const char *reference,
                                       apr_pool_t *pool)
{
    *pbatch = NULL;
    return cnops_db_select(self, CNOPS_SQL_BATCH_BY_REFERENCE,
                           CNOPS_ARGS(reference, &establishment_id), cnops_row_batch, pbatch, pool);
}

static apr_status_t batches_of_establishment(void *self, apr_array_header_t **plist,
                                             const cnops_batches_wanted_t *wanted, apr_pool_t *pool)
{
    apr_int64_t before = wanted->before_id ? wanted->before_id : APR_INT64_MAX, max = wanted->max;

    *plist = apr_array_make(pool, 8, sizeof(cnops_batch_t));
    return cnops_db_select(self, CNOPS_SQL_BATCHES_OF,
                           CNOPS_ARGS(&wanted->establishment_id, &before, &max), read_listed,
                           *plist, pool);
}

static void read_fault(void *self, const cnops_row_t *row)
{
    cnops_batch_fault_t *fault = apr_array_push(self);

    fault->line = cnops_row_int(row, 0);
    fault->row_key_sealed = cnops_row_text(row, 1);
    fault->field = cnops_row_text(row, 2);
    fault->code = cnops_row_text(row, 3);
}

static apr_status_t batch_faults(void *self, apr_array_header_t **plist,
                                 const cnops_batch_page_t *page, apr_pool_t *pool)
{
    apr_int64_t max = page->max;

    *plist = apr_array_make(pool, page->max, sizeof(cnops_batch_fault_t));
    return cnops_db_select(self, CNOPS_SQL_BATCH_FAULTS,
                           CNOPS_ARGS(&page->batch_id, &page->after_line, &max), read_fault, *plist,
                           pool);
}

static void read_result(void *self, const cnops_row_t *row)
{
    cnops_batch_result_t *result = apr_array_push(self);

    result->line = cnops_row_int(row, 0);
    if (!cnops_row_registration(&result->registration, row, 1))
        apr_array_pop(self);
}

static apr_status_t batch_results(void *self, apr_array_header_t **plist,
                                  const cnops_batch_page_t *page, apr_pool_t *pool)
{
    apr_int64_t max = page->max;

    *plist = apr_array_make(pool, page->max, sizeof(cnops_batch_result_t));
    return cnops_db_select(self, CNOPS_SQL_BATCH_RESULTS,
                           CNOPS_ARGS(&page->batch_id, &page->after_line, &max), read_result,
                           *plist, pool);
}

/* --- receiving --- */

static void read_id(void *self, const cnops_row_t *row)
{
    *(apr_int64_t *)self = cnops_row_int(row, 0);
}

static apr_status_t batch_insert(void *self, apr_int64_t *pid, const cnops_batch_t *batch,
                                 apr_pool_t *pool)
{
    apr_int64_t is_trial = batch->is_trial;

    *pid = 0;
    return cnops_db_execute_returning(
        self, CNOPS_SQL_BATCH_INSERT,
        CNOPS_ARGS(batch->reference, &batch->establishment_id, &batch->officer_id,
                   cnops_batch_kind_name(batch->kind), &is_trial, batch->key_id,
                   batch->idempotency_hash, &batch->created_at, batch->lease_owner,
                   &batch->lease_until),
        read_id, pid, pool);
}

typedef struct adding_t {
    const cnops_batch_lease_t *lease;
    const apr_array_header_t *chunks;
} adding_t;

static apr_status_t add_chunk(cnops_unit_t *unit, apr_int64_t batch_id,
                              const cnops_batch_chunk_t *chunk)
{
    return cnops_unit_execute(
        NULL, unit, CNOPS_SQL_BATCH_ADD_CHUNK,
        CNOPS_ARGS(&batch_id, &chunk->seq, chunk->content_sealed, &chunk->at));
}

static apr_status_t add_chunks(void *self, cnops_unit_t *unit)
{
    const adding_t *adding = self;
    const cnops_batch_lease_t *lease = adding->lease;
    int count = 0;
    apr_status_t rv =
        cnops_unit_execute(&count, unit, CNOPS_SQL_BATCH_PROLONG,
                           CNOPS_ARGS(&lease->until, &lease->batch_id, lease->owner, &lease->now));

    rv = conflict_if_none(rv, count);
    for (int i = 0; i < adding->chunks->nelts && rv == APR_SUCCESS; i++)
        rv = add_chunk(unit, lease->batch_id,
                       &APR_ARRAY_IDX(adding->chunks, i, cnops_batch_chunk_t));
    return rv;
}

static apr_status_t batch_add_chunks(void *self, const cnops_batch_lease_t *lease,
                                     const apr_array_header_t *chunks, apr_pool_t *pool)
{
    return cnops_db_transact(self, add_chunks, &(adding_t){lease, chunks}, pool);
}

static apr_status_t batch_received(void *self, const cnops_batch_t *batch, apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv = cnops_db_execute(
        &count, self, CNOPS_SQL_BATCH_RECEIVED,
        CNOPS_ARGS(cnops_batch_state_name(batch->state), &batch->rows, &batch->bytes, batch->key_id,
                   batch->body_digest, &batch->id, batch->lease_owner),
        pool);

    return conflict_if_none(rv, count);
}

static apr_status_t forget(void *self, cnops_unit_t *unit)
{
    const cnops_batch_lease_t *lease = self;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_BATCH_FORGET,
                                         CNOPS_ARGS(&lease->batch_id, lease->owner, &lease->now));

    if ((rv = conflict_if_none(rv, count)) != APR_SUCCESS)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_BATCH_DROP_CHUNKS,
                              CNOPS_ARGS(&lease->batch_id));
}

static apr_status_t batch_forget(void *self, const cnops_batch_lease_t *lease, apr_pool_t *pool)
{
    return cnops_db_transact(self, forget, (void *)lease, pool);
}

static apr_status_t batch_release_key(void *self, apr_int64_t batch_id, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_BATCH_RELEASE_KEY, CNOPS_ARGS(&batch_id), pool);
}

/* --- what officers do --- */

static apr_status_t batch_send(void *self, apr_int64_t batch_id, apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv =
        cnops_db_execute(&count, self, CNOPS_SQL_BATCH_SEND, CNOPS_ARGS(&batch_id), pool);

    return conflict_if_none(rv, count);
}

static apr_status_t batch_abandon(void *self, apr_int64_t batch_id, apr_time_t now,
                                  apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv =
        cnops_db_execute(&count, self, CNOPS_SQL_BATCH_ABANDON, CNOPS_ARGS(&now, &batch_id), pool);

    return conflict_if_none(rv, count);
}

/* --- what is not needed any more --- */

static apr_status_t batch_clear(void *self, int *pcount, const cnops_batch_clearing_t *clearing,
                                apr_pool_t *pool)
{
    cnops_statement_e statement = (cnops_statement_e)(CNOPS_SQL_BATCH_CLEAR + (int)clearing->part);
    apr_int64_t max = clearing->max;

    return cnops_db_execute(pcount, self, statement, CNOPS_ARGS(&clearing->batch_id, &max), pool);
}

static apr_status_t batches_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_BATCHES, (cnops_old_t){before, max}, pool);
}

static apr_status_t purge_rows(void *self, int *pcount, apr_time_t before, int max,
                               apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_BATCH_ROWS, (cnops_old_t){before, max},
                          pool);
}

static apr_status_t purge_faults(void *self, int *pcount, apr_time_t before, int max,
                                 apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_BATCH_FAULTS, (cnops_old_t){before, max},
                          pool);
}

static apr_status_t purge_chunks(void *self, int *pcount, apr_time_t before, int max,
                                 apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_BATCH_CHUNKS, (cnops_old_t){before, max},
                          pool);
}

const cnops_batches_port_t cnops_store_batches = {.insert = batch_insert,
                                                  .add_chunks = batch_add_chunks,
                                                  .received = batch_received,
                                                  .forget = batch_forget,
                                                  .by_idempotency = batch_by_idempotency,
                                                  .release_key = batch_release_key,
                                                  .by_reference = batch_by_reference,
                                                  .of_establishment = batches_of_establishment,
                                                  .faults = batch_faults,
                                                  .results = batch_results,
                                                  .send = batch_send,
                                                  .abandon = batch_abandon,
                                                  .take = cnops_batch_work_take,
                                                  .chunk = cnops_batch_work_chunk,
                                                  .known = cnops_batch_work_known,
                                                  .settle = cnops_batch_work_settle,
                                                  .finish = cnops_batch_work_finish,
                                                  .release = cnops_batch_work_release,
                                                  .clear = batch_clear,
                                                  .purge = batches_purge,
                                                  .purge_rows = purge_rows,
                                                  .purge_faults = purge_faults,
                                                  .purge_chunks = purge_chunks};
