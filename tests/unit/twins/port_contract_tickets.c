/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tickets: a person finds their own and no other's; only a caller that has read the newest version
 * changes one. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>

static cnops_ticket_t make_ticket(apr_int64_t person_id, unsigned number, apr_pool_t *pool)
{
    return (cnops_ticket_t){.reference = apr_psprintf(pool, "D%09u", number),
                            .person_id = person_id,
                            .membership_id = 7,
                            .kind = CNOPS_TICKET_COMPLAINT,
                            .state = CNOPS_TICKET_OPEN,
                            .payload_sealed = apr_psprintf(pool, "test2.payload%u", number),
                            .opened_at = PORT_NOW,
                            .due_at = PORT_NOW + 30};
}

static const cnops_ticket_t *add_ticket(port_world_t *world, apr_int64_t person_id, unsigned number)
{
    cnops_ticket_t ticket = make_ticket(person_id, number, world->pool);
    const cnops_ticket_t *row;

    CALL(world, tickets->insert, &ticket, NULL);
    CALL(world, tickets->by_reference, &row, ticket.reference);
    assert_non_null(row);
    return row;
}

static cnops_ticket_t decided(const cnops_ticket_t *ticket, cnops_ticket_state_e state)
{
    cnops_ticket_t next = *ticket;

    next.state = state;
    next.answer_sealed = "test2.answer";
    next.decided_on = "2026-11-21";
    next.decided_at = PORT_NOW + 9;
    return next;
}

static void test_a_ticket_is_read_as_it_was_written(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    const cnops_ticket_t *row = add_ticket(world, person, 1);

    assert_string_equal(row->reference, "D000000001");
    assert_int_equal(row->person_id, person);
    assert_int_equal(row->membership_id, 7);
    assert_int_equal(row->version, 1);
    assert_int_equal(row->kind, CNOPS_TICKET_COMPLAINT);
    assert_int_equal(row->state, CNOPS_TICKET_OPEN);
    assert_string_equal(row->payload_sealed, "test2.payload1");
    assert_null(row->answer_sealed);
    assert_null(row->decided_on);
    assert_int_equal(row->opened_at, PORT_NOW);
    assert_int_equal(row->due_at, PORT_NOW + 30);
    assert_int_equal(row->decided_at, 0);
    assert_int_equal(row->read_at, 0);
}

static void test_a_reference_is_given_once(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1), other = port_add_person(world, 2);
    cnops_ticket_t again = make_ticket(other, 1, world->pool);
    cnops_event_row_t event = port_event(other, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 1);
    const cnops_ticket_t *row;

    add_ticket(world, person, 1);
    assert_int_equal(STORE(world, tickets->insert, &again, &trail), CNOPS_EDUPLICATE);
    assert_int_equal(port_due(world), 0);
    assert_int_equal(port_tail(world, other), 0);
    CALL(world, tickets->by_reference, &row, "D000000002");
    assert_null(row);
}

static void test_a_person_finds_only_their_own(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1), other = port_add_person(world, 2);
    const cnops_ticket_t *ticket = add_ticket(world, person, 1), *found;
    apr_array_header_t *list;

    CALL(world, tickets->find, &found, person, ticket->id);
    assert_int_equal(found->id, ticket->id);
    CALL(world, tickets->find, &found, other, ticket->id);
    assert_null(found);
    CALL(world, tickets->of_person, &list, other, 0, 9);
    assert_int_equal(list->nelts, 0);
    CALL(world, tickets->open_of, &list, other, 9);
    assert_int_equal(list->nelts, 0);
}

static void test_a_list_goes_on_below_its_last_row(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    apr_array_header_t *list;

    for (unsigned i = 1; i <= 3; i++)
        add_ticket(world, person, i);
    CALL(world, tickets->of_person, &list, person, 0, 2);
    assert_int_equal(list->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_ticket_t).reference, "D000000003");
    assert_string_equal(APR_ARRAY_IDX(list, 1, cnops_ticket_t).reference, "D000000002");
    CALL(world, tickets->of_person, &list, person, APR_ARRAY_IDX(list, 1, cnops_ticket_t).id, 2);
    assert_int_equal(list->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_ticket_t).reference, "D000000001");
}

static int count_open(port_world_t *world, apr_int64_t person)
{
    apr_array_header_t *list;

    CALL(world, tickets->open_of, &list, person, 9);
    return list->nelts;
}

static int count_in(port_world_t *world, cnops_ticket_state_e wanted, apr_int64_t after_id)
{
    apr_int64_t last_id = after_id;
    apr_array_header_t *list;

    CALL(world, tickets->in_state, &list, wanted, &last_id, 9);
    assert_int_equal(last_id, list->nelts ? APR_ARRAY_IDX(list, list->nelts - 1, cnops_ticket_t).id
                                          : after_id);
    return list->nelts;
}

