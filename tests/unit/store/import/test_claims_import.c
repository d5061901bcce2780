/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What readers see of an import of claims that ends or is killed at different moments. */
#include "store/import/claims_import.h"

#include "base/errors.h"
#include "twins/clock_fake.h"
#include "twins/database_lease.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

/* What a reader gets: every version that is shown. */
#define SHOWN(columns, table)                                                                      \
    "SELECT " columns " FROM claim_state g JOIN " table                                            \
    " c ON c.since <= g.generation AND c.until > g.generation WHERE g.id = 1"
#define CLAIMS SHOWN("GROUP_CONCAT(c.membership_id || c.record_sealed)", "claim")
#define TOTALS SHOWN("GROUP_CONCAT(c.membership_id || c.record_sealed)", "claim_total")
#define NEWS   "SELECT COUNT(*) FROM claim_news n JOIN claim_state g ON n.since <= g.generation"

typedef struct world_t {
    database_lease_t *lease;
    clock_fake_t *fake;
    cnops_clock_t clock; /* the port of fake */
    apr_pool_t *pool;
} world_t;

static int setup(void **state)
{
    world_t *world;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->lease = database_lease_make(pool);
    world->fake = clock_fake_make(pool);
    clock_fake_port(&world->clock, world->fake);
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

static void assert_value(world_t *world, const char *sql, const char *expected)
{
    const char *value = database_lease_value(world->lease, sql);

    assert_string_equal(value ? value : "none", expected);
}

/* --- rules: the record is written as it is, and each membership has one total --- */

static apr_status_t merge(void *self, apr_array_header_t *sums, const apr_array_header_t *staged,
                          apr_pool_t *pool)
{
    (void)self;
    for (int i = 0; i < staged->nelts; i++) {
        cnops_claim_staged_t *s = &APR_ARRAY_IDX(staged, i, cnops_claim_staged_t);
        cnops_claim_sum_t *sum = apr_pcalloc(pool, sizeof *sum);

        s->beneficiary_digest = "beneficiary";
        s->record_sealed = s->row->claim.record_sealed;
        *sum = (cnops_claim_sum_t){.membership_id = s->row->claim.membership_id,
                                   .year = 2026,
                                   .beneficiary_digest = "beneficiary",
                                   .record_sealed = s->record_sealed};
        if (strcmp(s->record_sealed, "none") == 0)
            sum->record_sealed = NULL;
        APR_ARRAY_PUSH(sums, cnops_claim_sum_t *) = sum;
    }
    return APR_SUCCESS;
}

static apr_status_t add_up(void *self, const apr_array_header_t *sums, apr_pool_t *pool)
{
    (void)self;
    (void)sums;
    (void)pool;
    return APR_SUCCESS;
}

static const cnops_claim_rules_t rules = {merge, add_up, NULL};

/* --- imports --- */

static cnops_claims_import_t *make_import(world_t *world, const char *id)
{
    cnops_import_run_t run = {
        .id = id, .is_mysql = database_lease_is_mysql(world->lease), .clock = &world->clock};

    return cnops_claims_import_make(database_lease_port(world->lease), &run, world->pool);
}

static cnops_claims_import_t *begin(world_t *world, const char *id)
{
    cnops_claims_import_t *import = make_import(world, id);

    assert_int_equal(cnops_claims_import_begin(import, world->pool), APR_SUCCESS);
    return import;
}

/* A row of each reference "r1", "r2"… Its content is its status too. */
static apr_status_t stage(world_t *world, cnops_claims_import_t *import, int first, int count,
                          const char *content)
{
    apr_array_header_t *rows = apr_array_make(world->pool, count, sizeof(cnops_claim_row_t));

    for (int i = first; i < first + count; i++)
        APR_ARRAY_PUSH(rows, cnops_claim_row_t) = (cnops_claim_row_t){
            .claim = {.membership_id = i,
                      .received_on = "2026-01-05",
                      .status =
                          strcmp(content, "first") == 0 ? CNOPS_CLAIM_RECEIVED : CNOPS_CLAIM_PAID,
                      .reference_digest = apr_psprintf(world->pool, "r%d", i),
                      .record_sealed = content},
            .key_id = "test2",
            .import_digest = content};
    return cnops_claims_import_stage(import, rows, &rules, world->pool);
}

static void show(world_t *world, cnops_claims_import_t *import)
{
    assert_int_equal(cnops_claims_import_switch(import, world->pool), APR_SUCCESS);
}

static void end(world_t *world, cnops_claims_import_t *import)
{
    assert_int_equal(cnops_claims_import_end(import, world->pool), APR_SUCCESS);
}

static void import_first(world_t *world)
{
    cnops_claims_import_t *import = begin(world, "first");

    assert_int_equal(stage(world, import, 1, 2, "first"), APR_SUCCESS);
    show(world, import);
    end(world, import);
}

/* r1 is changed, r3 is new. */
static cnops_claims_import_t *leave_import(world_t *world)
{
    cnops_claims_import_t *import = begin(world, "killed");

    assert_int_equal(stage(world, import, 1, 1, "second"), APR_SUCCESS);
    assert_int_equal(stage(world, import, 3, 1, "second"), APR_SUCCESS);
    return import;
}

static void assert_old(world_t *world)
{
    assert_value(world, CLAIMS, "1first,2first");
    assert_value(world, TOTALS, "1first,2first");
    assert_value(world, NEWS, "0");
}

static void assert_new(world_t *world)
{
    assert_value(world, CLAIMS " AND c.membership_id <> 2", "1second,3second");
    assert_value(world, CLAIMS " AND c.membership_id = 2", "2first");
    assert_value(world, TOTALS " AND c.membership_id <> 2", "1second,3second");
    assert_value(world, TOTALS " AND c.membership_id = 2", "2first");
    assert_value(world, NEWS, "1");
}

static void assert_swept(world_t *world, int claims)
{
    const char *count = apr_psprintf(world->pool, "%d/%d", claims, claims);

    assert_value(world, "SELECT COUNT(*) || '/' || SUM(until = 9223372036854775807) FROM claim",
                 count);
    assert_value(world,
                 "SELECT COUNT(*) || '/' || SUM(until = 9223372036854775807) FROM claim_total",
                 count);
    assert_value(world, "SELECT phase || run || lease_until FROM claim_state", "idle0");
    assert_value(world,
                 "SELECT COUNT(*) FROM claim_news n JOIN claim_state g ON n.since > g.generation",
                 "0");
}

/* Runs the next import, once the killed one counts as dead. It must finish the work of the killed
 * one. */
static void finish_the_killed(world_t *world)
{
    cnops_claims_import_t *next;

    clock_fake_advance(world->fake, CNOPS_IMPORT_LEASE);
    next = begin(world, "next");
    end(world, next);
}

static void test_shows_all_or_nothing(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *import;

    import_first(world);
    import = leave_import(world);
    assert_old(world);
    show(world, import);
    assert_new(world);
    end(world, import);
    assert_new(world);
    assert_swept(world, 3);
}

static void test_counts_and_remembers_the_time(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *import;
    cnops_import_counts_t counts;

    import_first(world);
    import = begin(world, "second");
    assert_int_equal(stage(world, import, 1, 1, "second"), APR_SUCCESS);
    assert_int_equal(stage(world, import, 2, 2, "first"), APR_SUCCESS);
    counts = cnops_claims_import_counts(import);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.changed, 1);
    assert_int_equal(counts.unchanged, 1);
    clock_fake_advance(world->fake, 5);
    show(world, import);
    assert_value(
        world, "SELECT switched_at FROM claim_state",
        apr_psprintf(world->pool, "%" APR_INT64_T_FMT, world->clock.now(world->clock.self)));
    assert_value(world, "SELECT last_id - MAX(claim.id) FROM claim_state JOIN claim ON 1 = 1", "0");
    end(world, import);
}

