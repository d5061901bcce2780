/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/file_signature.h"

#include "base/json.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define JSON "{\"format\":1,\"name\":\"Zoubida \xd8\xb2\"}"

static bool is_genuine(const core_fixture_t *f, const char *file, apr_size_t len)
{
    cnops_file_signature_t signature;
    cnops_public_key_t key;

    cnops_signature_public_key(&key, f->core.keys, NULL);
    return cnops_file_signature_read(&signature, file, len, f->pool) &&
           cnops_file_signature_is_genuine(&signature, &key, f->pool);
}

static void test_is_json_and_genuine(void **state)
{
    core_fixture_t *f = *state;
    char *file = cnops_file_signature_add(JSON, f->core.keys, f->pool);
    const cnops_tree_t *signature;
    cnops_tree_t *tree;

    assert_int_equal(strlen(file), strlen(JSON) - 1 + CNOPS_FILE_SIGNATURE_LEN);
    assert_int_equal(cnops_json_parse(&tree, file, strlen(file), f->pool), APR_SUCCESS);
    assert_int_equal(cnops_tree_int(tree, "format", 0), 1);
    signature = cnops_tree_get(tree, "signature");
    assert_string_equal(cnops_tree_text(signature, "alg"), "Ed25519");
    assert_int_equal(strlen(cnops_tree_text(signature, "kid")), 8);
    assert_true(is_genuine(f, file, strlen(file)));
}

static void test_the_key_is_named(void **state)
{
    core_fixture_t *f = *state;
    char *file = cnops_file_signature_add(JSON, f->core.keys, f->pool);
    cnops_file_signature_t signature;
    cnops_public_key_t key;
    char hex[9];

    assert_true(cnops_signature_public_key(&key, f->core.keys, NULL));
    assert_true(cnops_file_signature_read(&signature, file, strlen(file), f->pool));
    for (int i = 0; i < 4; i++)
        apr_snprintf(hex + 2 * i, 3, "%02x", key.id[i]);
    assert_string_equal(signature.key_id, hex);
}

/* The name of the key is not signed: with another one the file is checked with another key. */
static void test_no_bit_can_change(void **state)
{
    core_fixture_t *f = *state;
    char *file = cnops_file_signature_add(JSON, f->core.keys, f->pool);
    apr_size_t len = strlen(file), kid = (apr_size_t)(strstr(file, "\"kid\":\"") + 7 - file);

    for (apr_size_t bit = 0; bit < 8 * len; bit++) {
        if (bit / 8 >= kid && bit / 8 < kid + 8)
            continue;
        file[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(is_genuine(f, file, len));
        file[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_true(is_genuine(f, file, len));
}

static void test_no_part_is_genuine(void **state)
{
    core_fixture_t *f = *state;
    char *file = cnops_file_signature_add(JSON, f->core.keys, f->pool);

    for (apr_size_t len = 0; len < strlen(file); len++)
        assert_false(is_genuine(f, file, len));
    assert_false(is_genuine(f, JSON, strlen(JSON)));
}

static void test_a_line_end_behind_it_does_not_matter(void **state)
{
    core_fixture_t *f = *state;
    char *file = cnops_file_signature_add(JSON, f->core.keys, f->pool);

    file = apr_pstrcat(f->pool, file, "\r\n", NULL);
    assert_true(is_genuine(f, file, strlen(file)));
    file = apr_pstrcat(f->pool, file, " ", NULL);
    assert_false(is_genuine(f, file, strlen(file)));
}

/* A certificate's signature is over another text. */
static void test_fits_no_certificate(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    cnops_file_signature_t signature;
    cnops_public_key_t key;

    assert_true(cnops_signature_public_key(&key, f->core.keys, NULL));
    memcpy(bytes, JSON, sizeof JSON - 2);
    cnops_signature_add(bytes, sizeof JSON - 2, f->core.keys, NULL);
    signature = (cnops_file_signature_t){.signed_bytes = JSON, .signed_len = sizeof JSON - 2};
    memcpy(signature.bytes, bytes + sizeof JSON - 2, sizeof signature.bytes);
    assert_false(cnops_file_signature_is_genuine(&signature, &key, f->pool));
}

static void test_what_is_no_object_is_not_signed(void **state)
{
    core_fixture_t *f = *state;

    assert_null(cnops_file_signature_add("{}", f->core.keys, f->pool));
    assert_null(cnops_file_signature_add("[1]", f->core.keys, f->pool));
    assert_null(cnops_file_signature_add("", f->core.keys, f->pool));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_is_json_and_genuine),
        TEST(test_the_key_is_named),
        TEST(test_no_bit_can_change),
        TEST(test_no_part_is_genuine),
        TEST(test_a_line_end_behind_it_does_not_matter),
        TEST(test_fits_no_certificate),
        TEST(test_what_is_no_object_is_not_signed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
