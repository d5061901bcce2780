/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/code/code.h"

#include "base/errors.h"
#include "core/code/code_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* --- the code --- */

static void test_the_code_sent_is_right(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);
    const cnops_message_t *message = core_fixture_last_message(fixture, CNOPS_CHANNEL_EMAIL);

    assert_string_equal(message->to, EMAIL);
    assert_string_equal(message->subject, "Code");
    assert_int_equal(message->expires_at, CLOCK_FAKE_START + fixture->settings->code_ttl);
    assert_int_equal(strlen(code), 6);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_RIGHT);
}

static void test_has_as_many_digits_as_set(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code;

    for (int digits = 4; digits <= CNOPS_CODE_LEN_MAX; digits += 3) {
        const char *journey = apr_psprintf(fixture->pool, "%032d", digits);

        fixture->settings->code_digits = digits;
        send_to(fixture, journey, CNOPS_CHANNEL_EMAIL, EMAIL, false);
        code = core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL);
        assert_non_null(code);
        assert_int_equal(strlen(code), digits);
        assert_int_equal(try_with(fixture, journey, CNOPS_CHANNEL_EMAIL, EMAIL, code),
                         CNOPS_CODE_RIGHT);
    }
}

static void test_codes_differ(void **state)
{
    core_fixture_t *fixture = *state;
    const char *former = "";

    for (int i = 0; i < 20; i++) {
        const char *code;

        send_to(fixture, apr_psprintf(fixture->pool, "%032d", i), CNOPS_CHANNEL_EMAIL,
                apr_psprintf(fixture->pool, "membre%d@example.ma", i), false);
        code = core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL);
        assert_non_null(code);
        assert_string_not_equal(code, former);
        former = code;
    }
}

static void test_the_right_code_may_come_twice(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);

    for (int i = 0; i < 20; i++)
        assert_int_equal(try_code(fixture, code), CNOPS_CODE_RIGHT);
    assert_int_equal(try_code(fixture, other_than(fixture, code)), CNOPS_CODE_WRONG);
}

static void test_wrong_codes_exhaust_it(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);

    for (int i = 0; i < fixture->settings->code_tries; i++)
        assert_int_equal(try_code(fixture, other_than(fixture, code)), CNOPS_CODE_WRONG);
    assert_int_equal(try_code(fixture, other_than(fixture, code)), CNOPS_CODE_EXHAUSTED);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_EXHAUSTED);
}

static void test_the_last_try_may_be_right(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);

    for (int i = 1; i < fixture->settings->code_tries; i++)
        assert_int_equal(try_code(fixture, "x"), CNOPS_CODE_WRONG);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_RIGHT);
}

static void test_it_expires(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);

    clock_fake_advance(fixture->clock, fixture->settings->code_ttl);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_EXPIRED);
}

static void test_no_code_is_right_where_none_was_sent(void **state)
{
    assert_int_equal(try_code(*state, "123456"), CNOPS_CODE_EXPIRED);
}

static void test_it_is_bound_to_journey_channel_and_destination(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);

    assert_int_equal(try_with(fixture, OTHER, CNOPS_CHANNEL_EMAIL, EMAIL, code),
                     CNOPS_CODE_EXPIRED);
    assert_int_equal(try_with(fixture, JOURNEY, CNOPS_CHANNEL_SMS, MOBILE, code),
                     CNOPS_CODE_EXPIRED);
    assert_int_equal(try_with(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, "autre@example.ma", code),
                     CNOPS_CODE_EXPIRED);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_RIGHT);
}

static void test_it_is_never_stored_in_clear(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);
    apr_array_header_t *rows = store_memory_outbox(fixture->store, fixture->pool);

    assert_null(strstr(APR_ARRAY_IDX(rows, 0, store_memory_message_t).row.content_sealed, code));
}

/* --- sending again --- */

static void test_only_the_last_code_is_right(void **state)
{
    core_fixture_t *fixture = *state;
    const char *former = send_first(fixture), *latter;

    clock_fake_advance(fixture->clock, fixture->settings->resend_after);
    assert_int_equal(send_again(fixture), CNOPS_CODE_SENT);
    latter = core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL);
    assert_string_not_equal(former, latter);
    assert_int_equal(try_code(fixture, former), CNOPS_CODE_WRONG);
    assert_int_equal(try_code(fixture, latter), CNOPS_CODE_RIGHT);
}

static void test_a_new_code_has_new_tries(void **state)
{
    core_fixture_t *fixture = *state;

    send_first(fixture);
    for (int i = 0; i <= fixture->settings->code_tries; i++)
        try_code(fixture, "x");
    clock_fake_advance(fixture->clock, fixture->settings->resend_after);
    assert_int_equal(send_again(fixture), CNOPS_CODE_SENT);
    assert_int_equal(try_code(fixture, core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL)),
                     CNOPS_CODE_RIGHT);
}

