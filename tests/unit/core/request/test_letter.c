/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes of letters, and rights in links. */
#include "core/request/letter.h"

#include "base/errors.h"
#include "core/guard/pass.h"
#include "core/request/opposition.h"
#include "core/seal/link.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_read(core_fixture_t *f, const char *typed, const char *expected)
{
    const char *value = NULL, *fault = cnops_letter_code_check(&value, typed, f->pool);

    if (expected) {
        assert_null(fault);
        assert_string_equal(value, expected);
    } else
        assert_string_equal(fault, "invalid_letter_code");
}

static void test_reads_what_people_type(void **state)
{
    assert_read(*state, "ABCD-EFGH-JKMN-PQRS", "ABCDEFGHJKMNPQRS");
    assert_read(*state, " abcd efgh jkmn pqrs ", "ABCDEFGHJKMNPQRS");
    assert_read(*state, "OIL0-1234-5678-9ABC", "0110123456789ABC");
    assert_read(*state, "٠١٢٣٤٥٦٧٨٩ABCDEF", "0123456789ABCDEF");
    assert_read(*state, "ABCD-EFGH-JKMN-PQR", NULL);
    assert_read(*state, "ABCD-EFGH-JKMN-PQRST", NULL);
    assert_read(*state, "ABCD-EFGH-JKMN-PQRU", NULL);
    assert_read(*state, "", NULL);
}

static void test_only_the_digest_of_a_code_is_stored(void **state)
{
    core_fixture_t *f = *state;
    const char *one = cnops_letter_digest(&f->core, "ABCDEFGHJKMNPQRS", f->pool);

    assert_int_equal(strlen(one), 64);
    assert_string_equal(cnops_letter_digest(&f->core, "ABCDEFGHJKMNPQRS", f->pool), one);
    assert_string_not_equal(cnops_letter_digest(&f->core, "ABCDEFGHJKMNPQRT", f->pool), one);
}

static void test_an_opposition_says_what_it_is_about(void **state)
{
    core_fixture_t *f = *state;
    apr_time_t until = cnops_core_now(&f->core) + 100;
    const char *token = cnops_opposition_token(&f->core, CNOPS_OPPOSITION_EMAIL, 42,
                                               "avant@example.ma", until, f->pool);
    cnops_opposition_t what;

    assert_int_equal(cnops_opposition_open(&what, &f->core, token, f->pool), APR_SUCCESS);
    assert_int_equal(what.kind, CNOPS_OPPOSITION_EMAIL);
    assert_int_equal(what.account_id, 42);
    assert_string_equal(what.subject, "avant@example.ma");
    assert_int_equal(what.issued_at, cnops_core_now(&f->core));
    assert_null(strstr(token, "avant"));
    clock_fake_advance(f->clock, 100);
    assert_int_equal(cnops_opposition_open(&what, &f->core, token, f->pool), CNOPS_EEXPIRED);
    assert_int_equal(what.account_id, 42);
}

static apr_status_t open_kind(cnops_opposition_t *what, core_fixture_t *f, const char *word)
{
    cnops_tree_t *content = cnops_tree_object(f->pool);

    cnops_tree_set_text(content, "k", word);
    return cnops_opposition_open(
        what, &f->core,
        cnops_link_seal(&f->core, "opposition", content, cnops_core_now(&f->core) + 100, f->pool),
        f->pool);
}

/* Links wait in mailboxes while the portal is upgraded: these words must not change. */
static void test_an_opposition_has_the_words_of_all_versions(void **state)
{
    static const char *const words[CNOPS_OPPOSITIONS] = {[CNOPS_OPPOSITION_REQUEST] = "r",
                                                         [CNOPS_OPPOSITION_DEVICE] = "d",
                                                         [CNOPS_OPPOSITION_PASSWORD] = "p",
                                                         [CNOPS_OPPOSITION_EMAIL] = "e",
                                                         [CNOPS_OPPOSITION_PHONE] = "t"};
    core_fixture_t *f = *state;
    cnops_opposition_t what;

    for (int i = 0; i < CNOPS_OPPOSITIONS; i++) {
        assert_int_equal(open_kind(&what, f, words[i]), APR_SUCCESS);
        assert_int_equal(what.kind, i);
    }
    assert_int_equal(open_kind(&what, f, "x"), CNOPS_EFORGED);
    assert_int_equal(open_kind(&what, f, NULL), CNOPS_EFORGED);
}

static apr_status_t open_number(cnops_opposition_t *what, core_fixture_t *f, int number)
{
    cnops_tree_t *content = cnops_tree_object(f->pool);

    cnops_tree_set_int(content, "k", number);
    return cnops_opposition_open(
        what, &f->core,
        cnops_link_seal(&f->core, "opposition", content, cnops_core_now(&f->core) + 100, f->pool),
        f->pool);
}

/* The first versions wrote the number of the kind. */
static void test_an_opposition_with_a_number_still_opens(void **state)
{
    core_fixture_t *f = *state;
    cnops_opposition_t what;

    for (int i = 0; i < CNOPS_OPPOSITIONS; i++) {
        assert_int_equal(open_number(&what, f, i), APR_SUCCESS);
        assert_int_equal(what.kind, i);
    }
    assert_int_equal(open_number(&what, f, -1), CNOPS_EFORGED);
    assert_int_equal(open_number(&what, f, CNOPS_OPPOSITIONS), CNOPS_EFORGED);
}

/* A token of one use does not open as another, and a token with a changed letter does not open at
 * all. */
static void test_tokens_do_not_stand_for_each_other(void **state)
{
    core_fixture_t *f = *state;
    const char *pass = strrchr(cnops_pass_url(&f->core, "abc", f->pool), '/') + 1, *subject;
    char *token =
        apr_pstrdup(f->pool, cnops_opposition_token(&f->core, CNOPS_OPPOSITION_DEVICE, 1, "x",
                                                    cnops_core_now(&f->core) + 100, f->pool));
    cnops_opposition_t what;

    assert_int_equal(cnops_pass_open(&subject, &f->core, pass, f->pool), APR_SUCCESS);
    assert_string_equal(subject, "abc");
    assert_int_equal(cnops_opposition_open(&what, &f->core, pass, f->pool), CNOPS_EFORGED);
    assert_int_equal(cnops_pass_open(&subject, &f->core, token, f->pool), CNOPS_EFORGED);
    token[strlen(token) - 3] ^= 1;
    assert_int_equal(cnops_opposition_open(&what, &f->core, token, f->pool), CNOPS_EFORGED);
    assert_int_equal(cnops_opposition_open(&what, &f->core, NULL, f->pool), CNOPS_EFORGED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_reads_what_people_type),
        TEST(test_only_the_digest_of_a_code_is_stored),
        TEST(test_an_opposition_says_what_it_is_about),
        TEST(test_an_opposition_has_the_words_of_all_versions),
        TEST(test_an_opposition_with_a_number_still_opens),
        TEST(test_tokens_do_not_stand_for_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
