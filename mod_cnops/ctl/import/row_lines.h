/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Remembers lines of a file that are refused after they were read: one bit for each. And finds the
 * rows whose key an earlier row has.
 *
 * Floor: ctl. Threads: one. Memory: one bit for each line; while keys are compared, a sorter of
 * base/sorter.h. Secrets: a file gets the keys, which must be digests. */
#ifndef CNOPS_CTL_IMPORT_ROW_LINES_H
#define CNOPS_CTL_IMPORT_ROW_LINES_H

#include <apr_pools.h>
#include <stdbool.h>

/* --- a set of lines --- */

typedef struct cnops_row_lines_t cnops_row_lines_t;

/* last: the greatest line. */
cnops_row_lines_t *cnops_row_lines_make(apr_int64_t last, apr_pool_t *pool);
void cnops_row_lines_add(cnops_row_lines_t *lines, apr_int64_t line);
bool cnops_row_lines_has(const cnops_row_lines_t *lines, apr_int64_t line);

typedef void (*cnops_row_line_fn)(void *self, apr_int64_t line);

/* Calls each for every line of the set, in the order of the file. */
void cnops_row_lines_each(const cnops_row_lines_t *lines, cnops_row_line_fn each, void *self);

/* --- keys that must be in one row only --- */

typedef struct cnops_row_keys_t cnops_row_keys_t;

/* dir: for a temporary file. */
cnops_row_keys_t *cnops_row_keys_make(const char *dir, apr_pool_t *pool);

/* Adds the key of a row, a digest. The lines of rows must rise. */
apr_status_t cnops_row_keys_put(cnops_row_keys_t *keys, const char *digest, apr_int64_t line);

/* *prepeated: the lines whose key an earlier row has. Ends keys. */
apr_status_t cnops_row_keys_end(cnops_row_lines_t **prepeated, cnops_row_keys_t *keys,
                                apr_pool_t *pool);

#endif
