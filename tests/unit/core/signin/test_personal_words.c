/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/signin/personal_words.h"

#include "base/errors.h"
#include "core/signin/password.h"
#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const *words_of(core_fixture_t *f, apr_int64_t person_id, const char *email,
                                   const char *phone)
{
    const char *const *words;

    assert_int_equal(cnops_personal_words(&words, &f->core, person_id, email, phone, f->pool),
                     APR_SUCCESS);
    return words;
}

static bool has(const char *const *words, const char *word)
{
    for (; *words; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

static void test_names_numbers_and_contacts_are_words(void **state)
{
    static const char *const expected[] = {"EL FICTIF",     "Salma",     "سلمى",    "AB123456",
                                           "14031975",      "1975",      "s@ex.ma", "s",
                                           "+212612345678", "0612345678"};
    core_fixture_t *f = *state;
    apr_int64_t person = core_fixture_add_member(f, &fixture_public_transfer);
    const char *const *words = words_of(f, person, "s@ex.ma", "+212612345678");

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_true(has(words, expected[i]));
}

static void test_old_records_know_a_year(void **state)
{
    core_fixture_t *f = *state;
    fixture_member_t old = fixture_public_transfer;

    old.birth_date = "1951";
    assert_true(has(words_of(f, core_fixture_add_member(f, &old), NULL, NULL), "1951"));
}

static void test_an_unknown_person_has_no_words(void **state)
{
    assert_null(*words_of(*state, 0, NULL, NULL));
}

static void test_they_make_bad_passwords(void **state)
{
    static const char *const bad[] = {"salma1975", "14031975a", "ab123456a", "0612345678a",
                                      "el fictif1"};
    core_fixture_t *f = *state;
    apr_int64_t person = core_fixture_add_member(f, &fixture_public_transfer);
    const char *const *words = words_of(f, person, "salma.fictif@exemple.ma", "+212612345678");

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(cnops_password_fault(&f->core, bad[i], words), "common");
}

static void test_reports_that_the_store_is_down(void **state)
{
    core_fixture_t *f = *state;
    const char *const *words;

    store_memory_down(f->store, true);
    assert_int_equal(cnops_personal_words(&words, &f->core, 1, NULL, NULL, f->pool),
                     CNOPS_EUNAVAILABLE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_names_numbers_and_contacts_are_words), CASE(test_old_records_know_a_year),
        CASE(test_an_unknown_person_has_no_words),       CASE(test_they_make_bad_passwords),
        CASE(test_reports_that_the_store_is_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
