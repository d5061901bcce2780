/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/amount.h"

#include <apr_general.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NBSP "\xc2\xa0"

static void assert_written(apr_int64_t centimes, const char *lang, const char *expected)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    assert_string_equal(cnops_amount_write(centimes, lang, pool), expected);
    apr_pool_destroy(pool);
}

static void test_groups_thousands(void **state)
{
    (void)state;
    assert_written(99999, "fr", "999,99");
    assert_written(100000, "fr", "1" NBSP "000,00");
    assert_written(123450, "ar", "1" NBSP "234,50");
    assert_written(123456789012, "fr", "1" NBSP "234" NBSP "567" NBSP "890,12");
    assert_written(123456789012, "en", "1,234,567,890.12");
}

static void test_always_has_two_decimals(void **state)
{
    (void)state;
    assert_written(0, "fr", "0,00");
    assert_written(5, "fr", "0,05");
    assert_written(70, "en", "0.70");
    assert_written(-123450, "fr", "-1" NBSP "234,50");
}

static void test_writes_the_largest_numbers(void **state)
{
    (void)state;
    assert_written(INT64_MAX, "en", "92,233,720,368,547,758.07");
    assert_written(INT64_MIN, "fr",
                   "-92" NBSP "233" NBSP "720" NBSP "368" NBSP "547" NBSP "758,08");
    assert_written(INT64_MIN, "en", "-92,233,720,368,547,758.08");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_thousands),
        cmocka_unit_test(test_always_has_two_decimals),
        cmocka_unit_test(test_writes_the_largest_numbers),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("amount", tests, NULL, NULL);
}
