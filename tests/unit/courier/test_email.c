/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tests e-mails for a relay. test_file.c tests e-mails for a folder. */
#include "courier/email.h"

#include "base/errors.h"

#include <apr_base64.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define FROM "CNOPS <ne-pas-repondre@portail.example.ma>"
#define ID   "0f3a9c21aabbccddeeff001122334455"

static apr_pool_t *pool;
static cnops_message_t letter;
static cnops_email_sender_t sender;

static int setup(void **state)
{
    (void)state;
    sender = (cnops_email_sender_t){.from = FROM};
    letter = (cnops_message_t){.id = ID,
                               .channel = CNOPS_CHANNEL_EMAIL,
                               .to = "salma@example.ma",
                               .subject = "رمز التحقق",
                               .text = "السلام عليكم،\n\n123456\n.\n",
                               .html = "<p>السلام عليكم،</p>\n<p>123456</p>\n",
                               .lang = "ar",
                               .created_at = APR_TIME_C(1795239901123456)};
    return apr_pool_create(&pool, NULL);
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static char *compose(void)
{
    char *bytes;

    assert_int_equal(cnops_email_compose_smtp(&bytes, &letter, &sender, pool), APR_SUCCESS);
    return bytes;
}

/* The decoded content of the part of this type. */
static const char *part_of(const char *bytes, const char *type)
{
    const char *head =
        apr_pstrcat(pool, "\r\nContent-Type: ", type,
                    "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n", NULL);
    const char *at = strstr(bytes, head), *end;
    char *joined, *to, *decoded;

    assert_non_null(at);
    at = strstr(at + strlen(head), "\r\n") + 2;
    end = strstr(at, "--=_");
    end = end ? end : at + strlen(at);
    joined = to = apr_pcalloc(pool, (apr_size_t)(end - at) + 1);
    for (; at < end; at++)
        if (*at != '\r' && *at != '\n')
            *to++ = *at;
    decoded = apr_pcalloc(pool, (apr_size_t)apr_base64_decode_len(joined) + 1);
    decoded[apr_base64_decode(decoded, joined)] = '\0';
    return decoded;
}

static void test_has_text_and_html(void **state)
{
    const char *bytes = compose();

    (void)state;
    assert_non_null(strstr(bytes,
                           "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n"
                           " boundary=\"=_" ID "\"\r\n"));
    assert_string_equal(part_of(bytes, "text/plain"), "السلام عليكم،\r\n\r\n123456\r\n.\r\n");
    assert_string_equal(part_of(bytes, "text/html"), "<p>السلام عليكم،</p>\r\n<p>123456</p>\r\n");
    assert_true(strstr(bytes, "text/plain") < strstr(bytes, "text/html"));
    assert_string_equal(bytes + strlen(bytes) - strlen("--=_" ID "--\r\n"), "--=_" ID "--\r\n");
}

/* --- the emblem --- */

#define RELATED "=_r_" ID

/* Bytes that no text has. */
static const char png[] = "\x89PNG\r\n\x1a\n\0\0\xff";

static void use_emblem(void)
{
    sender.emblem = png;
    sender.emblem_len = sizeof png - 1;
    letter.html = "<p><img src=\"cid:" CNOPS_EMAIL_EMBLEM "\">123456</p>\n";
}

static void test_brings_the_emblem_with_the_html(void **state)
{
    const char *bytes;

    (void)state;
    use_emblem();
    bytes = compose();
    assert_non_null(strstr(bytes, "\r\n\r\n--=_" ID "\r\nContent-Type: text/plain"));
    assert_non_null(strstr(bytes, "\r\n--=_" ID "\r\nContent-Type: multipart/related; "
                                  "type=\"text/html\";\r\n boundary=\"" RELATED "\"\r\n"
                                  "Content-Transfer-Encoding: 7bit\r\n\r\n--" RELATED
                                  "\r\nContent-Type: text/html"));
    assert_non_null(strstr(bytes,
                           "\r\n--" RELATED "\r\nContent-Type: image/png; name=\"embleme.png\"\r\n"
                           "Content-Transfer-Encoding: base64\r\n"
                           "Content-ID: <" CNOPS_EMAIL_EMBLEM ">\r\n"
                           "Content-Disposition: inline; filename=\"embleme.png\"\r\n"
                           "\r\niVBORw0KGgoAAP8=\r\n--" RELATED "--\r\n--=_" ID "--\r\n"));
    assert_non_null(strstr(part_of(bytes, "text/html"), "123456"));
}

static void test_brings_no_emblem_that_is_not_shown(void **state)
{
    (void)state;
    use_emblem();
    letter.html = "<p>123456</p>\n";
    assert_null(strstr(compose(), "image/png"));
    letter.html = NULL;
    assert_null(strstr(compose(), "image/png"));
    use_emblem();
    sender.emblem = NULL;
    assert_null(strstr(compose(), "image/png"));
}

static void test_has_every_header_once(void **state)
{
    static const char *const headers[] = {"Date: Sat, 21 Nov 2026 05:45:01 +0000",
                                          "From: " FROM,
                                          "To: salma@example.ma",
                                          "Subject: =?UTF-8?B?",
                                          "Message-ID: <" ID "@portail.example.ma>",
                                          "Auto-Submitted: auto-generated",
                                          "Content-Language: ar"};
    const char *bytes = apr_pstrcat(pool, "\r\n", compose(), NULL);

    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        const char *line = apr_pstrcat(pool, "\r\n", headers[i], NULL), *at = strstr(bytes, line);

        assert_non_null(at);
        assert_null(strstr(at + 1, line));
    }
}

/* RFC 5321 §4.5.3.1.6 bounds the length of lines, and a relay without 8BITMIME accepts ASCII
 * only. */
