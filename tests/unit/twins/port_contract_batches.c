/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Batches: receiving, turns of work, ends. */
#include "base/errors.h"
#include "port_batches.h"

#include <apr_strings.h>

/* --- receiving --- */

static void test_a_batch_is_seen_when_its_body_has_ended(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = port_batch_begin(world, 1);
    const cnops_batch_t *found;

    assert_null(port_batch_look(world, &batch));
    assert_null(port_batch_take(world, WORKER, PORT_NOW));
    port_batch_end_body(world, &batch, CNOPS_BATCH_QUEUED);
    found = port_batch_look(world, &batch);
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
    assert_string_equal(port_batch_chunk(world, batch.id, 1)->content_sealed, "test2.chunk1");
    assert_int_equal(port_batch_chunk(world, batch.id, 1)->at, PORT_NOW + 1);
    assert_null(port_batch_chunk(world, batch.id, 2));
}

static void test_a_key_belongs_to_one_batch_of_an_establishment(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t first = port_batch_begin(world, 1), second = port_batch_make(world, 2);
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
    cnops_batch_t first = port_batch_make(world, 1), second = port_batch_make(world, 2);
    apr_int64_t id;

    first.idempotency_hash = second.idempotency_hash = NULL;
    CALL(world, batches->insert, &id, &first);
    CALL(world, batches->insert, &id, &second);
}

static void test_a_receiver_needs_its_lease(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = port_batch_begin(world, 1);
    cnops_batch_lease_t other = port_batch_lease(batch.id, "other", PORT_NOW);
    cnops_batch_lease_t late = port_batch_lease(batch.id, "receiver", PORT_NOW + PORT_LEASE);
    cnops_batch_lease_t again = port_batch_lease(batch.id, "receiver", PORT_NOW + PORT_LEASE / 2);

    assert_int_equal(port_batch_add_chunks(world, &other, 2, 1), CNOPS_ECONFLICT);
    assert_int_equal(port_batch_add_chunks(world, &late, 2, 1), CNOPS_ECONFLICT);
    assert_null(port_batch_chunk(world, batch.id, 2));
    assert_int_equal(port_batch_add_chunks(world, &again, 2, 1), APR_SUCCESS);
    assert_int_equal(port_batch_add_chunks(world, &late, 3, 1), APR_SUCCESS); /* it was prolonged */
    batch.lease_owner = "other";
    assert_int_equal(STORE(world, batches->received, &batch), CNOPS_ECONFLICT);
    batch.lease_owner = "receiver";
    port_batch_end_body(world, &batch, CNOPS_BATCH_QUEUED);
    assert_int_equal(port_batch_add_chunks(world, &late, 4, 1), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, batches->received, &batch), CNOPS_ECONFLICT);
}

static void test_a_body_that_broke_off_is_forgotten(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t mine = port_batch_begin(world, 1), dead = port_batch_begin(world, 2);
    cnops_batch_t whole = port_batch_receive(world, 3, CNOPS_BATCH_QUEUED);
    cnops_batch_lease_t lease = port_batch_lease(mine.id, "receiver", PORT_NOW);
    const cnops_batch_t *found;

    CALL(world, batches->forget, &lease);
    assert_null(port_batch_chunk(world, mine.id, 0));
    CALL(world, batches->by_idempotency, &found, 7, HASH(1));
    assert_null(found);
    lease = port_batch_lease(dead.id, "other", PORT_NOW);
    assert_int_equal(STORE(world, batches->forget, &lease), CNOPS_ECONFLICT);
    assert_non_null(port_batch_chunk(world, dead.id, 0));
    lease.now = PORT_NOW + PORT_LEASE;
    CALL(world, batches->forget, &lease);
    assert_null(port_batch_chunk(world, dead.id, 0));
    lease = port_batch_lease(whole.id, "receiver", PORT_NOW + PORT_LEASE);
    assert_int_equal(STORE(world, batches->forget, &lease), CNOPS_ECONFLICT);
}

/* --- looking --- */

static void test_an_establishment_sees_its_own_newest_first(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t first = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_t second = port_batch_receive(world, 2, CNOPS_BATCH_PREVIEW);
    cnops_batches_wanted_t wanted = {7, 0, 10};
    const cnops_batch_t *found;
    apr_array_header_t *list;

    port_batch_begin(world, 3);
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
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    const cnops_batch_t *taken = port_batch_take(world, WORKER, PORT_NOW);
    cnops_batch_lease_t lease = port_batch_lease(batch.id, "other", PORT_NOW);

    assert_int_equal(taken->id, batch.id);
    assert_int_equal(taken->state, CNOPS_BATCH_RUNNING);
    assert_int_equal(port_batch_look(world, &batch)->state, CNOPS_BATCH_RUNNING);
    assert_null(port_batch_take(world, "other", PORT_NOW));
    assert_int_equal(STORE(world, batches->release, &lease), CNOPS_ECONFLICT);
    lease.owner = WORKER;
    CALL(world, batches->release, &lease);
    assert_int_equal(port_batch_take(world, "other", PORT_NOW)->id, batch.id);
    assert_int_equal(port_batch_take(world, WORKER, PORT_NOW + PORT_LEASE)->id, batch.id);
}

