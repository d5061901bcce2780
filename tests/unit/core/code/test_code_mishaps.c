/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes while the code store, the database or another request interferes. */
#include "core/code/code.h"

#include "base/errors.h"
#include "core/code/code_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_a_lost_code_is_sent_anew_and_not_counted(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);
    sent_t sent;

    fixture->settings->destination_codes = 1;
    codes_memory_forget_all(fixture->codes);
    clock_fake_advance(fixture->clock, 5 * SECONDS);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_EXPIRED);
    assert_int_equal(look_at(fixture).wait, 0);
    sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, true);
    assert_int_equal(sent.sent, CNOPS_CODE_SENT);
    assert_int_equal(try_code(fixture, core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL)),
                     CNOPS_CODE_RIGHT);
}

/* A code store in which another request is always faster: it asks for each code again before the
 * code is stored. */
typedef struct overtaken_t {
    core_fixture_t *fixture;
    cnops_code_store_t codes;
    int depth;
} overtaken_t;

static apr_status_t put_overtaken(void *self, const char *key,
                                  const unsigned char digest[CNOPS_CODE_DIGEST_LEN],
                                  apr_interval_time_t ttl, apr_pool_t *pool)
{
    overtaken_t *overtaken = self;

    if (overtaken->depth++ < 20)
        send_to(overtaken->fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, overtaken->depth % 2);
    return overtaken->codes.put(overtaken->codes.self, key, digest, ttl, pool);
}

static apr_status_t get_overtaken(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN],
                                  const char *key, apr_pool_t *pool)
{
    overtaken_t *overtaken = self;

    return overtaken->codes.get(overtaken->codes.self, digest, key, pool);
}

static void test_a_code_about_to_be_kept_is_not_lost(void **state)
{
    core_fixture_t *fixture = *state;
    overtaken_t overtaken = {.fixture = fixture, .codes = fixture->core.codes};

    fixture->core.codes = (cnops_code_store_t){put_overtaken, get_overtaken, &overtaken};
    send_first(fixture);
    assert_int_equal(emails(fixture), 1);
}

static void test_nothing_is_sent_that_could_not_be_tried(void **state)
{
    core_fixture_t *fixture = *state;

    fixture->settings->destination_codes = 1;
    codes_memory_down(fixture->codes, true);
    assert_int_equal(send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, false).rv,
                     CNOPS_ENOCODES);
    assert_int_equal(emails(fixture), 0);
    codes_memory_down(fixture->codes, false);
    send_first(fixture);
}

static void test_a_failed_sending_is_not_counted(void **state)
{
    core_fixture_t *fixture = *state;

    fixture->settings->destination_codes = 1;
    store_memory_fail_next(fixture->store, STORE_MEMORY(challenges, send), CNOPS_EUNAVAILABLE);
    assert_int_equal(send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, false).rv,
                     CNOPS_EUNAVAILABLE);
    assert_int_equal(emails(fixture), 0);
    send_first(fixture);
}

/* A code store that fails at the moment when a code is stored, a given number of times. */
typedef struct failing_t {
    cnops_code_store_t codes;
    int failures;
} failing_t;

static apr_status_t put_failing(void *self, const char *key,
                                const unsigned char digest[CNOPS_CODE_DIGEST_LEN],
                                apr_interval_time_t ttl, apr_pool_t *pool)
{
    failing_t *failing = self;

    if (failing->failures-- > 0)
        return CNOPS_EUNAVAILABLE;
    return failing->codes.put(failing->codes.self, key, digest, ttl, pool);
}

static apr_status_t get_failing(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN],
                                const char *key, apr_pool_t *pool)
{
    failing_t *failing = self;

    return failing->codes.get(failing->codes.self, digest, key, pool);
}

static void test_a_code_that_could_not_be_kept_is_not_sent_and_not_counted(void **state)
{
    core_fixture_t *fixture = *state;
    failing_t failing = {fixture->core.codes, 3};

    fixture->settings->destination_codes = 1;
    fixture->core.codes = (cnops_code_store_t){put_failing, get_failing, &failing};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, i > 0).rv,
                         CNOPS_ENOCODES);
        assert_int_equal(emails(fixture), 0);
        assert_int_equal(look_at(fixture).wait, 0);
    }
    assert_int_equal(try_code(fixture, "123456"), CNOPS_CODE_EXPIRED);
    assert_int_equal(send_again(fixture), CNOPS_CODE_SENT); /* at once, and the only one allowed */
    assert_int_equal(emails(fixture), 1);
    assert_int_equal(try_code(fixture, core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL)),
                     CNOPS_CODE_RIGHT);
}

/* The second of two clicks, while storing the code of the first may still fail: nothing is sent
 * twice. */
static void test_a_second_click_sends_nothing_while_the_first_may_fail(void **state)
{
    core_fixture_t *fixture = *state;
    failing_t failing = {fixture->core.codes, 1};

    fixture->core.codes = (cnops_code_store_t){put_failing, get_failing, &failing};
    send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, false);
    send_first(fixture);
    assert_int_equal(send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, false).sent,
                     CNOPS_CODE_LIVE);
    assert_int_equal(send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, true).sent,
                     CNOPS_CODE_TOO_SOON);
    assert_int_equal(emails(fixture), 1);
}

