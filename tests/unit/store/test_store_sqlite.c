/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tests what the contract of the port does not cover: transactions, many threads at once, other
 * writers, a database that is down. */
#include "base/errors.h"
#include "store/figures.h"
#include "store/outbox_desk.h"
#include "store/store.h"
#include "twins/database_lease.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define NOW   APR_TIME_C(1795248000000000)
#define CROWD 100

typedef struct world_t {
    apr_pool_t *pool;
    cnops_store_t store;
    database_lease_t *lease;
} world_t;

static int setup(void **state)
{
    world_t *world;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->lease = database_lease_make(pool);
    cnops_store_make(&world->store, database_lease_port(world->lease), false, pool);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;
    int lent = database_lease_lent(world->lease);

    apr_pool_destroy(world->pool);
    return lent;
}

static const char *digest(unsigned number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%064x", number);
}

static cnops_outbox_row_t message(unsigned number, apr_pool_t *pool)
{
    return (cnops_outbox_row_t){.message_id = apr_psprintf(pool, "%032x", number),
                                .channel = CNOPS_CHANNEL_EMAIL,
                                .content_sealed = "test2.content",
                                .created_at = NOW};
}

static cnops_account_t account(apr_int64_t person_id, unsigned number, apr_pool_t *pool)
{
    return (cnops_account_t){.person_id = person_id,
                             .password_hash = "$argon2id$v=19$fictional",
                             .email_digest = digest(1, pool),
                             .email_sealed = "test2.email",
                             .phone_digest = digest(2, pool),
                             .phone_sealed = "test2.phone",
                             .lang = "fr",
                             .terms_version = "1",
                             .terms_lang = "ar",
                             .terms_at = NOW,
                             .journey_id = apr_psprintf(pool, "%032x", number),
                             .created_at = NOW};
}

/* --- transactions --- */

static void test_creates_no_account_without_its_messages(void **state)
{
    world_t *world = *state;
    cnops_outbox_row_t twin = message(7, world->pool);
    cnops_account_t wanted = account(1, 1, world->pool);
    apr_array_header_t *messages = apr_array_make(world->pool, 2, sizeof(cnops_outbox_row_t));
    const cnops_account_t *found;

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = message(6, world->pool);
    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = twin;
    assert_int_equal(world->store.outbox->insert(world->store.self, &twin, world->pool),
                     APR_SUCCESS);
    assert_int_equal(world->store.accounts->create(world->store.self, &wanted,
                                                   &(cnops_trail_t){.messages = messages},
                                                   world->pool),
                     CNOPS_EDUPLICATE);
    assert_int_equal(world->store.accounts->by_person(world->store.self, &found, 1, world->pool),
                     APR_SUCCESS);
    assert_null(found);
    assert_string_equal(database_lease_value(world->lease, "SELECT COUNT(*) FROM outbox"), "1");
    assert_int_equal(database_lease_failures(world->lease), 0);
}

static void test_records_the_key_of_an_accounts_digests(void **state)
{
    world_t *world = *state;
    cnops_account_t wanted = account(1, 1, world->pool);

    assert_int_equal(world->store.accounts->create(world->store.self, &wanted, NULL, world->pool),
                     APR_SUCCESS);
    assert_string_equal(database_lease_value(world->lease, "SELECT key_id FROM account"), "test2");
}

static void test_leaves_no_transaction_open_after_a_failure(void **state)
{
    world_t *world = *state;
    cnops_challenge_t challenge = {.journey_id = apr_psprintf(world->pool, "%032x", 1),
                                   .destination_digest = digest(3, world->pool),
                                   .serial = 2,
                                   .sent_at = NOW,
                                   .expires_at = NOW + 1};
    cnops_outbox_row_t row = message(1, world->pool);

    assert_int_equal(
        world->store.challenges->send(world->store.self, &challenge, &row, world->pool),
        CNOPS_ECONFLICT);
    challenge.serial = 1;
    assert_int_equal(
        world->store.challenges->send(world->store.self, &challenge, &row, world->pool),
        APR_SUCCESS);
    assert_string_equal(database_lease_value(world->lease, "SELECT COUNT(*) FROM outbox"), "1");
}

