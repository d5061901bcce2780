/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The names of batches of letters. A run of the export begins in a second; its files are counted in
 * the microseconds of that second, and these times are the letter_at of the letters. So a batch
 * needs no column and no table of its own.
 *
 *   20261130T215200Z-003  the third file of the run of that second (UTC)
 *   20261130T215200Z      the whole run
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_REQUEST_LETTER_BATCH_H
#define CNOPS_CORE_REQUEST_LETTER_BATCH_H

#include <apr_pools.h>
#include <apr_time.h>
#include <stdbool.h>

#define CNOPS_LETTER_FILES_MAX 999 /* files of a run */

/* The letter_at of the letters of a file, 1 to CNOPS_LETTER_FILES_MAX; file 0: of a run without
 * files. now: when the run began. */
apr_time_t cnops_letter_batch_at(apr_time_t now, int file);

/* The name of the batch with this letter_at. */
const char *cnops_letter_batch_name(apr_time_t at, apr_pool_t *pool);

/* Times of letters: from is in it, to is not. */
typedef struct cnops_letter_span_t {
    apr_time_t from, to;
} cnops_letter_span_t;

/* Reads the name of a batch or of a run. False where it is none. */
bool cnops_letter_batch_parse(cnops_letter_span_t *pspan, const char *name);

#endif
