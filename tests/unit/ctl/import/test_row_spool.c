/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/row_spool.h"

#include "base/errors.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)

static int setup(void **state)
{
    return apr_pool_create((apr_pool_t **)state, NULL);
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static void put(cnops_row_spool_t *spool, const char *one, const char *two)
{
    const char *texts[] = {one, two};

    OK(cnops_row_spool_put(spool, texts));
}

static void assert_next(cnops_row_spool_t *spool, const char *one, const char *two,
                        apr_pool_t *pool)
{
    const char **texts;

    OK(cnops_row_spool_next(&texts, spool, pool));
    assert_string_equal(texts[0], one);
    assert_string_equal(texts[1], two);
}

static void test_records_come_back_in_their_order_as_often_as_wanted(void **state)
{
    apr_pool_t *pool = *state;
    cnops_row_spool_t *spool;
    const char **texts;

    OK(cnops_row_spool_make(&spool, "/tmp", 2, pool));
    put(spool, "b", "");
    put(spool, "a", "deux\nlignes");
    for (int i = 0; i < 2; i++) {
        OK(cnops_row_spool_rewind(spool));
        assert_next(spool, "b", "", pool);
        assert_next(spool, "a", "deux\nlignes", pool);
        assert_true(APR_STATUS_IS_EOF(cnops_row_spool_next(&texts, spool, pool)));
    }
    OK(cnops_row_spool_rewind(spool));
    assert_next(spool, "b", "", pool); /* may stop in the middle */
    OK(cnops_row_spool_clear(spool));
    assert_true(APR_STATUS_IS_EOF(cnops_row_spool_next(&texts, spool, pool)));
    OK(cnops_row_spool_rewind(spool));
    put(spool, "c", "d");
    OK(cnops_row_spool_rewind(spool));
    assert_next(spool, "c", "d", pool);
    assert_true(APR_STATUS_IS_EOF(cnops_row_spool_next(&texts, spool, pool)));
}

static void test_many_records_are_more_than_a_buffer(void **state)
{
    apr_pool_t *pool = *state, *each;
    cnops_row_spool_t *spool;

    apr_pool_create(&each, pool);
    OK(cnops_row_spool_make(&spool, "/tmp", 2, pool));
    for (int i = 0; i < 5000; i++)
        put(spool, apr_itoa(pool, i), "0123456789");
    OK(cnops_row_spool_rewind(spool));
    for (int i = 0; i < 5000; i++) {
        apr_pool_clear(each);
        assert_next(spool, apr_itoa(each, i), "0123456789", each);
    }
}

static void test_a_text_has_a_longest_length(void **state)
{
    apr_pool_t *pool = *state;
    char *text = apr_pcalloc(pool, CNOPS_ROW_SPOOL_TEXT_MAX + 2);
    const char *texts[] = {text};
    cnops_row_spool_t *spool;

    OK(cnops_row_spool_make(&spool, "/tmp", 1, pool));
    memset(text, 'a', CNOPS_ROW_SPOOL_TEXT_MAX + 1);
    assert_int_equal(cnops_row_spool_put(spool, texts), CNOPS_ETOOLARGE);
    text[CNOPS_ROW_SPOOL_TEXT_MAX] = '\0';
    OK(cnops_row_spool_put(spool, texts));
}

static void test_a_folder_that_is_not_there_is_an_error(void **state)
{
    cnops_row_spool_t *spool;

    assert_int_not_equal(cnops_row_spool_make(&spool, "/tmp/no/such/folder", 1, *state),
                         APR_SUCCESS);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_records_come_back_in_their_order_as_often_as_wanted),
        CASE(test_many_records_are_more_than_a_buffer),
        CASE(test_a_text_has_a_longest_length),
        CASE(test_a_folder_that_is_not_there_is_an_error),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("spool of rows", tests, NULL, NULL);
}
