/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/form.h"

#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_strings.h>

static cnops_form_t *parse_len(const char *bytes, apr_size_t len)
{
    /* A copy of exactly this size: the sanitizer sees a read past its end. */
    char *exact = test_malloc(len ? len : 1);
    cnops_form_t *form = NULL;

    memcpy(exact, bytes, len);
    const apr_status_t rv = cnops_form_parse_urlencoded(&form, exact, len, pool);
    test_free(exact);
    assert_true(rv == APR_SUCCESS || (rv == CNOPS_EMALFORMED && !form));
    return form;
}

static cnops_form_t *parse(const char *bytes)
{
    return parse_len(bytes, strlen(bytes));
}

static cnops_form_t *parse_json(const char *bytes)
{
    cnops_form_t *form = NULL;
    const apr_status_t rv = cnops_form_parse_json(&form, bytes, strlen(bytes), pool);

    assert_true(rv == APR_SUCCESS || (rv == CNOPS_EMALFORMED && !form));
    return form;
}

static void assert_fault(const cnops_form_t *form, const char *name, cnops_form_fault_e fault)
{
    const cnops_form_field_t *field = cnops_form_field(form, name);

    assert_non_null(field);
    assert_int_equal(field->fault, fault);
    if (fault != CNOPS_FORM_OK) {
        assert_string_equal(field->value, "");
        assert_null(cnops_form_value(form, name));
    }
}

static void reads_fields(void **state)
{
    const cnops_form_t *form = parse("a=1&b=deux+mots&c=%C3%A9t%c3%a9&d=&e&f=x%3Dy%26z=%2B");

    (void)state;
    assert_string_equal(cnops_form_value(form, "a"), "1");
    assert_string_equal(cnops_form_value(form, "b"), "deux mots");
    assert_string_equal(cnops_form_value(form, "c"), "été");
    assert_string_equal(cnops_form_value(form, "d"), "");
    assert_string_equal(cnops_form_value(form, "e"), "");
    assert_string_equal(cnops_form_value(form, "f"), "x=y&z=+");
    assert_null(cnops_form_value(form, "g"));
    assert_null(cnops_form_field(form, "g"));
    assert_null(cnops_form_value(NULL, "a"));
    assert_int_equal(form->fields->nelts, 6);
}

static void decodes_names(void **state)
{
    const cnops_form_t *form = parse("mot+de%20passe=x&%C3%A9=y");

    (void)state;
    assert_string_equal(cnops_form_value(form, "mot de passe"), "x");
    assert_string_equal(cnops_form_value(form, "é"), "y");
}

static void skips_empty_pairs(void **state)
{
    (void)state;
    assert_int_equal(parse("")->fields->nelts, 0);
    assert_int_equal(parse("&&&")->fields->nelts, 0);
    assert_int_equal(parse("&a=1&&b=2&")->fields->nelts, 2);
}

static void keeps_a_broken_field_without_its_value(void **state)
{
    const cnops_form_t *form =
        parse("jeton=abc&a=%zz&b=%4&c=%&d=%C3&e=x%00y&f=\xFF&g=%g0&h=%0g&i=%ED%A0%80");

    (void)state;
    assert_string_equal(cnops_form_value(form, "jeton"), "abc");
    assert_fault(form, "a", CNOPS_FORM_BAD_ESCAPE);
    assert_fault(form, "b", CNOPS_FORM_BAD_ESCAPE);
    assert_fault(form, "c", CNOPS_FORM_BAD_ESCAPE);
    assert_fault(form, "d", CNOPS_FORM_BAD_UTF8);
    assert_fault(form, "e", CNOPS_FORM_HAS_NUL);
    assert_fault(form, "f", CNOPS_FORM_BAD_UTF8);
    assert_fault(form, "g", CNOPS_FORM_BAD_ESCAPE);
    assert_fault(form, "h", CNOPS_FORM_BAD_ESCAPE);
    assert_fault(form, "i", CNOPS_FORM_BAD_UTF8);
    assert_fault(parse_len("a=x\0y&b=1", 9), "a", CNOPS_FORM_HAS_NUL);
}

static void an_escape_does_not_reach_into_the_next_pair(void **state)
{
    const cnops_form_t *form = parse("a=%4&1=b");

    (void)state;
    assert_fault(form, "a", CNOPS_FORM_BAD_ESCAPE);
    assert_string_equal(cnops_form_value(form, "1"), "b");
}

static void a_duplicate_loses_both_values(void **state)
{
    const cnops_form_t *form = parse("a=1&b=2&a=1&%61=3");

    (void)state;
    assert_fault(form, "a", CNOPS_FORM_DUPLICATE);
    assert_string_equal(cnops_form_value(form, "b"), "2");
    assert_int_equal(form->fields->nelts, 2);
}

