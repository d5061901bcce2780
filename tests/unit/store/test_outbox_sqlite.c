/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The outbox in SQL, beside the contract of its port: what is purged, the operator's desk,
 * the backlog. */
#include "base/errors.h"
#include "sqlite_world.h"
#include "store/figures.h"
#include "store/outbox_desk.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

/* --- purging --- */

#define DAY apr_time_from_sec(24 * 3600)

static void purge_outbox(world_t *world, apr_time_t now)
{
    const cnops_outbox_port_t *port = world->store.outbox;
    int count;

    port->expire(world->store.self, &count, now, 10, world->pool);
    port->purge_dead(world->store.self, &count, now - 7 * DAY, 10, world->pool);
    port->purge(world->store.self, &count, now - DAY, 10, world->pool);
}

static void test_purge_blanks_what_expired_and_drops_what_is_old(void **state)
{
    world_t *world = *state;
    cnops_outbox_row_t kept = sqlite_world_message(1, world->pool),
                       expired = sqlite_world_message(2, world->pool);
    apr_time_t later = NOW + apr_time_from_sec(25 * 3600);

    expired.expires_at = NOW + 1;
    world->store.outbox->insert(world->store.self, &kept, world->pool);
    world->store.outbox->insert(world->store.self, &expired, world->pool);
    purge_outbox(world, NOW + 2);
    assert_string_equal(database_lease_value(world->lease,
                                             "SELECT content_sealed || state FROM outbox "
                                             "ORDER BY id DESC"),
                        "expired");
    purge_outbox(world, later + 2);
    assert_string_equal(
        database_lease_value(world->lease, "SELECT group_concat(state) FROM outbox"), "due");
}

/* An operator has a week; a code has its life. */
static void test_purge_drops_the_dead(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    cnops_outbox_row_t kept = sqlite_world_message(1, world->pool),
                       code = sqlite_world_message(2, world->pool);
    cnops_leasing_t leasing = {"un", CNOPS_CHANNEL_EMAIL, NOW, NOW + 100, 2};
    apr_array_header_t *list;

    code.expires_at = NOW + 600;
    store->outbox->insert(store->self, &kept, world->pool);
    store->outbox->insert(store->self, &code, world->pool);
    store->outbox->lease(store->self, &list, &leasing, world->pool);
    for (int i = 0; i < list->nelts; i++)
        store->outbox->failed(
            store->self,
            &(cnops_leased_t){APR_ARRAY_IDX(list, i, cnops_outbox_row_t).id, "un", NOW}, 0,
            world->pool);
    purge_outbox(world, NOW + 600);
    assert_string_equal(database_lease_value(world->lease, "SELECT group_concat(state || "
                                                           "content_sealed) FROM outbox"),
                        "deadtest2.content,deadtest2.content");
    purge_outbox(world, NOW + 601);
    assert_string_equal(database_lease_value(world->lease, "SELECT group_concat(state || "
                                                           "content_sealed) FROM outbox"),
                        "deadtest2.content,expired");
    purge_outbox(world, NOW + 2 * DAY);
    assert_string_equal(
        database_lease_value(world->lease,
                             "SELECT group_concat(state || content_sealed) FROM outbox"),
        "deadtest2.content");
    purge_outbox(world, NOW + 7 * DAY);
    assert_string_equal(database_lease_value(world->lease, "SELECT COUNT(*) FROM outbox"), "1");
    purge_outbox(world, NOW + 7 * DAY + 1);
    assert_string_equal(database_lease_value(world->lease, "SELECT COUNT(*) FROM outbox"), "0");
}

/* --- the operator's desk --- */

static void test_retries_the_dead_that_can_be(void **state)
{
    world_t *world = *state;
    const cnops_lease_t *lease = database_lease_port(world->lease);
    int count;

    for (unsigned i = 1; i <= 4; i++) {
        cnops_outbox_row_t row = sqlite_world_message(i, world->pool);

        row.expires_at = i == 2 ? NOW + 10 : 0;
        world->store.outbox->insert(world->store.self, &row, world->pool);
    }
    database_lease_execute(world->lease, "UPDATE outbox SET state = 'dead', attempts = 9 "
                                         "WHERE id < 4");
    database_lease_execute(world->lease, "UPDATE outbox SET content_sealed = '' WHERE id = 3");
    cnops_outbox_desk_retry(&count, lease, false, 4, NOW + 10, world->pool);
    assert_int_equal(count, 0);
    cnops_outbox_desk_retry(&count, lease, false, 2, NOW + 10, world->pool);
    assert_int_equal(count, 0);
    cnops_outbox_desk_retry(&count, lease, false, 0, NOW + 10, world->pool);
    assert_int_equal(count, 1);
    assert_string_equal(
        database_lease_value(world->lease, "SELECT group_concat(state || attempts) FROM outbox"),
        "due0,dead9,dead9,due0");
}

