/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The journal: one chain for each person, where each place is taken once. */
#include "base/errors.h"
#include "core/journal/journal.h"
#include "core/journal/journal_check.h"
#include "core/person/person.h"
#include "core_fixture.h"
#include "port_contract_tests.h"

#include <apr_strings.h>

static void assert_event_equal(const cnops_event_row_t *row, const cnops_event_row_t *expected)
{
    assert_true(row->id > 0);
    assert_int_equal(row->person_id, expected->person_id);
    assert_int_equal(row->seq, expected->seq);
    assert_string_equal(row->kind, expected->kind);
    assert_string_equal(row->content_sealed, expected->content_sealed);
    assert_string_equal(row->mac, expected->mac);
    assert_string_equal(row->key_id, expected->key_id);
    assert_int_equal(row->at, expected->at);
}

static void test_keeps_a_chain_in_its_order(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_event_row_t event, tail;
    apr_array_header_t *list;

    CALL(world, events->tail, &tail, person);
    assert_int_equal(tail.seq, 0);
    for (int seq = 1; seq <= 3; seq++) {
        event = port_event(person, seq, world->pool);
        CALL(world, events->insert, &event);
    }
    CALL(world, events->tail, &tail, person);
    assert_event_equal(&tail, &event);
    CALL(world, events->of_person, &list, person, 2);
    assert_int_equal(list->nelts, 2);
    for (int i = 0; i < 2; i++) {
        event = port_event(person, 3 - i, world->pool);
        assert_event_equal(&APR_ARRAY_IDX(list, i, cnops_event_row_t), &event);
    }
}

/* Kinds of a chain of six, oldest first. */
static void add_kinds(port_world_t *world, apr_int64_t person)
{
    static const char *const kinds[] = {"one", "two", "one", "three", "two", "of_another_release"};

    for (int seq = 1; seq <= 6; seq++) {
        cnops_event_row_t event = port_event(person, seq, world->pool);

        event.kind = kinds[seq - 1];
        CALL(world, events->insert, &event);
    }
}

static void assert_places(port_world_t *world, const cnops_event_query_t *query, const char *places)
{
    apr_array_header_t *list;
    const char *found = "";

    CALL(world, events->before, &list, query);
    for (int i = 0; i < list->nelts; i++)
        found = apr_psprintf(world->pool, "%s%" APR_INT64_T_FMT, found,
                             APR_ARRAY_IDX(list, i, cnops_event_row_t).seq);
    assert_string_equal(found, places);
}

static void test_finds_the_events_of_some_kinds_before_a_place(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1), other = port_add_person(world, 2);
    cnops_event_query_t query = {
        .person_id = person, .before = APR_INT64_MAX, .kinds = {"one", "two"}, .max = 10};

    add_kinds(world, person);
    add_kinds(world, other);
    assert_places(world, &query, "5321");
    query.before = 5;
    assert_places(world, &query, "321");
    query.max = 2;
    assert_places(world, &query, "32");
    query = (cnops_event_query_t){.person_id = person, .before = APR_INT64_MAX, .max = 10};
    assert_places(world, &query, "");
    query.is_except = true;
    assert_places(world, &query, "654321");
    query.kinds[0] = "two";
    assert_places(world, &query, "6431");
    query.before = 4;
    assert_places(world, &query, "31");
    query.before = 1;
    assert_places(world, &query, "");
}

static void test_a_place_in_a_chain_is_taken_once(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1), other = port_add_person(world, 2);
    cnops_event_row_t event = port_event(person, 1, world->pool);
    cnops_event_row_t elsewhere = port_event(other, 1, world->pool);

    CALL(world, events->insert, &event);
    assert_int_equal(STORE(world, events->insert, &event), CNOPS_ECONFLICT);
    CALL(world, events->insert, &elsewhere);
}

static int race_to_append(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_person_t *person;
    cnops_event_row_t event;
    apr_status_t rv;

    (void)runner;
    rv = cnops_person_by_document(&person, &world->store, port_digest(1, pool), pool);
    if (rv != APR_SUCCESS || !person)
        return -1;
    event = port_event(person->id, 1, pool);
    rv = world->store.events->insert(world->store.self, &event, pool);
    if (rv == CNOPS_ECONFLICT)
        return 0;
    return rv == APR_SUCCESS ? 1 : -1;
}

static void test_one_of_many_takes_a_place(void **state)
{
    port_world_t *world = *state;

    port_add_person(world, 1);
    assert_int_equal(port_race(world, race_to_append), 1);
}

/* --- a crowd of events --- */

#define CROWD 1000 /* events of one person, all at once */

/* Each runner has keys, a clock and random bytes of its own; the store is the same. They are made
 * before the race, by one thread. */
static core_fixture_t *crowd[PORT_RUNNERS];