static void test_refuses_a_reference_given_twice(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *import = begin(world, "twice");
    apr_array_header_t *rows = apr_array_make(world->pool, 2, sizeof(cnops_claim_row_t));

    for (int i = 0; i < 2; i++)
        APR_ARRAY_PUSH(rows, cnops_claim_row_t) =
            (cnops_claim_row_t){.claim = {.reference_digest = "same"}, .import_digest = ""};
    assert_int_equal(cnops_claims_import_stage(import, rows, &rules, world->pool),
                     CNOPS_EDUPLICATE);
    end(world, import);
}

/* --- killed --- */

static void test_an_import_that_was_killed_while_staging_is_taken_back(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *killed;

    import_first(world);
    killed = leave_import(world);
    finish_the_killed(world);
    assert_old(world);
    assert_swept(world, 2);
    /* The import was only slow, not dead. It is too late for it now. */
    assert_int_equal(cnops_claims_import_switch(killed, world->pool), CNOPS_ECONFLICT);
    assert_int_equal(stage(world, killed, 4, 1, "second"), CNOPS_ECONFLICT);
    assert_int_equal(cnops_claims_import_end(killed, world->pool), CNOPS_ECONFLICT);
    assert_old(world);
    assert_swept(world, 2);
}

/* Ids of versions that were taken back are given again, and must not be in use. */
static void test_imports_again_after_a_killed_one(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *import;

    import_first(world);
    leave_import(world);
    clock_fake_advance(world->fake, CNOPS_IMPORT_LEASE);
    import = leave_import(world);
    show(world, import);
    end(world, import);
    assert_new(world);
    assert_swept(world, 3);
}

