/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/lines.h"

#include "base/errors.h"
#include "base/test_pool.h"
#include "view/htdocs_fixture.h"

#include <apr_strings.h>

static const char *write_table(const char *text)
{
    const char *htdocs = cnops_htdocs_make(pool);

    cnops_htdocs_write(htdocs, "table.txt", text, pool);
    return apr_pstrcat(pool, htdocs, "/table.txt", NULL);
}

static void skips_comments_and_empty_lines(void **state)
{
    cnops_lines_t lines;
    const char *fault = NULL;
    const char *path = write_table("# a comment\n\n  a = b \r\n   \n\t# another\nlast");

    (void)state;
    assert_int_equal(cnops_lines_open(&lines, &fault, path, pool), APR_SUCCESS);
    assert_true(cnops_lines_next(&lines));
    assert_string_equal(lines.line, "a = b");
    assert_int_equal(lines.number, 3);
    assert_true(cnops_lines_next(&lines));
    assert_string_equal(lines.line, "last");
    assert_int_equal(lines.number, 6);
    assert_false(cnops_lines_next(&lines));
    assert_false(cnops_lines_next(&lines));
}

static void splits_a_line(void **state)
{
    static const char *const whole[] = {"a = b = c", "a=b = c"};
    static const char *const broken[] = {"a", "= b", "a =", "="};
    cnops_lines_t lines = {0};
    char *left;
    char *right;

    (void)state;
    for (size_t at = 0; at < COUNT_OF(whole); at++) {
        lines.line = apr_pstrdup(pool, whole[at]);
        assert_true(cnops_lines_split(&lines, &left, &right, '='));
        assert_string_equal(left, "a");
        assert_string_equal(right, "b = c");
    }
    for (size_t at = 0; at < COUNT_OF(broken); at++) {
        lines.line = apr_pstrdup(pool, broken[at]);
        assert_false(cnops_lines_split(&lines, &left, &right, '='));
    }
}

static void says_where_a_fault_is(void **state)
{
    cnops_lines_t lines;
    const char *fault = NULL;
    const char *path = write_table("\nok\n");

    (void)state;
    assert_int_equal(cnops_lines_open(&lines, &fault, path, pool), APR_SUCCESS);
    assert_true(cnops_lines_next(&lines));
    assert_int_equal(cnops_lines_refuse(&lines, &fault, "bad", pool), CNOPS_EMALFORMED);
    assert_string_equal(fault, apr_pstrcat(pool, path, ":2: bad", NULL));
    path = write_table("\xFF");
    assert_int_equal(cnops_lines_open(&lines, &fault, path, pool), CNOPS_EMALFORMED);
    assert_string_equal(fault, apr_pstrcat(pool, path, ": not UTF-8", NULL));
    fault = NULL;
    assert_true(APR_STATUS_IS_ENOENT(cnops_lines_open(&lines, &fault, "/tmp/cnops/none", pool)));
    assert_non_null(strstr(fault, "/tmp/cnops/none: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(skips_comments_and_empty_lines),
        POOL_TEST(splits_a_line),
        POOL_TEST(says_where_a_fault_is),
    };

    return RUN_TESTS(tests);
}
