/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/intake.h"

#include "base/base64.h"
#include "base/budget.h"
#include "base/errors.h"
#include "core/batch/clearing.h"
#include "core/batch/spool.h"

#include <apr_strings.h>
#include <string.h>

#define RECEIVING_LEASE apr_time_from_sec(120) /* for the bytes of CHUNKS_AT_ONCE chunks */
#define CHUNKS_AT_ONCE  8
#define REFERENCE_BYTES 16
#define OWNER_BYTES     16

struct cnops_batch_intake_t {
    const cnops_core_t *core;
    cnops_batch_t batch;
    bool is_preview;
    cnops_spool_chunk_t *chunk;
    apr_array_header_t *sealed; /* cnops_batch_chunk_t that are not written yet, in turn */
    apr_int64_t next_seq;
    apr_pool_t *pool;
    apr_pool_t *turn; /* of what is written at once */
};

/* Each turn has a budget of its own: a request with a long body asks the database often, and none
 * of these questions may take long. */
static void begin_turn(cnops_batch_intake_t *intake)
{
    apr_pool_clear(intake->turn);
    cnops_budget_open(intake->turn, intake->core->settings->database_timeout);
    intake->sealed = apr_array_make(intake->turn, CHUNKS_AT_ONCE, sizeof(cnops_batch_chunk_t));
}

static cnops_batch_lease_t lease_of(const cnops_batch_intake_t *intake)
{
    apr_time_t now = cnops_core_now(intake->core);

    return (cnops_batch_lease_t){intake->batch.id, intake->batch.lease_owner, now,
                                 now + RECEIVING_LEASE};
}

/* --- the beginning --- */

static const char *draw(const cnops_core_t *core, apr_size_t len, apr_pool_t *pool)
{
    unsigned char bytes[REFERENCE_BYTES];

    core->random.fill(core->random.self, bytes, len);
    return cnops_base64_encode(bytes, len, pool);
}

static cnops_batch_t make_batch(const cnops_core_t *core, const cnops_batch_opening_t *opening,
                                apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);

    return (cnops_batch_t){.reference = draw(core, REFERENCE_BYTES, pool),
                           .establishment_id = opening->establishment_id,
                           .officer_id = opening->officer_id,
                           .kind = opening->kind,
                           .state = CNOPS_BATCH_RECEIVING,
                           .is_trial = opening->is_trial,
                           .key_id = cnops_keys_current(core->keys),
                           .body_digest = "",
                           .idempotency_hash = opening->idempotency_hash,
                           .created_at = now,
                           .lease_owner = draw(core, OWNER_BYTES, pool),
                           .lease_until = now + RECEIVING_LEASE};
}

apr_status_t cnops_batch_open(cnops_batch_intake_t **pintake, const cnops_core_t *core,
                              const cnops_batch_opening_t *opening, apr_pool_t *pool)
{
    cnops_batch_intake_t *intake = apr_pcalloc(pool, sizeof *intake);
    apr_status_t rv;

    *pintake = NULL;
    intake->core = core;
    intake->batch = make_batch(core, opening, pool);
    intake->is_preview = opening->is_preview;
    intake->pool = pool;
    apr_pool_create(&intake->turn, pool);
    begin_turn(intake);
    rv = core->store.batches->insert(core->store.self, &intake->batch.id, &intake->batch,
                                     intake->turn);
    if (rv != APR_SUCCESS)
        return rv;
    intake->chunk = cnops_spool_chunk_make(pool);
    *pintake = intake;
    return APR_SUCCESS;
}

/* --- rows --- */

static apr_status_t write_sealed(cnops_batch_intake_t *intake)
{
    const cnops_store_t *store = &intake->core->store;
    cnops_batch_lease_t lease = lease_of(intake);
    /* Without chunks too: it fails where the lease is over, and others may have cleared them. */
    apr_status_t rv = store->batches->add_chunks(store->self, &lease, intake->sealed, intake->turn);

    begin_turn(intake);
    return rv;
}

static apr_status_t seal_chunk(cnops_batch_intake_t *intake)
{
    cnops_batch_chunk_t *chunk = apr_array_push(intake->sealed);

    chunk->seq = intake->next_seq++;
    chunk->at = cnops_core_now(intake->core);
    chunk->content_sealed =
        cnops_spool_seal(intake->core, intake->chunk, intake->batch.id, chunk->seq, intake->turn);
    intake->batch.rows += intake->chunk->rows;
    cnops_spool_empty(intake->chunk);
    if (!chunk->content_sealed)
        return CNOPS_ETOOLARGE;
    return intake->sealed->nelts < CHUNKS_AT_ONCE ? APR_SUCCESS : write_sealed(intake);
}

/* An empty line of a spreadsheet is a row of empty cells. */
static bool is_empty(const cnops_batch_cells_t *row)
{
    if (row->fault)
        return false;
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        if (row->cells[i] && row->cells[i][strspn(row->cells[i], " \t\r\n")])
            return false;
    return true;
}

apr_status_t cnops_batch_add(cnops_batch_intake_t *intake, const cnops_batch_cells_t *row)
{
    apr_status_t rv;

    if (is_empty(row) || cnops_spool_add(intake->chunk, row))
        return APR_SUCCESS;
    if ((rv = seal_chunk(intake)) != APR_SUCCESS)
        return rv;
    return cnops_spool_add(intake->chunk, row) ? APR_SUCCESS : CNOPS_ETOOLARGE;
}

apr_int64_t cnops_batch_row_count(const cnops_batch_intake_t *intake)
{
    return intake->batch.rows + intake->chunk->rows;
}

/* --- the end --- */

void cnops_batch_note_body(cnops_batch_intake_t *intake, apr_int64_t bytes, const char *digest)
{
    intake->batch.bytes = bytes;
    intake->batch.body_digest = apr_pstrdup(intake->pool, digest);
}

apr_status_t cnops_batch_close(const cnops_batch_t **pbatch, cnops_batch_intake_t *intake)
{
    const cnops_store_t *store = &intake->core->store;
    apr_status_t rv = APR_SUCCESS;

    *pbatch = NULL;
    if (intake->chunk->rows > 0)
        rv = seal_chunk(intake);
    if (rv == APR_SUCCESS)
        rv = write_sealed(intake);
    if (rv != APR_SUCCESS)
        return rv;
    intake->batch.state = intake->is_preview ? CNOPS_BATCH_PREVIEW : CNOPS_BATCH_QUEUED;
    if ((rv = store->batches->received(store->self, &intake->batch, intake->turn)) != APR_SUCCESS)
        return rv;
    intake->batch.lease_owner = "";
    intake->batch.lease_until = 0;
    *pbatch = &intake->batch;
    return APR_SUCCESS;
}

/* What cannot be deleted now is never seen, and is deleted when it is old. */
void cnops_batch_drop(cnops_batch_intake_t *intake)
{
    cnops_batch_lease_t lease = lease_of(intake);

    begin_turn(intake);
    cnops_spool_empty(intake->chunk);
    cnops_batch_forget(intake->core, &lease, intake->turn);
}
