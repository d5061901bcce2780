/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/zone.h"

#include "base/errors.h"
#include "base/file.h"
#include "base/test_pool.h"

#include <apr_strings.h>
#include <stdlib.h>

#define CASABLANCA "/usr/share/zoneinfo/Africa/Casablanca"

static void assert_shows(const cnops_zone_t *zone, apr_int64_t second, int day, int hour,
                         int minute)
{
    apr_time_exp_t local;

    cnops_zone_explode(&local, zone, apr_time_from_sec(second));
    assert_int_equal(local.tm_mday, day);
    assert_int_equal(local.tm_hour, hour);
    assert_int_equal(local.tm_min, minute);
}

static const cnops_zone_t *load(const char *name)
{
    const cnops_zone_t *zone;

    assert_int_equal(cnops_zone_load(&zone, name, pool), APR_SUCCESS);
    return zone;
}

static void test_morocco_is_an_hour_ahead_except_in_ramadan(void **state)
{
    const cnops_zone_t *zone = load("Africa/Casablanca");

    (void)state;
    assert_shows(zone, 1767268800, 1, 13, 0);    /* 2026-01-01 12:00 UTC */
    assert_shows(zone, 1767223800, 1, 0, 30);    /* 2025-12-31 23:30 UTC */
    assert_shows(zone, 1771725600, 22, 2, 0);    /* 2026-02-22 02:00 UTC: in Ramadan */
    assert_shows(zone, 1774144799, 22, 1, 59);   /* 2026-03-22 01:59:59 UTC: its last second */
    assert_shows(zone, 1774144800, 22, 3, 0);    /* a second later */
    assert_shows(zone, -2000000000, 16, 19, 56); /* 1906: local mean time */
}

static void test_a_zone_without_changes(void **state)
{
    (void)state;
    assert_shows(load("Etc/UTC"), 1767268800, 1, 12, 0);
}

static void test_refuses_invalid_files(void **state)
{
    const cnops_zone_t *zone;
    const char *bytes;
    apr_size_t len;
    char *broken;

    (void)state;
    assert_int_not_equal(cnops_zone_load(&zone, "Africa/Nowhere", pool), APR_SUCCESS);
    assert_null(zone);
    assert_int_equal(cnops_file_read(&bytes, &len, CASABLANCA, 100000, pool), APR_SUCCESS);
    /* The file ends with a rule that is not read. Cut anywhere before that rule, it is refused,
     * and no byte behind the cut is read. */
    for (apr_size_t cut = 0; cut < len - 20; cut++) {
        char *part = malloc(cut); /* of exactly this size: the sanitizer watches its end */

        memcpy(part, bytes, cut);
        assert_int_equal(cnops_zone_parse(&zone, part, cut, pool), CNOPS_EMALFORMED);
        assert_null(zone);
        free(part);
    }
    broken = apr_pmemdup(pool, bytes, len);
    memset(broken + 20, 0xff, 24);
    assert_int_equal(cnops_zone_parse(&zone, broken, len, pool), CNOPS_EMALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(test_morocco_is_an_hour_ahead_except_in_ramadan),
        POOL_TEST(test_a_zone_without_changes),
        POOL_TEST(test_refuses_invalid_files),
    };

    return RUN_TESTS(tests);
}
