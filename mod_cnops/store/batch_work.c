/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/batch_work.h"

#include "base/errors.h"
#include "store/batch_row.h"

#include <apr_strings.h>

#define KNOWN_MAX 16 /* DIGESTS of statements.c */

static apr_status_t conflict_if_none(apr_status_t rv, int count)
{
    return rv == APR_SUCCESS && count == 0 ? CNOPS_ECONFLICT : rv;
}

/* --- taking a batch, and its chunks --- */

typedef struct taking_t {
    const cnops_batch_lease_t *lease;
    const cnops_batch_t *batch;
} taking_t;

static apr_status_t take(void *self, cnops_unit_t *unit)
{
    taking_t *taking = self;
    const cnops_batch_lease_t *lease = taking->lease;
    int count = 0;
    apr_status_t rv;

    taking->batch = NULL;
    rv = cnops_unit_select(unit, CNOPS_SQL_BATCH_TURN, CNOPS_ARGS(&lease->now), cnops_row_batch,
                           &taking->batch);
    if (rv != APR_SUCCESS || !taking->batch)
        return rv;
    rv = cnops_unit_execute(
        &count, unit, CNOPS_SQL_BATCH_LEASE,
        CNOPS_ARGS(lease->owner, &lease->until, &lease->now, &taking->batch->id, &lease->now));
    if (rv != APR_SUCCESS || count == 0)
        taking->batch = NULL;
    return rv;
}

/* As it is after it was leased. */
static const cnops_batch_t *note_lease(const cnops_batch_t *batch, const cnops_batch_lease_t *lease,
                                       apr_pool_t *pool)
{
    cnops_batch_t *leased = apr_pmemdup(pool, batch, sizeof *batch);

    leased->lease_owner = apr_pstrdup(pool, lease->owner);
    leased->lease_until = lease->until;
    if (leased->state == CNOPS_BATCH_QUEUED)
        leased->state = CNOPS_BATCH_RUNNING;
    return leased;
}

/* Mostly nothing waits. So it looks first, without a transaction that writes. */
apr_status_t cnops_batch_work_take(void *self, const cnops_batch_t **pbatch,
                                   const cnops_batch_lease_t *lease, apr_pool_t *pool)
{
    taking_t taking = {lease, NULL};
    apr_status_t rv;

    *pbatch = NULL;
    rv = cnops_db_select(self, CNOPS_SQL_BATCH_TURN, CNOPS_ARGS(&lease->now), cnops_row_batch,
                         &taking.batch, pool);
    if (rv != APR_SUCCESS || !taking.batch)
        return rv;
    if ((rv = cnops_db_transact(self, take, &taking, pool)) != APR_SUCCESS || !taking.batch)
        return rv;
    *pbatch = note_lease(taking.batch, lease, pool);
    return APR_SUCCESS;
}

static void read_chunk(void *self, const cnops_row_t *row)
{
    const cnops_batch_chunk_t **pchunk = self;
    cnops_batch_chunk_t *chunk = apr_palloc(row->unit->pool, sizeof *chunk);

    chunk->seq = cnops_row_int(row, 0);
    chunk->content_sealed = cnops_row_text(row, 1);
    chunk->at = cnops_row_int(row, 2);
    *pchunk = chunk;
}

apr_status_t cnops_batch_work_chunk(void *self, const cnops_batch_chunk_t **pchunk,
                                    apr_int64_t batch_id, apr_int64_t seq, apr_pool_t *pool)
{
    *pchunk = NULL;
    return cnops_db_select(self, CNOPS_SQL_BATCH_CHUNK, CNOPS_ARGS(&batch_id, &seq), read_chunk,
                           pchunk, pool);
}

/* --- which rows are known --- */

static void read_digest(void *self, const cnops_row_t *row)
{
    APR_ARRAY_PUSH((apr_array_header_t *)self, const char *) = cnops_row_text(row, 0);
}

/* Looks for at most KNOWN_MAX digests, from the one with index first on. The last one stands in the
 * places that are left over. */
static apr_status_t look_for(cnops_db_t *db, apr_array_header_t *found, apr_int64_t batch_id,
                             const apr_array_header_t *digests, int first, apr_pool_t *pool)
{
    const void *args[KNOWN_MAX + 1] = {&batch_id};

    for (int i = 0; i < KNOWN_MAX; i++) {
        int at = first + i < digests->nelts ? first + i : digests->nelts - 1;

        args[i + 1] = APR_ARRAY_IDX(digests, at, const char *);
    }
    return cnops_db_select(db, CNOPS_SQL_BATCH_KNOWN, args, read_digest, found, pool);
}

