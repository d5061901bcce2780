/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/json.h"
#include "core/person/identity.h"
#include "ctl/import/member_row.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

/* A row without faults; each test changes one cell of it. */
static const char *const good[CNOPS_MEMBER_COLUMNS] = {
    [CNOPS_COLUMN_IMMATRICULATION] = "123 456 789",
    [CNOPS_COLUMN_DOCUMENT_TYPE] = "cnie",
    [CNOPS_COLUMN_CNI] = "ab 123456",
    [CNOPS_COLUMN_BIRTH_DATE] = "1980-04-12",
    [CNOPS_COLUMN_FAMILY_NAME] = "Fictive",
    [CNOPS_COLUMN_GIVEN_NAME] = "Amina",
    [CNOPS_COLUMN_FAMILY_NAME_AR] = "مثال",
    [CNOPS_COLUMN_GIVEN_NAME_AR] = "أمينة",
    [CNOPS_COLUMN_SCHEME] = "public",
    [CNOPS_COLUMN_EMPLOYEE_NO] = "e-2001",
    [CNOPS_COLUMN_PAYMENT_MODE] = "transfer",
    [CNOPS_COLUMN_RIB] = "000 000 0000000000 12345678",
    [CNOPS_COLUMN_CIVIL_STATUS_NO] = "12/1980",
    [CNOPS_COLUMN_MASSAR] = "",
    [CNOPS_COLUMN_MUTUELLE] = "Mutuelle fictive",
    [CNOPS_COLUMN_AFFILIATION_NO] = "AF-1",
    [CNOPS_COLUMN_ADDRESS] = "1, rue de l’Exemple",
    [CNOPS_COLUMN_POSTAL_CODE] = "10 000",
    [CNOPS_COLUMN_CITY] = "Rabat",
    [CNOPS_COLUMN_ADDRESS_PENDING] = "1",
    [CNOPS_COLUMN_STATUS] = "active",
    [CNOPS_COLUMN_RIGHTS_FROM] = "2020-01-01",
    [CNOPS_COLUMN_RIGHTS_TO] = "",
    [CNOPS_COLUMN_EMAIL_ON_FILE] = "amina@Example.MA",
    [CNOPS_COLUMN_PHONE_ON_FILE] = "06 00 00 00 01",
};

static void set_places_in_order(cnops_row_places_t *places)
{
    for (int i = 0; i < CNOPS_MEMBER_COLUMNS; i++)
        places->of[i] = i;
    places->cells = CNOPS_MEMBER_COLUMNS;
}

static apr_array_header_t *make_faults(apr_pool_t *pool)
{
    return apr_array_make(pool, 1, sizeof(cnops_row_fault_t));
}

static const cnops_row_fault_t *fault_at(const apr_array_header_t *faults, int i)
{
    return &APR_ARRAY_IDX(faults, i, cnops_row_fault_t);
}

/* The good row with one cell changed. */
static apr_array_header_t *read_with(cnops_member_row_t *row, cnops_member_column_e column,
                                     const char *value, apr_pool_t *pool)
{
    const char *cells[CNOPS_MEMBER_COLUMNS];
    cnops_row_places_t places;
    apr_array_header_t *faults = make_faults(pool);

    memcpy(cells, good, sizeof cells);
    cells[column] = value;
    set_places_in_order(&places);
    cnops_row_read(row->values, faults, &cnops_member_table, &places, cells, CNOPS_MEMBER_COLUMNS,
                   pool);
    return faults;
}

/* --- the header --- */

static void test_takes_columns_in_any_order(void **state)
{
    core_fixture_t *fixture = *state;
    const char *cells[CNOPS_MEMBER_COLUMNS];
    cnops_row_places_t places;
    apr_array_header_t *faults = make_faults(fixture->pool);

    for (int i = 0; i < CNOPS_MEMBER_COLUMNS; i++)
        cells[CNOPS_MEMBER_COLUMNS - 1 - i] = cnops_member_column_name((cnops_member_column_e)i);
    cnops_row_header_read(&places, faults, &cnops_member_table, cells, CNOPS_MEMBER_COLUMNS);
    assert_int_equal(faults->nelts, 0);
    assert_int_equal(places.of[0], CNOPS_MEMBER_COLUMNS - 1);
    assert_int_equal(places.of[CNOPS_MEMBER_COLUMNS - 1], 0);
}

