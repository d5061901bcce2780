/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/faults.h"

#include "base/test_pool.h"

#include <apr_strings.h>

static void nothing_is_no_text(void **state)
{
    const cnops_faults_t *faults = cnops_faults_make(pool);

    (void)state;
    assert_false(cnops_faults_any(faults));
    assert_null(cnops_faults_text(faults, "file: ", pool));
}

static void each_line_has_the_prefix(void **state)
{
    cnops_faults_t *faults = cnops_faults_make(pool);

    (void)state;
    cnops_faults_add(faults, "/a: %d", 1);
    cnops_faults_add(faults, "/b: %s", "two\nlines\x1b[1m");
    assert_true(cnops_faults_any(faults));
    assert_string_equal(cnops_faults_text(faults, "file: ", pool),
                        "file: /a: 1\nfile: /b: twolines[1m");
}

static void further_ones_are_counted(void **state)
{
    cnops_faults_t *faults = cnops_faults_make(pool);
    const char *text;
    int lines = 1;

    (void)state;
    for (int i = 0; i < CNOPS_FAULTS_MAX + 7; i++)
        cnops_faults_add(faults, "%d", i);
    text = cnops_faults_text(faults, "", pool);
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, CNOPS_FAULTS_MAX + 1);
    assert_non_null(strstr(text, "\nand 7 more faults"));
}

static void one_further_fault_is_told_in_the_singular(void **state)
{
    cnops_faults_t *faults = cnops_faults_make(pool);

    (void)state;
    for (int i = 0; i < CNOPS_FAULTS_MAX + 1; i++)
        cnops_faults_add(faults, "%d", i);
    assert_string_equal(strstr(cnops_faults_text(faults, "", pool), "\nand "),
                        "\nand 1 more fault");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(nothing_is_no_text),
        POOL_TEST(each_line_has_the_prefix),
        POOL_TEST(further_ones_are_counted),
        POOL_TEST(one_further_fault_is_told_in_the_singular),
    };

    return RUN_TESTS(tests);
}
