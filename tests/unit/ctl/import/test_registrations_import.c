/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/registrations_import.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)
#define FES      7

#define HEADER                                                                                     \
    "academic_year,cine,massar,birth_date,family_name,given_name,sex,address,email,status,"        \
    "received_on,errors\n"
#define SALMA   "2026-2027,AB123456,G123456789,2005-01-31,EL FICTIF,Salma,F,rue X,,"
#define YOUSSEF "2026-2027,CD123456,1234567890,2004,EL FICTIF,Youssef,M,,,"

static const cnops_registration_claim_t claim = {"AB123456", "G123456789", "2005-01-31"};

typedef struct world_t {
    core_fixture_t *f;
    const char *rest; /* of the file, not read yet */
    const char *faults, *shifted;
    int first_year;
    bool keep_going;
    apr_int64_t allow_changing;
} world_t;

static apr_status_t read_text(void *self, char *buffer, apr_size_t *plen)
{
    world_t *world = self;
    apr_size_t len = strlen(world->rest);

    *plen = len < *plen ? len : *plen;
    memcpy(buffer, world->rest, *plen);
    world->rest += *plen;
    return len ? APR_SUCCESS : APR_EOF;
}

static void note_fault(void *self, apr_int64_t line, const char *column, const char *reason)
{
    world_t *world = self;

    (void)reason;
    world->faults = apr_psprintf(world->f->pool, "%s%d:%s ", world->faults, (int)line, column);
}

static void note_shifted(void *self, const char *column, apr_int64_t changed, apr_int64_t rows)
{
    world_t *world = self;

    world->shifted = apr_psprintf(world->f->pool, "%s%s %d/%d ", world->shifted, column,
                                  (int)changed, (int)rows);
}

static apr_status_t load(cnops_registrations_result_t *result, world_t *world, const char *file)
{
    cnops_registrations_load_t load = {
        .core = &world->f->core,
        .dir = "/tmp",
        .input = {.read = read_text, .read_self = world, .fault = note_fault, .self = world},
        .first_year = world->first_year,
        .keep_going = world->keep_going,
        .allow_changing = world->allow_changing,
        .shifted = note_shifted,
        .self = world};

    world->rest = file;
    world->faults = world->shifted = "";
    return cnops_registrations_load(result, &load, world->f->pool);
}

static void assert_counts(const cnops_registrations_result_t *result, int added, int changed,
                          int unchanged)
{
    assert_true(result->written);
    assert_int_equal(result->counts.added, added);
    assert_int_equal(result->counts.changed, changed);
    assert_int_equal(result->counts.unchanged, unchanged);
}

static const cnops_registration_seen_t *see(world_t *world)
{
    apr_array_header_t *list;

    OK(cnops_registrations_track(&list, &world->f->core, &claim, world->f->pool));
    return list->nelts ? &APR_ARRAY_IDX(list, 0, cnops_registration_seen_t) : NULL;
}

static void test_rows_are_added_and_changed_by_year_and_cine(void **state)
{
    world_t world = {.f = *state};
    cnops_registrations_result_t result;

    OK(load(&result, &world, HEADER SALMA "in_process,,\n" YOUSSEF "registered,2026-10-01,\n"));
    assert_counts(&result, 2, 0, 0);
    assert_int_equal(result.rows, 2);
    OK(load(&result, &world, HEADER SALMA "in_process,,\n" YOUSSEF "registered,2026-10-01,\n"));
    assert_counts(&result, 0, 0, 2);
    OK(load(&result, &world, HEADER SALMA "registered,,\n,,,,,,,,,,,\n"));
    assert_counts(&result, 0, 1, 0);
    assert_int_equal(result.empty, 1);
    assert_int_equal(see(&world)->row.status, CNOPS_REGISTRATION_REGISTERED);
    assert_true(see(&world)->row.is_insurers);
    assert_int_equal(see(&world)->record.changes->nelts, 2);
}

static void test_a_row_of_an_establishment_becomes_the_insurers(void **state)
{
    world_t world = {.f = *state};
    cnops_registration_row_t row = {.academic_year = 2026,
                                    .cine = "AB123456",
                                    .massar = "G123456789",
                                    .birth_date = "2005-01-31",
                                    .family_name = "EL FICTIF",
                                    .given_name = "Salma",
                                    .sex = "F",
                                    .address = "rue X",
                                    .email = "",
                                    .status = CNOPS_REGISTRATION_SENT,
                                    .received_on = "",
                                    .errors = ""};
    const cnops_registration_sending_t sending = {.establishment_id = FES};
    cnops_registration_outcome_e outcome;
    cnops_registrations_result_t result;
    apr_int64_t id;

    OK(cnops_registration_write(&outcome, &id, &world.f->core, &row, &sending, world.f->pool));
    OK(load(&result, &world, HEADER SALMA "registered,,\n"));
    assert_counts(&result, 0, 1, 0);
    assert_int_equal(see(&world)->row.id, id);
    assert_int_equal(see(&world)->row.establishment_id, FES);
    assert_true(see(&world)->row.is_insurers);
}

