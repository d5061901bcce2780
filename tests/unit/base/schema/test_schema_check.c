/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/schema/schema_check.h"

#include "base/json.h"
#include "base/test_pool.h"

#include <apr_strings.h>

static cnops_tree_t *parse(const char *text)
{
    cnops_tree_t *tree = NULL;

    if (cnops_json_parse(&tree, text, strlen(text), pool) != APR_SUCCESS)
        fail_msg("%s: %s", text, cnops_json_fault(text, strlen(text), pool));
    return tree;
}

/* What is wrong with value; "" where nothing is. */
static const char *check(const char *schema, const char *value)
{
    const char *fault = NULL;
    const cnops_schema_t *made = cnops_schema_make(&fault, parse(schema), pool);
    cnops_faults_t *faults = cnops_faults_make(pool);
    const char *text;

    if (!made)
        fail_msg("%s: %s", schema, fault);
    cnops_schema_check(faults, made, parse(value), pool);
    text = cnops_faults_text(faults, "", pool);
    return text ? text : "";
}

/* A keyword with values that keep it and values that break it, in lists of JSON; the keyword says
 * nothing about values of other types. */
static const struct {
    const char *schema;
    const char *good[8];
    const char *bad[8];
    const char *said; /* a part of what is told about the first bad one */
} cases[] = {
    {"{\"type\":\"object\"}", {"{}"}, {"[]", "[{}]"}, "must be an object, but is a list"},
    {"{\"type\":\"array\"}", {"[]", "[1]"}, {"{}"}, "must be a list, but is an object"},
    {"{\"items\":{\"type\":\"string\"}}",
     {"[]", "[\"\"]", "{}"},
     {"[1]", "[\"\",true]", "[null]", "[[]]"},
     "/0: must be a text, but is a whole number"},
    {"{\"items\":{\"type\":\"integer\"}}", {"[1,-1]"}, {"[\"1\"]", "[1.5]", "[true]"}, "/0: "},
    {"{\"items\":{\"type\":\"boolean\"}}", {"[true,false]"}, {"[0]", "[null]"}, "true or false"},
    {"{\"items\":{\"type\":\"null\"}}", {"[null]"}, {"[0]", "[false]"}, "must be null"},
    {"{\"required\":[\"a\",\"b\"]}",
     {"{\"a\":1,\"b\":null,\"c\":2}", "[]"},
     {"{\"a\":1}", "{}"},
     "the key \"b\" is missing"},
    {"{\"properties\":{\"a\":{\"type\":\"string\"}}}",
     {"{}", "{\"a\":\"\"}", "{\"b\":1}", "[1]"},
     {"{\"a\":1}", "{\"b\":1,\"a\":{}}"},
     "/a: must be a text"},
    {"{\"properties\":{\"a\":{}},\"additionalProperties\":false}",
     {"{}", "{\"a\":1}", "[1]"},
     {"{\"b\":1}", "{\"a\":1,\"B\":1}", "{\"\":1}"},
     "/b: this key is not known; the known keys are: a"},
    {"{\"properties\":{\"a\":{}},\"additionalProperties\":true}", {"{\"b\":1}"}, {NULL}, NULL},
    {"{\"minItems\":2}", {"[1,2]", "[1,2,3]", "{}"}, {"[1]", "[]"}, "at least 2 items"},
    {"{\"items\":{\"enum\":[1,\"a\",true,null]}}",
     {"[1,\"a\",true,null]"},
     {"[2]", "[\"b\"]", "[\"1\"]", "[false]", "[{}]"},
     "/0: 2 is not one of [1,\"a\",true,null]"},
    {"{\"items\":{\"pattern\":\"^#[0-9a-f]{2}$\"}}",
     {"[\"#0a\"]", "[1]"},
     {"[\"#0g\"]", "[\"#0a0\"]", "[\" #0a\"]", "[\"\"]", "[\"#0a\\n\"]"},
     "/0: \"#0g\" does not have the form ^#[0-9a-f]{2}$"},
    {"{\"items\":{\"format\":\"line\"}}",
     {"[\"CNOPS \u200e\u00a0\u202f\",\"الصندوق\",\"ⴽⵏⵓⵒⵙ\",\"\",\"\u2027\u206a\"]", "[1]"},
     {"[\"a\\u202eb\"]", "[\"a\\u0085\"]", "[\"a\\n\"]", "[\"\\u007f\"]", "[\"\\u2028\"]",
      "[\"\\u2069\"]"},
     "/0: \"ab\" has the character U+202E: "},
    {"{\"items\":{\"minLength\":2}}",
     {"[\"éé\",\"abc\"]", "[1]"},
     {"[\"é\"]", "[\"\"]"},
     "at least 2 characters"},
    {"{\"items\":{\"maxLength\":2}}",
     {"[\"éé\",\"ⵣⵣ\",\"\"]", "[123]"},
     {"[\"abc\"]", "[\"ééé\"]"},
     "at most 2 characters"},
    {"{\"items\":{\"$ref\":\"#/$defs/a\"},\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},"
     "\"b\":{\"type\":\"string\"}}}",
     {"[\"\"]"},
     {"[1]"},
     "/0: must be a text"},
    {"{\"items\":{\"$ref\":\"#/$defs/a\",\"maxLength\":1},\"$defs\":{\"a\":{\"minLength\":1}}}",
     {"[\"a\"]"},
     {"[\"\"]", "[\"ab\"]"},
     "too short"},
};