/* --- a database in trouble --- */

static void test_returns_unavailable_when_the_database_is_down(void **state)
{
    world_t *world = *state;
    const cnops_person_t *person = (const cnops_person_t *)world;
    cnops_counting_t counting = {{"use", digest(1, world->pool)}, 0, 1, NOW};
    cnops_counter_t counter;
    bool taken = true;

    database_lease_down(world->lease, true);
    assert_int_equal(world->store.persons->by_id(world->store.self, &person, 1, world->pool),
                     CNOPS_EUNAVAILABLE);
    assert_null(person);
    assert_int_equal(
        world->store.counters->take(world->store.self, &taken, &counter, &counting, world->pool),
        CNOPS_EUNAVAILABLE);
    assert_false(taken);
    database_lease_down(world->lease, false);
    assert_int_equal(world->store.persons->by_id(world->store.self, &person, 1, world->pool),
                     APR_SUCCESS);
}

static void test_reports_a_broken_schema(void **state)
{
    world_t *world = *state;
    const cnops_person_t *person;

    assert_int_equal(world->store.persons->by_id(world->store.self, &person, 1, world->pool),
                     APR_SUCCESS);
    database_lease_execute(world->lease, "DROP TABLE person");
    assert_int_equal(world->store.persons->by_id(world->store.self, &person, 1, world->pool),
                     CNOPS_EUNAVAILABLE);
    assert_int_equal(database_lease_failures(world->lease), 1);
}

/* Another process has the write lock for a while. The store waits, then goes on. */
static void *hold_lock(void *data)
{
    world_t *world = data;

    apr_sleep(apr_time_from_msec(300));
    database_lease_execute(world->lease, "COMMIT");
    return NULL;
}

static void test_waits_for_another_writer(void **state)
{
    world_t *world = *state;
    pthread_t holder;
    bool first = false;

    database_lease_execute(world->lease, "BEGIN IMMEDIATE");
    assert_int_equal(pthread_create(&holder, NULL, hold_lock, world), 0);
    assert_int_equal(world->store.tokens->spend(world->store.self, &first, digest(1, world->pool),
                                                NOW, world->pool),
                     APR_SUCCESS);
    assert_true(first);
    pthread_join(holder, NULL);
}

static void test_gives_up_on_a_writer_that_never_ends(void **state)
{
    world_t *world = *state;
    cnops_counting_t counting = {{"use", digest(1, world->pool)}, 0, 1, NOW};
    cnops_counter_t counter;
    bool taken = true;

    database_lease_execute(world->lease, "BEGIN IMMEDIATE");
    assert_int_equal(
        world->store.counters->take(world->store.self, &taken, &counter, &counting, world->pool),
        CNOPS_EUNAVAILABLE);
    assert_false(taken);
    database_lease_execute(world->lease, "ROLLBACK");
}

/* --- crowds --- */

typedef struct runner_t {
    world_t *world;
    pthread_barrier_t *start;
    apr_int64_t (*run)(world_t *world, int number, apr_pool_t *pool);
    int number;
    apr_int64_t won; /* -1: an error */
} runner_t;

static void *run_one(void *data)
{
    runner_t *runner = data;
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    pthread_barrier_wait(runner->start);
    runner->won = runner->run(runner->world, runner->number, pool);
    apr_pool_destroy(pool);
    return NULL;
}

