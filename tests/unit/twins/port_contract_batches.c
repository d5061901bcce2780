/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Batches: receiving, turns of work, ends. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>

#define HASH(n)  port_digest(6000 + (n), world->pool)
#define LONG_AGO (PORT_NOW - apr_time_from_sec(3600))
#define WORKER   "worker"

/* --- rows --- */

static cnops_batch_t make_batch(port_world_t *world, unsigned number)
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

static cnops_batch_lease_t lease_of(apr_int64_t batch_id, const char *owner, apr_time_t now)
{
    return (cnops_batch_lease_t){batch_id, owner, now, now + PORT_LEASE};
}

static apr_status_t add_chunks(port_world_t *world, const cnops_batch_lease_t *lease, int first,
                               int count)
{
    apr_array_header_t *chunks = apr_array_make(world->pool, 2, sizeof(cnops_batch_chunk_t));

    for (int i = first; i < first + count; i++)
        APR_ARRAY_PUSH(chunks, cnops_batch_chunk_t) =
            (cnops_batch_chunk_t){i, apr_psprintf(world->pool, "test2.chunk%d", i), PORT_NOW + i};
    return STORE(world, batches->add_chunks, lease, chunks);
}

/* A batch whose body is coming, with two chunks. */
static cnops_batch_t begin(port_world_t *world, unsigned number)
{
    cnops_batch_t batch = make_batch(world, number);
    cnops_batch_lease_t lease;

    CALL(world, batches->insert, &batch.id, &batch);
    assert_true(batch.id > 0);
    lease = lease_of(batch.id, "receiver", PORT_NOW);
    assert_int_equal(add_chunks(world, &lease, 0, 2), APR_SUCCESS);
    return batch;
}

static void end_body(port_world_t *world, cnops_batch_t *batch, cnops_batch_state_e state)
{
    batch->state = state;
    batch->rows = 5;
    batch->bytes = 500;
    batch->body_digest = HASH(900);
    CALL(world, batches->received, batch);
}

/* A batch that waits for work. */
static cnops_batch_t receive(port_world_t *world, unsigned number, cnops_batch_state_e state)
{
    cnops_batch_t batch = begin(world, number);

    end_body(world, &batch, state);
    return batch;
}

static const cnops_batch_t *look(port_world_t *world, const cnops_batch_t *batch)
{
    const cnops_batch_t *found;

    CALL(world, batches->by_reference, &found, batch->establishment_id, batch->reference);
    return found;
}

static const cnops_batch_t *take(port_world_t *world, const char *owner, apr_time_t now)
{
    cnops_batch_lease_t lease = lease_of(0, owner, now);
    const cnops_batch_t *batch;

    CALL(world, batches->take, &batch, &lease);
    return batch;
}

static const cnops_batch_chunk_t *chunk_of(port_world_t *world, apr_int64_t batch_id,
                                           apr_int64_t seq)
{
    const cnops_batch_chunk_t *chunk;

    CALL(world, batches->chunk, &chunk, batch_id, seq);
    return chunk;
}

static int clear(port_world_t *world, apr_int64_t batch_id, cnops_batch_part_e part, int max)
{
    cnops_batch_clearing_t clearing = {batch_id, part, max};
    int count;

    CALL(world, batches->clear, &count, &clearing);
    return count;
}

/* The work on a chunk: rows of these lines are accepted, and the line after them is refused. */
static apr_status_t settle_lines(port_world_t *world, const cnops_batch_turn_t *frame, int first,
                                 int count)
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

static cnops_batch_turn_t turn_of(apr_int64_t batch_id, apr_int64_t seq)
{
    return (cnops_batch_turn_t){.lease = lease_of(batch_id, WORKER, PORT_NOW), .seq = seq};
}

static apr_array_header_t *faults_of(port_world_t *world, apr_int64_t batch_id, apr_int64_t after,
                                     int max)
{
    cnops_batch_page_t page = {batch_id, after, max};
    apr_array_header_t *list;

    CALL(world, batches->faults, &list, &page);
    return list;
}

static int count_known(port_world_t *world, apr_int64_t batch_id, unsigned first, unsigned count)
{
    apr_array_header_t *digests = apr_array_make(world->pool, 4, sizeof(const char *)), *known;

    for (unsigned i = first; i < first + count; i++)
        APR_ARRAY_PUSH(digests, const char *) = HASH(100 + i);
    CALL(world, batches->known, &known, batch_id, digests);
    return known->nelts;
}

