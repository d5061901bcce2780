/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/ndjson.h"

#include "base/chunks.h"
#include "base/json.h"
#include "base/test_pool.h"

#include <apr_strings.h>

/* Everything that the reader returns, a row per line: "line{…}" or "line!fault". */
static const char *rows_of_chunks(const char *bytes, apr_size_t len, apr_size_t chunk)
{
    chunks_t input = {bytes, len, 0, chunk, 0};
    cnops_ndjson_t *ndjson = cnops_ndjson_make(chunks_read, &input, pool);
    const cnops_ndjson_row_t *row;
    char *rows = apr_pstrdup(pool, "");
    apr_status_t rv;

    while ((rv = cnops_ndjson_next(&row, ndjson)) == APR_SUCCESS)
        rows = row->fault ? apr_psprintf(pool, "%s%d!%s\n", rows, (int)row->line, row->fault)
                          : apr_psprintf(pool, "%s%d%s\n", rows, (int)row->line,
                                         cnops_json_write(row->object, pool));
    assert_int_equal(rv, APR_EOF);
    assert_int_equal(cnops_ndjson_next(&row, ndjson), APR_EOF);
    assert_null(row);
    return rows;
}

static const char *rows_of(const char *text)
{
    const char *rows = rows_of_chunks(text, strlen(text), 4096);

    assert_string_equal(rows_of_chunks(text, strlen(text), 1), rows);
    assert_string_equal(rows_of_chunks(text, strlen(text), 3), rows);
    return rows;
}

static void test_reads_a_row_a_line(void **state)
{
    (void)state;
    assert_string_equal(rows_of("{\"a\":1}\n{\"b\":\"x\"}\n"), "1{\"a\":1}\n2{\"b\":\"x\"}\n");
    assert_string_equal(rows_of("{\"a\":1}\r\n{\"b\":2}"), "1{\"a\":1}\n2{\"b\":2}\n");
    assert_string_equal(rows_of("\xef\xbb\xbf{}\n"), "1{}\n");
    assert_string_equal(rows_of(""), "");
    assert_string_equal(rows_of("\n"), "");
}

static void test_empty_lines_count_and_are_skipped(void **state)
{
    (void)state;
    assert_string_equal(rows_of("\n \t\r\n{}\n\n{\"a\":1}\n"), "3{}\n5{\"a\":1}\n");
}

static void test_what_is_no_object_costs_its_line(void **state)
{
    (void)state;
    assert_string_equal(
        rows_of("{\"a\":\n[1]\n{\"a\":1}\n\"x\"\n{\"a\":1,\"a\":2}\n{\"\xff\":1}\n"),
        "1!bad_json\n2!bad_json\n3{\"a\":1}\n4!bad_json\n5!bad_json\n6!bad_json\n");
    assert_string_equal(rows_of("{}\n\xef\xbb\xbf{}\n"), "1{}\n2!bad_json\n");
}

/* An object whose line has len bytes, and rest behind it. */
static const char *long_row(apr_size_t len, const char *rest)
{
    char *row = apr_palloc(pool, len + strlen(rest) + 1);

    memset(row, 'x', len);
    memcpy(row, "{\"a\":\"", 6);
    memcpy(row + len - 2, "\"}", 2);
    memcpy(row + len, rest, strlen(rest) + 1);
    return row;
}

static void test_a_long_line_costs_itself(void **state)
{
    const char *longest = long_row(CNOPS_NDJSON_ROW_MAX, "\r\n{}\n");
    const char *too_long = long_row(CNOPS_NDJSON_ROW_MAX + 1, "\n{}\n");
    const char *very_long = long_row(4 * CNOPS_NDJSON_ROW_MAX, "\n{}\n");
    const char *last = long_row(CNOPS_NDJSON_ROW_MAX + 1, "");

    (void)state;
    assert_memory_equal(rows_of_chunks(longest, strlen(longest), 1000), "1{\"a\":\"x", 8);
    assert_string_equal(rows_of_chunks(too_long, strlen(too_long), 1000), "1!row_too_long\n2{}\n");
    assert_string_equal(rows_of_chunks(very_long, strlen(very_long), 1000),
                        "1!row_too_long\n2{}\n");
    assert_string_equal(rows_of_chunks(very_long, strlen(very_long), 1 << 20),
                        "1!row_too_long\n2{}\n");
    assert_string_equal(rows_of_chunks(last, strlen(last), 1000), "1!row_too_long\n");
}

static void test_a_failure_is_final(void **state)
{
    const char *text = "{\"a\":1}\n{\"b\":2}";
    chunks_t input = {text, strlen(text), 0, 4, 12};
    cnops_ndjson_t *ndjson = cnops_ndjson_make(chunks_read, &input, pool);
    const cnops_ndjson_row_t *row;

    (void)state;
    assert_int_equal(cnops_ndjson_next(&row, ndjson), APR_SUCCESS);
    assert_int_equal(cnops_ndjson_next(&row, ndjson), APR_EINVAL);
    input.fails_at = 0;
    assert_int_equal(cnops_ndjson_next(&row, ndjson), APR_EINVAL);
    assert_null(row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(test_reads_a_row_a_line),
        POOL_TEST(test_empty_lines_count_and_are_skipped),
        POOL_TEST(test_what_is_no_object_costs_its_line),
        POOL_TEST(test_a_long_line_costs_itself),
        POOL_TEST(test_a_failure_is_final),
    };

    return RUN_TESTS(tests);
}
