/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/hostport.h"

#include "base/test_pool.h"

static void reads_host_and_port(void **state)
{
    static const struct {
        const char *text, *host;
        apr_port_t port;
    } cases[] = {
        {"127.0.0.1:11211", "127.0.0.1", 11211},
        {"codes-1.example:1", "codes-1.example", 1},
        {"localhost:65535", "localhost", 65535},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *host;
        apr_port_t port;

        assert_true(cnops_hostport_parse(&host, &port, cases[i].text, pool));
        assert_string_equal(host, cases[i].host);
        assert_int_equal(port, cases[i].port);
    }
}

static void refuses_everything_else(void **state)
{
    static const char *const texts[] = {"",
                                        ":",
                                        "127.0.0.1",
                                        "127.0.0.1:",
                                        ":11211",
                                        "127.0.0.1:0",
                                        "127.0.0.1:65536",
                                        "127.0.0.1:99999999999999999999",
                                        "127.0.0.1:+1",
                                        "127.0.0.1:1 ",
                                        "127.0.0.1:-1",
                                        "::1:11211",
                                        "[]:11211",
                                        "[::1]:11211",
                                        "[::1:11211",
                                        "::1]:11211",
                                        "a b:11211",
                                        "-u:11211",
                                        "http://a:80",
                                        "a\r\nb:11211"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const char *host;
        apr_port_t port;

        assert_false(cnops_hostport_parse(&host, &port, texts[i], pool));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {POOL_TEST(reads_host_and_port),
                                       POOL_TEST(refuses_everything_else)};

    return RUN_TESTS(tests);
}
