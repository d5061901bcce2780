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
    assert_null(cnops_sentence_check("{a.b}, {c}", "{a.b_ar}، {c}", pool));
    assert_non_null(cnops_sentence_check("{a.b}", "{a.c_ar}", pool));
    assert_non_null(cnops_sentence_check("{a}", "{a_en}", pool));
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

static void reads_a_sentence_and_its_context(void **state)
{
    cnops_sentence_t sentence;

    (void)state;
    assert_null(cnops_sentence_read(&sentence, "  Retour {a}\n b ", pool));
    assert_null(sentence.context);
    assert_string_equal(sentence.text, "Retour {a} b");
    assert_null(sentence.count);
    assert_string_equal(cnops_sentence_show(&sentence, pool), "Retour {a} b");
    assert_null(cnops_sentence_read(&sentence, "\n[ d’un\n  colis ]  Retour: {a}", pool));
    assert_string_equal(sentence.context, "d’un colis");
    assert_string_equal(sentence.text, "Retour: {a}");
    assert_null(sentence.count);
    assert_string_equal(cnops_sentence_show(&sentence, pool), "[d’un colis] Retour: {a}");
    assert_null(cnops_sentence_read(&sentence, "Écrivez à nom@exemple.ma (ou a|b)", pool));
    assert_null(sentence.context);
}

static void refuses_brackets_that_are_not_a_context(void **state)
{
    static const char *const bad[] = {"[",         "[]",    "[] a",    "[ ] a",    "[a]",
                                      "[a]b",      "[a b",  "[a[b] c", "[a{b}] c", "[a|b] c",
                                      "[a] [b] c", "a [b]", "a [b",    "a ] b",    "[a] b ]"};
    static const char *const parts[] = {"[] n | a | b",      "[c | n | a | b",  "[c]n | a | b",
                                        "n | [c] a | b",     "n | a | [c] b",   "[c|n] n | a | b",
                                        "[c] [d] n | a | b", "[c] | n | a | b", "[c] n | a"};
    cnops_sentence_t sentence;

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        if (!cnops_sentence_read(&sentence, bad[at], pool))
            fail_msg("“%s” was read", bad[at]);
    for (size_t at = 0; at < COUNT_OF(parts); at++)
        if (!cnops_sentence_read_plural(&sentence, parts[at], pool))
            fail_msg("“%s” was read", parts[at]);
    assert_string_equal(cnops_sentence_read(&sentence, "[a]b", pool), "not “[context] sentence”");
    assert_string_equal(cnops_sentence_read(&sentence, "a [b]", pool),
                        "a bracket that is no context in “a [b]”");
    assert_non_null(cnops_sentence_check("Retour", "[verb] Back", pool));
}

static void reads_a_sentence_with_a_number(void **state)
{
    static const char *const bad[] = {"",       "a",       "a | b",        "a | b | c | d",
                                      "a || c", "a | b |", "a b | un | n", "| un | n"};
    cnops_sentence_t sentence;

    (void)state;
    assert_null(cnops_sentence_read_plural(&sentence, "a.b |  un  jour| {a.b} jours ", pool));
    assert_null(sentence.context);
    assert_string_equal(sentence.count, "a.b");
    assert_string_equal(sentence.text, "un jour");
    assert_string_equal(sentence.plural, "{a.b} jours");
    assert_null(cnops_sentence_read_plural(&sentence, "[fête] n | un jour | {n}  jours", pool));
    assert_string_equal(sentence.context, "fête");
    assert_string_equal(sentence.count, "n");
    assert_string_equal(sentence.text, "un jour");
    assert_string_equal(sentence.plural, "{n} jours");
    assert_string_equal(cnops_sentence_show(&sentence, pool), "[fête] un jour");
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_string_equal(cnops_sentence_read_plural(&sentence, bad[at], pool),
                            "not “count | singular | plural”");
    assert_non_null(cnops_sentence_read_plural(&sentence, "n | {b} jour | {n} jours", pool));
}

static void a_plural_form_may_leave_out_only_the_number(void **state)
{
    const cnops_sentence_t sentence = {
        .text = "{n} jour, {b}", .count = "n", .plural = "{n} jours, {b}"};

    (void)state;
    assert_null(cnops_sentence_check_form(&sentence, "{b}: {n}", pool));
    assert_null(cnops_sentence_check_form(&sentence, "un jour, {b}", pool));
    assert_non_null(cnops_sentence_check_form(&sentence, "{n} jours", pool));
    assert_non_null(cnops_sentence_check_form(&sentence, "{n} {b} {c}", pool));
    assert_non_null(cnops_sentence_check_form(&sentence, "{n} {b} {", pool));
    assert_non_null(cnops_sentence_check_form(&sentence, "[fête] {n} {b}", pool));
}

static void reads_numbers(void **state)
{
    cnops_tree_t *data = cnops_tree_object(pool);

    (void)state;
    cnops_tree_set_int(data, "int", 12);
    cnops_tree_set_text(data, "text", "7");
    cnops_tree_set_bool(data, "bool", true);
    assert_int_equal(cnops_sentence_number(cnops_tree_get(data, "int")), 12);
    assert_int_equal(cnops_sentence_number(cnops_tree_get(data, "text")), 7);
    assert_int_equal(cnops_sentence_number(cnops_tree_get(data, "bool")), 0);
    assert_int_equal(cnops_sentence_number(NULL), 0);
}

static void a_link_among_the_values_stays_one(void **state)
{
    cnops_tree_t *args = cnops_tree_object(pool);
    const cnops_tree_t *phrase, *piece;

    (void)state;
    cnops_tree_set_link(args, "call", "05 38", "tel:+21238");
    cnops_tree_set_int(args, "n", 3);
    phrase = cnops_sentence_phrase("{n} fois le {call}.", args, pool);
    assert_int_equal(phrase->type, CNOPS_TREE_TEXT);
    assert_string_equal(phrase->value.text, "3 fois le \xE2\x81\xA6"
                                            "05 38\xE2\x81\xA9.");
    piece = phrase->first;
    assert_string_equal(piece->value.text, "3");
    assert_string_equal((piece = piece->next)->value.text, " fois le ");
    assert_null(piece->href);
    assert_string_equal((piece = piece->next)->value.text, "05 38");
    assert_string_equal(piece->href, "tel:+21238");
    assert_string_equal((piece = piece->next)->value.text, ".");
    assert_null(piece->next);
    assert_string_equal(cnops_sentence_phrase("{none}", NULL, pool)->value.text, "");
    assert_string_equal(cnops_sentence_phrase("", NULL, pool)->value.text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(collapses_blanks),
        POOL_TEST(knows_paths),
        POOL_TEST(checks_placeholders),
        POOL_TEST(a_link_among_the_values_stays_one),
        POOL_TEST(fills_placeholders),
        POOL_TEST(reads_a_sentence_and_its_context),
        POOL_TEST(refuses_brackets_that_are_not_a_context),
        POOL_TEST(reads_a_sentence_with_a_number),
        POOL_TEST(a_plural_form_may_leave_out_only_the_number),
        POOL_TEST(reads_numbers),
    };

    return RUN_TESTS(tests);
}