/* Runs run in CROWD threads at once. Returns the sum of their results. */
static apr_int64_t crowd(world_t *world,
                         apr_int64_t (*run)(world_t *world, int number, apr_pool_t *pool))
{
    runner_t runners[CROWD];
    pthread_t threads[CROWD];
    pthread_barrier_t start;
    apr_int64_t won = 0;

    pthread_barrier_init(&start, NULL, CROWD);
    for (int i = 0; i < CROWD; i++) {
        runners[i] = (runner_t){world, &start, run, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, run_one, &runners[i]), 0);
    }
    for (int i = 0; i < CROWD; i++) {
        pthread_join(threads[i], NULL);
        assert_true(runners[i].won >= 0);
        won += runners[i].won;
    }
    pthread_barrier_destroy(&start);
    assert_int_equal(database_lease_failures(world->lease), 0);
    return won;
}

static apr_int64_t create_one(world_t *world, int number, apr_pool_t *pool)
{
    cnops_account_t wanted = account(1, (unsigned)number, pool);
    apr_array_header_t *messages = apr_array_make(pool, 1, sizeof(cnops_outbox_row_t));
    apr_status_t rv;

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = message((unsigned)number, pool);
    rv = world->store.accounts->create(world->store.self, &wanted,
                                       &(cnops_trail_t){.messages = messages}, pool);
    return rv == APR_SUCCESS ? 1 : rv == CNOPS_EDUPLICATE ? 0 : -1;
}

static void test_many_threads_create_one_account_and_one_message(void **state)
{
    world_t *world = *state;

    assert_int_equal(crowd(world, create_one), 1);
    assert_string_equal(database_lease_value(world->lease, "SELECT COUNT(*) FROM account"), "1");
    assert_string_equal(database_lease_value(world->lease, "SELECT COUNT(*) FROM outbox"), "1");
}

static apr_int64_t take_thrice(world_t *world, int number, apr_pool_t *pool)
{
    cnops_counting_t counting = {{"use", digest(1, pool)}, 50, APR_USEC_PER_SEC, NOW};
    apr_int64_t won = 0;

    (void)number;
    for (int i = 0; i < 3; i++) {
        cnops_counter_t counter;
        bool taken;

        if (world->store.counters->take(world->store.self, &taken, &counter, &counting, pool) !=
                APR_SUCCESS ||
            counter.count > 50)
            return -1;
        won += taken;
    }
    return won;
}

static void test_many_threads_never_pass_a_limit(void **state)
{
    world_t *world = *state;

    assert_int_equal(crowd(world, take_thrice), 50);
    assert_string_equal(database_lease_value(world->lease, "SELECT hits FROM counter"), "50");
}

static apr_int64_t lease_and_send(world_t *world, int number, apr_pool_t *pool)
{
    const char *owner = apr_psprintf(pool, "owner%d", number);
    cnops_leasing_t leasing = {owner, CNOPS_CHANNEL_EMAIL, NOW, NOW + 1000, 7};
    apr_array_header_t *list;
    apr_int64_t sent = 0;

    do {
        if (world->store.outbox->lease(world->store.self, &list, &leasing, pool) != APR_SUCCESS)
            return -1;
        for (int i = 0; i < list->nelts; i++, sent++)
            if (world->store.outbox->sent(
                    world->store.self,
                    &(cnops_leased_t){APR_ARRAY_IDX(list, i, cnops_outbox_row_t).id, owner, NOW},
                    pool) != APR_SUCCESS)
                return -1;
    } while (list->nelts > 0);
    return sent;
}

static void test_many_couriers_send_each_message_once(void **state)
{
    world_t *world = *state;

    for (unsigned i = 0; i < 150; i++) {
        cnops_outbox_row_t row = message(i, world->pool);

        assert_int_equal(world->store.outbox->insert(world->store.self, &row, world->pool),
                         APR_SUCCESS);
    }
    assert_int_equal(crowd(world, lease_and_send), 150);
    assert_string_equal(
        database_lease_value(world->lease,
                             "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempts = 1 "
                             "AND content_sealed = ''"),
        "150");
}

/* --- purging --- */

#define DAY apr_time_from_sec(24 * 3600)

