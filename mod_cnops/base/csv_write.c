/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/csv_write.h"

#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

static bool is_formula(const char *text)
{
    return *text && strchr("=+-@\t\r", *text);
}

static void add_quoted(cnops_buffer_t *out, const char *text)
{
    cnops_buffer_add_byte(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            cnops_buffer_add_byte(out, '"');
        cnops_buffer_add_byte(out, *text);
    }
    cnops_buffer_add_byte(out, '"');
}

static void add_cell(cnops_buffer_t *out, const char *text)
{
    const char *safe = is_formula(text) ? apr_pstrcat(out->pool, "'", text, NULL) : text;

    if (strpbrk(safe, ",\"\r\n"))
        add_quoted(out, safe);
    else
        cnops_buffer_add_text(out, safe);
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
