/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/registration/row.h"

#include "base/date.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define INSURER       CNOPS_REGISTRATION_BY_INSURER
#define ESTABLISHMENT CNOPS_REGISTRATION_BY_ESTABLISHMENT

static const char *const good[CNOPS_REGISTRATION_COLUMNS] = {
    "2025-2026", "ab 123456", "g123456789",       "31/01/2005", "El Fictif", "Salma",
    "f",         "12, rue X", "salma@EXEMPLE.ma", "sent",       "",          NULL};

/* The faults of the good row with another value in one column. */
static apr_array_header_t *faults_with(cnops_registration_row_t *row, core_fixture_t *f,
                                       cnops_registration_sender_e sender,
                                       cnops_registration_column_e column, const char *value)
{
    apr_array_header_t *faults = apr_array_make(f->pool, 2, sizeof(cnops_registration_fault_t));
    const char *cells[CNOPS_REGISTRATION_COLUMNS];

    memcpy(cells, good, sizeof cells);
    cells[column] = value;
    cnops_registration_row_check(row, faults, cells, sender, f->pool);
    return faults;
}

/* NULL: none. */
static const char *fault_of(core_fixture_t *f, cnops_registration_sender_e sender,
                            cnops_registration_column_e column, const char *value)
{
    cnops_registration_row_t row;
    apr_array_header_t *faults = faults_with(&row, f, sender, column, value);

    if (!faults->nelts)
        return NULL;
    assert_int_equal(faults->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(faults, 0, cnops_registration_fault_t).column, column);
    return APR_ARRAY_IDX(faults, 0, cnops_registration_fault_t).code;
}

static void test_a_row_is_brought_into_its_normal_form(void **state)
{
    cnops_registration_row_t row;
    apr_array_header_t *faults =
        faults_with(&row, *state, ESTABLISHMENT, CNOPS_REGISTRATION_FAULTY, NULL);

    assert_int_equal(faults->nelts, 0);
    assert_int_equal(row.academic_year, 2025);
    assert_string_equal(row.cine, "AB123456");
    assert_string_equal(row.massar, "G123456789");
    assert_string_equal(row.birth_date, "2005-01-31");
    assert_string_equal(row.family_name, "El Fictif");
    assert_string_equal(row.given_name, "Salma");
    assert_string_equal(row.sex, "F");
    assert_string_equal(row.address, "12, rue X");
    assert_string_equal(row.email, "salma@exemple.ma");
    assert_int_equal(row.status, CNOPS_REGISTRATION_SENT);
    assert_string_equal(row.received_on, "");
    assert_string_equal(row.errors, "");
}

static void test_each_column_has_its_fault(void **state)
{
    static const struct {
        cnops_registration_column_e column;
        const char *value, *code;
    } cases[] = {
        {CNOPS_REGISTRATION_YEAR, NULL, "required"},
        {CNOPS_REGISTRATION_YEAR, " ", "required"},
        {CNOPS_REGISTRATION_YEAR, "2025", "invalid_year"},
        {CNOPS_REGISTRATION_YEAR, "2025-2027", "invalid_year"},
        {CNOPS_REGISTRATION_YEAR, "1999-2000", "invalid_year"},
        {CNOPS_REGISTRATION_YEAR, "2999-3000", "invalid_year"},
        {CNOPS_REGISTRATION_YEAR, "2025 - 2026", "too_long"},
        {CNOPS_REGISTRATION_CINE, "", "required"},
        {CNOPS_REGISTRATION_CINE, "=AB", "invalid_document"},
        {CNOPS_REGISTRATION_MASSAR, "", "required"},
        {CNOPS_REGISTRATION_MASSAR, "G12345678", "invalid_massar"},
        {CNOPS_REGISTRATION_BIRTH_DATE, "", "required"},
        {CNOPS_REGISTRATION_BIRTH_DATE, "31/02/2005", "invalid_date"},
        {CNOPS_REGISTRATION_BIRTH_DATE, "2005", "invalid_date"},
        {CNOPS_REGISTRATION_BIRTH_DATE, "2999-01-01", "invalid_date"},
        {CNOPS_REGISTRATION_FAMILY_NAME, "", "required"},
        {CNOPS_REGISTRATION_FAMILY_NAME, "El\nFictif", "malformed"},
        {CNOPS_REGISTRATION_GIVEN_NAME, "", "required"},
        {CNOPS_REGISTRATION_GIVEN_NAME, "Sal\x01ma", "malformed"},
        {CNOPS_REGISTRATION_SEX, "", "required"},
        {CNOPS_REGISTRATION_SEX, "H", "invalid_sex"},
        {CNOPS_REGISTRATION_ADDRESS, "a\tb", "malformed"},
        {CNOPS_REGISTRATION_EMAIL, "salma", "invalid_email"},
        {CNOPS_REGISTRATION_STATE, "", "required"},
        {CNOPS_REGISTRATION_STATE, "done", "invalid_status"},
        {CNOPS_REGISTRATION_STATE, "registered", "reserved_status"},
        {CNOPS_REGISTRATION_STATE, "in_process", "reserved_status"},
        {CNOPS_REGISTRATION_RECEIVED_ON, "2026-01-01", "reserved"},
        {CNOPS_REGISTRATION_FAULTY, "sex;shoes", "invalid_errors"},
        {CNOPS_REGISTRATION_FAULTY, "status", "invalid_errors"},
    };
    core_fixture_t *f = *state;

    for (apr_size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *code = fault_of(f, ESTABLISHMENT, cases[i].column, cases[i].value);

        assert_non_null(code);
        assert_string_equal(code, cases[i].code);
        assert_string_not_equal(cnops_registration_code_meaning(code), code);
    }
}

