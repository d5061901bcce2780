/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "ctl/migrations.h"

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

typedef struct world_t {
    apr_pool_t *pool;
    const char *dir; /* with migrations/ and the database */
    cnops_database_t *database;
    cnops_migrations_t migrations;
    const char *fault;
} world_t;

static const char *path_of(world_t *world, const char *name)
{
    return apr_pstrcat(world->pool, world->dir, "/", name, NULL);
}

static void write_step(world_t *world, const char *name, const char *text)
{
    const char *folder = apr_pstrcat(world->pool, world->dir, "/migrations/", name, NULL);
    apr_file_t *file;

    assert_int_equal(apr_dir_make_recursive(folder, APR_FPROT_OS_DEFAULT, world->pool),
                     APR_SUCCESS);
    assert_int_equal(apr_file_open(&file, apr_pstrcat(world->pool, folder, "/sqlite.sql", NULL),
                                   APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                                   APR_FPROT_OS_DEFAULT, world->pool),
                     APR_SUCCESS);
    apr_file_puts(text, file);
    apr_file_close(file);
}

static void remove_step(world_t *world, const char *name)
{
    apr_file_remove(
        path_of(world, apr_pstrcat(world->pool, "migrations/", name, "/sqlite.sql", NULL)),
        world->pool);
    apr_dir_remove(path_of(world, apr_pstrcat(world->pool, "migrations/", name, NULL)),
                   world->pool);
}

