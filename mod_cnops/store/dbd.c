/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/dbd.h"

#include "base/errors.h"

#include <apr_strings.h>
#include <string.h>
#include <time.h>

/* Of a unit that loses races. SQLite's driver has tried for 1.6 s itself by then. */
#define TRIES_MYSQL  3
#define TRIES_SQLITE 1

#define TURN_WAIT 5 /* s, for one's turn to write, before the database counts as down */

cnops_db_t *cnops_db_make(const cnops_lease_t *lease, bool is_mysql, apr_pool_t *pool)
{
    cnops_db_t *db = apr_palloc(pool, sizeof *db);

    db->lease = lease;
    db->is_mysql = is_mysql;
    pthread_mutex_init(&db->writing, NULL);
    return db;
}

/* --- what the drivers say --- */

/* MySQL tells by number. SQLite's driver uses the old interface, where most errors are 1
 * and the text alone tells. */
typedef struct meaning_t {
    bool is_mysql;
    int number;       /* 0: any */
    const char *text; /* what the message begins with, NULL: anything */
    apr_status_t status;
} meaning_t;

static const meaning_t meanings[] = {
    {true, 1062, NULL, CNOPS_EDUPLICATE}, /* ER_DUP_ENTRY */
    {true, 1213, NULL, APR_EAGAIN},       /* ER_LOCK_DEADLOCK, and Galera's lost certification */
    {true, 1205, NULL, APR_EAGAIN},       /* ER_LOCK_WAIT_TIMEOUT */
    {true, 1020, NULL, APR_EAGAIN},       /* ER_CHECKREAD: the snapshot is stale */
    {false, 5, NULL, APR_EAGAIN},         /* SQLITE_BUSY */
    {false, 6, NULL, APR_EAGAIN},         /* SQLITE_LOCKED */
    {false, 0, "database is locked", APR_EAGAIN},
    {false, 0, "database table is locked", APR_EAGAIN},
    {false, 0, "UNIQUE constraint failed", CNOPS_EDUPLICATE},
};

static apr_status_t meaning_of(const cnops_db_t *db, int number, const char *message)
{
    for (apr_size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        const meaning_t *m = &meanings[i];

        if (m->is_mysql == db->is_mysql && (m->number == 0 || m->number == number) &&
            (!m->text || strncmp(message, m->text, strlen(m->text)) == 0))
            return m->status;
    }
    return CNOPS_EUNAVAILABLE;
}

static void report(const cnops_db_t *db, const char *label, const char *message)
{
    if (db->lease->report)
        db->lease->report(db->lease->self, label, message);
}

static apr_status_t translate(const cnops_unit_t *unit, const char *label, int number)
{
    const char *message;
    apr_status_t rv;

    if (number == 0)
        return APR_SUCCESS;
    message = apr_dbd_error(unit->connection.driver, unit->connection.handle, number);
    if (!message)
        message = "no message";
    if ((rv = meaning_of(unit->db, number, message)) == CNOPS_EUNAVAILABLE)
        report(unit->db, label, message);
    return rv;
}

/* --- statements --- */

static apr_status_t find_prepared(apr_dbd_prepared_t **pprepared, const cnops_unit_t *unit,
                                  cnops_statement_e statement)
{
    const char *label = cnops_statement_label(statement);

    *pprepared = apr_hash_get(unit->connection.prepared, label, APR_HASH_KEY_STRING);
    if (*pprepared)
        return APR_SUCCESS;
    report(unit->db, label, "not prepared: does the schema stand?");
    return CNOPS_EUNAVAILABLE;
}

apr_status_t cnops_unit_execute(int *pcount, cnops_unit_t *unit, cnops_statement_e statement,
                                const void **args)
{
    const cnops_connection_t *c = &unit->connection;
    apr_dbd_prepared_t *prepared;
    int count = 0;
    apr_status_t rv;

    if ((rv = find_prepared(&prepared, unit, statement)) != APR_SUCCESS)
        return rv;
    rv = translate(unit, cnops_statement_label(statement),
                   apr_dbd_pbquery(c->driver, unit->scratch, c->handle, &count, prepared, args));
    if (pcount)
        *pcount = rv == APR_SUCCESS ? count : 0;
    return rv;
}

apr_status_t cnops_unit_select(cnops_unit_t *unit, cnops_statement_e statement, const void **args,
                               cnops_row_fn each, void *self)
{
    const cnops_connection_t *c = &unit->connection;
    apr_dbd_prepared_t *prepared;
    apr_dbd_results_t *results = NULL;
    cnops_row_t row = {.unit = unit};
    int ended;
    apr_status_t rv;

    if ((rv = find_prepared(&prepared, unit, statement)) != APR_SUCCESS)
        return rv;
    rv = translate(
        unit, cnops_statement_label(statement),
        apr_dbd_pbselect(c->driver, unit->scratch, c->handle, &results, prepared, 0, args));
    if (rv != APR_SUCCESS)
        return rv;
    /* To the end even if one row would do: an undrained result blocks its connection. */
    while ((ended = apr_dbd_get_row(c->driver, unit->scratch, results, &row.row, -1)) == 0)
        each(self, &row);
    /* -1 is the end; MySQL's driver gives the number of an error that cut the rows short, which
     * must not read as "no such row". */
    return ended < 0 ? APR_SUCCESS : translate(unit, cnops_statement_label(statement), ended);
}

