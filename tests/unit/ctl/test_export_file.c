/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What is left of an export that fails. */
#include "ctl/export_file.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)

typedef struct world_t {
    cnops_ctl_t ctl;
    const char *operands[1];
    const char *dir;
    apr_file_t *file;
} world_t;

static const char *path_of(const world_t *world, const char *name)
{
    return apr_pstrcat(world->ctl.pool, world->dir, "/", name, NULL);
}

static int setup(void **state)
{
    apr_pool_t *pool;
    world_t *world;
    char *dir;

    apr_pool_create(&pool, NULL);
    world = apr_pcalloc(pool, sizeof *world);
    dir = apr_pstrdup(pool, "/tmp/cnops-export-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    world->dir = dir;
    world->ctl.program = "cnopsctl";
    world->ctl.pool = pool;
    world->operands[0] = path_of(world, "requests");
    world->ctl.operands = world->operands;
    OK(apr_file_open(&world->ctl.err, path_of(world, "err"),
                     APR_FOPEN_READ | APR_FOPEN_WRITE | APR_FOPEN_CREATE, APR_FPROT_OS_DEFAULT,
                     pool));
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;

    apr_file_remove(path_of(world, "requests"), world->ctl.pool);
    apr_file_remove(path_of(world, "moved"), world->ctl.pool);
    apr_file_remove(path_of(world, "err"), world->ctl.pool);
    apr_dir_remove(world->dir, world->ctl.pool);
    apr_pool_destroy(world->ctl.pool);
    return 0;
}

static void open_and_write(world_t *world)
{
    assert_int_equal(cnops_export_file_open(&world->file, &world->ctl, "an export is"),
                     CNOPS_EXIT_DONE);
    OK(apr_file_write_full(world->file, "D123,canary", 11, NULL));
}

static const char *errors_of(const world_t *world)
{
    apr_off_t start = 0;
    apr_size_t len = 500;
    char *text = apr_pcalloc(world->ctl.pool, len + 1);

    OK(apr_file_seek(world->ctl.err, APR_SET, &start));
    apr_file_read_full(world->ctl.err, text, len, &len);
    return text;
}

static void test_an_export_that_fails_is_removed(void **state)
{
    world_t *world = *state;
    apr_finfo_t info;

    open_and_write(world);
    cnops_export_file_discard(world->file, &world->ctl);
    assert_true(
        APR_STATUS_IS_ENOENT(apr_stat(&info, world->operands[0], APR_FINFO_SIZE, world->ctl.pool)));
    assert_string_equal(errors_of(world), "");
}

/* The name leads nowhere any more, as in a folder of root when its privileges are gone. */
static void test_an_export_that_cannot_be_removed_is_emptied_and_told(void **state)
{
    world_t *world = *state;
    apr_finfo_t info;

    open_and_write(world);
    OK(apr_file_rename(world->operands[0], path_of(world, "moved"), world->ctl.pool));
    cnops_export_file_discard(world->file, &world->ctl);
    OK(apr_stat(&info, path_of(world, "moved"), APR_FINFO_SIZE, world->ctl.pool));
    assert_int_equal(info.size, 0);
    assert_non_null(strstr(errors_of(world), "requests cannot be removed, and is empty: "));
}

static void test_nobody_else_reads_it_and_none_is_written_over(void **state)
{
    world_t *world = *state;
    apr_file_t *second;
    apr_finfo_t info;

    open_and_write(world);
    OK(apr_stat(&info, world->operands[0], APR_FINFO_PROT, world->ctl.pool));
    assert_int_equal(info.protection, APR_FPROT_UREAD | APR_FPROT_UWRITE);
    assert_int_equal(cnops_export_file_open(&second, &world->ctl, "an export is"),
                     CNOPS_EXIT_REFUSED);
    assert_non_null(strstr(errors_of(world), "requests exists: an export is never written over"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_an_export_that_fails_is_removed),
        TEST(test_an_export_that_cannot_be_removed_is_emptied_and_told),
        TEST(test_nobody_else_reads_it_and_none_is_written_over),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
