/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/html_context.h"

#include "base/test_pool.h"

static cnops_html_t read_html(const char *text)
{
    cnops_html_t html = {0};

    cnops_html_feed(&html, text, strlen(text));
    return html;
}

static void assert_escape(const char *text, cnops_escape_e expected)
{
    cnops_html_t html = read_html(text);
    cnops_escape_e escape = CNOPS_ESCAPE_NONE;
    const char *refusal = cnops_html_take_value(&html, &escape);

    if (refusal)
        fail_msg("after “%s”: %s", text, refusal);
    if (escape != expected)
        fail_msg("after “%s”: escape %d", text, (int)escape);
}

static void accepts_values_in_text_and_quoted_attributes(void **state)
{
    static const char *const good[] = {
        "",
        "<p>",
        "<p>a < b",
        "<!doctype html><html><head><title>",
        "<!-- <p> -- > --><b>",
        "<script src=\"/a.js\"></script><p>",
        "<style>p > a {}</style>",
        "<SCRIPT>if (a < b) \"</scrip>\"</SCRIPT >",
        "<br/>",
        "<p class=\"",
        "<p class='",
        "<input required value=\"",
        "<input value=a class=\"",
        "<p title=\"a > b ",
        "<a href=\"/x\" title='",
        "<p\nclass=\"",
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(good); at++)
        assert_escape(good[at], CNOPS_ESCAPE_HTML);
}

static void refuses_values_everywhere_else(void **state)
{
    static const char *const bad[] = {
        "<",
        "<p",
        "<p ",
        "<p class",
        "<p class=",
        "<p class=a",
        "<p class=\"a\"",
        "</p",
        "<!-- ",
        "<!doctype ",
        "<script>",
        "<script>var a = \"",
        "<p onclick=\"",
        "<p ONclick='",
        "<p style=",
        "<iframe srcdoc=\"",
        "<p =\"",
        "<script>a</scrip>",
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++) {
        cnops_html_t html = read_html(bad[at]);
        cnops_escape_e escape;

        if (!cnops_html_take_value(&html, &escape))
            fail_msg("after “%s” a value was accepted", bad[at]);
    }
}

static void takes_only_colours_in_styles(void **state)
{
    static const char *const styles[] = {"<style>", "<STYLE type=\"x\">p { color: ", "<p style=\"",
                                         "<p STYLE='color:"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(styles); at++) {
        cnops_html_t html = read_html(styles[at]);
        cnops_escape_e escape;

        assert_null(cnops_html_take_value(&html, &escape));
        assert_int_equal(escape, CNOPS_ESCAPE_COLOUR);
        assert_non_null(cnops_html_refuse(&html));
    }
}

static void checks_a_value_at_the_start_of_an_address(void **state)
{
    static const char *const starts[] = {"<a href=\"", "<img src='",
                                         "<form method=\"post\" action=\"", "<button formaction=\"",
                                         "<A HREF=\""};
    static const char *const fixed[] = {"<a href=\"/aide/",     "<a href=\"#f-",
                                        "<a href=\"?lang=",     "<a href=\"tel:",
                                        "<a href=\"https://a/", "<a href=\"aide/"};
    static const char *const open[] = {"<a href=\"java", "<a href=\"/", "<a href=\"//",
                                       "<a href=\"javascript:", "<a href=\" "};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(starts); at++)
        assert_escape(starts[at], CNOPS_ESCAPE_ADDRESS);
    for (size_t at = 0; at < COUNT_OF(fixed); at++)
        assert_escape(fixed[at], CNOPS_ESCAPE_HTML);
    for (size_t at = 0; at < COUNT_OF(open); at++) {
        cnops_html_t html = read_html(open[at]);
        cnops_escape_e escape;

        assert_non_null(cnops_html_take_value(&html, &escape));
    }
}

static void refuses_a_second_value_until_the_address_is_fixed(void **state)
{
    static const struct {
        const char *between;
        bool is_fixed;
    } cases[] = {{"", false},  {"x:", false}, {"https:", false}, {"/", false},
                 {"/a", true}, {"#", true},   {"?a=", true},     {"a/", true}};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        cnops_html_t html = read_html("<a href=\"");
        cnops_escape_e escape;

        assert_null(cnops_html_take_value(&html, &escape));
        cnops_html_feed(&html, cases[at].between, strlen(cases[at].between));
        if ((cnops_html_take_value(&html, &escape) == NULL) != cases[at].is_fixed)
            fail_msg("between two values: “%s”", cases[at].between);
    }
}

static bool join(const char *one, const char *other)
{
    cnops_html_t a = read_html(one);
    cnops_html_t b = read_html(other);

    cnops_html_end_name(&a);
    cnops_html_end_name(&b);
    return cnops_html_join(&a, &b);
}

static void joins_branches_at_the_same_kind_of_place(void **state)
{
    (void)state;
    assert_true(join("<p>", "<b>"));
    assert_true(join("<input ", "<input required"));
    assert_true(join("<input", "<input value=\"x\""));
    assert_true(join("<p class=\"", "<p class=\"a"));
    assert_false(join("<p>", "<p"));
    assert_false(join("<p class=\"", "<p title=\""));
    assert_false(join("<p class=\"", "<p class='"));
    assert_false(join("<p>", "<!--"));
    assert_false(join("<script>", "<style>"));
}

static void joins_addresses_as_the_less_fixed(void **state)
{
    cnops_html_t a = read_html("<a href=\"/x/");
    const cnops_html_t b = read_html("<a href=\"");
    cnops_escape_e escape;

    (void)state;
    assert_true(cnops_html_join(&a, &b));
    assert_non_null(cnops_html_take_value(&a, &escape));
}

static bool takes_links(const char *text)
{
    const cnops_html_t html = read_html(text);

    return cnops_html_takes_links(&html);
}

static void takes_links_only_where_a_link_may_be(void **state)
{
    static const char *const yes[] = {
        "", "<p>", "<li><a href=\"#x\">x</a> ", "<abbr>", "<title>x</title>", "<button>x</BUTTON>"};
    static const char *const no[] = {"<p title=\"", "<p",      "<a href=\"#x\">", "<A><b>",
                                     "<button>",    "<title>", "<textarea>",      "<script>"};
    cnops_html_t joined = read_html("<p>");
    const cnops_html_t linked = read_html("<a>");

    (void)state;
    for (size_t at = 0; at < COUNT_OF(yes); at++)
        if (!takes_links(yes[at]))
            fail_msg("after “%s”", yes[at]);
    for (size_t at = 0; at < COUNT_OF(no); at++)
        if (takes_links(no[at]))
            fail_msg("after “%s”", no[at]);
    assert_true(cnops_html_join(&joined, &linked));
    assert_false(cnops_html_takes_links(&joined));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(accepts_values_in_text_and_quoted_attributes),
        POOL_TEST(refuses_values_everywhere_else),
        POOL_TEST(takes_only_colours_in_styles),
        POOL_TEST(checks_a_value_at_the_start_of_an_address),
        POOL_TEST(refuses_a_second_value_until_the_address_is_fixed),
        POOL_TEST(joins_branches_at_the_same_kind_of_place),
        POOL_TEST(joins_addresses_as_the_less_fixed),
        POOL_TEST(takes_links_only_where_a_link_may_be),
    };

    return RUN_TESTS(tests);
}
