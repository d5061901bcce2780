/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/csv_write.h"

#include <stdbool.h>
#include <string.h>

/* Where a reader may begin a cell that does not take the comma for the separator. */
static bool is_separator(char byte)
{
    return byte && strchr(";\t\r\n", byte);
}

/* Whether a cell that began here would be a formula. Such a reader may drop blanks, and a quote
 * that stands first. */
static bool is_formula(const char *text)
{
    if (*text == '\t' || *text == '\r')
        return true;
    text += strspn(text, " \"");
    return *text && strchr("=+-@", *text);
}

static void add_safe(cnops_buffer_t *out, const char *text)
{
    bool begins = true;

    for (; *text; text++) {
        if (begins && is_formula(text))
            cnops_buffer_add_byte(out, '\'');
        if (*text == '"')
            cnops_buffer_add_byte(out, '"');
        cnops_buffer_add_byte(out, *text);
        begins = is_separator(*text);
    }
}

void cnops_csv_add_quoted(cnops_buffer_t *out, const char *text)
{
    cnops_buffer_add_byte(out, '"');
    add_safe(out, text);
    cnops_buffer_add_byte(out, '"');
}

static void add_cell(cnops_buffer_t *out, const char *text)
{
    if (strpbrk(text, ",;\"\t\r\n"))
        cnops_csv_add_quoted(out, text);
    else
        add_safe(out, text);
}

void cnops_csv_add_row(cnops_buffer_t *out, const char *const *cells)
{
    for (const char *const *cell = cells; *cell; cell++) {
        if (cell != cells)
            cnops_buffer_add_byte(out, ',');
        add_cell(out, *cell);
    }
    cnops_buffer_add_text(out, "\r\n");
}
