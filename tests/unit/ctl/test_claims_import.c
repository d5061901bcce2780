/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A whole import of claims, from the bytes of a file to the rows of a real database. */
#include "base/date.h"
#include "base/errors.h"
#include "core/claim/total.h"
#include "core/person/identity.h"
#include "ctl/claims_import.h"
#include "twins/claims_file.h"
#include "twins/core_fixture.h"
#include "twins/database_lease.h"

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
#define OPTIONAL                                                                                   \
    "reason,reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,"             \
    "amount_refunded,status,paid_on,payment_mode,beneficiary_birth_date\n"
#define ROW(reference, number, day, beneficiary, spent, refunded, status)                          \
    reference "," number "," day ",Radiologie," beneficiary "," spent "," refunded "," status ",," \
              "\n"

typedef struct world_t {
    core_fixture_t *fixture;
    database_lease_t *lease;
    cnops_core_t *core; /* of the fixture */
    apr_pool_t *pool;
    const char *text; /* of the file */
    apr_size_t offset;
    apr_array_header_t *faults; /* "LINE: COLUMN: REASON" */
    const char *shifted;        /* "COLUMN CHANGED/ROWS " of each */
    int runs;
    bool keep_going;
    int first_year;
    void (*once_staged)(struct world_t *world); /* called before the switch; NULL: nothing is */
    apr_int64_t allow_changing;
} world_t;

/* Memberships 1, 2 and 3 have these numbers. */
static void add_memberships(world_t *world)
{
    for (int i = 1; i <= 3; i++) {
        const char *number = apr_psprintf(world->pool, "10%d", i);
        const char *digest =
            cnops_identity_immatriculation_digest(world->core, number, world->pool);

        database_lease_execute(
            world->lease,
            apr_psprintf(world->pool,
                         "INSERT INTO person (id, document_digest, key_id) VALUES (%d, '%d', 'k')",
                         i, i));
        database_lease_execute(world->lease,
                               apr_psprintf(world->pool,
                                            "INSERT INTO membership (id, immatriculation_digest, "
                                            "key_id) VALUES (%d, '%s', 'k')",
                                            i, digest));
        database_lease_execute(
            world->lease,
            apr_psprintf(world->pool,
                         "INSERT INTO membership_version (membership_id, since, person_id, scheme, "
                         "status, payment_mode, record_sealed, key_id, import_digest, updated_at) "
                         "VALUES (%d, 1, %d, 'public', 'active', '', '', 'k', '', 1)",
                         i, i));
    }
}

static int setup(void **state)
{
    core_fixture_t *fixture = core_fixture_make();
    world_t *world = apr_pcalloc(fixture->pool, sizeof *world);

    world->fixture = fixture;
    world->core = &fixture->core;
    world->pool = fixture->pool;
    world->lease = database_lease_make(fixture->pool);
    add_memberships(world);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;
    int lent = database_lease_lent(world->lease);

    core_fixture_free(world->fixture);
    return lent;
}

/* --- importing --- */

static apr_status_t read_text(void *self, char *buffer, apr_size_t *plen)
{
    world_t *world = self;
    apr_size_t left = strlen(world->text) - world->offset;

    *plen = *plen < left ? *plen : left;
    if (left == 0)
        return APR_EOF;
    memcpy(buffer, world->text + world->offset, *plen);
    world->offset += *plen;
    return APR_SUCCESS;
}

static void note_fault(void *self, apr_int64_t line, const char *column, const char *reason)
{
    world_t *world = self;

    APR_ARRAY_PUSH(world->faults, const char *) =
        apr_psprintf(world->pool, "%" APR_INT64_T_FMT ": %s: %s", line, column, reason);
}

static void note_shifted(void *self, const char *column, apr_int64_t changed, apr_int64_t rows)
{
    world_t *world = self;

    world->shifted =
        apr_psprintf(world->pool, "%s%s %d/%d ", world->shifted, column, (int)changed, (int)rows);
}

static void tell_staged(void *self, apr_int64_t offset)
{
    world_t *world = self;

    (void)offset;
    if (world->once_staged && strcmp(database_lease_value(world->lease, "SELECT COUNT(*) FROM "
                                                                        "claim"),
                                     "0") != 0)
        world->once_staged(world);
}