static void test_refuses_columns_by_name(void **state)
{
    core_fixture_t *fixture = *state;
    const char *cells[CNOPS_MEMBER_COLUMNS];
    cnops_row_places_t places;
    apr_array_header_t *faults = make_faults(fixture->pool);

    for (int i = 0; i < CNOPS_MEMBER_COLUMNS; i++)
        cells[i] = cnops_member_column_name((cnops_member_column_e)i);
    cells[3] = "birthday";
    cells[4] = "cni";
    cnops_row_header_read(&places, faults, &cnops_member_table, cells, CNOPS_MEMBER_COLUMNS);
    assert_int_equal(faults->nelts, 4);
    assert_string_equal(fault_at(faults, 0)->column, "birthday");
    assert_string_equal(fault_at(faults, 0)->reason, "unknown column");
    assert_string_equal(fault_at(faults, 1)->column, "cni");
    assert_string_equal(fault_at(faults, 1)->reason, "column given twice");
    assert_string_equal(fault_at(faults, 2)->column, "birth_date");
    assert_string_equal(fault_at(faults, 2)->reason, "column missing");
    assert_string_equal(fault_at(faults, 3)->column, "family_name");
}

/* --- rows --- */

static void test_normalises_a_good_row(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_member_row_t row;

    assert_int_equal(read_with(&row, CNOPS_COLUMN_CITY, "  Rabat ", fixture->pool)->nelts, 0);
    assert_string_equal(row.values[CNOPS_COLUMN_IMMATRICULATION], "123456789");
    assert_string_equal(row.values[CNOPS_COLUMN_CNI], "AB123456");
    assert_string_equal(row.values[CNOPS_COLUMN_EMPLOYEE_NO], "E2001");
    assert_string_equal(row.values[CNOPS_COLUMN_RIB], "12345678");
    assert_string_equal(row.values[CNOPS_COLUMN_CIVIL_STATUS_NO], "121980");
    assert_string_equal(row.values[CNOPS_COLUMN_POSTAL_CODE], "10000");
    assert_string_equal(row.values[CNOPS_COLUMN_CITY], "Rabat");
    assert_string_equal(row.values[CNOPS_COLUMN_EMAIL_ON_FILE], "amina@example.ma");
    assert_string_equal(row.values[CNOPS_COLUMN_PHONE_ON_FILE], "+212600000001");
    assert_string_equal(row.values[CNOPS_COLUMN_MASSAR], "");
}

typedef struct cell_t {
    cnops_member_column_e column;
    const char *value;
} cell_t;

static void test_says_which_words_it_wants(void **state)
{
    static const struct {
        cnops_member_column_e column;
        const char *reason;
    } wants[] = {
        {CNOPS_COLUMN_DOCUMENT_TYPE, "want cnie, passport or residence"},
        {CNOPS_COLUMN_SCHEME, "want public or student"},
        {CNOPS_COLUMN_PAYMENT_MODE, "want transfer, money_order or nothing"},
        {CNOPS_COLUMN_STATUS, "want active, closed or deceased"},
        {CNOPS_COLUMN_RIB, "want 24 digits"},
    };
    core_fixture_t *fixture = *state;

    for (apr_size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        cnops_member_row_t row;

        assert_string_equal(
            fault_at(read_with(&row, wants[i].column, "other", fixture->pool), 0)->reason,
            wants[i].reason);
    }
}

