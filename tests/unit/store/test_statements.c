/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tests the table of statements. All other tests of the store show that the statements run. */
#include "store/statements.h"

#include <apr_general.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

static int setup(void **state)
{
    return apr_pool_create((apr_pool_t **)state, NULL) == APR_SUCCESS ? 0 : -1;
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static apr_status_t check_statement(void *self, const char *label, const char *text)
{
    apr_hash_t *seen = self;

    assert_memory_equal(label, "cnops_", 6);
    assert_null(apr_hash_get(seen, label, APR_HASH_KEY_STRING));
    apr_hash_set(seen, label, APR_HASH_KEY_STRING, text);
    assert_true(strlen(text) > 5);
    return APR_SUCCESS;
}

static void test_every_statement_has_a_label_and_two_texts(void **state)
{
    apr_pool_t *pool = *state;

    for (int is_mysql = 0; is_mysql <= 1; is_mysql++) {
        apr_hash_t *seen = apr_hash_make(pool);

        assert_int_equal(cnops_statements_each(is_mysql, check_statement, seen), APR_SUCCESS);
        assert_int_equal(apr_hash_count(seen), CNOPS_SQL_IMPORTS);
        assert_int_equal(cnops_statements_each_import(is_mysql, check_statement, seen),
                         APR_SUCCESS);
        assert_int_equal(apr_hash_count(seen), CNOPS_STATEMENTS);
    }
}

static int count_arguments(const char *text)
{
    int count = 0;

    for (const char *at = text; (at = strchr(at, '%')); at++)
        count++;
    return count;
}

/* The number of arguments of the statement for one row, which has the same label without "_many". A
 * statement without such a twin takes keys, one for each row. */
static int arguments_of_a_row(const char *label, bool is_mysql, apr_pool_t *pool)
{
    const char *one = apr_pstrndup(pool, label, strlen(label) - strlen("_many"));

    for (int i = 0; i < CNOPS_SQL_MANY; i++)
        if (strcmp(cnops_statement_label(i), one) == 0)
            return count_arguments(cnops_statement_text(i, is_mysql));
    return 1;
}

static void test_statements_of_many_rows_take_the_arguments_of_all(void **state)
{
    apr_pool_t *pool = *state;

    for (int is_mysql = 0; is_mysql <= 1; is_mysql++)
        for (int i = CNOPS_SQL_MANY; i < CNOPS_STATEMENTS; i++)
            assert_int_equal(count_arguments(cnops_statement_text(i, is_mysql)),
                             CNOPS_SQL_ROWS *
                                 arguments_of_a_row(cnops_statement_label(i), is_mysql, pool));
}

static apr_status_t refuse_statement(void *self, const char *label, const char *text)
{
    int *pcalls = self;

    (void)label;
    (void)text;
    ++*pcalls;
    return APR_EGENERAL;
}

static void test_stops_preparing_at_the_first_refusal(void **state)
{
    int calls = 0;

    (void)state;
    assert_int_equal(cnops_statements_each(false, refuse_statement, &calls), APR_EGENERAL);
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_statement_has_a_label_and_two_texts),
        cmocka_unit_test(test_statements_of_many_rows_take_the_arguments_of_all),
        cmocka_unit_test(test_stops_preparing_at_the_first_refusal),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("statements", tests, setup, teardown);
}