static apr_status_t load(cnops_claims_result_t *presult, world_t *world, const char *text)
{
    cnops_claims_load_t load = {.core = world->core,
                                .is_mysql = database_lease_is_mysql(world->lease),
                                .lease = database_lease_port(world->lease),
                                .run = apr_psprintf(world->pool, "%032x", ++world->runs),
                                .dir = "/tmp",
                                .input = {.read = read_text,
                                          .read_self = world,
                                          .fault = note_fault,
                                          .progress = tell_staged,
                                          .self = world},
                                .first_year = world->first_year,
                                .keep_going = world->keep_going,
                                .allow_changing = world->allow_changing,
                                .shifted = note_shifted,
                                .self = world};

    world->text = text;
    world->offset = 0;
    world->shifted = "";
    world->faults = apr_array_make(world->pool, 4, sizeof(const char *));
    return cnops_claims_load(presult, &load, world->pool);
}

static void assert_value(world_t *world, const char *sql, const char *expected)
{
    const char *value = database_lease_value(world->lease, sql);

    if (!expected)
        assert_null(value);
    else
        assert_string_equal(value, expected);
}

/* After an import there is one version of each claim and total, and no import is running. */
static void assert_swept(world_t *world)
{
    assert_value(world, "SELECT phase || run || lease_until FROM claim_state", "idle0");
    assert_value(world,
                 "SELECT COUNT(*) FROM claim WHERE until < 9223372036854775807 "
                 "OR since > (SELECT generation FROM claim_state)",
                 "0");
    assert_value(world,
                 "SELECT COUNT(*) FROM claim_total WHERE until < 9223372036854775807 "
                 "OR since > (SELECT generation FROM claim_state)",
                 "0");
    assert_value(world, "SELECT COUNT(*) - COUNT(DISTINCT reference_digest) FROM claim", "0");
    assert_value(world, "SELECT COUNT(*) - COUNT(DISTINCT id) FROM claim", "0");
}

static cnops_claims_result_t import_text(world_t *world, const char *text)
{
    cnops_claims_result_t result;

    assert_int_equal(load(&result, world, text), APR_SUCCESS);
    assert_swept(world);
    return result;
}

static void assert_counts(cnops_claims_result_t result, int added, int changed, int unchanged)
{
    assert_true(result.switched);
    assert_int_equal(result.counts.added, added);
    assert_int_equal(result.counts.changed, changed);
    assert_int_equal(result.counts.unchanged, unchanged);
    assert_int_equal(result.counts.closed, 0);
}

static void assert_fault(const world_t *world, int i, const char *expected)
{
    assert_true(i < world->faults->nelts);
    assert_string_equal(APR_ARRAY_IDX(world->faults, i, const char *), expected);
}

static cnops_claim_record_t record_of(world_t *world, const char *reference)
{
    const char *digest = cnops_claim_reference_digest(world->core, reference, world->pool);
    const char *where = apr_psprintf(world->pool, "reference_digest = '%s'", digest);

    return claims_file_record(world->core, world->lease, where, world->pool);
}

/* --- totals --- */

typedef struct total_key_t {
    int membership_id, year;
    const char *beneficiary;
} total_key_t;

static const char *sealed_total(world_t *world, const total_key_t *key)
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

static cnops_claim_total_record_t total_of(world_t *world, int membership_id, int year,
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
    world_t *world = *state;
    cnops_claim_total_record_t total;

    assert_counts(
        import_text(world, HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "1500", "paid")
                               ROW("B", "101", "2026-11-20", "SALMA", "500", "", "in_process")
                                   ROW("C", "101", "2025-12-31", "Salma", "70", "0", "paid") ROW(
                                       "D", "102", "2026-02-01", "Omar", "0900", "", "rejected")),
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
    assert_value(world, "SELECT COUNT(*) FROM claim_total", "3");
    assert_value(world, "SELECT COUNT(*) FROM claim WHERE membership_id = 1", "3");
    assert_value(world, "SELECT COUNT(*) FROM claim_news", "0");
    assert_int_equal(record_of(world, "B").refunded, -1);
    assert_string_equal(record_of(world, "A").care_kind, "Radiologie");
}

static void test_the_same_file_twice_changes_nothing(void **state)
{
    world_t *world = *state;
    const char *text = HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "1500", "paid")
        ROW("B", "102", "2026-01-05", "Omar", "2000", "", "received");

    import_text(world, text);
    database_lease_execute(world->lease, "UPDATE claim SET record_sealed = 'kept'");
    database_lease_execute(world->lease, "UPDATE claim_total SET record_sealed = 'kept'");
    assert_counts(import_text(world, text), 0, 0, 2);
    assert_value(world, "SELECT COUNT(*) FROM claim WHERE record_sealed = 'kept'", "2");
    assert_value(world, "SELECT COUNT(*) FROM claim_total WHERE record_sealed = 'kept'", "2");
    assert_value(world, "SELECT COUNT(*) FROM claim_news", "0");
}

