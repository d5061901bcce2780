/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The outbox: leases, outcomes, expiry. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>

#define DAY apr_time_from_sec(24 * 3600)

static void queue(port_world_t *world, unsigned number, apr_interval_time_t life)
{
    cnops_outbox_row_t row = port_message(number, world->pool);

    row.expires_at = life ? PORT_NOW + life : 0;
    CALL(world, outbox->insert, &row);
}

static const cnops_outbox_row_t *row_of(const apr_array_header_t *list, int i)
{
    assert_true(i < list->nelts);
    return &APR_ARRAY_IDX(list, i, const cnops_outbox_row_t);
}

static void test_leases_a_row_as_it_was_queued(void **state)
{
    port_world_t *world = *state;
    const cnops_outbox_row_t *row;

    queue(world, 7, 60);
    row = row_of(port_lease(world, "un", PORT_NOW, 10), 0);
    assert_true(row->id > 0);
    assert_string_equal(row->message_id, "00000000000000000000000000000007");
    assert_int_equal(row->channel, CNOPS_CHANNEL_SMS);
    assert_string_equal(row->content_sealed, "test2.content7");
    assert_int_equal(row->attempts, 1);
    assert_int_equal(row->created_at, PORT_NOW);
    assert_int_equal(row->expires_at, PORT_NOW + 60);
}

static void test_leases_the_oldest_first_and_no_more_than_asked(void **state)
{
    port_world_t *world = *state;
    apr_array_header_t *list;

    for (unsigned i = 1; i <= 5; i++)
        queue(world, i, 0);
    list = port_lease(world, "un", PORT_NOW, 2);
    assert_int_equal(list->nelts, 2);
    assert_string_equal(row_of(list, 0)->content_sealed, "test2.content1");
    assert_string_equal(row_of(list, 1)->content_sealed, "test2.content2");
    list = port_lease(world, "deux", PORT_NOW, 10);
    assert_int_equal(list->nelts, 3);
    assert_string_equal(row_of(list, 0)->content_sealed, "test2.content3");
    assert_int_equal(port_lease(world, "un", PORT_NOW, 10)->nelts, 0);
}

static void test_a_lease_ends(void **state)
{
    port_world_t *world = *state;
    apr_array_header_t *list;

    queue(world, 1, 0);
    port_lease(world, "un", PORT_NOW, 1);
    assert_int_equal(port_lease(world, "deux", PORT_NOW + PORT_LEASE - 1, 1)->nelts, 0);
    list = port_lease(world, "deux", PORT_NOW + PORT_LEASE, 1);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(row_of(list, 0)->attempts, 2);
    assert_string_equal(row_of(list, 0)->content_sealed, "test2.content1");
}

static void test_what_is_sent_is_never_due_again(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id;

    queue(world, 1, 0);
    id = row_of(port_lease(world, "un", PORT_NOW, 1), 0)->id;
    CALL(world, outbox->sent, &(cnops_leased_t){id, "un", PORT_NOW + 1});
    assert_int_equal(port_lease(world, "un", PORT_NOW + DAY, 1)->nelts, 0);
}

/* The store may return CNOPS_ECONFLICT or success; but it must change nothing. */
static void test_only_the_owner_of_a_lease_reports_a_result(void **state)
{
    port_world_t *world = *state;
    cnops_store_t *store = &world->store;
    apr_array_header_t *list;
    apr_int64_t id;

    queue(world, 1, 0);
    id = row_of(port_lease(world, "un", PORT_NOW, 1), 0)->id;
    store->outbox->sent(store->self, &(cnops_leased_t){id, "deux", PORT_NOW + 1}, world->pool);
    store->outbox->failed(store->self, &(cnops_leased_t){id, "deux", PORT_NOW + 1}, 0, world->pool);
    store->outbox->failed(store->self, &(cnops_leased_t){id, "deux", PORT_NOW + 1}, PORT_NOW + 1,
                          world->pool);
    assert_int_equal(port_lease(world, "trois", PORT_NOW + 2, 1)->nelts, 0);

    list = port_lease(world, "deux", PORT_NOW + PORT_LEASE, 1);
    assert_int_equal(list->nelts, 1);
    store->outbox->sent(store->self, &(cnops_leased_t){id, "un", PORT_NOW + PORT_LEASE},
                        world->pool);
    list = port_lease(world, "un", PORT_NOW + 2 * PORT_LEASE, 1);
    assert_int_equal(list->nelts, 1);
    assert_string_equal(row_of(list, 0)->content_sealed, "test2.content1");
}

static void test_a_failed_message_is_due_again_at_retry_at(void **state)
{
    port_world_t *world = *state;
    apr_time_t retry_at = PORT_NOW + apr_time_from_sec(100);
    apr_array_header_t *list;
    apr_int64_t id;

    queue(world, 1, 0);
    id = row_of(port_lease(world, "un", PORT_NOW, 1), 0)->id;
    CALL(world, outbox->failed, &(cnops_leased_t){id, "un", PORT_NOW + 1}, retry_at);
    assert_int_equal(port_lease(world, "un", retry_at - 1, 1)->nelts, 0);
    list = port_lease(world, "deux", retry_at, 1);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(row_of(list, 0)->attempts, 2);
}

/* A courier that has to stop gives its messages back at once. */
static void test_a_message_given_back_is_due_at_once(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id;

    queue(world, 1, 0);
    id = row_of(port_lease(world, "un", PORT_NOW, 1), 0)->id;
    CALL(world, outbox->failed, &(cnops_leased_t){id, "un", PORT_NOW + 1}, PORT_NOW + 1);
    assert_int_equal(port_lease(world, "deux", PORT_NOW + 1, 1)->nelts, 1);
}

