/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/base64.h"

#include "base/test_pool.h"

#include <sodium.h>
#include <stdbool.h>

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

static void decodes_what_libsodium_encodes(void **state)
{
    unsigned char bytes[100], *decoded;
    char text[200];
    apr_size_t len;

    (void)state;
    for (unsigned size = 0; size <= sizeof bytes; size++) {
        randombytes_buf(bytes, sizeof bytes);
        sodium_bin2base64(text, sizeof text, bytes, size, BASE64);
        decoded = cnops_base64_decode(&len, text, pool);
        assert_non_null(decoded);
        assert_int_equal(len, size);
        assert_memory_equal(decoded, bytes, size);
    }
}

static void accepts_exactly_what_libsodium_accepts(void **state)
{
    unsigned char bytes[8];
    apr_size_t len, expected;

    (void)state;
    for (int first = 1; first < 256; first++)
        for (int last = 0; last < 256; last++) {
            const char text[] = {'A', (char)first, 'Q', (char)last, '\0'};
            /* libsodium 1.0.18 accepts bytes beyond ASCII. */
            bool accepted = first < 128 && last < 128 &&
                            sodium_base642bin(bytes, sizeof bytes, text, strlen(text), NULL,
                                              &expected, NULL, BASE64) == 0;
            const unsigned char *decoded = cnops_base64_decode(&len, text, pool);

            assert_int_equal(decoded != NULL, accepted);
            if (decoded)
                assert_int_equal(len, expected);
        }
}

static void refuses_a_second_text_for_the_same_bytes(void **state)
{
    static const char *const bad[] = {
        "A", "AB", "AAB", "AAAAA", "AAA=", "AA==", "AA A", "AAA+", "AAA/", "AA\n", "\xC3\xA9"};
    apr_size_t len;

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_null(cnops_base64_decode(&len, bad[at], pool));
}

static void encodes_what_libsodium_encodes(void **state)
{
    unsigned char bytes[300];
    char expected[2 * sizeof bytes];

    (void)state;
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 167 + i / 7);
    for (apr_size_t len = 0; len <= sizeof bytes; len++) {
        sodium_bin2base64(expected, sizeof expected, bytes, len, BASE64);
        assert_string_equal(cnops_base64_encode(bytes, len, pool), expected);
    }
}

static void encodes_every_digit(void **state)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const unsigned char *bytes;
    apr_size_t len;

    (void)state;
    bytes = cnops_base64_decode(&len, digits, pool);
    assert_string_equal(cnops_base64_encode(bytes, len, pool), digits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(encodes_what_libsodium_encodes),
        POOL_TEST(encodes_every_digit),
        POOL_TEST(decodes_what_libsodium_encodes),
        POOL_TEST(accepts_exactly_what_libsodium_accepts),
        POOL_TEST(refuses_a_second_text_for_the_same_bytes),
    };

    return sodium_init() < 0 ? 1 : RUN_TESTS(tests);
}
