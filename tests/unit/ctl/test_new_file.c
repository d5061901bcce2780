/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A new file is whole, or it is not there. */
#include "ctl/new_file.h"

#include <apr_file_info.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)

typedef struct world_t {
    apr_pool_t *pool;
    const char *dir, *path;
} world_t;

static int setup(void **state)
{
    apr_pool_t *pool;
    world_t *world;
    char *dir;

    apr_pool_create(&pool, NULL);
    world = apr_pcalloc(pool, sizeof *world);
    dir = apr_pstrdup(pool, "/tmp/cnops-new-file-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    *world = (world_t){pool, dir, apr_pstrcat(pool, dir, "/key", NULL)};
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;

    apr_file_remove(world->path, world->pool);
    apr_dir_remove(world->dir, world->pool);
    apr_pool_destroy(world->pool);
    return 0;
}

static apr_status_t write_text(void *self, apr_file_t *file)
{
    return apr_file_write_full(file, self, strlen(self), NULL);
}

static apr_status_t make(const world_t *world, char *text)
{
    const cnops_new_file_t file = {world->path, APR_FPROT_UREAD | APR_FPROT_WREAD, write_text,
                                   text};

    return cnops_new_file(&file, world->pool);
}

static int count_files(const world_t *world)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    int count = 0;

    OK(apr_dir_open(&dir, world->dir, world->pool));
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS)
        count += *info.name != '.';
    OK(apr_dir_close(dir));
    return count;
}

static void assert_content(const world_t *world, const char *text)
{
    char read[64] = "";
    apr_size_t len = sizeof read - 1;
    apr_file_t *file;

    OK(apr_file_open(&file, world->path, APR_FOPEN_READ, 0, world->pool));
    OK(apr_file_read(file, read, &len));
    OK(apr_file_close(file));
    assert_string_equal(read, text);
}

static void test_has_its_content_and_its_rights(void **state)
{
    world_t *world = *state;
    char text[] = "a key\n";
    apr_finfo_t info;

    OK(make(world, text));
    assert_content(world, text);
    OK(apr_stat(&info, world->path, APR_FINFO_PROT, world->pool));
    assert_int_equal(info.protection, APR_FPROT_UREAD | APR_FPROT_WREAD);
    assert_int_equal(count_files(world), 1);
}

static void test_leaves_alone_what_exists(void **state)
{
    world_t *world = *state;
    char first[] = "first\n", second[] = "second\n";

    OK(make(world, first));
    assert_true(APR_STATUS_IS_EEXIST(make(world, second)));
    assert_content(world, first);
    assert_int_equal(count_files(world), 1);
}

/* As on a full disk, a part is written and then no more. */
static void test_leaves_nothing_where_it_does_not_fit(void **state)
{
    world_t *world = *state;
    char text[] = "a key that is longer\n";
    struct rlimit former, small;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &former), 0);
    small = former;
    small.rlim_cur = 5;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(make(world, text), APR_FROM_OS_ERROR(EFBIG));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &former), 0);
    assert_int_equal(count_files(world), 0);
    OK(make(world, text));
}

static void test_needs_its_folder(void **state)
{
    const cnops_new_file_t file = {.path = "/nowhere/key", .write = write_text};
    const world_t *world = *state;

    assert_true(APR_STATUS_IS_ENOENT(cnops_new_file(&file, world->pool)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_has_its_content_and_its_rights, setup, teardown),
        cmocka_unit_test_setup_teardown(test_leaves_alone_what_exists, setup, teardown),
        cmocka_unit_test_setup_teardown(test_leaves_nothing_where_it_does_not_fit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_needs_its_folder, setup, teardown),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