static void test_batches_take_turns(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t large = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_t small = port_batch_receive(world, 2, CNOPS_BATCH_QUEUED);
    cnops_batch_lease_t lease = port_batch_lease(large.id, WORKER, PORT_NOW);

    assert_int_equal(port_batch_take(world, WORKER, PORT_NOW)->id, large.id);
    CALL(world, batches->release, &lease);
    assert_int_equal(port_batch_take(world, WORKER, PORT_NOW + 1)->id, small.id);
    lease.batch_id = small.id;
    CALL(world, batches->release, &lease);
    assert_int_equal(port_batch_take(world, WORKER, PORT_NOW + 2)->id, large.id);
}

static int race_to_take(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_batch_lease_t lease =
        port_batch_lease(0, apr_psprintf(pool, "runner%d", runner), PORT_NOW);
    const cnops_batch_t *batch;

    if (world->store.batches->take(world->store.self, &batch, &lease, pool) != APR_SUCCESS)
        return -1;
    return batch ? 1 : 0;
}

static void test_one_of_many_workers_has_a_batch(void **state)
{
    port_world_t *world = *state;

    port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    assert_int_equal(port_race(world, race_to_take), 1);
}

static void test_a_chunk_is_worked_off_once(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_turn_t turn = port_batch_turn(batch.id, 0);
    const cnops_batch_t *found;
    apr_array_header_t *faults;

    port_batch_take(world, WORKER, PORT_NOW);
    turn.drop_chunk = true;
    assert_int_equal(port_batch_settle_lines(world, &turn, 2, 2), APR_SUCCESS);
    assert_int_equal(port_batch_settle_lines(world, &turn, 5, 1), CNOPS_ECONFLICT);
    found = port_batch_look(world, &batch);
    assert_int_equal(found->accepted, 2);
    assert_int_equal(found->refused, 1);
    assert_int_equal(found->next_chunk, 1);
    assert_null(port_batch_chunk(world, batch.id, 0));
    assert_non_null(port_batch_chunk(world, batch.id, 1));
    turn.seq = 1;
    turn.drop_chunk = false;
    assert_int_equal(port_batch_settle_lines(world, &turn, 5, 1), APR_SUCCESS);
    assert_non_null(port_batch_chunk(world, batch.id, 1));
    faults = port_batch_faults(world, batch.id, 0, 10);
    assert_int_equal(faults->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).line, 4);
    assert_string_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).row_key_sealed, "test2.key");
    assert_string_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).field, "cine");
    assert_string_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).code, "invalid_document");
    assert_int_equal(port_batch_faults(world, batch.id, 0, 1)->nelts, 1);
    faults = port_batch_faults(world, batch.id, 4, 10);
    assert_int_equal(faults->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(faults, 0, cnops_batch_fault_t).line, 6);
    assert_int_equal(port_batch_faults(world, batch.id + 1, 0, 10)->nelts, 0);
}

static void test_a_worker_needs_its_lease(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_turn_t turn = port_batch_turn(batch.id, 0);
    cnops_batch_lease_t lease = port_batch_lease(batch.id, "other", PORT_NOW);

    assert_int_equal(port_batch_settle_lines(world, &turn, 2, 1), CNOPS_ECONFLICT);
    port_batch_take(world, WORKER, PORT_NOW);
    turn.lease.owner = "other";
    assert_int_equal(port_batch_settle_lines(world, &turn, 2, 1), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, batches->finish, &lease, CNOPS_BATCH_DONE, NULL),
                     CNOPS_ECONFLICT);
    turn = port_batch_turn(batch.id, 0);
    turn.lease.now = PORT_NOW + PORT_LEASE;
    assert_int_equal(port_batch_settle_lines(world, &turn, 2, 1), CNOPS_ECONFLICT);
    assert_int_equal(port_batch_look(world, &batch)->accepted, 0);
    assert_int_equal(port_batch_faults(world, batch.id, 0, 10)->nelts, 0);
    assert_int_equal(port_batch_count_known(world, batch.id, 2, 1), 0);
}

static void test_finds_rows_by_their_content(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_turn_t turn = port_batch_turn(batch.id, 0);

    port_batch_take(world, WORKER, PORT_NOW);
    assert_int_equal(port_batch_settle_lines(world, &turn, 10, 20), APR_SUCCESS);
    assert_int_equal(port_batch_count_known(world, batch.id, 0, 10), 0);
    assert_int_equal(port_batch_count_known(world, batch.id, 10, 1), 1);
    assert_int_equal(port_batch_count_known(world, batch.id, 0, 60), 20);
    assert_int_equal(port_batch_count_known(world, batch.id + 1, 10, 20), 0);
}

