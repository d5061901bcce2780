/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/doctor_mariadb.h"

#include "store/mysql.h"
#include "store/statements.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <string.h>

typedef struct visit_t {
    const cnops_database_t *database;
    apr_pool_t *pool;
} visit_t;

/* The first column of each row of the answer (const char *); no rows where the query failed. */
static apr_array_header_t *ask(const visit_t *visit, const char *sql)
{
    const cnops_database_t *d = visit->database;
    apr_array_header_t *answers = apr_array_make(visit->pool, 4, sizeof(const char *));
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;

    if (apr_dbd_select(d->driver, visit->pool, d->handle, &results, sql, 0) != 0)
        return answers;
    while (apr_dbd_get_row(d->driver, visit->pool, results, &row, -1) == 0)
        APR_ARRAY_PUSH(answers, const char *) =
            apr_pstrdup(visit->pool, apr_dbd_get_entry(d->driver, row, 0));
    return answers;
}

static const char *ask_one(const visit_t *visit, const char *sql)
{
    const apr_array_header_t *answers = ask(visit, sql);
    const char *answer = answers->nelts ? APR_ARRAY_IDX(answers, 0, const char *) : NULL;

    return answer ? answer : "";
}

static const char *judge_version(const visit_t *visit)
{
    const char *version = ask_one(visit, "SELECT VERSION()");

    return strstr(version, "MariaDB")
               ? NULL
               : apr_psprintf(visit->pool, "%s is no MariaDB: nothing was tested with it", version);
}

static const char *judge_character_set(const visit_t *visit)
{
    const char *set = ask_one(visit, "SELECT @@character_set_database");

    return strcmp(set, "utf8mb4") == 0
               ? NULL
               : apr_psprintf(visit->pool,
                              "the database's character set is %s: ALTER DATABASE … CHARACTER "
                              "SET utf8mb4",
                              set);
}

/* Asks the connection itself: what is written in the parameters may not be in force. */
static const char *judge_connection(const visit_t *visit)
{
    cnops_mysql_t connection = {visit->database->driver, visit->database->handle};
    cnops_mysql_options_t options;

    cnops_mysql_options(&options, &connection);
    if (!options.finds_rows)
        return "flags=CLIENT_FOUND_ROWS is not in force: updates would be miscounted";
    if (options.reconnects)
        return "reconnect=0 is not in force: a reconnection loses the prepared statements";
    if (options.connect_timeout == 0)
        return "no connect-timeout: a hung server would be waited for. Say group=cnops, and "
               "install conf/mariadb.cnf";
    return NULL;
}

/* The first right in grant that neither httpd nor this command needs, or NULL. Only the
 * account that migrates the schema has such rights. GRANT OPTION comes after " ON ". */
static const char *find_wide(const char *grant)
{
    static const char *const wide[] = {"ALL PRIVILEGES", "SUPER",  "FILE",        "DROP",
                                       "ALTER",          "CREATE", "GRANT OPTION"};
    const char *end = strstr(grant, " ON ");

    for (apr_size_t i = 0; i < sizeof wide / sizeof *wide && end; i++) {
        const char *at = strstr(grant, wide[i]);

        if (at && (at < end || strcmp(wide[i], "GRANT OPTION") == 0))
            return wide[i];
    }
    return NULL;
}

static const char *judge_rights(const visit_t *visit)
{
    const apr_array_header_t *grants = ask(visit, "SHOW GRANTS");

    if (grants->nelts == 0)
        return "what the account may do cannot be asked";
    for (int i = 0; i < grants->nelts; i++) {
        const char *wide = find_wide(APR_ARRAY_IDX(grants, i, const char *));

        if (wide)
            return apr_psprintf(visit->pool,
                                "the account has %s, and needs SELECT, INSERT, UPDATE and "
                                "DELETE alone: accounts.mysql.sql",
                                wide);
    }
    return NULL;
}

/* Every connection prepares every statement, and MariaDB limits their sum. */
static const char *judge_room(const visit_t *visit)
{
    apr_int64_t room = apr_atoi64(ask_one(visit, "SELECT @@max_prepared_stmt_count"));
    apr_int64_t connections = apr_atoi64(ask_one(visit, "SELECT @@max_connections"));
    apr_int64_t wanted = connections * CNOPS_STATEMENTS;

    if (room >= wanted)
        return NULL;
    return apr_psprintf(visit->pool,
                        "max_prepared_stmt_count is %" APR_INT64_T_FMT ": %" APR_INT64_T_FMT
                        " connections of %d statements need %" APR_INT64_T_FMT,
                        room, connections, CNOPS_STATEMENTS, wanted);
}

const char *cnops_doctor_mariadb(const char **pnote, const cnops_database_t *database,
                                 apr_pool_t *pool)
{
    static const char *(*const judges[])(const visit_t *) = {
        judge_version, judge_character_set, judge_connection, judge_rights, judge_room};
    visit_t visit = {database, pool};
    const char *fault = NULL;

    for (apr_size_t i = 0; i < sizeof judges / sizeof *judges && !fault; i++)
        fault = judges[i](&visit);
    *pnote = apr_pstrcat(pool, ask_one(&visit, "SELECT VERSION()"), ", utf8mb4, few rights", NULL);
    return fault;
}