static void test_waits_longer_each_time(void **state)
{
    core_fixture_t *fixture = *state;

    send_first(fixture);
    for (int i = 0; i < 3; i++) {
        apr_interval_time_t expected = fixture->settings->resend_after << i;
        sent_t sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, true);

        assert_int_equal(sent.sent, CNOPS_CODE_TOO_SOON);
        assert_int_equal(sent.retry_after, expected);
        assert_int_equal(look_at(fixture).wait, expected);
        clock_fake_advance(fixture->clock, expected - 1);
        assert_int_equal(send_again(fixture), CNOPS_CODE_TOO_SOON);
        clock_fake_advance(fixture->clock, 1);
        assert_int_equal(look_at(fixture).wait, 0);
        assert_int_equal(send_again(fixture), CNOPS_CODE_SENT);
        assert_int_equal(emails(fixture), i + 2);
    }
}

static void test_nothing_to_wait_for(void **state)
{
    core_fixture_t *fixture = *state;

    assert_int_equal(look_at(fixture).wait, 0);
    send_first(fixture);
    assert_int_equal(look_at_other(fixture, "autre@example.ma").wait, 0);
}

static void test_the_outlook_counts_the_tries_that_are_left(void **state)
{
    core_fixture_t *fixture = *state;
    int tries = (int)fixture->settings->code_tries;

    assert_int_equal(look_at(fixture).tries, 0);
    assert_false(look_at(fixture).is_sent);
    send_first(fixture);
    assert_true(look_at(fixture).is_sent);
    for (int left = tries; left > 0; left--) {
        assert_int_equal(look_at(fixture).tries, left);
        try_code(fixture, "x");
    }
    assert_int_equal(look_at(fixture).tries, 0);
    assert_int_equal(look_at_other(fixture, "autre@example.ma").tries, 0);
}

static void test_the_outlook_knows_a_limit_from_a_pause(void **state)
{
    core_fixture_t *fixture = *state;
    sent_t sent;

    fixture->settings->destination_codes = 1;
    send_first(fixture);
    assert_true(look_at(fixture).is_limited); /* an hour, longer than the pause */
    clock_fake_advance(fixture->clock, fixture->settings->resend_after);
    sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, true);
    assert_int_equal(sent.sent, CNOPS_CODE_TOO_MANY);
    assert_int_equal(look_at(fixture).wait, sent.retry_after);
    assert_true(look_at(fixture).is_limited);
    assert_int_equal(look_at_other(fixture, "autre@example.ma").wait, 0);
    clock_fake_advance(fixture->clock, sent.retry_after);
    assert_int_equal(look_at(fixture).wait, 0);
    assert_false(look_at(fixture).is_limited);
    fixture->settings->destination_codes = 5;
    assert_int_equal(send_again(fixture), CNOPS_CODE_SENT);
    assert_int_not_equal(look_at(fixture).wait, 0);
    assert_false(look_at(fixture).is_limited);
}

/* The e-mail step posted twice must not send two codes. */
static void test_a_live_code_is_not_sent_twice(void **state)
{
    core_fixture_t *fixture = *state;
    const char *code = send_first(fixture);
    sent_t sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, false);

    assert_int_equal(sent.rv, APR_SUCCESS);
    assert_int_equal(sent.sent, CNOPS_CODE_LIVE);
    assert_int_equal(emails(fixture), 1);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_RIGHT);
}

static void test_another_address_gets_its_own_code_at_once(void **state)
{
    core_fixture_t *fixture = *state;
    const char *former = send_first(fixture), *code;
    sent_t sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, "autre@example.ma", false);

    assert_int_equal(sent.sent, CNOPS_CODE_SENT);
    code = core_fixture_last_code(fixture, CNOPS_CHANNEL_EMAIL);
    assert_int_equal(try_code(fixture, former), CNOPS_CODE_EXPIRED);
    assert_int_equal(try_code(fixture, code), CNOPS_CODE_EXPIRED);
    assert_int_equal(try_with(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, "autre@example.ma", code),
                     CNOPS_CODE_RIGHT);
}

static void test_two_requests_for_one_serial(void **state)
{
    core_fixture_t *fixture = *state;
    sent_t sent;

    store_memory_fail_next(fixture->store, STORE_MEMORY(challenges, send), CNOPS_ECONFLICT);
    sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL, EMAIL, false);
    assert_int_equal(sent.rv, APR_SUCCESS);
    assert_int_equal(sent.sent, CNOPS_CODE_LIVE);
}

/* --- limits --- */

static sent_t send_in_journey(core_fixture_t *fixture, int number, cnops_channel_e channel,
                              const char *destination)
{
    return send_to(fixture, apr_psprintf(fixture->pool, "%032d", number), channel, destination,
                   false);
}

