/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tests what the contract of the port does not cover: transactions, many threads at once, other
 * writers, a database that is down. */
#include "base/errors.h"
#include "sqlite_world.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <pthread.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define CROWD 100

/* --- transactions --- */

static void test_creates_no_account_without_its_messages(void **state)
{
    world_t *world = *state;
    cnops_outbox_row_t twin = sqlite_world_message(7, world->pool);
    cnops_account_t wanted = sqlite_world_account(1, 1, world->pool);
    apr_array_header_t *messages = apr_array_make(world->pool, 2, sizeof(cnops_outbox_row_t));
    const cnops_account_t *found;

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = sqlite_world_message(6, world->pool);
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
    cnops_account_t wanted = sqlite_world_account(1, 1, world->pool);

    assert_int_equal(world->store.accounts->create(world->store.self, &wanted, NULL, world->pool),
                     APR_SUCCESS);
    assert_string_equal(database_lease_value(world->lease, "SELECT key_id FROM account"), "test2");
}

static void test_leaves_no_transaction_open_after_a_failure(void **state)
{
    world_t *world = *state;
    cnops_challenge_t challenge = {.journey_id = apr_psprintf(world->pool, "%032x", 1),
                                   .destination_digest = sqlite_world_digest(3, world->pool),
                                   .serial = 2,
                                   .sent_at = NOW,
                                   .expires_at = NOW + 1};
    cnops_outbox_row_t row = sqlite_world_message(1, world->pool);

    assert_int_equal(
        world->store.challenges->send(world->store.self, &challenge, &row, world->pool),
        CNOPS_ECONFLICT);
    challenge.serial = 1;
    assert_int_equal(
        world->store.challenges->send(world->store.self, &challenge, &row, world->pool),
        APR_SUCCESS);
    assert_string_equal(database_lease_value(world->lease, "SELECT COUNT(*) FROM outbox"), "1");
}

/* --- words that no release of ours wrote --- */

/* Nobody guesses what they mean: whoever reads the row is told that it failed, and so is the
 * log. */
static void test_an_unknown_word_fails_the_look(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    cnops_account_t wanted = sqlite_world_account(1, 1, world->pool);
    const cnops_account_t *found = &wanted;

    assert_int_equal(store->accounts->create(store->self, &wanted, NULL, world->pool), APR_SUCCESS);
    database_lease_execute(world->lease, "UPDATE account SET state = 'Closed'");
    assert_int_equal(store->accounts->by_person(store->self, &found, 1, world->pool),
                     CNOPS_EMALFORMED);
    assert_null(found);
    assert_int_equal(database_lease_failures(world->lease), 1);
    database_lease_execute(world->lease, "UPDATE account SET state = 'closed'");
    assert_int_equal(store->accounts->by_person(store->self, &found, 1, world->pool), APR_SUCCESS);
    assert_int_equal(found->state, CNOPS_ACCOUNT_CLOSED);
}

static void test_an_unknown_word_of_a_request_fails_the_look(void **state)
{
    static const char *const spoiled[] = {"state = 'open', kind = 'wish'",
                                          "kind = 'contact', state = 'lost'"};
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    cnops_request_t request = {.ref = "r",
                               .person_id = 1,
                               .email_digest = sqlite_world_digest(1, world->pool),
                               .email_sealed = "test2.email",
                               .phone_digest = sqlite_world_digest(2, world->pool),
                               .phone_sealed = "test2.phone",
                               .lang = "fr",
                               .created_at = NOW};
    const cnops_request_t *found;

    assert_int_equal(store->requests->insert(store->self, &request, NULL, world->pool),
                     APR_SUCCESS);
    for (int i = 0; i < 2; i++) {
        database_lease_execute(
            world->lease, apr_pstrcat(world->pool, "UPDATE change_request SET ", spoiled[i], NULL));
        found = &request;
        assert_int_equal(store->requests->by_ref(store->self, &found, "r", world->pool),
                         CNOPS_EMALFORMED);
        assert_null(found);
    }
}

