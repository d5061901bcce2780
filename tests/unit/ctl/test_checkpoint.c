/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/checkpoint.h"

#include "base/errors.h"
#include "base/file.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define HEADS 3

typedef struct world_t {
    core_fixture_t *f;
    char dir[32];
    const char *path;
} world_t;

static int setup(void **state)
{
    core_fixture_t *f = core_fixture_make();
    world_t *w = apr_pcalloc(f->pool, sizeof *w);

    w->f = f;
    strcpy(w->dir, "/tmp/cnops-heads-XXXXXX");
    if (!mkdtemp(w->dir))
        return -1;
    w->path = apr_pstrcat(f->pool, w->dir, "/heads", NULL);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    world_t *w = *state;

    unlink(w->path);
    rmdir(w->dir); /* fails where another file is left in it */
    if (access(w->dir, F_OK) == 0)
        return -1;
    core_fixture_free(w->f);
    return 0;
}

static cnops_chain_head_t make_head(int i)
{
    cnops_chain_head_t head = {.person_id = 10 * i + 1, .seq = i + 7};

    memset(head.mac, 'a' + i, sizeof head.mac - 1);
    return head;
}

static cnops_checkpoint_t *begin(world_t *w)
{
    cnops_checkpoint_t *checkpoint;

    assert_int_equal(cnops_checkpoint_begin(&checkpoint, &w->f->core, w->path, w->f->pool),
                     APR_SUCCESS);
    for (int i = 0; i < HEADS; i++) {
        cnops_chain_head_t head = make_head(i);

        assert_int_equal(cnops_checkpoint_add(checkpoint, &head), APR_SUCCESS);
    }
    return checkpoint;
}

static apr_status_t open_checkpoint(world_t *w, cnops_checkpoint_t **pcheckpoint)
{
    return cnops_checkpoint_open(pcheckpoint, &w->f->core, w->path, w->f->pool);
}

static void test_reads_what_was_written(void **state)
{
    world_t *w = *state;
    cnops_checkpoint_t *checkpoint;
    cnops_chain_head_t head;
    struct stat info;

    assert_int_equal(cnops_checkpoint_finish(begin(w)), APR_SUCCESS);
    assert_int_equal(stat(w->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(open_checkpoint(w, &checkpoint), APR_SUCCESS);
    for (int i = 0; i < HEADS; i++) {
        cnops_chain_head_t expected = make_head(i);

        assert_int_equal(cnops_checkpoint_next(checkpoint, &head), APR_SUCCESS);
        assert_int_equal(head.person_id, expected.person_id);
        assert_int_equal(head.seq, expected.seq);
        assert_string_equal(head.mac, expected.mac);
    }
    assert_int_equal(cnops_checkpoint_next(checkpoint, &head), APR_EOF);
}

static void test_reports_a_missing_file(void **state)
{
    cnops_checkpoint_t *checkpoint;

    assert_true(APR_STATUS_IS_ENOENT(open_checkpoint(*state, &checkpoint)));
}

static void test_abandoning_changes_nothing(void **state)
{
    world_t *w = *state;
    cnops_checkpoint_t *checkpoint;

    assert_int_equal(cnops_checkpoint_finish(begin(w)), APR_SUCCESS);
    cnops_checkpoint_begin(&checkpoint, &w->f->core, w->path, w->f->pool);
    cnops_checkpoint_abandon(checkpoint);
    assert_int_equal(open_checkpoint(w, &checkpoint), APR_SUCCESS);
    assert_int_equal(cnops_checkpoint_next(checkpoint, &(cnops_chain_head_t){0}), APR_SUCCESS);
}

static void rewrite(world_t *w, const char *text, apr_size_t len)
{
    apr_file_t *file;

    assert_int_equal(apr_file_open(&file, w->path,
                                   APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                                   APR_FPROT_OS_DEFAULT, w->f->pool),
                     APR_SUCCESS);
    apr_file_write_full(file, text, len, NULL);
    apr_file_close(file);
}

/* Changes each byte in turn: of the title, of a head, of the MAC. */
static void test_a_changed_byte_shows(void **state)
{
    world_t *w = *state;
    cnops_checkpoint_t *checkpoint;
    const char *text;
    apr_size_t len;

    assert_int_equal(cnops_checkpoint_finish(begin(w)), APR_SUCCESS);
    assert_int_equal(cnops_file_read(&text, &len, w->path, 10000, w->f->pool), APR_SUCCESS);
    for (apr_size_t i = 0; i + 1 < len; i++) {
        char *changed = apr_pmemdup(w->f->pool, text, len);

        changed[i] ^= 1;
        rewrite(w, changed, len);
        assert_int_equal(open_checkpoint(w, &checkpoint), CNOPS_EFORGED);
    }
}

static void test_a_missing_or_added_line_shows(void **state)
{
    world_t *w = *state;
    cnops_checkpoint_t *checkpoint;
    const char *text, *second, *third;
    apr_size_t len;

    assert_int_equal(cnops_checkpoint_finish(begin(w)), APR_SUCCESS);
    assert_int_equal(cnops_file_read(&text, &len, w->path, 10000, w->f->pool), APR_SUCCESS);
    for (apr_size_t i = 0; i < len; i++) {
        rewrite(w, text, i);
        /* Without its last line end the file is still complete. */
        assert_int_equal(open_checkpoint(w, &checkpoint),
                         i == len - 1 ? APR_SUCCESS : CNOPS_EFORGED);
    }
    second = strchr(text, '\n') + 1;
    third = strchr(second, '\n') + 1;
    text = apr_pstrcat(w->f->pool, apr_pstrmemdup(w->f->pool, text, (apr_size_t)(second - text)),
                       third, NULL);
    rewrite(w, text, strlen(text));
    assert_int_equal(open_checkpoint(w, &checkpoint), CNOPS_EFORGED);
    rewrite(w, "", 0);
    assert_int_equal(open_checkpoint(w, &checkpoint), CNOPS_EFORGED);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_reads_what_was_written),        CASE(test_reports_a_missing_file),
        CASE(test_abandoning_changes_nothing),    CASE(test_a_changed_byte_shows),
        CASE(test_a_missing_or_added_line_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
