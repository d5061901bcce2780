/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/secret.h"

#include "base/test_pool.h"

#include <stdbool.h>

/* A cleanup that is registered before the secret. Cleanups run in reverse order, so it runs
 * after the wipe, and still before the pool frees the memory. */
typedef struct witness_t {
    const char *bytes;
    apr_size_t len;
    bool was_wiped;
} witness_t;

static apr_status_t look(void *data)
{
    witness_t *witness = data;

    witness->was_wiped = true;
    for (apr_size_t at = 0; at < witness->len; at++)
        witness->was_wiped = witness->was_wiped && witness->bytes[at] == 0;
    return APR_SUCCESS;
}

static void allocates_zeroed(void **state)
{
    static const char zeros[32];

    (void)state;
    assert_memory_equal(cnops_secret_alloc(32, pool), zeros, 32);
}

static void is_wiped_with_its_pool(void **state)
{
    apr_pool_t *inner;
    witness_t witness = {NULL, 0, false};

    (void)state;
    apr_pool_create(&inner, pool);
    apr_pool_cleanup_register(inner, &witness, look, apr_pool_cleanup_null);
    char *copy = cnops_secret_strdup("sable-bleu-42", inner);
    assert_string_equal(copy, "sable-bleu-42");
    witness.bytes = copy;
    witness.len = strlen(copy);
    apr_pool_destroy(inner);
    assert_true(witness.was_wiped);
}

static void wipes_a_text_in_place(void **state)
{
    char text[] = "secret";
    static const char zeros[sizeof text];

    (void)state;
    cnops_secret_wipe(text);
    assert_memory_equal(text, zeros, sizeof text);
    cnops_secret_wipe(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(allocates_zeroed),
        POOL_TEST(is_wiped_with_its_pool),
        POOL_TEST(wipes_a_text_in_place),
    };

    return RUN_TESTS(tests);
}
