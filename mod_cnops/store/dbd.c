/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/dbd.h"

#include "base/errors.h"
#include "base/text.h"
#include "store/mysql.h"

#include <apr_strings.h>
#include <string.h>
#include <time.h>

/* How often a unit is tried that loses races for a row. Each race has a winner, so even the last
 * of many units wins at some time, unless its budget is spent. SQLite needs one try: its driver
 * itself has tried for 1.6 s before it fails. */
#define TRIES_MYSQL  12
#define TRIES_A_WAIT 4 /* a unit that waited a second for a row in vain uses up so many tries */
#define TRIES_SQLITE 1

/* Used only in this file: the connection is lost. */
#define LOST APR_ECONNRESET

/* Seconds; a writer that waits longer for the lock reports the database as down. */
#define WRITER_WAIT 5

cnops_db_t *cnops_db_make(const cnops_lease_t *lease, bool is_mysql, apr_pool_t *pool)
{
    cnops_db_t *db = apr_palloc(pool, sizeof *db);

    db->lease = lease;
    db->is_mysql = is_mysql;
    pthread_mutex_init(&db->writing, NULL);
    db->recall = cnops_recall_make(pool);
    return db;
}

/* --- what the errors of drivers mean --- */

/* MySQL's errors have numbers. SQLite's driver uses SQLite's old interface, where most errors have
 * the number 1 and differ only in their text. */
typedef struct meaning_t {
    bool is_mysql;
    int number;       /* 0: any */
    const char *text; /* how the message begins; NULL: any message */
    apr_status_t status;
} meaning_t;

static const meaning_t meanings[] = {
    {true, 1062, NULL, CNOPS_EDUPLICATE}, /* ER_DUP_ENTRY */
    {true, 1690, NULL, CNOPS_ECONFLICT},  /* ER_DATA_OUT_OF_RANGE: RAISE_MYSQL in statements.c */
    {true, 1213, NULL, APR_EAGAIN},       /* ER_LOCK_DEADLOCK, and Galera's lost certification */
    {true, 1205, NULL, APR_TIMEUP},       /* ER_LOCK_WAIT_TIMEOUT */
    {true, 1020, NULL, APR_EAGAIN},       /* ER_CHECKREAD: the snapshot is stale */
    {false, 5, NULL, APR_EAGAIN},         /* SQLITE_BUSY */
    {false, 6, NULL, APR_EAGAIN},         /* SQLITE_LOCKED */
    {false, 0, "database is locked", APR_EAGAIN},
    {false, 0, "database table is locked", APR_EAGAIN},
    {false, 0, "UNIQUE constraint failed", CNOPS_EDUPLICATE},
    {false, 0, "NOT NULL constraint failed: counter.hits", CNOPS_ECONFLICT}, /* RAISE_SQLITE */
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

/* A lost connection ends the unit. It is reported only if no repetition of the unit succeeds. */
static apr_status_t note_loss(cnops_unit_t *unit, const char *label, const char *message,
                              cnops_mysql_loss_e loss)
{
    unit->connection.lost = true;
    unit->uncertain = loss == CNOPS_MYSQL_UNKNOWN;
    unit->complaint = apr_pstrcat(unit->pool, label, ": ", message, NULL);
    return LOST;
}

static apr_status_t translate(cnops_unit_t *unit, const char *label, int number)
{
    const char *message;
    cnops_mysql_loss_e loss;
    apr_status_t rv;

    if (number == 0)
        return APR_SUCCESS;
    message = apr_dbd_error(unit->connection.driver, unit->connection.handle, number);
    if (!message)
        message = "no message";
    loss = unit->db->is_mysql ? cnops_mysql_loss(number) : CNOPS_MYSQL_KEPT;
    if (loss != CNOPS_MYSQL_KEPT)
        return note_loss(unit, label, message, loss);
    if ((rv = meaning_of(unit->db, number, message)) == CNOPS_EUNAVAILABLE)
        report(unit->db, label, message);
    return rv;
}

/* --- statements --- */

/* After a connection is lost, no further statement is sent on it. */
static apr_status_t pace(cnops_unit_t *unit)
{
    const cnops_lease_t *lease = unit->db->lease;

    if (unit->connection.lost)
        return LOST;
    return lease->pace ? lease->pace(lease->self, &unit->connection) : APR_SUCCESS;
}

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
    if ((rv = pace(unit)) != APR_SUCCESS)
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
    if ((rv = pace(unit)) != APR_SUCCESS)
        return rv;
    rv = translate(
        unit, cnops_statement_label(statement),
        apr_dbd_pbselect(c->driver, unit->scratch, c->handle, &results, prepared, 0, args));
    if (rv != APR_SUCCESS)
        return rv;
    unit->refused = NULL;
    /* Reads to the end even where the caller needs one row: unread rows block the connection. */
    while ((ended = apr_dbd_get_row(c->driver, unit->scratch, results, &row.row, -1)) == 0)
        each(self, &row);
    /* -1 means the end. MySQL's driver returns the number of an error that ended the rows early;
     * the caller must not take that for "no such row". */
    if (ended >= 0)
        return translate(unit, cnops_statement_label(statement), ended);
    if (!unit->refused)
        return APR_SUCCESS;
    report(unit->db, cnops_statement_label(statement),
           apr_pstrcat(unit->scratch, "unknown word \"", unit->refused, "\"", NULL));
    return CNOPS_EMALFORMED;
}

