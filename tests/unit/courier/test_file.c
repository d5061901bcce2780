/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/file.h"

#include "base/errors.h"
#include "courier/email.h"

#include <apr_base64.h>
#include <apr_file_info.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FROM "CNOPS <ne-pas-repondre@portail.example.ma>"
#define ID   "0f3a9c21aabbccddeeff001122334455"
#define AT   APR_TIME_C(1795239901123456) /* 2026-11-21 05:45:01.123456 UTC, a Saturday */
#define NAME "20261121T054501.123456Z-0f3a9c21"

typedef struct world_t {
    apr_pool_t *pool;
    const char *dir;
    cnops_message_t email, sms;
} world_t;

static int setup(void **state)
{
    apr_pool_t *pool;
    const char *base;
    world_t *world;
    char *dir;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS ||
        apr_temp_dir_get(&base, pool) != APR_SUCCESS)
        return -1;
    dir = apr_pstrcat(pool, base, "/test_file.XXXXXX", NULL);
    if (!mkdtemp(dir))
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->dir = dir;
    world->email = (cnops_message_t){.id = ID,
                                     .channel = CNOPS_CHANNEL_EMAIL,
                                     .to = "salma@example.ma",
                                     .subject = "Votre code",
                                     .text = "Bonjour,\nvoici le code : 123456\n",
                                     .lang = "fr",
                                     .created_at = AT};
    world->sms = (cnops_message_t){.id = ID,
                                   .channel = CNOPS_CHANNEL_SMS,
                                   .to = "+212612345678",
                                   .text = "123456\n\n@localhost:8080 #123456",
                                   .lang = "fr",
                                   .created_at = AT};
    *state = world;
    return 0;
}

/* The names of all files in the folder, including hidden ones. */
static apr_array_header_t *list(const world_t *world)
{
    apr_array_header_t *names = apr_array_make(world->pool, 4, sizeof(const char *));
    apr_finfo_t entry;
    apr_dir_t *dir;

    assert_int_equal(apr_dir_open(&dir, world->dir, world->pool), APR_SUCCESS);
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS)
        if (strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0)
            APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(world->pool, entry.name);
    apr_dir_close(dir);
    return names;
}

static const char *path_of(const world_t *world, const char *name)
{
    return apr_pstrcat(world->pool, world->dir, "/", name, NULL);
}

static int teardown(void **state)
{
    world_t *world = *state;
    apr_array_header_t *names = list(world);

    for (int i = 0; i < names->nelts; i++)
        apr_file_remove(path_of(world, APR_ARRAY_IDX(names, i, const char *)), world->pool);
    apr_dir_remove(world->dir, world->pool);
    apr_pool_destroy(world->pool);
    apr_terminate();
    return 0;
}

static apr_status_t send_to(const world_t *world, const char *dir, const cnops_message_t *message,
                            apr_file_t *echo)
{
    const cnops_driver_t *driver =
        cnops_courier_file(message->channel, dir, FROM, echo, world->pool);
    const char *detail = NULL;

    return driver->send(driver->self, &detail, message, world->pool);
}

static apr_status_t send_one(const world_t *world, const cnops_message_t *message)
{
    return send_to(world, world->dir, message, NULL);
}

static const char *read_path(const world_t *world, const char *path)
{
    apr_file_t *file;
    apr_size_t len = 65536;
    char *bytes = apr_pcalloc(world->pool, len + 1);

    assert_int_equal(apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, world->pool),
                     APR_SUCCESS);
    assert_int_equal(apr_file_read_full(file, bytes, len, &len), APR_EOF);
    apr_file_close(file);
    return bytes;
}

static const char *sent_email(const world_t *world)
{
    assert_int_equal(send_one(world, &world->email), APR_SUCCESS);
    return read_path(world, path_of(world, NAME ".eml"));
}

static void test_writes_an_email_to_a_file(void **state)
{
    world_t *world = *state;

    assert_string_equal(sent_email(world), "Date: Sat, 21 Nov 2026 05:45:01 +0000\n"
                                           "From: " FROM "\n"
                                           "To: salma@example.ma\n"
                                           "Subject: Votre code\n"
                                           "Message-ID: <" ID "@portail.example.ma>\n"
                                           "Auto-Submitted: auto-generated\n"
                                           "MIME-Version: 1.0\n"
                                           "Content-Type: text/plain; charset=utf-8\n"
                                           "Content-Transfer-Encoding: 8bit\n"
                                           "Content-Language: fr\n"
                                           "\n"
                                           "Bonjour,\nvoici le code : 123456\n");
    assert_int_equal(list(world)->nelts, 1);
}

