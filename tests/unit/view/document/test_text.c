/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/text.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_an_unknown_style_is_refused(void **state)
{
    document_refuses(*state, "<document><p style=\"huge\">a</p></document>",
                     "\"huge\" is no style");
}

static void test_headings_are_headings(void **state)
{
    document_fixture_t *f = *state;
    const char *plain = document_plain(f, "<document><h1>un</h1><h2>deux</h2><p>t</p></document>");

    assert_int_equal(document_count(plain, "/S /H1 "), 1);
    assert_int_equal(document_count(plain, "/S /H2 "), 1);
    assert_int_equal(document_count(plain, "/S /P "), 1);
}

/* A word without a place to break is broken anywhere: nothing of it is lost at the side. */
static void test_a_long_word_is_broken(void **state)
{
    document_fixture_t *f = *state;
    const char *plain =
        document_plain(f, apr_pstrcat(f->pool, "<document><p>", document_repeat(f, "Wallaye", 100),
                                      "</p></document>", NULL));

    assert_true(document_count(plain, "TJ") + document_count(plain, "Tj") > 5);
}

/* A box with a number would be drawn by lines, and its number be copied for the letter. */
static void test_a_letter_that_no_font_has_is_shown_as_such(void **state)
{
    document_fixture_t *f = *state;

    assert_string_equal(document_plain(f, "<document><p>a 漢 b</p></document>"),
                        document_plain(f, "<document><p>a □ b</p></document>"));
}

static void test_marks_of_direction_are_left(void **state)
{
    document_fixture_t *f = *state;
    const char *with = document_plain(f, "<document><p>a\u200E\u2066b\u2069</p></document>");

    assert_null(strstr(with, "25a1"));
    assert_int_equal(document_count(with, "25A1"), 0);
}

static void test_lines_of_the_markup_are_blanks(void **state)
{
    document_fixture_t *f = *state;

    assert_string_equal(document_plain(f, "<document><p>un\ndeux\ttrois</p></document>"),
                        document_plain(f, "<document><p>un deux trois</p></document>"));
}

static void test_an_empty_text_is_nothing_wrong(void **state)
{
    document_fixture_t *f = *state;

    document_plain(f, "<document><p></p><p>a</p><table><row><cell/><cell>b</cell></row></table>"
                      "</document>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_an_unknown_style_is_refused),
        DOCUMENT_TEST(test_headings_are_headings),
        DOCUMENT_TEST(test_a_long_word_is_broken),
        DOCUMENT_TEST(test_a_letter_that_no_font_has_is_shown_as_such),
        DOCUMENT_TEST(test_marks_of_direction_are_left),
        DOCUMENT_TEST(test_lines_of_the_markup_are_blanks),
        DOCUMENT_TEST(test_an_empty_text_is_nothing_wrong),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