static const cell_t bad_cells[] = {
    {CNOPS_COLUMN_IMMATRICULATION, ""},
    {CNOPS_COLUMN_IMMATRICULATION, "12;34"},
    {CNOPS_COLUMN_DOCUMENT_TYPE, "CNIE"},
    {CNOPS_COLUMN_DOCUMENT_TYPE, ""},
    {CNOPS_COLUMN_CNI, "ABC123456"},
    {CNOPS_COLUMN_CNI, "123456"},
    {CNOPS_COLUMN_CNI, "AB12345678"},
    {CNOPS_COLUMN_BIRTH_DATE, "12/04/1980"},
    {CNOPS_COLUMN_BIRTH_DATE, "1981-02-29"},
    {CNOPS_COLUMN_BIRTH_DATE, ""},
    {CNOPS_COLUMN_BIRTH_DATE, "2999"},
    {CNOPS_COLUMN_BIRTH_DATE, "2999-01-01"},
    {CNOPS_COLUMN_FAMILY_NAME, " "},
    {CNOPS_COLUMN_FAMILY_NAME, "A\nB"},
    {CNOPS_COLUMN_FAMILY_NAME, "A\x7f"},
    {CNOPS_COLUMN_FAMILY_NAME, "A\xc2\x9b"},
    {CNOPS_COLUMN_SCHEME, "private"},
    {CNOPS_COLUMN_EMPLOYEE_NO, "E"},
    {CNOPS_COLUMN_PAYMENT_MODE, "cheque"},
    {CNOPS_COLUMN_RIB, "12345678"},
    {CNOPS_COLUMN_RIB, "00000000000000001234567X"},
    {CNOPS_COLUMN_CIVIL_STATUS_NO, "n°12"},
    {CNOPS_COLUMN_MASSAR, "AB12345678"},
    {CNOPS_COLUMN_MASSAR, "G12345678"},
    {CNOPS_COLUMN_POSTAL_CODE, "1000"},
    {CNOPS_COLUMN_ADDRESS_PENDING, ""},
    {CNOPS_COLUMN_ADDRESS_PENDING, "2"},
    {CNOPS_COLUMN_STATUS, "Active"},
    {CNOPS_COLUMN_RIGHTS_FROM, "2020"},
    {CNOPS_COLUMN_RIGHTS_TO, "2019-12-31"},
    {CNOPS_COLUMN_EMAIL_ON_FILE, "amina"},
    {CNOPS_COLUMN_PHONE_ON_FILE, "0537000000"},
};

static void test_refuses_bad_cells_by_column(void **state)
{
    core_fixture_t *fixture = *state;

    for (apr_size_t i = 0; i < sizeof bad_cells / sizeof *bad_cells; i++) {
        cnops_member_row_t row;
        const char *name = cnops_member_column_name(bad_cells[i].column);
        apr_array_header_t *faults =
            read_with(&row, bad_cells[i].column, bad_cells[i].value, fixture->pool);

        if (faults->nelts != 1)
            fail_msg("%s = '%s': %d faults", name, bad_cells[i].value, faults->nelts);
        assert_string_equal(fault_at(faults, 0)->column, name);
        if (*bad_cells[i].value)
            assert_null(strstr(fault_at(faults, 0)->reason, bad_cells[i].value));
    }
}

static void test_accepts_optional_cells(void **state)
{
    static const cell_t good_cells[] = {
        {CNOPS_COLUMN_BIRTH_DATE, "1952"},      {CNOPS_COLUMN_EMPLOYEE_NO, ""},
        {CNOPS_COLUMN_PAYMENT_MODE, ""},        {CNOPS_COLUMN_RIB, ""},
        {CNOPS_COLUMN_CIVIL_STATUS_NO, ""},     {CNOPS_COLUMN_MASSAR, "g123456789"},
        {CNOPS_COLUMN_MASSAR, "1234567890"},    {CNOPS_COLUMN_ADDRESS, ""},
        {CNOPS_COLUMN_POSTAL_CODE, ""},         {CNOPS_COLUMN_RIGHTS_FROM, ""},
        {CNOPS_COLUMN_EMAIL_ON_FILE, ""},       {CNOPS_COLUMN_PHONE_ON_FILE, ""},
        {CNOPS_COLUMN_STATUS, "deceased"},      {CNOPS_COLUMN_RIGHTS_TO, "2020-01-01"},
        {CNOPS_COLUMN_RIGHTS_TO, "2999-12-31"}, {CNOPS_COLUMN_CNI, "A1"},
    };
    core_fixture_t *fixture = *state;

    for (apr_size_t i = 0; i < sizeof good_cells / sizeof *good_cells; i++) {
        cnops_member_row_t row;

        if (read_with(&row, good_cells[i].column, good_cells[i].value, fixture->pool)->nelts != 0)
            fail_msg("%s = '%s' is refused", cnops_member_column_name(good_cells[i].column),
                     good_cells[i].value);
    }
}

static void test_reports_every_fault_of_a_row(void **state)
{
    core_fixture_t *fixture = *state;
    const char *cells[CNOPS_MEMBER_COLUMNS];
    cnops_row_places_t places;
    apr_array_header_t *faults = make_faults(fixture->pool);
    cnops_member_row_t row;

    memcpy(cells, good, sizeof cells);
    cells[CNOPS_COLUMN_CNI] = "?";
    cells[CNOPS_COLUMN_STATUS] = "";
    set_places_in_order(&places);
    cnops_row_read(row.values, faults, &cnops_member_table, &places, cells, CNOPS_MEMBER_COLUMNS,
                   fixture->pool);
    assert_int_equal(faults->nelts, 2);
    assert_string_equal(fault_at(faults, 0)->column, "cni");
    assert_string_equal(fault_at(faults, 1)->column, "status");
    assert_string_equal(fault_at(faults, 1)->reason, "empty");
}

