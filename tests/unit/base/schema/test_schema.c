/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/schema/schema.h"

#include "base/json.h"
#include "base/test_pool.h"

static cnops_tree_t *parse(const char *text)
{
    cnops_tree_t *tree = NULL;

    if (cnops_json_parse(&tree, text, strlen(text), pool) != APR_SUCCESS)
        fail_msg("%s: %s", text, cnops_json_fault(text, strlen(text), pool));
    return tree;
}

static void accepts_every_keyword(void **state)
{
    static const char schema[] =
        "{\"$schema\":\"a\",\"$comment\":\"a\",\"title\":\"a\",\"description\":\"a\","
        "\"examples\":[{}],\"type\":\"object\",\"required\":[],\"additionalProperties\":false,"
        "\"properties\":{\"typ\":{\"$ref\":\"#/$defs/a\"}},\"$defs\":{\"a\":{\"type\":\"array\","
        "\"minItems\":1,\"items\":{\"enum\":[1],\"pattern\":\"^[a-z]{2}\",\"minLength\":0,"
        "\"format\":\"line\","
        "\"maxLength\":9}}}}";
    const char *fault = "unset";

    (void)state;
    assert_non_null(cnops_schema_make(&fault, parse(schema), pool));
    assert_null(fault);
}

static void writes_pointers(void **state)
{
    (void)state;
    assert_string_equal(cnops_schema_pointer("", "a", pool), "/a");
    assert_string_equal(cnops_schema_pointer("/a", "~b/c", pool), "/a/~0b~1c");
    assert_string_equal(cnops_schema_pointer("/a", "", pool), "/a/");
}

static void refuses_a_schema_that_it_cannot_apply(void **state)
{
    static const char *const bad[][2] = {
        {"[]", " must be a schema"},
        {"{\"typ\":\"string\"}", "/typ is not a keyword"},
        {"{\"const\":1}", "/const is not a keyword"},
        {"{\"format\":\"uri\"}", "/format must be line,"},
        {"{\"format\":1}", "/format must be line,"},
        {"{\"type\":[\"string\"]}", "/type must be object,"},
        {"{\"type\":\"text\"}", "/type must be object,"},
        {"{\"required\":\"a\"}", "/required must be a list"},
        {"{\"required\":[1]}", "/required must be a list"},
        {"{\"properties\":[]}", "/properties must be an object"},
        {"{\"properties\":{\"a\":{\"b\":1}}}", "/properties/a/b is not a keyword"},
        {"{\"additionalProperties\":{}}", "/additionalProperties must be true or false"},
        {"{\"items\":[]}", "/items must be a schema"},
        {"{\"minItems\":-1}", "/minItems must be a count"},
        {"{\"minLength\":\"1\"}", "/minLength must be a count"},
        {"{\"maxLength\":1.5}", "/maxLength must be a count"},
        {"{\"enum\":[]}", "/enum must be a list"},
        {"{\"examples\":[]}", "/examples must be a list"},
        {"{\"description\":1}", "/description must be a text"},
        {"{\"pattern\":1}", "/pattern must be a text"},
        {"{\"pattern\":\"(\"}", "/pattern must be an extended"},
        {"{\"pattern\":\"\\\\d\"}", "/pattern must not have a backslash"},
        {"{\"pattern\":\"[[:alpha:]]\"}", "/pattern must not have a backslash"},
        {"{\"pattern\":\"(?:a)\"}", "/pattern must not have a backslash"},
        {"{\"$ref\":\"#/$defs/a\"}", "/$ref must lead to"},
        {"{\"$ref\":\"other.json\"}", "/$ref must lead to"},
        {"{\"$ref\":1}", "/$ref must lead to"},
        {"{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}",
         "/$defs/a/$ref leads in a circle"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *fault = NULL;

        assert_null(cnops_schema_make(&fault, parse(bad[i][0]), pool));
        if (strncmp(fault, bad[i][1], strlen(bad[i][1])) != 0)
            fail_msg("%s: %s", bad[i][0], fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(accepts_every_keyword),
        POOL_TEST(writes_pointers),
        POOL_TEST(refuses_a_schema_that_it_cannot_apply),
    };

    return RUN_TESTS(tests);
}