static const char *repeat(char c, int count, apr_pool_t *pool)
{
    char *text = apr_pcalloc(pool, (apr_size_t)count + 1);

    memset(text, c, (apr_size_t)count);
    return text;
}

/* contract.md §9. Characters are counted, not bytes. */
static void test_texts_have_their_longest_length(void **state)
{
    core_fixture_t *f = *state;
    const char *arabic = "سلمى";

    assert_null(
        fault_of(f, ESTABLISHMENT, CNOPS_REGISTRATION_FAMILY_NAME, repeat('a', 80, f->pool)));
    assert_string_equal(
        fault_of(f, ESTABLISHMENT, CNOPS_REGISTRATION_FAMILY_NAME, repeat('a', 81, f->pool)),
        "too_long");
    assert_null(fault_of(f, ESTABLISHMENT, CNOPS_REGISTRATION_ADDRESS, repeat('a', 200, f->pool)));
    assert_string_equal(
        fault_of(f, ESTABLISHMENT, CNOPS_REGISTRATION_ADDRESS, repeat('a', 201, f->pool)),
        "too_long");
    assert_string_equal(fault_of(f, ESTABLISHMENT, CNOPS_REGISTRATION_EMAIL,
                                 apr_pstrcat(f->pool, repeat('a', 252, f->pool), "@ma", NULL)),
                        "too_long");
    assert_null(fault_of(f, ESTABLISHMENT, CNOPS_REGISTRATION_GIVEN_NAME,
                         apr_pstrcat(f->pool, arabic, repeat('a', 76, f->pool), NULL)));
}

static void test_the_insurer_says_more(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row;

    for (int i = 0; i < CNOPS_REGISTRATION_STATUSES; i++)
        assert_null(fault_of(f, INSURER, CNOPS_REGISTRATION_STATE,
                             cnops_registration_status_name((cnops_registration_status_e)i)));
    assert_int_equal(
        faults_with(&row, f, INSURER, CNOPS_REGISTRATION_RECEIVED_ON, "01/10/2025")->nelts, 0);
    assert_string_equal(row.received_on, "2025-10-01");
    assert_string_equal(fault_of(f, INSURER, CNOPS_REGISTRATION_RECEIVED_ON, "2999-01-01"),
                        "invalid_date");
    assert_int_equal(faults_with(&row, f, INSURER, CNOPS_REGISTRATION_BIRTH_DATE, "2005")->nelts,
                     0);
    assert_string_equal(row.birth_date, "2005");
    assert_string_equal(fault_of(f, INSURER, CNOPS_REGISTRATION_BIRTH_DATE, "2999"),
                        "invalid_date");
    assert_string_equal(fault_of(f, INSURER, CNOPS_REGISTRATION_BIRTH_DATE, "20-5"),
                        "invalid_date");
}

/* Columns that are in error belong to the status errors. */
static void test_errors_are_kept_with_their_status(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *faults = apr_array_make(f->pool, 2, sizeof(cnops_registration_fault_t));
    const char *cells[CNOPS_REGISTRATION_COLUMNS];
    cnops_registration_row_t row;

    memcpy(cells, good, sizeof cells);
    cells[CNOPS_REGISTRATION_FAULTY] = "sex; birth_date";
    cnops_registration_row_check(&row, faults, cells, ESTABLISHMENT, f->pool);
    assert_int_equal(faults->nelts, 0);
    assert_string_equal(row.errors, "");
    cells[CNOPS_REGISTRATION_STATE] = "errors";
    cnops_registration_row_check(&row, faults, cells, ESTABLISHMENT, f->pool);
    assert_int_equal(faults->nelts, 0);
    assert_string_equal(row.errors, "sex;birth_date");
}

static void test_faults_come_in_the_order_of_the_columns(void **state)
{
    static const char *const nothing[CNOPS_REGISTRATION_COLUMNS] = {NULL};
    core_fixture_t *f = *state;
    apr_array_header_t *faults = apr_array_make(f->pool, 2, sizeof(cnops_registration_fault_t));
    cnops_registration_row_t row;

    cnops_registration_row_check(&row, faults, nothing, INSURER, f->pool);
    assert_int_equal(faults->nelts, 8);
    for (int i = 1; i < faults->nelts; i++)
        assert_true(APR_ARRAY_IDX(faults, i - 1, cnops_registration_fault_t).column <
                    APR_ARRAY_IDX(faults, i, cnops_registration_fault_t).column);
}

static void test_columns_are_found_by_their_names(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        assert_int_equal(cnops_registration_column_find(
                             cnops_registration_column_name((cnops_registration_column_e)i)),
                         i);
    assert_int_equal(cnops_registration_column_find("shoes"), -1);
    assert_string_equal(cnops_registration_year_text(2025, f->pool), "2025-2026");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_row_is_brought_into_its_normal_form),
        CASE(test_each_column_has_its_fault),
        CASE(test_texts_have_their_longest_length),
        CASE(test_the_insurer_says_more),
        CASE(test_errors_are_kept_with_their_status),
        CASE(test_faults_come_in_the_order_of_the_columns),
        CASE(test_columns_are_found_by_their_names),
    };

    return cmocka_run_group_tests_name("row of registrations", tests, NULL, NULL);
}