const char *cnops_row_text(const cnops_row_t *row, int col)
{
    const cnops_unit_t *unit = row->unit;

    return apr_pstrdup(unit->pool, apr_dbd_get_entry(unit->connection.driver, row->row, col));
}

apr_int64_t cnops_row_int(const cnops_row_t *row, int col)
{
    const char *text = apr_dbd_get_entry(row->unit->connection.driver, row->row, col);
    apr_int64_t number = 0;

    if (text)
        cnops_text_number(&number, &text);
    return number;
}

void cnops_row_refuse(const cnops_row_t *row, int col)
{
    const char *word = cnops_row_text(row, col);

    row->unit->refused = word ? word : "";
}

/* --- units --- */

/* Runs BEGIN, COMMIT: the only SQL outside the table of statements. apr_dbd_transaction_end is not
 * used, because it hides MySQL's error 1213. */
static apr_status_t control(cnops_unit_t *unit, const char *text)
{
    const cnops_connection_t *c = &unit->connection;
    int ignored = 0;
    apr_status_t rv = pace(unit);

    if (rv != APR_SUCCESS)
        return rv;
    return translate(unit, text, apr_dbd_query(c->driver, c->handle, &ignored, text));
}

static apr_status_t begin(cnops_unit_t *unit)
{
    return control(unit, unit->db->is_mysql ? "START TRANSACTION" : "BEGIN IMMEDIATE");
}

/* Where ROLLBACK fails, or there is no time left for it, the transaction may still be open. The
 * connection is then closed, and the server rolls the transaction back. */
static void roll_back(cnops_unit_t *unit)
{
    const cnops_connection_t *c = &unit->connection;
    int ignored = 0;

    if (pace(unit) != APR_SUCCESS || apr_dbd_query(c->driver, c->handle, &ignored, "ROLLBACK") != 0)
        unit->connection.lost = true;
}

/* A transaction whose connection is lost before COMMIT has changed nothing and may be repeated. */
static apr_status_t work_in_transaction(cnops_unit_t *unit, cnops_unit_fn work, void *self)
{
    apr_status_t rv = begin(unit);

    if (rv == APR_SUCCESS && (rv = work(self, unit)) == APR_SUCCESS) {
        if ((rv = control(unit, "COMMIT")) == APR_SUCCESS)
            return rv;
    } else {
        unit->uncertain = false;
    }
    roll_back(unit);
    return rv;
}

typedef apr_status_t (*frame_fn)(cnops_unit_t *unit, cnops_unit_fn work, void *self);

