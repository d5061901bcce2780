/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/json.h"

#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_strings.h>

static cnops_tree_t *parse(const char *text)
{
    cnops_tree_t *tree = NULL;

    if (cnops_json_parse(&tree, text, strlen(text), pool) != APR_SUCCESS)
        assert_null(tree);
    return tree;
}

static void writes_what_it_read(void **state)
{
    static const char *const same[] = {
        "{}",
        "[]",
        "{\"a\":1,\"b\":-9223372036854775808,\"c\":9223372036854775807}",
        "{\"z\":null,\"y\":true,\"x\":false,\"w\":\"\"}",
        "[[],{},[{\"a\":[1,2,\"3\"]}]]",
        "{\"nom\":\"Aïcha ⵣ عائشة 😀\"}",
        "{\"a\":\"\\\"\\\\ \\u000a\\u0009\\u007f\"}",
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(same); at++) {
        cnops_tree_t *tree = parse(same[at]);

        assert_non_null(tree);
        assert_string_equal(cnops_json_write(tree, pool), same[at]);
    }
}

static const char *const bad[] = {
    "",
    "{",
    "{} x",
    "\"text\"",
    "1",
    "{\"a\":1,\"a\":2}",

    "{\"a\":\"\\u0000\"}",
    "{\"a\\u0000b\":1}",
    "[\"\\ud800\"]",
    "[\"\xC3(\"]",
    "[\"\xED\xA0\x80\"]",
    "{'a':1}",
    "[1,]",
    "[01]",
    "[NaN]",
    "[92233720368547758070]",
    "{\"a\":{\"b\":1,\"b\":1}}",
    "[9223372036854775808]",
    "[-9223372036854775809]",
    "[-01]",
    "[-]",
    "[+1]",
    "[.5]",
    "[1.]",
    "[01.5]",
    "[1e]",
    "[1e+]",
    "[1e999]",
    "[\"\\u12\"]",
    "[\"\\u00g0\"]",
    "[\"\\udc00\"]",
    "[\"\\ud800\\u0041\"]",
    "[\"\\ud800\\ud800\"]",
    "[\"\\x\"]",
    "[\"\\",
    "[\"a\nb\"]",
    "[\"a",
    "[tru]",
    "[nulls]",
    "[1 2]",
    "[,]",
    "{,}",
    "{\"a\" 1}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{1:2}",
    "[}",
};

static void refuses_what_is_not_strict(void **state)
{
    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        if (parse(bad[at]) || strstr(cnops_json_fault(bad[at], strlen(bad[at]), pool), "nested"))
            fail_msg("“%s” was accepted", bad[at]);
    cnops_tree_t *tree = NULL;
    assert_int_equal(cnops_json_parse(&tree, "[]\0", 3, pool), CNOPS_EMALFORMED);
    assert_int_equal(cnops_json_parse(&tree, "[1]", 2, pool), CNOPS_EMALFORMED);
    assert_int_equal(cnops_json_parse(&tree, "[1\0]", 4, pool), CNOPS_EMALFORMED);
}

static void reads_other_spellings(void **state)
{
    static const struct {
        const char *text, *written;
    } cases[] = {
        {" \t\r\n{ \"a\" :\n[ 1 , true ] } ", "{\"a\":[1,true]}"},
        {"[\"\\u00e9\\u0E01\\uD83D\\ude00\"]", "[\"é\u0e01😀\"]"},
        {"[\"\\b\\f\\n\\r\\t\\/\\\"\\\\\"]", "[\"\\u0008\\u000c\\u000a\\u000d\\u0009/\\\"\\\\\"]"},
        {"[-0,0,-7]", "[0,0,-7]"},
        {"[0.5,-1E+2,1e-999]", "[null,null,null]"},
        {"{\"\":{},\"b\":[]}", "{\"\":{},\"b\":[]}"},
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        cnops_tree_t *tree = parse(cases[at].text);

        assert_non_null(tree);
        assert_string_equal(cnops_json_write(tree, pool), cases[at].written);
    }
}

