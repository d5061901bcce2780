/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/sheet_text.h"

#include "base/csv.h"
#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_strings.h>

typedef struct input_t {
    const char *bytes;
    apr_size_t at, chunk;
    bool fails; /* after the last byte */
} input_t;

static cnops_sheet_found_t found; /* of the text that was read last */

static apr_status_t read_input(void *self, char *buffer, apr_size_t *plen)
{
    input_t *input = self;
    apr_size_t len = strlen(input->bytes + input->at);

    if (len > *plen)
        len = *plen;
    if (len > input->chunk)
        len = input->chunk;
    memcpy(buffer, input->bytes + input->at, len);
    input->at += len;
    *plen = len;
    if (len == 0 && input->fails)
        return APR_EINVAL;
    return len ? APR_SUCCESS : APR_EOF;
}

static const char *read_in(const char *bytes, apr_size_t chunk, apr_size_t room)
{
    input_t input = {bytes, 0, chunk, false};
    cnops_sheet_text_t *sheet = cnops_sheet_text_make(read_input, &input, pool);
    char *text = apr_pstrdup(pool, ""), piece[64];
    apr_status_t rv;

    for (;;) {
        apr_size_t len = room;

        if ((rv = cnops_sheet_text_read(sheet, piece, &len)) != APR_SUCCESS)
            break;
        assert_true(len <= room);
        text = apr_pstrcat(pool, text, apr_pstrmemdup(pool, piece, len), NULL);
    }
    found = *cnops_sheet_text_found(sheet);
    assert_int_equal(rv, found.is_workbook ? CNOPS_EMALFORMED : APR_EOF);
    return text;
}

static const char *csv_of(const char *bytes)
{
    const char *whole = read_in(bytes, strlen(bytes) + 1, 64);

    for (apr_size_t chunk = 1; chunk < 6; chunk++)
        for (apr_size_t room = 16; room < 20; room++)
            assert_string_equal(read_in(bytes, chunk, room), whole);
    return whole;
}

static void test_leaves_csv_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(csv_of("a,b;c\r\n\"1,2\",\"3\"\"4\"\n"), "a,b;c\r\n\"1,2\",\"3\"\"4\"\n");
    assert_int_equal(found.separator, ',');
    assert_string_equal(csv_of(""), "");
    assert_string_equal(csv_of("single\n"), "single\n");
    assert_string_equal(csv_of("\xEF\xBB\xBF"
                               "a,\xC3\xA9\n"),
                        "a,\xC3\xA9\n");
    assert_true(found.has_mark);
    assert_false(found.is_1252);
}

static void test_understands_other_separators(void **state)
{
    (void)state;
    assert_string_equal(csv_of("a;b\r\n1,5;x y\r\n"), "\"a\",\"b\"\r\n\"1,5\",\"x y\"\r\n");
    assert_int_equal(found.separator, ';');
    assert_string_equal(csv_of("a\tb\tc;d,e\n"), "\"a\",\"b\",\"c;d,e\"\n");
    assert_int_equal(found.separator, '\t');
    /* A separator within quotes is none. */
    assert_string_equal(csv_of("\"a,b,c\";\"d\"\n"), "\"a,b,c\",\"d\"\n");
    assert_int_equal(found.separator, ';');
}

static void test_keeps_rows_and_cells(void **state)
{
    (void)state;
    assert_string_equal(csv_of("a;b;c\n\n;;\n"), "\"a\",\"b\",\"c\"\n\n,,\n");
    assert_string_equal(csv_of("a;b\n\"1;\"\"2\"\"\n3\";4"),
                        "\"a\",\"b\"\n\"1;\"\"2\"\"\n3\",\"4\"");
    /* A quote within a cell that does not begin with one is a character. */
    assert_string_equal(csv_of("a;b\n5\" long;c\n"), "\"a\",\"b\"\n\"5\"\" long\",\"c\"\n");
    /* What follows a quote that ends a cell is left for the reader of the CSV to refuse. */
    assert_string_equal(csv_of("a;b\n\"x\"y;z\n"), "\"a\",\"b\"\n\"x\"y,\"z\"\n");
}

static void test_understands_windows_1252(void **state)
{
    (void)state;
    assert_string_equal(csv_of("nom,x\n\xC9L\xE8ve \x80,\x9C\n"),
                        "nom,x\n\xC3\x89L\xC3\xA8ve \xE2\x82\xAC,\xC5\x93\n");
    assert_true(found.is_1252);
    assert_string_equal(csv_of("a;b\n\xE9;1\n"), "\"a\",\"b\"\n\"\xC3\xA9\",\"1\"\n");
    assert_string_equal(csv_of("a,\x81\n"), "a,\xEF\xBF\xBD\n");
    /* A text that began as UTF-8 is not changed: the reader of the CSV tells the line. */
    assert_string_equal(csv_of("\xC3\xA9,1\n\xE9,2\n"), "\xC3\xA9,1\n\xE9,2\n");
    assert_false(found.is_1252);
    assert_string_equal(csv_of("\xEF\xBB\xBF"
                               "\xE9,2\n"),
                        "\xE9,2\n");
    /* At the end of the file there is no room for a character of UTF-8. */
    assert_string_equal(csv_of("a,\xC3"), "a,\xC3\x83");
}

static void test_reads_no_workbook(void **state)
{
    static const char *const files[] = {"PK\3\4abc",
                                        "\xD0\xCF\x11\xE0"
                                        "abc",
                                        "\xFF\xFE"
                                        "a"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_string_equal(csv_of(files[i]), "");
        assert_true(found.is_workbook);
    }
}

static void test_a_failure_is_passed_on(void **state)
{
    input_t input = {"a;b\n1;2\n", 0, 3, true};
    cnops_sheet_text_t *sheet = cnops_sheet_text_make(read_input, &input, pool);
    char piece[64];
    apr_size_t len = sizeof piece;

    (void)state;
    assert_int_equal(cnops_sheet_text_read(sheet, piece, &len), APR_EINVAL);
    assert_int_equal(len, 0);
}

/* A quote that nobody closes makes a row of 64 KiB. What is behind it is read too. */
static void test_loses_nothing_behind_an_open_quote(void **state)
{
    char *bytes = apr_palloc(pool, 200001);
    input_t input = {bytes, 0, 8192, false};
    cnops_csv_t *csv = cnops_csv_make(cnops_sheet_text_read,
                                      cnops_sheet_text_make(read_input, &input, pool), pool);
    apr_int64_t line = 0;
    cnops_csv_row_t *row;
    apr_status_t rv;

    (void)state;
    for (int i = 0; i < 200000; i += 10)
        memcpy(bytes + i, "abc,defgh\n", 10);
    memcpy(bytes + 10, "\"bc", 3);
    bytes[200000] = '\0';
    while ((rv = cnops_csv_next(&row, csv)) == APR_SUCCESS)
        line = row->line;
    assert_int_equal(rv, APR_EOF);
    assert_int_equal(line, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(test_leaves_csv_as_it_is),
        POOL_TEST(test_understands_other_separators),
        POOL_TEST(test_keeps_rows_and_cells),
        POOL_TEST(test_understands_windows_1252),
        POOL_TEST(test_reads_no_workbook),
        POOL_TEST(test_a_failure_is_passed_on),
        POOL_TEST(test_loses_nothing_behind_an_open_quote),
    };

    return RUN_TESTS(tests);
}
