/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/guard/throttle.h"

#include "base/errors.h"
#include "twins/core_fixture.h"
#include "twins/store_memory_tables.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SECONDS(n) apr_time_from_sec(n)
#define HOUR       SECONDS(3600)

static cnops_verdict_t look(core_fixture_t *f, cnops_use_e use, const char *subject)
{
    cnops_verdict_t verdict;

    assert_int_equal(cnops_throttle_look(&verdict, &f->core, use, subject, 0, f->pool),
                     APR_SUCCESS);
    return verdict;
}

static cnops_verdict_t take(core_fixture_t *f, cnops_use_e use, const char *subject)
{
    cnops_verdict_t verdict;

    assert_int_equal(cnops_throttle_take(&verdict, &f->core, use, subject, 0, f->pool),
                     APR_SUCCESS);
    return verdict;
}

static void test_a_limit_lets_through_what_it_says(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 0; i < 5; i++) {
        assert_true(look(f, CNOPS_USE_JOURNEY_IDENTITY, "j").allowed);
        cnops_verdict_t verdict = take(f, CNOPS_USE_JOURNEY_IDENTITY, "j");
        assert_true(verdict.allowed);
        assert_int_equal(verdict.count, i + 1);
        assert_int_equal(verdict.retry_after, 0);
    }
    assert_false(look(f, CNOPS_USE_JOURNEY_IDENTITY, "j").allowed);
    assert_false(take(f, CNOPS_USE_JOURNEY_IDENTITY, "j").allowed);
    assert_int_equal(take(f, CNOPS_USE_JOURNEY_IDENTITY, "j").count, 5);
    assert_true(take(f, CNOPS_USE_JOURNEY_IDENTITY, "k").allowed);
    assert_true(take(f, CNOPS_USE_JOURNEY_ANSWERS, "j").allowed);
}

/* Also for uses that are added later: each has a row in the table of rules. */
static void test_each_use_has_its_rule(void **state)
{
    core_fixture_t *f = *state;

    for (int use = 0; use < CNOPS_USES; use++) {
        cnops_verdict_t verdict;

        assert_non_null(cnops_use_name((cnops_use_e)use));
        for (int other = 0; other < use; other++)
            assert_string_not_equal(cnops_use_name((cnops_use_e)use),
                                    cnops_use_name((cnops_use_e)other));
        assert_int_equal(
            cnops_throttle_take(&verdict, &f->core, (cnops_use_e)use, "subject", 0, f->pool),
            APR_SUCCESS);
        assert_true(verdict.allowed);
    }
}

static void test_each_use_has_the_limit_of_its_setting(void **state)
{
    static const struct {
        cnops_use_e use;
        int limit;
    } rows[] = {{CNOPS_USE_JOURNEY_IDENTITY, 5}, {CNOPS_USE_JOURNEY_ANSWERS, 3},
                {CNOPS_USE_JOURNEY_CODES, 10},   {CNOPS_USE_PERSON_ANSWERS, 30},
                {CNOPS_USE_EMAIL_CODES, 5},      {CNOPS_USE_SMS_CODES, 5},
                {CNOPS_USE_ACCOUNT_NOTICE, 1},   {CNOPS_USE_BLOCK_FAILURES, 600}};
    core_fixture_t *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int count = 0; count < rows[i].limit; count++)
            assert_true(take(f, rows[i].use, "subject").allowed);
        assert_false(take(f, rows[i].use, "subject").allowed);
    }
    f->settings->sms_budget = 2;
    assert_true(take(f, CNOPS_USE_SMS_BUDGET, "all").allowed);
    assert_true(take(f, CNOPS_USE_SMS_BUDGET, "all").allowed);
    assert_false(take(f, CNOPS_USE_SMS_BUDGET, "all").allowed);
}

