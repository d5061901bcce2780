/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Against a gateway of a few lines: what it is asked, what its answers mean. */
#include "courier/sms.h"

#include "base/errors.h"
#include "core/seal/receipt.h"
#include "courier/gsm.h"
#include "courier/hop.h"
#include "courier/loopback.h"
#include "twins/core_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ID       "0f3a9c21aabbccddeeff001122334455"
#define ACCEPTED "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n0:"

static core_fixture_t *fixture;
static apr_pool_t *pool;

static int setup(void **state)
{
    (void)state;
    fixture = core_fixture_make();
    pool = fixture ? fixture->pool : NULL;
    return fixture ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    core_fixture_free(fixture);
    return 0;
}

static const cnops_driver_t *driver_to(int port)
{
    const cnops_sms_options_t options = {
        .kind = "kannel",
        .url = apr_psprintf(pool, "http://127.0.0.1:%d/cgi-bin/sendsms", port),
        .from = "CNOPS",
        .credentials = {"portail", "mot de passe"},
        .ca_file = "",
        .receipts = "http://localhost:8080/mon_compte",
        .core = &fixture->core,
        .timeout = apr_time_from_sec(2)};

    return cnops_courier_sms(&options, pool);
}

static apr_status_t send_to(const char **pdetail, const cnops_driver_t *driver, const char *to,
                            const char *text)
{
    const cnops_message_t sms = {.id = ID,
                                 .channel = CNOPS_CHANNEL_SMS,
                                 .to = to,
                                 .text = text,
                                 .lang = "fr",
                                 .created_at = apr_time_now(),
                                 .expires_at = apr_time_now() + apr_time_from_sec(300)};

    *pdetail = NULL;
    return driver->send(driver->self, pdetail, &sms, pool);
}

static void test_asks_kannel(void **state)
{
    const loopback_reply_t replies[] = {{"POST", ACCEPTED}, {NULL, NULL}};
    loopback_t *gateway = loopback_start(NULL, replies, false, pool);
    const cnops_driver_t *driver = driver_to(loopback_port(gateway));
    const char *detail, *heard, *line_end;

    (void)state;
    assert_int_equal(send_to(&detail, driver, "+212612345678", "Code : 123456\n\n@h #123456\n"),
                     APR_SUCCESS);
    heard = loopback_heard(gateway, pool);
    line_end = strstr(heard, "\r\n");
    /* Nothing that an access log would keep. */
    assert_string_equal(apr_pstrmemdup(pool, heard, (apr_size_t)(line_end - heard)),
                        "POST /cgi-bin/sendsms HTTP/1.1");
    assert_non_null(strstr(heard, "\r\nX-Kannel-To: +212612345678\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-Username: portail\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-Password: mot de passe\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-From: CNOPS\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-Coding: 0\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-DLR-Mask: 19\r\n"));
    assert_non_null(strstr(
        heard,
        apr_pstrcat(pool, "\r\nX-Kannel-DLR-Url: http://localhost:8080/mon_compte/accuses/",
                    cnops_receipt_name(&fixture->core, "kannel", ID, pool), "?etat=%d\r\n", NULL)));
    assert_non_null(strstr(heard, "\r\nX-Kannel-Validity: "));
    assert_non_null(strstr(heard, "\r\n\r\nCode : 123456\n\n@h #123456"));
    assert_int_equal(heard[strlen(heard) - 1], '6');
    driver->rest(driver->self);
    loopback_stop(gateway);
}

static void test_arabic_takes_two_bytes_a_letter(void **state)
{
    const loopback_reply_t replies[] = {{"POST", ACCEPTED}, {NULL, NULL}};
    loopback_t *gateway = loopback_start(NULL, replies, false, pool);
    const cnops_driver_t *driver = driver_to(loopback_port(gateway));
    const char *detail, *heard;

    (void)state;
    assert_int_equal(send_to(&detail, driver, "+212612345678", "رمز التحقق 123456"), APR_SUCCESS);
    heard = loopback_heard(gateway, pool);
    assert_non_null(strstr(heard, "\r\nX-Kannel-Coding: 2\r\n"));
    assert_non_null(strstr(heard, "\r\nContent-Type: text/plain; charset=UTF-8\r\n"));
    assert_non_null(strstr(heard, "رمز التحقق 123456"));
    driver->rest(driver->self);
    loopback_stop(gateway);
}