static int setup(void **state)
{
    apr_pool_t *pool;
    world_t *world;
    char *dir;

    apr_pool_create(&pool, NULL);
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    dir = apr_pstrdup(pool, "/tmp/cnops-migrations-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    world->dir = dir;
    if (cnops_database_open(&world->database, &world->fault, CNOPS_SQLITE,
                            path_of(world, "test.sqlite"), true, pool) != APR_SUCCESS)
        return -1;
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;
    static const char *const names[] = {"0001_first", "0002_second", "0003_third"};

    for (apr_size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove_step(world, names[i]);
    rmdir(path_of(world, "migrations"));
    unlink(path_of(world, "test.sqlite-wal"));
    unlink(path_of(world, "test.sqlite-shm"));
    unlink(path_of(world, "test.sqlite"));
    rmdir(world->dir);
    apr_pool_destroy(world->pool);
    return 0;
}

static apr_status_t migrate(world_t *world, bool only_looks)
{
    return cnops_migrations_apply(&world->migrations, &world->fault, world->database,
                                  path_of(world, "migrations"), 7, only_looks, world->pool);
}

static const char *value_of(world_t *world, const char *sql)
{
    const cnops_database_t *d = world->database;
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    const char *value = NULL;

    if (apr_dbd_select(d->driver, world->pool, d->handle, &results, sql, 0) != 0)
        return "error";
    while (apr_dbd_get_row(d->driver, world->pool, results, &row, -1) == 0)
        value = apr_dbd_get_entry(d->driver, row, 0);
    return value;
}

#define FIRST                                                                                      \
    "-- a comment; with a semicolon\n\nCREATE TABLE a (\n    x INTEGER -- why\n);\n\n"             \
    "INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (';');\n-- the end\n"

static void test_applies_steps_in_order_and_once(void **state)
{
    world_t *world = *state;

    write_step(world, "0002_second", "ALTER TABLE a ADD COLUMN y INTEGER;\n");
    write_step(world, "0001_first", FIRST);
    assert_int_equal(migrate(world, false), APR_SUCCESS);
    assert_int_equal(world->migrations.fresh, 2);
    assert_string_equal(value_of(world, "SELECT COUNT(*) || COUNT(y) FROM a"), "20");
    assert_int_equal(migrate(world, false), APR_SUCCESS);
    assert_int_equal(world->migrations.fresh, 0);
    assert_int_equal(world->migrations.applied, 2);
    assert_string_equal(value_of(world, "SELECT group_concat(name || applied_at) "
                                        "FROM schema_migration"),
                        "0001_first7,0002_second7");
    assert_string_equal(value_of(world, "PRAGMA journal_mode"), "wal");
}

static void test_applies_only_what_is_missing(void **state)
{
    world_t *world = *state;

    write_step(world, "0001_first", FIRST);
    assert_int_equal(migrate(world, false), APR_SUCCESS);
    write_step(world, "0002_second", "INSERT INTO a VALUES (3);\n");
    assert_int_equal(migrate(world, false), APR_SUCCESS);
    assert_int_equal(world->migrations.fresh, 1);
    assert_string_equal(value_of(world, "SELECT COUNT(*) FROM a"), "3");
}

static void test_refuses_a_changed_step(void **state)
{
    world_t *world = *state;

    write_step(world, "0001_first", FIRST);
    assert_int_equal(migrate(world, false), APR_SUCCESS);
    write_step(world, "0001_first", FIRST "-- new\n");
    write_step(world, "0002_second", "INSERT INTO a VALUES (3);\n");
    assert_int_equal(migrate(world, false), CNOPS_ECONFLICT);
    assert_non_null(strstr(world->fault, "0001_first"));
    assert_string_equal(value_of(world, "SELECT COUNT(*) FROM a"), "2");
}

static void test_refuses_an_unknown_step(void **state)
{
    world_t *world = *state;

    write_step(world, "0001_first", FIRST);
    write_step(world, "0003_third", "INSERT INTO a VALUES (3);\n");
    assert_int_equal(migrate(world, false), APR_SUCCESS);
    remove_step(world, "0003_third");
    assert_int_equal(migrate(world, false), CNOPS_ECONFLICT);
    assert_non_null(strstr(world->fault, "0003_third"));
}

static void test_a_failing_step_leaves_nothing(void **state)
{
    world_t *world = *state;

    write_step(world, "0001_first", FIRST);
    write_step(world, "0002_second", "CREATE TABLE b (x);\nINSERT INTO nowhere VALUES (1);\n");
    assert_int_equal(migrate(world, false), CNOPS_EUNAVAILABLE);
    assert_non_null(strstr(world->fault, "nowhere"));
    assert_string_equal(value_of(world, "SELECT COUNT(*) FROM sqlite_master"), "0");
}

static void test_only_looks_changes_nothing(void **state)
{
    world_t *world = *state;

    write_step(world, "0001_first", FIRST);
    assert_int_not_equal(migrate(world, true), APR_SUCCESS);
    assert_string_equal(value_of(world, "SELECT COUNT(*) FROM sqlite_master"), "0");
    assert_int_equal(migrate(world, false), APR_SUCCESS);
    write_step(world, "0002_second", "INSERT INTO a VALUES (3);\n");
    assert_int_equal(migrate(world, true), APR_SUCCESS);
    assert_int_equal(world->migrations.known, 2);
    assert_int_equal(world->migrations.applied, 1);
    assert_string_equal(value_of(world, "SELECT COUNT(*) FROM a"), "2");
}

static void test_refuses_a_folder_without_steps(void **state)
{
    world_t *world = *state;

    assert_int_not_equal(migrate(world, false), APR_SUCCESS);
    assert_non_null(world->fault);
}

static void test_does_not_create_a_missing_file(void **state)
{
    world_t *world = *state;
    cnops_database_t *database;
    const char *path = path_of(world, "typo.sqlite");

    assert_int_equal(
        cnops_database_open(&database, &world->fault, CNOPS_SQLITE, path, false, world->pool),
        CNOPS_ENOTFOUND);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_not_equal(
        cnops_database_open(&database, &world->fault, "oracle", path, true, world->pool),
        APR_SUCCESS);
    assert_non_null(strstr(world->fault, "oracle"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_applies_steps_in_order_and_once), TEST(test_applies_only_what_is_missing),
        TEST(test_refuses_a_changed_step),          TEST(test_refuses_an_unknown_step),
        TEST(test_a_failing_step_leaves_nothing),   TEST(test_only_looks_changes_nothing),
        TEST(test_refuses_a_folder_without_steps),  TEST(test_does_not_create_a_missing_file),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("migrations", tests, NULL, NULL);
}