static void test_writes_short_lines_of_ascii(void **state)
{
    char *bytes, *line, *next;

    (void)state;
    letter.text = apr_pstrcat(pool, "é", apr_psprintf(pool, "%01998d", 0), letter.text, NULL);
    bytes = compose();
    for (const char *c = bytes; *c; c++) {
        assert_true((unsigned char)*c < 0x80);
        assert_true(*c != '\n' || (c > bytes && c[-1] == '\r'));
    }
    for (line = apr_strtok(bytes, "\r\n", &next); line; line = apr_strtok(NULL, "\r\n", &next))
        assert_true(strlen(line) <= 78);
}

static void test_is_plain_text_without_html(void **state)
{
    const char *bytes;

    (void)state;
    letter.html = NULL;
    bytes = compose();
    assert_null(strstr(bytes, "multipart"));
    assert_string_equal(part_of(bytes, "text/plain"), "السلام عليكم،\r\n\r\n123456\r\n.\r\n");
}

/* Covers every length of the last line and of the last group of three bytes. */
static void test_encodes_texts_of_every_length(void **state)
{
    (void)state;
    letter.html = NULL;
    for (int len = 1; len < 180; len++) {
        letter.text = apr_psprintf(pool, "%0*d", len, 7);
        assert_string_equal(part_of(compose(), "text/plain"), letter.text);
    }
}

static void test_refuses_values_that_add_a_header_or_a_recipient(void **state)
{
    char *bytes;

    (void)state;
    letter.to = "a@example.ma\r\nBcc: b@example.ma";
    assert_int_equal(cnops_email_compose_smtp(&bytes, &letter, &sender, pool), CNOPS_EMALFORMED);
    letter.to = "a@example.ma>,<b@example.ma";
    assert_int_equal(cnops_email_compose_smtp(&bytes, &letter, &sender, pool), CNOPS_EMALFORMED);
    letter.to = "salma@example.ma";
    letter.subject = "Votre code\r\nBcc: b@example.ma";
    assert_int_equal(cnops_email_compose_smtp(&bytes, &letter, &sender, pool), CNOPS_EMALFORMED);
    letter.subject = "Votre code";
    sender.from = FROM "\r\nBcc: b@b";
    assert_int_equal(cnops_email_compose_smtp(&bytes, &letter, &sender, pool), CNOPS_EMALFORMED);
    letter.id = "x\r\nBcc: b@example.ma";
    assert_int_equal(cnops_email_compose_smtp(&bytes, &letter, &sender, pool), CNOPS_EMALFORMED);
}

/* --- refusing more: RFC 2369, RFC 8058 --- */

#define REFUSAL "portail.example.ma/mon_compte/desabonnement/AAAAAAAAAAAAAAAAAAAAAA"

static void test_says_how_to_refuse_more(void **state)
{
    char *bytes;

    (void)state;
    letter.unsubscribe = "https://" REFUSAL;
    bytes = compose();
    assert_non_null(strstr(bytes, "\r\nList-Unsubscribe:\r\n <https://" REFUSAL ">\r\n"
                                  "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    assert_true(strstr(bytes, "List-Unsubscribe") < strstr(bytes, "\r\n\r\n"));
    assert_int_equal(cnops_email_compose(&bytes, &letter, FROM, pool), APR_SUCCESS);
    assert_non_null(strstr(bytes, "\nList-Unsubscribe:\n <https://" REFUSAL ">\n"
                                  "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"));
}

/* One click is for https addresses only: RFC 8058 §3.1. */
static void test_offers_one_click_over_https_only(void **state)
{
    const char *bytes;

    (void)state;
    letter.unsubscribe = "http://" REFUSAL;
    bytes = compose();
    assert_non_null(strstr(bytes, "\r\nList-Unsubscribe:\r\n <http://" REFUSAL ">\r\n"));
    assert_null(strstr(bytes, "One-Click"));
}

static void test_other_messages_cannot_be_refused(void **state)
{
    (void)state;
    assert_null(strstr(compose(), "List-Unsubscribe"));
}

static void test_refuses_addresses_that_add_a_header(void **state)
{
    static const char *const refused[] = {"https://a>\r\nBcc: b@example.ma",
                                          "https://a>,<https://b", "https://a b", "https://é"};
    char *bytes;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        letter.unsubscribe = refused[i];
        assert_int_equal(cnops_email_compose_smtp(&bytes, &letter, &sender, pool),
                         CNOPS_EMALFORMED);
    }
}

static void test_finds_the_address_of_a_sender(void **state)
{
    static const char *const refused[] = {"CNOPS",      "a@b",           "CNOPS <a>",
                                          "CNOPS <a@b", "CNOPS <a@b> x", "CNOPS <a@b,c@d>",
                                          "C\nN <a@b>", "CNOPS <>"};

    (void)state;
    assert_string_equal(cnops_email_address("Espace assurés, CNOPS <a@b.ma>", pool), "a@b.ma");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_null(cnops_email_address(refused[i], pool));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_has_text_and_html),
        TEST(test_brings_the_emblem_with_the_html),
        TEST(test_brings_no_emblem_that_is_not_shown),
        TEST(test_has_every_header_once),
        TEST(test_writes_short_lines_of_ascii),
        TEST(test_is_plain_text_without_html),
        TEST(test_encodes_texts_of_every_length),
        TEST(test_refuses_values_that_add_a_header_or_a_recipient),
        TEST(test_says_how_to_refuse_more),
        TEST(test_offers_one_click_over_https_only),
        TEST(test_other_messages_cannot_be_refused),
        TEST(test_refuses_addresses_that_add_a_header),
        TEST(test_finds_the_address_of_a_sender),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