/* --- receiving --- */

static void test_a_batch_is_seen_when_its_body_has_ended(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = begin(world, 1);
    const cnops_batch_t *found;

    assert_null(look(world, &batch));
    assert_null(take(world, WORKER, PORT_NOW));
    end_body(world, &batch, CNOPS_BATCH_QUEUED);
    found = look(world, &batch);
    assert_int_equal(found->id, batch.id);
    assert_string_equal(found->reference, batch.reference);
    assert_int_equal(found->establishment_id, 7);
    assert_int_equal(found->officer_id, 3);
    assert_int_equal(found->kind, CNOPS_BATCH_NDJSON);
    assert_int_equal(found->state, CNOPS_BATCH_QUEUED);
    assert_false(found->is_trial);
    assert_int_equal(found->rows, 5);
    assert_int_equal(found->bytes, 500);
    assert_int_equal(found->accepted + found->refused, 0);
    assert_string_equal(found->key_id, "test2");
    assert_string_equal(found->body_digest, HASH(900));
    assert_string_equal(found->idempotency_hash, HASH(1));
    assert_int_equal(found->created_at, PORT_NOW);
    assert_int_equal(found->done_at, 0);
    assert_int_equal(found->next_chunk, 0);
    assert_string_equal(found->lease_owner, "");
    assert_string_equal(chunk_of(world, batch.id, 1)->content_sealed, "test2.chunk1");
    assert_int_equal(chunk_of(world, batch.id, 1)->at, PORT_NOW + 1);
    assert_null(chunk_of(world, batch.id, 2));
}

static void test_a_key_belongs_to_one_batch_of_an_establishment(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t first = begin(world, 1), second = make_batch(world, 2);
    const cnops_batch_t *found;
    apr_int64_t id;

    second.idempotency_hash = HASH(1);
    assert_int_equal(STORE(world, batches->insert, &id, &second), CNOPS_EDUPLICATE);
    CALL(world, batches->by_idempotency, &found, 7, HASH(1));
    assert_int_equal(found->id, first.id);
    assert_int_equal(found->state, CNOPS_BATCH_RECEIVING);
    CALL(world, batches->by_idempotency, &found, 8, HASH(1));
    assert_null(found);
    second.establishment_id = 8;
    CALL(world, batches->insert, &id, &second);
    CALL(world, batches->release_key, first.id);
    CALL(world, batches->by_idempotency, &found, 7, HASH(1));
    assert_null(found);
    first.reference = "another-reference-0001";
    CALL(world, batches->insert, &id, &first);
}

static void test_batches_without_a_key_do_not_meet(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t first = make_batch(world, 1), second = make_batch(world, 2);
    apr_int64_t id;

    first.idempotency_hash = second.idempotency_hash = NULL;
    CALL(world, batches->insert, &id, &first);
    CALL(world, batches->insert, &id, &second);
}

static void test_a_receiver_needs_its_lease(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = begin(world, 1);
    cnops_batch_lease_t other = lease_of(batch.id, "other", PORT_NOW);
    cnops_batch_lease_t late = lease_of(batch.id, "receiver", PORT_NOW + PORT_LEASE);
    cnops_batch_lease_t again = lease_of(batch.id, "receiver", PORT_NOW + PORT_LEASE / 2);

    assert_int_equal(add_chunks(world, &other, 2, 1), CNOPS_ECONFLICT);
    assert_int_equal(add_chunks(world, &late, 2, 1), CNOPS_ECONFLICT);
    assert_null(chunk_of(world, batch.id, 2));
    assert_int_equal(add_chunks(world, &again, 2, 1), APR_SUCCESS);
    assert_int_equal(add_chunks(world, &late, 3, 1), APR_SUCCESS); /* it was prolonged */
    batch.lease_owner = "other";
    assert_int_equal(STORE(world, batches->received, &batch), CNOPS_ECONFLICT);
    batch.lease_owner = "receiver";
    end_body(world, &batch, CNOPS_BATCH_QUEUED);
    assert_int_equal(add_chunks(world, &late, 4, 1), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, batches->received, &batch), CNOPS_ECONFLICT);
}

