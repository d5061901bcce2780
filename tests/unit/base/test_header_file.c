/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/header_file.h"

#include "base/test_pool.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/test_header_file.XXXXXX";

static apr_array_header_t *headers;

/* NULL, or the fault. */
static const char *load(const char *bytes)
{
    const char *fault = NULL;
    apr_file_t *file;
    apr_status_t rv;

    assert_int_equal(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_TRUNCATE, 0, pool), 0);
    assert_int_equal(apr_file_write_full(file, bytes, strlen(bytes), NULL), APR_SUCCESS);
    apr_file_close(file);
    rv = cnops_header_file_load(&headers, &fault, path, pool);
    assert_int_equal(rv == APR_SUCCESS, fault == NULL);
    return fault;
}

static const char *line(int i)
{
    return APR_ARRAY_IDX(headers, i, const char *);
}

static void reads_a_header_a_line(void **state)
{
    (void)state;
    assert_null(load("X-Api-Key: 0123456789abcdef\n"));
    assert_int_equal(headers->nelts, 1);
    assert_string_equal(line(0), "X-Api-Key: 0123456789abcdef");
    assert_null(load("Authorization: App 8f3c==\nX-Compte: cnops"));
    assert_int_equal(headers->nelts, 2);
    assert_string_equal(line(1), "X-Compte: cnops");
    /* A longer name that begins like a header of the portal is allowed. */
    assert_null(load("Host-Key: x\nHos: y\n"));
}

static void refuses_what_is_no_header(void **state)
{
    static const char *const wrong[] = {
        "secret",   "secret:",     "secret: ",  "secret:x",         "secret:  x",
        ": secret", "a b: secret", "é: secret", "a: secret\nsecret"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(wrong); at++) {
        const char *fault = load(wrong[at]);

        assert_non_null(fault);
        assert_non_null(strstr(fault, "for instance X-Api-Key: "));
        assert_null(strstr(fault, "secret"));
    }
    assert_non_null(strstr(load("a: x\nsecret"), "line 2 "));
}

static void refuses_what_would_break_the_request(void **state)
{
    static const char *const wrong[] = {"Host: secret",         "content-length: 1",
                                        "Content-Type: secret", "Transfer-Encoding: secret",
                                        "EXPECT: secret",       "Connection: secret"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(wrong); at++)
        assert_non_null(strstr(load(wrong[at]), "line 1 has a header that the portal sets"));
    assert_non_null(load("A: x\r\nB: y\r\n"));
    assert_non_null(load("A: x\n\nB: y\n"));
    assert_non_null(load("A: x\x01y\n"));
}

static void is_bounded(void **state)
{
    (void)state;
    assert_non_null(strstr(load(""), "1 to 8 lines"));
    assert_null(load("a: 1\na: 2\na: 3\na: 4\na: 5\na: 6\na: 7\na: 8\n"));
    assert_non_null(load("a: 1\na: 2\na: 3\na: 4\na: 5\na: 6\na: 7\na: 8\na: 9\n"));
    assert_null(load(apr_psprintf(pool, "a: %04092d\n", 0)));
    assert_string_equal(load(apr_psprintf(pool, "a: %04093d\n", 0)), "it is over 4 KiB");
}

static void refuses_a_file_that_others_may_read(void **state)
{
    const char *fault;

    (void)state;
    assert_null(load("X-Api-Key: secret\n"));
    chmod(path, 0644);
    assert_int_not_equal(cnops_header_file_load(&headers, &fault, path, pool), APR_SUCCESS);
    assert_non_null(strstr(fault, "chmod 600"));
    assert_int_not_equal(cnops_header_file_load(&headers, &fault, "/nowhere", pool), APR_SUCCESS);
    assert_non_null(fault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(reads_a_header_a_line),
        POOL_TEST(refuses_what_is_no_header),
        POOL_TEST(refuses_what_would_break_the_request),
        POOL_TEST(is_bounded),
        POOL_TEST(refuses_a_file_that_others_may_read),
    };
    int file = mkstemp(path), failed;

    if (file < 0)
        return 1;
    close(file);
    failed = RUN_TESTS(tests);
    unlink(path);
    return failed;
}