static void test_absent_claims_remain(void **state)
{
    world_t *world = *state;

    import_text(world, HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "", "received"));
    assert_counts(
        import_text(world, HEADER ROW("B", "101", "2026-01-06", "Salma", "300", "", "received")), 1,
        0, 0);
    assert_value(world, "SELECT COUNT(*) FROM claim", "2");
    assert_sums(total_of(world, 1, 2026, "Salma"), 2, 2300, 0);
}

/* --- changes --- */

static void test_a_change_of_status_is_history_and_news(void **state)
{
    world_t *world = *state;
    cnops_claim_record_t record;

    import_text(world, HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "", "received")
                           ROW("B", "102", "2026-01-05", "Omar", "300", "", "received"));
    clock_fake_advance(world->fixture->clock, 7);
    assert_counts(import_text(world,
                              HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "1500", "paid")
                                  ROW("B", "102", "2026-01-05", "Omar", "310", "", "received")),
                  0, 2, 0);
    record = record_of(world, "A");
    assert_int_equal(record.history->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(record.history, 0, cnops_claim_change_t).status,
                     CNOPS_CLAIM_RECEIVED);
    assert_int_equal(APR_ARRAY_IDX(record.history, 1, cnops_claim_change_t).status,
                     CNOPS_CLAIM_PAID);
    assert_int_equal(APR_ARRAY_IDX(record.history, 1, cnops_claim_change_t).seen_at -
                         APR_ARRAY_IDX(record.history, 0, cnops_claim_change_t).seen_at,
                     7);
    assert_int_equal(record_of(world, "B").history->nelts, 1);
    assert_sums(total_of(world, 1, 2026, "Salma"), 1, 2000, 1500);
    assert_sums(total_of(world, 2, 2026, "Omar"), 1, 310, 0);
    assert_value(world,
                 "SELECT membership_id || '/' || (since - generation) FROM claim_news "
                 "JOIN claim_state ON 1 = 1",
                 "1/0");
    assert_value(world, "SELECT COUNT(*) FROM claim_news", "1");
}

static void test_a_long_history_keeps_its_beginning(void **state)
{
    world_t *world = *state;
    cnops_claim_record_t record;

    import_text(world, HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "received"));
    for (int i = 0; i < 8; i++) {
        import_text(world, HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "in_process"));
        import_text(world, HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "document_asked"));
    }
    record = record_of(world, "A");
    assert_int_equal(record.history->nelts, CNOPS_CLAIM_CHANGES_MAX);
    assert_int_equal(APR_ARRAY_IDX(record.history, 0, cnops_claim_change_t).status,
                     CNOPS_CLAIM_RECEIVED);
    for (int i = 1; i < CNOPS_CLAIM_CHANGES_MAX; i++)
        assert_int_equal(APR_ARRAY_IDX(record.history, i, cnops_claim_change_t).status,
                         i % 2 ? CNOPS_CLAIM_DOCUMENT_ASKED : CNOPS_CLAIM_IN_PROCESS);
    assert_value(world, "SELECT COUNT(*) FROM claim_news WHERE membership_id = 1", "16");
}

/* Both memberships must be right, whichever comes first in the order of the import. */
static void test_a_claim_moves_to_another_membership(void **state)
{
    world_t *world = *state;

    import_text(world, HEADER ROW("A", "102", "2026-01-05", "Salma", "2000", "500", "received")
                           ROW("B", "102", "2026-01-05", "Salma", "30", "", "received"));
    for (int i = 0; i < 2; i++) {
        const char *text =
            i == 0 ? HEADER ROW("A", "103", "2026-01-05", "Salma", "2000", "500", "paid")
                   : HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "500", "received");

        assert_counts(import_text(world, text), 0, 1, 0);
        assert_sums(total_of(world, 2, 2026, "Salma"), 1, 30, 0);
        assert_sums(total_of(world, i == 0 ? 3 : 1, 2026, "Salma"), 1, 2000, 500);
        assert_value(world, "SELECT COUNT(*) FROM claim_total", "2");
        assert_value(world, "SELECT COUNT(*) FROM claim WHERE membership_id = 2", "1");
        assert_value(world, "SELECT COUNT(*) FROM claim_news", "0");
    }
    assert_int_equal(record_of(world, "A").history->nelts, 3);
}

