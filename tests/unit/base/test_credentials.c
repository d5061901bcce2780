/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/credentials.h"

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static apr_pool_t *pool;
static char *path;

static int setup(void **state)
{
    const char *base;
    int file;

    (void)state;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS || apr_temp_dir_get(&base, pool) != APR_SUCCESS)
        return -1;
    path = apr_pstrcat(pool, base, "/test_credentials.XXXXXX", NULL);
    if ((file = mkstemp(path)) < 0)
        return -1;
    return close(file);
}

static int teardown(void **state)
{
    (void)state;
    unlink(path);
    apr_pool_destroy(pool);
    return 0;
}

static const char *load(cnops_credentials_t *pcredentials, const char *bytes, size_t len)
{
    apr_file_t *file;
    const char *fault;

    assert_int_equal(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_TRUNCATE, 0, pool), 0);
    assert_int_equal(apr_file_write_full(file, bytes, len, NULL), APR_SUCCESS);
    apr_file_close(file);
    if (cnops_credentials_load(pcredentials, &fault, path, pool) == APR_SUCCESS)
        return NULL;
    assert_non_null(fault);
    return fault;
}

static void test_reads_two_lines(void **state)
{
    cnops_credentials_t credentials;

    (void)state;
    assert_null(load(&credentials, "portail\nmot de passe\n", 21));
    assert_string_equal(credentials.user, "portail");
    assert_string_equal(credentials.password, "mot de passe");
    assert_null(load(&credentials, "portail\nx", 9));
    assert_string_equal(credentials.password, "x");
}

static void test_refuses_anything_else(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } refused[] = {{"", 0},           {"a", 1},         {"a\n", 2},
                   {"a\n\n", 3},      {"\nb\n", 3},     {"a\nb\nc\n", 6},
                   {"a\r\nb\r\n", 6}, {"a\nb\0c\n", 6}, {"a\nb\tc\n", 6}};
    cnops_credentials_t credentials;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_non_null(load(&credentials, refused[i].bytes, refused[i].len));
    assert_string_equal(load(&credentials, apr_psprintf(pool, "a\n%01023d", 0), 1025),
                        "it is over 1 KiB");
    assert_null(load(&credentials, apr_psprintf(pool, "a\n%01022d", 0), 1024));
}

static void test_refuses_a_file_that_others_may_read(void **state)
{
    cnops_credentials_t credentials;
    const char *fault;

    (void)state;
    assert_null(load(&credentials, "a\nsecret\n", 9));
    chmod(path, 0640);
    assert_int_not_equal(cnops_credentials_load(&credentials, &fault, path, pool), APR_SUCCESS);
    assert_non_null(strstr(fault, "chmod 600"));
    assert_null(strstr(fault, "secret"));
    assert_int_not_equal(cnops_credentials_load(&credentials, &fault, "/nowhere", pool),
                         APR_SUCCESS);
    assert_non_null(fault);
    assert_int_not_equal(cnops_credentials_load(&credentials, &fault, "/tmp", pool), APR_SUCCESS);
    assert_non_null(fault);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_reads_two_lines),
        TEST(test_refuses_anything_else),
        TEST(test_refuses_a_file_that_others_may_read),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