static void test_keeps_an_import_that_was_killed_after_the_switch(void **state)
{
    world_t *world = *state;

    import_first(world);
    show(world, leave_import(world));
    finish_the_killed(world);
    assert_new(world);
    assert_swept(world, 3);
}

static void test_an_import_that_ends_before_the_switch_is_taken_back(void **state)
{
    world_t *world = *state;

    import_first(world);
    end(world, leave_import(world));
    assert_old(world);
    assert_swept(world, 2);
}

/* A connection can be lost while the switch is committed. Then the import does not know that it is
 * shown, and must not delete what is. */
static void test_an_import_that_does_not_know_of_its_switch_is_kept(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *import;

    import_first(world);
    import = leave_import(world);
    database_lease_execute(world->lease, "UPDATE claim_state SET generation = generation + 1, "
                                         "phase = 'switched', last_id = last_id + 2");
    end(world, import);
    assert_new(world);
    assert_swept(world, 3);
}

/* What became of a switch whose reply is lost is in the database alone. */
static void test_says_what_became_of_a_lost_switch(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *import;

    import_first(world);
    for (int is_shown = 0; is_shown < 2; is_shown++) {
        import = leave_import(world);
        assert_int_equal(cnops_claims_import_outcome(import), CNOPS_CLAIMS_NOT_SHOWN);
        database_lease_down(world->lease, true);
        assert_int_not_equal(cnops_claims_import_switch(import, world->pool), APR_SUCCESS);
        assert_int_not_equal(cnops_claims_import_end(import, world->pool), APR_SUCCESS);
        assert_int_equal(cnops_claims_import_outcome(import), CNOPS_CLAIMS_PERHAPS_SHOWN);
        database_lease_down(world->lease, false);
        if (is_shown)
            database_lease_execute(world->lease,
                                   "UPDATE claim_state SET generation = generation + 1, "
                                   "phase = 'switched', last_id = last_id + 2");
        end(world, import);
        assert_int_equal(cnops_claims_import_outcome(import),
                         is_shown ? CNOPS_CLAIMS_SHOWN : CNOPS_CLAIMS_NOT_SHOWN);
    }
    assert_new(world);
}

