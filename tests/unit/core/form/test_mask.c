/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/form/mask.h"

#include "base/text.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static apr_pool_t *pool;

static int setup(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static void assert_mask(cnops_field_e field, const char *typed, const char *expected)
{
    assert_string_equal(cnops_mask(field, typed, pool), expected);
}

static void numbers_show_their_ends(void **state)
{
    (void)state;
    assert_mask(CNOPS_FIELD_CNI, "AB123401", "AB••••01");
    assert_mask(CNOPS_FIELD_CNI, " ab 1234-01 ", "AB••••01");
    assert_mask(CNOPS_FIELD_IMMATRICULATION, "٧٣٩١٨٤٦", "73•••46");
    assert_mask(CNOPS_FIELD_IMMATRICULATION, "123456", "12••56");
    assert_mask(CNOPS_FIELD_IMMATRICULATION, "12345", "1••••");
    assert_mask(CNOPS_FIELD_IMMATRICULATION, "1", "•");
    assert_mask(CNOPS_FIELD_IMMATRICULATION, "", "");
}

static void a_date_shows_its_year(void **state)
{
    (void)state;
    assert_mask(CNOPS_FIELD_DATE_NAISSANCE, "31/07/1961", "••/••/1961");
    assert_mask(CNOPS_FIELD_DATE_NAISSANCE, "1961-07-31", "••/••/1961");
    assert_mask(CNOPS_FIELD_DATE_NAISSANCE, "31071961", "••/••/1961");
    assert_mask(CNOPS_FIELD_DATE_NAISSANCE, "31/02/1961", "••/••/••••");
}

static void other_characters_are_masked_whole(void **state)
{
    const char *mask = cnops_mask(CNOPS_FIELD_CNI, "éàèùçîôû", pool);

    (void)state;
    assert_string_equal(mask, "••••••••");
    mask = cnops_mask(CNOPS_FIELD_CNI, apr_psprintf(pool, "%0500d", 7), pool);
    assert_true(cnops_text_length(mask) <= cnops_field(CNOPS_FIELD_CNI)->max);
}

static void a_mask_is_known_again(void **state)
{
    (void)state;
    assert_true(cnops_mask_is("AB••••01", "AB••••01", pool));
    assert_true(cnops_mask_is("AB••••01", " AB••••01\xe2\x80\x8e ", pool));
    assert_false(cnops_mask_is("AB••••01", "AB•••01", pool));
    assert_false(cnops_mask_is("AB••••01", "", pool));
}

/* A mask must never be good itself: without what it stands for, the field is wrong. */
static void no_mask_is_a_value(void **state)
{
    static const struct {
        cnops_field_e field;
        const char *typed;
    } cases[] = {{CNOPS_FIELD_CNI, "AB123401"},
                 {CNOPS_FIELD_IMMATRICULATION, "12345"},
                 {CNOPS_FIELD_DATE_NAISSANCE, "31/07/1961"}};
    const char *value;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(cnops_field(cases[i].field)->masked);
        assert_non_null(cnops_field_check(cases[i].field, &value,
                                          cnops_mask(cases[i].field, cases[i].typed, pool), pool));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_show_their_ends),
        cmocka_unit_test(a_date_shows_its_year),
        cmocka_unit_test(other_characters_are_masked_whole),
        cmocka_unit_test(a_mask_is_known_again),
        cmocka_unit_test(no_mask_is_a_value),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, setup, teardown);
}
