/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/escape.h"

#include "base/test_pool.h"

static const char *escape(cnops_escape_e how, const char *text)
{
    cnops_buffer_t out;

    cnops_buffer_init(&out, 8, pool);
    cnops_escape(&out, how, text);
    return cnops_buffer_text(&out);
}

static void writes_references(void **state)
{
    (void)state;
    assert_string_equal(escape(CNOPS_ESCAPE_HTML, "<a href=\"x\">L'été & co</a>"),
                        "&lt;a href=&quot;x&quot;&gt;L&#39;été &amp; co&lt;/a&gt;");
    assert_string_equal(escape(CNOPS_ESCAPE_HTML, ""), "");
    assert_string_equal(escape(CNOPS_ESCAPE_HTML, "&amp;"), "&amp;amp;");
    assert_string_equal(escape(CNOPS_ESCAPE_NONE, "<&>\"'"), "<&>\"'");
}

static void writes_segments(void **state)
{
    (void)state;
    assert_string_equal(escape(CNOPS_ESCAPE_SEGMENT, "aZ09-._~"), "aZ09-._~");
    assert_string_equal(escape(CNOPS_ESCAPE_SEGMENT, "a/b?c&d é\"<"),
                        "a%2Fb%3Fc%26d%20%C3%A9%22%3C");
}

static void knows_harmless_addresses(void **state)
{
    static const char *const good[] = {"",          "/",      "/a",         "#x",
                                       "https://a", "http:x", "mailto:a@b", "tel:+2125380",
                                       "HTTPS://a", "?a"};
    static const char *const bad[] = {"javascript:alert(1)",
                                      "JavaScript:x",
                                      "data:text/html,x",
                                      "//evil.example",
                                      "/\\evil",
                                      " https://a",
                                      "aide",
                                      "vbscript:x",
                                      "\tjavascript:x",
                                      "https",
                                      "ftp://a"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(good); at++)
        assert_true(cnops_escape_is_address(good[at]));
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_false(cnops_escape_is_address(bad[at]));
    assert_string_equal(escape(CNOPS_ESCAPE_ADDRESS, "/a?b&c"), "/a?b&amp;c");
    assert_string_equal(escape(CNOPS_ESCAPE_ADDRESS, "javascript:x"), "#");
}

static void knows_colours(void **state)
{
    static const char *const bad[] = {"",    "#",       "#12345",  "#1234567",
                                      "red", "#12345g", "#12345;", "url(x)"};

    (void)state;
    assert_string_equal(escape(CNOPS_ESCAPE_COLOUR, "#09afAF"), "#09afAF");
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_string_equal(escape(CNOPS_ESCAPE_COLOUR, bad[at]), "inherit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(writes_references),
        POOL_TEST(writes_segments),
        POOL_TEST(knows_harmless_addresses),
        POOL_TEST(knows_colours),
    };

    return RUN_TESTS(tests);
}
