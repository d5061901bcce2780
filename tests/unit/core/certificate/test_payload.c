/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/payload.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
    return apr_pool_create((apr_pool_t **)state, NULL);
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static cnops_facts_t amina(void)
{
    return (cnops_facts_t){.key = {0xA0, 1, 2, 3},
                           .kind = CNOPS_CERTIFICATE_COVERAGE,
                           .scheme = CNOPS_SCHEME_PUBLIC,
                           .issued_on = "2026-11-30",
                           .expires_on = "2027-02-28",
                           .birth_date = "1980-04-12",
                           .rights_from = "2015-01-01",
                           .number = 0xFEDCBA98,
                           .document_type = "cnie",
                           .document_end = "0001",
                           .name = "Amina Bennani",
                           .name_ar = "أمينة بناني"};
}

static void test_has_the_bytes_of_its_table(void **state)
{
    static const unsigned char expected[] = {
        1,    0xA0, 1,    2,    3,    2,    1, /* format, key, kind, scheme */
        0x0F, 0xD5, 0x7E, 0x0F, 0xD6, 0x5C,    /* 2026-11-30, 2027-02-28 */
        0x0F, 0x78, 0x8C, 0x0F, 0xBE, 0x21,    /* 1980-04-12, 2015-01-01 */
        0,    0,    0,    0,    0,             /* no end, no academic year */
        0xFE, 0xDC, 0xBA, 0x98, 1,             /* number, cnie */
        4,    '0',  '0',  '0',  '1',           /* document_end */
        13,   'A',  'm',  'i',  'n',  'a',  ' ',  'B', 'e',  'n',  'n',  'a',  'n',
        'i',  11,   0x88, 0xA5, 0xAA, 0xA6, 0x8E, ' ', 0x8D, 0xA6, 0x8C, 0xA6, 0xAA};
    unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX];
    cnops_facts_t facts = amina();

    (void)state;
    assert_int_equal(cnops_payload_write(bytes, &facts), sizeof expected);
    assert_memory_equal(bytes, expected, sizeof expected);
}

static void test_comes_back(void **state)
{
    unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX];
    cnops_facts_t facts = amina(), back;

    assert_true(cnops_payload_read(&back, bytes, cnops_payload_write(bytes, &facts), *state));
    assert_memory_equal(back.key, facts.key, sizeof back.key);
    assert_int_equal(back.kind, facts.kind);
    assert_int_equal(back.scheme, facts.scheme);
    assert_string_equal(back.issued_on, facts.issued_on);
    assert_string_equal(back.expires_on, facts.expires_on);
    assert_string_equal(back.birth_date, facts.birth_date);
    assert_string_equal(back.rights_from, facts.rights_from);
    assert_null(back.rights_to);
    assert_int_equal(back.academic_year, 0);
    assert_true(back.number == facts.number);
    assert_string_equal(back.document_type, facts.document_type);
    assert_string_equal(back.document_end, facts.document_end);
    assert_string_equal(back.name, facts.name);
    assert_string_equal(back.name_ar, facts.name_ar);
}

static void test_a_year_alone_is_a_birth_date(void **state)
{
    unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX];
    cnops_facts_t facts = amina(), back;

    facts.birth_date = "1961";
    facts.kind = CNOPS_CERTIFICATE_YEAR;
    facts.scheme = CNOPS_SCHEME_STUDENT;
    facts.academic_year = 2025;
    assert_true(cnops_payload_read(&back, bytes, cnops_payload_write(bytes, &facts), *state));
    assert_string_equal(back.birth_date, "1961");
    assert_int_equal(back.academic_year, 2025);
}

static void test_the_longest_fit(void **state)
{
    unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX];
    cnops_facts_t facts = amina(), back;
    apr_size_t len;

    facts.name = apr_psprintf(*state, "%0200d", 0);
    facts.name_ar = "ⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎⵎ";
    len = cnops_payload_write(bytes, &facts);
    assert_true(len > 150 && len <= CNOPS_PAYLOAD_FACTS_MAX);
    assert_true(cnops_payload_read(&back, bytes, len, *state));
    assert_string_equal(back.name + strlen(back.name) - 3, "…");
    assert_string_equal(back.name_ar + strlen(back.name_ar) - 3, "…");
}

