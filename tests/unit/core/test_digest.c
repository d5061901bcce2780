/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/digest.h"

#include "twins/core_fixture.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *digest(core_fixture_t *f, const char *a, const char *b)
{
    return cnops_digest_of(f->core.keys, CNOPS_KEY_FACTS, "kind", a, b, f->pool);
}

static void test_is_blake2b_over_lengths_and_parts(void **state)
{
    static const unsigned char message[] = {3, 0, 0, 0, 0, 0, 0, 0, 'r', 'i', 'b',
                                            2, 0, 0, 0, 0, 0, 0, 0, '4', '2'};
    core_fixture_t *f = *state;
    const char *parts[] = {"rib", "42", NULL};
    unsigned char expected[32];
    char hex[CNOPS_DIGEST_HEX], expected_hex[CNOPS_DIGEST_HEX];

    crypto_generichash(expected, sizeof expected, message, sizeof message,
                       cnops_keys_get(f->core.keys, NULL, CNOPS_KEY_FACTS), CNOPS_KEY_LEN);
    sodium_bin2hex(expected_hex, sizeof expected_hex, expected, sizeof expected);
    cnops_digest(hex, f->core.keys, CNOPS_KEY_FACTS, parts);
    assert_string_equal(hex, expected_hex);
}

static void test_parts_do_not_run_together(void **state)
{
    core_fixture_t *f = *state;

    assert_string_equal(digest(f, "ab", "c"), digest(f, "ab", "c"));
    assert_string_not_equal(digest(f, "ab", "c"), digest(f, "a", "bc"));
    assert_string_not_equal(digest(f, "abc", ""), digest(f, "abc", NULL));
    assert_string_not_equal(digest(f, "", NULL), digest(f, NULL, NULL));
}

static void test_purposes_differ(void **state)
{
    core_fixture_t *f = *state;

    assert_string_not_equal(
        cnops_digest_of(f->core.keys, CNOPS_KEY_FACTS, "kind", "a", NULL, f->pool),
        cnops_digest_of(f->core.keys, CNOPS_KEY_INDEX, "kind", "a", NULL, f->pool));
}

static void test_an_empty_fact_never_matches(void **state)
{
    core_fixture_t *f = *state;
    const char *one = digest(f, "1", NULL);

    assert_true(cnops_digest_equal(one, digest(f, "1", NULL)));
    assert_false(cnops_digest_equal(one, digest(f, "2", NULL)));
    assert_false(cnops_digest_equal(one, "abc"));
    assert_false(cnops_digest_equal(NULL, one));
    assert_false(cnops_digest_equal(one, NULL));
    assert_false(cnops_digest_equal(NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_is_blake2b_over_lengths_and_parts, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_parts_do_not_run_together, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_purposes_differ, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_fact_never_matches, core_fixture_setup,
                                        core_fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
