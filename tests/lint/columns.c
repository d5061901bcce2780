/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Prints the facts that tests/lint/columns and tests/lint/retention compare, one per line, with
 * tabs between the words.
 *
 *   columns --schema MIGRATIONS FILE   makes the schema as the SQLite file FILE, which must be new
 *       TABLE COLUMN text|number PLACE     PLACE in the primary key: 1, 2… or 0
 *   columns --table
 *       column TABLE COLUMN                a row of core/seal/columns.c, whose
 *       primary TABLE COLUMN NAME PLACE    primary key begins with this,
 *       names TABLE COLUMN TABLE NAME      and which names this column besides
 *   columns --retention
 *       TABLE DIRECTIVE                    a row of core/purge.c; -: no directive
 */
#include "core/seal/columns.h"
#include "core/purge.h"
#include "ctl/database.h"
#include "ctl/migrations.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

/* --- the schema --- */

/* By the rules of SQLite, every column but one with INT in its type can hold text or bytes. */
#define COLUMNS                                                                                    \
    "SELECT m.name, p.name, CASE WHEN p.type LIKE '%INT%' THEN 'number' ELSE 'text' END, p.pk "    \
    "FROM sqlite_master m JOIN pragma_table_info(m.name) p "                                       \
    "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"

static apr_status_t print_schema(const char **pfault, cnops_database_t *database, apr_pool_t *pool)
{
    const apr_dbd_driver_t *driver = database->driver;
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    int number = apr_dbd_select(driver, pool, database->handle, &results, COLUMNS, 0);

    if (number != 0) {
        *pfault = cnops_database_error(database, number);
        return APR_EGENERAL;
    }
    while (apr_dbd_get_row(driver, pool, results, &row, -1) == 0)
        printf("%s\t%s\t%s\t%s\n", apr_dbd_get_entry(driver, row, 0),
               apr_dbd_get_entry(driver, row, 1), apr_dbd_get_entry(driver, row, 2),
               apr_dbd_get_entry(driver, row, 3));
    return APR_SUCCESS;
}

static apr_status_t list_schema(const char **pfault, const char *migrations, const char *file,
                                apr_pool_t *pool)
{
    cnops_migrations_t counts;
    cnops_database_t *database;
    apr_status_t rv;

    rv = cnops_database_open(&database, pfault, CNOPS_SQLITE, file, true, pool);
    if (rv == APR_SUCCESS)
        rv = cnops_migrations_apply(&counts, pfault, database, migrations, 1, false, pool);
    return rv == APR_SUCCESS ? print_schema(pfault, database, pool) : rv;
}

/* --- the table --- */

static void print_name(const cnops_column_t *column, const char *name)
{
    if (name)
        printf("names\t%s\t%s\t%s\t%s\n", column->table, column->column, column->table, name);
}

/* The source of a column is TABLE.COLUMN, which may be of another table. */
static void print_source(const cnops_column_t *column)
{
    const char *dot = column->source ? strchr(column->source, '.') : NULL;

    if (dot)
        printf("names\t%s\t%s\t%.*s\t%s\n", column->table, column->column,
               (int)(dot - column->source), column->source, dot + 1);
}

static void print_column(const cnops_column_t *column)
{
    const char *const *bound = column->sealed ? cnops_column_bound(column->sealed) : NULL;

    printf("column\t%s\t%s\n", column->table, column->column);
    for (int i = 0; i < CNOPS_COLUMN_NAMES && column->primary[i]; i++)
        printf("primary\t%s\t%s\t%s\t%d\n", column->table, column->column, column->primary[i],
               i + 1);
    for (; bound && *bound; bound++)
        print_name(column, *bound);
    print_name(column, column->key_from);
    print_source(column);
}

static void list_table(void)
{
    for (const cnops_column_t *column = cnops_columns; column->table; column++)
        print_column(column);
}

static void list_retentions(void)
{
    for (const cnops_retention_t *row = cnops_retentions; row->table; row++)
        printf("%s\t%s\n", row->table, row->directive ? row->directive : "-");
}

int main(int argc, const char *const *argv)
{
    bool is_schema = argc == 4 && strcmp(argv[1], "--schema") == 0;
    const char *fault = NULL;
    apr_status_t rv = APR_SUCCESS;
    apr_pool_t *pool;

    if (!is_schema && argc != 2) {
        fputs("usage: columns --schema MIGRATIONS FILE | --table | --retention\n", stderr);
        return 2;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    if (is_schema)
        rv = list_schema(&fault, argv[2], argv[3], pool);
    else if (strcmp(argv[1], "--retention") == 0)
        list_retentions();
    else
        list_table();
    if (rv != APR_SUCCESS)
        fprintf(stderr, "%s\n", fault ? fault : "failed");
    apr_terminate();
    return rv == APR_SUCCESS ? 0 : 1;
}
