/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Turns what spreadsheets save as text into CSV as RFC 4180 has it, in UTF-8, as it comes: a byte
 * order mark, ';' or tab between the cells, and Windows-1252 are understood. Lines keep their
 * numbers.
 *
 * The separator is the one that stands most often in the first line. The text is UTF-8 unless its
 * first character outside ASCII is none of UTF-8: then all of it is Windows-1252. So nothing needs
 * to be read twice. A text that begins as UTF-8 and goes on otherwise is passed on as it is; its
 * reader tells the line.
 *
 * Floor: base. Threads: a reader belongs to one thread. Secrets: cells are in its memory, which is
 * wiped with the pool. */
#ifndef CNOPS_BASE_SHEET_TEXT_H
#define CNOPS_BASE_SHEET_TEXT_H

#include <apr_pools.h>
#include <stdbool.h>

typedef struct cnops_sheet_text_t cnops_sheet_text_t;

/* Reads up to *plen bytes into buffer and sets *plen to the number read. APR_EOF at the end of the
 * input. */
typedef apr_status_t (*cnops_sheet_read_fn)(void *self, char *buffer, apr_size_t *plen);

/* What was understood so far. */
typedef struct cnops_sheet_found_t {
    char separator;   /* ',', ';' or '\t'; 0: nothing was read yet */
    bool is_1252;     /* Windows-1252; false: UTF-8, or ASCII alone */
    bool has_mark;    /* a byte order mark */
    bool is_workbook; /* no text: a file of a spreadsheet program, or UTF-16 */
} cnops_sheet_found_t;

cnops_sheet_text_t *cnops_sheet_text_make(cnops_sheet_read_fn read, void *self, apr_pool_t *pool);

/* The CSV: up to *plen bytes, at least 16, into buffer. APR_EOF after the last one, without bytes.
 * Of a workbook nothing is read: CNOPS_EMALFORMED. A cnops_sheet_read_fn: self is the reader. */
apr_status_t cnops_sheet_text_read(void *self, char *buffer, apr_size_t *plen);

const cnops_sheet_found_t *cnops_sheet_text_found(const cnops_sheet_text_t *sheet);

#endif