static void test_a_window_ends(void **state)
{
    core_fixture_t *f = *state;
    cnops_verdict_t verdict;

    for (int i = 0; i < 5; i++) {
        take(f, CNOPS_USE_EMAIL_CODES, "e");
        clock_fake_advance(f->clock, SECONDS(60));
    }
    verdict = look(f, CNOPS_USE_EMAIL_CODES, "e");
    assert_false(verdict.allowed);
    assert_int_equal(verdict.retry_after, HOUR - SECONDS(300));
    assert_int_equal(take(f, CNOPS_USE_EMAIL_CODES, "e").retry_after, HOUR - SECONDS(300));
    clock_fake_advance(f->clock, HOUR - SECONDS(300) - 1);
    assert_false(take(f, CNOPS_USE_EMAIL_CODES, "e").allowed);
    clock_fake_advance(f->clock, 1);
    verdict = look(f, CNOPS_USE_EMAIL_CODES, "e");
    assert_true(verdict.allowed);
    assert_int_equal(verdict.count, 0);
    assert_int_equal(take(f, CNOPS_USE_EMAIL_CODES, "e").count, 1);
}

static void test_the_callers_limit_goes_before_the_rules(void **state)
{
    core_fixture_t *f = *state;
    cnops_verdict_t verdict;

    for (int i = 0; i < 2; i++)
        assert_int_equal(
            cnops_throttle_take(&verdict, &f->core, CNOPS_USE_BLOCK_FAILURES, "b", 2, f->pool),
            APR_SUCCESS);
    assert_true(verdict.allowed);
    assert_int_equal(
        cnops_throttle_take(&verdict, &f->core, CNOPS_USE_BLOCK_FAILURES, "b", 2, f->pool),
        APR_SUCCESS);
    assert_false(verdict.allowed);
    assert_true(take(f, CNOPS_USE_BLOCK_FAILURES, "b").allowed);
}

static void test_wrong_answers_raise_the_work_each_time(void **state)
{
    core_fixture_t *f = *state;

    f->settings->pow_levels = 8;
    assert_int_equal(look(f, CNOPS_USE_PERSON_ANSWERS, "p").pow_level, 0);
    assert_false(look(f, CNOPS_USE_PERSON_ANSWERS, "p").pow_due);
    for (int i = 1; i <= 12; i++) {
        cnops_verdict_t verdict = take(f, CNOPS_USE_PERSON_ANSWERS, "p");

        assert_int_equal(verdict.pow_level, i < 8 ? i : 8);
        assert_true(verdict.pow_due);
    }
}

static void test_blocks_pay_for_each_doubling(void **state)
{
    static const struct {
        int count, level;
    } rows[] = {{19, 0}, {20, 1}, {39, 1}, {40, 2}, {79, 2}, {80, 3}, {160, 4}, {320, 5}};
    core_fixture_t *f = *state;
    int count = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (; count < rows[i].count; count++)
            take(f, CNOPS_USE_BLOCK_FAILURES, "b");
        assert_int_equal(look(f, CNOPS_USE_BLOCK_FAILURES, "b").pow_level, rows[i].level);
        assert_int_equal(look(f, CNOPS_USE_BLOCK_FAILURES, "b").pow_due, rows[i].level > 0);
    }
}

/* A campus with ten times the limit pays after ten times the failures. */
static void test_listed_blocks_pay_later(void **state)
{
    core_fixture_t *f = *state;
    cnops_verdict_t verdict;

    for (int i = 0; i < 200; i++) {
        assert_int_equal(
            cnops_throttle_take(&verdict, &f->core, CNOPS_USE_BLOCK_FAILURES, "b", 6000, f->pool),
            APR_SUCCESS);
        assert_true(verdict.allowed);
        assert_int_equal(
            cnops_throttle_look(&verdict, &f->core, CNOPS_USE_BLOCK_FAILURES, "b", 6000, f->pool),
            APR_SUCCESS);
        assert_int_equal(verdict.pow_level, i < 199 ? 0 : 1);
    }
}

