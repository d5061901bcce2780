/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/member_sort.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

typedef struct world_t {
    cnops_member_sort_t *sort;
    const char *repeated; /* lines, with a blank behind each */
    apr_pool_t *pool;
} world_t;

static int setup(void **state)
{
    world_t *world;
    apr_pool_t *pool;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->sort = cnops_member_sort_make("/nowhere", pool);
    world->repeated = "";
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

static void put(world_t *world, apr_int64_t line, const char *document, const char *number)
{
    cnops_import_row_t row = {
        .line = line,
        .document_digest = document,
        .person_sealed = "person",
        .membership = {.immatriculation_digest = number, .record_sealed = "membership"},
        .key_id = "not kept",
        .import_digest = "import"};

    assert_int_equal(cnops_member_sort_put(world->sort, &row, world->pool), APR_SUCCESS);
}

static void note_repeated(void *self, apr_int64_t line)
{
    world_t *world = self;

    world->repeated = apr_psprintf(world->pool, "%s%" APR_INT64_T_FMT " ", world->repeated, line);
}

static void end(world_t *world, const char *repeated)
{
    assert_int_equal(cnops_member_sort_end(world->sort, note_repeated, world), APR_SUCCESS);
    assert_string_equal(world->repeated, repeated);
}

static apr_status_t next(cnops_import_row_t *row, world_t *world)
{
    return cnops_member_sort_next(row, world->sort, "key", world->pool);
}

static void assert_next(world_t *world, apr_int64_t line)
{
    cnops_import_row_t row;

    assert_int_equal(next(&row, world), APR_SUCCESS);
    assert_int_equal(row.line, line);
}

static void assert_end(world_t *world)
{
    cnops_import_row_t row;

    assert_int_equal(next(&row, world), APR_EOF);
}

static void test_gives_rows_in_the_order_of_their_persons(void **state)
{
    world_t *world = *state;

    put(world, 2, "b", "1");
    put(world, 4, "a", "2");
    put(world, 5, "c", "3");
    put(world, 10, "a", "0");
    end(world, "");
    assert_next(world, 4);
    assert_next(world, 10);
    assert_next(world, 2);
    assert_next(world, 5);
    assert_end(world);
}

/* The first row of the file is kept, even where another comes before it here. */
static void test_leaves_out_rows_that_repeat_a_number(void **state)
{
    world_t *world = *state;

    put(world, 2, "c", "1");
    put(world, 3, "a", "2");
    put(world, 8, "b", "2");
    put(world, 9, "a", "1");
    put(world, 16, "a", "1");
    end(world, "8 9 16 ");
    assert_next(world, 3);
    assert_next(world, 2);
    assert_end(world);
}

static void test_takes_no_row_at_all(void **state)
{
    end(*state, "");
    assert_end(*state);
}

static void test_keeps_each_value(void **state)
{
    world_t *world = *state;
    const cnops_membership_t m = {.immatriculation_digest = "immatriculation",
                                  .scheme = CNOPS_SCHEME_STUDENT,
                                  .status = CNOPS_MEMBER_DECEASED,
                                  .payment_mode = CNOPS_PAYMENT_MONEY_ORDER,
                                  .employee_digest = "employee",
                                  .rib_digest = NULL,
                                  .civil_status_digest = "civil",
                                  .rights_from = "2015-01-01",
                                  .rights_to = NULL,
                                  .record_sealed = "membership"};
    const cnops_import_row_t row = {.line = 7,
                                    .document_digest = "document",
                                    .person_sealed = "person",
                                    .membership = m,
                                    .import_digest = "import"};
    cnops_import_row_t kept;

    assert_int_equal(cnops_member_sort_put(world->sort, &row, world->pool), APR_SUCCESS);
    end(world, "");
    assert_int_equal(next(&kept, world), APR_SUCCESS);
    assert_int_equal(kept.line, 7);
    assert_string_equal(kept.document_digest, "document");
    assert_string_equal(kept.person_sealed, "person");
    assert_string_equal(kept.key_id, "key");
    assert_string_equal(kept.import_digest, "import");
    assert_string_equal(kept.membership.immatriculation_digest, "immatriculation");
    assert_int_equal(kept.membership.scheme, CNOPS_SCHEME_STUDENT);
    assert_int_equal(kept.membership.status, CNOPS_MEMBER_DECEASED);
    assert_int_equal(kept.membership.payment_mode, CNOPS_PAYMENT_MONEY_ORDER);
    assert_string_equal(kept.membership.employee_digest, "employee");
    assert_null(kept.membership.rib_digest);
    assert_string_equal(kept.membership.civil_status_digest, "civil");
    assert_string_equal(kept.membership.rights_from, "2015-01-01");
    assert_null(kept.membership.rights_to);
    assert_string_equal(kept.membership.record_sealed, "membership");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_gives_rows_in_the_order_of_their_persons),
        TEST(test_leaves_out_rows_that_repeat_a_number),
        TEST(test_takes_no_row_at_all),
        TEST(test_keeps_each_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
