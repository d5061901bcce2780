/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/pages.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PAGE   "/Type /Page "
#define FOOT   "/Artifact << /Type /Pagination /Subtype /Footer >> BDC"
#define ROW    "<row><cell>un</cell></row>"
#define HEAD   "<row head=\"yes\"><cell head=\"yes\">Date</cell></row>"
#define PHRASE "Une phrase qui se lit sur une ligne et un peu plus loin encore. "

/* Each line is shown by one operator. */
static int count_lines(const char *plain)
{
    return document_count(plain, "TJ") + document_count(plain, "Tj");
}

static const char *wrap(const document_fixture_t *f, const char *before, const char *inner,
                        const char *after)
{
    return apr_pstrcat(f->pool, "<document>", before, inner, after, "</document>", NULL);
}

static void test_a_head_is_repeated_but_told_once(void **state)
{
    document_fixture_t *f = *state;
    const char *plain =
        document_plain(f, wrap(f, "<table>" HEAD, document_repeat(f, ROW, 100), "</table>"));
    int pages = document_count(plain, PAGE);

    assert_true(pages > 2);
    assert_int_equal(count_lines(plain), 100 + pages);
    assert_int_equal(document_count(plain, "/S /TH"), 1);
    assert_int_equal(document_count(plain, "/S /TR"), 101);
    assert_int_equal(document_count(plain, "/S /Table"), 1);
}

static void test_a_break_ends_the_page(void **state)
{
    document_fixture_t *f = *state;

    assert_int_equal(
        document_count(document_plain(f, wrap(f, "<p>un</p>", "<break/>", "<p>deux</p>")), PAGE),
        2);
    assert_int_equal(
        document_count(document_plain(f, wrap(f, "<p>un</p>", "", "<p>deux</p>")), PAGE), 1);
}

static void test_a_table_without_head_repeats_nothing(void **state)
{
    document_fixture_t *f = *state;
    const char *plain =
        document_plain(f, wrap(f, "<table>", document_repeat(f, ROW, 100), "</table>"));

    assert_true(document_count(plain, PAGE) > 1);
    assert_int_equal(count_lines(plain), 100);
}

/* Two pages are filled but for some millimetres, where the head alone would have room. */
static void test_a_head_stands_with_its_first_row(void **state)
{
    document_fixture_t *f = *state;
    const char *plain =
        document_plain(f, wrap(f, "<p>x</p><space height=\"245\"/><table>", HEAD ROW, "</table>"));

    assert_int_equal(document_count(plain, PAGE), 2);
    assert_int_equal(count_lines(plain), 3);
}

static void test_a_heading_stands_with_what_follows(void **state)
{
    document_fixture_t *f = *state;

    assert_int_equal(document_count(document_plain(f, wrap(f, "<p>x</p><space height=\"245\"/>",
                                                           "<h2>Titre</h2>", "<p>Texte</p>")),
                                    PAGE),
                     2);
    assert_int_equal(document_count(document_plain(f, wrap(f, "<p>x</p><space height=\"245\"/>",
                                                           "<h2>Titre</h2>", "")),
                                    PAGE),
                     1);
}

/* The same text in one line after the other, once broken over pages and once not. */
static void test_a_long_text_goes_on_and_loses_no_line(void **state)
{
    document_fixture_t *f = *state;
    const char *text = document_repeat(f, PHRASE, 300);
    const char *plain = document_plain(f, wrap(f, "<p>", text, "</p>"));
    int pages = document_count(plain, PAGE), lines = count_lines(plain);

    assert_true(pages > 2);
    assert_int_equal(document_count(plain, "/S /P "), 1);
    assert_int_equal(document_count(plain, "/S /Span"), pages);
    plain = document_plain(f, wrap(f, "<p>x</p><space height=\"100\"/><p>", text, "</p>"));
    assert_int_equal(count_lines(plain), lines + 1);
    plain = document_plain(f, wrap(f, "<columns widths=\"100\"><p>", text, "</p></columns>"));
    assert_int_equal(count_lines(plain), lines);
}

static void test_no_line_stands_alone(void **state)
{
    document_fixture_t *f = *state;
    const char *text = apr_pstrcat(f->pool, "<p>", document_repeat(f, PHRASE, 12), "</p>", NULL);

    int broken = 0;

    for (int height = 215; height < 258; height += 3) {
        const char *markup = apr_psprintf(
            f->pool, "<document><p>x</p><space height=\"%d\"/>%s</document>", height, text);
        const char *plain = document_plain(f, markup);
        int parts = 0;

        for (const char *part = plain; (part = strstr(part, "/Span << /MCID")); part++, parts++) {
            apr_size_t len = (apr_size_t)(strstr(part, "endstream") - part);

            assert_true(count_lines(apr_pstrndup(f->pool, part, len)) > 1);
        }
        broken += parts == 2;
    }
    assert_true(broken > 3);
}

