/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/date.h"

#include "base/test_pool.h"

typedef struct case_t {
    const char *typed;
    const char *iso; /* NULL: refused */
} case_t;

static const case_t typed[] = {
    {"01/01/2000", "2000-01-01"},
    {"1/2/1990", "1990-02-01"},
    {"31-12-1999", "1999-12-31"},
    {"31.12.1999", "1999-12-31"},
    {"31 12 1999", "1999-12-31"},
    {" 31 / 12 / 1999 ", "1999-12-31"},
    {"1999-12-31", "1999-12-31"},
    {"٠١/٠٢/١٩٩٠", "1990-02-01"},
    {"۰۱/۰۲/۱۹۹۰", "1990-02-01"},
    {"\xE2\x80\x8F"
     "01/02/1990",
     "1990-02-01"},
    {"01\xC2\xA0"
     "02\xC2\xA0"
     "1990",
     "1990-02-01"},
    {"29/02/2000", "2000-02-29"},
    {"29/02/1996", "1996-02-29"},
    {"01/01/1900", "1900-01-01"},
    {"31/02/2000", NULL},
    {"29/02/1900", NULL},
    {"29/02/2001", NULL},
    {"31/04/2000", NULL},
    {"00/01/2000", NULL},
    {"01/00/2000", NULL},
    {"01/13/2000", NULL},
    {"32/01/2000", NULL},
    {"31/12/1899", NULL},
    {"01/01/99", NULL},
    {"01/01/19999", NULL},
    {"001/01/1999", NULL},
    {"1999", NULL},
    {"", NULL},
    {"01/01", NULL},
    {"01/01/2000x", NULL},
    {"01//01/2000", NULL},
    {"1999-1-1", NULL},
    {"1999/12/31", NULL},
    {"01012000", NULL},
    {"-01/01/2000", NULL},
    {"aa/bb/cccc", NULL},
    {"0x1/01/2000", NULL},
    {"1999-12-311", NULL},
};

static void parses_what_people_type(void **state)
{
    (void)state;
    for (size_t at = 0; at < COUNT_OF(typed); at++) {
        char iso[CNOPS_DATE_LEN] = "untouched";
        const bool is_date = cnops_date_parse(iso, typed[at].typed, pool);

        if (is_date != (typed[at].iso != NULL))
            fail_msg("“%s” %s", typed[at].typed, is_date ? "was accepted" : "was refused");
        assert_string_equal(iso, is_date ? typed[at].iso : "untouched");
    }
}

static void knows_the_forms_of_records(void **state)
{
    static const char *const good[] = {"1990", "1990-02-01", "2000-02-29", "1900"};
    static const char *const bad[] = {
        "",           "199",      "19900",       "1899",       "1990-02", "1990-02-31",
        "01/02/1990", "1990-2-1", "1990-02-01 ", "1990 02 01", "abcd"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(good); at++)
        assert_true(cnops_date_is_record(good[at]));
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_false(cnops_date_is_record(bad[at]));
}

static void matches_a_full_date_or_a_year(void **state)
{
    (void)state;
    assert_true(cnops_date_matches("1990-02-01", "1990-02-01"));
    assert_true(cnops_date_matches("1990", "1990-02-01"));
    assert_false(cnops_date_matches("1990-02-01", "1990-02-02"));
    assert_false(cnops_date_matches("1991", "1990-02-01"));
    assert_false(cnops_date_matches("1990-02-01", "1990"));
    assert_false(cnops_date_matches("", "1990-02-01"));
    assert_false(cnops_date_matches("19", "1990-02-01"));
    assert_false(cnops_date_matches("1990", "1990"));
}

static void writes_a_time_as_its_day(void **state)
{
    char iso[CNOPS_DATE_LEN];

    (void)state;
    cnops_date_of(iso, 0);
    assert_string_equal(iso, "1970-01-01");
    cnops_date_of(iso, apr_time_from_sec(951782399));
    assert_string_equal(iso, "2000-02-28");
    cnops_date_of(iso, apr_time_from_sec(951782400));
    assert_string_equal(iso, "2000-02-29");
}

static void shows_a_day_as_people_write_it(void **state)
{
    (void)state;
    assert_string_equal(cnops_date_show("1990-02-01", pool), "01/02/1990");
    assert_string_equal(cnops_date_show("1990", pool), "1990");
    assert_string_equal(cnops_date_show("", pool), "");
    assert_null(cnops_date_show(NULL, pool));
}

static void reads_a_year(void **state)
{
    (void)state;
    assert_int_equal(cnops_date_year("2026-11-21"), 2026);
    assert_int_equal(cnops_date_year("1968"), 1968);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(parses_what_people_type),        POOL_TEST(knows_the_forms_of_records),
        POOL_TEST(matches_a_full_date_or_a_year),  POOL_TEST(writes_a_time_as_its_day),
        POOL_TEST(shows_a_day_as_people_write_it), POOL_TEST(reads_a_year),
    };

    return RUN_TESTS(tests);
}