/* Replaces the table by one whose records may be NULL, with one claim. */
static void add_claim_without_record(world_t *world)
{
    static const char *const steps[] = {
        "CREATE TABLE bare (membership_id BIGINT NOT NULL, received_on CHAR(10) NOT NULL, "
        "id BIGINT NOT NULL, since BIGINT NOT NULL, "
        "until BIGINT NOT NULL DEFAULT 9223372036854775807, "
        "status VARCHAR(16) NOT NULL, reference_digest CHAR(64) NOT NULL, "
        "beneficiary_digest CHAR(64) NOT NULL, record_sealed VARCHAR(6144), "
        "key_id VARCHAR(16) NOT NULL, import_digest CHAR(64) NOT NULL, "
        "PRIMARY KEY (membership_id, received_on, id))",
        "INSERT INTO bare SELECT * FROM claim",
        "DROP TABLE claim",
        "ALTER TABLE bare RENAME TO claim",
        "CREATE INDEX claim_reference ON claim (reference_digest)",
        "CREATE INDEX claim_since ON claim (since)",
        "INSERT INTO claim VALUES (1, '2026-01-05', 1, 1, 9223372036854775807, 'received', 'r1', "
        "'b', NULL, 'test2', 'first')",
        "UPDATE claim_state SET last_id = 1",
    };

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        database_lease_execute(world->lease, steps[i]);
}

/* Both look-ups find the row, but the second one finds no record in it: as where a purge deletes
 * the row between them. */
static void test_a_claim_that_is_purged_meanwhile_is_new(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *import;
    cnops_import_counts_t counts;

    add_claim_without_record(world);
    import = begin(world, "meanwhile");
    assert_int_equal(stage(world, import, 1, 1, "second"), APR_SUCCESS);
    counts = cnops_claims_import_counts(import);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.changed, 0);
    assert_value(world, "SELECT COUNT(*) FROM claim_news", "0");
}

/* A total that was staged by one batch and is empty after a later one. */
static void test_a_total_may_begin_and_end_in_one_import(void **state)
{
    world_t *world = *state;

    for (int switched = 0; switched < 2; switched++) {
        cnops_claims_import_t *import = begin(world, "both");
        apr_array_header_t *rows = apr_array_make(world->pool, 1, sizeof(cnops_claim_row_t));

        assert_int_equal(stage(world, import, 7, 1, "first"), APR_SUCCESS);
        APR_ARRAY_PUSH(rows, cnops_claim_row_t) =
            (cnops_claim_row_t){.claim = {.membership_id = 7,
                                          .received_on = "2026-01-05",
                                          .reference_digest = "other",
                                          .record_sealed = "none"},
                                .key_id = "test2",
                                .import_digest = "other"};
        assert_int_equal(cnops_claims_import_stage(import, rows, &rules, world->pool), APR_SUCCESS);
        if (switched)
            show(world, import);
        end(world, import);
        assert_value(world, "SELECT COUNT(*) FROM claim_total", "0");
        assert_value(world, "SELECT COUNT(*) FROM claim", switched ? "2" : "0");
    }
}

static void test_runs_one_import_at_a_time(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *former;

    import_first(world);
    former = leave_import(world);
    assert_int_equal(cnops_claims_import_begin(make_import(world, "other"), world->pool),
                     CNOPS_EBUSY);
    end(world, former);
    assert_old(world);
    assert_swept(world, 2);
}

