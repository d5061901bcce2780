/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/migrations.h"

#include "base/errors.h"
#include "base/file.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define STEP_MAX     (1024 * 1024) /* bytes of a file */
#define NAME_MAX_LEN 100

#define CREATE_TABLE                                                                               \
    "CREATE TABLE IF NOT EXISTS schema_migration ("                                                \
    "name VARCHAR(100) NOT NULL PRIMARY KEY, "                                                     \
    "checksum CHAR(64) NOT NULL, "                                                                 \
    "applied_at BIGINT NOT NULL)"

typedef struct step_t {
    const char *name;
    const char *text;
    const char *checksum; /* BLAKE2b-256, hex */
    bool applied;
} step_t;

typedef struct run_t {
    cnops_database_t *database;
    const char *fault;
    apr_array_header_t *steps; /* step_t, in order */
    apr_pool_t *pool;
} run_t;

/* --- the folder --- */

/* NNNN_name of the characters a-z, 0-9 and _. Such a name needs no escaping in SQL. */
static bool is_step_name(const char *name)
{
    apr_size_t len = strlen(name);

    if (len > NAME_MAX_LEN || strspn(name, "0123456789") != 4 || name[4] != '_')
        return false;
    return len > 5 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

static const char *checksum_of(const char *text, apr_size_t len, apr_pool_t *pool)
{
    unsigned char digest[32];
    char *hex = apr_palloc(pool, 2 * sizeof digest + 1);

    crypto_generichash(digest, sizeof digest, (const unsigned char *)text, len, NULL, 0);
    return sodium_bin2hex(hex, 2 * sizeof digest + 1, digest, sizeof digest);
}

static apr_status_t read_step(run_t *run, const char *dir, const char *name)
{
    const char *path = apr_pstrcat(run->pool, dir, "/", name, "/",
                                   run->database->is_mysql ? "mysql.sql" : "sqlite.sql", NULL);
    step_t *step = apr_array_push(run->steps);
    apr_size_t len;
    apr_status_t rv = cnops_file_read(&step->text, &len, path, STEP_MAX, run->pool);

    if (rv != APR_SUCCESS) {
        run->fault = apr_psprintf(run->pool, "%s cannot be read", path);
        return rv;
    }
    step->name = name;
    step->checksum = checksum_of(step->text, len, run->pool);
    step->applied = false;
    return APR_SUCCESS;
}

static int compare_steps(const void *a, const void *b)
{
    return strcmp(((const step_t *)a)->name, ((const step_t *)b)->name);
}

static apr_status_t read_steps(run_t *run, const char *dir)
{
    apr_dir_t *handle;
    apr_finfo_t info;
    apr_status_t rv = apr_dir_open(&handle, dir, run->pool);

    run->fault = apr_psprintf(run->pool, "no schema steps in %s: --migrations DIR", dir);
    if (rv != APR_SUCCESS)
        return rv;
    while (rv == APR_SUCCESS && apr_dir_read(&info, APR_FINFO_NAME, handle) == APR_SUCCESS)
        if (is_step_name(info.name))
            rv = read_step(run, dir, apr_pstrdup(run->pool, info.name));
    apr_dir_close(handle);
    if (rv != APR_SUCCESS)
        return rv;
    qsort(run->steps->elts, (size_t)run->steps->nelts, sizeof(step_t), compare_steps);
    return run->steps->nelts > 0 ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

/* --- the database --- */

static apr_status_t check(run_t *run, const char *what, int number)
{
    if (number == 0)
        return APR_SUCCESS;
    run->fault =
        apr_psprintf(run->pool, "%s: %s", what, cnops_database_error(run->database, number));
    return CNOPS_EUNAVAILABLE;
}

static apr_status_t execute(run_t *run, const char *what, const char *sql)
{
    int count;

    return check(run, what,
                 apr_dbd_query(run->database->driver, run->database->handle, &count, sql));
}

static step_t *find_step(const run_t *run, const char *name)
{
    for (int i = 0; i < run->steps->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(run->steps, i, step_t).name, name) == 0)
            return &APR_ARRAY_IDX(run->steps, i, step_t);
    return NULL;
}

static apr_status_t match_recorded(run_t *run, const char *name, const char *checksum)
{
    step_t *step = find_step(run, name);

    if (!step) {
        run->fault =
            apr_psprintf(run->pool, "the database has a step that is not known here: %s", name);
        return CNOPS_ECONFLICT;
    }
    if (strcmp(step->checksum, checksum) != 0) {
        run->fault = apr_psprintf(run->pool, "step %s was changed after it was applied", name);
        return CNOPS_ECONFLICT;
    }
    step->applied = true;
    return APR_SUCCESS;
}

/* Reads all rows even after a mismatch, because apr_dbd needs every result drained. The first
 * mismatch is reported. */
static apr_status_t match_all_recorded(run_t *run)
{
    const apr_dbd_driver_t *driver = run->database->driver;
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    apr_status_t rv;

    rv = check(run, "schema_migration",
               apr_dbd_select(driver, run->pool, run->database->handle, &results,
                              "SELECT name, checksum FROM schema_migration ORDER BY name", 0));
    while (results && apr_dbd_get_row(driver, run->pool, results, &row, -1) == 0)
        if (rv == APR_SUCCESS)
            rv = match_recorded(run, apr_dbd_get_entry(driver, row, 0),
                                apr_dbd_get_entry(driver, row, 1));
    return rv;
}

/* --- applying --- */

/* Skips blank lines and lines that contain only a comment. */
static char *skip_comments(char *text)
{
    for (;;) {
        text += strspn(text, " \t\r\n");
        if (strncmp(text, "--", 2) != 0)
            return text;
        text += strcspn(text, "\n");
    }
}

/* Returns the statement at *pnext and moves *pnext behind it; NULL where none is left. A
 * statement ends with a semicolon at the end of a line. */
static const char *next_statement(char **pnext)
{
    char *statement = skip_comments(*pnext);
    char *end = strstr(statement, ";\n");

    *pnext = end ? end + 2 : statement + strlen(statement);
    if (end)
        *end = '\0';
    return *statement ? statement : NULL;
}

static apr_status_t apply_step(run_t *run, const step_t *step, apr_time_t now)
{
    char *next = apr_pstrdup(run->pool, step->text);
    apr_status_t rv = APR_SUCCESS;

    for (const char *sql = next_statement(&next); sql && rv == APR_SUCCESS;
         sql = next_statement(&next))
        rv = execute(run, step->name, sql);
    if (rv != APR_SUCCESS)
        return rv;
    return execute(run, step->name,
                   apr_psprintf(run->pool,
                                "INSERT INTO schema_migration (name, checksum, applied_at) "
                                "VALUES ('%s', '%s', %" APR_TIME_T_FMT ")",
                                step->name, step->checksum, now));
}

static apr_status_t apply_missing(run_t *run, cnops_migrations_t *counts, apr_time_t now,
                                  bool only_looks)
{
    apr_status_t rv;

    if ((rv = match_all_recorded(run)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < run->steps->nelts && rv == APR_SUCCESS; i++) {
        const step_t *step = &APR_ARRAY_IDX(run->steps, i, step_t);

        counts->applied += step->applied;
        if (step->applied || only_looks)
            continue;
        rv = apply_step(run, step, now);
        counts->applied++;
        counts->fresh++;
    }
    return rv;
}

/* With write-ahead logging, the readers of a SQLite file and its one writer do not block each
 * other. The mode is stored in the file. The pragma answers with a row, so it is run as a
 * select. */
static apr_status_t set_wal(run_t *run)
{
    const cnops_database_t *d = run->database;
    apr_dbd_results_t *results = NULL;

    return check(
        run, "journal_mode",
        apr_dbd_select(d->driver, run->pool, d->handle, &results, "PRAGMA journal_mode = WAL", 0));
}

static apr_status_t apply_sqlite(run_t *run, cnops_migrations_t *counts, apr_time_t now)
{
    const char *fault;
    apr_status_t rv;

    if ((rv = set_wal(run)) != APR_SUCCESS)
        return rv;
    /* Takes the write lock at once, so that two calls cannot both find the same step missing. */
    if ((rv = execute(run, "begin", "BEGIN IMMEDIATE")) != APR_SUCCESS)
        return rv;
    rv = execute(run, "schema_migration", CREATE_TABLE);
    if (rv == APR_SUCCESS)
        rv = apply_missing(run, counts, now, false);
    if (rv == APR_SUCCESS)
        return execute(run, "commit", "COMMIT");
    /* A failing rollback would replace the fault that matters. */
    fault = run->fault;
    execute(run, "rollback", "ROLLBACK");
    run->fault = fault;
    return rv;
}

/* Without a transaction: MariaDB commits implicitly after each CREATE and ALTER. */
static apr_status_t apply_mysql(run_t *run, cnops_migrations_t *counts, apr_time_t now)
{
    apr_status_t rv = execute(run, "schema_migration", CREATE_TABLE);

    return rv == APR_SUCCESS ? apply_missing(run, counts, now, false) : rv;
}

static apr_status_t apply(run_t *run, cnops_migrations_t *counts, apr_time_t now, bool only_looks)
{
    if (only_looks)
        return apply_missing(run, counts, now, true);
    return run->database->is_mysql ? apply_mysql(run, counts, now) : apply_sqlite(run, counts, now);
}

apr_status_t cnops_migrations_apply(cnops_migrations_t *pmigrations, const char **pfault,
                                    cnops_database_t *database, const char *dir, apr_time_t now,
                                    bool only_looks, apr_pool_t *pool)
{
    run_t run = {.database = database, .pool = pool};
    apr_status_t rv;

    *pmigrations = (cnops_migrations_t){0};
    run.steps = apr_array_make(pool, 8, sizeof(step_t));
    if ((rv = read_steps(&run, dir)) == APR_SUCCESS)
        rv = apply(&run, pmigrations, now, only_looks);
    pmigrations->known = run.steps->nelts;
    *pfault = run.fault;
    return rv;
}
