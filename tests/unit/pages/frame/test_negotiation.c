/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/negotiation.h"

#include "base/test_pool.h"

static void gzip_is_accepted_by_name_or_by_star(void **state)
{
    static const char *const accepting[] = {"gzip",        "br, GZip",        "x-gzip",
                                            "*",           "gzip ; q=0.001",  "br;q=1, gzip;q=0.5",
                                            "identity, *", "gzip;q=1, *;q=0", "gzip;xq=0"};
    static const char *const refusing[] = {
        "",      "br",          "gzip;q=0",    "gzip ; q=0.0", "gzip;Q=0",     "gzip;a=b;\tq=0",
        "*;q=0", "*, gzip;q=0", "gzip;q=0, *", "gzipped",      "deflate, zstd"};

    (void)state;
    for (apr_size_t i = 0; i < sizeof accepting / sizeof *accepting; i++)
        assert_true(cnops_negotiate_gzip(accepting[i], pool));
    for (apr_size_t i = 0; i < sizeof refusing / sizeof *refusing; i++)
        assert_false(cnops_negotiate_gzip(refusing[i], pool));
    assert_false(cnops_negotiate_gzip(NULL, pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {POOL_TEST(gzip_is_accepted_by_name_or_by_star)};

    return RUN_TESTS(tests);
}
