/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/csv.h"

#include "base/chunks.h"
#include "base/test_pool.h"

#include <apr_strings.h>

/* Everything that the reader returns, a row per line: "line[cell|cell]" or
 * "line!fault@column". */
static const char *rows_of_chunks(const char *bytes, apr_size_t len, apr_size_t chunk)
{
    chunks_t input = {bytes, len, 0, chunk, 0};
    cnops_csv_t *csv = cnops_csv_make(chunks_read, &input, pool);
    cnops_csv_row_t *row;
    char *rows = apr_pstrdup(pool, "");
    apr_status_t rv;

    while ((rv = cnops_csv_next(&row, csv)) == APR_SUCCESS) {
        rows = apr_psprintf(pool, "%s%d", rows, (int)row->line);
        if (row->fault)
            rows = apr_psprintf(pool, "%s!%s@%d\n", rows, row->fault, row->fault_column);
        for (int at = 0; !row->fault && at < row->count; at++)
            rows = apr_pstrcat(pool, rows, at ? "|" : "[", row->cells[at], NULL);
        if (!row->fault)
            rows = apr_pstrcat(pool, rows, "]\n", NULL);
    }
    assert_int_equal(rv, APR_EOF);
    return rows;
}

static const char *rows_of(const char *text)
{
    return rows_of_chunks(text, strlen(text), 1024 * 1024);
}

static void reads_rows(void **state)
{
    (void)state;
    assert_string_equal(rows_of("a,b\nc,d\n"), "1[a|b]\n2[c|d]\n");
    assert_string_equal(rows_of("a,b\r\nc,d"), "1[a|b]\n2[c|d]\n");
    assert_string_equal(rows_of(""), "");
    assert_string_equal(rows_of(","), "1[|]\n");
    assert_string_equal(rows_of("a,\n,b\n"), "1[a|]\n2[|b]\n");
    assert_string_equal(rows_of(" a , b \n"), "1[ a | b ]\n");
    assert_string_equal(rows_of("été,عائشة\n"), "1[été|عائشة]\n");
}

static void reads_quotes(void **state)
{
    (void)state;
    assert_string_equal(rows_of("\"a,b\",\"c\"\"d\"\n"), "1[a,b|c\"d]\n");
    assert_string_equal(rows_of("\"\",x\n\"\"\n"), "1[|x]\n2[]\n");
    assert_string_equal(rows_of("\"\"\"\"\n"), "1[\"]\n");
    assert_string_equal(rows_of("\"a\nb\r\nc\",d\ne\n"), "1[a\nb\r\nc|d]\n4[e]\n");
    assert_string_equal(rows_of("\"a\""), "1[a]\n");
    assert_string_equal(rows_of("\"a\"\r\nb"), "1[a]\n2[b]\n");
}

static void skips_bom_and_empty_lines(void **state)
{
    (void)state;
    assert_string_equal(rows_of("\xEF\xBB\xBF"
                                "a\n"),
                        "1[a]\n");
    assert_string_equal(rows_of("\xEF\xBB\xBF"), "");
    assert_string_equal(rows_of("\n\r\na\n\n\nb\n\n"), "3[a]\n6[b]\n");
    assert_string_equal(rows_of("\xEF\xBB\xBF\"a\"\n"), "1[a]\n");
}

static void reports_line_and_column_of_faults(void **state)
{
    (void)state;
    assert_string_equal(rows_of("a,b\nété,c\"d\ne\n"), "1[a|b]\n2!stray_quote@6\n3[e]\n");
    assert_string_equal(rows_of("\"a\"b,c\nd\n"), "1!stray_quote@4\n2[d]\n");
    assert_string_equal(rows_of("a,\"b\nc,d\n"), "1!open_quote@3\n2[c|d]\n");
    assert_string_equal(rows_of("a\rb\nc\n"), "1!stray_return@2\n2[c]\n");
    assert_string_equal(rows_of("é,\xFF\nb\n"), "1!bad_utf8@3\n2[b]\n");
    assert_string_equal(rows_of("\"a\n\xC3\",b\nc\n"), "1!bad_utf8@4\n3[c]\n");
    assert_string_equal(rows_of_chunks("a,b\0c\nd\n", 8, 99), "1!has_nul@4\n2[d]\n");
}

static void a_missing_quote_costs_one_row(void **state)
{
    (void)state;
    assert_string_equal(rows_of("a,\"b\nc,\"d\"\ne,f\n"), "1!stray_quote@9\n2[c|d]\n3[e|f]\n");
}

static void bounds_a_row(void **state)
{
    char *bytes = apr_palloc(pool, CNOPS_CSV_ROW_MAX + 8);

    (void)state;
    memset(bytes, 'x', CNOPS_CSV_ROW_MAX + 8);
    memcpy(bytes + CNOPS_CSV_ROW_MAX, "\r\nb\n", 4);
    assert_int_equal(strlen(rows_of_chunks(bytes, CNOPS_CSV_ROW_MAX + 4, 4096)),
                     strlen("1[]\n2[b]\n") + CNOPS_CSV_ROW_MAX);
    memcpy(bytes + CNOPS_CSV_ROW_MAX, "x\nb\n", 4);
    assert_string_equal(rows_of_chunks(bytes, CNOPS_CSV_ROW_MAX + 4, 4096),
                        "1!row_too_long@65537\n2[b]\n");
}

