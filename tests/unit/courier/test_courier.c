/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/courier.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SECONDS  apr_time_from_sec(1)
#define PATIENCE (10 * SECONDS)
#define LEASE    (CNOPS_COURIER_LEASE + PATIENCE)

/* A courier, and a driver that returns what a test wants. */
typedef struct world_t {
    core_fixture_t *fixture;
    apr_pool_t *pool;
    cnops_driver_t driver;
    cnops_courier_t courier;
    apr_status_t answer; /* of every send */
    void (*on_send)(struct world_t *world);
    int sends;
    const char *last_id, *last_to, *last_text;
    bool describes_success;
    int reports, reported_attempts;
    apr_status_t reported;
    const char *reported_driver, *reported_detail;
    bool reported_dead;
    int outages, recoveries; /* of the lane, as reported */
    int disconnects;
    int stop_after; /* so many sends; 0: never */
} world_t;

static apr_status_t return_answer(void *self, const char **pdetail, const cnops_message_t *message,
                                  apr_pool_t *pool)
{
    world_t *world = self;

    (void)pool;
    if (world->answer != APR_SUCCESS || world->describes_success)
        *pdetail = "some detail";
    world->sends++;
    world->last_id = apr_pstrdup(world->pool, message->id);
    world->last_to = apr_pstrdup(world->pool, message->to);
    world->last_text = apr_pstrdup(world->pool, message->text);
    if (world->on_send)
        world->on_send(world);
    return world->answer;
}

static void remember_report(void *self, const cnops_courier_report_t *report)
{
    world_t *world = self;

    world->reported_driver = apr_pstrdup(world->pool, report->driver);
    world->reported_detail = apr_pstrdup(world->pool, report->detail);
    if (!report->message_id) {
        world->outages += report->failure != APR_SUCCESS;
        world->recoveries += report->failure == APR_SUCCESS;
        return;
    }
    assert_int_equal(strlen(report->message_id), 32);
    world->reports++;
    world->reported_attempts = report->attempts;
    world->reported = report->failure;
    world->reported_dead = report->is_dead;
}

static void count_disconnect(void *self)
{
    world_t *world = self;

    world->disconnects++;
}

/* The tests never sleep: only the fake clock advances. */
static void pass_time(void *self, apr_interval_time_t wait)
{
    world_t *world = self;

    clock_fake_advance(world->fixture->clock, wait);
}

static bool is_stopping(void *self)
{
    const world_t *world = self;

    return world->stop_after && world->sends >= world->stop_after;
}

static int setup(void **state)
{
    core_fixture_t *fixture = core_fixture_make();
    world_t *world;

    if (!fixture)
        return -1;
    world = apr_pcalloc(fixture->pool, sizeof *world);
    world->fixture = fixture;
    world->pool = fixture->pool;
    world->driver = (cnops_driver_t){.name = "test",
                                     .channel = CNOPS_CHANNEL_EMAIL,
                                     .patience = PATIENCE,
                                     .send = return_answer,
                                     .disconnect = count_disconnect,
                                     .self = world};
    world->courier = (cnops_courier_t){.core = &fixture->core,
                                       .driver = &world->driver,
                                       .owner = "courier-1",
                                       .report = remember_report,
                                       .report_self = world,
                                       .stopping = is_stopping,
                                       .stopping_self = world,
                                       .sleep = pass_time,
                                       .sleep_self = world};
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;

    core_fixture_free(world->fixture);
    return 0;
}

static void queue(world_t *world, cnops_channel_e channel, const char *text,
                  apr_interval_time_t life)
{
    cnops_core_t *core = &world->fixture->core;
    apr_time_t now = cnops_core_now(core);
    cnops_message_t message = {.channel = channel,
                               .to = channel == CNOPS_CHANNEL_SMS ? "+212612345678"
                                                                  : "salma@example.ma",
                               .subject = channel == CNOPS_CHANNEL_SMS ? NULL : "Objet",
                               .text = text,
                               .lang = "fr",
                               .created_at = now,
                               .expires_at = life ? now + life : 0};

    assert_int_equal(core->store.outbox->insert(core->store.self,
                                                cnops_outbox_row(core, &message, world->pool),
                                                world->pool),
                     APR_SUCCESS);
}