static void test_refuses_to_write_what_it_cannot_say(void **state)
{
    unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX];
    cnops_facts_t facts;

    (void)state;
    facts = amina(), facts.birth_date = NULL;
    assert_int_equal(cnops_payload_write(bytes, &facts), 0);
    facts = amina(), facts.issued_on = "30/11/2026";
    assert_int_equal(cnops_payload_write(bytes, &facts), 0);
    facts = amina(), facts.document_type = "other";
    assert_int_equal(cnops_payload_write(bytes, &facts), 0);
    facts = amina(), facts.document_end = "12345";
    assert_int_equal(cnops_payload_write(bytes, &facts), 0);
}

/* Cut anywhere, or with a byte more, it is not the one form. */
static void test_refuses_another_length(void **state)
{
    unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX + 1] = {0};
    cnops_facts_t facts = amina(), back;
    apr_size_t len = cnops_payload_write(bytes, &facts);

    for (apr_size_t cut = 0; cut < len; cut++)
        assert_false(cnops_payload_read(&back, bytes, cut, *state));
    assert_false(cnops_payload_read(&back, bytes, len + 1, *state));
}

/* What is read writes the same bytes: there is no second form of the same facts. */
static void test_each_changed_byte_is_refused_or_has_one_form(void **state)
{
    unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX], again[CNOPS_PAYLOAD_FACTS_MAX];
    cnops_facts_t facts = amina(), back;
    apr_size_t len = cnops_payload_write(bytes, &facts);
    int accepted = 0;

    for (apr_size_t at = 0; at < len; at++)
        for (int value = 0; value < 256; value++) {
            unsigned char former = bytes[at];

            bytes[at] = (unsigned char)value;
            if (cnops_payload_read(&back, bytes, len, *state)) {
                accepted++;
                assert_int_equal(cnops_payload_write(again, &back), len);
                assert_memory_equal(again, bytes, len);
            }
            bytes[at] = former;
        }
    assert_true(accepted > (int)len);
}

static void test_digits_are_the_number(void **state)
{
    static const unsigned char bytes[] = {1, 0, 0};
    unsigned char back[CNOPS_PAYLOAD_MAX];

    assert_string_equal(cnops_payload_digits(bytes, 3, *state), "65536");
    assert_int_equal(cnops_payload_from_digits(back, "65536"), 3);
    assert_memory_equal(back, bytes, 3);
}

static void test_the_largest_number_comes_back(void **state)
{
    unsigned char bytes[CNOPS_PAYLOAD_MAX], back[CNOPS_PAYLOAD_MAX];
    const char *digits;

    memset(bytes, 0xFF, sizeof bytes);
    digits = cnops_payload_digits(bytes, sizeof bytes, *state);
    assert_int_equal(strlen(digits), CNOPS_PAYLOAD_DIGITS_MAX);
    assert_int_equal(cnops_payload_from_digits(back, digits), sizeof back);
    assert_memory_equal(back, bytes, sizeof bytes);
}

static void test_refuses_what_is_no_number_of_ours(void **state)
{
    unsigned char back[CNOPS_PAYLOAD_MAX];
    char *digits = apr_palloc(*state, CNOPS_PAYLOAD_DIGITS_MAX + 2);

    memset(digits, '9', CNOPS_PAYLOAD_DIGITS_MAX + 1);
    digits[CNOPS_PAYLOAD_DIGITS_MAX + 1] = '\0';
    assert_int_equal(cnops_payload_from_digits(back, digits), 0);
    assert_int_equal(cnops_payload_from_digits(back, digits + 1), 0); /* 265 bytes */
    assert_int_equal(cnops_payload_from_digits(back, ""), 0);
    assert_int_equal(cnops_payload_from_digits(back, "012"), 0);
    assert_int_equal(cnops_payload_from_digits(back, "1 2"), 0);
    assert_int_equal(cnops_payload_from_digits(back, "-1"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_has_the_bytes_of_its_table, setup, teardown),
        cmocka_unit_test_setup_teardown(test_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_year_alone_is_a_birth_date, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_longest_fit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_to_write_what_it_cannot_say, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_another_length, setup, teardown),
        cmocka_unit_test_setup_teardown(test_each_changed_byte_is_refused_or_has_one_form, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_digits_are_the_number, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_largest_number_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_no_number_of_ours, setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
