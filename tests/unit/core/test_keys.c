/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/keys.h"

#include "base/errors.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEX_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define HEX_B "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"

static apr_pool_t *pool;

static int setup(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static const cnops_keys_t *parse(const char *text)
{
    const cnops_keys_t *keys;
    const char *fault;

    assert_int_equal(cnops_keys_parse(&keys, &fault, text, pool), APR_SUCCESS);
    assert_null(fault);
    return keys;
}

static const char *fault_of(const char *text)
{
    const cnops_keys_t *keys;
    const char *fault;

    assert_int_equal(cnops_keys_parse(&keys, &fault, text, pool), CNOPS_EMALFORMED);
    assert_null(keys);
    return fault;
}

static void test_the_first_key_is_current(void **state)
{
    const cnops_keys_t *keys = parse("# newest first\n\nk2 " HEX_B "\n  k1\t" HEX_A " # old\r\n");

    (void)state;
    assert_string_equal(cnops_keys_current(keys), "k2");
    assert_ptr_equal(cnops_keys_get(keys, NULL, CNOPS_KEY_CSRF),
                     cnops_keys_get(keys, "k2", CNOPS_KEY_CSRF));
    assert_non_null(cnops_keys_get(keys, "k1", CNOPS_KEY_CSRF));
    assert_null(cnops_keys_get(keys, "k3", CNOPS_KEY_CSRF));
    assert_null(cnops_keys_get(keys, "", CNOPS_KEY_CSRF));
}

/* If the derivation changed, no digest in the database could be found any more. */
static void test_subkeys_are_crypto_kdf(void **state)
{
    const cnops_keys_t *keys = parse("k1 " HEX_A);
    unsigned char master[CNOPS_KEY_LEN], expected[CNOPS_KEY_LEN];

    (void)state;
    for (int i = 0; i < CNOPS_KEY_LEN; i++)
        master[i] = (unsigned char)i;
    for (int purpose = 1; purpose < CNOPS_KEY_PURPOSES; purpose++) {
        crypto_kdf_derive_from_key(expected, sizeof expected, (unsigned)purpose, "cnopskdf",
                                   master);
        assert_memory_equal(cnops_keys_get(keys, NULL, (cnops_key_purpose_e)purpose), expected,
                            sizeof expected);
    }
}

static void test_no_two_subkeys_are_equal(void **state)
{
    const cnops_keys_t *keys = parse("k2 " HEX_B "\nk1 " HEX_A "\n");
    const unsigned char *all[2 * CNOPS_KEY_PURPOSES];
    int count = 0;

    (void)state;
    for (int purpose = 1; purpose < CNOPS_KEY_PURPOSES; purpose++) {
        all[count++] = cnops_keys_get(keys, "k1", (cnops_key_purpose_e)purpose);
        all[count++] = cnops_keys_get(keys, "k2", (cnops_key_purpose_e)purpose);
    }
    for (int i = 0; i < count; i++) {
        for (int j = i + 1; j < count; j++)
            assert_memory_not_equal(all[i], all[j], CNOPS_KEY_LEN);
    }
}

static void test_faults_name_the_line_and_never_the_key(void **state)
{
    static const char *const bad[] = {
        "k1 " HEX_A "\n\nk1 " HEX_B,                /* the same id twice */
        "k1 " HEX_A "\n\nk2 " HEX_B "00",           /* too long */
        "k1 " HEX_A "\n\nk2 2021",                  /* too short */
        "k1 " HEX_A "\n\nk2",                       /* no key */
        "k1 " HEX_A "\n\nk2 zz" HEX_B,              /* not hex, too long */
        "k1 " HEX_A "\n\nk2 " HEX_B " more",        /* a third word */
        "k1 " HEX_A "\n\nK2 " HEX_B,                /* capitals */
        "k1 " HEX_A "\n\nk.2 " HEX_B,               /* the separator of sealed texts */
        "k1 " HEX_A "\n\nabcdefghijklmnopq " HEX_B, /* 17 characters */
        "k1 " HEX_A "\n\n" HEX_B};                  /* no id */

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *fault = fault_of(bad[i]);

        assert_memory_equal(fault, "line 3: ", 8);
        assert_null(strstr(fault, "2021"));
    }
    assert_non_null(
        fault_of("k1 zz02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00"));
}

static void test_an_empty_file_is_a_fault(void **state)
{
    (void)state;
    assert_non_null(fault_of(""));
    assert_non_null(fault_of("# nothing\n\n   \n"));
}

static void test_sixteen_keys_and_no_more(void **state)
{
    const char *text = "";

    (void)state;
    for (int i = 0; i < 16; i++)
        text = apr_psprintf(pool, "%skey%d " HEX_A "\n", text, i);
    assert_non_null(cnops_keys_get(parse(text), "key15", CNOPS_KEY_FACTS));
    assert_string_equal(fault_of(apr_pstrcat(pool, text, "key16 " HEX_A, NULL)),
                        "line 17: more than 16 keys");
}

static void test_keys_can_be_locked_again(void **state)
{
    (void)state;
    assert_int_equal(cnops_keys_lock(parse("k1 " HEX_A)), APR_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_first_key_is_current, setup, teardown),
        cmocka_unit_test_setup_teardown(test_subkeys_are_crypto_kdf, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_two_subkeys_are_equal, setup, teardown),
        cmocka_unit_test_setup_teardown(test_faults_name_the_line_and_never_the_key, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_file_is_a_fault, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sixteen_keys_and_no_more, setup, teardown),
        cmocka_unit_test_setup_teardown(test_keys_can_be_locked_again, setup, teardown),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
