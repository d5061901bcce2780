/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/flow.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_numbers_are_numbers(void **state)
{
    static const char *const wrong[] = {"",    "x",   "5mm", "-1",  "1001", "nan",
                                        "inf", "1e9", "0x",  "5 5", NULL};
    document_fixture_t *f = *state;

    for (int i = 0; wrong[i]; i++)
        document_refuses(
            f,
            apr_psprintf(f->pool, "<document><space height=\"%s\"/><p>a</p></document>", wrong[i]),
            apr_psprintf(f->pool, "height=\"%s\" is no such number", wrong[i]));
    document_plain(f, "<document><p>a</p><space height=\"2.5\"/><space height=\"0\"/></document>");
}

static void test_counts_are_bounded(void **state)
{
    document_refuses(*state, "<document><cells count=\"101\"/></document>",
                     "count=\"101\" is no such number");
    document_refuses(*state, "<document><cells count=\"-1\"/></document>",
                     "count=\"-1\" is no such number");
}

static void test_the_first_fault_is_told(void **state)
{
    document_refuses(*state, "<document><un/><deux/></document>", "<un> is no block");
}

static void test_elements_have_their_language(void **state)
{
    document_fixture_t *f = *state;
    const char *plain = document_plain(
        f, "<document lang=\"fr\"><p>un</p><stack lang=\"ar\"><p>اثنان</p><p lang=\"en\">three</p>"
           "</stack><p>quatre</p></document>");

    assert_int_equal(document_count(plain, "/Lang (ar)"), 1);
    assert_int_equal(document_count(plain, "/Lang (en)"), 1);
    assert_int_equal(document_count(plain, "/Lang (fr)"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_numbers_are_numbers),
        DOCUMENT_TEST(test_counts_are_bounded),
        DOCUMENT_TEST(test_the_first_fault_is_told),
        DOCUMENT_TEST(test_elements_have_their_language),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
