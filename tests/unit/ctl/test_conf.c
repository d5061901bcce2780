/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/conf.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

static apr_status_t read_text(core_fixture_t *f, const char **pfault, const char *text)
{
    char path[] = "/tmp/cnops-conf-XXXXXX";
    int file = mkstemp(path);
    apr_status_t rv;

    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
    rv = cnops_conf_read(f->settings, pfault, path, f->pool);
    unlink(path);
    return rv;
}

static void test_reads_our_directives_only(void **state)
{
    core_fixture_t *f = *state;
    const char *fault;

    assert_int_equal(read_text(f, &fault,
                               "# CnopsPersonAnswers 1\n"
                               "<Location /mon_compte>\n"
                               "  SetHandler cnops\n"
                               "</Location>\n"
                               "  cnopspersonanswers 12\n"
                               "CnopsPublicURL \"https://espace.example.ma/mon_compte\"\r\n"
                               "CnopsBlockAllowance 198.51.100.0/24 6000\n"
                               "CnopsSessionIdle 7m"),
                     APR_SUCCESS);
    assert_int_equal(f->settings->person_answers, 12);
    assert_int_equal(f->settings->session_idle, apr_time_from_sec(420));
    assert_int_equal(f->settings->block_allowances->nelts, 1);
    assert_string_equal(cnops_settings_mount(f->settings, f->pool), "/mon_compte");
}

static void test_reports_file_line_and_reason(void **state)
{
    core_fixture_t *f = *state;
    const char *fault;

    assert_int_equal(read_text(f, &fault, "\n\nCnopsPersonAnswers many\nCnopsCodeDigits 6\n"),
                     CNOPS_EMALFORMED);
    assert_non_null(strstr(fault, ":3: CnopsPersonAnswers must be"));
    assert_int_equal(read_text(f, &fault, "CnopsPersonAnswers\n"), CNOPS_EMALFORMED);
    assert_non_null(strstr(fault, ":1: "));
}

static void test_reports_a_missing_file(void **state)
{
    core_fixture_t *f = *state;
    const char *fault;

    assert_true(
        APR_STATUS_IS_ENOENT(cnops_conf_read(f->settings, &fault, "/nowhere/cnops.conf", f->pool)));
    assert_string_equal(fault, "/nowhere/cnops.conf: No such file or directory");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_reads_our_directives_only),
        CASE(test_reports_file_line_and_reason),
        CASE(test_reports_a_missing_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
