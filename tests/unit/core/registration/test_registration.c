/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/registration/registration.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define INSURER CNOPS_REGISTRATION_INSURER
#define FES     7
#define RABAT   8

static const cnops_registration_row_t salma = {.academic_year = 2026,
                                               .cine = "AB123456",
                                               .massar = "G123456789",
                                               .birth_date = "2005-01-31",
                                               .family_name = "EL FICTIF",
                                               .given_name = "Salma",
                                               .sex = "F",
                                               .address = "12, rue X",
                                               .email = "salma@exemple.ma",
                                               .status = CNOPS_REGISTRATION_SENT,
                                               .received_on = "",
                                               .errors = ""};

static const cnops_registration_claim_t claim = {"AB123456", "G123456789", "2005-01-31"};

static cnops_registration_outcome_e send_as(core_fixture_t *f, const cnops_registration_row_t *row,
                                            apr_int64_t establishment_id)
{
    const cnops_registration_sending_t sending = {.establishment_id = establishment_id};
    cnops_registration_outcome_e outcome;
    apr_int64_t id;

    assert_int_equal(cnops_registration_write(&outcome, &id, &f->core, row, &sending, f->pool),
                     APR_SUCCESS);
    assert_true(id > 0);
    return outcome;
}

static cnops_registration_row_t with_status(cnops_registration_status_e status)
{
    cnops_registration_row_t row = salma;

    row.status = status;
    return row;
}

static apr_array_header_t *track(core_fixture_t *f, const cnops_registration_claim_t *typed)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_registrations_track(&list, &f->core, typed, f->pool), APR_SUCCESS);
    return list;
}

static const cnops_registration_seen_t *see(core_fixture_t *f)
{
    apr_array_header_t *list = track(f, &claim);

    assert_int_equal(list->nelts, 1);
    return &APR_ARRAY_IDX(list, 0, cnops_registration_seen_t);
}

/* --- writing --- */

static void test_a_row_that_comes_again_changes_nothing(void **state)
{
    core_fixture_t *f = *state;
    const cnops_registration_seen_t *seen;

    assert_int_equal(send_as(f, &salma, FES), CNOPS_REGISTRATION_ADDED);
    assert_int_equal(send_as(f, &salma, FES), CNOPS_REGISTRATION_UNCHANGED);
    seen = see(f);
    assert_int_equal(seen->row.version, 1);
    assert_int_equal(seen->row.status, CNOPS_REGISTRATION_SENT);
    assert_string_equal(seen->record.family_name, "EL FICTIF");
    assert_string_equal(seen->record.email, "salma@exemple.ma");
    assert_int_equal(seen->record.changes->nelts, 1);
}

static void test_a_change_is_written_with_its_day(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = with_status(CNOPS_REGISTRATION_ERRORS);
    const cnops_registration_seen_t *seen;
    const cnops_registration_change_t *change;

    send_as(f, &salma, FES);
    clock_fake_advance(f->clock, 5);
    row.errors = "sex";
    row.address = "";
    assert_int_equal(send_as(f, &row, FES), CNOPS_REGISTRATION_CHANGED);
    seen = see(f);
    assert_int_equal(seen->row.status, CNOPS_REGISTRATION_ERRORS);
    assert_string_equal(seen->record.errors, "sex");
    assert_string_equal(seen->record.address, ""); /* a blank clears */
    assert_int_equal(seen->record.changes->nelts, 2);
    change = &APR_ARRAY_IDX(seen->record.changes, 1, cnops_registration_change_t);
    assert_int_equal(change->status, CNOPS_REGISTRATION_ERRORS);
    assert_int_equal(change->at, clock_fake_now(f->clock));
}

