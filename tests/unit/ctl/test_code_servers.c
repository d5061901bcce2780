/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The doctor's check of code servers, with real memcached processes. */
#include "ctl/code_servers.h"

#include "twins/memcached_process.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static apr_pool_t *pool;
static memcached_process_t server;

static int setup(void **state)
{
    (void)state;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    memcached_process_start(&server, pool);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    memcached_process_kill(&server);
    apr_pool_destroy(pool);
    return 0;
}

static void test_names_the_version_of_each(void **state)
{
    const char *note = NULL;
    const char *twice = apr_pstrcat(pool, server.name, ", ", server.name, NULL);

    (void)state;
    assert_null(cnops_code_servers_check(&note, twice, pool));
    assert_non_null(strstr(note, server.name));
    assert_non_null(strstr(strstr(note, ";"), ": memcached 1."));
}

static void test_no_list_is_no_fault(void **state)
{
    const char *note = NULL;

    (void)state;
    assert_null(cnops_code_servers_check(&note, NULL, pool));
    assert_non_null(strstr(note, "memory"));
}

static void test_names_the_servers_that_do_not_answer(void **state)
{
    const char *gone = apr_psprintf(pool, "127.0.0.1:%d", memcached_process_free_port());
    const char *list = apr_pstrcat(pool, server.name, ",", gone, ",nonsense", NULL);
    const char *note, *fault = cnops_code_servers_check(&note, list, pool);

    (void)state;
    assert_non_null(fault);
    assert_null(strstr(fault, server.name));
    assert_non_null(strstr(fault, gone));
    assert_non_null(strstr(fault, "nonsense: not host:port"));
}

static void test_a_server_that_hangs_does_not_hang_the_doctor(void **state)
{
    const char *note, *fault;

    (void)state;
    memcached_process_freeze(&server);
    fault = cnops_code_servers_check(&note, server.name, pool);
    memcached_process_thaw(&server);
    assert_non_null(strstr(fault, server.name));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_names_the_version_of_each),
        TEST(test_no_list_is_no_fault),
        TEST(test_names_the_servers_that_do_not_answer),
        TEST(test_a_server_that_hangs_does_not_hang_the_doctor),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
