/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sorts records that may be too many for memory. A record is a row of texts, of which the first is
 * its key. Records with equal keys keep the order in which they were put.
 *
 * Records are collected in memory. When it is full, they are sorted and written to a file as a run.
 * At the end all runs are merged. The file has no name, so it disappears with the process.
 *
 * Floor: base. Threads: a sorter belongs to one thread. Memory: CNOPS_SORTER_MEMORY, however many
 * records there are; over 256 runs, CNOPS_SORTER_RECORD_MAX for each of them. Secrets: the file has
 * the texts as they are, and neither it nor the memory is wiped. */
#ifndef CNOPS_BASE_SORTER_H
#define CNOPS_BASE_SORTER_H

#include <apr_pools.h>

#define CNOPS_SORTER_MEMORY     (8 * 1024 * 1024)
#define CNOPS_SORTER_RECORD_MAX (32 * 1024) /* bytes of a record, with one more for each text */

typedef struct cnops_sorter_t cnops_sorter_t;

/* dir: where the file is made, if it is needed. texts: how many a record has. */
cnops_sorter_t *cnops_sorter_make(const char *dir, int texts, apr_pool_t *pool);

/* Adds a record, which is copied. Any text but the key may be NULL. CNOPS_ETOOLARGE where the
 * record is over CNOPS_SORTER_RECORD_MAX, otherwise the error of the file. */
apr_status_t cnops_sorter_put(cnops_sorter_t *sorter, const char *const *texts);

/* Ends the putting. */
apr_status_t cnops_sorter_sort(cnops_sorter_t *sorter);

/* After cnops_sorter_sort: *ptexts gets the next record, from pool; APR_EOF after the last. */
apr_status_t cnops_sorter_next(const char ***ptexts, cnops_sorter_t *sorter, apr_pool_t *pool);

#endif