static void continues_after_an_endless_row(void **state)
{
    const apr_size_t len = 5 * CNOPS_CSV_ROW_MAX;
    char *bytes = apr_palloc(pool, len);

    (void)state;
    memset(bytes, 'x', len);
    memcpy(bytes + len - 3, "\nb\n", 3);
    assert_string_equal(rows_of_chunks(bytes, len, 777), "1!row_too_long@65539\n2[b]\n");
    memset(bytes, 'x', len);
    bytes[0] = '"';
    memcpy(bytes + 9, "\nc\n", 3);
    memcpy(bytes + len - 3, "\nb\n", 3);
    assert_string_equal(rows_of_chunks(bytes, len, 777),
                        "1!row_too_long@65539\n2[c]\n3!row_too_long@65539\n4[b]\n");
}

static void bounds_the_columns(void **state)
{
    char *text = apr_palloc(pool, 80);
    char *expected = apr_palloc(pool, 80);

    (void)state;
    memset(text, ',', CNOPS_CSV_COLUMNS_MAX - 1);
    text[CNOPS_CSV_COLUMNS_MAX - 1] = '\0';
    memset(expected, '|', CNOPS_CSV_COLUMNS_MAX - 1);
    expected[CNOPS_CSV_COLUMNS_MAX - 1] = '\0';
    assert_string_equal(rows_of(text), apr_pstrcat(pool, "1[", expected, "]\n", NULL));
    assert_string_equal(rows_of(apr_pstrcat(pool, text, ",\nb\n", NULL)),
                        "1!too_many_columns@65\n2[b]\n");
}

static void reads_the_same_at_every_chunk_size(void **state)
{
    static const char text[] =
        "\xEF\xBB\xBF"
        "cni,nom\r\n\r\nAB1,\"é, \"\"x\"\"\r\ny\"\n"
        "AB2,\"open\nAB3,عائشة\nbad\"quote,\n\xC3,x\r\na\rb\n\"z\"w\nlast,\"\"";
    const char *whole = rows_of_chunks(text, sizeof text - 1, sizeof text);

    (void)state;
    assert_string_equal(whole, "1[cni|nom]\n3[AB1|é, \"x\"\r\ny]\n5!stray_quote@25\n"
                               "6[AB3|عائشة]\n7!stray_quote@4\n8!bad_utf8@1\n9!stray_return@2\n"
                               "10!stray_quote@4\n11[last|]\n");
    for (apr_size_t chunk = 1; chunk < sizeof text; chunk++)
        assert_string_equal(rows_of_chunks(text, sizeof text - 1, chunk), whole);
}

static void reports_the_bytes_read(void **state)
{
    static const char text[] = "\xEF\xBB\xBF"
                               "a,b\r\n\nc\nd";
    static const apr_int64_t offsets[] = {8, 11, 12};
    chunks_t input = {text, sizeof text - 1, 0, 2, 0};
    cnops_csv_t *csv = cnops_csv_make(chunks_read, &input, pool);
    cnops_csv_row_t *row;

    (void)state;
    for (size_t at = 0; at < COUNT_OF(offsets); at++) {
        assert_int_equal(cnops_csv_next(&row, csv), APR_SUCCESS);
        assert_int_equal(row->offset, offsets[at]);
    }
    assert_int_equal(cnops_csv_next(&row, csv), APR_EOF);
    assert_null(row);
    assert_int_equal(cnops_csv_next(&row, csv), APR_EOF);
}

static void passes_read_errors_on(void **state)
{
    chunks_t input = {"a\nb\nc\n", 6, 0, 1, 3};
    cnops_csv_t *csv = cnops_csv_make(chunks_read, &input, pool);
    cnops_csv_row_t *row;

    (void)state;
    assert_int_equal(cnops_csv_next(&row, csv), APR_SUCCESS);
    assert_int_equal(cnops_csv_next(&row, csv), APR_EINVAL);
    assert_null(row);
    assert_int_equal(cnops_csv_next(&row, csv), APR_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(reads_rows),
        POOL_TEST(reads_quotes),
        POOL_TEST(skips_bom_and_empty_lines),
        POOL_TEST(reports_line_and_column_of_faults),
        POOL_TEST(a_missing_quote_costs_one_row),
        POOL_TEST(bounds_a_row),
        POOL_TEST(continues_after_an_endless_row),
        POOL_TEST(bounds_the_columns),
        POOL_TEST(reads_the_same_at_every_chunk_size),
        POOL_TEST(reports_the_bytes_read),
        POOL_TEST(passes_read_errors_on),
    };

    return RUN_TESTS(tests);
}
