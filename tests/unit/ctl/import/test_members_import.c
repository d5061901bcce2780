/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A whole import, from the bytes of a file to the rows of a real database. */
#include "core/person/identity.h"
#include "core/person/person.h"
#include "ctl/import/member_row.h"
#include "ctl/import/members_import.h"
#include "store/store.h"
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

#define HEADER                                                                                     \
    "immatriculation,document_type,cni,birth_date,family_name,given_name,family_name_ar,"          \
    "given_name_ar,scheme,employee_no,payment_mode,rib,civil_status_no,massar,mutuelle,"           \
    "affiliation_no,address,postal_code,city,address_pending,status,rights_from,rights_to,"        \
    "email_on_file,phone_on_file\n"
#define ROW(number, cni, given, city)                                                              \
    number ",cnie," cni ",1980-04-12,Fictive," given ",,,public,E" number                          \
           ",transfer,000000000000000012345678,,,,,,," city ",0,active,,,,\n"
#define STUDENT(cni, given)                                                                        \
    cni ",cnie," cni ",1980-04-12,Fictive," given ",,,student,,money_order,,12/1980,,,,,,,0,"      \
        "active,,,,\n"

typedef struct world_t {
    core_fixture_t *fixture;
    database_lease_t *lease;
    cnops_core_t core; /* of the fixture, but with the database as its store */
    apr_pool_t *pool;
    const char *text; /* of the file */
    apr_size_t offset;
    apr_array_header_t *faults; /* "LINE: COLUMN: REASON" */
    int runs;
    apr_int64_t progress;
} world_t;

/* apr_dbd cannot be initialized a second time, so APR is not terminated between the tests. */
static int setup(void **state)
{
    core_fixture_t *fixture = core_fixture_make();
    world_t *world = apr_pcalloc(fixture->pool, sizeof *world);

    world->fixture = fixture;
    world->pool = fixture->pool;
    world->lease = database_lease_make(fixture->pool);
    world->core = fixture->core;
    cnops_store_make(&world->core.store, database_lease_port(world->lease),
                     database_lease_is_mysql(world->lease), world->pool);
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

static void note_progress(void *self, apr_int64_t offset)
{
    world_t *world = self;

    assert_true(offset >= world->progress);
    world->progress = offset;
}

static void assert_value(world_t *world, const char *sql, const char *expected)
{
    const char *value = database_lease_value(world->lease, sql);

    if (!expected)
        assert_null(value);
    else
        assert_string_equal(value, expected);
}

/* After an import each row has one version only, and no import is running. */
static void assert_swept(world_t *world)
{
    assert_value(world, "SELECT COUNT(*) FROM import_seen", "0");
    assert_value(world, "SELECT phase || run || lease_until FROM import_state", "idle0");
    assert_value(world,
                 "SELECT COUNT(*) FROM membership LEFT JOIN membership_version v "
                 "ON v.membership_id = membership.id GROUP BY membership.id "
                 "HAVING COUNT(v.id) <> 1",
                 NULL);
    assert_value(world,
                 "SELECT COUNT(*) FROM person LEFT JOIN person_version v "
                 "ON v.person_id = person.id GROUP BY person.id HAVING COUNT(v.id) <> 1",
                 NULL);
}

static cnops_members_result_t import_any(world_t *world, const char *text, bool full,
                                         bool keep_going)
{
    cnops_members_import_t import = {.core = &world->core,
                                     .is_mysql = database_lease_is_mysql(world->lease),
                                     .lease = database_lease_port(world->lease),
                                     .run = apr_psprintf(world->pool, "%032x", ++world->runs),
                                     .dir = "/tmp",
                                     .input = {.read = read_text,
                                               .read_self = world,
                                               .fault = note_fault,
                                               .progress = note_progress,
                                               .self = world},
                                     .full = full,
                                     .keep_going = keep_going};
    cnops_members_result_t result;

    world->text = text;
    world->offset = 0;
    world->progress = 0;
    world->faults = apr_array_make(world->pool, 4, sizeof(const char *));
    assert_int_equal(cnops_members_import(&result, &import, world->pool), APR_SUCCESS);
    return result;
}

static cnops_members_result_t import_with(world_t *world, const char *text, bool full,
                                          bool keep_going)
{
    cnops_members_result_t result = import_any(world, text, full, keep_going);

    assert_swept(world);
    return result;
}

static cnops_members_result_t import_text(world_t *world, const char *text)
{
    return import_with(world, text, false, false);
}

static void assert_counts(cnops_members_result_t result, int added, int changed, int unchanged,
                          int closed)
{
    assert_true(result.switched);
    assert_int_equal(result.counts.added, added);
    assert_int_equal(result.counts.changed, changed);
    assert_int_equal(result.counts.unchanged, unchanged);
    assert_int_equal(result.counts.closed, closed);
}

static void assert_fault(const world_t *world, int i, const char *expected)
{
    assert_true(i < world->faults->nelts);
    assert_string_equal(APR_ARRAY_IDX(world->faults, i, const char *), expected);
}

static const char *given_name(world_t *world, const char *cni)
{
    const char *digest =
        cnops_identity_document_digest(&world->core, CNOPS_DOCUMENT_CNIE, cni, world->pool);
    const cnops_person_t *person;
    cnops_tree_t *record;

    assert_int_equal(cnops_person_by_document(&person, &world->core.store, digest, world->pool),
                     APR_SUCCESS);
    assert_non_null(person);
    assert_int_equal(cnops_identity_record(&record, &world->core, CNOPS_SEALED_PERSON,
                                           person->record_sealed, world->pool),
                     APR_SUCCESS);
    return cnops_tree_text(record, "given_name");
}

/* --- what changes --- */

static void test_adds_members(void **state)
{
    world_t *world = *state;

    assert_counts(import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat")
                                         ROW("2", "AB0002", "Omar", "Rabat")),
                  2, 0, 0, 0);
    assert_value(world, "SELECT COUNT(*) FROM person", "2");
    assert_value(world, "SELECT COUNT(*) FROM membership", "2");
    assert_string_equal(given_name(world, "AB0002"), "Omar");
    assert_true(world->progress > 0);
}