static void test_a_decision_ends_a_ticket_unless_it_asks_more(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    const cnops_ticket_t *ticket = add_ticket(world, person, 1);
    cnops_ticket_t next = decided(ticket, CNOPS_TICKET_MORE_ASKED);

    assert_int_equal(count_in(world, CNOPS_TICKET_OPEN, 0), 1);
    assert_int_equal(count_in(world, CNOPS_TICKET_OPEN, ticket->id), 0);
    CALL(world, tickets->update, &next, NULL);
    assert_int_equal(count_open(world, person), 1);
    assert_int_equal(count_in(world, CNOPS_TICKET_OPEN, 0), 0);
    assert_int_equal(count_in(world, CNOPS_TICKET_MORE_ASKED, 0), 1);
    CALL(world, tickets->find, &ticket, person, ticket->id);
    assert_int_equal(ticket->version, 2);
    assert_int_equal(ticket->state, CNOPS_TICKET_MORE_ASKED);
    assert_string_equal(ticket->answer_sealed, "test2.answer");
    assert_string_equal(ticket->decided_on, "2026-11-21");
    assert_int_equal(ticket->decided_at, PORT_NOW + 9);
    next = decided(ticket, CNOPS_TICKET_REFUSED);
    next.read_at = PORT_NOW + 10;
    CALL(world, tickets->update, &next, NULL);
    assert_int_equal(count_open(world, person), 0);
    CALL(world, tickets->find, &ticket, person, ticket->id);
    assert_int_equal(ticket->read_at, PORT_NOW + 10);
}

static void test_an_older_version_changes_nothing(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    const cnops_ticket_t *ticket = add_ticket(world, person, 1);
    cnops_ticket_t next = decided(ticket, CNOPS_TICKET_ACCEPTED);
    cnops_event_row_t event = port_event(person, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 1);

    CALL(world, tickets->update, &next, NULL);
    next = decided(ticket, CNOPS_TICKET_REFUSED);
    assert_int_equal(STORE(world, tickets->update, &next, &trail), CNOPS_ECONFLICT);
    CALL(world, tickets->find, &ticket, person, ticket->id);
    assert_int_equal(ticket->state, CNOPS_TICKET_ACCEPTED);
    assert_int_equal(port_due(world), 0);
    assert_int_equal(port_tail(world, person), 0);
}

/* Both with their event, whose place in the chain is taken. */
static void test_nothing_is_written_without_its_event(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    const cnops_ticket_t *ticket = add_ticket(world, person, 1);
    cnops_ticket_t other = make_ticket(person, 2, world->pool);
    cnops_ticket_t next = decided(ticket, CNOPS_TICKET_ACCEPTED);
    cnops_event_row_t event = port_event(person, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 1);

    CALL(world, events->insert, &event);
    assert_int_equal(STORE(world, tickets->insert, &other, &trail), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, tickets->update, &next, &trail), CNOPS_ECONFLICT);
    assert_int_equal(count_open(world, person), 1);
    CALL(world, tickets->find, &ticket, person, ticket->id);
    assert_int_equal(ticket->version, 1);
    assert_int_equal(port_due(world), 0);
}

static int race_to_decide(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_ticket_t *read;
    cnops_ticket_t next;
    apr_status_t rv;

    (void)runner;
    rv = world->store.tickets->by_reference(world->store.self, &read, "D000000001", pool);
    if (rv != APR_SUCCESS || !read)
        return -1;
    next = decided(read, CNOPS_TICKET_ACCEPTED);
    next.version = 1;
    rv = world->store.tickets->update(world->store.self, &next, NULL, pool);
    if (rv == CNOPS_ECONFLICT)
        return 0;
    return rv == APR_SUCCESS ? 1 : -1;
}

static void test_one_of_many_decides(void **state)
{
    port_world_t *world = *state;

    add_ticket(world, port_add_person(world, 1), 1);
    assert_int_equal(port_race(world, race_to_decide), 1);
}

static void test_only_tickets_that_ended_are_purged(void **state)
{
    port_world_t *world = *state;
    cnops_purge_fn purge = world->store.tickets->purge;
    apr_int64_t person_id = port_add_person(world, 1);
    cnops_ticket_t next;
    const cnops_ticket_t *read;

    add_ticket(world, person_id, 1);
    assert_int_equal(port_purge(world, purge, APR_INT64_MAX), 0);
    for (int is_end = 0; is_end <= 1; is_end++) {
        CALL(world, tickets->by_reference, &read, "D000000001");
        next = decided(read, is_end ? CNOPS_TICKET_REFUSED : CNOPS_TICKET_MORE_ASKED);
        CALL(world, tickets->update, &next, NULL);
        assert_int_equal(port_purge(world, purge, next.decided_at), 0);
        assert_int_equal(port_purge(world, purge, next.decided_at + 1), is_end);
    }
}

const struct CMUnitTest port_tickets_tests[] = {
    cmocka_unit_test(test_a_ticket_is_read_as_it_was_written),
    cmocka_unit_test(test_a_reference_is_given_once),
    cmocka_unit_test(test_a_person_finds_only_their_own),
    cmocka_unit_test(test_a_list_goes_on_below_its_last_row),
    cmocka_unit_test(test_a_decision_ends_a_ticket_unless_it_asks_more),
    cmocka_unit_test(test_an_older_version_changes_nothing),
    cmocka_unit_test(test_nothing_is_written_without_its_event),
    cmocka_unit_test(test_one_of_many_decides),
    cmocka_unit_test(test_only_tickets_that_ended_are_purged),
    {0},
};