static void test_a_claim_gets_another_day_and_beneficiary(void **state)
{
    world_t *world = *state;

    import_text(world, HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "", "received"));
    assert_counts(
        import_text(world, HEADER ROW("A", "101", "2025-01-05", "Omar", "20", "", "received")), 0,
        1, 0);
    assert_value(world, "SELECT COUNT(*) FROM claim_total", "1");
    assert_sums(total_of(world, 1, 2025, "Omar"), 1, 20, 0);
}

static void test_optional_columns(void **state)
{
    world_t *world = *state;
    const char *text =
        OPTIONAL "Pièce illisible,A,101,2026-01-05,Radiologie,Salma,2000,,received,,,2015-02-03\n";

    /* The row after it is of the same beneficiary, and does not know the birth date. */
    import_text(world, apr_pstrcat(world->pool, text,
                                   ",B,101,2026-01-06,Radiologie,Salma,1,,received,,,\n", NULL));
    assert_string_equal(record_of(world, "A").reason, "Pièce illisible");
    assert_string_equal(record_of(world, "A").birth_date, "2015-02-03");
    assert_string_equal(total_of(world, 1, 2026, "Salma").birth_date, "2015-02-03");
    import_text(world, HEADER ROW("A", "101", "2026-01-05", "Salma", "2000", "", "received"));
    assert_string_equal(record_of(world, "A").reason, "");
    assert_string_equal(total_of(world, 1, 2026, "Salma").birth_date, "2015-02-03");
}

/* --- what is refused --- */

static void test_refuses_rows_by_line(void **state)
{
    world_t *world = *state;
    cnops_claims_result_t result = import_text(
        world, HEADER ROW("A", "999", "2026-01-05", "S", "2000", "",
                          "received") ROW("B", "101", "2026-01-05", "S", "20,00", "", "received")
                   ROW("B", "101", "2026-01-05", "S", "2000", "", "received")
                       ROW("B", "102", "2026-01-05", "S", "2000", "", "received") ",,,,,,,,,\n" ROW(
                           "C", "998", "2026-01-05", "S", "2000", "", "received"));

    assert_false(result.switched);
    assert_int_equal(result.rows, 6);
    assert_int_equal(result.refused, 4);
    assert_fault(world, 0, "3: row: 11 cells, want 10");
    assert_fault(world, 1, "5: reference: an earlier row has the same");
    assert_fault(world, 2, "2: immatriculation: no membership has it");
    assert_fault(world, 3, "7: immatriculation: no membership has it");
    assert_value(world, "SELECT COUNT(*) FROM claim", "0");
    assert_value(world, "SELECT generation || '/' || switched_at FROM claim_state", "1/0");
}

static void test_keep_going_takes_the_good_rows(void **state)
{
    world_t *world = *state;
    cnops_claims_result_t result;

    world->keep_going = true;
    result = import_text(world, HEADER ROW("A", "999", "2026-01-05", "S", "2000", "", "received")
                                    ROW("B", "101", "2026-01-05", "S", "2000", "", "received")
                                        ROW("B", "102", "2026-01-05", "S", "1", "", "received"));
    assert_counts(result, 1, 0, 0);
    assert_int_equal(result.refused, 2);
    assert_sums(total_of(world, 1, 2026, "S"), 1, 2000, 0);
}

/* Such a membership disappears if its import fails. */
static void test_refuses_a_membership_that_is_not_shown_yet(void **state)
{
    world_t *world = *state;
    const char *text = HEADER ROW("A", "103", "2026-01-05", "S", "2000", "", "received");

    database_lease_execute(world->lease,
                           "UPDATE membership_version SET since = 2 WHERE membership_id = 3");
    assert_false(import_text(world, text).switched);
    assert_fault(world, 0, "2: immatriculation: no membership has it");
    database_lease_execute(world->lease, "UPDATE import_state SET generation = 2");
    assert_counts(import_text(world, text), 1, 0, 0);
}

static void test_names_a_foreign_separator(void **state)
{
    world_t *world = *state;

    assert_true(import_text(world, "reference;immatriculation\nA;101\n").header_refused);
    assert_int_equal(world->faults->nelts, 1);
    assert_fault(world, 0, "1: row: its cells are separated by semicolons: want commas");
    assert_true(import_text(world, "reference\timmatriculation\n").header_refused);
    assert_fault(world, 0, "1: row: its cells are separated by tabs: want commas");
}