static void test_one_destination_gets_so_many_an_hour(void **state)
{
    core_fixture_t *fixture = *state;
    int limit = (int)fixture->settings->destination_codes;
    sent_t sent;

    for (int i = 0; i < limit; i++)
        assert_int_equal(send_in_journey(fixture, i, CNOPS_CHANNEL_EMAIL, EMAIL).sent,
                         CNOPS_CODE_SENT);
    sent = send_in_journey(fixture, limit, CNOPS_CHANNEL_EMAIL, EMAIL);
    assert_int_equal(sent.rv, APR_SUCCESS);
    assert_int_equal(sent.sent, CNOPS_CODE_TOO_MANY);
    assert_int_equal(sent.retry_after, 60 * MINUTES);
    assert_int_equal(emails(fixture), limit);
    assert_int_equal(send_in_journey(fixture, limit, CNOPS_CHANNEL_EMAIL, "autre@example.ma").sent,
                     CNOPS_CODE_SENT);
    clock_fake_advance(fixture->clock, 60 * MINUTES);
    assert_int_equal(send_in_journey(fixture, limit + 1, CNOPS_CHANNEL_EMAIL, EMAIL).sent,
                     CNOPS_CODE_SENT);
}

/* The same address with other capitals is the same destination. */
static void test_capitals_do_not_multiply_a_destination(void **state)
{
    core_fixture_t *fixture = *state;

    fixture->settings->destination_codes = 1;
    assert_int_equal(send_in_journey(fixture, 1, CNOPS_CHANNEL_EMAIL, EMAIL).sent, CNOPS_CODE_SENT);
    assert_int_equal(send_in_journey(fixture, 2, CNOPS_CHANNEL_EMAIL, "Salma@example.ma").sent,
                     CNOPS_CODE_TOO_MANY);
}

static void test_one_journey_gets_so_many(void **state)
{
    core_fixture_t *fixture = *state;

    fixture->settings->journey_codes = 2;
    for (int i = 0; i < 3; i++) {
        sent_t sent = send_to(fixture, JOURNEY, CNOPS_CHANNEL_EMAIL,
                              apr_psprintf(fixture->pool, "membre%d@example.ma", i), false);

        assert_int_equal(sent.sent, i < 2 ? CNOPS_CODE_SENT : CNOPS_CODE_TOO_MANY);
    }
}

static void test_sms_have_a_budget(void **state)
{
    core_fixture_t *fixture = *state;

    fixture->settings->sms_budget = 1;
    assert_int_equal(send_in_journey(fixture, 1, CNOPS_CHANNEL_SMS, MOBILE).sent, CNOPS_CODE_SENT);
    assert_int_equal(send_in_journey(fixture, 2, CNOPS_CHANNEL_SMS, "+212712345678").sent,
                     CNOPS_CODE_TOO_MANY);
    assert_int_equal(send_in_journey(fixture, 2, CNOPS_CHANNEL_EMAIL, EMAIL).sent, CNOPS_CODE_SENT);
    clock_fake_advance(fixture->clock, 24 * 60 * MINUTES);
    assert_int_equal(send_in_journey(fixture, 3, CNOPS_CHANNEL_SMS, "+212712345678").sent,
                     CNOPS_CODE_SENT);
}

/* A code that one limit refuses does not count for the others. */
static void test_a_refusal_costs_nothing(void **state)
{
    core_fixture_t *fixture = *state;

    fixture->settings->sms_budget = 1;
    fixture->settings->destination_codes = 1;
    send_in_journey(fixture, 1, CNOPS_CHANNEL_SMS, MOBILE);
    for (int i = 2; i < 5; i++)
        assert_int_equal(send_in_journey(fixture, i, CNOPS_CHANNEL_SMS, "+212712345678").sent,
                         CNOPS_CODE_TOO_MANY);
    fixture->settings->sms_budget = 2;
    assert_int_equal(send_in_journey(fixture, 5, CNOPS_CHANNEL_SMS, "+212712345678").sent,
                     CNOPS_CODE_SENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_code_sent_is_right),
        TEST(test_has_as_many_digits_as_set),
        TEST(test_codes_differ),
        TEST(test_the_right_code_may_come_twice),
        TEST(test_wrong_codes_exhaust_it),
        TEST(test_the_last_try_may_be_right),
        TEST(test_it_expires),
        TEST(test_no_code_is_right_where_none_was_sent),
        TEST(test_it_is_bound_to_journey_channel_and_destination),
        TEST(test_it_is_never_stored_in_clear),
        TEST(test_only_the_last_code_is_right),
        TEST(test_a_new_code_has_new_tries),
        TEST(test_waits_longer_each_time),
        TEST(test_nothing_to_wait_for),
        TEST(test_the_outlook_counts_the_tries_that_are_left),
        TEST(test_the_outlook_knows_a_limit_from_a_pause),
        TEST(test_a_live_code_is_not_sent_twice),
        TEST(test_another_address_gets_its_own_code_at_once),
        TEST(test_two_requests_for_one_serial),
        TEST(test_one_destination_gets_so_many_an_hour),
        TEST(test_capitals_do_not_multiply_a_destination),
        TEST(test_one_journey_gets_so_many),
        TEST(test_sms_have_a_budget),
        TEST(test_a_refusal_costs_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
