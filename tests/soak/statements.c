/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What tests/soak/explain.mjs needs to know of the store's statements, with tabs between the words.
 *
 *   statements mysql        LABEL TEXT of every statement for MariaDB, with its placeholders
 *   statements sqlite FILE  LABEL STEP for every step of SQLite's plan of every statement; FILE has
 *                           the schema */
#include "store/statements.h"
#include "ctl/database.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "statements: %s: %s\n", what, why);
    exit(1);
}

/* Each argument becomes the number 1: SQLite without statistics plans alike for all values. */
static const char *explainable(const char *text, apr_pool_t *pool)
{
    const char *sql = "EXPLAIN QUERY PLAN ", *at;

    for (; (at = strchr(text, '%')); text = at + strcspn(at, "sd") + 1)
        sql = apr_pstrcat(pool, sql, apr_pstrmemdup(pool, text, at - text), "1", NULL);
    return apr_pstrcat(pool, sql, text, NULL);
}

static void print_plan(const cnops_database_t *d, cnops_statement_e statement, apr_pool_t *pool)
{
    const char *label = cnops_statement_label(statement);
    const char *sql = explainable(cnops_statement_text(statement, false), pool);
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    int number = apr_dbd_select(d->driver, pool, d->handle, &results, sql, 0);

    if (number != 0)
        fail(label, cnops_database_error(d, number));
    printf("%s\t\n", label);
    while (apr_dbd_get_row(d->driver, pool, results, &row, -1) == 0)
        printf("%s\t%s\n", label, apr_dbd_get_entry(d->driver, row, 3));
}

static void print_plans(const char *file, apr_pool_t *pool)
{
    cnops_database_t *database;
    const char *fault = NULL;

    if (cnops_database_open(&database, &fault, CNOPS_SQLITE, file, false, pool) != APR_SUCCESS)
        fail(file, fault ? fault : "cannot be opened");
    for (int i = 0; i < CNOPS_STATEMENTS; i++)
        print_plan(database, i, pool);
}

static void print_texts(void)
{
    for (int i = 0; i < CNOPS_STATEMENTS; i++)
        printf("%s\t%s\n", cnops_statement_label(i), cnops_statement_text(i, true));
}

int main(int argc, const char *const *argv)
{
    apr_pool_t *pool;

    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS ||
        apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    if (argc == 2 && strcmp(argv[1], "mysql") == 0)
        print_texts();
    else if (argc == 3 && strcmp(argv[1], "sqlite") == 0)
        print_plans(argv[2], pool);
    else
        fail("usage", "mysql | sqlite FILE");
    return 0;
}
