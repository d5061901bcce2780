/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/text.h"

#include "base/test_pool.h"

typedef struct case_t {
    const char *given;
    const char *expected;
} case_t;

static void accepts_utf8(void **state)
{
    static const char *const good[] = {"",
                                       "abc",
                                       "é",
                                       "ة",
                                       "ⵣ",
                                       "€",
                                       "😀",
                                       "\xEF\xBF\xBF",
                                       "\xF4\x8F\xBF\xBF",
                                       "\xED\x9F\xBF",
                                       "\xEE\x80\x80"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(good); at++)
        assert_true(cnops_text_is_utf8(good[at], strlen(good[at])));
}

static void refuses_what_is_not_utf8(void **state)
{
    static const char *const bad[] = {
        "\x80",         "\xC3",         "\xC0\xAF",         "\xC1\xBF",         "\xE0\x80\xAF",
        "\xE2\x82",     "\xED\xA0\x80", "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFE",         "\xFF",         "a\xC3(",           "\xE2\x28\xA1",     "\xF0\x9F\x98",
        "\xF0\x9F(\x80"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_false(cnops_text_is_utf8(bad[at], strlen(bad[at])));
    assert_false(cnops_text_is_utf8("a\0b", 3));
}

static void counts_code_points(void **state)
{
    (void)state;
    assert_int_equal(cnops_text_length(""), 0);
    assert_int_equal(cnops_text_length("été"), 3);
    assert_int_equal(cnops_text_length("رمز 😀"), 5);
}

static void folds(void **state)
{
    static const case_t cases[] = {
        {"  abc \t", "abc"},
        {"٠١٢٣٤٥٦٧٨٩", "0123456789"},
        {"۰۱۲۳۴۵۶۷۸۹", "0123456789"},
        {"\xC2\xA0"
         "12\xE2\x80\xAF"
         "34\xE3\x80\x80",
         "12 34"},
        {"\xE2\x80\x89"
         "a\xE2\x80\x8A"
         "b",
         "a b"},
        {"\xEF\xBB\xBF"
         "a",
         "a"},
        {"\xE2\x80\x8F"
         "AB\xE2\x80\x8E"
         "12\xD8\x9C",
         "AB12"},
        /* NOLINTNEXTLINE(misc-misleading-bidirectional): the input must have them */
        {"\xE2\x80\xAA"
         "x\xE2\x80\xAE"
         "y\xE2\x81\xA6"
         "z\xE2\x81\xA9",
         "xyz"},
        {"a\xE2\x80\x8B"
         "b\xE2\x81\xA0"
         "c\xC2\xAD",
         "abc"},
        {"\xE2\x80\x8F \xE2\x80\x8F", ""},
        {"a  b", "a  b"},
        {"علي ة", "علي ة"},
        {"", ""},
        {"\xFF"
         "a",
         "\xFF"
         "a"},
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(cases); at++)
        assert_string_equal(cnops_text_fold(cases[at].given, pool), cases[at].expected);
}

static void compacts(void **state)
{
    static const case_t cases[] = {
        {"ab 123 456", "ab123456"},    {" 06-12.34/56_78 ", "0612345678"},
        {"٠٦ ١٢\xC2\xA0٣٤", "061234"}, {"- . / _", ""},
        {"+212 6", "+2126"},           {"é-è", "éè"},
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(cases); at++)
        assert_string_equal(cnops_text_compact(cases[at].given, pool), cases[at].expected);
}

static void changes_ascii_letters_only(void **state)
{
    (void)state;
    assert_string_equal(cnops_text_upper("aZ1é[`{", pool), "AZ1é[`{");
    assert_string_equal(cnops_text_lower("aZ1É@[`", pool), "az1É@[`");
}

static void keeps_a_text_on_one_line(void **state)
{
    (void)state;
    assert_string_equal(cnops_text_unbreak("05 38 é 20", pool), "05\xC2\xA0"
                                                                "38\xC2\xA0é\xC2\xA0"
                                                                "20");
    assert_string_equal(cnops_text_unbreak("", pool), "");
}

static void drops_control_characters(void **state)
{
    static const case_t cases[] = {
        {"a\x1b[31mb\x7f\n", "a[31mb"},
        {"a\xC2\x9B"
         "31mb",
         "a31mb"},
        {"é \xC2\xA0", "é \xC2\xA0"},
        {"aé", "aé"},
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(cases); at++)
        assert_string_equal(cnops_text_printable(cases[at].given, 40, pool), cases[at].expected);
    assert_string_equal(cnops_text_printable("aé", 2, pool), "a");
    assert_string_equal(cnops_text_printable("a\xC2\x9B", 2, pool), "a");
    /* NOLINTNEXTLINE(misc-misleading-bidirectional) */
    assert_string_equal(cnops_text_printable("a\u202Eb\u2028c\u2069\u200E", 40, pool), "abc\u200E");
    assert_true(cnops_text_has_control("a\tb"));
    assert_true(cnops_text_has_control("\xC2\x80"));
    assert_false(cnops_text_has_control("é علي \xC2\xA0"));
}

/* NOLINTBEGIN(misc-misleading-bidirectional): here they are escaped, and turn nothing */
static void finds_characters_that_disturb_what_is_around_them(void **state)
{
    static const struct {
        const char *text;
        apr_uint32_t point;
    } cases[] = {{"", 0},
                 {"é علي ⵣ \u00A0\u200E\u200F\u202F\u2027\u2065\u206A", 0},
                 {"a\x01", 0x01},
                 {"a\x1F", 0x1F},
                 {"\x7F", 0x7F},
                 {"é\xC2\x80", 0x80},
                 {"\xC2\x9F", 0x9F},
                 {"\u2028\n", 0x2028},
                 {"a\u202Ab", 0x202A},
                 {"\u202E", 0x202E},
                 {"\u2066", 0x2066},
                 {"\u2069", 0x2069}};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(cases); at++)
        assert_int_equal(cnops_text_disturber(cases[at].text), cases[at].point);
}
/* NOLINTEND(misc-misleading-bidirectional) */