static void test_writes_an_sms_to_a_file(void **state)
{
    world_t *world = *state;

    assert_int_equal(send_one(world, &world->sms), APR_SUCCESS);
    assert_string_equal(read_path(world, path_of(world, NAME ".sms")),
                        "To: +212612345678\n"
                        "Date: Sat, 21 Nov 2026 05:45:01 +0000\n"
                        "Message-ID: <" ID "@portail.example.ma>\n"
                        "Content-Type: text/plain; charset=utf-8\n"
                        "\n"
                        "123456\n\n@localhost:8080 #123456\n");
}

static void test_replaces_the_file_of_a_message_sent_again(void **state)
{
    world_t *world = *state;

    sent_email(world);
    sent_email(world);
    assert_int_equal(list(world)->nelts, 1);
}

static void test_names_files_in_order_of_time(void **state)
{
    world_t *world = *state;
    cnops_message_t later = world->email;

    later.id = "00000000000000000000000000000000";
    later.created_at += 1;
    sent_email(world);
    assert_int_equal(send_one(world, &later), APR_SUCCESS);
    assert_true(strcmp(NAME ".eml", "20261121T054501.123457Z-00000000.eml") < 0);
    read_path(world, path_of(world, "20261121T054501.123457Z-00000000.eml"));
}

/* --- RFC 2047 --- */

/* Decodes the subject, and checks that each line and word is within the bounds of RFC 2047. */
static const char *decoded_subject(const world_t *world, const char *bytes)
{
    const char *at = strstr(bytes, "\nSubject: ") + strlen("\nSubject: ");
    const char *end = strstr(at, "\nMessage-ID:");
    const char *text = "";

    while (at < end) {
        apr_size_t line = strcspn(at, "\n");
        char *word, *plain;

        assert_true(strlen("Subject: ") + line <= 76);
        assert_memory_equal(at, "=?UTF-8?B?", 10);
        assert_memory_equal(at + line - 2, "?=", 2);
        word = apr_pstrmemdup(world->pool, at + 10, line - 12);
        plain = apr_pcalloc(world->pool, (apr_size_t)apr_base64_decode_len(word) + 1);
        plain[apr_base64_decode(plain, word)] = '\0';
        /* The word does not begin in the middle of a character. */
        assert_true(((unsigned char)plain[0] & 0xc0) != 0x80);
        text = apr_pstrcat(world->pool, text, plain, NULL);
        at += line + 1;
        if (at < end)
            assert_int_equal(*at++, ' ');
    }
    return text;
}

static void test_encodes_subjects(void **state)
{
    world_t *world = *state;
    const char *subjects[] = {
        "Votre code de vérification",
        "رمز التحقق الخاص بكم من بوابة الصندوق الوطني لمنظمات الاحتياط الاجتماعي، صالح لعشر دقائق",
        "=?UTF-8?B?Zm9yZ2Vk?=",
        "A subject in plain ASCII that is longer than any line of a header should ever become",
        "é",
        "a𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞"};

    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        world->email.subject = subjects[i];
        assert_string_equal(decoded_subject(world, sent_email(world)), subjects[i]);
    }
}

/* --- nothing gets into the headers --- */

static void test_refuses_values_that_would_add_headers(void **state)
{
    world_t *world = *state;
    const char *recipients[] = {"a@example.ma\nBcc: b@example.ma",
                                "a@example.ma\r\nBcc: b@example.ma",
                                "a@example.ma, b@example.ma",
                                "a@example.ma;b@example.ma",
                                "<a@example.ma>",
                                "a b@example.ma",
                                "é@example.ma",
                                ""};
    cnops_message_t message;

    for (size_t i = 0; i < sizeof recipients / sizeof *recipients; i++) {
        message = world->email;
        message.to = recipients[i];
        assert_int_equal(send_one(world, &message), CNOPS_EMALFORMED);
        message = world->sms;
        message.to = recipients[i];
        assert_int_equal(send_one(world, &message), CNOPS_EMALFORMED);
    }
    message = world->email;
    message.subject = "Bonjour\nBcc: b@example.ma";
    assert_int_equal(send_one(world, &message), CNOPS_EMALFORMED);
    message.subject = NULL;
    assert_int_equal(send_one(world, &message), CNOPS_EMALFORMED);
    message = world->email;
    message.lang = "fr\nBcc: b@example.ma";
    assert_int_equal(send_one(world, &message), CNOPS_EMALFORMED);
    message = world->email;
    message.id = "../../../../tmp/elsewhere0000000";
    assert_int_equal(send_one(world, &message), CNOPS_EMALFORMED);
    assert_int_equal(list(world)->nelts, 0);
}

