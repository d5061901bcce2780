/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Keeps records that may be too many for memory, in their order, to be read again and again. A
 * record is a row of texts. The file has no name, so it disappears with the process.
 *
 * Floor: ctl. Threads: one. Memory: one record. Secrets: the file has the texts as they are. */
#ifndef CNOPS_CTL_IMPORT_ROW_SPOOL_H
#define CNOPS_CTL_IMPORT_ROW_SPOOL_H

#include <apr_pools.h>

#define CNOPS_ROW_SPOOL_TEXT_MAX 65535 /* bytes of a text */

typedef struct cnops_row_spool_t cnops_row_spool_t;

/* dir: where the file is made. texts: how many a record has. */
apr_status_t cnops_row_spool_make(cnops_row_spool_t **pspool, const char *dir, int texts,
                                  apr_pool_t *pool);

/* Adds a record at the end. No text is NULL. CNOPS_ETOOLARGE for a longer text, otherwise the error
 * of the file. */
apr_status_t cnops_row_spool_put(cnops_row_spool_t *spool, const char *const *texts);

/* Ends the putting, and goes to the first record. May be called again at any time. */
apr_status_t cnops_row_spool_rewind(cnops_row_spool_t *spool);

/* Forgets all records. */
apr_status_t cnops_row_spool_clear(cnops_row_spool_t *spool);

/* *ptexts gets the next record, from pool; APR_EOF after the last one. */
apr_status_t cnops_row_spool_next(const char ***ptexts, cnops_row_spool_t *spool, apr_pool_t *pool);

#endif
