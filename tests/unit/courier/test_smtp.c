/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What each answer of a relay means, with a simple relay. tests/http/relay.test.mjs tests STARTTLS
 * and AUTH with a real one. */
#include "courier/smtp.h"

#include "base/errors.h"
#include "courier/hop.h"
#include "courier/loopback.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ID "0f3a9c21aabbccddeeff001122334455"

static apr_pool_t *pool;

static int setup(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL);
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* The relay accepts everything. */
static const loopback_reply_t accepting[] = {
    {"EHLO", "250-relay\r\n250 8BITMIME\r\n"},
    {"QUIT", "221 bye\r\n"},
    {"MAIL", "250 ok\r\n"},
    {"RCPT", "250 ok\r\n"},
    {"DATA", "354 go on\r\n"},
    {"\r\n.\r\n", "250 taken\r\n"},
    {NULL, NULL},
};

/* The same replies, except one. */
static const loopback_reply_t *except(const char *when, const char *say)
{
    loopback_reply_t *replies = apr_pcalloc(pool, sizeof accepting + sizeof *replies);

    replies[0] = (loopback_reply_t){when, say};
    memcpy(replies + 1, accepting, sizeof accepting);
    return replies;
}

static const cnops_driver_t *driver_to(int port, apr_interval_time_t timeout,
                                       bool (*stopping)(void *), cnops_starttls_e tls)
{
    const cnops_smtp_options_t options = {
        .url = apr_psprintf(pool, "smtp://127.0.0.1:%d", port),
        .sender = {.from = "CNOPS <ne-pas-repondre@portail.example.ma>"},
        .tls = tls,
        .ca_file = "",
        .connect_timeout = timeout,
        .timeout = timeout,
        .stopping = stopping};

    return cnops_courier_smtp(&options, pool);
}

static const cnops_driver_t *plain_driver(loopback_t *relay)
{
    return driver_to(loopback_port(relay), apr_time_from_sec(20), NULL, CNOPS_STARTTLS_OFF);
}

static apr_status_t send_one(const char **pdetail, const cnops_driver_t *driver)
{
    const cnops_message_t letter = {.id = ID,
                                    .channel = CNOPS_CHANNEL_EMAIL,
                                    .to = "salma@example.ma",
                                    .subject = "Votre code",
                                    .text = "123456\n",
                                    .html = "<p>123456</p>",
                                    .lang = "fr",
                                    .created_at = APR_TIME_C(1795239901000000)};

    *pdetail = NULL;
    return driver->send(driver->self, pdetail, &letter, pool);
}

static void test_sends_a_letter(void **state)
{
    loopback_t *relay = loopback_start("220 relay\r\n", accepting, false, pool);
    const cnops_driver_t *driver = plain_driver(relay);
    const char *detail, *heard;

    (void)state;
    assert_int_equal(send_one(&detail, driver), APR_SUCCESS);
    heard = loopback_heard(relay, pool);
    assert_non_null(strstr(heard, "MAIL FROM:<ne-pas-repondre@portail.example.ma>"));
    assert_non_null(strstr(heard, "RCPT TO:<salma@example.ma>\r\n"));
    assert_non_null(strstr(heard, "\r\nMessage-ID: <" ID "@portail.example.ma>\r\n"));
    assert_non_null(strstr(heard, "\r\n--=_" ID "--\r\n.\r\n"));
    driver->disconnect(driver->self);
    loopback_stop(relay);
}

static void test_keeps_the_connection_until_disconnect(void **state)
{
    loopback_t *relay = loopback_start("220 relay\r\n", accepting, false, pool);
    const cnops_driver_t *driver = plain_driver(relay);
    const char *detail;

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(send_one(&detail, driver), APR_SUCCESS);
    assert_int_equal(loopback_connections(relay), 1);
    driver->disconnect(driver->self);
    assert_int_equal(send_one(&detail, driver), APR_SUCCESS);
    assert_int_equal(loopback_connections(relay), 2);
    driver->disconnect(driver->self);
    loopback_stop(relay);
}

/* What the relay answers, to which command, and what send then returns. */
static const struct {
    const char *when, *say;
    apr_status_t verdict;
    const char *detail;
} answers[] = {
    {"RCPT", "550 <salma@example.ma> unknown\r\n", CNOPS_EREFUSED, "the relay answered 550"},
    {"RCPT", "451 later\r\n", APR_EAGAIN, "the relay answered 451"},
    {"MAIL", "452 full\r\n", APR_EAGAIN, "the relay answered 452"},
    {"MAIL", "530 sign in\r\n", CNOPS_EUNAVAILABLE, "the relay answered 530"},
    {"MAIL", "421 closing\r\n", CNOPS_EUNAVAILABLE, "the relay answered 421"},
    {"DATA", "554 no\r\n", CNOPS_EREFUSED, "the relay answered 554"},
    {"\r\n.\r\n", "552 too long\r\n", CNOPS_EREFUSED, "the relay answered 552"},
    {"\r\n.\r\n", "451 later\r\n", APR_EAGAIN, "the relay answered 451"},
    /* The last answer is lost, so nobody knows whether the relay has accepted the message. */
    {"\r\n.\r\n", NULL, APR_EAGAIN, NULL},
    {"MAIL", NULL, CNOPS_EUNAVAILABLE, NULL},
    {"EHLO", NULL, CNOPS_EUNAVAILABLE, NULL},
};