static void test_nothing_is_written_while_the_database_is_down(void **state)
{
    world_t *world = *state;
    cnops_claims_result_t result;

    database_lease_down(world->lease, true);
    assert_int_not_equal(
        load(&result, world, HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "received")),
        APR_SUCCESS);
    assert_false(result.switched);
}

static void test_skips_and_counts_years_that_the_purge_deletes(void **state)
{
    world_t *world = *state;
    const char *text = HEADER ROW("A", "101", "2020-12-31", "S", "5", "", "received")
        ROW("B", "101", "2021-01-01", "S", "3", "", "received");
    cnops_claims_result_t result;

    world->first_year = 2021;
    for (int i = 0; i < 2; i++) {
        result = import_text(world, text);
        assert_counts(result, 1 - i, 0, i);
        assert_int_equal(result.rows, 2);
        assert_int_equal(result.too_old, 1);
        assert_value(world, "SELECT COUNT(*) FROM claim", "1");
        assert_value(world, "SELECT COUNT(*) FROM claim_total", "1");
    }
}

static void assert_no_claims(world_t *world, const char *text)
{
    cnops_claims_result_t result = import_text(world, text);

    assert_true(result.has_no_claims);
    assert_false(result.switched);
    assert_value(world, "SELECT generation || '/' || switched_at FROM claim_state", "1/0");
}

static void test_a_file_without_claims_is_no_import(void **state)
{
    world_t *world = *state;

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
    world_t *world = *state;
    char tomorrow[CNOPS_DATE_LEN], later[CNOPS_DATE_LEN];
    apr_time_t now = cnops_core_now(world->core), day = apr_time_from_sec(24 * 3600);

    cnops_date_of(tomorrow, now + day);
    cnops_date_of(later, now + 2 * day);
    assert_false(import_text(world, apr_pstrcat(world->pool, HEADER "A,101,", later,
                                                ",R,S,1,,received,,\n", NULL))
                     .switched);
    assert_fault(world, 0, "2: received_on: after tomorrow");
    assert_counts(import_text(world, apr_pstrcat(world->pool, HEADER "A,101,", tomorrow,
                                                 ",R,S,1,,received,,\n", NULL)),
                  1, 0, 0);
}

/* All digests would be new, so each claim would be there twice. Either end tells. */
static void test_refuses_to_import_over_claims_of_another_key(void **state)
{
    static const char *const ends[] = {"MIN(id)", "MAX(id)"};
    world_t *world = *state;
    const char *text = HEADER ROW("A", "101", "2026-01-05", "S", "1", "", "received");

    import_text(world, text);
    import_text(world, HEADER ROW("B", "101", "2026-01-05", "S", "1", "", "received"));
    for (int i = 0; i < 2; i++) {
        const char *id = database_lease_value(
            world->lease, apr_psprintf(world->pool, "SELECT %s FROM claim", ends[i]));
        cnops_claims_result_t result;

        database_lease_execute(
            world->lease,
            apr_psprintf(world->pool, "UPDATE claim SET key_id = 'test1' WHERE id = %s", id));
        result = import_text(world, text);
        assert_true(result.has_other_key);
        assert_false(result.switched);
        database_lease_execute(world->lease, "UPDATE claim SET key_id = 'test2'");
    }
    assert_counts(import_text(world, text), 0, 0, 1);
}

/* Otherwise the amounts of somebody else would go into the sums of a member. */
static void test_takes_no_record_of_another_claim(void **state)
{
    world_t *world = *state;
    cnops_claims_result_t result;

    import_text(world, HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "received"));
    import_text(world, HEADER ROW("B", "102", "2026-01-05", "S", "3", "", "received"));
    database_lease_execute(
        world->lease, apr_psprintf(world->pool, "UPDATE claim SET record_sealed = '%s'",
                                   database_lease_value(world->lease, "SELECT record_sealed FROM "
                                                                      "claim WHERE id = 2")));
    assert_int_equal(
        load(&result, world, HEADER ROW("A", "101", "2026-01-05", "S", "4", "", "paid")),
        CNOPS_EFORGED);
    assert_false(result.switched);
    assert_counts(
        import_text(world, HEADER ROW("B", "102", "2026-01-05", "S", "4", "", "received")), 0, 1,
        0);
}

/* --- the connection is lost at the switch --- */

static void take_down(world_t *world)
{
    database_lease_down(world->lease, true);
}

