/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The lists of a batch, written while they are sent: some hundred rows at a time.
 *
 * Floor: pages. Threads: any; a list belongs to its request. Officers get the same files
 * (pages/officer). Secrets: keys of rows are personal, and go to their sender. */
#ifndef CNOPS_PAGES_API_BATCH_LISTS_H
#define CNOPS_PAGES_API_BATCH_LISTS_H

#include "base/buffer.h"
#include "core/batch/batch.h"
#include "pages/frame/request.h"

/* A row of a list as it is written: texts for the columns of its kind, from the second one on; the
 * first one is the line. */
#define CNOPS_BATCH_LIST_COLUMNS 5

typedef struct cnops_batch_line_t {
    apr_int64_t line;
    const char *cells[CNOPS_BATCH_LIST_COLUMNS]; /* as many as the list has columns, less one */
} cnops_batch_line_t;

typedef struct cnops_batch_list_t {
    const char *name;                                  /* of the list in JSON */
    const char *columns[CNOPS_BATCH_LIST_COLUMNS + 1]; /* "line" and the others; NULL ends them */
    /* *plist: cnops_batch_line_t of a page. */
    apr_status_t (*read)(apr_array_header_t **plist, const cnops_core_t *core,
                         const cnops_batch_page_t *page, apr_pool_t *pool);
} cnops_batch_list_t;

extern const cnops_batch_list_t cnops_batch_list_faults, cnops_batch_list_results;

/* Answers with all rows of the list: CSV where Accept prefers it, else JSON. */
cnops_res_t *cnops_batch_list(const cnops_req_t *req, const cnops_batch_t *batch,
                              const cnops_batch_list_t *list);
/* The same as CSV, whatever Accept says. */
cnops_res_t *cnops_batch_list_csv(const cnops_req_t *req, const cnops_batch_t *batch,
                                  const cnops_batch_list_t *list);

#endif