static void test_the_first_change_and_the_last_ones_are_kept(void **state)
{
    core_fixture_t *f = *state;
    const cnops_registration_record_t *record;

    for (int i = 0; i < 30; i++) {
        cnops_registration_row_t row =
            with_status(i % 2 ? CNOPS_REGISTRATION_SENT : CNOPS_REGISTRATION_AT_UNIVERSITY);

        send_as(f, &row, FES);
        clock_fake_advance(f->clock, 1);
    }
    record = &see(f)->record;
    assert_int_equal(record->changes->nelts, CNOPS_REGISTRATION_CHANGES_MAX);
    assert_int_equal(APR_ARRAY_IDX(record->changes, 0, cnops_registration_change_t).at,
                     CLOCK_FAKE_START);
    assert_int_equal(APR_ARRAY_IDX(record->changes, CNOPS_REGISTRATION_CHANGES_MAX - 1,
                                   cnops_registration_change_t)
                         .at,
                     CLOCK_FAKE_START + 29);
    assert_int_equal(APR_ARRAY_IDX(record->changes, 1, cnops_registration_change_t).at,
                     CLOCK_FAKE_START + 19);
}

/* Answered alike, and the student sees nothing of it. */
static void test_another_establishments_student_stays_as_it_was(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = with_status(CNOPS_REGISTRATION_OTHER_COVER);
    cnops_registrations_wanted_t wanted = {.establishment_id = RABAT, .max = 9};
    apr_array_header_t *list;

    send_as(f, &salma, FES);
    assert_int_equal(send_as(f, &row, RABAT), CNOPS_REGISTRATION_ADDED);
    assert_int_equal(send_as(f, &row, RABAT), CNOPS_REGISTRATION_UNCHANGED);
    row.address = "ailleurs";
    assert_int_equal(send_as(f, &row, RABAT), CNOPS_REGISTRATION_CHANGED);
    assert_int_equal(see(f)->row.status, CNOPS_REGISTRATION_SENT);
    assert_string_equal(see(f)->record.address, "12, rue X");
    assert_int_equal(cnops_registrations_list(&list, &f->core, &wanted, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_registration_seen_t).row.status,
                     CNOPS_REGISTRATION_OTHER_COVER);
}

static void test_the_insurer_changes_the_row_that_is_shown(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = with_status(CNOPS_REGISTRATION_REGISTERED);
    cnops_registration_row_t again = with_status(CNOPS_REGISTRATION_ERRORS);

    send_as(f, &salma, FES);
    row.received_on = "2026-10-01";
    assert_int_equal(send_as(f, &row, INSURER), CNOPS_REGISTRATION_CHANGED);
    assert_int_equal(send_as(f, &row, INSURER), CNOPS_REGISTRATION_UNCHANGED);
    assert_int_equal(see(f)->row.establishment_id, FES);
    assert_int_equal(see(f)->row.status, CNOPS_REGISTRATION_REGISTERED);
    /* From now on the establishment corrects data, but no status. */
    again.errors = "sex";
    again.address = "corrigée";
    assert_int_equal(send_as(f, &again, FES), CNOPS_REGISTRATION_CHANGED);
    assert_int_equal(see(f)->row.status, CNOPS_REGISTRATION_REGISTERED);
    assert_true(see(f)->row.is_insurers);
    assert_string_equal(see(f)->record.errors, "");
    assert_string_equal(see(f)->record.received_on, "2026-10-01");
    assert_string_equal(see(f)->record.address, "corrigée");
}

/* The same status, and yet from now on it is the insurer's. */
static void test_the_insurer_confirms_a_status(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t other = with_status(CNOPS_REGISTRATION_OTHER_COVER);

    send_as(f, &salma, FES);
    assert_int_equal(send_as(f, &salma, INSURER), CNOPS_REGISTRATION_CHANGED);
    assert_int_equal(send_as(f, &other, FES), CNOPS_REGISTRATION_UNCHANGED);
    assert_int_equal(see(f)->row.status, CNOPS_REGISTRATION_SENT);
}

static void test_a_student_whom_only_the_insurer_knows(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = with_status(CNOPS_REGISTRATION_REGISTERED);

    assert_int_equal(send_as(f, &row, INSURER), CNOPS_REGISTRATION_ADDED);
    assert_int_equal(send_as(f, &salma, FES), CNOPS_REGISTRATION_ADDED);
    assert_int_equal(see(f)->row.establishment_id, INSURER);
    assert_int_equal(see(f)->row.status, CNOPS_REGISTRATION_REGISTERED);
}

