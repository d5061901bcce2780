/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Measures databases through the store, as httpd uses them.
 *
 *   probe lookups SMALL BIG   measures the look-ups in both databases alternately
 *   probe waits DB [DRIVER]   reads and writes until standard input ends; then prints how long
 *                             it waited. DB: a file, or the parameters of DRIVER
 *
 * Prints one figure per line: a name and a number. */
#include "ctl/database.h"
#include "store/statements.h"
#include "store/store.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS  200
#define PERSONS 20 /* look-ups in one round */

typedef struct side_t {
    cnops_database_t *database;
    cnops_lease_t lease;
    cnops_store_t store;
    apr_int64_t last_id;
    apr_time_t took[ROUNDS]; /* µs, for PERSONS look-ups */
} side_t;

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "probe: %s: %s\n", what, why);
    exit(1);
}

static const char *value_of(const cnops_database_t *database, const char *sql, apr_pool_t *pool)
{
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    const char *value = NULL;

    if (apr_dbd_select(database->driver, pool, database->handle, &results, sql, 0) != 0)
        fail(sql, "refused");
    while (apr_dbd_get_row(database->driver, pool, results, &row, -1) == 0)
        value = apr_pstrdup(pool, apr_dbd_get_entry(database->driver, row, 0));
    if (!value)
        fail(sql, "no row");
    return value;
}

static side_t *open_side(const char *driver, const char *params, apr_pool_t *pool)
{
    side_t *side = apr_pcalloc(pool, sizeof *side);
    const char *fault = NULL;

    if (cnops_database_open(&side->database, &fault, driver, params, false, pool) != APR_SUCCESS ||
        cnops_database_prepare(&fault, side->database) != APR_SUCCESS)
        fail(params, fault);
    cnops_database_lease(&side->lease, side->database);
    cnops_store_make(&side->store, &side->lease, side->database->is_mysql, pool);
    side->last_id =
        apr_atoi64(value_of(side->database, "SELECT COALESCE(MAX(id), 0) FROM membership", pool));
    return side;
}

/* --- look-ups --- */

/* Numbers that are spread over the whole table and do not repeat. */
static apr_int64_t spread(const side_t *side, int n)
{
    return 1 + (apr_int64_t)((apr_uint64_t)n * 0x9e3779b97f4a7c15u % (apr_uint64_t)side->last_id);
}

static const char *digest_of(const side_t *side, int n, const char *sql, apr_pool_t *pool)
{
    return value_of(side->database,
                    apr_psprintf(pool, "%s WHERE id >= %" APR_INT64_T_FMT " ORDER BY id LIMIT 1",
                                 sql, spread(side, n) / 2 + 1),
                    pool);
}

/* The queries by which the identity step and the sign-in find a person. */
static void look_up(const side_t *side, const char *document, const char *number, apr_pool_t *pool)
{
    const char *digests[CNOPS_DOCUMENT_TYPES] = {document, number, number};
    const cnops_store_t *store = &side->store;
    cnops_holder_t holders[CNOPS_DOCUMENT_TYPES];
    const cnops_person_t *person;

    if (store->persons->by_documents(store->self, holders, digests, pool) != APR_SUCCESS ||
        !holders[0].person || holders[1].person || holders[0].memberships->nelts == 0 ||
        store->persons->by_immatriculation(store->self, &person, number, pool) != APR_SUCCESS ||
        !person)
        fail("look-up", "a member is not found");
}

static apr_time_t time_round(const side_t *side, int round, apr_pool_t *pool)
{
    const char *documents[PERSONS], *numbers[PERSONS];
    apr_time_t began;

    for (int i = 0; i < PERSONS; i++) {
        int n = round * PERSONS + i;

        documents[i] = digest_of(side, n, "SELECT document_digest FROM person", pool);
        numbers[i] = digest_of(side, ~n, "SELECT immatriculation_digest FROM membership", pool);
    }
    began = apr_time_now();
    for (int i = 0; i < PERSONS; i++)
        look_up(side, documents[i], numbers[i], pool);
    return apr_time_now() - began;
}