static void test_a_body_that_broke_off_is_forgotten(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t mine = begin(world, 1), dead = begin(world, 2);
    cnops_batch_t whole = receive(world, 3, CNOPS_BATCH_QUEUED);
    cnops_batch_lease_t lease = lease_of(mine.id, "receiver", PORT_NOW);
    const cnops_batch_t *found;

    CALL(world, batches->forget, &lease);
    assert_null(chunk_of(world, mine.id, 0));
    CALL(world, batches->by_idempotency, &found, 7, HASH(1));
    assert_null(found);
    lease = lease_of(dead.id, "other", PORT_NOW);
    assert_int_equal(STORE(world, batches->forget, &lease), CNOPS_ECONFLICT);
    assert_non_null(chunk_of(world, dead.id, 0));
    lease.now = PORT_NOW + PORT_LEASE;
    CALL(world, batches->forget, &lease);
    assert_null(chunk_of(world, dead.id, 0));
    lease = lease_of(whole.id, "receiver", PORT_NOW + PORT_LEASE);
    assert_int_equal(STORE(world, batches->forget, &lease), CNOPS_ECONFLICT);
}

/* --- looking --- */

static void test_an_establishment_sees_its_own_newest_first(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t first = receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_t second = receive(world, 2, CNOPS_BATCH_PREVIEW);
    cnops_batches_wanted_t wanted = {7, 0, 10};
    const cnops_batch_t *found;
    apr_array_header_t *list;

    begin(world, 3);
    CALL(world, batches->of_establishment, &list, &wanted);
    assert_int_equal(list->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_batch_t).id, second.id);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_batch_t).state, CNOPS_BATCH_PREVIEW);
    assert_int_equal(APR_ARRAY_IDX(list, 1, cnops_batch_t).id, first.id);
    wanted.max = 1;
    CALL(world, batches->of_establishment, &list, &wanted);
    assert_int_equal(list->nelts, 1);
    wanted.before_id = second.id;
    CALL(world, batches->of_establishment, &list, &wanted);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_batch_t).id, first.id);
    wanted.establishment_id = 8;
    CALL(world, batches->of_establishment, &list, &wanted);
    assert_int_equal(list->nelts, 0);
    CALL(world, batches->by_reference, &found, 8, first.reference);
    assert_null(found);
}

/* --- work --- */

static void test_one_worker_has_a_batch(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_QUEUED);
    const cnops_batch_t *taken = take(world, WORKER, PORT_NOW);
    cnops_batch_lease_t lease = lease_of(batch.id, "other", PORT_NOW);

    assert_int_equal(taken->id, batch.id);
    assert_int_equal(taken->state, CNOPS_BATCH_RUNNING);
    assert_int_equal(look(world, &batch)->state, CNOPS_BATCH_RUNNING);
    assert_null(take(world, "other", PORT_NOW));
    assert_int_equal(STORE(world, batches->release, &lease), CNOPS_ECONFLICT);
    lease.owner = WORKER;
    CALL(world, batches->release, &lease);
    assert_int_equal(take(world, "other", PORT_NOW)->id, batch.id);
    assert_int_equal(take(world, WORKER, PORT_NOW + PORT_LEASE)->id, batch.id);
}

static void test_batches_take_turns(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t large = receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_t small = receive(world, 2, CNOPS_BATCH_QUEUED);
    cnops_batch_lease_t lease = lease_of(large.id, WORKER, PORT_NOW);

    assert_int_equal(take(world, WORKER, PORT_NOW)->id, large.id);
    CALL(world, batches->release, &lease);
    assert_int_equal(take(world, WORKER, PORT_NOW + 1)->id, small.id);
    lease.batch_id = small.id;
    CALL(world, batches->release, &lease);
    assert_int_equal(take(world, WORKER, PORT_NOW + 2)->id, large.id);
}

static int race_to_take(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_batch_lease_t lease = lease_of(0, apr_psprintf(pool, "runner%d", runner), PORT_NOW);
    const cnops_batch_t *batch;

    if (world->store.batches->take(world->store.self, &batch, &lease, pool) != APR_SUCCESS)
        return -1;
    return batch ? 1 : 0;
}

static void test_one_of_many_workers_has_a_batch(void **state)
{
    port_world_t *world = *state;

    receive(world, 1, CNOPS_BATCH_QUEUED);
    assert_int_equal(port_race(world, race_to_take), 1);
}

