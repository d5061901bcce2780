/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/signature.h"

#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NEW_KEY "k2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
#define OLD_KEY "k1 fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210\n"

static const unsigned char facts[] = "\x01 any facts";

#define FACTS_LEN (sizeof facts - 1)
#define LEN       (FACTS_LEN + CNOPS_PAYLOAD_SIGNATURE_LEN)

static const cnops_keys_t *ring(core_fixture_t *f, const char *text)
{
    const cnops_keys_t *keys;
    const char *fault;

    assert_int_equal(cnops_keys_parse(&keys, &fault, apr_pstrdup(f->pool, text), f->pool),
                     APR_SUCCESS);
    return keys;
}

static void sign(unsigned char bytes[CNOPS_PAYLOAD_MAX], const cnops_keys_t *keys)
{
    memcpy(bytes, facts, FACTS_LEN);
    cnops_signature_add(bytes, FACTS_LEN, keys, NULL);
}

static void test_is_genuine(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    cnops_public_key_t key;

    sign(bytes, f->core.keys);
    assert_true(cnops_signature_public_key(&key, f->core.keys, NULL));
    assert_true(cnops_signature_is_genuine(bytes, LEN, &key));
}

static void test_no_bit_can_change(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    cnops_public_key_t key;

    sign(bytes, f->core.keys);
    assert_true(cnops_signature_public_key(&key, f->core.keys, NULL));
    for (apr_size_t bit = 0; bit < 8 * LEN; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_false(cnops_signature_is_genuine(bytes, LEN, &key));
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_true(cnops_signature_is_genuine(bytes, LEN, &key));
}

static void test_no_other_length_is_genuine(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX + 1] = {0};
    cnops_public_key_t key;

    sign(bytes, f->core.keys);
    assert_true(cnops_signature_public_key(&key, f->core.keys, NULL));
    for (apr_size_t len = 0; len <= CNOPS_PAYLOAD_MAX + 1; len++)
        assert_int_equal(cnops_signature_is_genuine(bytes, len, &key), len == LEN);
}

static void test_each_key_of_the_ring_has_its_own(void **state)
{
    core_fixture_t *f = *state;
    const cnops_keys_t *former = ring(f, OLD_KEY), *both = ring(f, NEW_KEY OLD_KEY);
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    cnops_public_key_t old, new;

    sign(bytes, former);
    assert_true(cnops_signature_public_key(&old, both, "k1"));
    assert_true(cnops_signature_public_key(&new, both, NULL));
    assert_false(cnops_signature_public_key(&new, former, "k2"));
    assert_true(cnops_signature_public_key(&new, both, "k2"));
    assert_memory_not_equal(old.id, new.id, sizeof old.id);
    assert_true(cnops_signature_is_genuine(bytes, LEN, &old));
    assert_false(cnops_signature_is_genuine(bytes, LEN, &new));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_is_genuine, core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_bit_can_change, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_other_length_is_genuine, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_each_key_of_the_ring_has_its_own, core_fixture_setup,
                                        core_fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
