/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "port_batches.h"

#include <apr_strings.h>

cnops_batch_t port_batch_make(port_world_t *world, unsigned number)
{
    cnops_batch_t batch = {.reference =
                               apr_psprintf(world->pool, "reference-of-batch-%03u", number),
                           .establishment_id = 7,
                           .officer_id = 3,
                           .kind = CNOPS_BATCH_NDJSON,
                           .key_id = "test2",
                           .idempotency_hash = HASH(number),
                           .created_at = PORT_NOW,
                           .lease_owner = "receiver",
                           .lease_until = PORT_NOW + PORT_LEASE};

    return batch;
}

cnops_batch_lease_t port_batch_lease(apr_int64_t batch_id, const char *owner, apr_time_t now)
{
    return (cnops_batch_lease_t){batch_id, owner, now, now + PORT_LEASE};
}

apr_status_t port_batch_add_chunks(port_world_t *world, const cnops_batch_lease_t *lease, int first,
                                   int count)
{
    apr_array_header_t *chunks = apr_array_make(world->pool, 2, sizeof(cnops_batch_chunk_t));

    for (int i = first; i < first + count; i++)
        APR_ARRAY_PUSH(chunks, cnops_batch_chunk_t) =
            (cnops_batch_chunk_t){i, apr_psprintf(world->pool, "test2.chunk%d", i), PORT_NOW + i};
    return STORE(world, batches->add_chunks, lease, chunks);
}

cnops_batch_t port_batch_begin(port_world_t *world, unsigned number)
{
    cnops_batch_t batch = port_batch_make(world, number);
    cnops_batch_lease_t lease;

    CALL(world, batches->insert, &batch.id, &batch);
    assert_true(batch.id > 0);
    lease = port_batch_lease(batch.id, "receiver", PORT_NOW);
    assert_int_equal(port_batch_add_chunks(world, &lease, 0, 2), APR_SUCCESS);
    return batch;
}

void port_batch_end_body(port_world_t *world, cnops_batch_t *batch, cnops_batch_state_e state)
{
    batch->state = state;
    batch->rows = 5;
    batch->bytes = 500;
    batch->body_digest = HASH(900);
    CALL(world, batches->received, batch);
}

cnops_batch_t port_batch_receive(port_world_t *world, unsigned number, cnops_batch_state_e state)
{
    cnops_batch_t batch = port_batch_begin(world, number);

    port_batch_end_body(world, &batch, state);
    return batch;
}

const cnops_batch_t *port_batch_look(port_world_t *world, const cnops_batch_t *batch)
{
    const cnops_batch_t *found;

    CALL(world, batches->by_reference, &found, batch->establishment_id, batch->reference);
    return found;
}

const cnops_batch_t *port_batch_take(port_world_t *world, const char *owner, apr_time_t now)
{
    cnops_batch_lease_t lease = port_batch_lease(0, owner, now);
    const cnops_batch_t *batch;

    CALL(world, batches->take, &batch, &lease);
    return batch;
}

const cnops_batch_chunk_t *port_batch_chunk(port_world_t *world, apr_int64_t batch_id,
                                            apr_int64_t seq)
{
    const cnops_batch_chunk_t *chunk;

    CALL(world, batches->chunk, &chunk, batch_id, seq);
    return chunk;
}

int port_batch_clear(port_world_t *world, apr_int64_t batch_id, cnops_batch_part_e part, int max)
{
    cnops_batch_clearing_t clearing = {batch_id, part, max};
    int count;

    CALL(world, batches->clear, &count, &clearing);
    return count;
}

apr_status_t port_batch_settle_lines(port_world_t *world, const cnops_batch_turn_t *frame,
                                     int first, int count)
{
    cnops_batch_turn_t turn = *frame;
    apr_array_header_t *rows = apr_array_make(world->pool, 4, sizeof(cnops_batch_row_t));
    apr_array_header_t *faults = apr_array_make(world->pool, 4, sizeof(cnops_batch_fault_t));

    for (int i = first; i < first + count; i++)
        APR_ARRAY_PUSH(rows, cnops_batch_row_t) =
            (cnops_batch_row_t){i, HASH(100 + (unsigned)i), NULL};
    APR_ARRAY_PUSH(faults, cnops_batch_fault_t) =
        (cnops_batch_fault_t){first + count, "test2.key", "cine", "invalid_document"};
    turn.rows = rows;
    turn.faults = faults;
    return STORE(world, batches->settle, &turn);
}

cnops_batch_turn_t port_batch_turn(apr_int64_t batch_id, apr_int64_t seq)
{
    return (cnops_batch_turn_t){.lease = port_batch_lease(batch_id, WORKER, PORT_NOW), .seq = seq};
}

apr_array_header_t *port_batch_faults(port_world_t *world, apr_int64_t batch_id, apr_int64_t after,
                                      int max)
{
    cnops_batch_page_t page = {batch_id, after, max};
    apr_array_header_t *list;

    CALL(world, batches->faults, &list, &page);
    return list;
}

int port_batch_count_known(port_world_t *world, apr_int64_t batch_id, unsigned first,
                           unsigned count)
{
    apr_array_header_t *digests = apr_array_make(world->pool, 4, sizeof(const char *)), *known;

    for (unsigned i = first; i < first + count; i++)
        APR_ARRAY_PUSH(digests, const char *) = HASH(100 + i);
    CALL(world, batches->known, &known, batch_id, digests);
    return known->nelts;
}
