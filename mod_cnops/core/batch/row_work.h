/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the rows of one chunk give: registrations that are ready to be written, and faults.
 *
 * Floor: core, private to core/batch. Threads: any. Secrets: rows are in clear. */
#ifndef CNOPS_CORE_BATCH_ROW_WORK_H
#define CNOPS_CORE_BATCH_ROW_WORK_H

#include "core/batch/cells.h"
#include "core/core.h"

/* Fills turn->rows and turn->faults from rows (cnops_batch_cells_t). Nothing is written. */
apr_status_t cnops_row_work(cnops_batch_turn_t *turn, const cnops_core_t *core,
                            const cnops_batch_t *batch, const apr_array_header_t *rows,
                            apr_pool_t *pool);

/* Whether its rows are checked only. */
bool cnops_batch_only_checks(const cnops_batch_t *batch);

#endif