static void test_lists_page_by_page(void **state)
{
    world_t *world = *state;
    const cnops_lease_t *lease = database_lease_port(world->lease);
    apr_array_header_t *list;
    const cnops_outbox_entry_t *entry;

    for (unsigned i = 1; i <= 4; i++) {
        cnops_outbox_row_t row = sqlite_world_message(i, world->pool);

        world->store.outbox->insert(world->store.self, &row, world->pool);
    }
    database_lease_execute(world->lease, "UPDATE outbox SET state = 'dead' WHERE id = 2");
    database_lease_execute(world->lease, "UPDATE outbox SET state = 'sent', channel = 'sms', "
                                         "receipt = 'failed', receipt_at = 7 WHERE id = 3");
    cnops_outbox_desk_list(&list, lease, false, "due", "dead", 0, 2, world->pool);
    assert_int_equal(list->nelts, 2);
    cnops_outbox_desk_list(&list, lease, false, "due", "dead", 2, 2, world->pool);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_outbox_entry_t).row.id, 4);
    cnops_outbox_desk_list(&list, lease, false, "sent", "sent", 0, 9, world->pool);
    assert_int_equal(list->nelts, 1);
    entry = &APR_ARRAY_IDX(list, 0, cnops_outbox_entry_t);
    assert_int_equal(entry->row.channel, CNOPS_CHANNEL_SMS);
    assert_string_equal(entry->receipt, "failed");
    assert_int_equal(entry->receipt_at, 7);
}

static void test_a_receipt_is_kept_and_not_taken_back(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    cnops_outbox_row_t row = sqlite_world_message(1, world->pool);

    row.channel = CNOPS_CHANNEL_SMS;
    store->outbox->insert(store->self, &row, world->pool);
    store->outbox->receipt(store->self, row.message_id, false, NOW + 1, world->pool);
    assert_string_equal(database_lease_value(world->lease, "SELECT receipt FROM outbox"), "failed");
    store->outbox->receipt(store->self, row.message_id, true, NOW + 2, world->pool);
    store->outbox->receipt(store->self, row.message_id, true, NOW + 3, world->pool);
    store->outbox->receipt(store->self, row.message_id, false, NOW + 4, world->pool);
    assert_string_equal(
        database_lease_value(world->lease, "SELECT receipt || (receipt_at - 0) FROM outbox"),
        apr_psprintf(world->pool, "delivered%" APR_TIME_T_FMT, (apr_time_t)(NOW + 2)));
}

static void test_tells_the_backlog(void **state)
{
    world_t *world = *state;
    cnops_outbox_row_t late = sqlite_world_message(1, world->pool),
                       fresh = sqlite_world_message(2, world->pool),
                       dead = sqlite_world_message(3, world->pool);
    cnops_backlog_t backlog;

    fresh.created_at = NOW + 10;
    world->store.outbox->insert(world->store.self, &late, world->pool);
    world->store.outbox->insert(world->store.self, &fresh, world->pool);
    world->store.outbox->insert(world->store.self, &dead, world->pool);
    database_lease_execute(world->lease, "UPDATE outbox SET state = 'dead' WHERE id = 3");
    assert_int_equal(
        cnops_figures_backlog(&backlog, database_lease_port(world->lease), false, NOW, world->pool),
        APR_SUCCESS);
    assert_int_equal(backlog.late, 1);
    assert_int_equal(backlog.dead, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sqlite_world_setup, sqlite_world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_purge_drops_the_dead),
        TEST(test_retries_the_dead_that_can_be),
        TEST(test_lists_page_by_page),
        TEST(test_a_receipt_is_kept_and_not_taken_back),
        TEST(test_purge_blanks_what_expired_and_drops_what_is_old),
        TEST(test_tells_the_backlog),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("outbox_sqlite", tests, NULL, NULL);
}
