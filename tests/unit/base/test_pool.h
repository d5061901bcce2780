/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Gives each test of a program a new pool, and includes cmocka with the headers it needs. */
#ifndef CNOPS_TESTS_BASE_TEST_POOL_H
#define CNOPS_TESTS_BASE_TEST_POOL_H

#include <apr_general.h>
#include <apr_pools.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static apr_pool_t *pool;

static int make_pool(void **state)
{
    (void)state;
    return apr_initialize() == APR_SUCCESS && apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int drop_pool(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}

#define POOL_TEST(name)  cmocka_unit_test_setup_teardown(name, make_pool, drop_pool)
#define COUNT_OF(array)  (sizeof(array) / sizeof *(array))
#define RUN_TESTS(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
