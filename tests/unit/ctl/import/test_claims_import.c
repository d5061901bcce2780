/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A whole import of claims, from the bytes of a file to the rows of a real database. */
#include "core/claim/total.h"
#include "ctl/import/claims_import.h"
#include "twins/claims_world.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define HEADER CLAIMS_FILE_HEADER
#define ROW    CLAIMS_WORLD_ROW
#define OPTIONAL                                                                                   \
    "reason,reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,"             \
    "amount_refunded,status,paid_on,payment_mode,beneficiary_birth_date\n"

/* --- totals --- */

typedef struct total_key_t {
    int membership_id, year;
    const char *beneficiary;
} total_key_t;

static const char *sealed_total(claims_world_t *world, const total_key_t *key)
{
    const char *digest = cnops_claim_beneficiary_digest(world->core, key->membership_id,
                                                        key->beneficiary, world->pool);

    return database_lease_value(world->lease,
                                apr_psprintf(world->pool,
                                             "SELECT record_sealed FROM claim_total WHERE "
                                             "membership_id = %d AND year = %d AND "
                                             "beneficiary_digest = '%s'",
                                             key->membership_id, key->year, digest));
}

static cnops_claim_total_record_t total_of(claims_world_t *world, int membership_id, int year,
                                           const char *beneficiary)
{
    const char *sealed = sealed_total(world, &(total_key_t){membership_id, year, beneficiary});
    cnops_claim_total_of_t of = {membership_id, year};
    cnops_claim_total_record_t total;

    assert_non_null(sealed);
    assert_int_equal(cnops_claim_total_open(&total, world->core, &of, sealed, world->pool),
                     APR_SUCCESS);
    return total;
}

static void assert_sums(cnops_claim_total_record_t total, int count, int spent, int refunded)
{
    assert_int_equal(total.sums.count, count);
    assert_int_equal(total.sums.spent, spent);
    assert_int_equal(total.sums.refunded, refunded);
}

static void test_adds_claims_and_totals(void **state)
{
    claims_world_t *world = *state;
    cnops_claim_total_record_t total;

    claims_world_assert_counts(
        claims_world_import_text(
            world, HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "1500", "paid")
                       ROW("B", "101", "2026-11-20", "SALMA", "500", "", "in_process")
                           ROW("C", "101", "2025-12-31", "Salma", "70", "0", "paid")
                               ROW("D", "102", "2026-02-01", "Omar", "0900", "", "rejected")),
        4, 0, 0);
    total = total_of(world, 1, 2026, "Salma");
    assert_sums(total, 2, 2500, 1500);
    assert_int_equal(total.sums.awaited_count, 1);
    assert_int_equal(total.sums.awaited_spent, 500);
    assert_int_equal(total.sums.rejected_count, 0);
    assert_sums(total_of(world, 1, 2025, "salma"), 1, 70, 0);
    total = total_of(world, 2, 2026, "Omar");
    assert_sums(total, 0, 0, 0);
    assert_int_equal(total.sums.rejected_count, 1);
    assert_int_equal(total.sums.rejected_spent, 900);
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_total", "3");
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim WHERE membership_id = 1", "3");
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_news", "0");
    assert_int_equal(claims_world_record_of(world, "B").refunded, -1);
    assert_string_equal(claims_world_record_of(world, "A").care_kind, "Radiologie");
}

static void test_the_same_file_twice_changes_nothing(void **state)
{
    claims_world_t *world = *state;
    const char *text = HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "1500", "paid")
        ROW("B", "102", "2026-01-05", "Omar", "2000", "", "received");

    claims_world_import_text(world, text);
    database_lease_execute(world->lease, "UPDATE claim SET record_sealed = 'kept'");
    database_lease_execute(world->lease, "UPDATE claim_total SET record_sealed = 'kept'");
    claims_world_assert_counts(claims_world_import_text(world, text), 0, 0, 2);
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim WHERE record_sealed = 'kept'",
                              "2");
    claims_world_assert_value(world,
                              "SELECT COUNT(*) FROM claim_total WHERE record_sealed = 'kept'", "2");
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_news", "0");
}

static void test_absent_claims_remain(void **state)
{
    claims_world_t *world = *state;

    claims_world_import_text(world,
                             HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "", "received"));
    claims_world_assert_counts(
        claims_world_import_text(
            world, HEADER ROW("B", "101", "2026-01-06", "Salma", "300", "", "received")),
        1, 0, 0);
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim", "2");
    assert_sums(total_of(world, 1, 2026, "Salma"), 2, 2300, 0);
}

/* --- changes --- */

