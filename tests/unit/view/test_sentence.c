/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/sentence.h"

#include "base/test_pool.h"

static void collapses_blanks(void **state)
{
    static const char text[] = " \n Bonjour \t\r\n  à\xC2\xA0vous  ";
    (void)state;
    assert_string_equal(cnops_sentence_collapse(text, sizeof text - 1, pool),
                        "Bonjour à\xC2\xA0vous");
    assert_string_equal(cnops_sentence_collapse("", 0, pool), "");
}

static void knows_paths(void **state)
{
    static const char *const good[] = {"a", "a.b_c-d.e9", "0"};
    static const char *const bad[] = {"", ".", "a.", ".a", "a..b", "a b", "é", "a{"};
    (void)state;
    for (size_t at = 0; at < COUNT_OF(good); at++)
        assert_true(cnops_sentence_is_path(good[at], strlen(good[at])));
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_false(cnops_sentence_is_path(bad[at], strlen(bad[at])));
}

static void checks_placeholders(void **state)
{
    (void)state;
    assert_null(cnops_sentence_check("Bonjour", "مرحبا", pool));
    assert_null(cnops_sentence_check("{a} puis {b.c}", "{b.c} ثم {a}", pool));
    assert_non_null(cnops_sentence_check("{a}", "rien", pool));
    assert_non_null(cnops_sentence_check("rien", "{a}", pool));
    assert_non_null(cnops_sentence_check("a { b", "a { b", pool));
    assert_non_null(cnops_sentence_check("a } b", "a } b", pool));
    assert_non_null(cnops_sentence_check("{}", "{}", pool));
    assert_non_null(cnops_sentence_check("{a b}", "{a b}", pool));
    assert_non_null(cnops_sentence_check("{a", "{a", pool));
}

static void fills_placeholders(void **state)
{
    cnops_tree_t *args = cnops_tree_object(pool);
    (void)state;
    cnops_tree_set_int(args, "minutes", 10);
    cnops_tree_set_text(args, "who", "{minutes}<");
    cnops_tree_set_text(cnops_tree_set_object(args, "site"), "name", "CNOPS");
    cnops_tree_set_bool(args, "yes", true);
    cnops_tree_set_text(args, "null", NULL);
    assert_string_equal(
        cnops_sentence_fill("{minutes} min, {who}, {site.name}{yes}{null}{none}{who.x}.", args,
                            pool),
        "10 min, {minutes}<, CNOPStrue.");
    assert_string_equal(cnops_sentence_fill("{a}!", NULL, pool), "!");
    assert_string_equal(cnops_sentence_fill("rien", NULL, pool), "rien");
    assert_string_equal(cnops_sentence_fill("", args, pool), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(collapses_blanks),
        POOL_TEST(knows_paths),
        POOL_TEST(checks_placeholders),
        POOL_TEST(fills_placeholders),
    };
    return RUN_TESTS(tests);
}
