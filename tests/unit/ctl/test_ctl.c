/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command line of cnopsctl, and the command key new, which needs no database. */
#include "core/key_file.h"
#include "ctl/ctl.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define WORDS_MAX 8

typedef struct world_t {
    cnops_ctl_t ctl;
    const char *dir;
} world_t;

static int calls;
static cnops_ctl_t seen;

static cnops_exit_e run_seen(cnops_ctl_t *ctl)
{
    calls++;
    seen = *ctl;
    return CNOPS_EXIT_DONE;
}

static const cnops_command_t commands[] = {
    {"look", "", 0, 0, "", "Looks.", run_seen},
    {"take things", "FILE", 1, 1, "--full", "Takes.", run_seen},
    {"key new", "FILE", 1, 1, "", "Makes.", cnops_command_key_new},
    {0}};

static const char *path_of(world_t *world, const char *name)
{
    return apr_pstrcat(world->ctl.pool, world->dir, "/", name, NULL);
}

static apr_file_t *open_file(world_t *world, const char *name)
{
    apr_file_t *file = NULL;

    apr_file_open(&file, path_of(world, name), APR_FOPEN_READ | APR_FOPEN_WRITE | APR_FOPEN_CREATE,
                  APR_FPROT_OS_DEFAULT, world->ctl.pool);
    return file;
}

static int setup(void **state)
{
    apr_pool_t *pool;
    world_t *world;
    char *dir;

    apr_pool_create(&pool, NULL);
    world = apr_pcalloc(pool, sizeof *world);
    dir = apr_pstrdup(pool, "/tmp/cnops-ctl-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    world->dir = dir;
    world->ctl.program = "cnopsctl";
    world->ctl.pool = pool;
    world->ctl.out = open_file(world, "out");
    world->ctl.err = open_file(world, "err");
    calls = 0;
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    world_t *world = *state;

    unlink(path_of(world, "out"));
    unlink(path_of(world, "err"));
    unlink(path_of(world, "keys"));
    rmdir(world->dir);
    apr_pool_destroy(world->ctl.pool);
    return 0;
}

static const char *text_of(world_t *world, apr_file_t *file)
{
    char *text = apr_pcalloc(world->ctl.pool, 8192);
    apr_off_t start = 0;
    apr_size_t len = 8191;

    apr_file_seek(file, APR_SET, &start);
    apr_file_read(file, text, &len);
    return text;
}

/* line: words separated by single blanks. */
static cnops_exit_e call(world_t *world, const char *line)
{
    const char *argv[WORDS_MAX + 1] = {"cnopsctl"};
    char *rest, *words = apr_pstrdup(world->ctl.pool, line);
    int argc = 1;

    for (char *word = apr_strtok(words, " ", &rest); word && argc < WORDS_MAX;
         word = apr_strtok(NULL, " ", &rest))
        argv[argc++] = word;
    return cnops_ctl_run(&world->ctl, commands, argc, argv);
}

static void test_options_and_operands_come_in_any_order(void **state)
{
    world_t *world = *state;

    assert_int_equal(call(world, "--driver mysql take things --full --params=x members.csv"),
                     CNOPS_EXIT_DONE);
    assert_int_equal(calls, 1);
    assert_string_equal(seen.driver, "mysql");
    assert_string_equal(seen.params, "x");
    assert_true(seen.full);
    assert_false(seen.keep_going);
    assert_int_equal(seen.operand_count, 1);
    assert_string_equal(seen.operands[0], "members.csv");
}

static void test_has_defaults(void **state)
{
    assert_int_equal(call(*state, "look"), CNOPS_EXIT_DONE);
    assert_string_equal(seen.driver, "sqlite3");
    assert_string_equal(seen.user, "www-data");
    assert_null(seen.params);
}

static void test_refuses_wrong_calls(void **state)
{
    static const char *const wrong[] = {"",
                                        "frobnicate",
                                        "take",
                                        "look here",
                                        "take things",
                                        "take things a b",
                                        "look --full",
                                        "take things a --keep-going"};

    for (apr_size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(call(*state, wrong[i]), CNOPS_EXIT_USAGE);
    assert_int_equal(calls, 0);
    assert_string_equal(text_of(*state, ((world_t *)*state)->ctl.out), "");
}

static void test_help_explains_and_does_nothing(void **state)
{
    world_t *world = *state;
    const char *text;

    assert_int_equal(call(world, "take things --help"), CNOPS_EXIT_DONE);
    assert_int_equal(calls, 0);
    text = text_of(world, world->ctl.out);
    assert_non_null(strstr(text, "take things FILE --full"));
    assert_non_null(strstr(text, "Takes."));
    assert_non_null(strstr(text, "--params"));
    assert_null(strstr(text, "--keep-going"));
}

static void test_help_alone_lists_the_commands(void **state)
{
    world_t *world = *state;

    assert_int_equal(call(world, "--help"), CNOPS_EXIT_DONE);
    assert_non_null(strstr(text_of(world, world->ctl.out), "take things"));
    assert_non_null(strstr(text_of(world, world->ctl.out), "look"));
}

static void test_makes_a_key_file_for_its_owner_only(void **state)
{
    world_t *world = *state;
    const char *path = path_of(world, "keys"), *fault = NULL;
    const cnops_keys_t *keys;
    struct stat info;

    assert_int_equal(call(world, apr_pstrcat(world->ctl.pool, "key new ", path, NULL)),
                     CNOPS_EXIT_DONE);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    assert_int_equal(cnops_key_file_load(&keys, &fault, path, world->ctl.pool), APR_SUCCESS);
    assert_int_equal(*cnops_keys_current(keys), 'k');
}

static void test_never_overwrites_a_key_file(void **state)
{
    world_t *world = *state;
    const char *line = apr_pstrcat(world->ctl.pool, "key new ", path_of(world, "keys"), NULL);
    apr_file_t *file;
    const char *former;

    assert_int_equal(call(world, line), CNOPS_EXIT_DONE);
    file = open_file(world, "keys");
    former = text_of(world, file);
    assert_int_equal(call(world, line), CNOPS_EXIT_REFUSED);
    assert_string_equal(text_of(world, file), former);
    assert_null(strstr(text_of(world, world->ctl.out), strrchr(former, ' ') + 1));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_options_and_operands_come_in_any_order),
        TEST(test_has_defaults),
        TEST(test_refuses_wrong_calls),
        TEST(test_help_explains_and_does_nothing),
        TEST(test_help_alone_lists_the_commands),
        TEST(test_makes_a_key_file_for_its_owner_only),
        TEST(test_never_overwrites_a_key_file),
    };

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return cmocka_run_group_tests_name("ctl", tests, NULL, NULL);
}
