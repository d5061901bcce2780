/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Keeps the sealed rows of members.csv until all are read. Then it finds the rows whose
 * immatriculation an earlier row has, and gives the others back in the order of their persons'
 * digests.
 *
 * The order is for the database. Digests are random, so rows in the order of the file would write
 * to pages all over the index of persons. In this order they fill one page after the other.
 *
 * Floor: ctl. Threads: one. Memory: two sorters of base/sorter.h and one bit for each line of the
 * file. Secrets: a file gets what the database gets, sealed or keyed. */
#ifndef CNOPS_CTL_IMPORT_MEMBER_SORT_H
#define CNOPS_CTL_IMPORT_MEMBER_SORT_H

#include "ctl/import/row_lines.h"
#include "store/import/import_row.h"

typedef struct cnops_member_sort_t cnops_member_sort_t;

/* dir: where temporary files are made; they need about 2 KB for each row. */
cnops_member_sort_t *cnops_member_sort_make(const char *dir, apr_pool_t *pool);

/* Adds a row. The lines of rows must rise. */
apr_status_t cnops_member_sort_put(cnops_member_sort_t *sort, const cnops_import_row_t *row,
                                   apr_pool_t *pool);

/* Ends the putting. repeated: called for each row whose immatriculation an earlier row has, in the
 * order of the file. */
apr_status_t cnops_member_sort_end(cnops_member_sort_t *sort, cnops_row_line_fn repeated,
                                   void *self);

/* After cnops_member_sort_end: the next row that repeats no other, in *row; APR_EOF after the last.
 * Rows of one person come together, in the order of the file. key_id: of all rows. */
apr_status_t cnops_member_sort_next(cnops_import_row_t *row, cnops_member_sort_t *sort,
                                    const char *key_id, apr_pool_t *pool);

#endif
