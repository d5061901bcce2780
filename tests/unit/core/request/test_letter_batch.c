/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Names of batches: what is read from a name are the times of its letters. */
#include "core/request/letter_batch.h"

#include <apr_general.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW (APR_TIME_C(1796075520) * APR_USEC_PER_SEC + 987654) /* 2026-11-30T21:52:00Z */

static apr_pool_t *pool;

static void assert_span(const char *name, apr_time_t from, apr_time_t to)
{
    cnops_letter_span_t span;

    assert_true(cnops_letter_batch_parse(&span, name));
    assert_int_equal(span.from, from);
    assert_int_equal(span.to, to);
}

static void test_a_name_leads_back_to_its_letters(void **state)
{
    apr_time_t run = cnops_letter_batch_at(NOW, 0), last = cnops_letter_batch_at(NOW, 999);

    (void)state;
    assert_string_equal(cnops_letter_batch_name(run, pool), "20261130T215200Z");
    assert_string_equal(cnops_letter_batch_name(run + 3, pool), "20261130T215200Z-003");
    assert_string_equal(cnops_letter_batch_name(last, pool), "20261130T215200Z-999");
    assert_span("20261130T215200Z-003", run + 3, run + 4);
    assert_span("20261130T215200Z-999", last, last + 1);
    assert_span("20261130T215200Z", run, run + APR_USEC_PER_SEC);
}

static void test_other_words_are_no_names(void **state)
{
    static const char *const wrong[] = {"",
                                        "all",
                                        "20261130T215200",
                                        "20261130T215200Z-",
                                        "20261130T215200Z-000",
                                        "20261130T215200Z-01",
                                        "20261130T215200Z-0x1",
                                        "20261130T215200Z_001",
                                        "20261330T215200Z",
                                        "2026-11-30T21:52",
                                        "20261130t215200Z",
                                        "letters-20261130"};
    cnops_letter_span_t span;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(cnops_letter_batch_parse(&span, wrong[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_name_leads_back_to_its_letters),
        cmocka_unit_test(test_other_words_are_no_names),
    };

    apr_initialize();
    apr_pool_create(&pool, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
