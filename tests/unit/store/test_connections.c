/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tests connections to a real MariaDB, which closes them or hangs. */
#include "store/connections.h"

#include "base/budget.h"
#include "base/errors.h"
#include "store/dbd.h"
#include "twins/database_lease.h"

#include <apr_file_info.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define BUDGET apr_time_from_msec(300)
/* Allows for a busy machine, and for the second that connecting may take. */
#define MARGIN apr_time_from_sec(3)

typedef struct world_t {
    database_lease_t *beside; /* a connection of the test's own */
    cnops_connections_t *connections;
    cnops_db_t *db;
    int downs, ups;
    apr_pool_t *pool;
} world_t;

static void count_state(void *self, const char *why)
{
    world_t *world = self;

    ++*(why ? &world->downs : &world->ups);
}

static void make_connections(world_t *world, const char *params)
{
    cnops_connections_config_t config = {.params = params,
                                         .timeout = apr_time_from_sec(20),
                                         .report_state = count_state,
                                         .self = world};
    const char *fault = NULL;

    assert_int_equal(cnops_connections_make(&world->connections, &fault, &config, world->pool),
                     APR_SUCCESS);
    world->db = cnops_db_make(cnops_connections_lease(world->connections), true, world->pool);
}

static int setup(void **state)
{
    world_t *world;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->beside = database_lease_make(pool);
    make_connections(world, database_lease_params(world->beside));
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;
    int idle, lent;

    cnops_connections_count(&idle, &lent, world->connections);
    cnops_connections_close(world->connections);
    apr_pool_destroy(world->pool);
    return lent;
}

/* --- the server --- */

static pid_t find_server(world_t *world)
{
    char *path = apr_pstrcat(world->pool, getenv("TEST_MARIADB"), "/mariadb.pid", NULL);
    FILE *file = fopen(path, "r");
    int pid = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    fclose(file);
    return pid;
}

/* thread: the path of its stat file, in which the state 'T' means stopped (proc(5)). */
static bool is_stopped(const char *thread)
{
    FILE *file = fopen(thread, "r");
    char state = 0;

    if (!file) /* the thread has ended meanwhile */
        return true;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        state = 0;
    fclose(file);
    return state == 'T';
}

/* Stops the server and waits until all its threads have stopped: until then one may still answer.
 */
static void stop_server(world_t *world, pid_t server)
{
    char *folder = apr_psprintf(world->pool, "/proc/%d/task", (int)server);
    apr_finfo_t entry;
    apr_dir_t *threads;

    kill(server, SIGSTOP);
    assert_int_equal(apr_dir_open(&threads, folder, world->pool), APR_SUCCESS);
    while (apr_dir_read(&entry, APR_FINFO_NAME, threads) == APR_SUCCESS)
        for (int i = 0; entry.name[0] != '.' && i < 500; i++) {
            if (is_stopped(apr_pstrcat(world->pool, folder, "/", entry.name, "/stat", NULL)))
                break;
            apr_sleep(apr_time_from_msec(10));
        }
    apr_dir_close(threads);
}

/* Kills all connections of this schema except the test's own. */
static void kill_connections(world_t *world)
{
    const char *id;

    while ((id = database_lease_value(world->beside,
                                      "SELECT MIN(id) FROM information_schema.processlist "
                                      "WHERE db = DATABASE() AND id <> CONNECTION_ID() "
                                      "AND command <> 'Killed'")))
        database_lease_execute(world->beside, apr_pstrcat(world->pool, "KILL ", id, NULL));
}

/* --- one request --- */

static void ignore_row(void *self, const cnops_row_t *row)
{
    (void)self;
    (void)row;
}

static apr_status_t look(world_t *world, apr_pool_t *pool)
{
    return cnops_db_select(world->db, CNOPS_SQL_TICKET_BY_REFERENCE, CNOPS_ARGS("unknown"),
                           ignore_row, NULL, pool);
}