static void test_a_plan_that_was_overtaken_is_made_again(void **state)
{
    core_fixture_t *f = *state;

    store_memory_fail_next(f->store, STORE_MEMORY(registrations, write), CNOPS_ECONFLICT);
    assert_int_equal(send_as(f, &salma, FES), CNOPS_REGISTRATION_ADDED);
    assert_int_equal(store_memory_calls(f->store, STORE_MEMORY(registrations, write)), 2);
}

static void test_a_row_of_a_former_key_is_found_and_moves(void **state)
{
    core_fixture_t *f = *state;
    const cnops_keys_t *both = f->core.keys;
    const char *fault;

    assert_int_equal(
        cnops_keys_parse(&f->core.keys, &fault, strstr(CORE_FIXTURE_KEYS, "test1"), f->pool),
        APR_SUCCESS);
    send_as(f, &salma, FES);
    f->core.keys = both;
    assert_string_equal(see(f)->row.key_id, "test1");
    assert_int_equal(send_as(f, &salma, FES), CNOPS_REGISTRATION_UNCHANGED);
    {
        cnops_registration_row_t row = with_status(CNOPS_REGISTRATION_OTHER_COVER);

        assert_int_equal(send_as(f, &row, FES), CNOPS_REGISTRATION_CHANGED);
    }
    assert_string_equal(see(f)->row.key_id, "test2");
}

/* --- who is told --- */

static void test_only_the_insurers_news_are_due(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = with_status(CNOPS_REGISTRATION_IN_PROCESS);

    send_as(f, &salma, FES);
    assert_int_equal(see(f)->row.due_at, 0);
    clock_fake_advance(f->clock, 7);
    send_as(f, &row, INSURER);
    assert_int_equal(see(f)->row.due_at, clock_fake_now(f->clock));
    row.address = "ailleurs"; /* no news */
    clock_fake_advance(f->clock, 7);
    send_as(f, &row, INSURER);
    assert_int_equal(see(f)->row.due_at, clock_fake_now(f->clock) - 7);
}

static void test_no_news_of_old_years_or_without_an_address(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = with_status(CNOPS_REGISTRATION_REGISTERED);
    apr_array_header_t *list;

    row.academic_year = 2024; /* it is 2026 */
    send_as(f, &row, INSURER);
    row.academic_year = 2025;
    send_as(f, &row, INSURER);
    row.academic_year = 2026;
    row.email = "";
    send_as(f, &row, INSURER);
    list = track(f, &claim);
    assert_int_equal(list->nelts, 3);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_registration_seen_t).row.due_at, 0);
    assert_int_not_equal(APR_ARRAY_IDX(list, 1, cnops_registration_seen_t).row.due_at, 0);
    assert_int_equal(APR_ARRAY_IDX(list, 2, cnops_registration_seen_t).row.due_at, 0);
}

/* --- tracking --- */

static void test_all_three_facts_must_be_those_of_the_record(void **state)
{
    static const cnops_registration_claim_t wrong[] = {
        {"AB123457", "G123456789", "2005-01-31"},
        {"AB123456", "G123456780", "2005-01-31"},
        {"AB123456", "G123456789", "2005-02-01"},
        {"AB123456", "", "2005-01-31"},
        {"", "", "2005-01-31"},
    };
    core_fixture_t *f = *state;

    assert_int_equal(track(f, &claim)->nelts, 0);
    send_as(f, &salma, FES);
    assert_int_equal(track(f, &claim)->nelts, 1);
    for (apr_size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(track(f, &wrong[i])->nelts, 0);
}

/* A year whose record has other facts may be another student's, by a slip of the finger. */
static void test_each_year_must_have_the_facts(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = salma;
    apr_array_header_t *list;

    send_as(f, &salma, FES);
    row.academic_year = 2024;
    send_as(f, &row, FES);
    row.academic_year = 2025;
    row.massar = "1234567890";
    send_as(f, &row, FES);
    list = track(f, &claim);
    assert_int_equal(list->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_registration_seen_t).row.academic_year, 2026);
    assert_int_equal(APR_ARRAY_IDX(list, 1, cnops_registration_seen_t).row.academic_year, 2024);
}