static void test_a_student_s_number_is_the_document(void **state)
{
    core_fixture_t *fixture = *state;
    const char *cells[CNOPS_MEMBER_COLUMNS];
    cnops_row_places_t places;
    apr_array_header_t *faults = make_faults(fixture->pool);
    cnops_member_row_t row;

    memcpy(cells, good, sizeof cells);
    set_places_in_order(&places);
    cells[CNOPS_COLUMN_SCHEME] = "student";
    cells[CNOPS_COLUMN_IMMATRICULATION] = "AB123456";
    cnops_row_read(row.values, faults, &cnops_member_table, &places, cells, CNOPS_MEMBER_COLUMNS,
                   fixture->pool);
    assert_int_equal(faults->nelts, 0);
    cells[CNOPS_COLUMN_IMMATRICULATION] = "123456789";
    cnops_row_read(row.values, faults, &cnops_member_table, &places, cells, CNOPS_MEMBER_COLUMNS,
                   fixture->pool);
    assert_int_equal(faults->nelts, 1);
    assert_string_equal(fault_at(faults, 0)->column, "immatriculation");
}

static void test_a_passport_has_another_form(void **state)
{
    core_fixture_t *fixture = *state;
    const char *cells[CNOPS_MEMBER_COLUMNS];
    cnops_row_places_t places;
    apr_array_header_t *faults = make_faults(fixture->pool);
    cnops_member_row_t row;

    memcpy(cells, good, sizeof cells);
    set_places_in_order(&places);
    cells[CNOPS_COLUMN_DOCUMENT_TYPE] = "passport";
    cells[CNOPS_COLUMN_CNI] = "12ABC3456789";
    cnops_row_read(row.values, faults, &cnops_member_table, &places, cells, CNOPS_MEMBER_COLUMNS,
                   fixture->pool);
    assert_int_equal(faults->nelts, 0);
}

static void test_refuses_a_row_of_another_length(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_row_places_t places;
    apr_array_header_t *faults = make_faults(fixture->pool);
    cnops_member_row_t row;

    set_places_in_order(&places);
    cnops_row_read(row.values, faults, &cnops_member_table, &places, good, CNOPS_MEMBER_COLUMNS - 1,
                   fixture->pool);
    assert_int_equal(faults->nelts, 1);
    assert_string_equal(fault_at(faults, 0)->column, "row");
}

/* --- what is stored --- */

static cnops_import_row_t seal_with(core_fixture_t *fixture, cnops_member_column_e column,
                                    const char *value)
{
    cnops_import_row_t kept;
    cnops_member_row_t row;

    assert_int_equal(read_with(&row, column, value, fixture->pool)->nelts, 0);
    cnops_member_row_seal(&kept, &fixture->core, &row, 42, fixture->pool);
    return kept;
}

static void test_stores_facts_as_core_compares_them(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_core_t *core = &fixture->core;
    cnops_import_row_t kept = seal_with(fixture, CNOPS_COLUMN_CITY, "Rabat");
    const char *document =
        cnops_identity_document_digest(core, CNOPS_DOCUMENT_CNIE, "AB123456", fixture->pool);

    assert_int_equal(kept.line, 42);
    assert_string_equal(kept.document_digest, document);
    assert_string_equal(kept.key_id, "test2");
    assert_string_equal(kept.membership.immatriculation_digest,
                        cnops_identity_immatriculation_digest(core, "123456789", fixture->pool));
    assert_string_equal(
        kept.membership.rib_digest,
        cnops_identity_fact_digest(core, CNOPS_FACT_RIB, document, "12345678", fixture->pool));
    assert_string_equal(
        kept.membership.employee_digest,
        cnops_identity_fact_digest(core, CNOPS_FACT_EMPLOYEE, document, "E2001", fixture->pool));
    assert_string_equal(kept.membership.civil_status_digest,
                        cnops_identity_fact_digest(core, CNOPS_FACT_CIVIL_STATUS, document,
                                                   "121980", fixture->pool));
    assert_int_equal(kept.membership.payment_mode, CNOPS_PAYMENT_TRANSFER);
    assert_string_equal(kept.membership.rights_from, "2020-01-01");
    assert_null(kept.membership.rights_to);
}

