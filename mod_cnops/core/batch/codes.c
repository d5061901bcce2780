/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/codes.h"

#include <string.h>

const cnops_registration_code_t cnops_batch_codes[] = {
    {"duplicate", "an earlier row of this batch has the same year and CINE"},
    {"cell_count", "more or fewer cells than the header row"},
    {"bad_utf8", "not UTF-8"},
    {"has_nul", "a NUL byte, which no text has"},
    {"stray_quote", "a quote where none can be"},
    {"stray_return", "a line end that is neither LF nor CRLF"},
    {"open_quote", "a quote that is never closed"},
    {"row_too_long", "the row is over 64 KiB"},
    {"too_many_columns", "the row has too many cells"},
    {"bad_json", "not an object of strict JSON on one line"},
    {"unknown_column", "a member that is no column of registrations.csv"},
    {NULL, NULL},
};

const char *cnops_batch_code_meaning(const char *code)
{
    const cnops_registration_code_t *row = cnops_batch_codes;

    while (row->code && strcmp(row->code, code) != 0)
        row++;
    return row->code ? row->meaning : cnops_registration_code_meaning(code);
}