/* As a switch whose reply is lost. */
static void switch_before(world_t *world)
{
    database_lease_execute(world->lease, "UPDATE claim_state SET generation = generation + 1, "
                                         "phase = 'switched', last_id = 1");
}

static void test_says_what_became_of_a_lost_switch(void **state)
{
    world_t *world = *state;
    cnops_claims_result_t result;
    const char *text = HEADER ROW("A", "101", "2026-01-05", "S", "2", "", "received");

    world->once_staged = take_down;
    assert_int_not_equal(load(&result, world, text), APR_SUCCESS);
    assert_true(result.is_unknown);
    assert_false(result.switched);
    database_lease_down(world->lease, false);
    clock_fake_advance(world->fixture->clock, CNOPS_IMPORT_LEASE);
    world->once_staged = NULL;
    database_lease_execute(world->lease, "DELETE FROM claim");
    world->once_staged = switch_before;
    assert_int_not_equal(load(&result, world, text), APR_SUCCESS);
    assert_true(result.switched);
    assert_false(result.is_unknown);
    assert_swept(world);
}

/* --- many rows --- */

#define MANY (2 * CNOPS_IMPORT_BATCH + 30)

/* Of three memberships and five years. changed: so many rows get another amount. */
static const char *many_rows(world_t *world, int count, int changed)
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
    world_t *world = *state;

    assert_counts(import_text(world, many_rows(world, MANY, 0)), MANY, 0, 0);
    assert_sums(total_of(world, 1, 2020, "B0"), MANY / 30 + 1, 100 * (MANY / 30 + 1),
                10 * (MANY / 30 + 1));
    assert_value(world, "SELECT COUNT(*) FROM claim_total", "30");
    assert_counts(import_text(world, many_rows(world, MANY, 0)), 0, 0, MANY);
    world->allow_changing = MANY;
    assert_counts(import_text(world, many_rows(world, MANY, MANY)), 0, MANY, 0);
    assert_sums(total_of(world, 1, 2020, "B0"), MANY / 30 + 1, 200 * (MANY / 30 + 1),
                10 * (MANY / 30 + 1));
    assert_value(world, "SELECT COUNT(*) FROM claim_total", "30");
}

static void test_refuses_a_shifted_file(void **state)
{
    world_t *world = *state;
    cnops_claims_result_t result;

    import_text(world, many_rows(world, 100, 0));
    assert_counts(import_text(world, many_rows(world, 100, 20)), 0, 20, 80);
    result = import_text(world, many_rows(world, 100, 0));
    assert_true(result.switched);
    result = import_text(world, many_rows(world, 100, 21));
    assert_true(result.shifted);
    assert_false(result.switched);
    assert_string_equal(world->shifted, "amount_spent 21/100 ");
    assert_int_equal(record_of(world, "R0").spent, 100);
    world->allow_changing = 20;
    assert_true(import_text(world, many_rows(world, 100, 21)).shifted);
    world->allow_changing = 21;
    assert_counts(import_text(world, many_rows(world, 100, 21)), 0, 21, 79);
    assert_int_equal(record_of(world, "R0").spent, 200);
}

static void test_a_short_file_is_never_shifted(void **state)
{
    world_t *world = *state;

    import_text(world, many_rows(world, 99, 0));
    assert_counts(import_text(world, many_rows(world, 99, 99)), 0, 99, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_adds_claims_and_totals),
        TEST(test_the_same_file_twice_changes_nothing),
        TEST(test_absent_claims_remain),
        TEST(test_a_change_of_status_is_history_and_news),
        TEST(test_a_long_history_keeps_its_beginning),
        TEST(test_a_claim_moves_to_another_membership),
        TEST(test_a_claim_gets_another_day_and_beneficiary),
        TEST(test_optional_columns),
        TEST(test_refuses_rows_by_line),
        TEST(test_keep_going_takes_the_good_rows),
        TEST(test_refuses_a_membership_that_is_not_shown_yet),
        TEST(test_names_a_foreign_separator),
        TEST(test_nothing_is_written_while_the_database_is_down),
        TEST(test_skips_and_counts_years_that_the_purge_deletes),
        TEST(test_a_file_without_claims_is_no_import),
        TEST(test_refuses_claims_of_the_day_after_tomorrow),
        TEST(test_refuses_to_import_over_claims_of_another_key),
        TEST(test_takes_no_record_of_another_claim),
        TEST(test_says_what_became_of_a_lost_switch),
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
