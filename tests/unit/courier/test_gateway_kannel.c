/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tests the requests to Kannel and the meaning of its answers. */
#include "base/errors.h"
#include "core/seal/receipt.h"
#include "courier/gsm.h"
#include "courier/sms_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define KIND     "kannel"
#define PATH     "/cgi-bin/sendsms"
#define ACCEPTED "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n0:"

static const char *send_one(sms_fixture_t *fixture, const char *text)
{
    fixture->core->settings->sms_from = "CNOPS";
    sms_fixture_open(fixture, KIND, PATH, ACCEPTED);
    assert_int_equal(sms_fixture_send(fixture, SMS_TO, text), APR_SUCCESS);
    assert_null(fixture->detail);
    return sms_fixture_close(fixture);
}

static void test_writes_the_request(void **state)
{
    sms_fixture_t *fixture = *state;
    const char *heard = send_one(fixture, "Code : 123456\n\n@h #123456\n");
    const char *receipt = apr_pstrcat(
        fixture->pool, "\r\nX-Kannel-DLR-Url: http://localhost:8080/mon_compte/accuses/",
        cnops_receipt_name(&fixture->core->core, KIND, SMS_ID, fixture->pool), "?etat=%d\r\n",
        NULL);

    /* The address has nothing that must not be in an access log. */
    assert_ptr_equal(strstr(heard, "POST " PATH " HTTP/1.1\r\n"), heard);
    assert_non_null(strstr(heard, "\r\nX-Kannel-To: " SMS_TO "\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-Username: portail\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-Password: mot de passe\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-From: CNOPS\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-Coding: 0\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Kannel-DLR-Mask: 19\r\n"));
    assert_non_null(strstr(heard, receipt));
    assert_non_null(strstr(heard, "\r\nX-Kannel-Validity: "));
    assert_non_null(strstr(heard, "\r\n\r\nCode : 123456\n\n@h #123456"));
    assert_int_equal(heard[strlen(heard) - 1], '6');
}

static void test_sends_arabic_in_two_bytes_a_letter(void **state)
{
    const char *heard = send_one(*state, "رمز التحقق 123456");

    assert_non_null(strstr(heard, "\r\nX-Kannel-Coding: 2\r\n"));
    assert_non_null(strstr(heard, "\r\nContent-Type: text/plain; charset=UTF-8\r\n"));
    assert_non_null(strstr(heard, "رمز التحقق 123456"));
}

static void test_knows_the_alphabet_of_gsm(void **state)
{
    (void)state;
    assert_true(cnops_gsm_has_all(""));
    assert_false(cnops_gsm_has_all("ça")); /* GSM has Ç, but not ç */
    assert_true(cnops_gsm_has_all("Code : 123456 [é à ù è Ç€] ~^{}\\|\n@h"));
    assert_false(cnops_gsm_has_all("d’accord"));
    assert_false(cnops_gsm_has_all("a`b"));
    assert_false(cnops_gsm_has_all("ê"));
    assert_false(cnops_gsm_has_all("a\xc2\xa0"
                                   "b"));
    assert_false(cnops_gsm_has_all("ر"));
}

static const struct {
    const char *say;
    apr_status_t verdict;
} answers[] = {
    {"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", APR_SUCCESS},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", APR_SUCCESS},
    {"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", CNOPS_EREFUSED},
    {"HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n", CNOPS_EUNAVAILABLE},
    {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", CNOPS_EUNAVAILABLE},
    {"HTTP/1.1 404 Where\r\nContent-Length: 0\r\n\r\n", CNOPS_EUNAVAILABLE},
    {"HTTP/1.1 408 Slow\r\nContent-Length: 0\r\n\r\n", APR_EAGAIN},
    {"HTTP/1.1 429 Fast\r\nContent-Length: 0\r\n\r\n", APR_EAGAIN},
    {"HTTP/1.1 503 Full\r\nContent-Length: 0\r\n\r\n", CNOPS_EUNAVAILABLE},
    {"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", APR_EAGAIN},
    /* A redirect is not followed: our password would go to another server. */
    {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
     APR_EAGAIN},
    {NULL, APR_EAGAIN}, /* the answer was lost */
};

static void test_reads_the_answers(void **state)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        assert_int_equal(sms_fixture_answered(*state, KIND, answers[i].say), answers[i].verdict);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sms_fixture_setup, sms_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_writes_the_request),
        TEST(test_sends_arabic_in_two_bytes_a_letter),
        TEST(test_knows_the_alphabet_of_gsm),
        TEST(test_reads_the_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
