/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/work.h"

#include "base/errors.h"
#include "core/batch/clearing.h"
#include "core/batch/row_work.h"
#include "core/batch/spool.h"
#include "core/batch/webhook.h"
#include "core/establishment/establishment.h"

#define WORK_LEASE  apr_time_from_sec(30) /* for one chunk, which takes a fraction of a second */
#define PLAN_TRIES  5    /* somebody else may change a registration while a chunk is worked on */
#define CLEAR_FIRST (-1) /* next_chunk of a preview that was sent */

/* One batch in its turn. */
typedef struct turn_t {
    const cnops_batch_worker_t *worker;
    const cnops_core_t *core;
    cnops_batch_t batch; /* as it is now */
    bool is_over;        /* the batch has come to its end */
    apr_pool_t *pool;    /* of the chunk at hand */
} turn_t;

static cnops_batch_lease_t lease_of(const turn_t *turn)
{
    apr_time_t now = cnops_core_now(turn->core);

    return (cnops_batch_lease_t){turn->batch.id, turn->worker->owner, now, now + WORK_LEASE};
}

/* --- the end of a batch --- */

/* *pmessage NULL: the establishment wants none. */
static apr_status_t write_webhook(const cnops_outbox_row_t **pmessage, const turn_t *turn,
                                  cnops_batch_state_e state)
{
    const cnops_establishment_t *establishment;
    cnops_batch_t ended = turn->batch;
    apr_status_t rv =
        cnops_establishment_get(&establishment, turn->core, ended.establishment_id, turn->pool);

    ended.state = state;
    if (rv == APR_SUCCESS && establishment && *establishment->webhook_url)
        *pmessage =
            cnops_webhook_message(turn->core, &ended, establishment->webhook_url, turn->pool);
    return rv;
}

static apr_status_t finish(turn_t *turn, cnops_batch_state_e state)
{
    const cnops_store_t *store = &turn->core->store;
    const cnops_outbox_row_t *message = NULL;
    cnops_batch_lease_t lease;
    apr_status_t rv = APR_SUCCESS;

    /* What is checked only leaves no rows: they have served to find duplicates. */
    if (cnops_batch_only_checks(&turn->batch))
        rv = cnops_batch_clear(turn->core, turn->batch.id, CNOPS_BATCH_ROWS, turn->pool);
    if (rv == APR_SUCCESS && state != CNOPS_BATCH_PREVIEW)
        rv = write_webhook(&message, turn, state);
    lease = lease_of(turn);
    if (rv == APR_SUCCESS)
        rv = store->batches->finish(store->self, &lease, state, message, turn->pool);
    turn->is_over = true;
    return rv;
}

/* There are no more chunks. Where some are missing, the batch has waited longer than they are
 * kept. */
static apr_status_t finish_rows(turn_t *turn)
{
    const cnops_batch_t *batch = &turn->batch;

    if (batch->accepted + batch->refused != batch->rows)
        return finish(turn, CNOPS_BATCH_FAILED);
    return finish(turn,
                  batch->state == CNOPS_BATCH_PREVIEW ? CNOPS_BATCH_PREVIEW : CNOPS_BATCH_DONE);
}

/* A chunk that does not open now will not open later. */
static apr_status_t give_up(turn_t *turn, apr_status_t why)
{
    apr_status_t rv = finish(turn, CNOPS_BATCH_FAILED);

    if (rv == APR_SUCCESS)
        cnops_batch_clear(turn->core, turn->batch.id, CNOPS_BATCH_CHUNKS, turn->pool);
    return rv == APR_SUCCESS ? why : rv;
}

/* --- a chunk --- */

/* turn->batch is as it was before where this fails. */
static apr_status_t settle(turn_t *turn, cnops_batch_turn_t *done)
{
    const cnops_store_t *store = &turn->core->store;
    apr_status_t rv;

    done->lease = lease_of(turn);
    if ((rv = store->batches->settle(store->self, done, turn->pool)) != APR_SUCCESS)
        return rv;
    turn->batch.next_chunk++;
    turn->batch.accepted += done->rows->nelts;
    turn->batch.refused += done->faults->nelts;
    return APR_SUCCESS;
}

