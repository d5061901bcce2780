/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What becomes of each row of a batch. A batch here is longer than one statement takes, and not a
 * multiple of it. */
#include "store/import/import.h"
#include "store/import/import_batch.h"

#include "base/errors.h"
#include "twins/clock_fake.h"
#include "twins/database_lease.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define ROWS (2 * CNOPS_SQL_ROWS + 21)

typedef struct world_t {
    database_lease_t *lease;
    cnops_clock_t clock;
    cnops_import_t *import;
    apr_array_header_t *rows; /* of the next batch */
    apr_pool_t *pool;
} world_t;

static void begin_import(world_t *world, bool closes_absent)
{
    cnops_import_run_t run = {.id = "run",
                              .is_mysql = database_lease_is_mysql(world->lease),
                              .closes_absent = closes_absent,
                              .clock = &world->clock};

    assert_int_equal(
        cnops_import_begin(&world->import, database_lease_port(world->lease), &run, world->pool),
        APR_SUCCESS);
}

static int setup(void **state)
{
    world_t *world;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->lease = database_lease_make(pool);
    clock_fake_port(&world->clock, clock_fake_make(pool));
    world->rows = apr_array_make(pool, ROWS, sizeof(cnops_import_row_t));
    begin_import(world, false);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;
    int lent = database_lease_lent(world->lease), failures = database_lease_failures(world->lease);

    apr_pool_destroy(world->pool);
    return lent + failures;
}

/* number, person: any numbers, from which the digests are made. content: another content makes the
 * row a changed one. */
static void add_row(world_t *world, int number, int person, const char *content)
{
    const char *digest = apr_psprintf(world->pool, "n%d", number);

    APR_ARRAY_PUSH(world->rows, cnops_import_row_t) = (cnops_import_row_t){
        .document_digest = apr_psprintf(world->pool, "p%d", person),
        .person_sealed = apr_psprintf(world->pool, "%s of %s", content, digest),
        .membership = {.immatriculation_digest = digest,
                       .rib_digest = number % 2 ? "rib" : NULL,
                       .record_sealed = apr_psprintf(world->pool, "%s %s", content, digest)},
        .key_id = "test2",
        .import_digest = content};
}

/* Each person has two immatriculations. */
static void add_rows(world_t *world, int from, int to, const char *content)
{
    for (int i = from; i < to; i++)
        add_row(world, i, i / 2, content);
}

static void stage(world_t *world)
{
    assert_int_equal(cnops_import_stage(world->import, world->rows, world->pool), APR_SUCCESS);
    apr_array_clear(world->rows);
}

static cnops_import_counts_t switch_and_end(world_t *world)
{
    cnops_import_counts_t counts;

    assert_int_equal(cnops_import_switch(&counts, world->import, world->pool), APR_SUCCESS);
    assert_int_equal(cnops_import_end(world->import, world->pool), APR_SUCCESS);
    return counts;
}

static void assert_counts(const cnops_import_counts_t *counts, int added, int changed,
                          int unchanged)
{
    assert_int_equal(counts->added, added);
    assert_int_equal(counts->changed, changed);
    assert_int_equal(counts->unchanged, unchanged);
    assert_int_equal(counts->closed, 0);
}

static int value_of(world_t *world, const char *sql)
{
    return atoi(database_lease_value(world->lease, sql));
}

/* Each membership and person has one version. A membership's version was written by the row with
 * its number, and belongs to the person of that row. */
static void assert_kept(world_t *world, int memberships, int persons, const char *content)
{
    const char *join = "FROM membership m JOIN membership_version v ON v.membership_id = m.id "
                       "JOIN person p ON p.id = v.person_id "
                       "JOIN person_version w ON w.person_id = p.id ";

    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM membership"), memberships);
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM membership_version"), memberships);
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM person"), persons);
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM person_version"), persons);
    assert_int_equal(
        value_of(world, apr_psprintf(world->pool,
                                     "SELECT COUNT(*) %s WHERE v.record_sealed = '%s ' || "
                                     "m.immatriculation_digest AND v.import_digest = '%s'",
                                     join, content, content)),
        memberships);
    assert_int_equal(
        value_of(world,
                 apr_psprintf(world->pool, "SELECT COUNT(*) %s WHERE v.rib_digest IS NULL", join)),
        (memberships + 1) / 2);
}

/* The name of a person must be that of the last row which has the person. */
static void assert_name(world_t *world, const char *person, const char *sealed)
{
    assert_string_equal(
        database_lease_value(world->lease, apr_psprintf(world->pool,
                                                        "SELECT v.record_sealed FROM person p "
                                                        "JOIN person_version v "
                                                        "ON v.person_id = p.id "
                                                        "WHERE p.document_digest = '%s'",
                                                        person)),
        sealed);
}

static void test_keeps_each_row(void **state)
{
    world_t *world = *state;
    cnops_import_counts_t counts;

    add_rows(world, 0, ROWS, "first");
    stage(world);
    counts = switch_and_end(world);
    assert_counts(&counts, ROWS, 0, 0);
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM import_seen"), 0);
    assert_kept(world, ROWS, (ROWS + 1) / 2, "first");
    assert_name(world, "p0", "first of n1");
}

static void test_takes_a_name_from_the_last_row_of_all_batches(void **state)
{
    world_t *world = *state;
    cnops_import_counts_t counts;

    add_rows(world, 0, ROWS, "first");
    stage(world);
    add_row(world, ROWS, 0, "first");
    add_row(world, ROWS + 1, 0, "first");
    stage(world);
    counts = switch_and_end(world);
    assert_counts(&counts, ROWS + 2, 0, 0);
    assert_name(world, "p0", apr_psprintf(world->pool, "first of n%d", ROWS + 1));
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM person_version"), (ROWS + 1) / 2);
}