static void test_a_lost_code_is_sent_again_after_seconds(void **state)
{
    core_fixture_t *fixture = *state;
    sent_t sent;

    send_first(fixture);
    codes_memory_forget_all(fixture->codes);
    clock_fake_advance(fixture->clock, SECONDS);
    sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, true);
    assert_int_equal(sent.sent, CNOPS_CODE_TOO_SOON);
    assert_int_equal(sent.retry_after, 4 * SECONDS);
    assert_int_equal(look_at(fixture).wait, 4 * SECONDS);
    codes_memory_down(fixture->codes, true);
    assert_int_equal(look_at(fixture).wait, 59 * SECONDS); /* it may be there yet */
    codes_memory_down(fixture->codes, false);
    clock_fake_advance(fixture->clock, sent.retry_after);
    assert_int_equal(send_again(fixture), CNOPS_CODE_SENT);
}

/* --- several servers, of which one may have old codes --- */

/* Two stores, of which one was away for a while: it lacks the new codes and still has the old
 * ones. */
typedef struct pair_t {
    cnops_code_store_t old, current;
    bool old_is_back;
} pair_t;

static apr_status_t put_pair(void *self, const char *key,
                             const unsigned char digest[CNOPS_CODE_DIGEST_LEN],
                             apr_interval_time_t ttl, apr_pool_t *pool)
{
    pair_t *pair = self;

    return pair->current.put(pair->current.self, key, digest, ttl, pool);
}

static apr_status_t get_pair(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN],
                             const char *key, apr_pool_t *pool)
{
    pair_t *pair = self;
    apr_status_t rv = CNOPS_ENOTFOUND;

    if (pair->old_is_back)
        rv = pair->old.get(pair->old.self, digest, key, pool);
    if (rv == CNOPS_ENOTFOUND)
        rv = pair->current.get(pair->current.self, digest, key, pool);
    return rv;
}

static void purge_challenges(core_fixture_t *fixture, apr_time_t before)
{
    const cnops_store_t *store = &fixture->core.store;
    int count;

    assert_int_equal(store->challenges->purge(store->self, &count, before, 10, fixture->pool),
                     APR_SUCCESS);
    assert_true(count > 0);
}

/* The challenge is purged meanwhile, so that the serial begins at 1 again. */
static void test_an_old_server_answers_with_no_old_code(void **state)
{
    for (int in_between = 0; in_between < 2; in_between++) {
        core_fixture_t *fixture = *state;
        const char *destination = in_between ? "other@example.ma" : EMAIL, *old, *fresh;
        pair_t pair = {.old = fixture->core.codes};
        cnops_clock_t clock;

        clock_fake_port(&clock, fixture->clock);
        codes_memory_port(&pair.current, codes_memory_make(&clock, fixture->pool));
        send_to(fixture, OTHER, CNOPS_CHANNEL_EMAIL, destination, false);
        old = core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL);
        fixture->core.codes = (cnops_code_store_t){put_pair, get_pair, &pair};
        clock_fake_advance(fixture->clock, 5 * MINUTES);
        if (in_between)
            purge_challenges(fixture, cnops_core_now(&fixture->core) + 60 * MINUTES);
        assert_int_equal(send_to(fixture, OTHER, CNOPS_CHANNEL_EMAIL, destination, true).sent,
                         CNOPS_CODE_SENT);
        fresh = core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL);
        pair.old_is_back = true;
        assert_string_not_equal(old, fresh);
        assert_int_equal(try_with(fixture, OTHER, CNOPS_CHANNEL_EMAIL, destination, old),
                         CNOPS_CODE_WRONG);
        assert_int_equal(try_with(fixture, OTHER, CNOPS_CHANNEL_EMAIL, destination, fresh),
                         CNOPS_CODE_RIGHT);
        fixture->core.codes = pair.old;
    }
}

/* A store that purges between the look at the former challenge and the writing of the next one. */
static core_fixture_t *purged;
static cnops_store_t plain;

static apr_status_t send_purged(void *self, const cnops_challenge_t *challenge,
                                const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    purged->core.store.challenges = plain.challenges;
    purge_challenges(purged, cnops_core_now(&purged->core) + 1);
    return plain.challenges->send(self, challenge, message, pool);
}

static void test_what_is_purged_meanwhile_is_sent_again(void **state)
{
    core_fixture_t *fixture = purged = *state;
    cnops_challenges_port_t late = *fixture->core.store.challenges;

    send_first(fixture);
    clock_fake_advance(fixture->clock, fixture->settings->code_ttl);
    plain = fixture->core.store;
    late.send = send_purged;
    fixture->core.store.challenges = &late;
    assert_int_equal(send_again(fixture), CNOPS_CODE_SENT);
    assert_int_equal(emails(fixture), 2);
    assert_int_equal(try_code(fixture, core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL)),
                     CNOPS_CODE_RIGHT);
}

static void test_an_outage_is_no_wrong_code(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);
    cnops_code_tried_e tried;

    codes_memory_down(fixture->codes, true);
    for (int i = 0; i < 2 * fixture->settings->code_tries; i++)
        assert_int_equal(cnops_code_try(&tried, &fixture->core, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL,
                                        code, fixture->pool),
                         CNOPS_ENOCODES);
    codes_memory_down(fixture->codes, false);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_RIGHT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_lost_code_is_sent_anew_and_not_counted),
        TEST(test_a_code_about_to_be_kept_is_not_lost),
        TEST(test_nothing_is_sent_that_could_not_be_tried),
        TEST(test_a_failed_sending_is_not_counted),
        TEST(test_a_code_that_could_not_be_kept_is_not_sent_and_not_counted),
        TEST(test_a_second_click_sends_nothing_while_the_first_may_fail),
        TEST(test_a_lost_code_is_sent_again_after_seconds),
        TEST(test_an_old_server_answers_with_no_old_code),
        TEST(test_what_is_purged_meanwhile_is_sent_again),
        TEST(test_an_outage_is_no_wrong_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