static apr_status_t work_alone(cnops_unit_t *unit, cnops_unit_fn work, void *self)
{
    return work(self, unit);
}

/* A read may always be repeated, so a lost connection leaves nothing uncertain. */
static apr_status_t read_alone(cnops_unit_t *unit, cnops_unit_fn work, void *self)
{
    apr_status_t rv = work(self, unit);

    unit->uncertain = false;
    return rv;
}

static apr_status_t run_once(const char **pcomplaint, cnops_db_t *db, frame_fn frame,
                             cnops_unit_fn work, void *self, apr_pool_t *pool)
{
    cnops_unit_t unit = {.db = db, .pool = pool};
    apr_status_t rv;

    *pcomplaint = NULL;
    if ((rv = db->lease->open(db->lease->self, &unit.connection, pool)) != APR_SUCCESS)
        return rv;
    apr_pool_create(&unit.scratch, pool);
    rv = frame(&unit, work, self);
    apr_pool_destroy(unit.scratch);
    db->lease->close(db->lease->self, &unit.connection);
    *pcomplaint = unit.complaint;
    return rv == LOST && unit.uncertain ? CNOPS_EUNAVAILABLE : rv;
}

/* The unit lost a race, or its connection was lost before it changed anything. */
static bool may_repeat(apr_status_t rv)
{
    return APR_STATUS_IS_EAGAIN(rv) || APR_STATUS_IS_TIMEUP(rv) || rv == LOST;
}

static apr_status_t run(cnops_db_t *db, frame_fn frame, cnops_unit_fn work, void *self,
                        apr_pool_t *pool)
{
    int tries = db->is_mysql ? TRIES_MYSQL : TRIES_SQLITE;
    const char *complaint = NULL;
    apr_status_t rv = APR_EAGAIN;

    for (int i = 0; i < tries && may_repeat(rv); i += APR_STATUS_IS_TIMEUP(rv) ? TRIES_A_WAIT : 1)
        rv = run_once(&complaint, db, frame, work, self, pool);
    if (rv != APR_SUCCESS && complaint)
        report(db, "connection lost", complaint);
    return may_repeat(rv) ? CNOPS_EUNAVAILABLE : rv;
}

/* The wait is bounded: while another process keeps the file locked, threads must not pile up here
 * for ever. */
static bool lock_for_writing(cnops_db_t *db)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WRITER_WAIT;
    return pthread_mutex_clocklock(&db->writing, CLOCK_MONOTONIC, &until) == 0;
}

static apr_status_t run_writing(cnops_db_t *db, frame_fn frame, cnops_unit_fn work, void *self,
                                apr_pool_t *pool)
{
    apr_status_t rv;

    if (db->is_mysql)
        return run(db, frame, work, self, pool);
    if (!lock_for_writing(db))
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

/* It may run again where its connection was lost, but never after its row function had a row, so a
 * row function may add to a list: both drivers of APR read the whole answer before they hand out
 * the first row (apr_dbd_mysql by mysql_stmt_store_result). tests/unit/store/test_connections.c
 * fails where a driver hands out rows one by one. */
apr_status_t cnops_db_select(cnops_db_t *db, cnops_statement_e statement, const void **args,
                             cnops_row_fn each, void *self, apr_pool_t *pool)
{
    single_t single = {.statement = statement, .args = args, .each = each, .each_self = self};

    return run(db, read_alone, select_single, &single, pool);
}

apr_status_t cnops_db_execute_returning(cnops_db_t *db, cnops_statement_e statement,
                                        const void **args, cnops_row_fn each, void *self,
                                        apr_pool_t *pool)
{
    single_t single = {.statement = statement, .args = args, .each = each, .each_self = self};

    return run_writing(db, work_alone, select_single, &single, pool);
}

apr_status_t cnops_db_purge(int *pcount, cnops_db_t *db, cnops_statement_e statement,
                            cnops_old_t old, apr_pool_t *pool)
{
    apr_int64_t max = old.max;

    return cnops_db_execute(pcount, db, statement, CNOPS_ARGS(&old.before, &max), pool);
}