static void test_sign_in_costs_work_then_time(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 1; i <= 5; i++) {
        cnops_verdict_t verdict = take(f, CNOPS_USE_SIGNIN_STRANGER, "p");

        assert_true(verdict.allowed);
        assert_int_equal(verdict.pow_due, i >= 3);
        assert_int_equal(verdict.pow_level, i > 3 ? i - 3 : 0);
        assert_true(look(f, CNOPS_USE_SIGNIN_STRANGER, "p").allowed);
    }
    for (int i = 0; i < 10; i++) {
        apr_interval_time_t delay = SECONDS(1) << i;
        cnops_verdict_t verdict;

        assert_true(take(f, CNOPS_USE_SIGNIN_STRANGER, "p").allowed);
        if (delay > f->settings->signin_delay_max)
            delay = f->settings->signin_delay_max;
        verdict = take(f, CNOPS_USE_SIGNIN_STRANGER, "p");
        assert_false(verdict.allowed);
        assert_int_equal(verdict.retry_after, delay);
        assert_int_equal(verdict.count, 6 + i);
        clock_fake_advance(f->clock, delay - 1);
        assert_false(look(f, CNOPS_USE_SIGNIN_STRANGER, "p").allowed);
        clock_fake_advance(f->clock, 1);
        assert_true(look(f, CNOPS_USE_SIGNIN_STRANGER, "p").allowed);
    }
}

static void test_the_delay_is_never_over_the_setting(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 0; i < 90; i++) {
        take(f, CNOPS_USE_SIGNIN_STRANGER, "p");
        clock_fake_advance(f->clock, f->settings->signin_delay_max);
        assert_true(look(f, CNOPS_USE_SIGNIN_STRANGER, "p").allowed);
    }
}

/* A stranger must not be able to lock a member out by any limit. */
static void test_strangers_do_not_lock_a_known_browser(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 0; i < 20; i++)
        take(f, CNOPS_USE_SIGNIN_STRANGER, "p");
    assert_false(look(f, CNOPS_USE_SIGNIN_STRANGER, "p").allowed);
    assert_true(look(f, CNOPS_USE_SIGNIN_BROWSER, "p").allowed);
    assert_false(look(f, CNOPS_USE_SIGNIN_BROWSER, "p").pow_due);
}

static void test_what_was_no_failure_is_given_back(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 0; i < 3; i++)
        take(f, CNOPS_USE_JOURNEY_ANSWERS, "j");
    assert_false(look(f, CNOPS_USE_JOURNEY_ANSWERS, "j").allowed);
    assert_int_equal(cnops_throttle_give(&f->core, CNOPS_USE_JOURNEY_ANSWERS, "j", f->pool),
                     APR_SUCCESS);
    assert_int_equal(look(f, CNOPS_USE_JOURNEY_ANSWERS, "j").count, 2);
    assert_int_equal(cnops_throttle_clear(&f->core, CNOPS_USE_JOURNEY_ANSWERS, "j", f->pool),
                     APR_SUCCESS);
    assert_int_equal(look(f, CNOPS_USE_JOURNEY_ANSWERS, "j").count, 0);
    assert_int_equal(cnops_throttle_give(&f->core, CNOPS_USE_JOURNEY_ANSWERS, "j", f->pool),
                     APR_SUCCESS);
    assert_int_equal(look(f, CNOPS_USE_JOURNEY_ANSWERS, "j").count, 0);
}

static void test_counters_do_not_name_persons(void **state)
{
    core_fixture_t *f = *state;

    take(f, CNOPS_USE_BLOCK_FAILURES, "203.0.113.0/24");
    assert_int_equal(f->store->counters->nelts, 1);
    assert_int_equal(strlen(APR_ARRAY_IDX(f->store->counters, 0, counter_row_t).subject), 64);
}

static void assert_allows_nothing(const cnops_verdict_t *verdict)
{
    assert_false(verdict->allowed);
    assert_int_equal(verdict->pow_level, 0);
    assert_false(verdict->pow_due);
    assert_int_equal(verdict->retry_after, 0);
    assert_int_equal(verdict->count, 0);
}