/* Returns how many messages were sent. */
static int drain(world_t *world)
{
    int sent;

    assert_int_equal(cnops_courier_drain(&sent, &world->courier, world->pool), APR_SUCCESS);
    return sent;
}

static const store_memory_message_t *row(world_t *world, int i)
{
    apr_array_header_t *all = store_memory_outbox(world->fixture->store, world->pool);

    assert_true(i < all->nelts);
    return &APR_ARRAY_IDX(all, i, const store_memory_message_t);
}

static void test_sends_all_that_is_due(void **state)
{
    world_t *world = *state;

    for (int i = 0; i < 2 * CNOPS_COURIER_BATCH + 5; i++)
        queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    assert_int_equal(drain(world), 2 * CNOPS_COURIER_BATCH + 5);
    assert_int_equal(world->sends, 2 * CNOPS_COURIER_BATCH + 5);
    assert_int_equal(world->reports, 0);
    for (int i = 0; i < world->sends; i++) {
        assert_int_equal(row(world, i)->state, STORE_MEMORY_SENT);
        assert_string_equal(row(world, i)->row.content_sealed, "");
    }
    assert_int_equal(drain(world), 0);
    assert_int_equal(world->sends, 2 * CNOPS_COURIER_BATCH + 5);
}

static void test_sends_the_message_that_was_queued(void **state)
{
    world_t *world = *state;

    world->describes_success = true;
    queue(world, CNOPS_CHANNEL_EMAIL, "Code : 123456", 0);
    assert_int_equal(drain(world), 1);
    assert_int_equal(world->reports, 1);
    assert_int_equal(world->reported, APR_SUCCESS);
    assert_string_equal(world->reported_detail, "some detail");
    assert_int_equal(world->recoveries, 0);
    assert_string_equal(world->last_to, "salma@example.ma");
    assert_string_equal(world->last_text, "Code : 123456");
    assert_string_equal(world->last_id, row(world, 0)->row.message_id);
}

static void test_leaves_the_other_channel_alone(void **state)
{
    world_t *world = *state;

    queue(world, CNOPS_CHANNEL_SMS, "texte", 0);
    queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    assert_int_equal(drain(world), 1);
    assert_string_equal(world->last_to, "salma@example.ma");
    assert_int_equal(row(world, 0)->state, STORE_MEMORY_DUE);
    assert_int_equal(row(world, 0)->row.attempts, 0);
    world->driver.channel = CNOPS_CHANNEL_SMS;
    assert_int_equal(drain(world), 1);
    assert_string_equal(world->last_to, "+212612345678");
}

static void test_disconnects_the_driver_when_nothing_is_due(void **state)
{
    world_t *world = *state;

    assert_int_equal(drain(world), 0);
    assert_int_equal(world->disconnects, 0);
    for (int i = 0; i < CNOPS_COURIER_BATCH + 1; i++)
        queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    drain(world);
    assert_int_equal(world->disconnects, 1);
}

static void test_tries_again_after_the_backoff(void **state)
{
    world_t *world = *state;
    const char *id;

    queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    world->answer = APR_ETIMEDOUT;
    assert_int_equal(drain(world), 0);
    assert_int_equal(world->reports, 1);
    assert_int_equal(world->reported, APR_ETIMEDOUT);
    assert_int_equal(world->reported_attempts, 1);
    assert_string_equal(world->reported_driver, "test");
    assert_string_equal(world->reported_detail, "some detail");
    assert_false(world->reported_dead);
    id = world->last_id;

    /* The courier waits five seconds, or up to a fifth less. */
    clock_fake_advance(world->fixture->clock, 4 * SECONDS - 1);
    assert_int_equal(drain(world), 0);
    assert_int_equal(world->sends, 1);
    clock_fake_advance(world->fixture->clock, SECONDS + 1);
    world->answer = APR_SUCCESS;
    assert_int_equal(drain(world), 1);
    assert_string_equal(world->last_id, id);
}