static void test_a_chunk_is_worked_off_once(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_turn_t turn = turn_of(batch.id, 0);
    const cnops_batch_t *found;
    apr_array_header_t *faults;

    take(world, WORKER, PORT_NOW);
    turn.drop_chunk = true;
    assert_int_equal(settle_lines(world, &turn, 2, 2), APR_SUCCESS);
    assert_int_equal(settle_lines(world, &turn, 5, 1), CNOPS_ECONFLICT);
    found = look(world, &batch);
    assert_int_equal(found->accepted, 2);
    assert_int_equal(found->refused, 1);
    assert_int_equal(found->next_chunk, 1);
    assert_null(chunk_of(world, batch.id, 0));
    assert_non_null(chunk_of(world, batch.id, 1));
    turn.seq = 1;
    turn.drop_chunk = false;
    assert_int_equal(settle_lines(world, &turn, 5, 1), APR_SUCCESS);
    assert_non_null(chunk_of(world, batch.id, 1));
    faults = faults_of(world, batch.id, 0, 10);
    assert_int_equal(faults->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).line, 4);
    assert_string_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).row_key_sealed, "test2.key");
    assert_string_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).field, "cine");
    assert_string_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).code, "invalid_document");
    assert_int_equal(faults_of(world, batch.id, 0, 1)->nelts, 1);
    faults = faults_of(world, batch.id, 4, 10);
    assert_int_equal(faults->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).line, 6);
    assert_int_equal(faults_of(world, batch.id + 1, 0, 10)->nelts, 0);
}

static void test_a_worker_needs_its_lease(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_turn_t turn = turn_of(batch.id, 0);
    cnops_batch_lease_t lease = lease_of(batch.id, "other", PORT_NOW);

    assert_int_equal(settle_lines(world, &turn, 2, 1), CNOPS_ECONFLICT);
    take(world, WORKER, PORT_NOW);
    turn.lease.owner = "other";
    assert_int_equal(settle_lines(world, &turn, 2, 1), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, batches->finish, &lease, CNOPS_BATCH_DONE, NULL),
                     CNOPS_ECONFLICT);
    turn = turn_of(batch.id, 0);
    turn.lease.now = PORT_NOW + PORT_LEASE;
    assert_int_equal(settle_lines(world, &turn, 2, 1), CNOPS_ECONFLICT);
    assert_int_equal(look(world, &batch)->accepted, 0);
    assert_int_equal(faults_of(world, batch.id, 0, 10)->nelts, 0);
    assert_int_equal(count_known(world, batch.id, 2, 1), 0);
}

static void test_finds_rows_by_their_content(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_turn_t turn = turn_of(batch.id, 0);

    take(world, WORKER, PORT_NOW);
    assert_int_equal(settle_lines(world, &turn, 10, 20), APR_SUCCESS);
    assert_int_equal(count_known(world, batch.id, 0, 10), 0);
    assert_int_equal(count_known(world, batch.id, 10, 1), 1);
    assert_int_equal(count_known(world, batch.id, 0, 60), 20);
    assert_int_equal(count_known(world, batch.id + 1, 10, 20), 0);
}

static void test_work_ends_with_its_message(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_lease_t lease = lease_of(batch.id, WORKER, PORT_NOW);
    cnops_outbox_row_t message = port_message(1, world->pool);

    take(world, WORKER, PORT_NOW);
    CALL(world, batches->finish, &lease, CNOPS_BATCH_DONE, &message);
    assert_int_equal(look(world, &batch)->state, CNOPS_BATCH_DONE);
    assert_int_equal(look(world, &batch)->done_at, PORT_NOW);
    assert_int_equal(port_due(world), 1);
    assert_null(take(world, WORKER, PORT_NOW + PORT_LEASE));
    assert_int_equal(STORE(world, batches->finish, &lease, CNOPS_BATCH_DONE, &message),
                     CNOPS_ECONFLICT);
    assert_int_equal(port_due(world), 0);
}

/* --- registrations --- */

static const cnops_registration_write_t *make_write(port_world_t *world, unsigned student)
{
    cnops_registration_write_t write = {.outcome = CNOPS_REGISTRATION_ADDED,
                                        .row = {.student_digest = port_digest(student, world->pool),
                                                .key_id = "test2",
                                                .academic_year = 2025,
                                                .establishment_id = 7,
                                                .version = 1,
                                                .status = CNOPS_REGISTRATION_SENT,
                                                .is_shown = true,
                                                .record_sealed = "test2.record",
                                                .seen_at = PORT_NOW}};

    return apr_pmemdup(world->pool, &write, sizeof write);
}