static void test_the_same_file_twice_changes_nothing(void **state)
{
    world_t *world = *state;
    const char *text = HEADER ROW("1", "AB0001", "Amina", "Rabat") STUDENT("AB0001", "Amina");

    assert_counts(import_text(world, text), 2, 0, 0, 0);
    database_lease_execute(world->lease, "UPDATE membership_version SET updated_at = 5");
    database_lease_execute(world->lease, "UPDATE person_version SET updated_at = 5");
    assert_counts(import_text(world, text), 0, 0, 2, 0);
    assert_value(world, "SELECT SUM(updated_at) FROM membership_version", "10");
    assert_value(world, "SELECT SUM(updated_at) FROM person_version", "5");
}

static void test_a_changed_row_keeps_its_id(void **state)
{
    world_t *world = *state;
    const char *sql = "SELECT MIN(m.id || immatriculation_digest || person_id) || "
                      "MAX(m.id || immatriculation_digest || person_id) "
                      "FROM membership m JOIN membership_version v ON v.membership_id = m.id";
    const char *former;

    import_text(world,
                HEADER ROW("1", "AB0001", "Amina", "Rabat") ROW("2", "AB0002", "Omar", "Rabat"));
    former = database_lease_value(world->lease, sql);
    assert_counts(import_text(world, HEADER ROW("2", "AB0002", "Othman", "Rabat")), 0, 1, 0, 0);
    assert_value(world, sql, former);
    assert_string_equal(given_name(world, "AB0002"), "Othman");
    assert_string_equal(given_name(world, "AB0001"), "Amina");
}

static void test_an_empty_cell_clears_the_value(void **state)
{
    world_t *world = *state;

    import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat"));
    assert_value(world, "SELECT COUNT(rib_digest) FROM membership_version", "1");
    import_text(world, HEADER "1,cnie,AB0001,1980-04-12,Fictive,Amina,,,public,E1,transfer,,,,,,,,"
                              "Rabat,0,active,,,,\n");
    assert_value(world, "SELECT COUNT(rib_digest) FROM membership_version", "0");
    assert_value(world, "SELECT payment_mode FROM membership_version", "transfer");
}

