/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/agent.h"

#include "test_pool.h"

static void assert_named(const char *user_agent, const char *name)
{
    const char *found = cnops_agent_name(user_agent, pool);

    if (name)
        assert_string_equal(found, name);
    else
        assert_null(found);
}

static void browsers_and_systems_have_names(void **state)
{
    (void)state;
    assert_named("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
                 "Firefox · Windows");
    assert_named("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                 "Chrome/126.0.0.0 Mobile Safari/537.36",
                 "Chrome · Android");
    assert_named("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
                 "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                 "Safari · iPhone");
    assert_named("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                 "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                 "Edge · Windows");
    assert_named("Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) "
                 "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
                 "Samsung Internet · Android");
    assert_named("Lynx/2.9.0dev.12 libwww-FM/2.14", "Lynx");
    assert_named("Dalvik/2.1.0 (Linux; U; Android 13)", "Android");
}

static void unknown_headers_have_no_name(void **state)
{
    (void)state;
    assert_named(NULL, NULL);
    assert_named("", NULL);
    assert_named("curl/7.88.1", NULL);
    assert_named("<script>alert(1)</script>", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {POOL_TEST(browsers_and_systems_have_names),
                                       POOL_TEST(unknown_headers_have_no_name)};

    return RUN_TESTS(tests);
}