/* What was planned for a chunk is of no use once somebody else has changed one of its
 * registrations. A lost lease looks the same, and stays lost. */
static apr_status_t work_rows(turn_t *turn, const apr_array_header_t *rows)
{
    cnops_batch_turn_t done = {.seq = turn->batch.next_chunk,
                               .drop_chunk = turn->batch.state != CNOPS_BATCH_PREVIEW};
    apr_status_t rv = CNOPS_ECONFLICT;

    for (int i = 0; i < PLAN_TRIES && rv == CNOPS_ECONFLICT; i++) {
        rv = cnops_row_work(&done, turn->core, &turn->batch, rows, turn->pool);
        if (rv == APR_SUCCESS)
            rv = settle(turn, &done);
    }
    return rv;
}

static apr_status_t clear_first(turn_t *turn)
{
    cnops_batch_turn_t nothing = {.seq = CLEAR_FIRST,
                                  .rows = apr_array_make(turn->pool, 1, sizeof(cnops_batch_row_t)),
                                  .faults =
                                      apr_array_make(turn->pool, 1, sizeof(cnops_batch_fault_t))};
    apr_status_t rv = cnops_batch_clear(turn->core, turn->batch.id, CNOPS_BATCH_FAULTS, turn->pool);

    return rv == APR_SUCCESS ? settle(turn, &nothing) : rv;
}

static apr_status_t work_chunk(turn_t *turn)
{
    const cnops_store_t *store = &turn->core->store;
    const cnops_batch_chunk_t *chunk;
    apr_array_header_t *rows;
    apr_status_t rv;

    if (turn->batch.next_chunk == CLEAR_FIRST)
        return clear_first(turn);
    rv = store->batches->chunk(store->self, &chunk, turn->batch.id, turn->batch.next_chunk,
                               turn->pool);
    if (rv != APR_SUCCESS)
        return rv;
    if (!chunk)
        return finish_rows(turn);
    rv = cnops_spool_open(&rows, turn->core, turn->batch.id, chunk, turn->pool);
    if (rv == CNOPS_EFORGED || rv == CNOPS_EMALFORMED)
        return give_up(turn, rv);
    return rv == APR_SUCCESS ? work_rows(turn, rows) : rv;
}

/* --- a turn --- */

static bool must_stop(const cnops_batch_worker_t *worker)
{
    return worker->stopping && worker->stopping(worker->self);
}

static apr_status_t work_chunks(turn_t *turn)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < CNOPS_BATCH_TURN_CHUNKS && !turn->is_over && rv == APR_SUCCESS; i++) {
        if (must_stop(turn->worker))
            break;
        apr_pool_clear(turn->pool);
        rv = work_chunk(turn);
    }
    return rv;
}

/* The batch is left to others, also where something has failed. */
static void leave(turn_t *turn)
{
    const cnops_store_t *store = &turn->core->store;
    cnops_batch_lease_t lease = lease_of(turn);

    if (!turn->is_over)
        store->batches->release(store->self, &lease, turn->pool);
}

apr_status_t cnops_batch_work(bool *pmore, const cnops_batch_worker_t *worker, apr_pool_t *pool)
{
    const cnops_store_t *store = &worker->core->store;
    turn_t turn = {.worker = worker, .core = worker->core};
    cnops_batch_lease_t lease = lease_of(&turn);
    const cnops_batch_t *batch;
    apr_status_t rv = store->batches->take(store->self, &batch, &lease, pool);

    *pmore = false;
    if (rv != APR_SUCCESS || !batch)
        return rv;
    turn.batch = *batch;
    apr_pool_create(&turn.pool, pool);
    rv = work_chunks(&turn);
    leave(&turn);
    apr_pool_destroy(turn.pool);
    *pmore = rv == APR_SUCCESS || rv == CNOPS_ECONFLICT;
    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv;
}