static void test_knows_the_letters_of_gsm(void **state)
{
    (void)state;
    assert_true(cnops_gsm_has_all(""));
    assert_false(cnops_gsm_has_all("ça")); /* GSM has Ç alone */
    assert_true(cnops_gsm_has_all("Code : 123456 [é à ù è Ç€] ~^{}\\|\n@h"));
    assert_false(cnops_gsm_has_all("d’accord"));
    assert_false(cnops_gsm_has_all("a`b"));
    assert_false(cnops_gsm_has_all("ê"));
    assert_false(cnops_gsm_has_all("a\xc2\xa0"
                                   "b"));
    assert_false(cnops_gsm_has_all("ر"));
}

static void test_sends_to_morocco_only(void **state)
{
    static const char *const refused[] = {"+33612345678",
                                          "0612345678",
                                          "+21261234567",
                                          "+2126123456789",
                                          "+212612345678\r\nX-Kannel-To: 1",
                                          ""};
    const cnops_driver_t *driver = driver_to(9);
    const char *detail;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(send_to(&detail, driver, refused[i], "texte"), CNOPS_EREFUSED);
        assert_string_equal(detail, "not a number of +212");
    }
}

static const struct {
    const char *say;
    apr_status_t verdict;
} answers[] = {
    {"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", APR_SUCCESS},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", APR_SUCCESS},
    {"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", CNOPS_EREFUSED},
    {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", CNOPS_EUNAVAILABLE},
    {"HTTP/1.1 503 Full\r\nContent-Length: 0\r\n\r\n", CNOPS_EUNAVAILABLE},
    {"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", APR_EAGAIN},
    /* Nobody is sent elsewhere with our password. */
    {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
     APR_EAGAIN},
    {NULL, APR_EAGAIN}, /* its answer was lost */
};

static void test_reads_the_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const loopback_reply_t replies[] = {{"POST", answers[i].say}, {NULL, NULL}};
        loopback_t *gateway = loopback_start(NULL, replies, false, pool);
        const cnops_driver_t *driver = driver_to(loopback_port(gateway));
        const char *detail;

        assert_int_equal(send_to(&detail, driver, "+212612345678", "texte"), answers[i].verdict);
        driver->rest(driver->self);
        loopback_stop(gateway);
    }
}

static int count(const char *text, const char *word)
{
    int found = 0;

    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        found++;
    return found;
}

/* It would answer them all when it goes on. */
static void test_a_gateway_that_went_silent_is_asked_once(void **state)
{
    const loopback_reply_t replies[] = {{NULL, NULL}};
    loopback_t *gateway = loopback_start(NULL, replies, true, pool);
    const cnops_driver_t *driver = driver_to(loopback_port(gateway));
    const char *detail;

    (void)state;
    assert_int_equal(send_to(&detail, driver, "+212612345678", "texte"), APR_EAGAIN);
    for (int i = 0; i < 2; i++)
        assert_int_equal(send_to(&detail, driver, "+212612345678", "texte"), CNOPS_EUNAVAILABLE);
    driver->rest(driver->self);
    loopback_stop(gateway);
    assert_int_equal(count(loopback_heard(gateway, pool), "POST "), 1);
}

static void test_tells_what_is_wrong_with_the_settings(void **state)
{
    (void)state;
    assert_null(cnops_courier_sms_fault("kannel", "", pool));
    assert_null(cnops_courier_sms_fault("kannel", "CNOPS", pool));
    assert_null(cnops_courier_sms_fault("kannel", "+212537000000", pool));
    assert_non_null(strstr(cnops_courier_sms_fault("kanel", "", pool), "known: kannel"));
    assert_non_null(cnops_courier_sms_fault("kannel", "douze lettres", pool));
    assert_non_null(cnops_courier_sms_fault("kannel", "ABCDEFGHIJKL", pool));
    assert_non_null(cnops_courier_sms_fault("kannel", "A\r\nX: 1", pool));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_asks_kannel),
        TEST(test_arabic_takes_two_bytes_a_letter),
        TEST(test_knows_the_letters_of_gsm),
        TEST(test_sends_to_morocco_only),
        TEST(test_reads_the_answers),
        TEST(test_a_gateway_that_went_silent_is_asked_once),
        TEST(test_tells_what_is_wrong_with_the_settings),
    };

    if (apr_initialize() != APR_SUCCESS || cnops_hop_start() != APR_SUCCESS)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