static const char *fault_of(const char *text)
{
    return cnops_json_fault(text, strlen(text), pool);
}

static void tells_people_where_a_text_is_broken(void **state)
{
    (void)state;
    assert_non_null(strstr(fault_of("{\n \"a\": 1\n \"b\": 2}"), "line 3, column "));
    assert_non_null(strstr(fault_of("{\"a\":1,\"a\":2}"), "line 1, column "));
    assert_non_null(strstr(fault_of("[[[[[[[[[1]]]]]]]]]"), "nested over 8 deep"));
}

static void reals_become_null(void **state)
{
    (void)state;
    assert_string_equal(cnops_json_write(parse("{\"took\":12.5,\"l\":[1e3]}"), pool),
                        "{\"took\":null,\"l\":[null]}");
}

static void bounds_depth(void **state)
{
    (void)state;
    assert_non_null(parse("[[[[[[[[1]]]]]]]]"));
    assert_null(parse("[[[[[[[[[]]]]]]]]]"));
    assert_non_null(parse("{\"a\":[{\"a\":[{\"a\":[{\"a\":[]}]}]}]}"));
    assert_null(parse("{\"a\":[{\"a\":[{\"a\":[{\"a\":[{}]}]}]}]}"));
}

static void escapes_for_html_and_scripts(void **state)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    (void)state;
    cnops_tree_set_text(tree, "a<b", "</script>&\xE2\x80\xA8\xE2\x80\xA9\x01\"");
    assert_string_equal(
        cnops_json_write(tree, pool),
        "{\"a\\u003cb\":\"\\u003c/script\\u003e\\u0026\\u2028\\u2029\\u0001\\\"\"}");
}

static void replaces_broken_utf8(void **state)
{
    cnops_tree_t *tree = cnops_tree_list(pool);

    (void)state;
    cnops_tree_add_text(tree, "a\xC3(");
    assert_string_equal(cnops_json_write(tree, pool), "[\"a\\ufffd(\"]");
}

/* A text that is put inside the quotes of a template must be read unchanged, and add nothing. */
static void escapes_what_stands_between_quotes(void **state)
{
    static const char *const texts[] = {"",
                                        "\"",
                                        "\\",
                                        "\\\"",
                                        "\\u0022",
                                        "a\",\"b\":\"c",
                                        "\"}]}",
                                        "1\n2\r\t\x01\x7f",
                                        "رمز التحقق 123456",
                                        "😀 ⵣ \xE2\x80\xA8",
                                        "</script>&"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(texts); at++) {
        cnops_buffer_t out;
        const cnops_tree_t *tree;

        cnops_buffer_init(&out, 1, pool);
        cnops_buffer_add_text(&out, "{\"x\":\"é\\\\");
        cnops_json_escape(&out, texts[at]);
        cnops_buffer_add_text(&out, "u0041\",\"y\":1}");
        tree = parse(cnops_buffer_text(&out));
        assert_non_null(tree);
        assert_string_equal(cnops_tree_text(tree, "x"),
                            apr_pstrcat(pool, "é\\", texts[at], "u0041", NULL));
        assert_int_equal(cnops_tree_int(tree, "y", 0), 1);
    }
}

static void writes_any_depth(void **state)
{
    cnops_tree_t *tree = cnops_tree_object(pool);
    cnops_tree_t *inner = tree;

    (void)state;
    for (int i = 0; i < 20; i++)
        inner = cnops_tree_set_object(inner, "a");
    assert_int_equal(strlen(cnops_json_write(tree, pool)), 20 * strlen("{\"a\":}") + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(writes_what_it_read),
        POOL_TEST(refuses_what_is_not_strict),
        POOL_TEST(reads_other_spellings),
        POOL_TEST(tells_people_where_a_text_is_broken),
        POOL_TEST(reals_become_null),
        POOL_TEST(bounds_depth),
        POOL_TEST(escapes_for_html_and_scripts),
        POOL_TEST(replaces_broken_utf8),
        POOL_TEST(escapes_what_stands_between_quotes),
        POOL_TEST(writes_any_depth),
    };

    return RUN_TESTS(tests);
}
