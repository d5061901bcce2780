/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/messages.h"

#include "base/test_pool.h"
#include "view/htdocs_fixture.h"

#include <apr_strings.h>

static const char *const both[] = {"fr", "ar", NULL};

static const char *make_folder(const char *keys, const char *const *pairs)
{
    const char *htdocs = cnops_htdocs_make(pool);

    cnops_htdocs_write(htdocs, "messages/keys.txt", keys, pool);
    if (pairs)
        cnops_htdocs_write_mo(htdocs, "ar", pairs, pool);
    return apr_pstrcat(pool, htdocs, "/messages", NULL);
}

static void assert_refused(const char *keys, const char *const *pairs, const char *expected)
{
    const cnops_messages_t *messages;
    const char *fault = NULL;
    const char *folder = make_folder(keys, pairs);

    assert_int_not_equal(cnops_messages_load(&messages, &fault, folder, both, pool), APR_SUCCESS);
    assert_null(messages);
    assert_non_null(fault);
    if (!strstr(fault, expected))
        fail_msg("“%s” does not say “%s”", fault, expected);
}

static void finds_sentences_by_key(void **state)
{
    static const char *const pairs[] = {"Oui {a}", "{a} نعم", "Non", "لا", NULL, NULL};
    static const cnops_sentence_t no = {.text = "Non"};
    static const cnops_sentence_t nothing = {.text = "Rien"};
    const cnops_messages_t *messages;
    const char *fault = NULL;
    const char *folder = make_folder("# x\nanswer.yes = Oui   {a}\nanswer.no=Non\n", pairs);

    (void)state;
    assert_int_equal(cnops_messages_load(&messages, &fault, folder, both, pool), APR_SUCCESS);
    assert_string_equal(cnops_messages_find(messages, "fr", "answer.yes", NULL, pool), "Oui {a}");
    assert_string_equal(cnops_messages_find(messages, "ar", "answer.yes", NULL, pool), "{a} نعم");
    assert_string_equal(cnops_messages_find(messages, "ar", "answer.no", NULL, pool), "لا");
    assert_null(cnops_messages_find(messages, "fr", "answer", NULL, pool));
    assert_null(cnops_messages_find(messages, "en", "answer.no", NULL, pool));
    assert_string_equal(cnops_messages_translate(messages, "ar", &no), "لا");
    assert_string_equal(cnops_messages_translate(messages, "fr", &nothing), "Rien");
    assert_null(cnops_messages_translate(messages, "ar", &nothing));
}

#define FORMS "Plural-Forms: nplurals=3; plural=n==1 ? 0 : n==2 ? 1 : 2;\n"

static void chooses_the_plural_form_of_the_number(void **state)
{
    static const char *const pairs[] = {"",
                                        ("X: y\n" FORMS),
                                        "{n} jour, {a}|{n} jours, {a}",
                                        "يوم {a}|يومان {a}|{n} يوما {a}",
                                        NULL,
                                        NULL};
    static const char *const french[] = {"{n} jour, {a}", "{n} jour, {a}", "{n} jours, {a}",
                                         "{n} jours, {a}"};
    static const char *const arabic[] = {"{n} يوما {a}", "يوم {a}", "يومان {a}", "{n} يوما {a}"};
    const cnops_messages_t *messages;
    const char *fault = NULL;
    const char *folder = make_folder("wait = n | {n} jour,  {a} | {n} jours, {a}\n", pairs);
    cnops_tree_t *args = cnops_tree_object(pool);

    (void)state;
    if (cnops_messages_load(&messages, &fault, folder, both, pool) != APR_SUCCESS)
        fail_msg("%s", fault);
    for (int n = 0; n < 4; n++) {
        cnops_tree_set_int(args, "n", n);
        assert_string_equal(cnops_messages_find(messages, "fr", "wait", args, pool), french[n]);
        assert_string_equal(cnops_messages_find(messages, "ar", "wait", args, pool), arabic[n]);
    }
    assert_string_equal(cnops_messages_find(messages, "fr", "wait", NULL, pool), french[0]);
}

static void keeps_two_meanings_of_a_sentence_apart(void **state)
{
    static const char *const pairs[] = {"",
                                        FORMS,
                                        "verbe\004Retour",
                                        "عودوا",
                                        "colis\004Retour",
                                        "إرجاع",
                                        "Retour",
                                        "رجوع",
                                        "fête\004{n} jour|{n} jours",
                                        "عيد|عيدان|{n} أعياد",
                                        "{n} jour|{n} jours",
                                        "يوم|يومان|{n} أيام",
                                        NULL,
                                        NULL};
    static const char keys[] = "a = [verbe] Retour\nb = [ colis ]  Retour\nc = Retour\n"
                               "d = [fête] n | {n} jour | {n} jours\n"
                               "e = n | {n} jour | {n} jours\n";
    static const char *const said[][3] = {{"a", "Retour", "عودوا"},
                                          {"b", "Retour", "إرجاع"},
                                          {"c", "Retour", "رجوع"},
                                          {"d", "{n} jour", "عيد"},
                                          {"e", "{n} jour", "يوم"}};
    const cnops_messages_t *messages;
    const char *fault = NULL;
    cnops_tree_t *args = cnops_tree_object(pool);

    (void)state;
    cnops_tree_set_int(args, "n", 1);
    if (cnops_messages_load(&messages, &fault, make_folder(keys, pairs), both, pool) != APR_SUCCESS)
        fail_msg("%s", fault);
    for (size_t at = 0; at < COUNT_OF(said); at++) {
        const char *key = said[at][0];

        assert_string_equal(cnops_messages_find(messages, "fr", key, args, pool), said[at][1]);
        assert_string_equal(cnops_messages_find(messages, "ar", key, args, pool), said[at][2]);
    }
}

