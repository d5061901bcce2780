/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/letters.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MAX 40

static int setup(void **state)
{
    return apr_pool_create((apr_pool_t **)state, NULL);
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static const char *there_and_back(apr_size_t *plen, cnops_script_e script, const char *text,
                                  apr_pool_t *pool)
{
    unsigned char bytes[MAX];

    *plen = cnops_letters_write(bytes, MAX, script, text);
    return cnops_letters_read(script, bytes, *plen, pool);
}

static void test_a_letter_is_one_byte(void **state)
{
    apr_size_t len;

    assert_string_equal(there_and_back(&len, CNOPS_SCRIPT_ARABIC, "أمينة بناني", *state),
                        "أمينة بناني");
    assert_int_equal(len, 11);
    assert_string_equal(there_and_back(&len, CNOPS_SCRIPT_LATIN, "Éloïse Ḥaddād-Œil’Hôte", *state),
                        "Éloïse Ḥaddād-Œil’Hôte");
    assert_int_equal(len, 22);
}

static void test_moroccan_letters_are_one_byte(void **state)
{
    apr_size_t len;

    assert_string_equal(there_and_back(&len, CNOPS_SCRIPT_ARABIC, "گڭڤپ", *state), "گڭڤپ");
    assert_int_equal(len, 4);
}

static void test_another_script_is_utf8(void **state)
{
    apr_size_t len;

    assert_string_equal(there_and_back(&len, CNOPS_SCRIPT_LATIN, "Ωmega", *state), "Ωmega");
    assert_int_equal(len, 1 + 6);
    assert_string_equal(there_and_back(&len, CNOPS_SCRIPT_ARABIC, "ⵎⴰ", *state), "ⵎⴰ");
    assert_string_equal(there_and_back(&len, CNOPS_SCRIPT_LATIN, "", *state), "");
    assert_int_equal(len, 0);
}

static void test_what_is_too_long_ends_in_an_ellipsis(void **state)
{
    const char *name = "Abdelkrim-Mohammed-El-Mehdi-Benabdeljalil";
    apr_size_t len;

    assert_int_equal(strlen(name), MAX + 1);
    assert_string_equal(there_and_back(&len, CNOPS_SCRIPT_LATIN, name, *state),
                        "Abdelkrim-Mohammed-El-Mehdi-Benabdeljal…");
    assert_int_equal(len, MAX);
    assert_string_equal(there_and_back(&len, CNOPS_SCRIPT_LATIN, name + 1, *state), name + 1);
}

/* An ellipsis never stands behind half a letter. */
static void test_utf8_is_cut_between_letters(void **state)
{
    apr_size_t len;
    const char *text;

    text = there_and_back(&len, CNOPS_SCRIPT_LATIN, "ΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩ", *state);
    assert_non_null(text);
    assert_true(cnops_text_is_utf8(text, strlen(text)));
    assert_string_equal(text + strlen(text) - 3, "…");
    assert_int_equal(len, MAX);
    text = there_and_back(&len, CNOPS_SCRIPT_LATIN, "xΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩ", *state);
    assert_non_null(text);
    assert_true(cnops_text_is_utf8(text, strlen(text)));
    assert_int_equal(len, MAX - 1);
}

static const char *read_bytes(cnops_script_e script, const char *bytes, apr_pool_t *pool)
{
    return cnops_letters_read(script, (const unsigned char *)bytes, strlen(bytes), pool);
}

static void test_refuses_bytes_that_nobody_wrote(void **state)
{
    assert_null(read_bytes(CNOPS_SCRIPT_ARABIC, "\xFF", *state));    /* no letter */
    assert_null(read_bytes(CNOPS_SCRIPT_LATIN, "a\nb", *state));     /* a control character */
    assert_null(read_bytes(CNOPS_SCRIPT_LATIN, "\x01\xCE", *state)); /* half a letter */
    assert_null(read_bytes(CNOPS_SCRIPT_LATIN,
                           "\x01"
                           "abc",
                           *state)); /* the script has these */
    assert_null(read_bytes(CNOPS_SCRIPT_LATIN, "\x01\xCE\xA9\n", *state));
    assert_null(read_bytes(CNOPS_SCRIPT_LATIN, "\x7F", *state));
}

/* Each byte has one letter, and each letter one byte. */
static void test_each_byte_comes_back(void **state)
{
    for (int script = CNOPS_SCRIPT_LATIN; script <= CNOPS_SCRIPT_ARABIC; script++)
        for (int byte = 0x20; byte <= 0xFF; byte++) {
            unsigned char one = (unsigned char)byte, again[8];
            const char *text = cnops_letters_read((cnops_script_e)script, &one, 1, *state);

            if (!text)
                continue;
            assert_int_equal(cnops_letters_write(again, 8, (cnops_script_e)script, text), 1);
            assert_int_equal(again[0], byte);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_letter_is_one_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(test_moroccan_letters_are_one_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(test_another_script_is_utf8, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_too_long_ends_in_an_ellipsis, setup, teardown),
        cmocka_unit_test_setup_teardown(test_utf8_is_cut_between_letters, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_bytes_that_nobody_wrote, setup, teardown),
        cmocka_unit_test_setup_teardown(test_each_byte_comes_back, setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
