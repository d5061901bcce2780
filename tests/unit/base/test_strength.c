/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/strength.h"

#include "base/test_pool.h"

static void rates_common_passwords_lower(void **state)
{
    (void)state;
    assert_true(cnops_strength_bits("password1", NULL) < 15);
    assert_true(cnops_strength_bits("azerty123", NULL) < 30);
    assert_true(cnops_strength_bits("vq7#kTz!pW2x", NULL) > 50);
    assert_true(cnops_strength_bits("", NULL) == 0);
}

static void rates_the_given_words_lower(void **state)
{
    static const char *const words[] = {"brahimelidrissi", NULL};

    (void)state;
    assert_true(cnops_strength_bits("brahimelidrissi", words) + 10 <
                cnops_strength_bits("brahimelidrissi", NULL));
}

static void judges_the_first_hundred_bytes(void **state)
{
    char longer[129];
    char cut[101];

    (void)state;
    for (size_t at = 0; at < sizeof longer; at++)
        longer[at] = "vq7#kTz!pW2x"[at % 12];
    longer[128] = '\0';
    memcpy(cut, longer, 100);
    cut[100] = '\0';
    assert_true(cnops_strength_bits(longer, NULL) == cnops_strength_bits(cut, NULL));
    assert_true(cnops_strength_bits("كلمة المرور é", NULL) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(rates_common_passwords_lower),
        POOL_TEST(rates_the_given_words_lower),
        POOL_TEST(judges_the_first_hundred_bytes),
    };

    return RUN_TESTS(tests);
}