static void test_a_person_has_several_memberships(void **state)
{
    world_t *world = *state;

    assert_counts(import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat")
                                         STUDENT("AB0001", "Aminata")),
                  2, 0, 0, 0);
    assert_value(world, "SELECT COUNT(*) FROM person", "1");
    assert_value(world, "SELECT COUNT(DISTINCT person_id) FROM membership_version", "1");
    assert_string_equal(given_name(world, "AB0001"), "Aminata");
}

static void test_a_corrected_document_moves_the_membership(void **state)
{
    world_t *world = *state;

    import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat"));
    assert_counts(import_text(world, HEADER ROW("1", "AB0009", "Amina", "Rabat")), 0, 1, 0, 0);
    assert_value(world,
                 "SELECT COUNT(*) FROM membership_version v JOIN person p ON p.id = v.person_id",
                 "1");
    assert_string_equal(given_name(world, "AB0009"), "Amina");
}

/* --- absent members --- */

static void test_absent_members_remain(void **state)
{
    world_t *world = *state;

    import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat"));
    import_text(world, HEADER ROW("2", "AB0002", "Omar", "Rabat"));
    assert_value(world, "SELECT COUNT(*) FROM membership_version WHERE status = 'active'", "2");
}

static void assert_status(world_t *world, const char *number, cnops_member_status_e status)
{
    const cnops_store_t *store = &world->core.store;
    const char *digest = cnops_identity_immatriculation_digest(&world->core, number, world->pool);
    const cnops_person_t *person;
    apr_array_header_t *list;

    assert_int_equal(store->persons->by_immatriculation(store->self, &person, digest, world->pool),
                     APR_SUCCESS);
    assert_int_equal(store->persons->memberships_of(store->self, &list, person->id, world->pool),
                     APR_SUCCESS);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_membership_t).status, status);
}

static void test_full_closes_the_absent_until_they_are_back(void **state)
{
    world_t *world = *state;
    const char *both =
        HEADER ROW("1", "AB0001", "Amina", "Rabat") ROW("2", "AB0002", "Omar", "Rabat");
    const char *one = HEADER ROW("2", "AB0002", "Omar", "Rabat");

    import_text(world, both);
    assert_counts(import_with(world, one, true, false), 0, 0, 1, 1);
    assert_status(world, "1", CNOPS_MEMBER_CLOSED);
    assert_status(world, "2", CNOPS_MEMBER_ACTIVE);
    assert_counts(import_with(world, one, true, false), 0, 0, 1, 0);
    assert_counts(import_text(world, both), 0, 1, 1, 0);
    assert_status(world, "1", CNOPS_MEMBER_ACTIVE);
}

static void test_full_leaves_the_deceased_alone(void **state)
{
    world_t *world = *state;

    import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat"));
    database_lease_execute(world->lease, "UPDATE membership_version SET status = 'deceased'");
    assert_counts(import_with(world, HEADER ROW("2", "AB0002", "Omar", "Rabat"), true, false), 1, 0,
                  0, 0);
    assert_value(world, "SELECT COUNT(*) FROM membership_version WHERE status = 'deceased'", "1");
}

static void test_full_with_an_empty_file_closes_no_member(void **state)
{
    world_t *world = *state;

    import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat"));
    assert_true(import_with(world, HEADER, true, false).kept_absent);
    assert_value(world, "SELECT status FROM membership_version", "active");
}

static void test_a_refused_row_is_no_absent_member(void **state)
{
    world_t *world = *state;
    cnops_members_result_t result;

    import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat"));
    result = import_with(world, HEADER ROW("1", "?", "Amina", "Rabat"), true, true);
    assert_true(result.kept_absent);
    assert_int_equal(result.refused, 1);
    assert_value(world, "SELECT status FROM membership_version", "active");
}

/* --- what is refused --- */

static void test_one_bad_row_refuses_the_file(void **state)
{
    world_t *world = *state;
    cnops_members_result_t result =
        import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat")
                               ROW("2", "AB0002", "", "Rabat") "3,cnie\n");

    assert_false(result.switched);
    assert_int_equal(result.rows, 3);
    assert_int_equal(result.refused, 2);
    assert_int_equal(world->faults->nelts, 2);
    assert_fault(world, 0, "3: given_name: empty");
    assert_fault(world, 1, "4: row: 2 cells, want 25");
    assert_value(world, "SELECT COUNT(*) FROM membership", "0");
    assert_value(world, "SELECT COUNT(*) FROM person", "0");
}