static void test_a_row_higher_than_a_page_goes_on(void **state)
{
    document_fixture_t *f = *state;
    const char *cell =
        apr_pstrcat(f->pool, "<row><cell>", document_repeat(f, PHRASE, 300), "</cell></row>", NULL);
    const char *plain = document_plain(f, wrap(f, "<table>" HEAD, cell, "</table>"));
    int pages = document_count(plain, PAGE);

    assert_true(pages > 2);
    assert_int_equal(document_count(plain, "/S /TH"), 1);
    assert_int_equal(document_count(plain, "/S /TR"), 1 + pages);
}

static void test_a_stack_is_broken_unless_it_is_kept(void **state)
{
    document_fixture_t *f = *state;
    const char *text = document_repeat(f, "<p>Une ligne</p>", 12);

    assert_int_equal(
        document_count(
            document_plain(f, wrap(f, "<p>x</p><space height=\"210\"/><stack>", text, "</stack>")),
            "/Artifact BMC"),
        document_count(document_plain(f, wrap(f, "<p>x</p><space height=\"210\"/>", text, "")),
                       "/Artifact BMC"));
    assert_int_equal(
        document_count(
            document_plain(f, wrap(f, "<p>x</p><space height=\"255\"/><stack keep=\"yes\">", text,
                                   "</stack>")),
            PAGE),
        2);
}

static void test_a_foot_stands_on_each_page_with_its_number(void **state)
{
    document_fixture_t *f = *state;
    const char *foot = "</table><foot><p><page/> / <pages/></p></foot>";
    const char *plain =
        document_plain(f, wrap(f, "<table>" HEAD, document_repeat(f, ROW, 100), foot));
    int pages = document_count(plain, PAGE);

    assert_int_equal(document_count(plain, FOOT), pages);
    assert_int_equal(count_lines(plain), 100 + 2 * pages);
    assert_int_equal(document_count(plain, "/S /P "), 101);
    assert_int_equal(document_count(document_plain(f, "<document><p>a</p></document>"), FOOT), 0);
}

/* Blocks end above the foot: a page has room for less. */
static void test_a_foot_takes_its_room(void **state)
{
    document_fixture_t *f = *state;
    const char *rows = document_repeat(f, ROW, 29);

    assert_int_equal(
        document_count(
            document_plain(f, wrap(f, "<p>x</p><space height=\"10\"/><table>", rows, "</table>")),
            PAGE),
        1);
    assert_int_equal(
        document_count(document_plain(f, wrap(f, "<p>x</p><space height=\"10\"/><table>", rows,
                                              "</table><foot><space height=\"60\"/></foot>")),
                       PAGE),
        2);
}

static void test_a_document_ends_somewhere(void **state)
{
    document_fixture_t *f = *state;

    document_refuses(f, wrap(f, "", document_repeat(f, "<space height=\"250\"/>", 301), ""),
                     "more than 300 pages");
}

static void test_a_picture_is_not_cut(void **state)
{
    document_fixture_t *f = *state;

    document_refuses(f,
                     wrap(f, "<columns><stack>",
                          "<space height=\"200\"/><qr digits=\"1\" alt=\"a\"/>"
                          "<space height=\"200\"/>",
                          "</stack></columns>"),
                     "a picture in a block that is higher than a page");
}

static void test_each_sheet_is_a_page(void **state)
{
    document_fixture_t *f = *state;

    assert_int_equal(
        document_count(document_plain(f, "<document><sheet><p>un</p></sheet><sheet><p>deux</p>"
                                         "</sheet><sheet><p>trois</p></sheet></document>"),
                       "/Type /Page "),
        3);
    document_refuses(f,
                     "<document><sheet><space height=\"200\"/><p>un</p><space height=\"200\"/>"
                     "</sheet></document>",
                     "a <sheet> has more than one page");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_a_head_is_repeated_but_told_once),
        DOCUMENT_TEST(test_a_table_without_head_repeats_nothing),
        DOCUMENT_TEST(test_a_break_ends_the_page),
        DOCUMENT_TEST(test_a_head_stands_with_its_first_row),
        DOCUMENT_TEST(test_a_heading_stands_with_what_follows),
        DOCUMENT_TEST(test_a_long_text_goes_on_and_loses_no_line),
        DOCUMENT_TEST(test_no_line_stands_alone),
        DOCUMENT_TEST(test_a_row_higher_than_a_page_goes_on),
        DOCUMENT_TEST(test_a_stack_is_broken_unless_it_is_kept),
        DOCUMENT_TEST(test_a_foot_stands_on_each_page_with_its_number),
        DOCUMENT_TEST(test_a_foot_takes_its_room),
        DOCUMENT_TEST(test_a_document_ends_somewhere),
        DOCUMENT_TEST(test_a_picture_is_not_cut),
        DOCUMENT_TEST(test_each_sheet_is_a_page),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