static void test_a_store_that_is_down_allows_nothing(void **state)
{
    core_fixture_t *f = *state;
    cnops_verdict_t unset, verdict;

    memset(&unset, 1, sizeof unset);
    store_memory_down(f->store, true);
    verdict = unset;
    assert_int_equal(
        cnops_throttle_look(&verdict, &f->core, CNOPS_USE_SIGNIN_STRANGER, "p", 0, f->pool),
        CNOPS_EUNAVAILABLE);
    assert_allows_nothing(&verdict);
    verdict = unset;
    assert_int_equal(
        cnops_throttle_take(&verdict, &f->core, CNOPS_USE_SIGNIN_STRANGER, "p", 0, f->pool),
        CNOPS_EUNAVAILABLE);
    assert_allows_nothing(&verdict);
    store_memory_down(f->store, false);
    verdict = unset;
    store_memory_fail_next(f->store, STORE_MEMORY(counters, take), CNOPS_ECONFLICT);
    assert_int_equal(
        cnops_throttle_take(&verdict, &f->core, CNOPS_USE_SIGNIN_STRANGER, "p", 0, f->pool),
        CNOPS_ECONFLICT);
    assert_allows_nothing(&verdict);
}

static void test_blocks_may_be_listed_with_more(void **state)
{
    core_fixture_t *f = *state;
    cnops_block_allowance_t *row = apr_array_push(f->settings->block_allowances);

    *row = (cnops_block_allowance_t){"198.51.100.0/24", 6000};
    assert_int_equal(cnops_throttle_block_limit(&f->core, "198.51.100.7"), 6000);
    assert_int_equal(cnops_throttle_block_limit(&f->core, "198.51.101.7"), 600);
    assert_int_equal(cnops_throttle_block_limit(&f->core, "2001:db8::1"), 600);
    assert_int_equal(cnops_throttle_block_limit(&f->core, "nonsense"), 600);
    assert_int_equal(cnops_throttle_image_limit(&f->core, "198.51.100.7"), 600);
    assert_int_equal(cnops_throttle_image_limit(&f->core, "198.51.101.7"), 60);
}

/* --- many at once --- */

typedef struct crowd_t {
    core_fixture_t *fixture;
    cnops_use_e use;
    atomic_int allowed;
} crowd_t;

static void *try_once(void *self)
{
    crowd_t *crowd = self;
    cnops_verdict_t verdict;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return NULL;
    if (cnops_throttle_take(&verdict, &crowd->fixture->core, crowd->use, "crowd", 0, pool) ==
            APR_SUCCESS &&
        verdict.allowed)
        atomic_fetch_add(&crowd->allowed, 1);
    apr_pool_destroy(pool);
    return NULL;
}

static int count_allowed(core_fixture_t *f, cnops_use_e use)
{
    crowd_t crowd = {.fixture = f, .use = use};
    pthread_t threads[32];

    for (int i = 0; i < 32; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, try_once, &crowd), 0);
    for (int i = 0; i < 32; i++)
        pthread_join(threads[i], NULL);
    return atomic_load(&crowd.allowed);
}

static void test_a_crowd_does_not_pass_a_limit(void **state)
{
    core_fixture_t *f = *state;

    assert_int_equal(count_allowed(f, CNOPS_USE_JOURNEY_IDENTITY), 5);
}

static void test_a_crowd_does_not_pass_a_delay(void **state)
{
    core_fixture_t *f = *state;

    /* Five are allowed before delays begin. The sixth begins a delay, and no one after it is
     * allowed. */
    assert_int_equal(count_allowed(f, CNOPS_USE_SIGNIN_STRANGER), 6);
    clock_fake_advance(f->clock, SECONDS(1));
    assert_int_equal(count_allowed(f, CNOPS_USE_SIGNIN_STRANGER), 1);
}

/* What happens by chance among threads happens here for certain: another request is counted after
 * the store was read. */
static const cnops_counters_port_t *real;

static apr_status_t look_before_another(void *self, cnops_counter_t *counters,
                                        const cnops_counter_key_t *keys, int count, apr_time_t now,
                                        apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv = real->look(self, counters, keys, count, now, pool);

    APR_ARRAY_IDX(store->counters, 0, counter_row_t).counter.count++;
    return rv;
}

