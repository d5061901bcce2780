/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COLOURS(X) X(COLOUR_RED, "red") X(COLOUR_GREEN, "green") X(COLOUR_BLUE, "blue")

typedef enum { COLOURS(CNOPS_WORDS_NAME) } colour_e;
static const char *const colours[] = {COLOURS(CNOPS_WORDS_TEXT) NULL};

static void each_value_has_its_word(void **state)
{
    (void)state;
    assert_string_equal(colours[COLOUR_RED], "red");
    assert_string_equal(colours[COLOUR_BLUE], "blue");
    assert_null(colours[COLOUR_BLUE + 1]);
}

static void a_word_is_found_whole_and_as_written(void **state)
{
    (void)state;
    assert_int_equal(cnops_words_find(colours, "red"), COLOUR_RED);
    assert_int_equal(cnops_words_find(colours, "blue"), COLOUR_BLUE);
    assert_int_equal(cnops_words_find(colours, "re"), -1);
    assert_int_equal(cnops_words_find(colours, "reds"), -1);
    assert_int_equal(cnops_words_find(colours, "Red"), -1);
    assert_int_equal(cnops_words_find(colours, ""), -1);
    assert_int_equal(cnops_words_find(colours, NULL), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_value_has_its_word),
        cmocka_unit_test(a_word_is_found_whole_and_as_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
