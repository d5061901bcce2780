/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an import of claims refuses or skips, and says of a switch whose reply is lost. */
#include "base/date.h"
#include "base/errors.h"
#include "ctl/import/claims_import.h"
#include "twins/claims_world.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define HEADER CLAIMS_FILE_HEADER
#define ROW    CLAIMS_WORLD_ROW

/* --- what is refused --- */

static void test_refuses_rows_by_line(void **state)
{
    claims_world_t *world = *state;
    cnops_claims_result_t result = claims_world_import_text(
        world, HEADER ROW("A", "999", "2026-01-05", "S", "2000", "",
                          "received") ROW("B", "101", "2026-01-05", "S", "20,00", "", "received")
                   ROW("B", "101", "2026-01-05", "S", "2000", "", "received")
                       ROW("B", "102", "2026-01-05", "S", "2000", "", "received") ",,,,,,,,,\n" ROW(
                           "C", "998", "2026-01-05", "S", "2000", "", "received"));

    assert_false(result.switched);
    assert_int_equal(result.rows, 6);
    assert_int_equal(result.refused, 4);
    claims_world_assert_fault(world, 0, "3: row: 11 cells, want 10");
    claims_world_assert_fault(world, 1, "5: reference: an earlier row has the same");
    claims_world_assert_fault(world, 2, "2: immatriculation: no membership has it");
    claims_world_assert_fault(world, 3, "7: immatriculation: no membership has it");
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim", "0");
    claims_world_assert_value(world, "SELECT generation || '/' || switched_at FROM claim_state",
                              "1/0");
}

/* Such a membership disappears if its import fails. */
static void test_refuses_a_membership_that_is_not_shown_yet(void **state)
{
    claims_world_t *world = *state;
    const char *text = HEADER ROW("A", "103", "2026-01-05", "S", "2000", "", "received");

    database_lease_execute(world->lease,
                           "UPDATE membership_version SET since = 2 WHERE membership_id = 3");
    assert_false(claims_world_import_text(world, text).switched);
    claims_world_assert_fault(world, 0, "2: immatriculation: no membership has it");
    database_lease_execute(world->lease, "UPDATE import_state SET generation = 2");
    claims_world_assert_counts(claims_world_import_text(world, text), 1, 0, 0);
}

static void test_names_a_foreign_separator(void **state)
{
    claims_world_t *world = *state;

    assert_true(
        claims_world_import_text(world, "reference;immatriculation\nA;101\n").header_refused);
    assert_int_equal(world->faults->nelts, 1);
    claims_world_assert_fault(world, 0,
                              "1: row: its cells are separated by semicolons: want commas");
    assert_true(claims_world_import_text(world, "reference\timmatriculation\n").header_refused);
    claims_world_assert_fault(world, 0, "1: row: its cells are separated by tabs: want commas");
}

static void test_nothing_is_written_while_the_database_is_down(void **state)
{
    claims_world_t *world = *state;
    cnops_claims_result_t result;

    database_lease_down(world->lease, true);
    assert_int_not_equal(
        claims_world_load(&result, world,
                          HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "received")),
        APR_SUCCESS);
    assert_false(result.switched);
}

static void test_skips_and_counts_years_that_the_purge_deletes(void **state)
{
    claims_world_t *world = *state;
    const char *text = HEADER ROW("A", "101", "2020-12-31", "S", "5", "", "received")
        ROW("B", "101", "2021-01-01", "S", "3", "", "received");
    cnops_claims_result_t result;

    world->first_year = 2021;
    for (int i = 0; i < 2; i++) {
        result = claims_world_import_text(world, text);
        claims_world_assert_counts(result, 1 - i, 0, i);
        assert_int_equal(result.rows, 2);
        assert_int_equal(result.too_old, 1);
        claims_world_assert_value(world, "SELECT COUNT(*) FROM claim", "1");
        claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_total", "1");
    }
}

static void assert_no_claims(claims_world_t *world, const char *text)
{
    cnops_claims_result_t result = claims_world_import_text(world, text);

    assert_true(result.has_no_claims);
    assert_false(result.switched);
    claims_world_assert_value(world, "SELECT generation || '/' || switched_at FROM claim_state",
                              "1/0");
}

static void test_a_file_without_claims_is_no_import(void **state)
{
    claims_world_t *world = *state;

    world->keep_going = true;
    world->first_year = 2021;
    assert_no_claims(world, HEADER);
    assert_no_claims(world, HEADER ",,,,,,,,,\n");
    assert_no_claims(world, HEADER ROW("A", "101", "2026-01-05", "S", "x", "", "received"));
    assert_no_claims(world, HEADER ROW("A", "999", "2026-01-05", "S", "1", "", "received"));
    assert_no_claims(world, HEADER ROW("A", "101", "2020-01-05", "S", "1", "", "received"));
}