static const char *from_line(const world_t *world, const char *from)
{
    const char *at;
    char *bytes;

    assert_int_equal(cnops_email_compose(&bytes, &world->email, from, world->pool), APR_SUCCESS);
    at = strstr(bytes, "\nFrom: ") + strlen("\nFrom: ");
    return apr_pstrmemdup(world->pool, at, strcspn(at, "\n"));
}

static void test_encodes_the_name_of_the_institution(void **state)
{
    world_t *world = *state;
    char *bytes;

    assert_string_equal(from_line(world, "CNOPS-AMO <a@example.ma>"), "CNOPS-AMO <a@example.ma>");
    assert_string_equal(from_line(world, "<a@example.ma>"), "<a@example.ma>");
    assert_string_equal(from_line(world, "Sécurité <a@example.ma>"),
                        "=?UTF-8?B?U8OpY3VyaXTDqQ==?= <a@example.ma>");
    assert_string_equal(from_line(world, "A, B <a@example.ma>"),
                        "=?UTF-8?B?QSwgQg==?= <a@example.ma>");
    assert_int_equal(cnops_email_compose(&bytes, &world->email, "A\nB <a@example.ma>", world->pool),
                     CNOPS_EMALFORMED);
}

static void test_keeps_a_text_that_looks_like_headers(void **state)
{
    world_t *world = *state;

    world->email.text = "Bcc: b@example.ma\n\nSubject: non";
    assert_non_null(strstr(sent_email(world), "\n\nBcc: b@example.ma\n\nSubject: non\n"));
}

/* --- failures and echo --- */

static void test_reports_a_failure_to_write(void **state)
{
    world_t *world = *state;

    assert_true(
        APR_STATUS_IS_ENOENT(send_to(world, path_of(world, "absent"), &world->email, NULL)));
    assert_int_equal(list(world)->nelts, 0);
}

/* A folder already has the name, so the rename fails. The temporary file must not stay. */
static void test_removes_an_incomplete_file(void **state)
{
    world_t *world = *state;
    const char *taken = path_of(world, NAME ".eml");

    assert_int_equal(apr_dir_make(taken, APR_FPROT_OS_DEFAULT, world->pool), APR_SUCCESS);
    assert_int_not_equal(send_one(world, &world->email), APR_SUCCESS);
    assert_int_equal(list(world)->nelts, 1);
    apr_dir_remove(taken, world->pool);
}

static const char *echo_of(const world_t *world, const cnops_message_t *message)
{
    const char *path = path_of(world, "echo");
    apr_file_t *echo;

    assert_int_equal(apr_file_open(&echo, path,
                                   APR_FOPEN_CREATE | APR_FOPEN_WRITE | APR_FOPEN_TRUNCATE,
                                   APR_FPROT_OS_DEFAULT, world->pool),
                     APR_SUCCESS);
    assert_int_equal(send_to(world, world->dir, message, echo), APR_SUCCESS);
    apr_file_close(echo);
    return read_path(world, path);
}

static void test_prints_messages(void **state)
{
    world_t *world = *state;
    const char *echo;

    world->email.subject = "Votre code de vérification";
    echo = echo_of(world, &world->email);
    assert_non_null(strstr(echo, "| email > salma@example.ma\n"));
    assert_non_null(strstr(echo, "| Votre code de vérification\n"));
    assert_non_null(strstr(echo, "| Bonjour,\n| voici le code : 123456\n+"));
    echo = echo_of(world, &world->sms);
    assert_non_null(strstr(echo, "| sms > +212612345678\n| \n| 123456\n| \n| @localhost"));
}

static void test_prints_no_control_characters(void **state)
{
    world_t *world = *state;
    const char *echo;

    world->email.text = "a\033]0;titre\007b\rc\177d";
    echo = echo_of(world, &world->email);
    assert_null(strpbrk(echo, "\033\007\r\177"));
    assert_non_null(strstr(echo, "| a]0;titrebcd\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_writes_an_email_to_a_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_writes_an_sms_to_a_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replaces_the_file_of_a_message_sent_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_names_files_in_order_of_time, setup, teardown),
        cmocka_unit_test_setup_teardown(test_encodes_subjects, setup, teardown),
        cmocka_unit_test_setup_teardown(test_encodes_the_name_of_the_institution, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_values_that_would_add_headers, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_keeps_a_text_that_looks_like_headers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reports_a_failure_to_write, setup, teardown),
        cmocka_unit_test_setup_teardown(test_removes_an_incomplete_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_prints_messages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_prints_no_control_characters, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
