/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/csv_write.h"

#include "base/test_pool.h"

static const char *row(const char *const *cells)
{
    cnops_buffer_t out;

    cnops_buffer_init(&out, 8, pool);
    cnops_csv_add_row(&out, cells);
    return cnops_buffer_text(&out);
}

static void a_row_is_written_as_rfc_4180_says(void **state)
{
    (void)state;
    assert_string_equal(row((const char *const[]){"a", "", "b c", NULL}), "a,,b c\r\n");
    assert_string_equal(row((const char *const[]){"a,b", "c\"d", "e\nf", NULL}),
                        "\"a,b\",\"c\"\"d\",\"e\nf\"\r\n");
}

static void no_cell_is_a_formula(void **state)
{
    static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", NULL};

    (void)state;
    for (const char *const *formula = formulas; *formula; formula++) {
        const char *text = row((const char *const[]){*formula, NULL});

        assert_true(text[0] == '\'' || (text[0] == '"' && text[1] == '\''));
    }
    assert_string_equal(row((const char *const[]){"1=1", NULL}), "1=1\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_row_is_written_as_rfc_4180_says),
        POOL_TEST(no_cell_is_a_formula),
    };

    return RUN_TESTS(tests);
}