/* More rows than one statement of a sweep deletes. */
static void test_sweeps_many_rows(void **state)
{
    world_t *world = *state;
    cnops_claims_import_t *import;

    for (int round = 0; round < 3; round++) {
        import = begin(world, "many");
        for (int i = 0; i < 5; i++)
            assert_int_equal(
                stage(world, import, 1 + i * 500, 500, round == 1 ? "second" : "first"),
                APR_SUCCESS);
        if (round < 2)
            show(world, import);
        end(world, import);
        assert_swept(world, 2500);
        assert_value(world, SHOWN("COUNT(*)", "claim") " AND c.record_sealed = 'second'",
                     round == 0 ? "0" : "2500");
    }
}

/* --- a reader beside imports --- */

#define IMPORTS 20

typedef struct reader_t {
    world_t *world;
    atomic_bool stop;
    atomic_int readings;
    const char *fault; /* NULL: everything was as it should be */
} reader_t;

/* Both claims and both totals must be of the same import. One statement reads them. */
static const char *find_fault(world_t *world)
{
    const char *seen = database_lease_value(
        world->lease,
        "SELECT COUNT(*) || '/' || COUNT(DISTINCT c.record_sealed) || '/' || "
        "COUNT(DISTINCT t.record_sealed) || '/' || SUM(c.record_sealed = t.record_sealed) "
        "FROM claim_state g JOIN claim c ON c.since <= g.generation AND c.until > g.generation "
        "JOIN claim_total t ON t.membership_id = c.membership_id AND t.since <= g.generation "
        "AND t.until > g.generation WHERE g.id = 1");

    return seen && strcmp(seen, "2/1/1/2") == 0 ? NULL : seen ? seen : "nothing";
}

static void *read_on(void *self)
{
    reader_t *reader = self;

    while (!atomic_load(&reader->stop) && !reader->fault) {
        reader->fault = find_fault(reader->world);
        atomic_fetch_add(&reader->readings, 1);
    }
    return NULL;
}

/* Not before the reader has read once more: so it reads between imports, however busy the machine.
 */
static void import_beside(reader_t *reader, int number)
{
    world_t *world = reader->world;
    int readings = atomic_load(&reader->readings);
    cnops_claims_import_t *import = begin(world, "beside");

    assert_int_equal(stage(world, import, 1, 2, apr_psprintf(world->pool, "version%d", number)),
                     APR_SUCCESS);
    show(world, import);
    end(world, import);
    while (atomic_load(&reader->readings) == readings && !reader->fault)
        apr_sleep(100);
}

static void test_a_reader_always_finds_rows_of_one_import(void **state)
{
    reader_t reader = {.world = *state};
    pthread_t thread;

    import_first(reader.world);
    assert_int_equal(pthread_create(&thread, NULL, read_on, &reader), 0);
    for (int i = 0; i < IMPORTS; i++)
        import_beside(&reader, i);
    atomic_store(&reader.stop, true);
    pthread_join(thread, NULL);
    if (reader.fault)
        fail_msg("%s", reader.fault);
    assert_swept(reader.world, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_shows_all_or_nothing),
        TEST(test_counts_and_remembers_the_time),
        TEST(test_refuses_a_reference_given_twice),
        TEST(test_an_import_that_was_killed_while_staging_is_taken_back),
        TEST(test_imports_again_after_a_killed_one),
        TEST(test_keeps_an_import_that_was_killed_after_the_switch),
        TEST(test_an_import_that_ends_before_the_switch_is_taken_back),
        TEST(test_an_import_that_does_not_know_of_its_switch_is_kept),
        TEST(test_says_what_became_of_a_lost_switch),
        TEST(test_a_claim_that_is_purged_meanwhile_is_new),
        TEST(test_a_total_may_begin_and_end_in_one_import),
        TEST(test_runs_one_import_at_a_time),
        TEST(test_sweeps_many_rows),
        TEST(test_a_reader_always_finds_rows_of_one_import),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    failed = cmocka_run_group_tests_name("claims on SQLite", tests, NULL, NULL);
    database_lease_use(CNOPS_MYSQL);
    return failed + cmocka_run_group_tests_name("claims on MariaDB", tests, NULL, NULL);
}
