/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/artifacts.h"

#include <apr_general.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
    return apr_pool_create((apr_pool_t **)state, NULL);
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static const char *mark(const char *content, apr_pool_t *pool)
{
    apr_size_t len;
    const char *marked = cnops_artifacts_mark(&len, content, strlen(content), false, pool);

    assert_int_equal(len, strlen(marked));
    return marked;
}

static void test_all_is_decoration_where_nothing_is_tagged(void **state)
{
    assert_string_equal(mark("q 1 w 0 0 m S Q", *state), "/Artifact BMC\nq 1 w 0 0 m S Q\nEMC\n");
}

static void test_elements_stand_outside(void **state)
{
    assert_string_equal(mark("q\n/P << /MCID 0 >> BDC\nBT (a) Tj ET\nEMC\nQ", *state),
                        "/Artifact BMC\nq\nEMC\n\n/P << /MCID 0 >> BDC\nBT (a) Tj ET\nEMC\n"
                        "/Artifact BMC\n\nQ\nEMC\n");
}

#define LETTERS "/Span << /ActualText <feff0020> >> BDC EMC"

static void test_letters_of_an_element_are_left_alone(void **state)
{
    assert_string_equal(mark("/P << /MCID 7 >> BDC " LETTERS " EMC", *state),
                        "/Artifact BMC\n\nEMC\n/P << /MCID 7 >> BDC " LETTERS
                        " EMC\n/Artifact BMC\n\nEMC\n");
}

static void test_letters_of_decoration_are_no_element(void **state)
{
    assert_string_equal(mark(LETTERS " S", *state), "/Artifact BMC\n" LETTERS " S\nEMC\n");
    assert_string_equal(mark("S /P << /MCID 7 >> BDC EMC " LETTERS " S", *state),
                        "/Artifact BMC\nS\nEMC\n /P << /MCID 7 >> BDC EMC\n/Artifact BMC\n " LETTERS
                        " S\nEMC\n");
}

static void test_the_last_decoration_is_the_foot(void **state)
{
    const char *content = "S /P << /MCID 7 >> BDC EMC " LETTERS " S";
    apr_size_t len;

    assert_string_equal(cnops_artifacts_mark(&len, content, strlen(content), true, *state),
                        "/Artifact BMC\nS\nEMC\n /P << /MCID 7 >> BDC EMC\n"
                        "/Artifact << /Type /Pagination /Subtype /Footer >> BDC\n " LETTERS
                        " S\nEMC\n");
}

static void test_text_is_no_operator(void **state)
{
    const char *content = "/P << /MCID 0 >> BDC [(EMC \\) BDC (in) EMC)<454d43>] TJ /EMC gs EMC";
    const char *marked = mark(content, *state);

    assert_non_null(strstr(marked, content));
    assert_string_equal(marked + strlen(marked) - 19, "/Artifact BMC\n\nEMC\n");
}

/* Where a string or dictionary never ends, nothing is read beyond the content. */
static void test_broken_content_ends(void **state)
{
    assert_non_null(mark("(", *state));
    assert_non_null(mark("(\\", *state));
    assert_non_null(mark("<", *state));
    assert_non_null(mark("<<", *state));
    assert_non_null(mark("/", *state));
    assert_non_null(mark("EMC EMC BDC", *state));
    assert_string_equal(mark("", *state), "/Artifact BMC\n\nEMC\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_is_decoration_where_nothing_is_tagged, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_elements_stand_outside, setup, teardown),
        cmocka_unit_test_setup_teardown(test_letters_of_an_element_are_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_letters_of_decoration_are_no_element, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_last_decoration_is_the_foot, setup, teardown),
        cmocka_unit_test_setup_teardown(test_text_is_no_operator, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken_content_ends, setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