static void test_keep_going_takes_the_good_rows(void **state)
{
    world_t *world = *state;
    cnops_members_result_t result =
        import_with(world,
                    HEADER ROW("1", "AB0001", "Amina", "Rabat") ROW("2", "AB0002", "", "Rabat")
                        ROW("3", "AB0003", "Omar", "Rabat"),
                    false, true);

    assert_counts(result, 2, 0, 0, 0);
    assert_int_equal(result.refused, 1);
    assert_value(world, "SELECT COUNT(*) FROM membership", "2");
}

static void test_refuses_a_number_given_twice(void **state)
{
    world_t *world = *state;
    cnops_members_result_t result = import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat")
                                                           ROW("1", "AB0002", "Omar", "Rabat"));

    assert_false(result.switched);
    assert_int_equal(result.refused, 1);
    assert_fault(world, 0, "3: immatriculation: an earlier row has the same");
}

/* The rows are staged in another order than that of the file. */
static void test_keeps_the_first_row_of_a_number(void **state)
{
    world_t *world = *state;
    const char *text = HEADER;
    cnops_members_result_t result;

    for (int i = 0; i < 8; i++)
        text = apr_psprintf(world->pool, "%s" ROW("1", "AB%04d", "N%d", "Rabat"), text, i, i);
    result = import_with(
        world, apr_pstrcat(world->pool, text, ROW("2", "AB0000", "M", "Rabat"), NULL), false, true);
    assert_counts(result, 2, 0, 0, 0);
    assert_int_equal(result.refused, 7);
    for (int i = 0; i < 7; i++)
        assert_fault(
            world, i,
            apr_psprintf(world->pool, "%d: immatriculation: an earlier row has the same", i + 3));
    assert_value(world, "SELECT COUNT(*) FROM person", "1");
    assert_string_equal(given_name(world, "AB0000"), "M");
}

static void test_reports_broken_csv_by_character(void **state)
{
    world_t *world = *state;
    cnops_members_result_t result = import_text(world, HEADER "a\"b\n");

    assert_false(result.switched);
    assert_int_equal(world->faults->nelts, 1);
    assert_fault(world, 0, "2: character 2: a quote where none can be");
}

static void test_refuses_another_header_before_any_row(void **state)
{
    world_t *world = *state;
    cnops_members_result_t result = import_text(world, "immatriculation,nom\n1,2\n");

    assert_true(result.header_refused);
    assert_false(result.switched);
    assert_int_equal(result.rows, 0);
    assert_fault(world, 0, "1: nom: unknown column");
    assert_true(import_text(world, "\x1b[2Jnom\xc2\x9bK,\n").header_refused);
    assert_fault(world, 0, "1: [2JnomK: unknown column");
    assert_fault(world, 1, "1: cell 2: no name");
    assert_true(import_text(world, "").header_refused);
}

/* --- many rows --- */

#define MANY (2 * CNOPS_IMPORT_BATCH + 3)

static const char *many_rows(world_t *world, const char *city)
{
    char *text = apr_palloc(world->pool, sizeof HEADER + MANY * 200);
    char *end = text + sizeof HEADER - 1;

    memcpy(text, HEADER, sizeof HEADER);
    for (int i = 0; i < MANY; i++)
        end += sprintf(end,
                       "%d,cnie,AB%04d,1980,Fictive,Amina,,,public,E%02d,transfer,,,,,,,,%s,0,"
                       "active,,,,\n",
                       1000 + i, i, i, city);
    return text;
}

static void test_takes_more_than_a_batch(void **state)
{
    world_t *world = *state;

    assert_counts(import_text(world, many_rows(world, "Rabat")), MANY, 0, 0, 0);
    assert_counts(import_text(world, many_rows(world, "Rabat")), 0, 0, MANY, 0);
    assert_counts(import_text(world, many_rows(world, "Tanger")), 0, MANY, 0, 0);
    assert_value(world, "SELECT COUNT(*) FROM person", apr_psprintf(world->pool, "%d", MANY));
}

