/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/netblock.h"

#include "base/test_pool.h"

static void names_the_block(void **state)
{
    static const char *const cases[][2] = {
        {"203.0.113.7", "203.0.113.0/24"},
        {"203.0.113.255", "203.0.113.0/24"},
        {"2001:db8:1:2ff::1", "2001:db8:1:200::/56"},
        {"2001:db8:1:2ff:ffff:ffff:ffff:ffff", "2001:db8:1:200::/56"},
        {"::ffff:203.0.113.7", "203.0.113.0/24"},
        {"::1", "::/56"},
        {"", "unknown"},
        {"localhost", "unknown"},
        {"1.2.3", "unknown"},
        {"1.2.3.256", "unknown"},
        {"1.2.3.4 ", "unknown"},
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(cases); at++)
        assert_string_equal(cnops_netblock_of(cases[at][0], pool), cases[at][1]);
    assert_string_equal(cnops_netblock_of(NULL, pool), "unknown");
}

static void knows_what_it_contains(void **state)
{
    static const char *const inside[][2] = {
        {"127.0.0.0/8", "127.255.0.1"},
        {"127.0.0.0/8", "::ffff:127.0.0.1"},
        {"10.1.2.3", "10.1.2.3"},
        {"10.1.2.3/32", "10.1.2.3"},
        {"0.0.0.0/0", "203.0.113.7"},
        {"2001:db8::/32", "2001:db8:ffff::1"},
        {"::1", "::1"},
        {"::/0", "2001:db8::1"},
        {"10.0.0.128/25", "10.0.0.200"},
    };
    static const char *const outside[][2] = {
        {"127.0.0.0/8", "128.0.0.1"},     {"10.1.2.3", "10.1.2.4"},
        {"0.0.0.0/0", "2001:db8::1"},     {"::/0", "203.0.113.7"},
        {"2001:db8::/32", "2001:db9::1"}, {"10.0.0.128/25", "10.0.0.127"},
        {"10.0.0.0/33", "10.0.0.1"},      {"garbage", "10.0.0.1"},
        {"10.0.0.0/8", "garbage"},        {"", ""},
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(inside); at++)
        assert_true(cnops_netblock_contains(inside[at][0], inside[at][1]));
    for (size_t at = 0; at < COUNT_OF(outside); at++)
        assert_false(cnops_netblock_contains(outside[at][0], outside[at][1]));
}

static void checks_its_form(void **state)
{
    static const char *const good[] = {"127.0.0.0/8",   "0.0.0.0/0", "10.1.2.3", "10.1.2.3/32",
                                       "2001:db8::/32", "::1",       "::/0"};
    static const char *const bad[] = {
        "",
        "/8",
        "127.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8 ",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "2001:db8::1/32",
        "2001:db8::/129",
        "::ffff:10.0.0.0/104",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc/12"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(good); at++)
        assert_true(cnops_netblock_is_valid(good[at]));
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_false(cnops_netblock_is_valid(bad[at]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(names_the_block),
        POOL_TEST(knows_what_it_contains),
        POOL_TEST(checks_its_form),
    };

    return RUN_TESTS(tests);
}
