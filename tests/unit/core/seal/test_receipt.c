/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/receipt.h"

#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ID    "0f3a9c21aabbccddeeff001122334455"
#define OTHER "1f3a9c21aabbccddeeff001122334455"

static void test_reads_what_it_made(void **state)
{
    core_fixture_t *f = *state;
    const char *id, *status;

    assert_true(cnops_receipt_read(&id, &status, &f->core,
                                   cnops_receipt_name(&f->core, ID, "16", f->pool), f->pool));
    assert_string_equal(id, ID);
    assert_string_equal(status, "16");
}

static void test_knows_no_other(void **state)
{
    core_fixture_t *f = *state;
    const char *ours = cnops_receipt_name(&f->core, ID, "1", f->pool);
    const char *refused[] = {
        "",
        "-",
        ID,
        ID "-1",
        apr_pstrcat(f->pool, OTHER, ours + strlen(OTHER), NULL), /* another message's */
        apr_pstrmemdup(f->pool, ours, strlen(ours) - 1),         /* no status */
        apr_pstrcat(f->pool, ours, "23456789", NULL),            /* a long one */
        apr_pstrcat(f->pool, "x", ours, NULL),
    };
    const char *id, *status;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_false(cnops_receipt_read(&id, &status, &f->core, refused[i], f->pool));
    for (size_t i = 33; i < 97; i++) {
        char *forged = apr_pstrdup(f->pool, ours);

        forged[i] = forged[i] == 'a' ? 'b' : 'a';
        assert_false(cnops_receipt_read(&id, &status, &f->core, forged, f->pool));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {TEST(test_reads_what_it_made), TEST(test_knows_no_other)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
