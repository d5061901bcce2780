/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "database_lease.h"

#include "base/errors.h"
#include "ctl/migrations.h"

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MIGRATIONS "sql/migrations"
#define MEMORY     "/dev/shm"

struct database_lease_t {
    cnops_lease_t port;
    pthread_mutex_t lock;
    const char *dir, *path; /* of SQLite */
    const char *params;     /* of the database, for its driver */
    cnops_database_t *database;
    apr_array_header_t *idle; /* cnops_database_t * */
    int lent, failures;
    bool down;
    apr_pool_t *pool;
    apr_pool_t *values; /* of database_lease_value, which has a thread of its own */
};

static bool on_mysql;

static void give_up(const char *what, const char *reason)
{
    fprintf(stderr, "database_lease: %s: %s\n", what, reason ? reason : "?");
    abort();
}

/* Each connection has a pool of its own, because another thread uses it each time. */
static cnops_database_t *connect_database(database_lease_t *lease)
{
    cnops_database_t *database;
    const char *fault = NULL;
    apr_pool_t *pool;

    apr_pool_create(&pool, lease->pool);
    if (cnops_database_open(&database, &fault, on_mysql ? CNOPS_MYSQL : CNOPS_SQLITE, lease->params,
                            true, pool) != APR_SUCCESS)
        give_up("open", fault);
    return database;
}

static void prepare(cnops_database_t *database)
{
    const char *fault = NULL;

    if (cnops_database_prepare(&fault, database) != APR_SUCCESS)
        give_up("prepare", fault);
}

/* --- the port --- */

static apr_status_t lend(void *self, cnops_connection_t *pconnection, apr_pool_t *pool)
{
    database_lease_t *lease = self;
    cnops_database_t *database = NULL;

    (void)pool;
    pthread_mutex_lock(&lease->lock);
    if (!lease->down) {
        cnops_database_t **idle = apr_array_pop(lease->idle);

        database = idle ? *idle : connect_database(lease);
        if (!idle)
            prepare(database);
        lease->lent++;
    }
    pthread_mutex_unlock(&lease->lock);
    if (!database)
        return CNOPS_EUNAVAILABLE;
    *pconnection = (cnops_connection_t){database->driver, database->handle, database->prepared,
                                        database, false};
    return APR_SUCCESS;
}

static void take_back(void *self, cnops_connection_t *connection)
{
    database_lease_t *lease = self;

    pthread_mutex_lock(&lease->lock);
    APR_ARRAY_PUSH(lease->idle, cnops_database_t *) = connection->lent;
    lease->lent--;
    pthread_mutex_unlock(&lease->lock);
}

static void count_failure(void *self, const char *label, const char *message)
{
    database_lease_t *lease = self;

    fprintf(stderr, "# store: %s: %s\n", label, message);
    pthread_mutex_lock(&lease->lock);
    lease->failures++;
    pthread_mutex_unlock(&lease->lock);
}

/* --- making and looking --- */

static apr_status_t remove_files(void *data)
{
    const database_lease_t *lease = data;

    unlink(lease->path);
    unlink(apr_pstrcat(lease->pool, lease->path, "-wal", NULL));
    unlink(apr_pstrcat(lease->pool, lease->path, "-shm", NULL));
    rmdir(lease->dir);
    return APR_SUCCESS;
}

/* SQLite waits for the disk at each commit: thousands of commits take a minute where others use the
 * disk too. No test here looks at what a power cut would leave, so the files are in memory. */
static const char *find_folder(apr_pool_t *pool)
{
    const char *temporary;

    if (access(MEMORY, W_OK) == 0)
        return MEMORY;
    return apr_temp_dir_get(&temporary, pool) == APR_SUCCESS ? temporary : "/tmp";
}

static void make_folder(database_lease_t *lease)
{
    const char *temporary = find_folder(lease->pool);
    char *dir;

    dir = apr_pstrcat(lease->pool, temporary, "/cnops-store-XXXXXX", NULL);
    if (!mkdtemp(dir))
        give_up("mkdtemp", dir);
    lease->dir = dir;
    lease->path = apr_pstrcat(lease->pool, dir, "/test.sqlite", NULL);
}

/* First column of each row of sql: const char *. */
static apr_array_header_t *list_values(database_lease_t *lease, const char *sql)
{
    const cnops_database_t *d = lease->database;
    apr_array_header_t *values = apr_array_make(lease->pool, 32, sizeof(const char *));
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    int number = apr_dbd_select(d->driver, lease->pool, d->handle, &results, sql, 0);

    if (number != 0)
        give_up(sql, cnops_database_error(d, number));
    while (apr_dbd_get_row(d->driver, lease->pool, results, &row, -1) == 0)
        APR_ARRAY_PUSH(values, const char *) =
            apr_pstrdup(lease->pool, apr_dbd_get_entry(d->driver, row, 0));
    return values;
}

/* Runs "BEFORE table BETWEEN table" about each table that came with the schema. */
static void for_each_table(database_lease_t *lease, const char *before, const char *between)
{
    const apr_array_header_t *tables =
        list_values(lease, "SELECT table_name FROM information_schema.tables "
                           "WHERE table_schema = DATABASE() AND table_name NOT LIKE 'fresh%'");

    for (int i = 0; i < tables->nelts; i++) {
        const char *name = APR_ARRAY_IDX(tables, i, const char *);

        database_lease_execute(
            lease, apr_pstrcat(lease->pool, before, name, between, between ? name : NULL, NULL));
    }
}

