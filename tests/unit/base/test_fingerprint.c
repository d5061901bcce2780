/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/fingerprint.h"

#include "base/test_pool.h"

static void is_the_start_of_the_hash(void **state)
{
    (void)state;
    /* FIPS 180-2, B.1; and the hash of nothing. */
    assert_string_equal(cnops_fingerprint("abc", 3, pool), "ba7816bf8f01cfea");
    assert_string_equal(cnops_fingerprint("", 0, pool), "e3b0c44298fc1c14");
    assert_string_not_equal(cnops_fingerprint("abd", 3, pool), "ba7816bf8f01cfea");
}

int main(void)
{
    const struct CMUnitTest tests[] = {POOL_TEST(is_the_start_of_the_hash)};

    return RUN_TESTS(tests);
}
