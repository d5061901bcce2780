/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/key_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static apr_pool_t *pool;
static char dir[] = "/tmp/cnops-key-file-XXXXXX";

static const char *write_keys(const char *text, mode_t mode)
{
    const char *path = apr_pstrcat(pool, dir, "/keys", NULL);
    FILE *file;

    unlink(path);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
    return path;
}

/* What is wrong with the file; NULL if it was accepted. */
static const char *fault_of(const char *path)
{
    const cnops_keys_t *keys;
    const char *fault;
    apr_status_t rv = cnops_key_file_load(&keys, &fault, path, pool);

    assert_int_equal(rv == APR_SUCCESS, fault == NULL);
    if (fault)
        assert_null(strstr(fault, KEY));
    return fault;
}

static void test_takes_a_file_of_its_owner_alone(void **state)
{
    const cnops_keys_t *keys;
    const char *fault;
    const char *path = write_keys("k1 " KEY "\n", 0600);

    (void)state;
    assert_int_equal(cnops_key_file_load(&keys, &fault, path, pool), APR_SUCCESS);
    assert_string_equal(cnops_keys_current(keys), "k1");
    assert_null(fault_of(write_keys("k1 " KEY "\n", 0400)));
}

static void test_refuses_a_file_open_to_others(void **state)
{
    static const mode_t modes[] = {0640, 0604, 0620, 0602, 0644, 0610, 0601};

    (void)state;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        assert_non_null(strstr(fault_of(write_keys("k1 " KEY "\n", modes[i])), "chmod 600"));
}

static void test_refuses_what_is_no_file(void **state)
{
    (void)state;
    assert_non_null(strstr(fault_of(dir), "regular"));
    assert_non_null(strstr(fault_of("/nonexistent/keys"), "cnopsctl key new"));
}

/* Where the file exists but cannot be reached, making a new one is no remedy. */
static void test_says_how_to_make_a_missing_file(void **state)
{
    const char *path = write_keys("k1 " KEY "\n", 0600);

    (void)state;
    assert_non_null(strstr(fault_of(apr_pstrcat(pool, dir, "/none", NULL)), "cnopsctl key new"));
    assert_null(strstr(fault_of(apr_pstrcat(pool, path, "/none", NULL)), "cnopsctl key new"));
}

static void test_refuses_what_does_not_parse(void **state)
{
    (void)state;
    assert_non_null(strstr(fault_of(write_keys("k1 " KEY "\nk2 beef\n", 0600)), "line 2"));
    assert_non_null(fault_of(write_keys("", 0600)));
}

static void test_refuses_a_file_too_large(void **state)
{
    char *text = malloc(70000);

    (void)state;
    assert_non_null(text);
    memset(text, '#', 69999);
    text[69999] = '\0';
    assert_non_null(strstr(fault_of(write_keys(text, 0600)), "64 KiB"));
    free(text);
}

static int set_up(void **state)
{
    (void)state;
    apr_initialize();
    apr_pool_create(&pool, NULL);
    return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(apr_pstrcat(pool, dir, "/keys", NULL));
    rmdir(dir);
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes_a_file_of_its_owner_alone),
        cmocka_unit_test(test_refuses_a_file_open_to_others),
        cmocka_unit_test(test_refuses_what_is_no_file),
        cmocka_unit_test(test_says_how_to_make_a_missing_file),
        cmocka_unit_test(test_refuses_what_does_not_parse),
        cmocka_unit_test(test_refuses_a_file_too_large),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