static void test_work_ends_with_its_message(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    cnops_batch_lease_t lease = port_batch_lease(batch.id, WORKER, PORT_NOW);
    cnops_outbox_row_t message = port_message(1, world->pool);

    port_batch_take(world, WORKER, PORT_NOW);
    CALL(world, batches->finish, &lease, CNOPS_BATCH_DONE, &message);
    assert_int_equal(port_batch_look(world, &batch)->state, CNOPS_BATCH_DONE);
    assert_int_equal(port_batch_look(world, &batch)->done_at, PORT_NOW);
    assert_int_equal(port_due(world), 1);
    assert_null(port_batch_take(world, WORKER, PORT_NOW + PORT_LEASE));
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
    cnops_batch_turn_t turn = port_batch_turn(batch_id, 0);
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
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    const cnops_batch_result_t *first;
    apr_array_header_t *list;

    port_batch_take(world, WORKER, PORT_NOW);
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
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_QUEUED);
    apr_int64_t id;

    port_batch_take(world, WORKER, PORT_NOW);
    CALL(world, registrations->write, &id, make_write(world, 2), NULL);
    assert_int_equal(settle_students(world, batch.id, 1, 3), CNOPS_ECONFLICT);
    assert_int_equal(count_registrations(world), 1);
    assert_int_equal(port_batch_look(world, &batch)->next_chunk, 0);
    assert_int_equal(port_batch_look(world, &batch)->accepted, 0);
    assert_int_equal(port_batch_count_known(world, batch.id, 0, 10), 0);
    assert_non_null(port_batch_chunk(world, batch.id, 0));
    assert_int_equal(settle_students(world, batch.id, 3, 2), APR_SUCCESS);
    assert_int_equal(count_registrations(world), 3);
}

/* --- previews --- */

static cnops_batch_t make_checked(port_world_t *world)
{
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_PREVIEW);
    cnops_batch_lease_t lease = port_batch_lease(batch.id, WORKER, PORT_NOW);
    cnops_batch_turn_t turn = port_batch_turn(batch.id, 0);

    assert_int_equal(port_batch_take(world, WORKER, PORT_NOW)->state, CNOPS_BATCH_PREVIEW);
    assert_int_equal(port_batch_settle_lines(world, &turn, 2, 4), APR_SUCCESS);
    CALL(world, batches->finish, &lease, CNOPS_BATCH_PREVIEW, NULL);
    assert_int_equal(port_batch_look(world, &batch)->done_at, PORT_NOW);
    return batch;
}

static void test_a_preview_is_sent_once(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = make_checked(world);
    const cnops_batch_t *taken;

    assert_null(port_batch_take(world, WORKER, PORT_NOW + PORT_LEASE));
    CALL(world, batches->send, batch.id);
    assert_int_equal(port_batch_look(world, &batch)->state, CNOPS_BATCH_QUEUED);
    assert_int_equal(port_batch_look(world, &batch)->accepted, 0);
    assert_int_equal(port_batch_look(world, &batch)->refused, 0);
    assert_int_equal(port_batch_look(world, &batch)->done_at, 0);
    assert_int_equal(STORE(world, batches->send, batch.id), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, batches->abandon, batch.id, PORT_NOW), CNOPS_ECONFLICT);
    taken = port_batch_take(world, WORKER, PORT_NOW);
    assert_int_equal(taken->id, batch.id);
    assert_int_equal(taken->next_chunk, -1);
}

static void test_a_preview_is_abandoned_once(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = port_batch_receive(world, 1, CNOPS_BATCH_PREVIEW);
    cnops_batch_turn_t turn = port_batch_turn(batch.id, 0);

    port_batch_take(world, WORKER, PORT_NOW);
    CALL(world, batches->abandon, batch.id, PORT_NOW + 5);
    assert_int_equal(port_batch_settle_lines(world, &turn, 2, 1), CNOPS_ECONFLICT);
    assert_int_equal(port_batch_look(world, &batch)->state, CNOPS_BATCH_ABANDONED);
    assert_int_equal(port_batch_look(world, &batch)->done_at, PORT_NOW + 5);
    assert_int_equal(STORE(world, batches->abandon, batch.id, PORT_NOW), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, batches->send, batch.id), CNOPS_ECONFLICT);
    assert_null(port_batch_take(world, WORKER, PORT_NOW + PORT_LEASE));
}

/* --- old rows --- */

static void test_clears_a_part_at_a_time(void **state)
{
    port_world_t *world = *state;
    cnops_batch_t batch = make_checked(world), other = port_batch_begin(world, 2);

    assert_int_equal(port_batch_clear(world, batch.id, CNOPS_BATCH_ROWS, 3), 3);
    assert_int_equal(port_batch_clear(world, batch.id, CNOPS_BATCH_ROWS, 3), 1);
    assert_int_equal(port_batch_count_known(world, batch.id, 0, 20), 0);
    assert_int_equal(port_batch_faults(world, batch.id, 0, 10)->nelts, 1);
    assert_int_equal(port_batch_clear(world, batch.id, CNOPS_BATCH_FAULTS, 3), 1);
    assert_int_equal(port_batch_faults(world, batch.id, 0, 10)->nelts, 0);
    assert_int_equal(port_batch_clear(world, batch.id, CNOPS_BATCH_CHUNKS, 10), 2);
    assert_null(port_batch_chunk(world, batch.id, 0));
    assert_non_null(port_batch_chunk(world, other.id, 0));
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
    assert_null(port_batch_look(world, &batch));
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