static void test_gives_up_after_the_last_attempt(void **state)
{
    world_t *world = *state;

    queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    world->answer = APR_ECONNREFUSED;
    for (int i = 0; i < 2 * CNOPS_COURIER_ATTEMPTS; i++) {
        assert_int_equal(drain(world), 0);
        clock_fake_advance(world->fixture->clock, 1800 * SECONDS);
    }
    assert_int_equal(world->sends, CNOPS_COURIER_ATTEMPTS);
    assert_int_equal(world->reports, CNOPS_COURIER_ATTEMPTS);
    assert_int_equal(row(world, 0)->state, STORE_MEMORY_DEAD);
    assert_true(world->reported_dead);
    /* The content is kept, so that an operator can have the message tried again. */
    assert_string_not_equal(row(world, 0)->row.content_sealed, "");
}

/* --- a next hop that is down --- */

static void test_an_outage_uses_up_no_attempts(void **state)
{
    world_t *world = *state;
    apr_interval_time_t lasted = 0;

    for (int i = 0; i < 3; i++)
        queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    world->answer = CNOPS_EUNAVAILABLE;
    for (; lasted < 3600 * SECONDS; lasted += SECONDS) {
        assert_int_equal(drain(world), 0);
        clock_fake_advance(world->fixture->clock, SECONDS);
    }
    assert_in_range(world->sends, 3600 / 31, 3600 / 24 + 10);
    assert_int_equal(world->outages, 1);
    assert_int_equal(world->reports, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(row(world, i)->state, STORE_MEMORY_DUE);
        assert_int_equal(row(world, i)->row.attempts, 0);
    }
    world->answer = APR_SUCCESS;
    clock_fake_advance(world->fixture->clock, CNOPS_COURIER_PAUSE_MAX);
    assert_int_equal(drain(world), 3);
    assert_int_equal(world->recoveries, 1);
}

static void test_an_outage_stops_the_batch(void **state)
{
    world_t *world = *state;

    for (int i = 0; i < 5; i++)
        queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    world->answer = CNOPS_EUNAVAILABLE;
    assert_int_equal(drain(world), 0);
    assert_int_equal(world->sends, 1);
    assert_int_equal(drain(world), 0);
    assert_int_equal(world->sends, 1);
    for (int i = 0; i < 5; i++)
        assert_int_equal(row(world, i)->lease_until, 0);
}

static void test_never_sends_a_code_that_expired_in_an_outage(void **state)
{
    world_t *world = *state;

    queue(world, CNOPS_CHANNEL_EMAIL, "code", 600 * SECONDS);
    queue(world, CNOPS_CHANNEL_EMAIL, "garde", 0);
    world->answer = CNOPS_EUNAVAILABLE;
    drain(world);
    clock_fake_advance(world->fixture->clock, 600 * SECONDS);
    world->answer = APR_SUCCESS;
    assert_int_equal(drain(world), 1);
    assert_string_equal(world->last_text, "garde");
}

static void test_a_refusal_is_final_and_does_not_stop_the_lane(void **state)
{
    world_t *world = *state;

    queue(world, CNOPS_CHANNEL_EMAIL, "un", 0);
    queue(world, CNOPS_CHANNEL_EMAIL, "deux", 0);
    world->answer = CNOPS_EREFUSED;
    assert_int_equal(drain(world), 0);
    assert_int_equal(world->sends, 2);
    assert_int_equal(world->outages, 0);
    assert_int_equal(row(world, 0)->state, STORE_MEMORY_DEAD);
    assert_int_equal(row(world, 1)->state, STORE_MEMORY_DEAD);
}

/* --- the rate --- */

static void test_keeps_to_the_rate(void **state)
{
    world_t *world = *state;
    apr_interval_time_t took;

    for (int i = 0; i < 41; i++)
        queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    world->courier.rate = 4;
    assert_int_equal(drain(world), 41);
    took = clock_fake_now(world->fixture->clock) - CLOCK_FAKE_START;
    assert_in_range(took, 10 * SECONDS, 10 * SECONDS + SECONDS / 4);
    for (int i = 0; i < 41; i++)
        assert_int_equal(row(world, i)->row.attempts, 1);
}

static void test_does_not_repeat_a_malformed_message(void **state)
{
    world_t *world = *state;

    queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    world->answer = CNOPS_EMALFORMED;
    assert_int_equal(drain(world), 0);
    assert_int_equal(row(world, 0)->state, STORE_MEMORY_DEAD);
}