/* Whoever reads a list by pages counts the rows: such a row is one, and the last of a page. */
static void test_an_unknown_word_leaves_a_place_in_the_list_of_claims(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    cnops_claim_query_t query = {.membership_id = 11, .max = 2};
    apr_array_header_t *list;
    const cnops_claim_t *claim;

    database_lease_execute(world->lease, "UPDATE claim_state SET generation = 1");
    for (unsigned i = 1; i <= 3; i++)
        database_lease_execute(
            world->lease,
            apr_psprintf(world->pool,
                         "INSERT INTO claim (membership_id, received_on, id, since, until, status, "
                         "reference_digest, beneficiary_digest, record_sealed, key_id, "
                         "import_digest) VALUES (11, '2026-01-0%u', %u, 1, 9, '%s', '%064u', 'b', "
                         "'test2.claim', 'test2', '')",
                         i, i, i == 2 ? "lost" : "paid", i));
    assert_int_equal(store->claims->list(store->self, &list, &query, world->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 2);
    claim = &APR_ARRAY_IDX(list, 1, cnops_claim_t);
    assert_null(claim->record_sealed);
    assert_int_equal(claim->id, 2);
    assert_string_equal(claim->received_on, "2026-01-02");
    assert_int_equal(database_lease_failures(world->lease), 1);
}

/* One row that this release cannot read must not keep the chores from all others. */
static void test_an_unknown_word_leaves_the_other_requests_in_the_list(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    apr_int64_t last_id = 0;
    apr_array_header_t *list;

    for (unsigned i = 1; i <= 2; i++) {
        cnops_request_t request = {.ref = apr_psprintf(world->pool, "%032x", i),
                                   .person_id = i,
                                   .email_digest = sqlite_world_digest(1, world->pool),
                                   .email_sealed = "test2.email",
                                   .phone_digest = sqlite_world_digest(2, world->pool),
                                   .phone_sealed = "test2.phone",
                                   .lang = "fr",
                                   .created_at = NOW};

        assert_int_equal(store->requests->insert(store->self, &request, NULL, world->pool),
                         APR_SUCCESS);
    }
    database_lease_execute(world->lease, "UPDATE change_request SET kind = 'wish' WHERE id = 1");
    assert_int_equal(
        store->requests->in_state(store->self, &list, CNOPS_REQUEST_OPEN, &last_id, 9, world->pool),
        APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_request_t).id, 2);
    assert_int_equal(database_lease_failures(world->lease), 1);
    last_id = 0;
    assert_int_equal(
        store->requests->in_state(store->self, &list, CNOPS_REQUEST_OPEN, &last_id, 1, world->pool),
        APR_SUCCESS);
    assert_int_equal(list->nelts, 0);
    assert_int_equal(last_id, 1);
}

/* A slice may have nothing but such rows: whoever walks must learn where the next one begins. */
static void test_an_unknown_word_leaves_the_other_tickets_in_the_list(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    apr_int64_t last_id = 0;
    apr_array_header_t *list;

    for (unsigned i = 1; i <= 2; i++) {
        cnops_ticket_t ticket = {.reference = apr_psprintf(world->pool, "D%09u", i),
                                 .person_id = i,
                                 .payload_sealed = "test2.payload",
                                 .opened_at = NOW,
                                 .due_at = NOW + 1};

        assert_int_equal(store->tickets->insert(store->self, &ticket, NULL, world->pool),
                         APR_SUCCESS);
    }
    database_lease_execute(world->lease, "UPDATE ticket SET kind = 'wish' WHERE id = 1");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store->tickets->in_state(store->self, &list, CNOPS_TICKET_OPEN, &last_id,
                                                  1, world->pool),
                         APR_SUCCESS);
        assert_int_equal(list->nelts, i);
        assert_int_equal(last_id, i + 1);
    }
    assert_int_equal(database_lease_failures(world->lease), 1);
}

