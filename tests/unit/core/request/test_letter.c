/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes of letters. */
#include "core/request/letter.h"

#include "twins/core_fixture.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_read(core_fixture_t *f, const char *typed, const char *expected)
{
    const char *value = NULL, *fault = cnops_letter_code_check(&value, typed, f->pool);

    if (expected) {
        assert_null(fault);
        assert_string_equal(value, expected);
    } else
        assert_string_equal(fault, "invalid_letter_code");
}

static void test_reads_what_people_type(void **state)
{
    assert_read(*state, "ABCD-EFGH-JKMN-PQRS", "ABCDEFGHJKMNPQRS");
    assert_read(*state, " abcd efgh jkmn pqrs ", "ABCDEFGHJKMNPQRS");
    assert_read(*state, "OIL0-1234-5678-9ABC", "0110123456789ABC");
    assert_read(*state, "٠١٢٣٤٥٦٧٨٩ABCDEF", "0123456789ABCDEF");
    assert_read(*state, "ABCD-EFGH-JKMN-PQR", NULL);
    assert_read(*state, "ABCD-EFGH-JKMN-PQRST", NULL);
    assert_read(*state, "ABCD-EFGH-JKMN-PQRU", NULL);
    assert_read(*state, "", NULL);
}

static void test_only_the_digest_of_a_code_is_stored(void **state)
{
    core_fixture_t *f = *state;
    const char *one = cnops_letter_digest(&f->core, "ABCDEFGHJKMNPQRS", f->pool);

    assert_int_equal(strlen(one), 64);
    assert_string_equal(cnops_letter_digest(&f->core, "ABCDEFGHJKMNPQRS", f->pool), one);
    assert_string_not_equal(cnops_letter_digest(&f->core, "ABCDEFGHJKMNPQRT", f->pool), one);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_reads_what_people_type),
        TEST(test_only_the_digest_of_a_code_is_stored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
