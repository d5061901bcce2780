/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes rows of CSV files that people may open with a spreadsheet.
 *
 * A spreadsheet takes a cell that begins with = + - @, a tab or a return for a formula, and a
 * formula can send what is beside it elsewhere. Such a cell begins with an apostrophe here, which
 * makes it a text.
 *
 * Where the machine's list separator is not the comma (in French settings it is the semicolon), a
 * spreadsheet cuts the same bytes in other places. It respects quotes only where they begin one of
 * its own cells, and most of ours do not, so quotes do not protect a text there, and neither does
 * an apostrophe at the beginning of the text. Therefore every place of a text where such a reader
 * may begin a cell gets the apostrophe too: after ; tab, return or newline, where a formula
 * follows, also behind blanks and quotes. A reader of the commas sees these apostrophes in the
 * text. Data that must arrive unchanged has to be written without such places, as
 * ctl/export_requests.c does.
 *
 * Floor: base. Threads: any. Source: RFC 4180; OWASP, CSV injection. */
#ifndef CNOPS_BASE_CSV_WRITE_H
#define CNOPS_BASE_CSV_WRITE_H

#include "base/buffer.h"

/* Adds a row with its line end. cells ends with NULL. Quotes a cell only where it must. */
void cnops_csv_add_row(cnops_buffer_t *out, const char *const *cells);

/* Adds one cell in quotes, without a separator. */
void cnops_csv_add_quoted(cnops_buffer_t *out, const char *text);

#endif
