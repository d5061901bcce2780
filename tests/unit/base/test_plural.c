/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/plural.h"

#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_strings.h>

#define ARABIC                                                                                     \
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "            \
    "n%100>=11 ? 4 : 5);"

typedef struct case_t {
    const char *text;
    apr_int64_t n;
    int form;
} case_t;

static const cnops_plural_t *parse(const char *text)
{
    const cnops_plural_t *plural = NULL;

    if (cnops_plural_parse(&plural, text, pool) != APR_SUCCESS)
        fail_msg("refused: %s", text);
    return plural;
}

static void chooses_as_grammar_does(void **state)
{
    static const case_t cases[] = {
        {ARABIC, 0, 0},
        {ARABIC, 1, 1},
        {ARABIC, 2, 2},
        {ARABIC, 3, 3},
        {ARABIC, 10, 3},
        {ARABIC, 11, 4},
        {ARABIC, 30, 4},
        {ARABIC, 99, 4},
        {ARABIC, 100, 5},
        {ARABIC, 102, 5},
        {ARABIC, 103, 3},
        {ARABIC, 111, 4},
        {ARABIC, 1000000000000, 5},
        {"nplurals=2; plural=(n != 1);", 0, 1},
        {"nplurals=2; plural=(n != 1);", 1, 0},
        {"nplurals=2; plural=(n != 1);", 2, 1},
        {"nplurals=2; plural=(n != 1);", -1, 0},
        {"nplurals=1; plural=0;", 7, 0},
        {"nplurals=1; plural=0", 7, 0},
        {"nplurals=2; plural=!(n<2||n>=4)*1;", 3, 1},
        {"nplurals=6; plural=n-1+2*3/2%2;", 4, 4},
        {"nplurals=6; plural=1+2*2;", 0, 5},
        {"nplurals=2; plural=n;", 2, 0}, /* gives an index that does not exist */
        {"nplurals=2; plural=n;", APR_INT64_MAX, 0},
        {"nplurals=2; plural=n;", -APR_INT64_MAX - 1, 0},
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        const cnops_plural_t *plural = parse(cases[at].text);
        const int form = cnops_plural_form(plural, cases[at].n);

        if (form != cases[at].form)
            fail_msg("%s of %ld: form %d", cases[at].text, (long)cases[at].n, form);
        assert_true(form < cnops_plural_count(plural));
    }
}

static void refuses_what_is_no_formula(void **state)
{
    static const char *const texts[] = {
        "",
        "nplurals=2;",
        "nplurals=0; plural=0;",
        "nplurals=7; plural=0;",
        "nplurals=2; plural=;",
        "nplurals=2; plural=(n;",
        "nplurals=2; plural=n ? 1;",
        "nplurals=2; plural=n ? 1 : ;",
        "nplurals=2; plural=n n;",
        "nplurals=2; plural=m;",
        "nplurals=2; plural=n%0;",
        "nplurals=2; plural=1/n;",
        "nplurals=2; plural=n+;",
        "nplurals=2; plural=12345678901;",
        "plural=n>1;",
    };
    const cnops_plural_t *plural;

    (void)state;
    for (size_t at = 0; at < COUNT_OF(texts); at++) {
        if (cnops_plural_parse(&plural, texts[at], pool) != CNOPS_EMALFORMED)
            fail_msg("accepted: %s", texts[at]);
        assert_null(plural);
    }
}

/* "nplurals=2; plural=" and depth times open, n, depth times close. */
static apr_status_t parse_deep(const char *open, const char *close, int depth)
{
    const cnops_plural_t *plural;
    const char *text = "n";

    for (int i = 0; i < depth; i++)
        text = apr_pstrcat(pool, open, text, close, NULL);
    return cnops_plural_parse(&plural, apr_pstrcat(pool, "nplurals=2; plural=", text, NULL), pool);
}

static void refuses_deep_nesting(void **state)
{
    static const char *const bricks[][2] = {{"(", ")"}, {"!", ""}, {"n?1:", ""}, {"n?", ":1"}};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bricks); at++) {
        assert_int_equal(parse_deep(bricks[at][0], bricks[at][1], 20), APR_SUCCESS);
        assert_int_equal(parse_deep(bricks[at][0], bricks[at][1], 500), CNOPS_EMALFORMED);
    }
}

static void french_counts_zero_and_one_as_singular(void **state)
{
    cnops_forms_t forms;

    (void)state;
    cnops_forms_make_source(&forms, "jour", "jours");
    assert_int_equal(cnops_plural_count(forms.plural), 2);
    assert_string_equal(cnops_forms_text(&forms, 0), "jour");
    assert_string_equal(cnops_forms_text(&forms, 1), "jour");
    assert_string_equal(cnops_forms_text(&forms, 2), "jours");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(chooses_as_grammar_does),
        POOL_TEST(refuses_what_is_no_formula),
        POOL_TEST(refuses_deep_nesting),
        POOL_TEST(french_counts_zero_and_one_as_singular),
    };

    return RUN_TESTS(tests);
}
