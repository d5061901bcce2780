/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/drawings.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_a_picture_must_be_there(void **state)
{
    document_refuses(*state, "<document><picture name=\"x\" alt=\"a\"/></document>",
                     "a picture that is not there");
    document_refuses(*state, "<document><picture alt=\"a\"/></document>",
                     "a picture that is not there");
}

static void test_a_picture_has_words(void **state)
{
    document_fixture_t *f = *state;

    f->pictures[0] = (cnops_document_picture_t){.name = "emblem", .width = 1, .height = 1};
    document_refuses(f, "<document><picture name=\"emblem\"/></document>",
                     "a picture without words that say what it shows");
    document_refuses(f, "<document><picture name=\"emblem\" alt=\"\"/></document>",
                     "a picture without words that say what it shows");
}

/* Frames, lines and places to write in are no part of the structure. */
static void test_lines_are_decoration(void **state)
{
    document_fixture_t *f = *state;
    const char *plain = document_plain(
        f, "<document frame=\"yes\"><p>a</p><rule/><dots/><cells count=\"3\"/><p>b</p></document>");

    assert_int_equal(document_count(plain, "/S /P "), 2);
    assert_int_equal(document_count(plain, "/Type /StructElem"), 3);
    assert_int_equal(document_count(plain, "/Artifact BMC"), 3);
}

/* The frame is written once, however many pages have it, and each one shows it as decoration. */
static void test_pages_share_a_frame(void **state)
{
    static const char markup[] =
        "<document frame=\"yes\"><p>a</p><break/><p>b</p><break/><p>c</p></document>";
    const char *plain = document_plain(*state, markup);

    assert_int_equal(document_count(plain, "/Subtype /Form"), 1);
    assert_int_equal(document_count(plain, "/Frame "), 2 * 3);
    assert_int_equal(document_count(plain, "/Artifact BMC\nq /Frame Do Q\n"), 3);
    plain = document_plain(*state, "<document><p>a</p></document>");
    assert_int_equal(document_count(plain, "/Frame"), 0);
}

static void test_boxes_to_write_in_are_counted(void **state)
{
    document_fixture_t *f = *state;
    const char *three = document_plain(f, "<document><p>a</p><cells count=\"3\"/></document>");
    const char *eight = document_plain(f, "<document><p>a</p><cells/></document>");

    assert_int_equal(document_count(eight, " l h\n") - document_count(three, " l h\n"), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_a_picture_must_be_there),       DOCUMENT_TEST(test_a_picture_has_words),
        DOCUMENT_TEST(test_lines_are_decoration),          DOCUMENT_TEST(test_pages_share_a_frame),
        DOCUMENT_TEST(test_boxes_to_write_in_are_counted),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
