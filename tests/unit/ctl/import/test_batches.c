/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Rows are staged in batches, each once, and none is lost in silence. */
#include "ctl/import/batches.h"

#include "base/errors.h"

#include <apr_general.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define SIZE 3

/* Rows are the numbers from 1 on. */
typedef struct world_t {
    apr_pool_t *pool;
    cnops_import_input_t input;
    cnops_import_reader_t reader;
    int rows, given, staged, batches;
    int fails_at; /* the batch that is not staged; 0: none */
    apr_status_t end;
} world_t;

static int setup(void **state)
{
    apr_pool_t *pool;
    world_t *world;

    apr_pool_create(&pool, NULL);
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->reader.input = &world->input;
    world->end = APR_EOF;
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(((world_t *)*state)->pool);
    return 0;
}

static apr_status_t next(void *self, void *row, apr_pool_t *pool)
{
    world_t *world = self;

    (void)pool;
    if (world->given == world->rows)
        return world->end;
    *(int *)row = ++world->given;
    return APR_SUCCESS;
}

static apr_status_t stage(void *self, const apr_array_header_t *rows, apr_pool_t *pool)
{
    world_t *world = self;

    (void)pool;
    if (++world->batches == world->fails_at)
        return CNOPS_EUNAVAILABLE;
    assert_true(rows->nelts <= SIZE);
    for (int i = 0; i < rows->nelts; i++)
        assert_int_equal(APR_ARRAY_IDX(rows, i, int), ++world->staged);
    return APR_SUCCESS;
}

static apr_status_t run(world_t *world, int rows)
{
    const cnops_batches_t batches = {SIZE, sizeof(int), next, stage, world};

    world->rows = rows;
    world->given = world->staged = world->batches = 0;
    return cnops_batches_stage(&batches, &world->reader, world->pool);
}

static void test_each_row_is_staged_once_in_its_order(void **state)
{
    world_t *world = *state;

    for (int rows = 0; rows <= 3 * SIZE; rows++) {
        world->reader.kept = rows;
        assert_int_equal(run(world, rows), APR_SUCCESS);
        assert_int_equal(world->staged, rows);
        assert_int_equal(world->batches, rows / SIZE + 1);
    }
}

static void test_rows_that_were_lost_are_noticed(void **state)
{
    world_t *world = *state;

    world->reader.kept = 7;
    assert_int_equal(run(world, 6), CNOPS_EMALFORMED);
}

static void test_an_error_ends_it(void **state)
{
    world_t *world = *state;

    world->reader.kept = 10;
    world->fails_at = 2;
    assert_int_equal(run(world, 10), CNOPS_EUNAVAILABLE);
    assert_int_equal(world->staged, SIZE);
    world->fails_at = 0;
    world->end = CNOPS_EFORGED;
    assert_int_equal(run(world, 4), CNOPS_EFORGED);
    assert_int_equal(world->staged, SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_row_is_staged_once_in_its_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rows_that_were_lost_are_noticed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_error_ends_it, setup, teardown),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