/* Settles rows of these students, from line 2 on. */
static apr_status_t settle_students(port_world_t *world, apr_int64_t batch_id, unsigned first,
                                    unsigned count)
{
    cnops_batch_turn_t turn = turn_of(batch_id, 0);
    apr_array_header_t *rows = apr_array_make(world->pool, 4, sizeof(cnops_batch_row_t));

    for (unsigned i = first; i < first + count; i++)
        APR_ARRAY_PUSH(rows, cnops_batch_row_t) =
            (cnops_batch_row_t){2 + i - first, HASH(100 + i), make_write(world, i)};
    turn.rows = rows;
    turn.faults = apr_array_make(world->pool, 1, sizeof(cnops_batch_fault_t));
    return STORE(world, batches->settle, &turn);
}

static apr_array_header_t *results_of(port_world_t *world, apr_int64_t batch_id, apr_int64_t after,
                                      int max)
{
    cnops_batch_page_t page = {batch_id, after, max};
    apr_array_header_t *list;

    CALL(world, batches->results, &list, &page);
    return list;
}

static void test_rows_become_registrations(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_QUEUED);
    const cnops_batch_result_t *first;
    apr_array_header_t *list;

    take(world, WORKER, PORT_NOW);
    assert_int_equal(settle_students(world, batch.id, 1, 3), APR_SUCCESS);
    list = results_of(world, batch.id, 0, 10);
    assert_int_equal(list->nelts, 3);
    first = &APR_ARRAY_IDX(list, 0, cnops_batch_result_t);
    assert_int_equal(first->line, 2);
    assert_int_equal(first->registration.status, CNOPS_REGISTRATION_SENT);
    assert_int_equal(first->registration.academic_year, 2025);
    assert_string_equal(first->registration.student_digest, port_digest(1, world->pool));
    assert_string_equal(first->registration.record_sealed, "test2.record");
    assert_int_equal(results_of(world, batch.id, 0, 2)->nelts, 2);
    list = results_of(world, batch.id, 3, 10);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_batch_result_t).line, 4);
    assert_int_equal(results_of(world, batch.id + 1, 0, 10)->nelts, 0);
}

static int count_registrations(port_world_t *world)
{
    cnops_registrations_wanted_t wanted = {0, -1, 0, 100};
    apr_array_header_t *list;

    CALL(world, registrations->list, &list, &wanted);
    return list->nelts;
}

static void test_a_registration_that_was_overtaken_undoes_the_chunk(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_QUEUED);
    apr_int64_t id;

    take(world, WORKER, PORT_NOW);
    CALL(world, registrations->write, &id, make_write(world, 2), NULL);
    assert_int_equal(settle_students(world, batch.id, 1, 3), CNOPS_ECONFLICT);
    assert_int_equal(count_registrations(world), 1);
    assert_int_equal(look(world, &batch)->next_chunk, 0);
    assert_int_equal(look(world, &batch)->accepted, 0);
    assert_int_equal(count_known(world, batch.id, 0, 10), 0);
    assert_non_null(chunk_of(world, batch.id, 0));
    assert_int_equal(settle_students(world, batch.id, 3, 2), APR_SUCCESS);
    assert_int_equal(count_registrations(world), 3);
}

/* --- previews --- */

static cnops_batch_t make_checked(port_world_t *world)
{
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_PREVIEW);
    cnops_batch_lease_t lease = lease_of(batch.id, WORKER, PORT_NOW);
    cnops_batch_turn_t turn = turn_of(batch.id, 0);

    assert_int_equal(take(world, WORKER, PORT_NOW)->state, CNOPS_BATCH_PREVIEW);
    assert_int_equal(settle_lines(world, &turn, 2, 4), APR_SUCCESS);
    CALL(world, batches->finish, &lease, CNOPS_BATCH_PREVIEW, NULL);
    assert_int_equal(look(world, &batch)->done_at, PORT_NOW);
    return batch;
}

static void test_a_preview_is_sent_once(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = make_checked(world);
    const cnops_batch_t *taken;

    assert_null(take(world, WORKER, PORT_NOW + PORT_LEASE));
    CALL(world, batches->send, batch.id);
    assert_int_equal(look(world, &batch)->state, CNOPS_BATCH_QUEUED);
    assert_int_equal(look(world, &batch)->accepted, 0);
    assert_int_equal(look(world, &batch)->refused, 0);
    assert_int_equal(look(world, &batch)->done_at, 0);
    assert_int_equal(STORE(world, batches->send, batch.id), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, batches->abandon, batch.id, PORT_NOW), CNOPS_ECONFLICT);
    taken = take(world, WORKER, PORT_NOW);
    assert_int_equal(taken->id, batch.id);
    assert_int_equal(taken->next_chunk, -1);
}

