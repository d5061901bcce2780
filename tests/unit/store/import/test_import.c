/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What readers see of an import that ends or is killed at different moments. */
#include "store/import/import.h"

#include "base/errors.h"
#include "core/person/person.h"
#include "store/store.h"
#include "twins/clock_fake.h"
#include "twins/database_lease.h"
#include "twins/port_contract_tests.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

typedef struct world_t {
    database_lease_t *lease;
    cnops_store_t store;
    clock_fake_t *fake;
    cnops_clock_t clock; /* the port of fake */
    apr_pool_t *pool;
    const char *token; /* of the session of person 1 */
} world_t;

static void fill(database_lease_t *lease)
{
    static const char *const kept[] = {
        "INSERT INTO person (id, document_digest, key_id) VALUES (1, 'kept', 'test2')",
        "INSERT INTO membership (id, immatriculation_digest, key_id) VALUES (1, 'kept', 'test2')",
        "INSERT INTO person_version (person_id, since, record_sealed, key_id, updated_at) "
        "VALUES (1, 1, 'first', 'test2', 1)",
        "INSERT INTO membership_version (membership_id, since, person_id, scheme, status, "
        "payment_mode, record_sealed, key_id, import_digest, updated_at) "
        "VALUES (1, 1, 1, 'public', 'active', '', 'first', 'test2', 'first', 1)"};

    for (apr_size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        database_lease_execute(lease, kept[i]);
}

/* Person 1 has an account and a session. */
static void sign_in(world_t *world)
{
    const cnops_store_t *store = &world->store;
    cnops_account_t account = port_account(1, 1, world->pool);
    const cnops_account_t *created;
    cnops_session_t session;

    assert_int_equal(store->accounts->create(store->self, &account, NULL, world->pool),
                     APR_SUCCESS);
    assert_int_equal(store->accounts->by_person(store->self, &created, 1, world->pool),
                     APR_SUCCESS);
    session = port_session(created, 1, world->pool);
    world->token = session.token_digest;
    assert_int_equal(store->sessions->insert(store->self, &session, world->pool), APR_SUCCESS);
}

static int setup(void **state)
{
    world_t *world;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->lease = database_lease_make(pool);
    world->fake = clock_fake_make(pool);
    clock_fake_port(&world->clock, world->fake);
    cnops_store_make(&world->store, database_lease_port(world->lease),
                     database_lease_is_mysql(world->lease), pool);
    fill(world->lease);
    sign_in(world);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;
    int lent = database_lease_lent(world->lease), failures = database_lease_failures(world->lease);

    apr_pool_destroy(world->pool);
    return lent + failures;
}

static void assert_value(world_t *world, const char *sql, const char *expected)
{
    assert_string_equal(database_lease_value(world->lease, sql), expected);
}

/* Between imports each person and membership has exactly one version, and no import has the lease.
 */
static void assert_swept(world_t *world)
{
    assert_value(world, "SELECT COUNT(*) FROM import_seen", "0");
    assert_value(world, "SELECT phase || run || lease_until FROM import_state", "idle0");
    assert_value(world,
                 "SELECT (SELECT COUNT(*) FROM membership) - "
                 "(SELECT COUNT(*) FROM membership_version)",
                 "0");
    assert_value(
        world, "SELECT (SELECT COUNT(*) FROM person) - (SELECT COUNT(*) FROM person_version)", "0");
}

static cnops_import_row_t row_of(const char *number, const char *sealed)
{
    return (cnops_import_row_t){
        .line = 2,
        .document_digest = number,
        .person_sealed = sealed,
        .membership = {.immatriculation_digest = number, .record_sealed = sealed},
        .key_id = "test2",
        .import_digest = sealed};
}

static apr_status_t begin_import(cnops_import_t **pimport, world_t *world, const char *id,
                                 bool closes_absent)
{
    cnops_import_run_t run = {.id = id,
                              .is_mysql = database_lease_is_mysql(world->lease),
                              .closes_absent = closes_absent,
                              .clock = &world->clock};

    return cnops_import_begin(pimport, database_lease_port(world->lease), &run, world->pool);
}

/* Begins an import, stages the rows, and does not end it. */
static cnops_import_t *stage(world_t *world, const cnops_import_row_t *rows, int count)
{
    apr_array_header_t *staged = apr_array_make(world->pool, 2, sizeof(cnops_import_row_t));
    cnops_import_t *import;

    for (int i = 0; i < count; i++)
        APR_ARRAY_PUSH(staged, cnops_import_row_t) = rows[i];
    assert_int_equal(begin_import(&import, world, "killed", false), APR_SUCCESS);
    assert_int_equal(cnops_import_stage(import, staged, world->pool), APR_SUCCESS);
    return import;
}

/* A changed row and a new one. */
static cnops_import_t *leave_import(world_t *world)
{
    cnops_import_row_t rows[] = {row_of("kept", "second"), row_of("new", "second")};

    return stage(world, rows, 2);
}

static const char *sealed_name(world_t *world, const char *document_digest)
{
    const cnops_store_t *store = &world->store;
    const cnops_person_t *person;

    assert_int_equal(cnops_person_by_document(&person, store, document_digest, world->pool),
                     APR_SUCCESS);
    return person ? person->record_sealed : "unknown";
}

static const char *sealed_membership(world_t *world, const char *number)
{
    const cnops_store_t *store = &world->store;
    const cnops_person_t *person;
    apr_array_header_t *list;

    assert_int_equal(store->persons->by_immatriculation(store->self, &person, number, world->pool),
                     APR_SUCCESS);
    if (!person)
        return "unknown";
    assert_int_equal(store->persons->memberships_of(store->self, &list, person->id, world->pool),
                     APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    return APR_ARRAY_IDX(list, 0, cnops_membership_t).record_sealed;
}

/* The name and the only membership of person 1, as all ways of reading them say. */
static void assert_whole(world_t *world, const char *expected)
{
    const cnops_store_t *store = &world->store;
    const cnops_person_t *person;
    const char *digests[CNOPS_DOCUMENT_TYPES] = {"kept", "-", "-"};
    cnops_holder_t holders[CNOPS_DOCUMENT_TYPES];
    cnops_signed_in_t found;

    assert_int_equal(store->persons->by_id(store->self, &person, 1, world->pool), APR_SUCCESS);
    assert_string_equal(person->record_sealed, expected);
    assert_int_equal(store->persons->by_documents(store->self, holders, digests, world->pool),
                     APR_SUCCESS);
    assert_string_equal(holders[0].person->record_sealed, expected);
    assert_int_equal(holders[0].memberships->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(holders[0].memberships, 0, cnops_membership_t).record_sealed,
                        expected);
    assert_int_equal(
        store->sessions->get_with_person(store->self, &found, world->token, world->pool),
        APR_SUCCESS);
    assert_string_equal(found.person.record_sealed, expected);
    assert_int_equal(found.person.memberships->nelts, 1);
    assert_string_equal(
        APR_ARRAY_IDX(found.person.memberships, 0, cnops_membership_t).record_sealed, expected);
}

static void assert_shown(world_t *world, const char *kept, const char *new)
{
    assert_whole(world, kept);
    assert_string_equal(sealed_name(world, "kept"), kept);
    assert_string_equal(sealed_membership(world, "kept"), kept);
    assert_string_equal(sealed_name(world, "new"), new);
    assert_string_equal(sealed_membership(world, "new"), new);
}

/* Runs the next import, once the killed one counts as dead. It must finish the work of the killed
 * one. */
static void finish_the_killed(world_t *world)
{
    cnops_import_t *next;

    clock_fake_advance(world->fake, CNOPS_IMPORT_LEASE);
    assert_int_equal(begin_import(&next, world, "next", false), APR_SUCCESS);
    assert_int_equal(cnops_import_end(next, world->pool), APR_SUCCESS);
    assert_swept(world);
}

static void test_shows_all_or_nothing(void **state)
{
    world_t *world = *state;
    cnops_import_t *import = leave_import(world);
    cnops_import_counts_t counts;

    assert_shown(world, "first", "unknown");
    assert_int_equal(cnops_import_switch(&counts, import, world->pool), APR_SUCCESS);
    assert_shown(world, "second", "second");
    assert_int_equal(cnops_import_end(import, world->pool), APR_SUCCESS);
    assert_shown(world, "second", "second");
    assert_swept(world);
}

static int membership_count(world_t *world, const char *document_digest)
{
    const cnops_store_t *store = &world->store;
    const cnops_person_t *person;
    apr_array_header_t *list;
    cnops_signed_in_t found;

    cnops_person_by_document(&person, store, document_digest, world->pool);
    if (!person)
        return -1;
    store->persons->memberships_of(store->self, &list, person->id, world->pool);
    store->sessions->get_with_person(store->self, &found, world->token, world->pool);
    if (person->id == 1)
        assert_int_equal(list->nelts, found.person.memberships->nelts);
    return list->nelts;
}

static const char *owner_of(world_t *world, const char *number)
{
    const cnops_store_t *store = &world->store;
    const cnops_person_t *person;

    assert_int_equal(store->persons->by_immatriculation(store->self, &person, number, world->pool),
                     APR_SUCCESS);
    return person->document_digest;
}

/* The file of the import says that number "kept" belongs to another person now. */
static void test_moves_a_membership_at_the_switch(void **state)
{
    world_t *world = *state;
    cnops_import_row_t row = row_of("kept", "second");
    cnops_import_counts_t counts;
    cnops_import_t *import;

    row.document_digest = "other";
    import = stage(world, &row, 1);
    assert_int_equal(membership_count(world, "kept"), 1);
    assert_int_equal(membership_count(world, "other"), -1);
    assert_string_equal(owner_of(world, "kept"), "kept");
    assert_int_equal(cnops_import_switch(&counts, import, world->pool), APR_SUCCESS);
    for (int swept = 0; swept < 2; swept++) {
        assert_int_equal(membership_count(world, "kept"), 0);
        assert_int_equal(membership_count(world, "other"), 1);
        assert_string_equal(owner_of(world, "kept"), "other");
        if (!swept)
            assert_int_equal(cnops_import_end(import, world->pool), APR_SUCCESS);
    }
    assert_swept(world);
}

/* --- nodes of a cluster --- */

static struct {
    database_lease_t *lease;
    int statements;
} behind;

/* The second statement goes to a node that has not seen the switch yet. */
static apr_status_t pace_behind(void *self, cnops_connection_t *connection)
{
    (void)self;
    (void)connection;
    if (++behind.statements == 2)
        database_lease_execute(behind.lease, "UPDATE import_state SET generation = generation - 1");
    return APR_SUCCESS;
}

/* What a node that is behind has returned must not be taken for the new generation. */
static void test_remembers_rows_with_their_own_generation(void **state)
{
    world_t *world = *state;
    cnops_lease_t lease = *database_lease_port(world->lease);
    cnops_import_t *import = leave_import(world);
    cnops_import_counts_t counts;
    cnops_signed_in_t found;

    behind.lease = world->lease;
    behind.statements = 0;
    lease.pace = pace_behind;
    cnops_store_make(&world->store, &lease, database_lease_is_mysql(world->lease), world->pool);
    assert_int_equal(cnops_import_switch(&counts, import, world->pool), APR_SUCCESS);
    assert_int_equal(world->store.sessions->get_with_person(world->store.self, &found, world->token,
                                                            world->pool),
                     APR_SUCCESS);
    assert_string_equal(found.person.record_sealed, "first");
    assert_int_equal(behind.statements, 2);
    database_lease_execute(world->lease, "UPDATE import_state SET generation = generation + 1");
    assert_whole(world, "second");
    assert_int_equal(cnops_import_end(import, world->pool), APR_SUCCESS);
    assert_whole(world, "second");
}

/* --- a reader beside imports --- */

#define IMPORTS 30

typedef struct reader_t {
    world_t *world;
    atomic_bool stop;
    atomic_int readings;
    const char *fault; /* NULL: everything was as it should be */
} reader_t;

static bool is_whole(const char *record_sealed, const apr_array_header_t *memberships)
{
    return memberships->nelts == 1 &&
           strcmp(APR_ARRAY_IDX(memberships, 0, cnops_membership_t).record_sealed, record_sealed) ==
               0;
}

/* Reads person 1 in every way. Name and membership must be of the same import. */
static const char *find_fault(const world_t *world, apr_pool_t *pool)
{
    const cnops_store_t *store = &world->store;
    const char *digests[CNOPS_DOCUMENT_TYPES] = {"-", "kept", "-"};
    const cnops_person_t *by_number, *by_id;
    cnops_holder_t holders[CNOPS_DOCUMENT_TYPES];
    apr_array_header_t *facts;
    cnops_signed_in_t found;

    if (store->sessions->get_with_person(store->self, &found, world->token, pool) != APR_SUCCESS ||
        store->persons->memberships_of(store->self, &facts, 1, pool) != APR_SUCCESS ||
        store->persons->by_documents(store->self, holders, digests, pool) != APR_SUCCESS ||
        store->persons->by_immatriculation(store->self, &by_number, "kept", pool) != APR_SUCCESS ||
        store->persons->by_id(store->self, &by_id, 1, pool) != APR_SUCCESS)
        return "a statement failed";
    if (!found.session || !found.person.record_sealed || !holders[1].person || !by_number || !by_id)
        return "the person was not found";
    if (facts->nelts != 1)
        return "the membership was not found, or twice";
    if (!is_whole(found.person.record_sealed, found.person.memberships) ||
        !is_whole(holders[1].person->record_sealed, holders[1].memberships))
        return "name and membership are not of one import";
    return NULL;
}

static void *read_on(void *self)
{
    reader_t *reader = self;
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    while (!atomic_load(&reader->stop) && !reader->fault) {
        reader->fault = find_fault(reader->world, pool);
        atomic_fetch_add(&reader->readings, 1);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return NULL;
}

/* Not before the reader has read once more: so it reads between imports, however busy the machine.
 */
static void import_beside(reader_t *reader, int number)
{
    world_t *world = reader->world;
    cnops_import_row_t row = row_of("kept", apr_psprintf(world->pool, "version%d", number));
    int readings = atomic_load(&reader->readings);
    cnops_import_counts_t counts;
    cnops_import_t *import = stage(world, &row, 1);

    assert_int_equal(cnops_import_switch(&counts, import, world->pool), APR_SUCCESS);
    assert_int_equal(cnops_import_end(import, world->pool), APR_SUCCESS);
    while (atomic_load(&reader->readings) == readings && !reader->fault)
        apr_sleep(100);
}

static void test_a_reader_always_finds_rows_of_one_import(void **state)
{
    reader_t reader = {.world = *state};
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, read_on, &reader), 0);
    for (int i = 0; i < IMPORTS; i++)
        import_beside(&reader, i);
    atomic_store(&reader.stop, true);
    pthread_join(thread, NULL);
    if (reader.fault)
        fail_msg("%s", reader.fault);
    assert_whole(*state, apr_psprintf(reader.world->pool, "version%d", IMPORTS - 1));
}

static void test_shows_closed_memberships_with_all_others(void **state)
{
    world_t *world = *state;
    const char *closed = "SELECT COUNT(*) FROM membership_version v, import_state "
                         "WHERE status = 'closed' AND since <= generation";
    cnops_import_counts_t counts;
    cnops_import_t *import;

    assert_int_equal(begin_import(&import, world, "full", true), APR_SUCCESS);
    assert_value(world, closed, "0");
    assert_int_equal(cnops_import_switch(&counts, import, world->pool), APR_SUCCESS);
    assert_int_equal(counts.closed, 1);
    assert_value(world, closed, "1");
    assert_shown(world, "first", "unknown");
    assert_int_equal(cnops_import_end(import, world->pool), APR_SUCCESS);
    assert_swept(world);
}

static void test_runs_one_import_at_a_time(void **state)
{
    world_t *world = *state;
    cnops_import_t *former = leave_import(world), *other;

    assert_int_equal(begin_import(&other, world, "other", false), CNOPS_EBUSY);
    assert_int_equal(cnops_import_end(former, world->pool), APR_SUCCESS);
    assert_shown(world, "first", "unknown");
    assert_swept(world);
}

static void test_the_next_import_finishes_a_killed_one(void **state)
{
    world_t *world = *state;
    cnops_import_counts_t counts;
    cnops_import_t *killed = leave_import(world);

    finish_the_killed(world);
    assert_shown(world, "first", "unknown");
    /* The import was only slow, not dead. It is too late for it now. */
    assert_int_equal(cnops_import_switch(&counts, killed, world->pool), CNOPS_ECONFLICT);
    assert_shown(world, "first", "unknown");
}

static void test_keeps_an_import_that_was_killed_after_the_switch(void **state)
{
    world_t *world = *state;
    cnops_import_counts_t counts;

    assert_int_equal(cnops_import_switch(&counts, leave_import(world), world->pool), APR_SUCCESS);
    finish_the_killed(world);
    assert_shown(world, "second", "second");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_shows_all_or_nothing),
        TEST(test_moves_a_membership_at_the_switch),
        TEST(test_remembers_rows_with_their_own_generation),
        TEST(test_a_reader_always_finds_rows_of_one_import),
        TEST(test_shows_closed_memberships_with_all_others),
        TEST(test_runs_one_import_at_a_time),
        TEST(test_the_next_import_finishes_a_killed_one),
        TEST(test_keeps_an_import_that_was_killed_after_the_switch),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    failed = cmocka_run_group_tests_name("import on SQLite", tests, NULL, NULL);
    database_lease_use(CNOPS_MYSQL);
    return failed + cmocka_run_group_tests_name("import on MariaDB", tests, NULL, NULL);
}
