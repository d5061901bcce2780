/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/csv_write.h"

#include "base/test_pool.h"

#include <stdbool.h>
#include <string.h>

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

/* How a spreadsheet whose separator is the semicolon cuts these bytes: quotes are quotes only where
 * they begin one of its cells. Calls check for each cell. */
static void cut_at_semicolons(const char *text, void (*check)(const char *cell))
{
    while (*text) {
        cnops_buffer_t cell;
        bool quoted = *text == '"';

        cnops_buffer_init(&cell, 8, pool);
        text += quoted;
        for (; *text && (quoted || !strchr(";\t\r\n", *text)); text++) {
            if (quoted && *text == '"' && text[1] != '"') {
                quoted = false;
                continue;
            }
            text += quoted && *text == '"';
            cnops_buffer_add_byte(&cell, *text);
        }
        check(cnops_buffer_text(&cell));
        text += *text != 0;
    }
}

static void assert_text(const char *cell)
{
    cell += strspn(cell, " ");
    if (*cell && strchr("=+-@", *cell))
        fail_msg("a formula: %s", cell);
}

static void no_cell_is_a_formula_where_semicolons_separate(void **state)
{
    static const char *const texts[] = {
        "x;=cmd|' /C calc'!A0;", "x;  @SUM(A1)", "x\n=1+1", "x\r\n-1", "x\t+1", "x;\"=1+1",
        "x; \" =1+1\"",          "\"x\";=1",     ";;=1",    NULL};

    (void)state;
    for (const char *const *text = texts; *text; text++) {
        cut_at_semicolons(row((const char *const[]){"a", *text, "b", NULL}), assert_text);
        cut_at_semicolons(row((const char *const[]){"a,b", *text, *text, NULL}), assert_text);
    }
}

static void only_a_formula_gets_an_apostrophe(void **state)
{
    (void)state;
    assert_string_equal(row((const char *const[]){"a; b;c=1; \"d\"", NULL}),
                        "\"a; b;c=1; \"\"d\"\"\"\r\n");
    assert_string_equal(row((const char *const[]){"a; -b", NULL}), "\"a;' -b\"\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_row_is_written_as_rfc_4180_says),
        POOL_TEST(no_cell_is_a_formula),
        POOL_TEST(no_cell_is_a_formula_where_semicolons_separate),
        POOL_TEST(only_a_formula_gets_an_apostrophe),
    };

    return RUN_TESTS(tests);
}