static void test_marks_a_forged_row_dead_and_goes_on(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->fixture->core.store;
    cnops_outbox_row_t forged = {.message_id = "0123456789abcdef0123456789abcdef",
                                 .channel = CNOPS_CHANNEL_EMAIL,
                                 .content_sealed = "test2.Zm9yZ2Vk",
                                 .created_at = CLOCK_FAKE_START};

    store->outbox->insert(store->self, &forged, world->pool);
    queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    assert_int_equal(drain(world), 1);
    assert_int_equal(world->reports, 1);
    assert_int_equal(world->reported, CNOPS_EFORGED);
    assert_int_equal(row(world, 0)->state, STORE_MEMORY_DEAD);
    assert_int_equal(row(world, 1)->state, STORE_MEMORY_SENT);
}

static void test_waits_for_the_lease_of_a_dead_owner(void **state)
{
    world_t *world = *state;
    const cnops_store_t *store = &world->fixture->core.store;
    cnops_leasing_t leasing = {"dead", CNOPS_CHANNEL_EMAIL, CLOCK_FAKE_START,
                               CLOCK_FAKE_START + LEASE, 1};
    apr_array_header_t *leased;

    queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    store->outbox->lease(store->self, &leased, &leasing, world->pool);
    assert_int_equal(leased->nelts, 1);
    assert_int_equal(drain(world), 0);
    clock_fake_advance(world->fixture->clock, LEASE);
    assert_int_equal(drain(world), 1);
    assert_string_equal(world->last_id, APR_ARRAY_IDX(leased, 0, cnops_outbox_row_t).message_id);
}

/* Sending the first message takes longer than the lease, and another courier leases both rows. */
static void outlast_the_lease(world_t *world)
{
    const cnops_store_t *store = &world->fixture->core.store;
    apr_array_header_t *leased;
    cnops_leasing_t leasing = {.owner = "courier-2", .channel = CNOPS_CHANNEL_EMAIL, .max = 10};

    clock_fake_advance(world->fixture->clock, LEASE);
    leasing.now = clock_fake_now(world->fixture->clock);
    leasing.until = leasing.now + LEASE;
    store->outbox->lease(store->self, &leased, &leasing, world->pool);
    assert_int_equal(leased->nelts, 2);
}

static void test_leaves_rows_whose_lease_ran_out(void **state)
{
    world_t *world = *state;

    queue(world, CNOPS_CHANNEL_EMAIL, "un", 0);
    queue(world, CNOPS_CHANNEL_EMAIL, "deux", 0);
    world->on_send = outlast_the_lease;
    assert_int_equal(drain(world), 1);
    assert_int_equal(world->sends, 1);
    assert_int_equal(row(world, 0)->state, STORE_MEMORY_DUE);
    assert_string_equal(row(world, 0)->owner, "courier-2");
    assert_string_equal(row(world, 1)->owner, "courier-2");
}

static void test_stops_between_two_messages(void **state)
{
    world_t *world = *state;

    for (int i = 0; i < 5; i++)
        queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    world->stop_after = 2;
    assert_int_equal(drain(world), 2);
    assert_int_equal(world->reports, 0);

    /* The next generation of the process does not have to wait until the leases end. */
    world->stop_after = 0;
    world->courier.owner = "courier-2";
    assert_int_equal(drain(world), 3);
}

static void let_time_pass(world_t *world)
{
    clock_fake_advance(world->fixture->clock, 20 * SECONDS);
    world->on_send = NULL;
}

static void test_never_sends_what_expired(void **state)
{
    world_t *world = *state;

    queue(world, CNOPS_CHANNEL_EMAIL, "garde", 0);
    queue(world, CNOPS_CHANNEL_EMAIL, "code", 10 * SECONDS);
    world->on_send = let_time_pass;
    assert_int_equal(drain(world), 1);
    assert_string_equal(world->last_text, "garde");
    assert_int_equal(row(world, 1)->state, STORE_MEMORY_EXPIRED);
    assert_string_equal(row(world, 1)->row.content_sealed, "");
}

static void test_returns_a_failure_of_the_store(void **state)
{
    world_t *world = *state;
    int sent;

    queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    store_memory_down(world->fixture->store, true);
    assert_int_equal(cnops_courier_drain(&sent, &world->courier, world->pool), CNOPS_EUNAVAILABLE);
    assert_int_equal(sent, 0);
    store_memory_down(world->fixture->store, false);
    assert_int_equal(drain(world), 1);
}