static void test_an_overtaken_request_must_wait(void **state)
{
    core_fixture_t *f = *state;
    cnops_counters_port_t overtaken;
    cnops_verdict_t verdict;

    for (int i = 0; i < 5; i++)
        take(f, CNOPS_USE_SIGNIN_STRANGER, "p");
    real = f->core.store.counters;
    overtaken = *real;
    overtaken.look = look_before_another;
    f->core.store.counters = &overtaken;
    verdict = take(f, CNOPS_USE_SIGNIN_STRANGER, "p");
    f->core.store.counters = real;
    assert_false(verdict.allowed);
    assert_int_equal(verdict.retry_after, SECONDS(1));
    assert_int_equal(look(f, CNOPS_USE_SIGNIN_STRANGER, "p").count, 6);
}

/* --- several at once --- */

#define LIST_COUNT 3

static const cnops_throttle_t list[LIST_COUNT] = {
    {.use = CNOPS_USE_PERSON_ANSWERS, .subject = "p"},
    {.use = CNOPS_USE_JOURNEY_ANSWERS, .subject = "j"},
    {.use = CNOPS_USE_BLOCK_FAILURES, .subject = "203.0.113.0/24", .limit = 60},
};

static void take_all(core_fixture_t *f, cnops_verdict_t *verdicts)
{
    assert_int_equal(cnops_throttle_take_all(verdicts, &f->core, list, LIST_COUNT, f->pool),
                     APR_SUCCESS);
}

static void assert_counts(core_fixture_t *f, int person, int journey, int block)
{
    cnops_verdict_t verdicts[LIST_COUNT];

    assert_int_equal(cnops_throttle_look_all(verdicts, &f->core, list, LIST_COUNT, f->pool),
                     APR_SUCCESS);
    assert_int_equal(verdicts[0].count, person);
    assert_int_equal(verdicts[1].count, journey);
    assert_int_equal(verdicts[2].count, block);
}

static void test_several_are_taken_or_none(void **state)
{
    core_fixture_t *f = *state;
    cnops_verdict_t verdicts[LIST_COUNT];

    for (int i = 1; i <= 3; i++) { /* the answers of a journey */
        take_all(f, verdicts);
        for (int k = 0; k < LIST_COUNT; k++)
            assert_true(verdicts[k].allowed);
        assert_int_equal(verdicts[0].pow_level, i);
        assert_int_equal(verdicts[1].count, i);
        assert_int_equal(verdicts[2].count, 0); /* one part of it is known */
    }
    take_all(f, verdicts);
    assert_true(verdicts[0].allowed);
    assert_false(verdicts[1].allowed);
    assert_true(verdicts[1].retry_after > 0);
    assert_true(verdicts[2].allowed);
    assert_counts(f, 3, 3, 3);
    assert_int_equal(cnops_throttle_give_all(&f->core, list, LIST_COUNT, f->pool), APR_SUCCESS);
    assert_counts(f, 2, 2, 2);
    take_all(f, verdicts);
    assert_true(verdicts[1].allowed);
}

static void test_several_are_judged_like_one(void **state)
{
    core_fixture_t *f = *state;
    cnops_verdict_t verdicts[LIST_COUNT], one;

    take_all(f, verdicts);
    take_all(f, verdicts);
    assert_int_equal(cnops_throttle_look_all(verdicts, &f->core, list, LIST_COUNT, f->pool),
                     APR_SUCCESS);
    for (int i = 0; i < LIST_COUNT; i++) {
        assert_int_equal(cnops_throttle_look(&one, &f->core, list[i].use, list[i].subject,
                                             list[i].limit, f->pool),
                         APR_SUCCESS);
        assert_int_equal(verdicts[i].allowed, one.allowed);
        assert_int_equal(verdicts[i].count, 2);
        assert_int_equal(one.count, 2);
        assert_int_equal(verdicts[i].pow_level, one.pow_level);
        assert_int_equal(verdicts[i].pow_due, one.pow_due);
    }
}

static void test_several_with_a_delay_are_taken_or_none(void **state)
{
    core_fixture_t *f = *state;
    const cnops_throttle_t both[] = {{.use = CNOPS_USE_JOURNEY_ANSWERS, .subject = "j"},
                                     {.use = CNOPS_USE_SIGNIN_STRANGER, .subject = "p"}};
    cnops_verdict_t verdicts[2];

    while (look(f, CNOPS_USE_SIGNIN_STRANGER, "p").allowed)
        take(f, CNOPS_USE_SIGNIN_STRANGER, "p");
    assert_int_equal(cnops_throttle_take_all(verdicts, &f->core, both, 2, f->pool), APR_SUCCESS);
    assert_false(verdicts[1].allowed);
    assert_int_equal(look(f, CNOPS_USE_JOURNEY_ANSWERS, "j").count, 0);
}

