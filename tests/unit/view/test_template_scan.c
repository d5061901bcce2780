/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/template_scan.h"

#include "base/test_pool.h"

#include <apr_strings.h>

static cnops_scan_t start(const char *text)
{
    return (cnops_scan_t){.text = text, .next = text};
}

/* "literal|inside|literal|inside|literal": all that a scan finds, and "!" for an unclosed tag. */
static const char *scan_all(const char *text)
{
    cnops_scan_t scan = start(text);
    const char *all = "";
    cnops_scan_e found;

    while ((found = cnops_template_scan(&scan)) == CNOPS_SCAN_TAG)
        all = apr_psprintf(pool, "%s%.*s|%.*s|", all, (int)scan.literal_len, scan.literal,
                           (int)scan.inside_len, scan.inside);
    if (found == CNOPS_SCAN_UNCLOSED)
        return apr_pstrcat(pool, all, "!", NULL);
    return apr_psprintf(pool, "%s%.*s", all, (int)scan.literal_len, scan.literal);
}

static void finds_tags_and_the_text_around_them(void **state)
{
    (void)state;
    assert_string_equal(scan_all(""), "");
    assert_string_equal(scan_all("a } b { c"), "a } b { c");
    assert_string_equal(scan_all("{{a}}"), "|a|");
    assert_string_equal(scan_all("a{{ b }}c{{d}}{{e}} f"), "a| b |c|d||e| f");
}

static void does_not_end_a_tag_within_a_placeholder(void **state)
{
    (void)state;
    assert_string_equal(scan_all("{{t {a}}}b"), "|t {a}|b");
    assert_string_equal(scan_all("{{t {a} {b}}}{{c}}"), "|t {a} {b}||c|");
    assert_string_equal(scan_all("{{! a { b }}c"), "|! a { b |c");
}

static void finds_unclosed_tags(void **state)
{
    (void)state;
    assert_string_equal(scan_all("a{{b"), "!");
    assert_string_equal(scan_all("{{a}}{{b}"), "|a|!");
    assert_string_equal(scan_all("{{t {a}}"), "!");
}

static void drops_the_line_of_a_block_or_comment_tag(void **state)
{
    (void)state;
    assert_string_equal(scan_all("a\n \t{{#if b}} \t\r\nc"), "a\n|#if b|c");
    assert_string_equal(scan_all("{{/if}}\na"), "|/if|a");
    assert_string_equal(scan_all("a\n  {{! b }}  "), "a\n|! b |");
    assert_string_equal(scan_all("a\n  {{b}}\nc"), "a\n  |b|\nc");
    assert_string_equal(scan_all("a {{#if b}}\nc"), "a |#if b|\nc");
    assert_string_equal(scan_all("  {{#if b}} c\n"), "  |#if b| c\n");
}

static void counts_lines_up_to_the_last_tag(void **state)
{
    cnops_scan_t scan = start("a\n{{b}}\n\n{{c}}\n\n");

    (void)state;
    assert_int_equal(cnops_template_scan_line(&scan), 1);
    assert_int_equal(cnops_template_scan(&scan), CNOPS_SCAN_TAG);
    assert_int_equal(cnops_template_scan_line(&scan), 2);
    assert_int_equal(cnops_template_scan(&scan), CNOPS_SCAN_TAG);
    assert_int_equal(cnops_template_scan_line(&scan), 4);
    assert_int_equal(cnops_template_scan(&scan), CNOPS_SCAN_END);
    assert_int_equal(cnops_template_scan_line(&scan), 4);
    scan = start("a\n\n{{b");
    assert_int_equal(cnops_template_scan(&scan), CNOPS_SCAN_UNCLOSED);
    assert_int_equal(cnops_template_scan_line(&scan), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(finds_tags_and_the_text_around_them),
        POOL_TEST(does_not_end_a_tag_within_a_placeholder),
        POOL_TEST(finds_unclosed_tags),
        POOL_TEST(drops_the_line_of_a_block_or_comment_tag),
        POOL_TEST(counts_lines_up_to_the_last_tag),
    };

    return RUN_TESTS(tests);
}