/* Making a schema takes long, so the rows it came with are restored for the next test. */
static void keep_fresh_rows(database_lease_t *lease)
{
    for_each_table(lease, "CREATE TABLE fresh_", " AS SELECT * FROM ");
}

static void restore_fresh_rows(database_lease_t *lease)
{
    database_lease_execute(lease, "SET foreign_key_checks = 0");
    for_each_table(lease, "DELETE FROM ", NULL);
    for_each_table(lease, "INSERT INTO ", " SELECT * FROM fresh_");
    database_lease_execute(lease, "SET foreign_key_checks = 1");
}

static void migrate(database_lease_t *lease)
{
    cnops_migrations_t migrations;
    const char *fault = NULL;

    if (cnops_migrations_apply(&migrations, &fault, lease->database, MIGRATIONS, 1, false,
                               lease->pool) != APR_SUCCESS)
        give_up("migrate", fault);
}

static void make_file(database_lease_t *lease)
{
    make_folder(lease);
    lease->params = lease->path;
    /* Runs after the cleanups of the connections, whose pools are children of this one. */
    apr_pool_cleanup_register(lease->pool, lease, remove_files, apr_pool_cleanup_null);
    lease->database = connect_database(lease);
    migrate(lease);
}

/* A schema for this process on the server of tests/with-mariadb. */
static void make_schema(database_lease_t *lease)
{
    static bool made;
    const char *server = getenv("TEST_MARIADB"), *name;
    const struct passwd *me = getpwuid(geteuid());

    if (!server || !me)
        give_up("TEST_MARIADB", "no server: tests/with-mariadb build/test/mariadb PROGRAM");
    name = apr_psprintf(lease->pool, "unit_%ld", (long)getpid());
    lease->params = apr_psprintf(lease->pool, "user=%s,sock=%s/mariadb.sock,group=cnops_admin",
                                 me->pw_name, server);
    setenv("MARIADB_HOME", server, 1);
    lease->database = connect_database(lease);
    database_lease_execute(lease,
                           apr_pstrcat(lease->pool, "CREATE DATABASE IF NOT EXISTS ", name, NULL));
    database_lease_execute(lease, apr_pstrcat(lease->pool, "USE ", name, NULL));
    /* The queries of the tests are written so that both engines understand them. */
    database_lease_execute(lease, "SET sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')");
    lease->params = apr_pstrcat(lease->pool, lease->params, ",dbname=", name, NULL);
    if (made)
        restore_fresh_rows(lease);
    migrate(lease);
    if (!made)
        keep_fresh_rows(lease);
    made = true;
}

void database_lease_use(const char *driver)
{
    on_mysql = strcmp(driver, CNOPS_MYSQL) == 0;
}

database_lease_t *database_lease_make(apr_pool_t *pool)
{
    database_lease_t *lease = apr_pcalloc(pool, sizeof *lease);

    lease->port =
        (cnops_lease_t){.self = lease, .open = lend, .close = take_back, .report = count_failure};
    lease->pool = pool;
    apr_pool_create(&lease->values, pool);
    lease->idle = apr_array_make(pool, 8, sizeof(cnops_database_t *));
    pthread_mutex_init(&lease->lock, NULL);
    if (on_mysql)
        make_schema(lease);
    else
        make_file(lease);
    return lease;
}

const char *database_lease_params(const database_lease_t *lease)
{
    return lease->params;
}

bool database_lease_is_mysql(const database_lease_t *lease)
{
    return lease->database->is_mysql;
}

const cnops_lease_t *database_lease_port(database_lease_t *lease)
{
    return &lease->port;
}

const char *database_lease_value(database_lease_t *lease, const char *sql)
{
    const cnops_database_t *d = lease->database;
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    const char *value = NULL;
    int number = apr_dbd_select(d->driver, lease->values, d->handle, &results, sql, 0);

    if (number != 0)
        give_up(sql, cnops_database_error(d, number));
    for (bool first = true; apr_dbd_get_row(d->driver, lease->values, results, &row, -1) == 0;
         first = false)
        if (first)
            value = apr_pstrdup(lease->values, apr_dbd_get_entry(d->driver, row, 0));
    return value;
}

int database_lease_execute(database_lease_t *lease, const char *sql)
{
    const cnops_database_t *d = lease->database;
    int count = 0, number = apr_dbd_query(d->driver, d->handle, &count, sql);

    if (number != 0)
        give_up(sql, cnops_database_error(d, number));
    return count;
}

void database_lease_down(database_lease_t *lease, bool down)
{
    pthread_mutex_lock(&lease->lock);
    lease->down = down;
    pthread_mutex_unlock(&lease->lock);
}

int database_lease_lent(database_lease_t *lease)
{
    int lent;

    pthread_mutex_lock(&lease->lock);
    lent = lease->lent;
    pthread_mutex_unlock(&lease->lock);
    return lent;
}

int database_lease_failures(database_lease_t *lease)
{
    int failures;

    pthread_mutex_lock(&lease->lock);
    failures = lease->failures;
    pthread_mutex_unlock(&lease->lock);
    return failures;
}