static void test_sees_a_number_again_in_a_later_batch(void **state)
{
    world_t *world = *state;
    const char *text = apr_pstrcat(world->pool, many_rows(world, "Rabat"),
                                   ROW("1000", "AC0001", "Omar", "Rabat"), NULL);

    assert_int_equal(import_text(world, text).refused, 1);
    assert_fault(
        world, 0,
        apr_psprintf(world->pool, "%d: immatriculation: an earlier row has the same", MANY + 2));
}

/* --- after a failure --- */

static void test_a_killed_import_leaves_nothing(void **state)
{
    world_t *world = *state;
    cnops_import_run_t run = {.id = "killed",
                              .is_mysql = database_lease_is_mysql(world->lease),
                              .clock = &world->core.clock};
    cnops_import_t *killed;

    assert_int_equal(
        cnops_import_begin(&killed, database_lease_port(world->lease), &run, world->pool),
        APR_SUCCESS);
    clock_fake_advance(world->fixture->clock, CNOPS_IMPORT_LEASE);
    assert_counts(import_text(world, HEADER ROW("1", "AB0001", "Amina", "Rabat")), 1, 0, 0, 0);
}

static void test_nothing_is_written_while_the_database_is_down(void **state)
{
    world_t *world = *state;
    cnops_members_import_t import = {
        .core = &world->core,
        .is_mysql = database_lease_is_mysql(world->lease),
        .lease = database_lease_port(world->lease),
        .run = "1",
        .dir = "/tmp",
        .input = {.read = read_text, .read_self = world, .fault = note_fault, .self = world}};
    cnops_members_result_t result;

    world->text = HEADER ROW("1", "AB0001", "Amina", "Rabat");
    database_lease_down(world->lease, true);
    assert_int_not_equal(cnops_members_import(&result, &import, world->pool), APR_SUCCESS);
    assert_false(result.switched);
}

/* Whether rows are refused is known before the database is asked for anything. */
static void test_a_refused_file_does_not_reach_the_database(void **state)
{
    world_t *world = *state;
    const char *bad[] = {HEADER ROW("1", "AB0001", "", "Rabat"),
                         HEADER ROW("1", "AB0001", "Amina", "Rabat")
                             ROW("1", "AB0001", "Amina", "Rabat")};

    database_lease_execute(world->lease, "UPDATE import_state SET lease_until = 9, run = 'kept'");
    for (int i = 0; i < 2; i++) {
        assert_false(import_any(world, bad[i], false, false).switched);
        assert_value(world, "SELECT run || lease_until FROM import_state", "kept9");
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_adds_members),
        TEST(test_the_same_file_twice_changes_nothing),
        TEST(test_a_changed_row_keeps_its_id),
        TEST(test_an_empty_cell_clears_the_value),
        TEST(test_a_person_has_several_memberships),
        TEST(test_a_corrected_document_moves_the_membership),
        TEST(test_absent_members_remain),
        TEST(test_full_closes_the_absent_until_they_are_back),
        TEST(test_full_leaves_the_deceased_alone),
        TEST(test_full_with_an_empty_file_closes_no_member),
        TEST(test_a_refused_row_is_no_absent_member),
        TEST(test_one_bad_row_refuses_the_file),
        TEST(test_keep_going_takes_the_good_rows),
        TEST(test_refuses_a_number_given_twice),
        TEST(test_keeps_the_first_row_of_a_number),
        TEST(test_reports_broken_csv_by_character),
        TEST(test_refuses_another_header_before_any_row),
        TEST(test_takes_more_than_a_batch),
        TEST(test_sees_a_number_again_in_a_later_batch),
        TEST(test_a_killed_import_leaves_nothing),
        TEST(test_nothing_is_written_while_the_database_is_down),
        TEST(test_a_refused_file_does_not_reach_the_database),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    failed = cmocka_run_group_tests_name("members_import on SQLite", tests, NULL, NULL);
    database_lease_use(CNOPS_MYSQL);
    return failed + cmocka_run_group_tests_name("members_import on MariaDB", tests, NULL, NULL);
}