static void test_writes_only_changed_rows(void **state)
{
    world_t *world = *state;
    cnops_import_counts_t counts;

    add_rows(world, 0, ROWS, "first");
    stage(world);
    switch_and_end(world);
    begin_import(world, false);
    add_rows(world, 0, 10, "first");
    add_rows(world, 10, ROWS, "second");
    add_rows(world, ROWS, ROWS + 3, "second");
    stage(world);
    counts = switch_and_end(world);
    assert_counts(&counts, 3, ROWS - 10, 10);
    assert_name(world, "p4", "first of n9");
    assert_name(world, "p5", "second of n11");
    begin_import(world, false);
    add_rows(world, 0, ROWS + 3, "third");
    stage(world);
    counts = switch_and_end(world);
    assert_counts(&counts, 0, ROWS + 3, 0);
    assert_kept(world, ROWS + 3, (ROWS + 4) / 2, "third");
}

/* A new membership of a known person also gives the person a new version. */
static void test_deletes_the_old_version_of_a_person(void **state)
{
    world_t *world = *state;
    cnops_import_counts_t counts;

    add_row(world, 0, 0, "first");
    stage(world);
    switch_and_end(world);
    begin_import(world, false);
    add_row(world, 1, 0, "first");
    stage(world);
    counts = switch_and_end(world);
    assert_counts(&counts, 1, 0, 0);
    assert_name(world, "p0", "first of n1");
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM person_version"), 1);
}

/* Whether unchanged, changed or new: it is in the file. */
static void test_closes_only_what_no_row_has(void **state)
{
    world_t *world = *state;
    cnops_import_counts_t counts;

    add_rows(world, 0, ROWS, "first");
    stage(world);
    switch_and_end(world);
    begin_import(world, true);
    add_rows(world, 0, 60, "first");
    add_rows(world, 60, 70, "second");
    add_row(world, ROWS, ROWS, "first");
    stage(world);
    counts = switch_and_end(world);
    assert_int_equal(counts.closed, ROWS - 70);
    assert_int_equal(
        value_of(world, "SELECT COUNT(*) FROM membership_version WHERE status = 'closed'"),
        ROWS - 70);
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM import_seen"), 0);
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM membership_version"), ROWS + 1);
}

static void test_refuses_a_number_twice(void **state)
{
    world_t *world = *state;

    add_row(world, 1, 1, "first");
    add_row(world, 1, 2, "second");
    assert_int_equal(cnops_import_stage(world->import, world->rows, world->pool), CNOPS_EDUPLICATE);
    apr_array_clear(world->rows);
    add_row(world, 1, 1, "first");
    stage(world);
    add_row(world, 1, 2, "second");
    assert_int_equal(cnops_import_stage(world->import, world->rows, world->pool), CNOPS_EDUPLICATE);
    assert_int_equal(cnops_import_end(world->import, world->pool), APR_SUCCESS);
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM membership"), 0);
}

static void test_accepts_an_empty_batch(void **state)
{
    world_t *world = *state;
    cnops_import_counts_t counts;

    stage(world);
    counts = switch_and_end(world);
    assert_counts(&counts, 0, 0, 0);
}

/* --- a batch that is written again --- */

typedef struct loser_t {
    cnops_import_batch_t batch;
    apr_status_t verdict; /* after the batch is written */
} loser_t;

static apr_status_t write_and_lose(void *self, cnops_unit_t *unit)
{
    loser_t *loser = self;
    apr_status_t rv = cnops_import_batch_write(&loser->batch, unit);

    return rv == APR_SUCCESS ? loser->verdict : rv;
}

static void test_counts_once_after_a_lost_race(void **state)
{
    world_t *world = *state;
    cnops_db_t *db = cnops_db_make(database_lease_port(world->lease),
                                   database_lease_is_mysql(world->lease), world->pool);
    cnops_import_ids_t ids = {0};
    loser_t loser = {.batch = {.rows = world->rows, .generation = 2, .ids = &ids},
                     .verdict = CNOPS_ECONFLICT};

    add_rows(world, 0, ROWS, "first");
    assert_int_equal(cnops_db_transact(db, write_and_lose, &loser, world->pool), CNOPS_ECONFLICT);
    assert_int_equal(value_of(world, "SELECT COUNT(*) FROM membership"), 0);
    loser.verdict = APR_SUCCESS;
    assert_int_equal(cnops_db_transact(db, write_and_lose, &loser, world->pool), APR_SUCCESS);
    assert_counts(&loser.batch.counts, ROWS, 0, 0);
    assert_kept(world, ROWS, (ROWS + 1) / 2, "first");
    /* The last ids cover all rows that were written: the sweep relies on them. */
    assert_int_equal(value_of(world, "SELECT MAX(id) FROM membership"), ids.last_membership);
    assert_int_equal(value_of(world, "SELECT MAX(id) FROM person"), ids.last_person);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_keeps_each_row),
        TEST(test_takes_a_name_from_the_last_row_of_all_batches),
        TEST(test_writes_only_changed_rows),
        TEST(test_deletes_the_old_version_of_a_person),
        TEST(test_closes_only_what_no_row_has),
        TEST(test_refuses_a_number_twice),
        TEST(test_accepts_an_empty_batch),
        TEST(test_counts_once_after_a_lost_race),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    failed = cmocka_run_group_tests_name("import batches on SQLite", tests, NULL, NULL);
    database_lease_use(CNOPS_MYSQL);
    return failed + cmocka_run_group_tests_name("import batches on MariaDB", tests, NULL, NULL);
}
