/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Keeps the sealed rows of claims.csv until all are read. Then it finds the rows whose reference an
 * earlier row has, and those without a membership, and gives the others back in the order in which
 * the database keeps claims.
 *
 * Rows are sorted twice. In the order of the digests of immatriculations, the look-up of the
 * memberships reads their index from one end to the other. In the order of memberships and days,
 * the table of claims is written from one end to the other.
 *
 * Floor: ctl. Threads: one. Memory: two sorters of base/sorter.h, two bits for each line of the
 * file, and a batch of rows. Secrets: a file gets what the database gets, sealed or keyed. */
#ifndef CNOPS_CTL_IMPORT_CLAIM_SORT_H
#define CNOPS_CTL_IMPORT_CLAIM_SORT_H

#include "ctl/import/claim_row.h"
#include "ctl/import/row_lines.h"
#include "store/import/claims_row.h"

#include <apr_hash.h>

typedef struct cnops_claim_sort_t cnops_claim_sort_t;

/* dir: where temporary files are made; they need about 2 KB for each row. */
cnops_claim_sort_t *cnops_claim_sort_make(const char *dir, apr_pool_t *pool);

/* Adds a row. The lines of rows must rise. */
apr_status_t cnops_claim_sort_put(cnops_claim_sort_t *sort, const cnops_claim_kept_t *row);

/* Ends the putting. repeated: called for each row whose reference an earlier row has, in the order
 * of the file. */
apr_status_t cnops_claim_sort_end(cnops_claim_sort_t *sort, cnops_row_line_fn repeated, void *self);

/* *pids: digest of an immatriculation → apr_int64_t *, the id of the membership; of those of
 * digests (const char *) that there are. */
typedef apr_status_t (*cnops_claim_find_fn)(void *self, apr_hash_t **pids,
                                            const apr_array_header_t *digests, apr_pool_t *pool);

/* After cnops_claim_sort_end: finds the memberships of the rows. unknown: called for each row
 * without one, in the order of the file. */
apr_status_t cnops_claim_sort_place(cnops_claim_sort_t *sort, cnops_claim_find_fn find,
                                    cnops_row_line_fn unknown, void *self);

/* After cnops_claim_sort_place: the next row, in *row; APR_EOF after the last. Rows of one
 * membership come together. key_id: of all rows. */
apr_status_t cnops_claim_sort_next(cnops_claim_row_t *row, cnops_claim_sort_t *sort,
                                   const char *key_id, apr_pool_t *pool);

#endif