/* Makes one request with BUDGET as its budget. *ptook: how long it took. */
static apr_status_t request(apr_interval_time_t *ptook, world_t *world)
{
    apr_time_t began_at = cnops_budget_clock();
    apr_pool_t *pool;
    apr_status_t rv;

    apr_pool_create(&pool, world->pool);
    cnops_budget_open(pool, BUDGET);
    rv = look(world, pool);
    apr_pool_destroy(pool);
    *ptook = cnops_budget_clock() - began_at;
    return rv;
}

static void assert_idle(world_t *world, int expected)
{
    int idle, lent;

    cnops_connections_count(&idle, &lent, world->connections);
    assert_int_equal(idle, expected);
    assert_int_equal(lent, 0);
}

/* --- tests --- */

static void test_lends_the_same_connection_again(void **state)
{
    world_t *world = *state;

    assert_idle(world, 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(look(world, world->pool), APR_SUCCESS);
    assert_idle(world, 1);
}

static void test_notices_a_closed_connection(void **state)
{
    world_t *world = *state;

    assert_int_equal(look(world, world->pool), APR_SUCCESS);
    kill_connections(world);
    apr_sleep(apr_time_from_msec(100));
    assert_int_equal(look(world, world->pool), APR_SUCCESS);
    assert_int_equal(world->downs, 0);
}

typedef struct unlucky_t {
    world_t *world;
    int runs;
    int kills; /* the first so many runs lose their connection */
} unlucky_t;

static apr_status_t spend(cnops_unit_t *unit)
{
    apr_int64_t never = 0;

    return cnops_unit_execute(NULL, unit, CNOPS_SQL_TOKEN_SPEND, CNOPS_ARGS("once", &never));
}

static apr_status_t lose_connection(void *self, cnops_unit_t *unit)
{
    unlucky_t *unlucky = self;
    apr_status_t rv;

    if ((rv = spend(unit)) != APR_SUCCESS)
        return rv;
    if (unlucky->runs++ < unlucky->kills)
        kill_connections(unlucky->world);
    return cnops_unit_select(unit, CNOPS_SQL_TICKET_BY_REFERENCE, CNOPS_ARGS("unknown"), ignore_row,
                             NULL);
}

static void test_repeats_a_lost_transaction(void **state)
{
    world_t *world = *state;
    unlucky_t unlucky = {.world = world, .kills = 2};

    assert_int_equal(cnops_db_transact(world->db, lose_connection, &unlucky, world->pool),
                     APR_SUCCESS);
    assert_int_equal(unlucky.runs, 3);
    assert_string_equal(database_lease_value(world->beside, "SELECT COUNT(*) FROM spent_token"),
                        "1");
}

/* --- rows --- */

/* Together far more than the client library reads ahead from a socket. */
#define ROWS      64
#define ROW_BYTES 16000

typedef struct reading_t {
    world_t *world;
    int count;
} reading_t;

static void lose_connection_at_first_row(void *self, const cnops_row_t *row)
{
    reading_t *reading = self;

    (void)row;
    if (reading->count++ == 0)
        kill_connections(reading->world);
}

/* A select that loses its connection is repeated, and its row function adds to a list. That is
 * right only because the driver has all rows before the row function has the first one. */
static void test_hands_out_each_row_once(void **state)
{
    world_t *world = *state;
    reading_t reading = {.world = world};
    apr_int64_t now = 10, max = ROWS;

    for (int i = 0; i < ROWS; i++)
        database_lease_execute(
            world->beside,
            apr_psprintf(
                world->pool,
                "INSERT INTO outbox (message_id, channel, content_sealed, state, attempts, "
                "owner, lease_until, due_at, created_at, expires_at, settled_at) VALUES "
                "('%d', 'email', REPEAT('x', %d), 'due', 0, '', 0, 1, 1, 0, 0)",
                i, ROW_BYTES));
    assert_int_equal(cnops_db_select(world->db, CNOPS_SQL_OUTBOX_DUE,
                                     CNOPS_ARGS("email", &now, &now, &now, &max),
                                     lose_connection_at_first_row, &reading, world->pool),
                     APR_SUCCESS);
    assert_int_equal(reading.count, ROWS);
}

static apr_status_t give_up(void *self, cnops_unit_t *unit)
{
    (void)self;
    return spend(unit) == APR_SUCCESS ? CNOPS_ECONFLICT : CNOPS_EMALFORMED;
}

static void test_rolls_back_and_keeps_the_connection(void **state)
{
    world_t *world = *state;

    assert_int_equal(cnops_db_transact(world->db, give_up, NULL, world->pool), CNOPS_ECONFLICT);
    assert_string_equal(database_lease_value(world->beside, "SELECT COUNT(*) FROM spent_token"),
                        "0");
    assert_idle(world, 1);
}

static void test_waits_no_longer_than_the_budget(void **state)
{
    world_t *world = *state;
    pid_t server = find_server(world);
    apr_interval_time_t first, second;
    apr_status_t rv, again;

    assert_int_equal(look(world, world->pool), APR_SUCCESS);
    stop_server(world, server);
    rv = request(&first, world);
    again = request(&second, world);
    kill(server, SIGCONT);
    assert_int_equal(rv, CNOPS_EUNAVAILABLE);
    assert_in_range(first, BUDGET, BUDGET + MARGIN);
    /* The server is known to be down now, and only one request each second tries it. */
    assert_int_equal(again, CNOPS_EUNAVAILABLE);
    assert_true(second < BUDGET);
    assert_int_equal(world->downs, 1);
    apr_sleep(apr_time_from_msec(1100));
    assert_int_equal(look(world, world->pool), APR_SUCCESS);
    assert_int_equal(world->ups, 1);
}

static void test_a_first_connection_is_bounded_too(void **state)
{
    world_t *world = *state;
    pid_t server = find_server(world);
    apr_interval_time_t took;
    apr_status_t rv;

    stop_server(world, server);
    rv = request(&took, world);
    kill(server, SIGCONT);
    assert_int_equal(rv, CNOPS_EUNAVAILABLE);
    assert_true(took < BUDGET + MARGIN);
}

static void test_fails_at_once_without_a_server(void **state)
{
    world_t *world = *state;
    apr_interval_time_t took;

    make_connections(world, "user=nobody,sock=/nonexistent/mariadb.sock,group=cnops");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(request(&took, world), CNOPS_EUNAVAILABLE);
        assert_true(took < BUDGET);
    }
    assert_int_equal(world->downs, 1);
}