static int earlier(const void *a, const void *b)
{
    apr_time_t x = *(const apr_time_t *)a, y = *(const apr_time_t *)b;

    return (x > y) - (x < y);
}

static double median(side_t *side)
{
    const apr_time_t *middle = side->took + ROUNDS / 2;

    qsort(side->took, ROUNDS, sizeof *side->took, earlier);
    return (double)*middle / PERSONS;
}

static void run_rounds(side_t *small, side_t *big, apr_pool_t *pool)
{
    apr_pool_t *round_pool;

    apr_pool_create(&round_pool, pool);
    for (int i = 0; i < ROUNDS; i++) {
        small->took[i] = time_round(small, i, round_pool);
        big->took[i] = time_round(big, i, round_pool);
        apr_pool_clear(round_pool);
    }
}

/* Measures twice. The first time depends on what the system has cached of the files. The second
 * time everything is in the cache of the system (that of SQLite holds only 2 MB), so the two
 * databases differ only by the depth of their indexes. */
static void tell_lookups(side_t *small, side_t *big, apr_pool_t *pool)
{
    double few, many;

    run_rounds(small, big, pool);
    printf("first_us_small %.1f\nfirst_us_big %.1f\n", median(small), median(big));
    run_rounds(small, big, pool);
    few = median(small);
    many = median(big);
    printf("lookup_us_small %.1f\nlookup_us_big %.1f\nlookup_ratio %.2f\n", few, many, many / few);
}

/* --- waits --- */

static void tell_waits(const side_t *side, apr_pool_t *pool)
{
    const cnops_store_t *store = &side->store;
    struct pollfd input = {.fd = 0, .events = POLLIN};
    cnops_counting_t counting = {.key = {"soak", "soak"}, .window = apr_time_from_sec(3600)};
    apr_time_t longest_read = 0, longest_write = 0, all = 0;
    int rounds = 0, failures = 0;
    apr_pool_t *round_pool;

    apr_pool_create(&round_pool, pool);
    while (poll(&input, 1, 10) == 0) {
        apr_time_t began = apr_time_now(), read, wrote;
        const cnops_person_t *person;
        cnops_counter_t counter;
        bool taken;

        failures +=
            store->persons->by_id(store->self, &person, 1 + rounds, round_pool) != APR_SUCCESS;
        counting.now = read = apr_time_now();
        failures += store->counters->take(store->self, &taken, &counter, &counting, 1,
                                          round_pool) != APR_SUCCESS;
        wrote = apr_time_now();
        longest_read = read - began > longest_read ? read - began : longest_read;
        longest_write = wrote - read > longest_write ? wrote - read : longest_write;
        all += wrote - read;
        rounds++;
        apr_pool_clear(round_pool);
    }
    printf("rounds %d\nfailures %d\nlongest_read_ms %.1f\nlongest_write_ms %.1f\n"
           "mean_write_ms %.1f\n",
           rounds, failures, (double)longest_read / 1000, (double)longest_write / 1000,
           (double)all / 1000 / (rounds ? rounds : 1));
}

int main(int argc, const char *const *argv)
{
    apr_pool_t *pool;
    side_t *side;
    bool waits;

    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS ||
        apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    if (argc < 3)
        fail("usage", "lookups SMALL BIG | waits DB [DRIVER]");
    waits = strcmp(argv[1], "waits") == 0;
    side = open_side(waits && argc == 4 ? argv[3] : CNOPS_SQLITE, argv[2], pool);
    if (strcmp(argv[1], "lookups") == 0 && argc == 4)
        tell_lookups(side, open_side(CNOPS_SQLITE, argv[3], pool), pool);
    else if (waits)
        tell_waits(side, pool);
    else
        fail("usage", argv[1]);
    return 0;
}