static cnops_core_t core_of(const port_world_t *world, core_fixture_t *fixture)
{
    cnops_core_t core = fixture->core;

    core.store = world->store;
    return core;
}

static int note_many(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_IN, .actor = CNOPS_ACTOR_MEMBER};
    core_fixture_t *fixture = crowd[runner];
    cnops_core_t core = core_of(world, fixture);
    const cnops_person_t *person = NULL;
    int count = 0;

    if (cnops_person_by_document(&person, &world->store, port_digest(1, pool), pool) == APR_SUCCESS)
        while (person && count < CROWD / PORT_RUNNERS &&
               cnops_journal_note(&core, person->id, &event, fixture->pool) == APR_SUCCESS)
            count++;
    return count;
}

static void refuse_fault(void *self, apr_int64_t person_id, apr_int64_t seq,
                         cnops_chain_fault_e fault)
{
    (void)self;
    fail_msg("%s: person %" APR_INT64_T_FMT ", seq %" APR_INT64_T_FMT,
             cnops_chain_fault_name(fault), person_id, seq);
}

static void test_a_crowd_of_events_is_one_whole_chain(void **state)
{
    port_world_t *world = *state;
    core_fixture_t *fixture = core_fixture_make();
    cnops_core_t core = core_of(world, fixture);
    cnops_journal_check_t check = {.core = &core, .fault = refuse_fault};

    port_add_person(world, 1);
    for (int i = 0; i < PORT_RUNNERS; i++)
        crowd[i] = core_fixture_make();
    assert_int_equal(port_race(world, note_many), CROWD);
    for (int i = 0; i < PORT_RUNNERS; i++)
        core_fixture_free(crowd[i]);
    assert_int_equal(cnops_journal_check(&check, fixture->pool), APR_SUCCESS);
    assert_int_equal(check.chain_count, 1);
    assert_int_equal(check.event_count, CROWD);
    core_fixture_free(fixture);
}

static void test_reads_all_chains_in_slices(void **state)
{
    port_world_t *world = *state;
    const apr_int64_t lengths[] = {3, 1, 2};
    cnops_event_place_t place = {0, 0};
    apr_array_header_t *list;
    int count = 0;

    for (unsigned i = 0; i < 3; i++) {
        apr_int64_t person = port_add_person(world, i + 1);

        for (apr_int64_t s = 1; s <= lengths[i]; s++) {
            cnops_event_row_t event = port_event(person, s, world->pool);

            CALL(world, events->insert, &event);
        }
    }
    do {
        CALL(world, events->after, &list, place, 2);
        for (int i = 0; i < list->nelts; i++) {
            const cnops_event_row_t *row = &APR_ARRAY_IDX(list, i, cnops_event_row_t);

            assert_true(row->person_id > place.person_id ? row->seq == 1
                                                         : row->seq == place.seq + 1);
            place = (cnops_event_place_t){row->person_id, row->seq};
        }
        count += list->nelts;
    } while (list->nelts);
    assert_int_equal(count, 6);
}

static void append(port_world_t *world, apr_int64_t person_id, apr_int64_t count)
{
    for (apr_int64_t seq = 1; seq <= count; seq++) {
        cnops_event_row_t event = port_event(person_id, seq, world->pool);

        CALL(world, events->insert, &event);
    }
}

static apr_int64_t first_seq(port_world_t *world, apr_int64_t person_id)
{
    apr_array_header_t *list;

    CALL(world, events->after, &list, (cnops_event_place_t){person_id, 0}, 1);
    return APR_ARRAY_IDX(list, 0, cnops_event_row_t).seq;
}

/* Deleting and writing are one. */
static void test_cuts_the_beginning_of_one_chain(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1), other = port_add_person(world, 2);
    cnops_event_row_t late = port_event(person, 4, world->pool);
    cnops_event_row_t event = port_event(person, 5, world->pool);
    cnops_event_place_t through = {person, 2};

    append(world, person, 4);
    append(world, other, 4);
    assert_int_equal(STORE(world, events->cut, through, &late), CNOPS_ECONFLICT);
    assert_int_equal(first_seq(world, person), 1);
    CALL(world, events->cut, through, &event);
    assert_int_equal(first_seq(world, person), 3);
    assert_int_equal(port_tail(world, person), 5);
    assert_int_equal(first_seq(world, other), 1);
}

const struct CMUnitTest port_events_tests[] = {
    cmocka_unit_test(test_keeps_a_chain_in_its_order),
    cmocka_unit_test(test_finds_the_events_of_some_kinds_before_a_place),
    cmocka_unit_test(test_a_place_in_a_chain_is_taken_once),
    cmocka_unit_test(test_one_of_many_takes_a_place),
    cmocka_unit_test(test_a_crowd_of_events_is_one_whole_chain),
    cmocka_unit_test(test_reads_all_chains_in_slices),
    cmocka_unit_test(test_cuts_the_beginning_of_one_chain),
    {0},
};
