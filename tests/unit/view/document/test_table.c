/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/table.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_heads_have_their_scope(void **state)
{
    document_fixture_t *f = *state;
    const char *plain = document_plain(
        f,
        "<document><table><row head=\"yes\"><cell head=\"yes\">a</cell><cell head=\"yes\">b</cell>"
        "</row><row><cell head=\"yes\">c</cell><cell>d</cell></row></table></document>");

    assert_int_equal(document_count(plain, "/Scope /Column"), 2);
    assert_int_equal(document_count(plain, "/Scope /Row"), 1);
    assert_int_equal(document_count(plain, "/S /TD"), 1);
}

static void test_widths_are_checked(void **state)
{
    static const char *const wrong[] = {"", "50", "50 x", "50 0", "50 -5", "50 101", NULL};
    document_fixture_t *f = *state;

    for (int i = 0; wrong[i]; i++)
        document_refuses(f,
                         apr_psprintf(f->pool,
                                      "<document><columns widths=\"%s\"><p>a</p><p>b</p></columns>"
                                      "</document>",
                                      wrong[i]),
                         "a column without its width");
    document_refuses(f, "<document><columns widths=\"60 60\"><p>a</p><p>b</p></columns></document>",
                     "columns wider than their place");
    document_plain(f,
                   "<document><columns widths=\"33.3 66.7\"><p>a</p><p>b</p></columns></document>");
    document_plain(f, "<document><columns><p>a</p><p>b</p></columns></document>");
}

/* The x of the first text of the page: cairo writes "1 0 0 1 x y Tm" or "… x y cm". */
static double first_x(const char *plain)
{
    const char *text = strstr(plain, "BT\n");
    double number[6];

    assert_non_null(text);
    assert_int_equal(sscanf(text + 3, "%lf %lf %lf %lf %lf %lf", &number[0], &number[1], &number[2],
                            &number[3], &number[4], &number[5]),
                     6);
    return number[4];
}

static void test_arabic_columns_begin_at_the_right(void **state)
{
    document_fixture_t *f = *state;
    const char *columns = "<columns widths=\"50 50\"><p align=\"center\">a</p><p/></columns>";
    double left = first_x(
        document_plain(f, apr_pstrcat(f->pool, "<document>", columns, "</document>", NULL)));
    double right = first_x(document_plain(
        f, apr_pstrcat(f->pool, "<document lang=\"ar\">", columns, "</document>", NULL)));

    assert_true(right > left + 200);
}

static void test_a_box_has_its_least_height(void **state)
{
    document_fixture_t *f = *state;

    assert_int_equal(document_count(document_plain(f, "<document><box height=\"260\"><p>a</p></box>"
                                                      "<p>b</p><p>c</p></document>"),
                                    "/Type /Page "),
                     2);
}

static void test_padding_makes_rows_higher(void **state)
{
    static const char low[] = "<document><table padding=\"0\"><row><cell>un</cell></row></table>"
                              "<p>un</p></document>";
    static const char high[] = "<document><table padding=\"130\"><row><cell>un</cell></row></table>"
                               "<p>un</p></document>";

    assert_int_equal(document_count(document_plain(*state, low), "/Type /Page "), 1);
    assert_int_equal(document_count(document_plain(*state, high), "/Type /Page "), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_heads_have_their_scope),
        DOCUMENT_TEST(test_widths_are_checked),
        DOCUMENT_TEST(test_arabic_columns_begin_at_the_right),
        DOCUMENT_TEST(test_a_box_has_its_least_height),
        DOCUMENT_TEST(test_padding_makes_rows_higher),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
