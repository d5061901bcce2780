/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/language.h"

#include "base/test_pool.h"

static void lists_each_language_once(void **state)
{
    const char *const *codes = cnops_languages;

    (void)state;
    assert_string_equal(codes[0], "fr");
    assert_string_equal(codes[1], "ar");
    assert_string_equal(codes[2], "en");
    assert_null(codes[3]);
    assert_true(cnops_language_known("en"));
    assert_false(cnops_language_known("EN"));
    assert_false(cnops_language_known(""));
    assert_false(cnops_language_known("es"));
}

static void knows_directions_and_second_languages(void **state)
{
    (void)state;
    assert_string_equal(cnops_language_dir("ar"), "rtl");
    assert_string_equal(cnops_language_dir("fr"), "ltr");
    assert_string_equal(cnops_language_dir("en"), "ltr");
    for (const char *const *code = cnops_languages; *code; code++)
        assert_string_equal(cnops_language_second(*code), strcmp(*code, "fr") ? "fr" : "ar");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(lists_each_language_once),
        POOL_TEST(knows_directions_and_second_languages),
    };

    return RUN_TESTS(tests);
}