static void test_an_empty_fact_has_no_digest(void **state)
{
    assert_null(seal_with(*state, CNOPS_COLUMN_RIB, "").membership.rib_digest);
}

static void test_seals_the_records_of_person_and_membership(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_import_row_t kept = seal_with(fixture, CNOPS_COLUMN_CITY, "Rabat");
    cnops_tree_t *person, *membership;

    assert_int_equal(cnops_identity_record(&person, &fixture->core, CNOPS_SEALED_PERSON,
                                           kept.person_sealed, fixture->pool),
                     APR_SUCCESS);
    assert_string_equal(cnops_tree_text(person, "cni"), "AB123456");
    assert_string_equal(cnops_tree_text(person, "birth_date"), "1980-04-12");
    assert_string_equal(cnops_tree_text(person, "given_name_ar"), "أمينة");
    assert_int_equal(cnops_identity_record(&membership, &fixture->core, CNOPS_SEALED_MEMBERSHIP,
                                           kept.membership.record_sealed, fixture->pool),
                     APR_SUCCESS);
    assert_string_equal(cnops_tree_text(membership, "immatriculation"), "123456789");
    assert_true(cnops_tree_bool(membership, "address_pending"));
    assert_null(cnops_tree_text(membership, "massar"));
    assert_null(strstr(cnops_json_write(membership, fixture->pool), "12345678\""));
}

static void test_every_column_counts_as_a_change(void **state)
{
    static const cell_t others[] = {
        {CNOPS_COLUMN_IMMATRICULATION, "1"},
        {CNOPS_COLUMN_CNI, "AB1234"},
        {CNOPS_COLUMN_BIRTH_DATE, "1981"},
        {CNOPS_COLUMN_FAMILY_NAME, "Autre"},
        {CNOPS_COLUMN_GIVEN_NAME, "Autre"},
        {CNOPS_COLUMN_FAMILY_NAME_AR, ""},
        {CNOPS_COLUMN_GIVEN_NAME_AR, ""},
        {CNOPS_COLUMN_EMPLOYEE_NO, ""},
        {CNOPS_COLUMN_PAYMENT_MODE, ""},
        {CNOPS_COLUMN_RIB, ""},
        {CNOPS_COLUMN_CIVIL_STATUS_NO, ""},
        {CNOPS_COLUMN_MASSAR, "1234567890"},
        {CNOPS_COLUMN_MUTUELLE, ""},
        {CNOPS_COLUMN_AFFILIATION_NO, ""},
        {CNOPS_COLUMN_ADDRESS, ""},
        {CNOPS_COLUMN_POSTAL_CODE, ""},
        {CNOPS_COLUMN_CITY, ""},
        {CNOPS_COLUMN_ADDRESS_PENDING, "0"},
        {CNOPS_COLUMN_STATUS, "closed"},
        {CNOPS_COLUMN_RIGHTS_FROM, ""},
        {CNOPS_COLUMN_RIGHTS_TO, "2030-01-01"},
        {CNOPS_COLUMN_EMAIL_ON_FILE, ""},
        {CNOPS_COLUMN_PHONE_ON_FILE, ""},
    };
    core_fixture_t *fixture = *state;
    const char *same = seal_with(fixture, CNOPS_COLUMN_CITY, " Rabat").import_digest;

    assert_string_equal(same, seal_with(fixture, CNOPS_COLUMN_CITY, "Rabat").import_digest);
    for (apr_size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_string_not_equal(
            same, seal_with(fixture, others[i].column, others[i].value).import_digest);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_takes_columns_in_any_order),
        TEST(test_refuses_columns_by_name),
        TEST(test_normalises_a_good_row),
        TEST(test_says_which_words_it_wants),
        TEST(test_refuses_bad_cells_by_column),
        TEST(test_accepts_optional_cells),
        TEST(test_reports_every_fault_of_a_row),
        TEST(test_a_student_s_number_is_the_document),
        TEST(test_a_passport_has_another_form),
        TEST(test_refuses_a_row_of_another_length),
        TEST(test_stores_facts_as_core_compares_them),
        TEST(test_an_empty_fact_has_no_digest),
        TEST(test_seals_the_records_of_person_and_membership),
        TEST(test_every_column_counts_as_a_change),
    };

    return cmocka_run_group_tests_name("member_row", tests, NULL, NULL);
}