apr_status_t cnops_batch_work_known(void *self, apr_array_header_t **plist, apr_int64_t batch_id,
                                    const apr_array_header_t *digests, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    *plist = apr_array_make(pool, 1, sizeof(const char *));
    for (int i = 0; i < digests->nelts && rv == APR_SUCCESS; i += KNOWN_MAX)
        rv = look_for(self, *plist, batch_id, digests, i, pool);
    return rv;
}

/* --- the end of the work on a chunk --- */

static apr_status_t add_row(cnops_unit_t *unit, const cnops_batch_turn_t *turn,
                            const cnops_batch_row_t *row)
{
    apr_int64_t registration_id = 0;
    apr_status_t rv = APR_SUCCESS;

    if (row->write)
        rv = cnops_unit_write_registration(&registration_id, unit, row->write);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_BATCH_ADD_ROW,
                              CNOPS_ARGS(&turn->lease.batch_id, &row->line, row->content_digest,
                                         &registration_id, &turn->lease.now));
}

static apr_status_t add_fault(cnops_unit_t *unit, const cnops_batch_turn_t *turn,
                              const cnops_batch_fault_t *fault)
{
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_BATCH_ADD_FAULT,
                              CNOPS_ARGS(&turn->lease.batch_id, &fault->line, fault->row_key_sealed,
                                         fault->field, fault->code, &turn->lease.now));
}

/* Counts the rows of the chunk. CNOPS_ECONFLICT where somebody else has the batch. */
static apr_status_t count_chunk(cnops_unit_t *unit, const cnops_batch_turn_t *turn)
{
    const cnops_batch_lease_t *lease = &turn->lease;
    apr_int64_t accepted = turn->rows->nelts, refused = turn->faults->nelts;
    int count = 0;
    apr_status_t rv =
        cnops_unit_execute(&count, unit, CNOPS_SQL_BATCH_SETTLE,
                           CNOPS_ARGS(&accepted, &refused, &lease->until, &lease->batch_id,
                                      lease->owner, &lease->now, &turn->seq));

    return conflict_if_none(rv, count);
}

static apr_status_t settle(void *self, cnops_unit_t *unit)
{
    const cnops_batch_turn_t *turn = self;
    apr_status_t rv = count_chunk(unit, turn);

    for (int i = 0; i < turn->rows->nelts && rv == APR_SUCCESS; i++)
        rv = add_row(unit, turn, &APR_ARRAY_IDX(turn->rows, i, cnops_batch_row_t));
    for (int i = 0; i < turn->faults->nelts && rv == APR_SUCCESS; i++)
        rv = add_fault(unit, turn, &APR_ARRAY_IDX(turn->faults, i, cnops_batch_fault_t));
    if (rv != APR_SUCCESS || !turn->drop_chunk)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_BATCH_DROP_CHUNK,
                              CNOPS_ARGS(&turn->lease.batch_id, &turn->seq));
}

apr_status_t cnops_batch_work_settle(void *self, const cnops_batch_turn_t *turn, apr_pool_t *pool)
{
    return cnops_db_transact(self, settle, (void *)turn, pool);
}

/* --- the end of the work on a batch --- */

typedef struct finishing_t {
    const cnops_batch_lease_t *lease;
    cnops_batch_state_e state;
    const cnops_outbox_row_t *message;
} finishing_t;

static apr_status_t finish(void *self, cnops_unit_t *unit)
{
    const finishing_t *f = self;
    const cnops_batch_lease_t *lease = f->lease;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_BATCH_FINISH,
                                         CNOPS_ARGS(cnops_batch_state_name(f->state), &lease->now,
                                                    &lease->batch_id, lease->owner, &lease->now));

    rv = conflict_if_none(rv, count);
    if (rv == APR_SUCCESS && f->message)
        rv = cnops_unit_queue_message(unit, f->message);
    return rv;
}

apr_status_t cnops_batch_work_finish(void *self, const cnops_batch_lease_t *lease,
                                     cnops_batch_state_e state, const cnops_outbox_row_t *message,
                                     apr_pool_t *pool)
{
    return cnops_db_transact(self, finish, &(finishing_t){lease, state, message}, pool);
}

apr_status_t cnops_batch_work_release(void *self, const cnops_batch_lease_t *lease,
                                      apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv =
        cnops_db_execute(&count, self, CNOPS_SQL_BATCH_UNLEASE,
                         CNOPS_ARGS(&lease->batch_id, lease->owner, &lease->now), pool);

    return conflict_if_none(rv, count);
}
