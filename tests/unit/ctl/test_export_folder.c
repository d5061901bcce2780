/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The folder of an export: whole files or none, also where the command is killed. */
#include "ctl/export_folder.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)

typedef struct world_t {
    cnops_ctl_t ctl; /* its pool is that of one command */
    const char *operands[1];
    const char *dir;
    apr_pool_t *pool;
} world_t;

static const char *path_of(const world_t *world, const char *name)
{
    return apr_pstrcat(world->pool, world->dir, "/", name, NULL);
}

static int setup(void **state)
{
    apr_pool_t *pool;
    world_t *world;
    char *dir;

    apr_pool_create(&pool, NULL);
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    dir = apr_pstrdup(pool, "/tmp/cnops-folder-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    world->dir = dir;
    world->ctl.program = "cnopsctl";
    apr_pool_create(&world->ctl.pool, pool);
    world->operands[0] = path_of(world, "out");
    world->ctl.operands = world->operands;
    OK(apr_file_open(&world->ctl.err, path_of(world, "err"),
                     APR_FOPEN_READ | APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_APPEND,
                     APR_FPROT_OS_DEFAULT, pool));
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;
    static const char *const names[] = {"out/a-1.pdf", "out/a-1.pdf.part", "out/x", "err"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        apr_file_remove(path_of(world, names[i]), world->pool);
    apr_dir_remove(path_of(world, "out"), world->pool);
    apr_dir_remove(world->dir, world->pool);
    apr_pool_destroy(world->pool);
    return 0;
}

static cnops_export_folder_t *open_folder(world_t *world)
{
    cnops_export_folder_t *folder;

    assert_int_equal(cnops_export_folder_open(&folder, &world->ctl), CNOPS_EXIT_DONE);
    return folder;
}

/* The command ends. */
static void end(world_t *world)
{
    apr_pool_clear(world->ctl.pool);
}

static bool exists(const world_t *world, const char *name)
{
    return access(path_of(world, name), F_OK) == 0;
}

static void write_text(world_t *world, const char *name)
{
    apr_file_t *file;

    OK(apr_file_open(&file, path_of(world, name), APR_FOPEN_WRITE | APR_FOPEN_CREATE,
                     APR_FPROT_OS_DEFAULT, world->pool));
    OK(apr_file_close(file));
}

static const char *errors_of(const world_t *world)
{
    apr_off_t start = 0;
    apr_size_t len = 800;
    char *text = apr_pcalloc(world->pool, len + 1);

    apr_file_seek(world->ctl.err, APR_SET, &start);
    apr_file_read(world->ctl.err, text, &len);
    return text;
}

static void test_a_file_has_its_name_when_it_is_published(void **state)
{
    world_t *world = *state;
    cnops_export_folder_t *folder = open_folder(world);
    static char bytes[100000];
    struct stat info;

    memset(bytes, 'x', sizeof bytes);
    OK(cnops_export_folder_write(folder, "a-1.pdf", bytes, sizeof bytes));
    assert_true(exists(world, "out/a-1.pdf.part"));
    assert_false(exists(world, "out/a-1.pdf"));
    OK(cnops_export_folder_pledge(folder, "lost"));
    OK(cnops_export_folder_publish(folder));
    end(world);
    assert_false(exists(world, "out/a-1.pdf.part"));
    assert_int_equal(stat(path_of(world, "out/a-1.pdf"), &info), 0);
    assert_int_equal(info.st_size, sizeof bytes);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_string_equal(errors_of(world), "");
}

static void test_what_is_discarded_leaves_nothing(void **state)
{
    world_t *world = *state;
    cnops_export_folder_t *folder = open_folder(world);

    OK(cnops_export_folder_write(folder, "a-1.pdf", "x", 1));
    OK(cnops_export_folder_pledge(folder, "lost"));
    OK(cnops_export_folder_discard(folder));
    assert_false(exists(world, "out/a-1.pdf.part"));
    assert_int_not_equal(cnops_export_folder_publish(folder), APR_SUCCESS);
    end(world);
    assert_false(exists(world, "out"));
    assert_string_equal(errors_of(world), "");
}

static void test_only_plain_names_are_taken(void **state)
{
    cnops_export_folder_t *folder = open_folder(*state);

    assert_int_not_equal(cnops_export_folder_write(folder, "../a", "x", 1), APR_SUCCESS);
    assert_int_not_equal(cnops_export_folder_write(folder, "", "x", 1), APR_SUCCESS);
    assert_int_not_equal(cnops_export_folder_write(folder, ".a", "x", 1), APR_SUCCESS);
    OK(cnops_export_folder_write(folder, "a-1.pdf", "x", 1));
}

static void test_a_file_that_appears_is_not_written_over(void **state)
{
    world_t *world = *state;
    cnops_export_folder_t *folder = open_folder(world);

    OK(cnops_export_folder_write(folder, "a-1.pdf", "x", 1));
    write_text(world, "out/a-1.pdf");
    assert_int_equal(cnops_export_folder_publish(folder), EEXIST);
}

static void test_a_folder_with_files_is_refused(void **state)
{
    world_t *world = *state;
    cnops_export_folder_t *folder;

    assert_int_equal(mkdir(path_of(world, "out"), 0700), 0);
    write_text(world, "out/x");
    assert_int_equal(cnops_export_folder_open(&folder, &world->ctl), CNOPS_EXIT_REFUSED);
    assert_non_null(strstr(errors_of(world), "has files already"));
    write_text(world, "out/a-1.pdf.part");
    assert_int_equal(cnops_export_folder_open(&folder, &world->ctl), CNOPS_EXIT_REFUSED);
    assert_non_null(strstr(errors_of(world), "a-1.pdf.part, which was not finished"));
    end(world);
    assert_true(exists(world, "out/x"));
}

/* --- a command that is killed --- */

/* Runs a command up to the place where it is killed, in a process of its own. The pipe is closed
 * when the keeper, which holds the other end too, has ended. */
static void kill_after(world_t *world, bool pledges)
{
    int ends[2], status;
    char byte;
    pid_t command;

    assert_int_equal(pipe(ends), 0);
    command = fork();
    if (command == 0) {
        cnops_export_folder_t *folder;

        close(ends[0]);
        if (cnops_export_folder_open(&folder, &world->ctl) == CNOPS_EXIT_DONE &&
            cnops_export_folder_write(folder, "a-1.pdf", "secret", 6) == APR_SUCCESS &&
            (!pledges ||
             cnops_export_folder_pledge(folder, "call with --again a-1") == APR_SUCCESS) &&
            exists(world, "out/a-1.pdf.part"))
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    close(ends[1]);
    assert_int_equal(waitpid(command, &status, 0), command);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

static void test_a_killed_command_leaves_no_file_and_says_what_is_lost(void **state)
{
    world_t *world = *state;

    kill_after(world, true);
    assert_false(exists(world, "out"));
    assert_string_equal(errors_of(world), "cnopsctl: call with --again a-1\n");
}

static void test_nothing_is_lost_before_the_pledge(void **state)
{
    world_t *world = *state;

    kill_after(world, false);
    assert_false(exists(world, "out"));
    assert_string_equal(errors_of(world), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_file_has_its_name_when_it_is_published),
        TEST(test_what_is_discarded_leaves_nothing),
        TEST(test_only_plain_names_are_taken),
        TEST(test_a_file_that_appears_is_not_written_over),
        TEST(test_a_folder_with_files_is_refused),
        TEST(test_a_killed_command_leaves_no_file_and_says_what_is_lost),
        TEST(test_nothing_is_lost_before_the_pledge),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