static void test_a_change_of_status_is_history_and_news(void **state)
{
    claims_world_t *world = *state;
    cnops_claim_record_t record;

    claims_world_import_text(world,
                             HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "", "received")
                                 ROW("B", "102", "2026-01-05", "Omar", "300", "", "received"));
    clock_fake_advance(world->fixture->clock, 7);
    claims_world_assert_counts(
        claims_world_import_text(
            world, HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "1500", "paid")
                       ROW("B", "102", "2026-01-05", "Omar", "310", "", "received")),
        0, 2, 0);
    record = claims_world_record_of(world, "A");
    assert_int_equal(record.history->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(record.history, 0, cnops_claim_change_t).status,
                     CNOPS_CLAIM_RECEIVED);
    assert_int_equal(APR_ARRAY_IDX(record.history, 1, cnops_claim_change_t).status,
                     CNOPS_CLAIM_PAID);
    assert_int_equal(APR_ARRAY_IDX(record.history, 1, cnops_claim_change_t).seen_at -
                         APR_ARRAY_IDX(record.history, 0, cnops_claim_change_t).seen_at,
                     7);
    assert_int_equal(claims_world_record_of(world, "B").history->nelts, 1);
    assert_sums(total_of(world, 1, 2026, "Salma"), 1, 2000, 1500);
    assert_sums(total_of(world, 2, 2026, "Omar"), 1, 310, 0);
    claims_world_assert_value(world,
                              "SELECT membership_id || '/' || (since - generation) FROM claim_news "
                              "JOIN claim_state ON 1 = 1",
                              "1/0");
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_news", "1");
}

static void test_a_long_history_keeps_its_beginning(void **state)
{
    claims_world_t *world = *state;
    cnops_claim_record_t record;

    claims_world_import_text(world, HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "received"));
    for (int i = 0; i < 8; i++) {
        claims_world_import_text(world,
                                 HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "in_process"));
        claims_world_import_text(
            world, HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "document_asked"));
    }
    record = claims_world_record_of(world, "A");
    assert_int_equal(record.history->nelts, CNOPS_CLAIM_CHANGES_MAX);
    assert_int_equal(APR_ARRAY_IDX(record.history, 0, cnops_claim_change_t).status,
                     CNOPS_CLAIM_RECEIVED);
    for (int i = 1; i < CNOPS_CLAIM_CHANGES_MAX; i++)
        assert_int_equal(APR_ARRAY_IDX(record.history, i, cnops_claim_change_t).status,
                         i % 2 ? CNOPS_CLAIM_DOCUMENT_ASKED : CNOPS_CLAIM_IN_PROCESS);
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_news WHERE membership_id = 1",
                              "16");
}

/* Both memberships must be right, whichever comes first in the order of the import. */
static void test_a_claim_moves_to_another_membership(void **state)
{
    claims_world_t *world = *state;

    claims_world_import_text(
        world, HEADER ROW("A", "102", "2026-01-05", "Salma", "2000", "500", "received")
                   ROW("B", "102", "2026-01-05", "Salma", "30", "", "received"));
    for (int i = 0; i < 2; i++) {
        const char *text =
            i == 0 ? HEADER ROW("A", "103", "2026-01-05", "Salma", "2000", "500", "paid")
                   : HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "500", "received");

        claims_world_assert_counts(claims_world_import_text(world, text), 0, 1, 0);
        assert_sums(total_of(world, 2, 2026, "Salma"), 1, 30, 0);
        assert_sums(total_of(world, i == 0 ? 3 : 1, 2026, "Salma"), 1, 2000, 500);
        claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_total", "2");
        claims_world_assert_value(world, "SELECT COUNT(*) FROM claim WHERE membership_id = 2", "1");
        claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_news", "0");
    }
    assert_int_equal(claims_world_record_of(world, "A").history->nelts, 3);
}

static void test_a_claim_gets_another_day_and_beneficiary(void **state)
{
    claims_world_t *world = *state;

    claims_world_import_text(world,
                             HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "", "received"));
    claims_world_assert_counts(
        claims_world_import_text(
            world, HEADER ROW("A", "101", "2025-01-05", "Omar", "20", "", "received")),
        0, 1, 0);
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_total", "1");
    assert_sums(total_of(world, 1, 2025, "Omar"), 1, 20, 0);
}

static void test_optional_columns(void **state)
{
    claims_world_t *world = *state;
    const char *text =
        OPTIONAL "Pièce illisible,A,101,2026-01-05,Radiologie,Salma,2000,,received,,,2015-02-03\n";

    /* The row after it is of the same beneficiary, and does not know the birth date. */
    claims_world_import_text(
        world, apr_pstrcat(world->pool, text, ",B,101,2026-01-06,Radiologie,Salma,1,,received,,,\n",
                           NULL));
    assert_string_equal(claims_world_record_of(world, "A").reason, "Pièce illisible");
    assert_string_equal(claims_world_record_of(world, "A").birth_date, "2015-02-03");
    assert_string_equal(total_of(world, 1, 2026, "Salma").birth_date, "2015-02-03");
    claims_world_import_text(world,
                             HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "", "received"));
    assert_string_equal(claims_world_record_of(world, "A").reason, "");
    assert_string_equal(total_of(world, 1, 2026, "Salma").birth_date, "2015-02-03");
}