static void purge_outbox(world_t *world, apr_time_t now)
{
    cnops_outbox_ages_t ages = {
        .now = now, .dead_before = now - 7 * DAY, .settled_before = now - DAY};

    assert_int_equal(world->store.outbox->purge(world->store.self, &ages, world->pool),
                     APR_SUCCESS);
}

static void test_purge_deletes_expired_contents_and_old_rows(void **state)
{
    world_t *world = *state;
    cnops_outbox_row_t kept = message(1, world->pool), expired = message(2, world->pool);
    apr_time_t later = NOW + apr_time_from_sec(25 * 3600);

    expired.expires_at = NOW + 1;
    world->store.outbox->insert(world->store.self, &kept, world->pool);
    world->store.outbox->insert(world->store.self, &expired, world->pool);
    purge_outbox(world, NOW + 1);
    assert_string_equal(database_lease_value(world->lease,
                                             "SELECT content_sealed || state FROM outbox "
                                             "ORDER BY id DESC"),
                        "expired");
    purge_outbox(world, later + 2);
    assert_string_equal(
        database_lease_value(world->lease, "SELECT group_concat(state) FROM outbox"), "due");
}

/* The content of a dead message is kept for a week, for an operator; that of a code only until the
 * code expires. */
static void test_purge_deletes_the_content_of_dead_messages(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    cnops_outbox_row_t kept = message(1, world->pool), code = message(2, world->pool);
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
    purge_outbox(world, NOW + 599);
    assert_string_equal(database_lease_value(world->lease, "SELECT group_concat(state || "
                                                           "content_sealed) FROM outbox"),
                        "deadtest2.content,deadtest2.content");
    purge_outbox(world, NOW + 600);
    assert_string_equal(database_lease_value(world->lease, "SELECT group_concat(state || "
                                                           "content_sealed) FROM outbox"),
                        "deadtest2.content,expired");
    purge_outbox(world, NOW + 7 * DAY + 1);
    assert_string_equal(
        database_lease_value(world->lease,
                             "SELECT group_concat(state || content_sealed) FROM outbox"),
        "expired");
    purge_outbox(world, NOW + 8 * DAY + 2);
    assert_string_equal(database_lease_value(world->lease, "SELECT COUNT(*) FROM outbox"), "0");
}

/* --- the operator's desk --- */

static void test_retries_only_dead_messages_that_can_be_sent(void **state)
{
    world_t *world = *state;
    const cnops_lease_t *lease = database_lease_port(world->lease);
    int count;

    for (unsigned i = 1; i <= 4; i++) {
        cnops_outbox_row_t row = message(i, world->pool);

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
        cnops_outbox_row_t row = message(i, world->pool);

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

static void test_keeps_the_receipt_of_a_delivery(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    cnops_outbox_row_t row = message(1, world->pool);

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

static void test_counts_the_backlog(void **state)
{
    world_t *world = *state;
    cnops_outbox_row_t late = message(1, world->pool), fresh = message(2, world->pool),
                       dead = message(3, world->pool);
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_creates_no_account_without_its_messages),
        TEST(test_records_the_key_of_an_accounts_digests),
        TEST(test_leaves_no_transaction_open_after_a_failure),
        TEST(test_returns_unavailable_when_the_database_is_down),
        TEST(test_reports_a_broken_schema),
        TEST(test_waits_for_another_writer),
        TEST(test_gives_up_on_a_writer_that_never_ends),
        TEST(test_many_threads_create_one_account_and_one_message),
        TEST(test_many_threads_never_pass_a_limit),
        TEST(test_purge_deletes_the_content_of_dead_messages),
        TEST(test_retries_only_dead_messages_that_can_be_sent),
        TEST(test_lists_page_by_page),
        TEST(test_keeps_the_receipt_of_a_delivery),
        TEST(test_many_couriers_send_each_message_once),
        TEST(test_purge_deletes_expired_contents_and_old_rows),
        TEST(test_counts_the_backlog),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("store_sqlite", tests, NULL, NULL);
}
