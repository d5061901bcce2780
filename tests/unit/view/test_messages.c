/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/messages.h"

#include "base/errors.h"
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
    const cnops_messages_t *messages;
    const char *fault = NULL;
    const char *folder = make_folder("# x\nanswer.yes = Oui   {a}\nanswer.no=Non\n", pairs);
    (void)state;
    assert_int_equal(cnops_messages_load(&messages, &fault, folder, both, pool), APR_SUCCESS);
    assert_string_equal(cnops_messages_find(messages, "fr", "answer.yes"), "Oui {a}");
    assert_string_equal(cnops_messages_find(messages, "ar", "answer.yes"), "{a} نعم");
    assert_string_equal(cnops_messages_find(messages, "ar", "answer.no"), "لا");
    assert_null(cnops_messages_find(messages, "fr", "answer"));
    assert_null(cnops_messages_find(messages, "en", "answer.no"));
    assert_string_equal(cnops_messages_translate(messages, "ar", "Non"), "لا");
    assert_string_equal(cnops_messages_translate(messages, "fr", "Rien"), "Rien");
    assert_null(cnops_messages_translate(messages, "ar", "Rien"));
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
    assert_refused("a = Peut-être\n", pairs, "a (ar): no translation of “Peut-être”");
    assert_refused("a = {a}\n", pairs, "a (ar): {a} is lost in “{b}”");
    assert_refused("a = Oui\n", NULL, "ar.mo: missing");
}

static void french_alone_still_needs_its_second_language(void **state)
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
        POOL_TEST(refuses_a_broken_table),
        POOL_TEST(french_alone_still_needs_its_second_language),
    };
    return RUN_TESTS(tests);
}
