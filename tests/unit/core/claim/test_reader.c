/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Who sees what of whose claims. Today is 2026-11-21. */
#include "core/claim/reader.h"

#include "twins/claim_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The membership of Salma EL FICTIF, born on 1975-03-14. */
static cnops_claim_reader_t reader_of(core_fixture_t *fixture)
{
    apr_int64_t person = core_fixture_add_member(fixture, &fixture_public_transfer);

    return claim_fixture_reader(fixture, claim_fixture_membership(fixture, person));
}

static bool is_masked(cnops_claim_reader_t *reader, const char *name, const char *relation,
                      const char *birth_date)
{
    cnops_claim_covered_t covered = {name, relation, birth_date};

    return cnops_claim_is_masked(reader, &covered, reader->pool);
}

static void test_adults_and_people_of_unknown_age_are_masked(void **state)
{
    cnops_claim_reader_t reader = reader_of(*state);

    assert_true(is_masked(&reader, "Omar EL FICTIF", "spouse", "1970-01-01"));
    assert_true(is_masked(&reader, "Omar EL FICTIF", "spouse", ""));
    assert_true(is_masked(&reader, "Omar EL FICTIF", "", ""));
    assert_true(is_masked(&reader, "Lina EL FICTIF", "child", ""));
    assert_true(is_masked(&reader, "Lina EL FICTIF", "child", "2001-01-01"));
}

static void test_children_are_masked_from_their_eighteenth_birthday_on(void **state)
{
    cnops_claim_reader_t reader = reader_of(*state);

    assert_false(is_masked(&reader, "Lina EL FICTIF", "child", "2020-01-01"));
    assert_false(is_masked(&reader, "Lina EL FICTIF", "", "2020-01-01"));
    assert_false(is_masked(&reader, "Lina EL FICTIF", "child", "2008-11-22"));
    assert_true(is_masked(&reader, "Lina EL FICTIF", "child", "2008-11-21"));
    assert_true(is_masked(&reader, "Lina EL FICTIF", "child", "2008-11-20"));
    assert_false(is_masked(&reader, "Lina EL FICTIF", "child", "2009"));
    assert_true(is_masked(&reader, "Lina EL FICTIF", "child", "2008"));
}

static void test_the_members_own_claims_are_not_masked(void **state)
{
    cnops_claim_reader_t reader = reader_of(*state);

    assert_false(is_masked(&reader, "somebody", "insured", ""));
    assert_false(is_masked(&reader, "Salma EL FICTIF", "", ""));
    assert_false(is_masked(&reader, "  el  fictif   SALMA ", "", ""));
    assert_false(is_masked(&reader, "EL FICTIF Salma", "", "1975-03-14"));
}

/* A daughter may have her mother's name. */
static void test_the_members_name_is_not_enough_for_somebody_else(void **state)
{
    cnops_claim_reader_t reader = reader_of(*state);

    assert_true(is_masked(&reader, "Salma EL FICTIF", "child", ""));
    assert_true(is_masked(&reader, "Salma EL FICTIF", "", "2001-05-05"));
    assert_true(is_masked(&reader, "", "", ""));
    reader.person_record_sealed = NULL;
    reader.is_opened = false;
    reader.own_name = reader.own_name_reversed = NULL;
    assert_true(is_masked(&reader, "Salma EL FICTIF", "", ""));
    assert_true(is_masked(&reader, "", "", ""));
}

static void test_writes_initials(void **state)
{
    core_fixture_t *fixture = *state;

    assert_string_equal(cnops_claim_initials("Fatima Zahra  ALAMI", fixture->pool), "F. Z. A.");
    assert_string_equal(cnops_claim_initials(" Élodie ", fixture->pool), "É.");
    assert_string_equal(cnops_claim_initials("سلمى الفكتيف", fixture->pool), "س. ا.");
    assert_string_equal(cnops_claim_initials("", fixture->pool), "");
}

static cnops_claim_record_t record_of_an_adult(void)
{
    return (cnops_claim_record_t){.reference = "R1",
                                  .care_kind = "pharmacie",
                                  .beneficiary = "Omar EL FICTIF",
                                  .relation = "spouse",
                                  .birth_date = "1970-01-01",
                                  .spent = 100,
                                  .refunded = 70,
                                  .document_asked = "ordonnance",
                                  .reason = "illisible"};
}

static void test_hides_name_age_and_care(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_claim_reader_t reader = reader_of(fixture);
    cnops_claim_record_t record = record_of_an_adult();

    assert_true(cnops_claim_mask(&reader, &record, fixture->pool));
    assert_string_equal(record.beneficiary, "O. E. F.");
    assert_string_equal(record.birth_date, "");
    assert_string_equal(record.care_kind, "");
    assert_string_equal(record.document_asked, "ordonnance");
    assert_string_equal(record.reason, "illisible");
    assert_int_equal(record.spent, 100);
}

static void test_the_setting_says_what_is_hidden(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_claim_reader_t reader = reader_of(fixture);
    cnops_claim_record_t record = record_of_an_adult();

    fixture->settings->beneficiary_mask = CNOPS_BENEFICIARY_MASK_OFF;
    assert_false(cnops_claim_mask(&reader, &record, fixture->pool));
    assert_string_equal(record.beneficiary, "Omar EL FICTIF");
    fixture->settings->beneficiary_mask = CNOPS_BENEFICIARY_MASK_NAME;
    assert_true(cnops_claim_mask(&reader, &record, fixture->pool));
    assert_string_equal(record.beneficiary, "O. E. F.");
    assert_string_equal(record.birth_date, "");
    assert_string_equal(record.care_kind, "pharmacie");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_adults_and_people_of_unknown_age_are_masked),
        TEST(test_children_are_masked_from_their_eighteenth_birthday_on),
        TEST(test_the_members_own_claims_are_not_masked),
        TEST(test_the_members_name_is_not_enough_for_somebody_else),
        TEST(test_writes_initials),
        TEST(test_hides_name_age_and_care),
        TEST(test_the_setting_says_what_is_hidden),
    };

    return cmocka_run_group_tests_name("claim_reader", tests, NULL, NULL);
}