static void test_refuses_claims_of_the_day_after_tomorrow(void **state)
{
    claims_world_t *world = *state;
    char tomorrow[CNOPS_DATE_LEN], later[CNOPS_DATE_LEN];
    apr_time_t now = cnops_core_now(world->core), day = apr_time_from_sec(24 * 3600);

    cnops_date_of(tomorrow, now + day);
    cnops_date_of(later, now + 2 * day);
    assert_false(claims_world_import_text(world, apr_pstrcat(world->pool, HEADER "A,101,", later,
                                                             ",R,S,1,,received,,\n", NULL))
                     .switched);
    claims_world_assert_fault(world, 0, "2: received_on: after tomorrow");
    claims_world_assert_counts(
        claims_world_import_text(world, apr_pstrcat(world->pool, HEADER "A,101,", tomorrow,
                                                    ",R,S,1,,received,,\n", NULL)),
        1, 0, 0);
}

/* All digests would be new, so each claim would be there twice. Either end tells. */
static void test_refuses_to_import_over_claims_of_another_key(void **state)
{
    static const char *const ends[] = {"MIN(id)", "MAX(id)"};
    claims_world_t *world = *state;
    const char *text = HEADER ROW("A", "101", "2026-01-05", "S", "1", "", "received");

    claims_world_import_text(world, text);
    claims_world_import_text(world, HEADER ROW("B", "101", "2026-01-05", "S", "1", "", "received"));
    for (int i = 0; i < 2; i++) {
        const char *id = database_lease_value(
            world->lease, apr_psprintf(world->pool, "SELECT %s FROM claim", ends[i]));
        cnops_claims_result_t result;

        database_lease_execute(
            world->lease,
            apr_psprintf(world->pool, "UPDATE claim SET key_id = 'test1' WHERE id = %s", id));
        result = claims_world_import_text(world, text);
        assert_true(result.has_other_key);
        assert_false(result.switched);
        database_lease_execute(world->lease, "UPDATE claim SET key_id = 'test2'");
    }
    claims_world_assert_counts(claims_world_import_text(world, text), 0, 0, 1);
}

/* Otherwise the amounts of somebody else would go into the sums of a member. */
static void test_takes_no_record_of_another_claim(void **state)
{
    claims_world_t *world = *state;
    cnops_claims_result_t result;

    claims_world_import_text(world, HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "received"));
    claims_world_import_text(world, HEADER ROW("B", "102", "2026-01-05", "S", "3", "", "received"));
    database_lease_execute(
        world->lease, apr_psprintf(world->pool, "UPDATE claim SET record_sealed = '%s'",
                                   database_lease_value(world->lease, "SELECT record_sealed FROM "
                                                                      "claim WHERE id = 2")));
    assert_int_equal(claims_world_load(&result, world,
                                       HEADER ROW("A", "101", "2026-01-05", "S", "4", "", "paid")),
                     CNOPS_EFORGED);
    assert_false(result.switched);
    claims_world_assert_counts(
        claims_world_import_text(world,
                                 HEADER ROW("B", "102", "2026-01-05", "S", "4", "", "received")),
        0, 1, 0);
}

/* --- the connection is lost at the switch --- */

static void take_down(claims_world_t *world)
{
    database_lease_down(world->lease, true);
}

/* As a switch whose reply is lost. */
static void switch_before(claims_world_t *world)
{
    database_lease_execute(world->lease, "UPDATE claim_state SET generation = generation + 1, "
                                         "phase = 'switched', last_id = 1");
}

static void test_says_what_became_of_a_lost_switch(void **state)
{
    claims_world_t *world = *state;
    cnops_claims_result_t result;
    const char *text = HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "received");

    world->once_staged = take_down;
    assert_int_not_equal(claims_world_load(&result, world, text), APR_SUCCESS);
    assert_true(result.is_unknown);
    assert_false(result.switched);
    database_lease_down(world->lease, false);
    clock_fake_advance(world->fixture->clock, CNOPS_IMPORT_LEASE);
    world->once_staged = NULL;
    database_lease_execute(world->lease, "DELETE FROM claim");
    world->once_staged = switch_before;
    assert_int_not_equal(claims_world_load(&result, world, text), APR_SUCCESS);
    assert_true(result.switched);
    assert_false(result.is_unknown);
    claims_world_assert_swept(world);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, claims_world_setup, claims_world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_refuses_rows_by_line),
        TEST(test_refuses_a_membership_that_is_not_shown_yet),
        TEST(test_names_a_foreign_separator),
        TEST(test_nothing_is_written_while_the_database_is_down),
        TEST(test_skips_and_counts_years_that_the_purge_deletes),
        TEST(test_a_file_without_claims_is_no_import),
        TEST(test_refuses_claims_of_the_day_after_tomorrow),
        TEST(test_refuses_to_import_over_claims_of_another_key),
        TEST(test_takes_no_record_of_another_claim),
        TEST(test_says_what_became_of_a_lost_switch),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    failed = cmocka_run_group_tests_name("refused claims on SQLite", tests, NULL, NULL);
    database_lease_use(CNOPS_MYSQL);
    return failed + cmocka_run_group_tests_name("refused claims on MariaDB", tests, NULL, NULL);
}