static void test_nothing_is_written_where_a_row_is_refused(void **state)
{
    world_t world = {.f = *state};
    cnops_registrations_result_t result;
    const char *file = HEADER SALMA "registered,,\n"
                                    "2026-2027,,G1,2005-01-31,EL FICTIF,,F,,,registered,,\n" SALMA
                                    "in_process,,\n";

    OK(load(&result, &world, file));
    assert_false(result.written);
    assert_int_equal(result.refused, 2);
    assert_string_equal(world.faults, "3:cine 3:massar 3:given_name 4:cine ");
    assert_null(see(&world));
    world.keep_going = true;
    OK(load(&result, &world, file));
    assert_counts(&result, 1, 0, 0);
    assert_int_equal(result.refused, 2);
    assert_int_equal(see(&world)->row.status, CNOPS_REGISTRATION_REGISTERED);
}

static void test_a_bad_header_is_refused(void **state)
{
    world_t world = {.f = *state};
    cnops_registrations_result_t result;

    OK(load(&result, &world, "academic_year;cine\n" SALMA "registered,,\n"));
    assert_true(result.header_refused);
    assert_string_equal(world.faults, "1:row ");
    OK(load(&result, &world,
            "academic_year,cine,massar,birth_date,family_name,given_name,sex,"
            "address,email,status,errors,shoes\n"));
    assert_true(result.header_refused);
    assert_string_equal(world.faults, "1:shoes 1:received_on ");
}

static void test_old_years_are_skipped(void **state)
{
    world_t world = {.f = *state, .first_year = 2020};
    cnops_registrations_result_t result;

    OK(load(&result, &world,
            HEADER "2019-2020,AB123456,G123456789,2005-01-31,EL FICTIF,Salma,F,,,registered,,\n"
                   "2020-2021,AB123456,G123456789,2005-01-31,EL FICTIF,Salma,F,,,registered,,\n"));
    assert_counts(&result, 1, 0, 0);
    assert_int_equal(result.too_old, 1);
}

static const char *make_file(apr_pool_t *pool, int rows, int moved, const char *status)
{
    const char *file = HEADER;

    for (int i = 0; i < rows; i++)
        file = apr_psprintf(pool, "%s2026-2027,AB%06d,G%09d,2005-01-31,F,S,F,%s,,%s,,\n", file, i,
                            i, i < moved ? "ailleurs" : "ici", status);
    return file;
}

/* A file of results may change every status. */
static void test_a_shifted_file_is_refused(void **state)
{
    world_t world = {.f = *state};
    apr_pool_t *pool = world.f->pool;
    cnops_registrations_result_t result;

    OK(load(&result, &world, make_file(pool, 100, 0, "in_process")));
    OK(load(&result, &world, make_file(pool, 100, 20, "registered")));
    assert_counts(&result, 0, 100, 0);
    OK(load(&result, &world, make_file(pool, 100, 0, "registered")));
    OK(load(&result, &world, make_file(pool, 100, 21, "registered")));
    assert_true(result.shifted);
    assert_false(result.written);
    assert_string_equal(world.shifted, "address 21/100 ");
    world.allow_changing = 21;
    OK(load(&result, &world, make_file(pool, 100, 21, "registered")));
    assert_counts(&result, 0, 21, 79);
    world.allow_changing = 0;
    OK(load(&result, &world, make_file(pool, 99, 99, "registered")));
    assert_counts(&result, 0, 78, 21); /* too few rows for shares */
}

/* Somebody else has changed a registration: everything is compared once more. */
static void test_an_import_that_was_overtaken_begins_again(void **state)
{
    world_t world = {.f = *state};
    cnops_registrations_result_t result;

    store_memory_fail_next(world.f->store, STORE_MEMORY(registrations, write_all), CNOPS_ECONFLICT);
    OK(load(&result, &world, HEADER SALMA "registered,,\n" YOUSSEF "sent,,\n"));
    assert_counts(&result, 2, 0, 0);
    assert_int_equal(store_memory_calls(world.f->store, STORE_MEMORY(registrations, write_all)), 2);
    store_memory_fail_next(world.f->store, STORE_MEMORY(registrations, write_all),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(load(&result, &world, HEADER SALMA "sent,,\n"), CNOPS_EUNAVAILABLE);
    assert_false(result.written);
    assert_int_equal(see(&world)->row.status, CNOPS_REGISTRATION_REGISTERED);
}

static void test_a_file_without_changes_asks_for_no_transaction(void **state)
{
    world_t world = {.f = *state};
    cnops_registrations_result_t result;

    OK(load(&result, &world, HEADER));
    assert_counts(&result, 0, 0, 0);
    assert_int_equal(store_memory_calls(world.f->store, STORE_MEMORY(registrations, write_all)), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_rows_are_added_and_changed_by_year_and_cine),
        CASE(test_a_row_of_an_establishment_becomes_the_insurers),
        CASE(test_nothing_is_written_where_a_row_is_refused),
        CASE(test_a_bad_header_is_refused),
        CASE(test_old_years_are_skipped),
        CASE(test_a_shifted_file_is_refused),
        CASE(test_an_import_that_was_overtaken_begins_again),
        CASE(test_a_file_without_changes_asks_for_no_transaction),
    };

    return cmocka_run_group_tests_name("import of registrations", tests, NULL, NULL);
}
