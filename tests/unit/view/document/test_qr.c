/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/qr.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *markup(document_fixture_t *f, const char *digits)
{
    return apr_pstrcat(f->pool, "<document><qr prefix=\"https://example.org/#\" digits=\"", digits,
                       "\" size=\"40\" alt=\"Code\"/></document>", NULL);
}

static void test_it_is_a_figure_with_words_and_a_place(void **state)
{
    document_fixture_t *f = *state;
    const char *plain = document_plain(f, markup(f, "123"));

    assert_int_equal(document_count(plain, "/S /Figure"), 1);
    assert_int_equal(document_count(plain, "/Alt (Code)"), 1);
    assert_int_equal(document_count(plain, "/BBox [ 48.189 680.263 161.626 793.701 ]"), 1);
}

/* One path of whole modules: no seam is between two of them. 21 and 8 quiet ones; the first row of
 * the first corner is seven dark ones. */
static void test_modules_are_rectangles_of_one_path(void **state)
{
    document_fixture_t *f = *state;
    const char *plain = document_plain(f, markup(f, "123"));

    assert_int_equal(document_count(plain, "/BBox [ 0 0 33 33 ]"), 1);
    assert_int_equal(document_count(plain, "0 0 33 33 re f\n0 g\n4 28 7 1 re\n"), 1);
    assert_int_equal(document_count(plain, " re\nf\n"), 1);
}

static void test_too_long_a_text_is_refused(void **state)
{
    document_fixture_t *f = *state;

    document_refuses(f, markup(f, document_repeat(f, "1234567890", 800)),
                     "the text of a QR code is too long");
}

static void test_digits_are_digits(void **state)
{
    document_refuses(*state, markup(*state, "12x"), "the text of a QR code is too long");
}

static void test_words_are_needed(void **state)
{
    document_refuses(*state, "<document><qr digits=\"1\"/></document>",
                     "a picture without words that say what it shows");
}

/* A code of 21 modules with four quiet ones around it has 145 mm where a module has 5. */
static void test_a_code_grows_with_its_modules(void **state)
{
    static const char small[] = "<document><qr digits=\"1\" size=\"30\" alt=\"a\"/>"
                                "<qr digits=\"1\" size=\"30\" alt=\"b\"/></document>";
    static const char large[] = "<document><qr digits=\"1\" size=\"30\" module=\"5\" alt=\"a\"/>"
                                "<qr digits=\"1\" size=\"30\" module=\"5\" alt=\"b\"/></document>";

    assert_int_equal(document_count(document_plain(*state, small), "/Type /Page "), 1);
    assert_int_equal(document_count(document_plain(*state, large), "/Type /Page "), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_it_is_a_figure_with_words_and_a_place),
        DOCUMENT_TEST(test_modules_are_rectangles_of_one_path),
        DOCUMENT_TEST(test_too_long_a_text_is_refused),
        DOCUMENT_TEST(test_digits_are_digits),
        DOCUMENT_TEST(test_words_are_needed),
        DOCUMENT_TEST(test_a_code_grows_with_its_modules),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