static void test_keep_going_takes_the_good_rows(void **state)
{
    claims_world_t *world = *state;
    cnops_claims_result_t result;

    world->keep_going = true;
    result = claims_world_import_text(
        world, HEADER ROW("A", "999", "2026-01-05", "S", "2000", "", "received")
                   ROW("B", "101", "2026-01-05", "S", "2000", "", "received")
                       ROW("B", "102", "2026-01-05", "S", "1", "", "received"));
    claims_world_assert_counts(result, 1, 0, 0);
    assert_int_equal(result.refused, 2);
    assert_sums(total_of(world, 1, 2026, "S"), 1, 2000, 0);
}

/* --- many rows --- */

#define MANY (2 * CNOPS_IMPORT_BATCH + 30)

/* Of three memberships and five years. changed: so many rows get another amount. */
static const char *many_rows(claims_world_t *world, int count, int changed)
{
    char *text = apr_palloc(world->pool, sizeof HEADER + (apr_size_t)count * 100);
    char *end = text + sizeof HEADER - 1;

    memcpy(text, HEADER, sizeof HEADER);
    for (int i = 0; i < count; i++)
        end += sprintf(end, "R%d,10%d,202%d-05-%02d,Optique,B%d,%d,10,paid,,\n", i, i % 3 + 1,
                       i % 5, i % 28 + 1, i % 2, i < changed ? 200 : 100);
    return text;
}

static void test_totals_are_right_over_many_batches(void **state)
{
    claims_world_t *world = *state;

    claims_world_assert_counts(claims_world_import_text(world, many_rows(world, MANY, 0)), MANY, 0,
                               0);
    assert_sums(total_of(world, 1, 2020, "B0"), MANY / 30 + 1, 100 * (MANY / 30 + 1),
                10 * (MANY / 30 + 1));
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_total", "30");
    claims_world_assert_counts(claims_world_import_text(world, many_rows(world, MANY, 0)), 0, 0,
                               MANY);
    world->allow_changing = MANY;
    claims_world_assert_counts(claims_world_import_text(world, many_rows(world, MANY, MANY)), 0,
                               MANY, 0);
    assert_sums(total_of(world, 1, 2020, "B0"), MANY / 30 + 1, 200 * (MANY / 30 + 1),
                10 * (MANY / 30 + 1));
    claims_world_assert_value(world, "SELECT COUNT(*) FROM claim_total", "30");
}

static void test_refuses_a_shifted_file(void **state)
{
    claims_world_t *world = *state;
    cnops_claims_result_t result;

    claims_world_import_text(world, many_rows(world, 100, 0));
    claims_world_assert_counts(claims_world_import_text(world, many_rows(world, 100, 20)), 0, 20,
                               80);
    result = claims_world_import_text(world, many_rows(world, 100, 0));
    assert_true(result.switched);
    result = claims_world_import_text(world, many_rows(world, 100, 21));
    assert_true(result.shifted);
    assert_false(result.switched);
    assert_string_equal(world->shifted, "amount_spent 21/100 ");
    assert_int_equal(claims_world_record_of(world, "R0").spent, 100);
    world->allow_changing = 20;
    assert_true(claims_world_import_text(world, many_rows(world, 100, 21)).shifted);
    world->allow_changing = 21;
    claims_world_assert_counts(claims_world_import_text(world, many_rows(world, 100, 21)), 0, 21,
                               79);
    assert_int_equal(claims_world_record_of(world, "R0").spent, 200);
}

static void test_a_short_file_is_never_shifted(void **state)
{
    claims_world_t *world = *state;

    claims_world_import_text(world, many_rows(world, 99, 0));
    claims_world_assert_counts(claims_world_import_text(world, many_rows(world, 99, 99)), 0, 99, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, claims_world_setup, claims_world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_adds_claims_and_totals),
        TEST(test_the_same_file_twice_changes_nothing),
        TEST(test_absent_claims_remain),
        TEST(test_a_change_of_status_is_history_and_news),
        TEST(test_a_long_history_keeps_its_beginning),
        TEST(test_a_claim_moves_to_another_membership),
        TEST(test_a_claim_gets_another_day_and_beneficiary),
        TEST(test_optional_columns),
        TEST(test_keep_going_takes_the_good_rows),
        TEST(test_totals_are_right_over_many_batches),
        TEST(test_refuses_a_shifted_file),
        TEST(test_a_short_file_is_never_shifted),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    failed = cmocka_run_group_tests_name("import of claims on SQLite", tests, NULL, NULL);
    database_lease_use(CNOPS_MYSQL);
    return failed + cmocka_run_group_tests_name("import of claims on MariaDB", tests, NULL, NULL);
}
