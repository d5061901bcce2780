/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Rights that links carry: they come with a message, or not at all. */
#include "base/errors.h"
#include "port_contract_tests.h"

#define LIFE apr_time_from_sec(600)

static cnops_link_row_t link_row(port_world_t *world, unsigned number)
{
    return (cnops_link_row_t){.digest = port_digest(number, world->pool),
                              .kind = "opposition",
                              .account_id = 42,
                              .content_sealed = "test2.right",
                              .expires_at = PORT_NOW + LIFE};
}

static const cnops_link_row_t *find(port_world_t *world, unsigned number)
{
    const cnops_link_row_t *row;

    CALL(world, links->find, &row, port_digest(number, world->pool));
    return row;
}

static cnops_outbox_row_t message_with(port_world_t *world, unsigned number,
                                       const cnops_link_row_t *link)
{
    cnops_outbox_row_t message = port_message(number, world->pool);

    message.link = link;
    return message;
}

static void test_a_link_comes_with_its_message(void **state)
{
    port_world_t *world = *state;
    cnops_link_row_t link = link_row(world, 1);
    cnops_outbox_row_t message = message_with(world, 1, &link);
    const cnops_link_row_t *row;

    assert_null(find(world, 1));
    CALL(world, outbox->insert, &message);
    row = find(world, 1);
    assert_non_null(row);
    assert_string_equal(row->digest, link.digest);
    assert_string_equal(row->kind, "opposition");
    assert_int_equal(row->account_id, 42);
    assert_string_equal(row->content_sealed, "test2.right");
    assert_int_equal(row->expires_at, PORT_NOW + LIFE);
    assert_null(find(world, 2));
    assert_int_equal(port_due(world), 1);
}

static void test_messages_share_a_link(void **state)
{
    port_world_t *world = *state;
    cnops_link_row_t link = link_row(world, 1), again = link;
    cnops_outbox_row_t one = message_with(world, 1, &link), other = message_with(world, 2, &again);

    again.content_sealed = "test2.other";
    CALL(world, outbox->insert, &one);
    CALL(world, outbox->insert, &other);
    assert_string_equal(find(world, 1)->content_sealed, "test2.right");
    assert_int_equal(port_due(world), 2);
}

/* The trail of an act with an email and an SMS that have the same link. */
static cnops_trail_t trail_of(port_world_t *world, const cnops_event_row_t *event,
                              const cnops_link_row_t *link)
{
    cnops_trail_t trail = port_trail(world, event, 1);
    apr_array_header_t *messages = apr_array_make(world->pool, 2, sizeof(cnops_outbox_row_t));

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = message_with(world, 1, link);
    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = message_with(world, 2, link);
    trail.messages = messages;
    return trail;
}

static void test_an_act_brings_its_link(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);
    cnops_link_row_t link = link_row(world, 1);
    cnops_trail_t trail = trail_of(world, &event, &link);

    CALL(world, accounts->set_preferences, account->id, "en", true, &trail);
    assert_non_null(find(world, 1));
    assert_int_equal(port_due(world), 2);
}

static void test_an_act_that_does_nothing_leaves_no_link(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);
    cnops_link_row_t link = link_row(world, 1);
    cnops_trail_t trail = trail_of(world, &event, &link);

    assert_int_equal(
        STORE(world, accounts->set_preferences, account->id + 1000, "en", true, &trail),
        CNOPS_ENOTFOUND);
    CALL(world, events->insert, &event);
    assert_int_equal(STORE(world, accounts->set_preferences, account->id, "en", true, &trail),
                     CNOPS_ECONFLICT);
    assert_null(find(world, 1));
    assert_int_equal(port_due(world), 0);
}

/* An account with the link 1, and the link 2, which is about another one. */
static const cnops_account_t *make_linked_account(port_world_t *world)
{
    const cnops_account_t *account = port_make_account(world, 1);
    cnops_link_row_t link = link_row(world, 1), other = link_row(world, 2);
    cnops_outbox_row_t message = message_with(world, 11, &link);
    cnops_outbox_row_t another = message_with(world, 12, &other);

    link.account_id = account->id;
    other.account_id = account->id + 1;
    CALL(world, outbox->insert, &message);
    CALL(world, outbox->insert, &another);
    assert_non_null(find(world, 1));
    return account;
}

static void test_a_closed_account_loses_its_links(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_linked_account(world);
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 1);

    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_ACTIVE, 0, NULL);
    assert_non_null(find(world, 1));
    CALL(world, events->insert, &event);
    assert_int_equal(
        STORE(world, accounts->set_state, account->id, CNOPS_ACCOUNT_CLOSED, 0, &trail),
        CNOPS_ECONFLICT);
    assert_non_null(find(world, 1));
    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_CLOSED, 0, NULL);
    assert_null(find(world, 1));
    assert_non_null(find(world, 2));
}

static void test_a_deleted_account_loses_its_links(void **state)
{
    port_world_t *world = *state;

    CALL(world, accounts->drop, make_linked_account(world)->id, NULL);
    assert_null(find(world, 1));
    assert_non_null(find(world, 2));
}

static void test_old_links_are_purged(void **state)
{
    port_world_t *world = *state;
    cnops_link_row_t link = link_row(world, 1), late = link_row(world, 2);
    cnops_outbox_row_t one = message_with(world, 1, &link), other = message_with(world, 2, &late);

    late.expires_at++;
    CALL(world, outbox->insert, &one);
    CALL(world, outbox->insert, &other);
    assert_int_equal(port_purge(world, world->store.links->purge, PORT_NOW + LIFE), 0);
    assert_non_null(find(world, 1));
    assert_int_equal(port_purge(world, world->store.links->purge, PORT_NOW + LIFE + 1), 1);
    assert_null(find(world, 1));
    assert_non_null(find(world, 2));
}

const struct CMUnitTest port_links_tests[] = {
    cmocka_unit_test(test_a_link_comes_with_its_message),
    cmocka_unit_test(test_messages_share_a_link),
    cmocka_unit_test(test_an_act_brings_its_link),
    cmocka_unit_test(test_an_act_that_does_nothing_leaves_no_link),
    cmocka_unit_test(test_a_closed_account_loses_its_links),
    cmocka_unit_test(test_a_deleted_account_loses_its_links),
    cmocka_unit_test(test_old_links_are_purged),
    {0},
};
