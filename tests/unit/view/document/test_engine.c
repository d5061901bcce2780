/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/engine.h"

#include "base/errors.h"
#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_engines_are_bounded(void **state)
{
    document_fixture_t *f = *state;
    cnops_engine_t *second, *third;

    assert_int_equal(cnops_engines_take(&second, f->engines), APR_SUCCESS);
    assert_int_equal(cnops_engines_asked(f->engines), 2);
    assert_int_equal(cnops_engines_take(&third, f->engines), CNOPS_ENOENGINE);
    assert_null(third);
    assert_int_equal(cnops_engines_asked(f->engines), 2);
    cnops_engines_give(f->engines, second);
    assert_int_equal(cnops_engines_take(&third, f->engines), APR_SUCCESS);
    cnops_engines_give(f->engines, third);
    assert_int_equal(cnops_engines_asked(f->engines), 1);
}

static void *APR_THREAD_FUNC wait_for_one(apr_thread_t *thread, void *engines)
{
    cnops_engine_t *engine;

    if (cnops_engines_take(&engine, engines) == APR_SUCCESS)
        cnops_engines_give(engines, engine);
    apr_thread_exit(thread, APR_SUCCESS);
    return NULL;
}

/* Those who wait do so for an hour: one who waited with them would never come back here. */
static void test_the_queue_is_bounded(void **state)
{
    document_fixture_t *f = *state;
    const cnops_engines_config_t config = {DOCUMENT_FONTS, 1, apr_time_from_sec(3600)};
    apr_thread_t *threads[CNOPS_ENGINES_QUEUE];
    cnops_engines_t *engines;
    cnops_engine_t *engine, *other;
    const char *fault;
    apr_status_t rv;

    assert_int_equal(cnops_engines_make(&engines, &fault, &config, f->pool), APR_SUCCESS);
    assert_int_equal(cnops_engines_take(&engine, engines), APR_SUCCESS);
    for (int i = 0; i < CNOPS_ENGINES_QUEUE; i++)
        assert_int_equal(apr_thread_create(&threads[i], NULL, wait_for_one, engines, f->pool),
                         APR_SUCCESS);
    while (cnops_engines_asked(engines) < 1 + CNOPS_ENGINES_QUEUE)
        apr_sleep(1000);
    assert_int_equal(cnops_engines_take(&other, engines), CNOPS_ENOENGINE);
    cnops_engines_give(engines, engine);
    for (int i = 0; i < CNOPS_ENGINES_QUEUE; i++)
        apr_thread_join(&rv, threads[i]);
    assert_int_equal(cnops_engines_asked(engines), 0);
}

static void refuses_folder(document_fixture_t *f, const char *folder)
{
    const cnops_engines_config_t config = {folder, 1, 1000};
    cnops_engines_t *engines;
    const char *fault;

    assert_int_not_equal(cnops_engines_make(&engines, &fault, &config, f->pool), APR_SUCCESS);
    assert_null(engines);
    assert_string_equal(fault, apr_pstrcat(f->pool, "no font in ", folder, NULL));
}

static void test_a_folder_without_fonts_is_refused(void **state)
{
    refuses_folder(*state, "build/htdocs/messages");
    refuses_folder(*state, "build/htdocs/is-not-there");
}

static void test_the_letters_of_the_fonts_are_known(void **state)
{
    const document_fixture_t *f = *state;

    assert_true(cnops_engine_has(f->engine, 'a'));
    assert_true(cnops_engine_has(f->engine, 0xE9));    /* é */
    assert_true(cnops_engine_has(f->engine, 0x645));   /* م */
    assert_false(cnops_engine_has(f->engine, 0x6F22)); /* 漢 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_engines_are_bounded),
        DOCUMENT_TEST(test_the_queue_is_bounded),
        DOCUMENT_TEST(test_a_folder_without_fonts_is_refused),
        DOCUMENT_TEST(test_the_letters_of_the_fonts_are_known),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
