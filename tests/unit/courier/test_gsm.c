/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/gsm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* count times the same character. */
static const char *repeat(const char *letter, int count)
{
    static char text[4096];
    size_t len = strlen(letter);

    for (int i = 0; i < count; i++)
        memcpy(text + (size_t)i * len, letter, len);
    text[(size_t)count * len] = '\0';
    return text;
}

static void assert_segments(const char *text, int segments, int len)
{
    int measured;

    assert_int_equal(cnops_gsm_segments(&measured, text), segments);
    assert_int_equal(measured, len);
    assert_int_equal(cnops_gsm_segments(NULL, text), segments);
}

static void test_counts_characters_of_the_alphabet(void **state)
{
    (void)state;
    assert_segments("", 1, 0);
    assert_segments(repeat("é", 160), 1, 160);
    assert_segments(repeat("é", 161), 2, 161);
    assert_segments(repeat("@", 306), 2, 306);
    assert_segments(repeat("_", 307), 3, 307);
}

static void test_the_extension_table_counts_twice(void **state)
{
    (void)state;
    assert_segments(repeat("€", 80), 1, 160);
    assert_segments(repeat("[", 81), 2, 162);
    /* 153 is odd, so a segment of such characters leaves one place empty. */
    assert_segments(repeat("~", 152), 2, 304);
    assert_segments(repeat("|", 153), 3, 306);
}

static void test_counts_units_of_ucs2(void **state)
{
    (void)state;
    assert_segments(repeat("م", 70), 1, 70);
    assert_segments(repeat("م", 71), 2, 71);
    assert_segments(repeat("ê", 134), 2, 134);
    assert_segments(repeat("’", 135), 3, 135);
    assert_segments(repeat("م", 201), 3, 201);
    assert_segments(repeat("م", 202), 4, 202);
    assert_segments(repeat("😀", 35), 1, 70);
    assert_segments(repeat("😀", 67), 3, 134); /* 67 is odd */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_characters_of_the_alphabet),
        cmocka_unit_test(test_the_extension_table_counts_twice),
        cmocka_unit_test(test_counts_units_of_ucs2),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
