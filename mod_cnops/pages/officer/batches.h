/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The batches of an establishment, as its officers see them, and the form that sends a file. The
 * file is read while it comes, and becomes a batch that waits for its officer: a preview.
 *
 * Floor: pages. Threads: one request, one thread. Memory: neither a long file nor many batches need
 * more of it. */
#ifndef CNOPS_PAGES_OFFICER_BATCHES_H
#define CNOPS_PAGES_OFFICER_BATCHES_H

#include "core/batch/batch.h"
#include "pages/frame/request.h"

cnops_res_t *cnops_officer_batches_get(cnops_req_t *req);
cnops_res_t *cnops_officer_batches_post(cnops_req_t *req);

/* Adds what all pages say of a batch: its address, state, counts, day, and who has sent it. */
apr_status_t cnops_officer_show_batch(cnops_tree_t *item, const cnops_req_t *req,
                                      const cnops_batch_t *batch);
/* Adds establishment and officer to the data of a page. */
apr_status_t cnops_officer_show_self(cnops_tree_t *data, const cnops_req_t *req);

#endif