static void test_a_preview_is_abandoned_once(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = receive(world, 1, CNOPS_BATCH_PREVIEW);
    cnops_batch_turn_t turn = turn_of(batch.id, 0);

    take(world, WORKER, PORT_NOW);
    CALL(world, batches->abandon, batch.id, PORT_NOW + 5);
    assert_int_equal(settle_lines(world, &turn, 2, 1), CNOPS_ECONFLICT);
    assert_int_equal(look(world, &batch)->state, CNOPS_BATCH_ABANDONED);
    assert_int_equal(look(world, &batch)->done_at, PORT_NOW + 5);
    assert_int_equal(STORE(world, batches->abandon, batch.id, PORT_NOW), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, batches->send, batch.id), CNOPS_ECONFLICT);
    assert_null(take(world, WORKER, PORT_NOW + PORT_LEASE));
}

/* --- old rows --- */

static void test_clears_a_part_at_a_time(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = make_checked(world), other = begin(world, 2);

    assert_int_equal(clear(world, batch.id, CNOPS_BATCH_ROWS, 3), 3);
    assert_int_equal(clear(world, batch.id, CNOPS_BATCH_ROWS, 3), 1);
    assert_int_equal(count_known(world, batch.id, 0, 20), 0);
    assert_int_equal(faults_of(world, batch.id, 0, 10)->nelts, 1);
    assert_int_equal(clear(world, batch.id, CNOPS_BATCH_FAULTS, 3), 1);
    assert_int_equal(faults_of(world, batch.id, 0, 10)->nelts, 0);
    assert_int_equal(clear(world, batch.id, CNOPS_BATCH_CHUNKS, 10), 2);
    assert_null(chunk_of(world, batch.id, 0));
    assert_non_null(chunk_of(world, other.id, 0));
}

static void test_old_rows_are_deleted(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = make_checked(world);
    const cnops_batches_port_t *port = world->store.batches;

    assert_int_equal(port_purge(world, port->purge, PORT_NOW), 0);
    assert_int_equal(port_purge(world, port->purge_rows, LONG_AGO), 0);
    assert_int_equal(port_purge(world, port->purge_faults, PORT_NOW), 0);
    assert_int_equal(port_purge(world, port->purge_chunks, PORT_NOW + 1), 1);
    assert_int_equal(port_purge(world, port->purge_chunks, PORT_NOW + 2), 1);
    assert_int_equal(port_purge(world, port->purge_rows, PORT_NOW + 1), 4);
    assert_int_equal(port_purge(world, port->purge_faults, PORT_NOW + 1), 1);
    assert_int_equal(port_purge(world, port->purge, PORT_NOW + 1), 1);
    assert_null(look(world, &batch));
}

const struct CMUnitTest port_batches_tests[] = {
    cmocka_unit_test(test_a_batch_is_seen_when_its_body_has_ended),
    cmocka_unit_test(test_a_key_belongs_to_one_batch_of_an_establishment),
    cmocka_unit_test(test_batches_without_a_key_do_not_meet),
    cmocka_unit_test(test_a_receiver_needs_its_lease),
    cmocka_unit_test(test_a_body_that_broke_off_is_forgotten),
    cmocka_unit_test(test_an_establishment_sees_its_own_newest_first),
    cmocka_unit_test(test_one_worker_has_a_batch),
    cmocka_unit_test(test_batches_take_turns),
    cmocka_unit_test(test_one_of_many_workers_has_a_batch),
    cmocka_unit_test(test_a_chunk_is_worked_off_once),
    cmocka_unit_test(test_a_worker_needs_its_lease),
    cmocka_unit_test(test_finds_rows_by_their_content),
    cmocka_unit_test(test_work_ends_with_its_message),
    cmocka_unit_test(test_rows_become_registrations),
    cmocka_unit_test(test_a_registration_that_was_overtaken_undoes_the_chunk),
    cmocka_unit_test(test_a_preview_is_sent_once),
    cmocka_unit_test(test_a_preview_is_abandoned_once),
    cmocka_unit_test(test_clears_a_part_at_a_time),
    cmocka_unit_test(test_old_rows_are_deleted),
    {NULL, NULL, NULL, NULL, NULL},
};
