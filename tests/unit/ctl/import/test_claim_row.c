/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/claim_row.h"

#include "core/person/identity.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

static const char *const good[CNOPS_CLAIM_COLUMNS] = {
    "D-1",   "100000011",  "2026-01-05", "Radiologie", "Salma Fictive",
    "0200",  "150",        "paid",       "2026-02-05", "transfer",
    "child", "2015-02-03", "Ordonnance", "Illisible",  "AF-1",
};

typedef struct reading_t {
    const char *values[CNOPS_CLAIM_COLUMNS];
    apr_array_header_t *faults;
} reading_t;

/* The good row with one cell changed. */
static reading_t read_with(cnops_claim_column_e column, const char *value, apr_pool_t *pool)
{
    reading_t reading = {.faults = apr_array_make(pool, 1, sizeof(cnops_row_fault_t))};
    const char *cells[CNOPS_CLAIM_COLUMNS];
    cnops_row_places_t places = {.cells = CNOPS_CLAIM_COLUMNS};

    for (int i = 0; i < CNOPS_CLAIM_COLUMNS; i++)
        places.of[i] = i;
    memcpy(cells, good, sizeof cells);
    cells[column] = value;
    cnops_row_read(reading.values, reading.faults, &cnops_claim_table, &places, cells,
                   CNOPS_CLAIM_COLUMNS, pool);
    return reading;
}

static const cnops_row_fault_t *fault_at(const apr_array_header_t *faults, int i)
{
    assert_true(i < faults->nelts);
    return &APR_ARRAY_IDX(faults, i, cnops_row_fault_t);
}

static void test_normalises_a_good_row(void **state)
{
    core_fixture_t *f = *state;
    reading_t reading = read_with(CNOPS_CLAIM_COLUMN_REFUNDED, "٠٠", f->pool);

    assert_int_equal(reading.faults->nelts, 0);
    assert_string_equal(reading.values[CNOPS_CLAIM_COLUMN_REFERENCE], "D-1");
    assert_string_equal(reading.values[CNOPS_CLAIM_COLUMN_SPENT], "200");
    assert_string_equal(reading.values[CNOPS_CLAIM_COLUMN_REFUNDED], "0");
    assert_string_equal(reading.values[CNOPS_CLAIM_COLUMN_BENEFICIARY], "Salma Fictive");
}

static void test_some_cells_may_be_empty(void **state)
{
    static const bool may_be_empty[CNOPS_CLAIM_COLUMNS] = {
        [CNOPS_CLAIM_COLUMN_REFUNDED] = true,     [CNOPS_CLAIM_COLUMN_PAID_ON] = true,
        [CNOPS_CLAIM_COLUMN_PAYMENT_MODE] = true, [CNOPS_CLAIM_COLUMN_RELATION] = true,
        [CNOPS_CLAIM_COLUMN_BIRTH_DATE] = true,   [CNOPS_CLAIM_COLUMN_DOCUMENT_ASKED] = true,
        [CNOPS_CLAIM_COLUMN_REASON] = true,       [CNOPS_CLAIM_COLUMN_AFFILIATION_NO] = true};
    core_fixture_t *f = *state;

    for (int i = 0; i < CNOPS_CLAIM_COLUMNS; i++) {
        reading_t reading = read_with((cnops_claim_column_e)i, "", f->pool);

        assert_int_equal(reading.faults->nelts, !may_be_empty[i]);
        if (may_be_empty[i])
            assert_string_equal(reading.values[i], "");
        else
            assert_string_equal(fault_at(reading.faults, 0)->reason, "empty");
    }
}

static void test_refuses_bad_cells_by_column(void **state)
{
    static const struct {
        cnops_claim_column_e column;
        const char *value;
    } bad[] = {
        {CNOPS_CLAIM_COLUMN_REFERENCE, "D/1"},
        {CNOPS_CLAIM_COLUMN_REFERENCE, "D 1"},
        {CNOPS_CLAIM_COLUMN_REFERENCE, "é"},
        {CNOPS_CLAIM_COLUMN_REFERENCE, "123456789012345678901234567890123"},
        {CNOPS_CLAIM_COLUMN_IMMATRICULATION, "12;34"},
        {CNOPS_CLAIM_COLUMN_RECEIVED_ON, "2026"},
        {CNOPS_CLAIM_COLUMN_RECEIVED_ON, "05/01/2026"},
        {CNOPS_CLAIM_COLUMN_RECEIVED_ON, "2026-02-29"},
        {CNOPS_CLAIM_COLUMN_BENEFICIARY, "A\x1f"},
        {CNOPS_CLAIM_COLUMN_SPENT, "12,50"},
        {CNOPS_CLAIM_COLUMN_SPENT, "12.50"},
        {CNOPS_CLAIM_COLUMN_SPENT, "-1"},
        {CNOPS_CLAIM_COLUMN_SPENT, "+1"},
        {CNOPS_CLAIM_COLUMN_SPENT, "1 000"},
        {CNOPS_CLAIM_COLUMN_SPENT, "1E+05"},
        {CNOPS_CLAIM_COLUMN_SPENT, "1234567890123"},
        {CNOPS_CLAIM_COLUMN_REFUNDED, "x"},
        {CNOPS_CLAIM_COLUMN_STATUS, "Paid"},
        {CNOPS_CLAIM_COLUMN_PAID_ON, "2026-13-01"},
        {CNOPS_CLAIM_COLUMN_PAYMENT_MODE, "cheque"},
        {CNOPS_CLAIM_COLUMN_RELATION, "cousin"},
        {CNOPS_CLAIM_COLUMN_BIRTH_DATE, "2999-01-01"},
        {CNOPS_CLAIM_COLUMN_REASON, "two\nlines"},
    };
    core_fixture_t *f = *state;

    for (apr_size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        reading_t reading = read_with(bad[i].column, bad[i].value, f->pool);

        assert_int_equal(reading.faults->nelts, 1);
        assert_string_equal(fault_at(reading.faults, 0)->column,
                            cnops_claim_column_name(bad[i].column));
        assert_null(strstr(fault_at(reading.faults, 0)->reason, bad[i].value));
    }
    assert_string_equal(
        fault_at(read_with(CNOPS_CLAIM_COLUMN_STATUS, "open", f->pool).faults, 0)->reason,
        "want received, in_process, document_asked, paid or rejected");
}

