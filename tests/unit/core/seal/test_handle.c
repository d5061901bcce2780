/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/handle.h"

#include "core/digest.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NEW_KEY "k2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
#define OLD_KEY "k1 fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210\n"

static const cnops_handle_use_t use = {"claim", 7};

static const cnops_keys_t *ring(core_fixture_t *f, const char *text)
{
    const cnops_keys_t *keys;
    const char *fault;

    assert_int_equal(cnops_keys_parse(&keys, &fault, apr_pstrdup(f->pool, text), f->pool),
                     APR_SUCCESS);
    return keys;
}

static const char *make(core_fixture_t *f, const cnops_handle_use_t *of, apr_int64_t id)
{
    cnops_handle_value_t value = cnops_handle_value_of_id(id);

    return cnops_handle_make(f->core.keys, of, &value, f->pool);
}

static apr_int64_t open_with(core_fixture_t *f, const cnops_keys_t *keys,
                             const cnops_handle_use_t *of, const char *handle)
{
    cnops_handle_value_t value;

    if (!cnops_handle_open(&value, keys, of, handle, f->pool)) {
        assert_int_equal(value.len, 0);
        return -1;
    }
    return cnops_handle_id_of_value(&value);
}

static apr_int64_t opened(core_fixture_t *f, const cnops_handle_use_t *of, const char *handle)
{
    return open_with(f, f->core.keys, of, handle);
}

static void test_opens_to_the_value(void **state)
{
    core_fixture_t *f = *state;
    const char *handle = make(f, &use, 123456789012345);

    assert_int_equal(strlen(handle), 32);
    assert_int_equal(opened(f, &use, handle), 123456789012345);
}

static void test_is_the_same_each_time(void **state)
{
    core_fixture_t *f = *state;

    assert_string_equal(make(f, &use, 1), make(f, &use, 1));
    assert_string_not_equal(make(f, &use, 1), make(f, &use, 2));
}

static void test_opens_for_no_other_person_and_kind(void **state)
{
    core_fixture_t *f = *state;
    const cnops_handle_use_t person = {"claim", 8}, kind = {"ticket", 7};

    assert_int_equal(opened(f, &person, make(f, &use, 1)), -1);
    assert_int_equal(opened(f, &kind, make(f, &use, 1)), -1);
}

static void test_refuses_each_changed_character(void **state)
{
    core_fixture_t *f = *state;
    char *handle = apr_pstrdup(f->pool, make(f, &use, 1));

    for (apr_size_t i = 0; handle[i]; i++) {
        char former = handle[i];

        handle[i] = former == 'A' ? 'B' : 'A';
        assert_int_equal(opened(f, &use, handle), -1);
        handle[i] = former;
    }
    assert_int_equal(opened(f, &use, handle), 1);
}

static void test_refuses_what_is_no_handle(void **state)
{
    core_fixture_t *f = *state;

    assert_int_equal(opened(f, &use, NULL), -1);
    assert_int_equal(opened(f, &use, ""), -1);
    assert_int_equal(opened(f, &use, "é"), -1);
    assert_int_equal(opened(f, &use, "AAAAAAAAAAAAAAAAAAAAAA"), -1); /* a tag alone */
    assert_int_equal(opened(f, &use, apr_psprintf(f->pool, "%0200d", 0)), -1);
}

static void test_former_keys_still_open(void **state)
{
    core_fixture_t *f = *state;
    const cnops_keys_t *former = ring(f, OLD_KEY), *both = ring(f, NEW_KEY OLD_KEY);
    const cnops_keys_t *rotated = ring(f, NEW_KEY);
    cnops_handle_value_t value = cnops_handle_value_of_id(5);
    const char *handle = cnops_handle_make(former, &use, &value, f->pool);

    assert_int_equal(open_with(f, both, &use, handle), 5);
    assert_int_equal(open_with(f, rotated, &use, handle), -1);
}

static void test_a_digest_comes_back(void **state)
{
    core_fixture_t *f = *state;
    const char *digest = cnops_digest_of(f->core.keys, CNOPS_KEY_FACTS, "a", "b", "c", f->pool);
    cnops_handle_value_t value = cnops_handle_value_of_digest(digest), back;
    const char *handle = cnops_handle_make(f->core.keys, &use, &value, f->pool);

    assert_int_equal(strlen(handle), 64);
    assert_true(cnops_handle_open(&back, f->core.keys, &use, handle, f->pool));
    assert_string_equal(cnops_handle_digest_of_value(&back, f->pool), digest);
    assert_int_equal(cnops_handle_id_of_value(&back), 0);
}

static void test_other_texts_are_no_digest(void **state)
{
    static const char *const texts[] = {"", "0", "0g", "g0", "ab/", "AB", " ab", "0 "};
    char longer[67];

    (void)state;
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(cnops_handle_value_of_digest(texts[i]).len, 0);
    memset(longer, 'a', 66);
    longer[66] = '\0';
    assert_int_equal(cnops_handle_value_of_digest(longer).len, 0);
    longer[64] = '\0';
    assert_int_equal(cnops_handle_value_of_digest(longer).len, 32);
    assert_int_equal(cnops_handle_value_of_digest(longer).bytes[31], 0xaa);
}

static void test_an_id_is_no_digest(void **state)
{
    core_fixture_t *f = *state;
    cnops_handle_value_t value = cnops_handle_value_of_id(5);

    assert_null(cnops_handle_digest_of_value(&value, f->pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_opens_to_the_value, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_is_the_same_each_time, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_opens_for_no_other_person_and_kind, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refuses_each_changed_character, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_no_handle, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_former_keys_still_open, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_digest_comes_back, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test(test_other_texts_are_no_digest),
        cmocka_unit_test_setup_teardown(test_an_id_is_no_digest, core_fixture_setup,
                                        core_fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