static void a_broken_name_makes_the_form_malformed(void **state)
{
    static const char *const bad[] = {"=x", "a=1&=2", "%zz=1", "a%=1", "%00=1", "%FF=1", "="};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_null(parse(bad[at]));
    assert_null(parse_len("a\0b=1", 5));
}

static const char *many(int count, const char *format)
{
    char *text = apr_pstrdup(pool, "");

    for (int i = 0; i < count; i++)
        text = apr_pstrcat(pool, text, i ? "&" : "", apr_psprintf(pool, "f%d=%s", i, format), NULL);
    return text;
}

static void bounds_the_number_of_fields(void **state)
{
    (void)state;
    assert_int_equal(parse(many(CNOPS_FORM_FIELDS_MAX, "x"))->fields->nelts, CNOPS_FORM_FIELDS_MAX);
    assert_null(parse(many(CNOPS_FORM_FIELDS_MAX + 1, "x")));
}

static void reads_json(void **state)
{
    const cnops_form_t *form = parse_json("{\"t\":\"été\",\"n\":-12,\"yes\":true,\"no\":false,"
                                          "\"nil\":null,\"r\":1.5,\"o\":{},\"l\":[1]}");

    (void)state;
    assert_string_equal(cnops_form_value(form, "t"), "été");
    assert_string_equal(cnops_form_value(form, "n"), "-12");
    assert_string_equal(cnops_form_value(form, "yes"), "oui");
    assert_string_equal(cnops_form_value(form, "no"), "");
    assert_string_equal(cnops_form_value(form, "nil"), "");
    assert_fault(form, "r", CNOPS_FORM_BAD_TYPE);
    assert_fault(form, "o", CNOPS_FORM_BAD_TYPE);
    assert_fault(form, "l", CNOPS_FORM_BAD_TYPE);
}

static void refuses_json_that_is_no_form(void **state)
{
    static const char *const bad[] = {"",
                                      "[]",
                                      "\"a\"",
                                      "{\"a\":1,\"a\":2}",
                                      "{\"a\":",
                                      "{\"\":\"x\"}",
                                      "{} {}",
                                      "{\"a\":\"\\u0000\"}",
                                      "{\"a\":\"\xFF\"}"};
    char *text = apr_pstrdup(pool, "{");

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_null(parse_json(bad[at]));
    for (int i = 0; i < CNOPS_FORM_FIELDS_MAX; i++)
        text = apr_pstrcat(pool, text, apr_psprintf(pool, "\"f%d\":1,", i), NULL);
    assert_null(parse_json(apr_pstrcat(pool, text, "\"last\":1}", NULL)));
    text[strlen(text) - 1] = '}';
    assert_int_equal(parse_json(text)->fields->nelts, CNOPS_FORM_FIELDS_MAX);
}

/* Registered before the cleanups of the form, so that it runs after them. */
static apr_status_t find_secret(void *data)
{
    const char **span = data;

    assert_null(memmem(span[0], (size_t)(span[1] - span[0]), "secret", 6));
    span[0] = NULL;
    return APR_SUCCESS;
}

static void wipes_every_value_with_the_pool(void **state)
{
    static const char *const bodies[] = {"a=1&p=secret", "p=secret&p=secret", "p=secret%FF",
                                         "p=secret%zz",  "p=secret&%zz=1",    "p=secret&=1"};
    const char *span[2];
    apr_pool_t *inner;

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bodies); at++) {
        cnops_form_t *form;

        apr_pool_create(&inner, pool);
        span[0] = apr_pcalloc(inner, 1);
        apr_pool_cleanup_register(inner, span, find_secret, apr_pool_cleanup_null);
        cnops_form_parse_urlencoded(&form, bodies[at], strlen(bodies[at]), inner);
        span[1] = apr_pcalloc(inner, 1);
        assert_true(span[1] > span[0] && span[1] - span[0] < 8192);
        apr_pool_destroy(inner);
        assert_null(span[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(reads_fields),
        POOL_TEST(decodes_names),
        POOL_TEST(skips_empty_pairs),
        POOL_TEST(keeps_a_broken_field_without_its_value),
        POOL_TEST(an_escape_does_not_reach_into_the_next_pair),
        POOL_TEST(a_duplicate_loses_both_values),
        POOL_TEST(a_broken_name_makes_the_form_malformed),
        POOL_TEST(bounds_the_number_of_fields),
        POOL_TEST(reads_json),
        POOL_TEST(refuses_json_that_is_no_form),
        POOL_TEST(wipes_every_value_with_the_pool),
    };

    return RUN_TESTS(tests);
}