/* A message may be sent twice, but then with the same message id. */
static void test_sends_again_when_sending_was_not_recorded(void **state)
{
    world_t *world = *state;
    const char *id;
    int sent;

    queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    store_memory_fail_next(world->fixture->store, STORE_MEMORY(outbox, sent), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_courier_drain(&sent, &world->courier, world->pool), CNOPS_EUNAVAILABLE);
    assert_int_equal(sent, 1);
    id = world->last_id;
    clock_fake_advance(world->fixture->clock, LEASE);
    assert_int_equal(drain(world), 1);
    assert_string_equal(world->last_id, id);
    assert_int_equal(row(world, 0)->state, STORE_MEMORY_SENT);
}

static void test_doubles_the_backoff(void **state)
{
    const int expected[] = {5, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800};

    (void)state;
    for (int i = 0; i < 12; i++)
        assert_int_equal(cnops_courier_backoff(i), expected[i] * SECONDS);
    assert_int_equal(cnops_courier_backoff(1000000), 1800 * SECONDS);
}

/* --- several couriers --- */

#define COURIERS 4
#define MESSAGES 200

static _Atomic int total;

static apr_status_t send_and_count(void *self, const char **pdetail, const cnops_message_t *message,
                                   apr_pool_t *pool)
{
    (void)self, (void)pdetail, (void)message, (void)pool;
    atomic_fetch_add(&total, 1);
    return APR_SUCCESS;
}

static void *run_courier(void *data)
{
    cnops_courier_t *courier = data;
    apr_pool_t *pool;
    int sent;

    apr_pool_create(&pool, NULL);
    cnops_courier_drain(&sent, courier, pool);
    apr_pool_destroy(pool);
    return NULL;
}

static void test_several_couriers_send_each_message_once(void **state)
{
    world_t *world = *state;
    cnops_driver_t counting = {
        .name = "counting", .channel = CNOPS_CHANNEL_EMAIL, .send = send_and_count};
    cnops_courier_t couriers[COURIERS];
    pthread_t threads[COURIERS];

    total = 0;
    for (int i = 0; i < MESSAGES; i++)
        queue(world, CNOPS_CHANNEL_EMAIL, "texte", 0);
    for (int i = 0; i < COURIERS; i++) {
        couriers[i] = (cnops_courier_t){.core = &world->fixture->core,
                                        .driver = &counting,
                                        .owner = apr_psprintf(world->pool, "courier-%d", i)};
        assert_int_equal(pthread_create(&threads[i], NULL, run_courier, &couriers[i]), 0);
    }
    for (int i = 0; i < COURIERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(total, MESSAGES);
    for (int i = 0; i < MESSAGES; i++)
        assert_int_equal(row(world, i)->state, STORE_MEMORY_SENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sends_all_that_is_due, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sends_the_message_that_was_queued, setup, teardown),
        cmocka_unit_test_setup_teardown(test_leaves_the_other_channel_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_disconnects_the_driver_when_nothing_is_due, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_an_outage_uses_up_no_attempts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_outage_stops_the_batch, setup, teardown),
        cmocka_unit_test_setup_teardown(test_never_sends_a_code_that_expired_in_an_outage, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_refusal_is_final_and_does_not_stop_the_lane, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_keeps_to_the_rate, setup, teardown),
        cmocka_unit_test_setup_teardown(test_tries_again_after_the_backoff, setup, teardown),
        cmocka_unit_test_setup_teardown(test_gives_up_after_the_last_attempt, setup, teardown),
        cmocka_unit_test_setup_teardown(test_does_not_repeat_a_malformed_message, setup, teardown),
        cmocka_unit_test_setup_teardown(test_marks_a_forged_row_dead_and_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(test_waits_for_the_lease_of_a_dead_owner, setup, teardown),
        cmocka_unit_test_setup_teardown(test_leaves_rows_whose_lease_ran_out, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stops_between_two_messages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_never_sends_what_expired, setup, teardown),
        cmocka_unit_test_setup_teardown(test_returns_a_failure_of_the_store, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sends_again_when_sending_was_not_recorded, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_doubles_the_backoff, setup, teardown),
        cmocka_unit_test_setup_teardown(test_several_couriers_send_each_message_once, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