/* A row that another transaction has locked does not mean that the server is down. */
static void test_does_not_take_a_locked_row_for_a_dead_server(void **state)
{
    world_t *world = *state;
    apr_int64_t before = 5, most = 10;
    apr_interval_time_t took;
    apr_status_t rv;

    database_lease_execute(world->beside, "INSERT INTO spent_token VALUES ('held', 1)");
    database_lease_execute(world->beside, "START TRANSACTION");
    database_lease_execute(world->beside, "UPDATE spent_token SET expires_at = 2");
    rv = cnops_db_execute(NULL, world->db, CNOPS_SQL_PURGE_TOKENS, CNOPS_ARGS(&before, &most),
                          world->pool);
    database_lease_execute(world->beside, "ROLLBACK");
    assert_int_equal(rv, CNOPS_EUNAVAILABLE);
    assert_int_equal(world->downs, 0);
    assert_int_equal(request(&took, world), APR_SUCCESS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_lends_the_same_connection_again),
        TEST(test_notices_a_closed_connection),
        TEST(test_repeats_a_lost_transaction),
        TEST(test_hands_out_each_row_once),
        TEST(test_rolls_back_and_keeps_the_connection),
        TEST(test_waits_no_longer_than_the_budget),
        TEST(test_a_first_connection_is_bounded_too),
        TEST(test_fails_at_once_without_a_server),
        TEST(test_does_not_take_a_locked_row_for_a_dead_server),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    database_lease_use(CNOPS_MYSQL);
    return cmocka_run_group_tests_name("connections", tests, NULL, NULL);
}
