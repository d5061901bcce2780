/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/file.h"

#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <unistd.h>

static const char *write_file(const char *bytes, apr_size_t len)
{
    char *path = apr_pstrdup(pool, "/tmp/cnops-file-XXXXXX");
    apr_file_t *file;

    assert_int_equal(apr_file_mktemp(&file, path, APR_FOPEN_CREATE | APR_FOPEN_WRITE, pool), 0);
    assert_int_equal(apr_file_write_full(file, bytes, len, NULL), 0);
    apr_file_close(file);
    return path;
}

static void reads_a_whole_file(void **state)
{
    const char *bytes = NULL;
    apr_size_t len = 0;
    const char *path = write_file("a\0b", 3);

    (void)state;
    assert_int_equal(cnops_file_read(&bytes, &len, path, 3, pool), APR_SUCCESS);
    assert_int_equal(len, 3);
    assert_memory_equal(bytes, "a\0b", 4);
    unlink(path);
}

static void refuses_a_file_over_the_limit(void **state)
{
    const char *bytes = NULL;
    apr_size_t len = 0;
    const char *path = write_file("abcd", 4);

    (void)state;
    assert_int_equal(cnops_file_read(&bytes, &len, path, 3, pool), CNOPS_ETOOLARGE);
    unlink(path);
}

static void reports_a_missing_file(void **state)
{
    const char *bytes = NULL;
    apr_size_t len = 0;

    (void)state;
    assert_true(APR_STATUS_IS_ENOENT(cnops_file_read(&bytes, &len, "/tmp/cnops/none", 9, pool)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(reads_a_whole_file),
        POOL_TEST(refuses_a_file_over_the_limit),
        POOL_TEST(reports_a_missing_file),
    };

    return RUN_TESTS(tests);
}