static void test_optional_columns_may_be_absent(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *faults = apr_array_make(f->pool, 1, sizeof(cnops_row_fault_t));
    const char *names[CNOPS_CLAIM_COLUMNS], *values[CNOPS_CLAIM_COLUMNS];
    cnops_row_places_t places;

    for (int i = 0; i < CNOPS_CLAIM_COLUMNS; i++)
        names[i] = cnops_claim_column_name((cnops_claim_column_e)i);
    cnops_row_header_read(&places, faults, &cnops_claim_table, names, CNOPS_CLAIM_COLUMN_RELATION);
    assert_int_equal(faults->nelts, 0);
    cnops_row_read(values, faults, &cnops_claim_table, &places, good, CNOPS_CLAIM_COLUMN_RELATION,
                   f->pool);
    assert_int_equal(faults->nelts, 0);
    assert_string_equal(values[CNOPS_CLAIM_COLUMN_REASON], "");
    cnops_row_read(values, faults, &cnops_claim_table, &places, good, CNOPS_CLAIM_COLUMNS, f->pool);
    assert_string_equal(fault_at(faults, 0)->reason, "15 cells, want 10");
    apr_array_clear(faults);
    cnops_row_header_read(&places, faults, &cnops_claim_table, names, 9);
    assert_int_equal(faults->nelts, 1);
    assert_string_equal(fault_at(faults, 0)->column, "payment_mode");
    assert_string_equal(fault_at(faults, 0)->reason, "column missing");
}

static cnops_claim_kept_t seal(core_fixture_t *f, cnops_claim_column_e column, const char *value)
{
    reading_t reading = read_with(column, value, f->pool);
    cnops_claim_kept_t kept = {.line = 7};

    assert_int_equal(reading.faults->nelts, 0);
    cnops_claim_row_seal(&kept, &f->core, reading.values, 1234, f->pool);
    return kept;
}

static void test_seals_everything_but_day_and_status(void **state)
{
    core_fixture_t *f = *state;
    cnops_claim_kept_t kept = seal(f, CNOPS_CLAIM_COLUMN_REFUNDED, "");
    cnops_claim_record_t record;

    assert_int_equal(kept.line, 7);
    assert_string_equal(kept.received_on, "2026-01-05");
    assert_string_equal(kept.status, "paid");
    assert_string_equal(kept.immatriculation_digest,
                        cnops_identity_immatriculation_digest(&f->core, "100000011", f->pool));
    assert_string_equal(kept.reference_digest,
                        cnops_claim_reference_digest(&f->core, "D-1", f->pool));
    assert_int_equal(cnops_claim_record_open(&record, &f->core, kept.record_sealed, f->pool),
                     APR_SUCCESS);
    assert_string_equal(record.reference, "D-1");
    assert_int_equal(record.spent, 200);
    assert_int_equal(record.refunded, -1);
    assert_string_equal(record.paid_on, "2026-02-05");
    assert_string_equal(record.relation, "child");
    assert_string_equal(record.affiliation_no, "AF-1");
    assert_int_equal(record.history->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(record.history, 0, cnops_claim_change_t).seen_at, 1234);
    assert_int_equal(APR_ARRAY_IDX(record.history, 0, cnops_claim_change_t).status,
                     CNOPS_CLAIM_PAID);
}

static void test_every_cell_counts_for_the_digest(void **state)
{
    static const char *const others[CNOPS_CLAIM_COLUMNS] = {
        "D-2", "100000022",   "2026-01-06", "Optique", "Omar",  "201", "",    "rejected",
        NULL,  "money_order", "spouse",     "2016",    "Autre", "",    "AF-2"};
    core_fixture_t *f = *state;
    const char *digest = seal(f, CNOPS_CLAIM_COLUMN_SPENT, "200").import_digest;

    assert_string_equal(seal(f, CNOPS_CLAIM_COLUMN_SPENT, " 00200").import_digest, digest);
    for (int i = 0; i < CNOPS_CLAIM_COLUMNS; i++)
        if (i != CNOPS_CLAIM_COLUMN_PAID_ON)
            assert_string_not_equal(seal(f, (cnops_claim_column_e)i, others[i]).import_digest,
                                    digest);
    assert_string_not_equal(seal(f, CNOPS_CLAIM_COLUMN_PAID_ON, "").import_digest, digest);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_normalises_a_good_row),
        TEST(test_some_cells_may_be_empty),
        TEST(test_refuses_bad_cells_by_column),
        TEST(test_optional_columns_may_be_absent),
        TEST(test_seals_everything_but_day_and_status),
        TEST(test_every_cell_counts_for_the_digest),
    };

    return cmocka_run_group_tests_name("claim_row", tests, NULL, NULL);
}