static void test_a_store_that_is_down_allows_none_of_several(void **state)
{
    core_fixture_t *f = *state;
    cnops_verdict_t verdicts[LIST_COUNT];

    store_memory_down(f->store, true);
    memset(verdicts, 1, sizeof verdicts);
    assert_int_equal(cnops_throttle_look_all(verdicts, &f->core, list, LIST_COUNT, f->pool),
                     CNOPS_EUNAVAILABLE);
    for (int i = 0; i < LIST_COUNT; i++)
        assert_allows_nothing(&verdicts[i]);
    memset(verdicts, 1, sizeof verdicts);
    assert_int_equal(cnops_throttle_take_all(verdicts, &f->core, list, LIST_COUNT, f->pool),
                     CNOPS_EUNAVAILABLE);
    for (int i = 0; i < LIST_COUNT; i++)
        assert_allows_nothing(&verdicts[i]);
    store_memory_down(f->store, false);
}

static apr_status_t refuse(void *self, bool *ptaken, cnops_counter_t *counters,
                           const cnops_counting_t *list_of_store, int count, apr_pool_t *pool)
{
    (void)self, (void)list_of_store, (void)pool;
    *ptaken = false;
    memset(counters, 0, (apr_size_t)count * sizeof *counters);
    return APR_SUCCESS;
}

/* As if another request had given one back just after it was found full. */
static void test_what_was_not_counted_is_not_allowed(void **state)
{
    core_fixture_t *f = *state;
    const cnops_counters_port_t *stored = f->core.store.counters;
    cnops_counters_port_t refusing = *stored;
    cnops_verdict_t verdicts[LIST_COUNT];

    refusing.take = refuse;
    f->core.store.counters = &refusing;
    take_all(f, verdicts);
    f->core.store.counters = stored;
    for (int i = 0; i < LIST_COUNT; i++)
        assert_false(verdicts[i].allowed);
}

/* Longer than a proof of work is valid. */
static void test_a_spent_proof_is_counted_for_two_hours(void **state)
{
    core_fixture_t *f = *state;

    assert_true(take(f, CNOPS_USE_SPENT_PROOFS, "s").allowed);
    clock_fake_advance(f->clock, SECONDS(7199));
    assert_false(take(f, CNOPS_USE_SPENT_PROOFS, "s").allowed);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_limit_lets_through_what_it_says),
        CASE(test_each_use_has_its_rule),
        CASE(test_each_use_has_the_limit_of_its_setting),
        CASE(test_a_window_ends),
        CASE(test_the_callers_limit_goes_before_the_rules),
        CASE(test_wrong_answers_raise_the_work_each_time),
        CASE(test_blocks_pay_for_each_doubling),
        CASE(test_listed_blocks_pay_later),
        CASE(test_sign_in_costs_work_then_time),
        CASE(test_the_delay_is_never_over_the_setting),
        CASE(test_strangers_do_not_lock_a_known_browser),
        CASE(test_what_was_no_failure_is_given_back),
        CASE(test_counters_do_not_name_persons),
        CASE(test_a_store_that_is_down_allows_nothing),
        CASE(test_blocks_may_be_listed_with_more),
        CASE(test_a_crowd_does_not_pass_a_limit),
        CASE(test_a_crowd_does_not_pass_a_delay),
        CASE(test_several_are_taken_or_none),
        CASE(test_several_are_judged_like_one),
        CASE(test_several_with_a_delay_are_taken_or_none),
        CASE(test_a_store_that_is_down_allows_none_of_several),
        CASE(test_what_was_not_counted_is_not_allowed),
        CASE(test_a_spent_proof_is_counted_for_two_hours),
        CASE(test_an_overtaken_request_must_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