static void applies_each_keyword(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (const char *const *good = cases[i].good; *good; good++)
            assert_string_equal(check(cases[i].schema, *good), "");
        for (const char *const *bad = cases[i].bad; *bad; bad++)
            if (!*check(cases[i].schema, *bad))
                fail_msg("%s accepts %s", cases[i].schema, *bad);
        if (cases[i].said && !strstr(check(cases[i].schema, cases[i].bad[0]), cases[i].said))
            fail_msg("%s: %s", cases[i].said, check(cases[i].schema, cases[i].bad[0]));
    }
}

static void tells_all_with_pointer_meaning_and_example(void **state)
{
    static const char schema[] =
        "{\"required\":[\"tel\"],\"additionalProperties\":false,\"properties\":{"
        "\"tel\":{\"$ref\":\"#/$defs/tel\"},\"a/b~c\":{\"type\":\"string\",\"examples\":[\"x\"]},"
        "\"list\":{\"items\":{\"$ref\":\"#/$defs/tel\",\"examples\":[\"+1\"]}}},"
        "\"$defs\":{\"tel\":{\"pattern\":\"^[+]\",\"description\":\"A telephone\","
        "\"examples\":[\"+212\",\"+213\"]}}}";

    (void)state;
    assert_string_equal(
        check(schema, "{\"a/b~c\":1,\"list\":[\"+2\",\"3\"],\"x\":0}"),
        "the file as a whole: the key \"tel\" is missing; for example \"tel\": \"+212\"\n"
        "/a~1b~0c: must be a text, but is a whole number; for example \"x\"\n"
        "/list/1: \"3\" does not have the form ^[+] (A telephone); for example \"+1\"\n"
        "/x: this key is not known; the known keys are: tel, a/b~c, list");
}

static void a_long_value_is_cut(void **state)
{
    const char *value = "é";

    (void)state;
    for (int i = 0; i < 10; i++)
        value = apr_pstrcat(pool, value, value, NULL);
    value = apr_pstrcat(pool, "[\"", value, "\"]", NULL);
    assert_true(strlen(check("{\"items\":{\"maxLength\":3}}", value)) < 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(applies_each_keyword),
        POOL_TEST(tells_all_with_pointer_meaning_and_example),
        POOL_TEST(a_long_value_is_cut),
    };

    return RUN_TESTS(tests);
}
