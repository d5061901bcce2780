/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/database.h"

#include "base/errors.h"
#include "store/mysql.h"
#include "store/statements.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <string.h>

static apr_status_t close_handle(void *data)
{
    cnops_database_t *database = data;

    apr_dbd_close(database->driver, database->handle);
    return APR_SUCCESS;
}

static apr_status_t find_driver(const apr_dbd_driver_t **pdriver, const char **pfault,
                                const char *name, apr_pool_t *pool)
{
    apr_status_t rv;

    *pfault = apr_psprintf(pool, "no driver %s: want %s or %s", name, CNOPS_SQLITE, CNOPS_MYSQL);
    if (strcmp(name, CNOPS_SQLITE) != 0 && strcmp(name, CNOPS_MYSQL) != 0)
        return APR_EINVAL;
    *pfault =
        apr_psprintf(pool, "the driver cannot be loaded: is libaprutil1-dbd-%s installed?", name);
    if ((rv = apr_dbd_init(pool)) != APR_SUCCESS)
        return rv;
    return apr_dbd_get_driver(pool, name, pdriver);
}

/* SQLite would create an empty file for any path, so a mistyped path would look like a portal
 * without members. */
static apr_status_t check_file(const char **pfault, const char *driver, const char *params,
                               apr_pool_t *pool)
{
    apr_finfo_t info;

    if (strcmp(driver, CNOPS_SQLITE) != 0 ||
        apr_stat(&info, params, APR_FINFO_TYPE, pool) == APR_SUCCESS)
        return APR_SUCCESS;
    *pfault = apr_psprintf(pool, "no database %s: make it with cnopsctl migrate", params);
    return CNOPS_ENOTFOUND;
}

/* SQLite: an import changes pages all over the indexes, so copying the write-ahead log into
 * the file every 32 MB instead of every 4 MB copies each changed page less often. */
static void tune_session(const cnops_database_t *database)
{
    int ignored;

    apr_dbd_query(database->driver, database->handle, &ignored,
                  database->is_mysql ? "SET SESSION " CNOPS_MYSQL_ISOLATION
                                     : "PRAGMA wal_autocheckpoint = 8000");
}

apr_status_t cnops_database_open(cnops_database_t **pdatabase, const char **pfault,
                                 const char *driver, const char *params, bool creates,
                                 apr_pool_t *pool)
{
    cnops_database_t *database = apr_pcalloc(pool, sizeof *database);
    const char *error = NULL;
    apr_status_t rv;

    if ((rv = find_driver(&database->driver, pfault, driver, pool)) != APR_SUCCESS)
        return rv;
    if (!creates && (rv = check_file(pfault, driver, params, pool)) != APR_SUCCESS)
        return rv;
    database->is_mysql = strcmp(driver, CNOPS_MYSQL) == 0;
    if (database->is_mysql)
        params = cnops_mysql_params(params, pool);
    rv = apr_dbd_open_ex(database->driver, pool, params, &database->handle, &error);
    if (rv != APR_SUCCESS) {
        *pfault = apr_psprintf(pool, "the database cannot be opened: %s",
                               error ? error : "no reason given");
        return CNOPS_EUNAVAILABLE;
    }
    tune_session(database);
    database->prepared = apr_hash_make(pool);
    database->failure = "";
    database->pool = pool;
    apr_pool_cleanup_register(pool, database, close_handle, apr_pool_cleanup_null);
    *pdatabase = database;
    return APR_SUCCESS;
}

const char *cnops_database_error(const cnops_database_t *database, int number)
{
    const char *text = apr_dbd_error(database->driver, database->handle, number);

    return text ? text : "no reason given";
}

/* --- statements --- */

typedef struct preparation_t {
    cnops_database_t *database;
    const char *fault;
} preparation_t;

static apr_status_t prepare(void *self, const char *label, const char *text)
{
    preparation_t *p = self;
    cnops_database_t *d = p->database;
    apr_dbd_prepared_t *statement = NULL;
    int number = apr_dbd_prepare(d->driver, d->pool, d->handle, text, label, &statement);

    if (number == 0) {
        apr_hash_set(d->prepared, label, APR_HASH_KEY_STRING, statement);
        return APR_SUCCESS;
    }
    p->fault = apr_psprintf(d->pool, "%s: %s; is the schema current? cnopsctl migrate", label,
                            cnops_database_error(d, number));
    return CNOPS_EUNAVAILABLE;
}

/* Sets the character set of the tables for the connection: during an import, MariaDB spent a
 * seventh of its time on converting. Not done for migrations, because their comments contain
 * UTF-8. */
static void set_character_set(const cnops_database_t *database)
{
    int ignored;

    if (database->is_mysql)
        apr_dbd_query(database->driver, database->handle, &ignored,
                      "SET NAMES ascii COLLATE ascii_bin");
}

apr_status_t cnops_database_prepare(const char **pfault, cnops_database_t *database)
{
    preparation_t preparation = {.database = database};
    apr_status_t rv;

    set_character_set(database);
    rv = cnops_statements_each(database->is_mysql, prepare, &preparation);
    if (rv == APR_SUCCESS)
        rv = cnops_statements_each_import(database->is_mysql, prepare, &preparation);
    *pfault = preparation.fault;
    return rv;
}

/* --- the port --- */

static apr_status_t lend(void *self, cnops_connection_t *pconnection, apr_pool_t *pool)
{
    cnops_database_t *database = self;

    (void)pool;
    if (database->lent)
        return CNOPS_EBUSY;
    database->lent = true;
    *pconnection = (cnops_connection_t){database->driver, database->handle, database->prepared,
                                        database, false};
    return APR_SUCCESS;
}

static void take_back(void *self, cnops_connection_t *connection)
{
    cnops_database_t *database = self;

    (void)connection;
    database->lent = false;
}

static void keep_failure(void *self, const char *label, const char *message)
{
    cnops_database_t *database = self;

    database->failure = apr_pstrcat(database->pool, label, ": ", message, NULL);
}

void cnops_database_lease(cnops_lease_t *pdb_lease, cnops_database_t *database)
{
    *pdb_lease =
        (cnops_lease_t){.self = database, .open = lend, .close = take_back, .report = keep_failure};
}