static void test_an_unknown_word_leaves_the_others_their_news_and_end(void **state)
{
    static const cnops_closing_slice_t slice = {.until = NOW, .max = 9};
    world_t *world = *state;
    const cnops_store_t *store = &world->store;
    apr_array_header_t *list;

    for (unsigned i = 1; i <= 2; i++) {
        cnops_account_t wanted = sqlite_world_account(i, i, world->pool);

        assert_int_equal(store->accounts->create(store->self, &wanted, NULL, world->pool),
                         APR_SUCCESS);
    }
    database_lease_execute(world->lease,
                           "UPDATE account SET news = 'email', news_due_at = 1, closing_at = 1");
    database_lease_execute(world->lease, "UPDATE account SET news = 'dove' WHERE person_id = 1");
    assert_int_equal(store->news->due(store->self, &list, NOW, 9, world->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_account_t).person_id, 2);
    assert_int_equal(store->accounts->closing_due(store->self, &list, &slice, world->pool),
                     APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_account_t).person_id, 2);
    assert_int_equal(database_lease_failures(world->lease), 2);
}

/* --- a database in trouble --- */

static void test_returns_unavailable_when_the_database_is_down(void **state)
{
    world_t *world = *state;
    const cnops_person_t *person = (const cnops_person_t *)world;
    cnops_counting_t counting = {{"use", sqlite_world_digest(1, world->pool), false}, 0, 1, NOW};
    cnops_counter_t counter;
    bool taken = true;

    database_lease_down(world->lease, true);
    assert_int_equal(world->store.persons->by_id(world->store.self, &person, 1, world->pool),
                     CNOPS_EUNAVAILABLE);
    assert_null(person);
    assert_int_equal(
        world->store.counters->take(world->store.self, &taken, &counter, &counting, 1, world->pool),
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
    assert_int_equal(world->store.tokens->spend(world->store.self, &first,
                                                sqlite_world_digest(1, world->pool), NOW,
                                                world->pool),
                     APR_SUCCESS);
    assert_true(first);
    pthread_join(holder, NULL);
}

static void test_gives_up_on_a_writer_that_never_ends(void **state)
{
    world_t *world = *state;
    cnops_counting_t counting = {{"use", sqlite_world_digest(1, world->pool), false}, 0, 1, NOW};
    cnops_counter_t counter;
    bool taken = true;

    database_lease_execute(world->lease, "BEGIN IMMEDIATE");
    assert_int_equal(
        world->store.counters->take(world->store.self, &taken, &counter, &counting, 1, world->pool),
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
    cnops_account_t wanted = sqlite_world_account(1, (unsigned)number, pool);
    apr_array_header_t *messages = apr_array_make(pool, 1, sizeof(cnops_outbox_row_t));
    apr_status_t rv;

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = sqlite_world_message((unsigned)number, pool);
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
    cnops_counting_t counting = {
        {"use", sqlite_world_digest(1, pool), false}, 50, APR_USEC_PER_SEC, NOW};
    apr_int64_t won = 0;

    (void)number;
    for (int i = 0; i < 3; i++) {
        cnops_counter_t counter;
        bool taken;

        if (world->store.counters->take(world->store.self, &taken, &counter, &counting, 1, pool) !=
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
        cnops_outbox_row_t row = sqlite_world_message(i, world->pool);

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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sqlite_world_setup, sqlite_world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_creates_no_account_without_its_messages),
        TEST(test_records_the_key_of_an_accounts_digests),
        TEST(test_leaves_no_transaction_open_after_a_failure),
        TEST(test_returns_unavailable_when_the_database_is_down),
        TEST(test_reports_a_broken_schema),
        TEST(test_waits_for_another_writer),
        TEST(test_an_unknown_word_leaves_a_place_in_the_list_of_claims),
        TEST(test_an_unknown_word_fails_the_look),
        TEST(test_an_unknown_word_of_a_request_fails_the_look),
        TEST(test_an_unknown_word_leaves_the_other_requests_in_the_list),
        TEST(test_an_unknown_word_leaves_the_other_tickets_in_the_list),
        TEST(test_an_unknown_word_leaves_the_others_their_news_and_end),
        TEST(test_gives_up_on_a_writer_that_never_ends),
        TEST(test_many_threads_create_one_account_and_one_message),
        TEST(test_many_threads_never_pass_a_limit),
        TEST(test_many_couriers_send_each_message_once),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("store_sqlite", tests, NULL, NULL);
}
