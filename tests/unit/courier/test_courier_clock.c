/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* When the clock is set back, a courier must not wait until the old time comes again. */
#include "courier/courier.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECONDS apr_time_from_sec(1)

static apr_status_t answer; /* of every send */

static apr_status_t return_answer(void *self, const char **pdetail, const cnops_message_t *message,
                                  apr_pool_t *pool)
{
    (void)self;
    (void)pdetail;
    (void)message;
    (void)pool;
    return answer;
}

static const cnops_driver_t driver = {
    .name = "test", .channel = CNOPS_CHANNEL_EMAIL, .patience = SECONDS, .send = return_answer};

/* The tests never sleep: only the fake clock advances. */
static void pass_time(void *self, apr_interval_time_t wait)
{
    core_fixture_t *f = self;

    clock_fake_advance(f->clock, wait);
}

static cnops_courier_t courier_of(core_fixture_t *f)
{
    answer = APR_SUCCESS;
    return (cnops_courier_t){.core = &f->core,
                             .driver = &driver,
                             .owner = "courier-1",
                             .sleep = pass_time,
                             .sleep_self = f};
}

static int send_one(core_fixture_t *f, cnops_courier_t *courier)
{
    cnops_message_t message = {.channel = CNOPS_CHANNEL_EMAIL,
                               .to = "salma@example.ma",
                               .subject = "Objet",
                               .text = "texte",
                               .lang = "fr",
                               .created_at = clock_fake_now(f->clock)};
    const cnops_store_t *store = &f->core.store;
    int sent;

    assert_int_equal(
        store->outbox->insert(store->self, cnops_outbox_row(&f->core, &message, f->pool), f->pool),
        APR_SUCCESS);
    clock_fake_advance(f->clock, CNOPS_COURIER_PAUSE_MAX);
    assert_int_equal(cnops_courier_drain(&sent, courier, f->pool), APR_SUCCESS);
    return sent;
}

static void set_back(core_fixture_t *f)
{
    clock_fake_advance(f->clock, -3600 * SECONDS);
}

static void test_ends_a_pause_when_the_clock_is_set_back(void **state)
{
    core_fixture_t *f = *state;
    cnops_courier_t courier = courier_of(f);

    answer = CNOPS_EUNAVAILABLE;
    assert_int_equal(send_one(f, &courier), 0);
    answer = APR_SUCCESS;
    set_back(f);
    assert_int_equal(send_one(f, &courier), 1);
}

static void test_keeps_the_rate_when_the_clock_is_set_back(void **state)
{
    core_fixture_t *f = *state;
    cnops_courier_t courier = courier_of(f);
    apr_time_t from;

    courier.rate = 4;
    assert_int_equal(send_one(f, &courier), 1);
    set_back(f);
    from = clock_fake_now(f->clock);
    assert_int_equal(send_one(f, &courier), 1);
    assert_in_range(clock_fake_now(f->clock) - from, 0, CNOPS_COURIER_PAUSE_MAX + SECONDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ends_a_pause_when_the_clock_is_set_back,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_keeps_the_rate_when_the_clock_is_set_back,
                                        core_fixture_setup, core_fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