static void test_reads_the_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        loopback_t *relay =
            loopback_start("220 relay\r\n", except(answers[i].when, answers[i].say), false, pool);
        const cnops_driver_t *driver = plain_driver(relay);
        const char *detail;

        assert_int_equal(send_one(&detail, driver), answers[i].verdict);
        if (answers[i].detail)
            assert_string_equal(detail, answers[i].detail);
        assert_non_null(detail);
        assert_null(strstr(detail, "salma"));
        driver->disconnect(driver->self);
        loopback_stop(relay);
    }
}

static void test_treats_a_relay_that_does_not_greet_as_down(void **state)
{
    loopback_t *relay = loopback_start("554 go away\r\n", accepting, false, pool);
    const cnops_driver_t *driver = plain_driver(relay);
    const char *detail;

    (void)state;
    assert_int_equal(send_one(&detail, driver), CNOPS_EUNAVAILABLE);
    loopback_stop(relay);
    /* A relay that has stopped does not greet either. */
    assert_int_equal(send_one(&detail, driver), CNOPS_EUNAVAILABLE);
    driver->disconnect(driver->self);
}

static void test_gives_up_after_the_time_out(void **state)
{
    loopback_t *relay = loopback_start(NULL, accepting, true, pool);
    const cnops_driver_t *driver =
        driver_to(loopback_port(relay), apr_time_from_msec(300), NULL, CNOPS_STARTTLS_OFF);
    const char *detail;

    (void)state;
    assert_int_equal(send_one(&detail, driver), CNOPS_EUNAVAILABLE);
    driver->disconnect(driver->self);
    loopback_stop(relay);
}

static bool is_stopping(void *self)
{
    (void)self;
    return true;
}

/* The time-out is a minute, so only the stop can end the request earlier. */
static void test_ends_the_request_on_a_stop(void **state)
{
    loopback_t *relay = loopback_start(NULL, accepting, true, pool);
    const cnops_driver_t *driver =
        driver_to(loopback_port(relay), apr_time_from_sec(60), is_stopping, CNOPS_STARTTLS_OFF);
    apr_time_t began = apr_time_now();
    const char *detail;

    (void)state;
    assert_int_equal(send_one(&detail, driver), CNOPS_EUNAVAILABLE);
    assert_true(apr_time_now() - began < apr_time_from_sec(40));
    driver->disconnect(driver->self);
    loopback_stop(relay);
}

/* The relay does not offer STARTTLS. An attacker in the network could make it look so. */
static void test_sends_nothing_in_clear_where_tls_is_required(void **state)
{
    loopback_t *relay = loopback_start("220 relay\r\n", accepting, false, pool);
    const cnops_driver_t *driver =
        driver_to(loopback_port(relay), apr_time_from_sec(20), NULL, CNOPS_STARTTLS_REQUIRED);
    const char *detail;

    (void)state;
    assert_int_equal(send_one(&detail, driver), CNOPS_EUNAVAILABLE);
    assert_null(strstr(loopback_heard(relay, pool), "MAIL"));
    driver->disconnect(driver->self);
    driver =
        driver_to(loopback_port(relay), apr_time_from_sec(20), NULL, CNOPS_STARTTLS_OPPORTUNISTIC);
    assert_int_equal(send_one(&detail, driver), APR_SUCCESS);
    driver->disconnect(driver->self);
    loopback_stop(relay);
}

static void test_needs_an_address_of_the_sender(void **state)
{
    const cnops_smtp_options_t options = {
        .url = "smtp://127.0.0.1:9", .sender = {.from = "CNOPS"}, .ca_file = ""};

    (void)state;
    assert_null(cnops_courier_smtp(&options, pool));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_sends_a_letter),
        TEST(test_keeps_the_connection_until_disconnect),
        TEST(test_reads_the_answers),
        TEST(test_treats_a_relay_that_does_not_greet_as_down),
        TEST(test_gives_up_after_the_time_out),
        TEST(test_ends_the_request_on_a_stop),
        TEST(test_sends_nothing_in_clear_where_tls_is_required),
        TEST(test_needs_an_address_of_the_sender),
    };

    if (apr_initialize() != APR_SUCCESS || cnops_hop_start() != APR_SUCCESS)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
