/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes rows of CSV files that people may open with a spreadsheet.
 *
 * Floor: base. Threads: any. Source: RFC 4180; OWASP, CSV injection. */
#ifndef CNOPS_BASE_CSV_WRITE_H
#define CNOPS_BASE_CSV_WRITE_H

#include "base/buffer.h"

/* Adds a row with its line end. cells ends with NULL. A spreadsheet takes a cell that begins with
 * = + - @, a tab or a return for a formula, and a formula can send what is beside it elsewhere:
 * such a cell begins with an apostrophe here, which makes it a text. */
void cnops_csv_add_row(cnops_buffer_t *out, const char *const *cells);

#endif