static void test_a_record_may_know_only_the_year_of_birth(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = salma;
    cnops_registration_claim_t other = claim;

    row.birth_date = "2005";
    send_as(f, &row, INSURER);
    assert_int_equal(track(f, &claim)->nelts, 1);
    other.birth_date = "2006-01-31";
    assert_int_equal(track(f, &other)->nelts, 0);
}

/* As often asked of the store. */
static int count_calls(core_fixture_t *f, const cnops_registration_claim_t *typed)
{
    int before = store_memory_calls(f->store, NULL);

    track(f, typed);
    return store_memory_calls(f->store, NULL) - before;
}

static void test_no_match_asks_the_store_as_often(void **state)
{
    static const cnops_registration_claim_t unknown = {"ZZ999999", "G123456789", "2005-01-31"};
    core_fixture_t *f = *state;
    int calls;

    send_as(f, &salma, FES);
    calls = count_calls(f, &claim);
    assert_true(calls > 0);
    assert_int_equal(count_calls(f, &unknown), calls);
}

static void test_a_record_that_does_not_open_is_an_error(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_seen_t seen;
    cnops_registration_record_t record;

    send_as(f, &salma, FES);
    seen = *see(f);
    seen.row.academic_year++; /* it is bound to its row */
    assert_int_equal(cnops_registration_record_open(&record, &f->core, &seen.row, f->pool),
                     CNOPS_EFORGED);
    seen.row.academic_year--;
    seen.row.establishment_id++;
    assert_int_equal(cnops_registration_record_open(&record, &f->core, &seen.row, f->pool),
                     CNOPS_EFORGED);
}

static void test_a_record_has_its_cells_by_column(void **state)
{
    core_fixture_t *f = *state;
    cnops_registration_row_t row = with_status(CNOPS_REGISTRATION_ERRORS);
    cnops_registration_record_t record;

    row.errors = "sex";
    row.received_on = "2026-10-01";
    send_as(f, &row, INSURER);
    record = see(f)->record;
#define CELL(column, expected)                                                                     \
    assert_string_equal(cnops_registration_record_cell(&record, CNOPS_REGISTRATION_##column),      \
                        expected)
    CELL(YEAR, "");
    CELL(CINE, "AB123456");
    CELL(MASSAR, "G123456789");
    CELL(BIRTH_DATE, "2005-01-31");
    CELL(FAMILY_NAME, "EL FICTIF");
    CELL(GIVEN_NAME, "Salma");
    CELL(SEX, "F");
    CELL(ADDRESS, "12, rue X");
    CELL(EMAIL, "salma@exemple.ma");
    CELL(STATE, "");
    CELL(RECEIVED_ON, "2026-10-01");
    CELL(FAULTY, "sex");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_row_that_comes_again_changes_nothing),
        CASE(test_a_change_is_written_with_its_day),
        CASE(test_the_first_change_and_the_last_ones_are_kept),
        CASE(test_another_establishments_student_stays_as_it_was),
        CASE(test_the_insurer_changes_the_row_that_is_shown),
        CASE(test_the_insurer_confirms_a_status),
        CASE(test_a_student_whom_only_the_insurer_knows),
        CASE(test_a_plan_that_was_overtaken_is_made_again),
        CASE(test_a_row_of_a_former_key_is_found_and_moves),
        CASE(test_only_the_insurers_news_are_due),
        CASE(test_no_news_of_old_years_or_without_an_address),
        CASE(test_all_three_facts_must_be_those_of_the_record),
        CASE(test_each_year_must_have_the_facts),
        CASE(test_a_record_may_know_only_the_year_of_birth),
        CASE(test_no_match_asks_the_store_as_often),
        CASE(test_a_record_that_does_not_open_is_an_error),
        CASE(test_a_record_has_its_cells_by_column),
    };

    return cmocka_run_group_tests_name("registrations", tests, NULL, NULL);
}
