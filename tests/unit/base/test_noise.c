/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/noise.h"

#include "base/test_pool.h"

static void is_splitmix64(void **state)
{
    cnops_noise_t noise = {1234567};

    (void)state;
    assert_true(cnops_noise_next(&noise) == APR_UINT64_C(6457827717110365317));
    assert_true(cnops_noise_next(&noise) == APR_UINT64_C(3203168211198807973));
}

static void stays_within_its_bounds(void **state)
{
    cnops_noise_t noise = {7};
    int seen[5] = {0};
    double low = 1, high = 0;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        double number = cnops_noise_between(&noise, -2, 3);
        int below = cnops_noise_below(&noise, 5);

        assert_true(number >= -2 && number < 3);
        assert_in_range(below, 0, 4);
        low = number < low ? number : low;
        high = number > high ? number : high;
        seen[below]++;
    }
    assert_true(low < -1.9 && high > 2.9);
    for (int i = 0; i < 5; i++)
        assert_in_range(seen[i], 800, 1200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(is_splitmix64),
        POOL_TEST(stays_within_its_bounds),
    };

    return RUN_TESTS(tests);
}