static void test_the_dead_stay_dead(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id;

    queue(world, 1, 0);
    id = row_of(port_lease(world, "un", PORT_NOW, 1), 0)->id;
    CALL(world, outbox->failed, &(cnops_leased_t){id, "un", PORT_NOW + 1}, 0);
    assert_int_equal(port_lease(world, "un", PORT_NOW + DAY, 1)->nelts, 0);
}

static void test_what_expired_is_not_leased(void **state)
{
    port_world_t *world = *state;

    queue(world, 1, 60);
    queue(world, 2, 0);
    assert_int_equal(port_lease(world, "un", PORT_NOW + 60, 10)->nelts, 1);
    assert_int_equal(port_purge(world, world->store.outbox->expire, PORT_NOW + 61), 1);
    assert_int_equal(port_lease(world, "deux", PORT_NOW + DAY, 10)->nelts, 1);
}

/* A relay or gateway that is down must not delay the messages of the other channel. */
static void test_each_channel_has_its_own_lane(void **state)
{
    port_world_t *world = *state;
    cnops_outbox_row_t letter = port_message(1, world->pool);
    cnops_leasing_t leasing = {"deux", CNOPS_CHANNEL_EMAIL, PORT_NOW, PORT_NOW + PORT_LEASE, 10};
    apr_array_header_t *list;

    letter.channel = CNOPS_CHANNEL_EMAIL;
    CALL(world, outbox->insert, &letter);
    queue(world, 2, 0);
    list = port_lease(world, "un", PORT_NOW, 10);
    assert_int_equal(list->nelts, 1);
    assert_string_equal(row_of(list, 0)->content_sealed, "test2.content2");
    CALL(world, outbox->lease, &list, &leasing);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(row_of(list, 0)->channel, CNOPS_CHANNEL_EMAIL);
}

static void test_what_was_not_tried_is_no_attempt(void **state)
{
    port_world_t *world = *state;
    apr_time_t due_at = PORT_NOW + apr_time_from_sec(3);
    const cnops_outbox_row_t *row;
    apr_int64_t id;

    queue(world, 1, 0);
    id = row_of(port_lease(world, "un", PORT_NOW, 1), 0)->id;
    assert_int_equal(world->store.outbox->release(world->store.self,
                                                  &(cnops_leased_t){id, "deux", PORT_NOW}, due_at,
                                                  world->pool),
                     CNOPS_ECONFLICT);
    CALL(world, outbox->release, &(cnops_leased_t){id, "un", PORT_NOW}, due_at);
    assert_int_equal(port_lease(world, "un", due_at - 1, 1)->nelts, 0);
    row = row_of(port_lease(world, "deux", due_at, 1), 0);
    assert_int_equal(row->attempts, 1);
    assert_string_equal(row->content_sealed, "test2.content1");
}

static void test_receipts_are_for_messages_that_went(void **state)
{
    port_world_t *world = *state;
    const cnops_store_t *store = &world->store;
    const char *id = port_message(1, world->pool).message_id;
    const char *unknown = port_message(9, world->pool).message_id;
    cnops_outbox_row_t letter = port_message(2, world->pool);

    letter.channel = CNOPS_CHANNEL_EMAIL;
    CALL(world, outbox->insert, &letter);
    queue(world, 1, 0);
    for (int i = 0; i < 2; i++) {
        CALL(world, outbox->receipt, id, false, PORT_NOW + 1);
        CALL(world, outbox->receipt, id, true, PORT_NOW + 2);
    }
    assert_int_equal(store->outbox->receipt(store->self, unknown, true, PORT_NOW, world->pool),
                     CNOPS_ENOTFOUND);
    assert_int_equal(
        store->outbox->receipt(store->self, letter.message_id, true, PORT_NOW, world->pool),
        CNOPS_ENOTFOUND);
}

#define MESSAGES 40

static int race_to_lease(port_world_t *world, int runner, apr_pool_t *pool)
{
    char owner[] = {'r', (char)('0' + runner), '\0'};
    cnops_leasing_t leasing = {owner, CNOPS_CHANNEL_SMS, PORT_NOW, PORT_NOW + PORT_LEASE, 3};
    apr_array_header_t *list;
    int won = 0;

    for (int i = 0; i < MESSAGES; i++) {
        if (world->store.outbox->lease(world->store.self, &list, &leasing, pool) != APR_SUCCESS)
            return -1;
        won += list->nelts;
    }
    return won;
}

static void test_each_row_has_one_owner(void **state)
{
    port_world_t *world = *state;

    for (unsigned i = 1; i <= MESSAGES; i++)
        queue(world, i, 0);
    assert_int_equal(port_race(world, race_to_lease), MESSAGES);
}

const struct CMUnitTest port_outbox_tests[] = {
    cmocka_unit_test(test_leases_a_row_as_it_was_queued),
    cmocka_unit_test(test_leases_the_oldest_first_and_no_more_than_asked),
    cmocka_unit_test(test_a_lease_ends),
    cmocka_unit_test(test_what_is_sent_is_never_due_again),
    cmocka_unit_test(test_only_the_owner_of_a_lease_reports_a_result),
    cmocka_unit_test(test_a_failed_message_is_due_again_at_retry_at),
    cmocka_unit_test(test_a_message_given_back_is_due_at_once),
    cmocka_unit_test(test_the_dead_stay_dead),
    cmocka_unit_test(test_what_expired_is_not_leased),
    cmocka_unit_test(test_each_channel_has_its_own_lane),
    cmocka_unit_test(test_what_was_not_tried_is_no_attempt),
    cmocka_unit_test(test_receipts_are_for_messages_that_went),
    cmocka_unit_test(test_each_row_has_one_owner),
    {0},
};