const char *cnops_row_text(const cnops_row_t *row, int col)
{
    const cnops_unit_t *unit = row->unit;

    return apr_pstrdup(unit->pool, apr_dbd_get_entry(unit->connection.driver, row->row, col));
}

apr_int64_t cnops_row_int(const cnops_row_t *row, int col)
{
    const char *text = apr_dbd_get_entry(row->unit->connection.driver, row->row, col);

    return text ? apr_atoi64(text) : 0;
}

/* --- units --- */

/* The only texts outside the table. By hand: apr_dbd_transaction_end hides MySQL's 1213. */
static apr_status_t control(const cnops_unit_t *unit, const char *text)
{
    const cnops_connection_t *c = &unit->connection;
    int ignored = 0;

    return translate(unit, text, apr_dbd_query(c->driver, c->handle, &ignored, text));
}

static apr_status_t begin(const cnops_unit_t *unit)
{
    return control(unit, unit->db->is_mysql ? "START TRANSACTION" : "BEGIN IMMEDIATE");
}

static void roll_back(const cnops_unit_t *unit)
{
    const cnops_connection_t *c = &unit->connection;
    int ignored = 0;

    /* A deadlock has rolled back already, and says so: no failure of ours. */
    apr_dbd_query(c->driver, c->handle, &ignored, "ROLLBACK");
}

static apr_status_t work_in_transaction(cnops_unit_t *unit, cnops_unit_fn work, void *self)
{
    apr_status_t rv;

    if ((rv = begin(unit)) != APR_SUCCESS)
        return rv;
    if ((rv = work(self, unit)) == APR_SUCCESS)
        rv = control(unit, "COMMIT");
    if (rv != APR_SUCCESS)
        roll_back(unit);
    return rv;
}

typedef apr_status_t (*frame_fn)(cnops_unit_t *unit, cnops_unit_fn work, void *self);

static apr_status_t work_alone(cnops_unit_t *unit, cnops_unit_fn work, void *self)
{
    return work(self, unit);
}

static apr_status_t run_once(cnops_db_t *db, frame_fn frame, cnops_unit_fn work, void *self,
                             apr_pool_t *pool)
{
    cnops_unit_t unit = {.db = db, .pool = pool};
    apr_status_t rv;

    if ((rv = db->lease->open(db->lease->self, &unit.connection, pool)) != APR_SUCCESS)
        return rv;
    apr_pool_create(&unit.scratch, pool);
    rv = frame(&unit, work, self);
    apr_pool_destroy(unit.scratch);
    db->lease->close(db->lease->self, &unit.connection);
    return rv;
}

static apr_status_t run(cnops_db_t *db, frame_fn frame, cnops_unit_fn work, void *self,
                        apr_pool_t *pool)
{
    int tries = db->is_mysql ? TRIES_MYSQL : TRIES_SQLITE;
    apr_status_t rv = APR_EAGAIN;

    for (int i = 0; i < tries && APR_STATUS_IS_EAGAIN(rv); i++)
        rv = run_once(db, frame, work, self, pool);
    return APR_STATUS_IS_EAGAIN(rv) ? CNOPS_EUNAVAILABLE : rv;
}

/* Bounded: while another process sits on the file, threads must not queue up here for ever. */
static bool wait_for_turn(cnops_db_t *db)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += TURN_WAIT;
    return pthread_mutex_clocklock(&db->writing, CLOCK_MONOTONIC, &until) == 0;
}

static apr_status_t run_writing(cnops_db_t *db, frame_fn frame, cnops_unit_fn work, void *self,
                                apr_pool_t *pool)
{
    apr_status_t rv;

    if (db->is_mysql)
        return run(db, frame, work, self, pool);
    if (!wait_for_turn(db))
        return CNOPS_EUNAVAILABLE;
    rv = run(db, frame, work, self, pool);
    pthread_mutex_unlock(&db->writing);
    return rv;
}

apr_status_t cnops_db_transact(cnops_db_t *db, cnops_unit_fn work, void *self, apr_pool_t *pool)
{
    return run_writing(db, work_in_transaction, work, self, pool);
}

/* --- units of one statement --- */

typedef struct single_t {
    cnops_statement_e statement;
    const void **args;
    int count;         /* of an execution */
    cnops_row_fn each; /* of a selection */
    void *each_self;
} single_t;

static apr_status_t execute_single(void *self, cnops_unit_t *unit)
{
    single_t *single = self;

    return cnops_unit_execute(&single->count, unit, single->statement, single->args);
}

apr_status_t cnops_db_execute(int *pcount, cnops_db_t *db, cnops_statement_e statement,
                              const void **args, apr_pool_t *pool)
{
    single_t single = {.statement = statement, .args = args};
    apr_status_t rv = run_writing(db, work_alone, execute_single, &single, pool);

    if (pcount)
        *pcount = single.count;
    return rv;
}

static apr_status_t select_single(void *self, cnops_unit_t *unit)
{
    const single_t *single = self;

    return cnops_unit_select(unit, single->statement, single->args, single->each,
                             single->each_self);
}

apr_status_t cnops_db_select(cnops_db_t *db, cnops_statement_e statement, const void **args,
                             cnops_row_fn each, void *self, apr_pool_t *pool)
{
    single_t single = {.statement = statement, .args = args, .each = each, .each_self = self};

    return run(db, work_alone, select_single, &single, pool);
}