static void knows_digits_and_letters(void **state)
{
    (void)state;
    assert_true(cnops_text_is_digits("0123456789"));
    assert_false(cnops_text_is_digits(""));
    assert_false(cnops_text_is_digits("12a"));
    assert_false(cnops_text_is_digits("١"));
    assert_false(cnops_text_is_digits("/0"));
    assert_false(cnops_text_is_digits(":"));
    assert_true(cnops_text_is_alnum("09AZaz"));
    assert_false(cnops_text_is_alnum(""));
    assert_false(cnops_text_is_alnum("a b"));
    assert_false(cnops_text_is_alnum("@"));
    assert_false(cnops_text_is_alnum("é"));
}

static void assert_number(const char *text, apr_int64_t number, const char *rest)
{
    apr_int64_t got = 7;
    const char *at = text;

    assert_true(cnops_text_number(&got, &at));
    assert_int_equal(got, number);
    assert_string_equal(at, rest);
}

static void test_reads_numbers(void **state)
{
    (void)state;
    assert_number("0", 0, "");
    assert_number("-0", 0, "");
    assert_number("1234567890 12", 1234567890, " 12");
    assert_number("-5x", -5, "x");
    assert_number("9223372036854775807", APR_INT64_MAX, "");
    assert_number("-9223372036854775808", APR_INT64_MIN, "");
    assert_number("0000000000000000000000042", 42, "");
}

static void test_reads_no_other_numbers(void **state)
{
    static const char *const texts[] = {"",
                                        "-",
                                        "+1",
                                        " 1",
                                        "x",
                                        "--1",
                                        "\xd9\xa1",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "18446744073709551616",
                                        "99999999999999999999"};

    (void)state;
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        apr_int64_t got = 7;
        const char *at = texts[i];

        assert_false(cnops_text_number(&got, &at));
        assert_int_equal(got, 0);
        assert_ptr_equal(at, texts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(accepts_utf8),
        POOL_TEST(refuses_what_is_not_utf8),
        POOL_TEST(counts_code_points),
        POOL_TEST(folds),
        POOL_TEST(compacts),
        POOL_TEST(changes_ascii_letters_only),
        POOL_TEST(keeps_a_text_on_one_line),
        POOL_TEST(drops_control_characters),
        POOL_TEST(finds_characters_that_disturb_what_is_around_them),
        POOL_TEST(knows_digits_and_letters),
        cmocka_unit_test(test_reads_numbers),
        cmocka_unit_test(test_reads_no_other_numbers),
    };

    return RUN_TESTS(tests);
}