static void needs_a_translation_in_each_context(void **state)
{
    static const char *const pairs[] = {"",   FORMS,        "verbe\004Oui", "نعم", "Non",
                                        "لا", "un|{n} uns", "1|2|{n}",      NULL,  NULL};

    (void)state;
    assert_refused("a = Oui\n", pairs, "a (ar): no translation of “Oui”");
    assert_refused("a = [verbe] Non\n", pairs, "a (ar): no translation of “[verbe] Non”");
    assert_refused("a = [Verbe] Oui\n", pairs, "a (ar): no translation of “[Verbe] Oui”");
    assert_refused("a = [verbe] n | un | {n} uns\n", pairs,
                   "a (ar): no translation of “[verbe] un”, or not in all its forms");
}

static void refuses_plural_forms_that_cannot_be_used(void **state)
{
    static const char *const pairs[] = {
        "",    FORMS, "un|{n} uns", "1|2", "{a} un|{n} {a}", "{a}|{b}|{n} {a}",
        "ten", "x",   NULL,         NULL};
    static const char *const bare[] = {"un|{n} uns", "1|2|3", NULL, NULL};
    static const char *const wild[] = {"", "Plural-Forms: nplurals=2; plural=x;\n", NULL, NULL};

    (void)state;
    assert_refused("a = n | un\n", pairs, "keys.txt:1: not “count | singular | plural”");
    assert_refused("a = n | {b} | {n}\n", pairs, "keys.txt:1: {b} of");
    assert_refused("a = n | un | {n} uns\n", pairs,
                   "a (ar): no translation of “un”, or not in all");
    assert_refused("a = n | ten | {n} tens\n", pairs, "a (ar): no translation of “ten”, or not");
    assert_refused("a = n | {a} un | {n} {a}\n", pairs, "a (ar): {a} is lost in “{b}”");
    assert_refused("a = n | un | {n} uns\n", bare, "a (ar): no translation of “un”, or not in all");
    assert_refused("a = un\n", wild, "ar.mo: missing, or no compiled catalogue");
}

static void refuses_a_broken_table(void **state)
{
    static const char *const pairs[] = {"Oui", "نعم", "{a}", "{b}", NULL, NULL};

    (void)state;
    assert_refused("a = Oui\nb\n", pairs, "keys.txt:2: not “key = sentence”");
    assert_refused("a = Oui\n\na = Oui\n", pairs, "keys.txt:3: this key a second time");
    assert_refused("a b = Oui\n", pairs, "keys.txt:1: not a key");
    assert_refused("a =\n", pairs, "keys.txt:1: ");
    assert_refused("a = Oui { non\n", pairs, "keys.txt:1: a brace");
    assert_refused("\na = [verbe]Oui\n", pairs, "keys.txt:2: not “[context] sentence”");
    assert_refused("a = [verbe Oui\n", pairs, "keys.txt:1: not “[context] sentence”");
    assert_refused("a = [] n | un | {n}\n", pairs, "keys.txt:1: not “[context] sentence”");
    assert_refused("a = Oui [verbe]\n", pairs, "keys.txt:1: a bracket");
    assert_refused("a = n | [verbe] un | {n}\n", pairs, "keys.txt:1: a bracket");
    assert_refused("a = Peut-être\n", pairs, "a (ar): no translation of “Peut-être”");
    assert_refused("a = {a}\n", pairs, "a (ar): {a} is lost in “{b}”");
    assert_refused("a = Oui\n", NULL, "ar.mo: missing");
}

static void needs_the_second_language_of_french(void **state)
{
    static const char *const french[] = {"fr", NULL};
    const cnops_messages_t *messages;
    const char *fault = NULL;

    (void)state;
    assert_int_not_equal(
        cnops_messages_load(&messages, &fault, make_folder("a = Oui\n", NULL), french, pool),
        APR_SUCCESS);
    assert_non_null(strstr(fault, "ar.mo"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(finds_sentences_by_key),
        POOL_TEST(chooses_the_plural_form_of_the_number),
        POOL_TEST(keeps_two_meanings_of_a_sentence_apart),
        POOL_TEST(needs_a_translation_in_each_context),
        POOL_TEST(refuses_plural_forms_that_cannot_be_used),
        POOL_TEST(refuses_a_broken_table),
        POOL_TEST(needs_the_second_language_of_french),
    };

    return RUN_TESTS(tests);
}
