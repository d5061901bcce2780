/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/claim_sort.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

typedef struct world_t {
    cnops_claim_sort_t *sort;
    const char *refused; /* lines, with a blank behind each */
    int asked;           /* digests looked up */
    apr_pool_t *pool;
} world_t;

static int setup(void **state)
{
    world_t *world;
    apr_pool_t *pool;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->sort = cnops_claim_sort_make("/tmp", pool);
    world->refused = "";
    world->pool = pool;
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(((world_t *)*state)->pool);
    apr_terminate();
    return 0;
}

static void put(world_t *world, apr_int64_t line, const char *number, const char *day,
                const char *reference)
{
    cnops_claim_kept_t row = {.line = line,
                              .immatriculation_digest = number,
                              .received_on = day,
                              .status = "paid",
                              .reference_digest = reference,
                              .record_sealed = "record",
                              .import_digest = "import"};

    assert_int_equal(cnops_claim_sort_put(world->sort, &row), APR_SUCCESS);
}

static void note_refused(void *self, apr_int64_t line)
{
    world_t *world = self;

    world->refused = apr_psprintf(world->pool, "%s%" APR_INT64_T_FMT " ", world->refused, line);
}

/* The membership of number "n7" is 7; "x" has none. */
static apr_status_t find(void *self, apr_hash_t **pids, const apr_array_header_t *digests,
                         apr_pool_t *pool)
{
    *pids = apr_hash_make(pool);
    ((world_t *)self)->asked += digests->nelts;
    for (int i = 0; i < digests->nelts; i++) {
        const char *digest = APR_ARRAY_IDX(digests, i, const char *);
        apr_int64_t *id = apr_palloc(pool, sizeof *id);

        *id = apr_atoi64(digest + 1);
        if (*digest == 'n')
            apr_hash_set(*pids, digest, APR_HASH_KEY_STRING, id);
    }
    return APR_SUCCESS;
}

static void end(world_t *world, const char *repeated, const char *unknown)
{
    assert_int_equal(cnops_claim_sort_end(world->sort, note_refused, world), APR_SUCCESS);
    assert_string_equal(world->refused, repeated);
    world->refused = "";
    assert_int_equal(cnops_claim_sort_place(world->sort, find, note_refused, world), APR_SUCCESS);
    assert_string_equal(world->refused, unknown);
}

static void assert_next(world_t *world, apr_int64_t membership_id, const char *reference)
{
    cnops_claim_row_t row;

    assert_int_equal(cnops_claim_sort_next(&row, world->sort, "key", world->pool), APR_SUCCESS);
    assert_int_equal(row.claim.membership_id, membership_id);
    assert_string_equal(row.claim.reference_digest, reference);
    assert_string_equal(row.claim.record_sealed, "record");
    assert_int_equal(row.claim.status, CNOPS_CLAIM_PAID);
    assert_string_equal(row.key_id, "key");
    assert_string_equal(row.import_digest, "import");
}

static void assert_end(world_t *world)
{
    cnops_claim_row_t row;

    assert_int_equal(cnops_claim_sort_next(&row, world->sort, "key", world->pool), APR_EOF);
}

static void test_gives_rows_in_the_order_of_the_table(void **state)
{
    world_t *world = *state;

    put(world, 2, "n10", "2026-01-05", "a");
    put(world, 3, "n9", "2026-01-06", "b");
    put(world, 4, "n9", "2025-12-31", "c");
    put(world, 5, "n10", "2026-01-05", "d");
    end(world, "", "");
    assert_int_equal(world->asked, 2);
    assert_next(world, 9, "c");
    assert_next(world, 9, "b");
    assert_next(world, 10, "a");
    assert_next(world, 10, "d");
    assert_end(world);
}

static void test_leaves_out_what_repeats_or_has_no_membership(void **state)
{
    world_t *world = *state;

    put(world, 2, "x2", "2026-01-05", "a");
    put(world, 3, "n1", "2026-01-05", "b");
    put(world, 7, "n2", "2026-01-05", "b");
    put(world, 8, "x1", "2026-01-05", "c");
    put(world, 9, "x1", "2026-01-05", "b");
    end(world, "7 9 ", "2 8 ");
    assert_next(world, 1, "b");
    assert_end(world);
}

#define MANY 40000 /* more than memory takes, and many look-ups */

static void test_many_rows(void **state)
{
    world_t *world = *state;
    apr_int64_t former = 0;

    for (int i = 0; i < MANY; i++)
        put(world, i + 2, apr_psprintf(world->pool, "n%d", (i * 7919) % 5000 + 1), "2026-01-05",
            apr_psprintf(world->pool, "%064d", i));
    end(world, "", "");
    for (int i = 0; i < MANY; i++) {
        cnops_claim_row_t row;

        assert_int_equal(cnops_claim_sort_next(&row, world->sort, "key", world->pool), APR_SUCCESS);
        assert_true(row.claim.membership_id >= former);
        former = row.claim.membership_id;
    }
    assert_end(world);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_gives_rows_in_the_order_of_the_table),
        TEST(test_leaves_out_what_repeats_or_has_no_membership),
        TEST(test_many_rows),
    };

    return cmocka_run_group_tests_name("claim_sort", tests, NULL, NULL);
}
