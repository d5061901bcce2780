/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Counts the rows of a batch against what its establishment may send in a day.
 *
 * Floor: core, private to core/batch. Threads: any. */
#ifndef CNOPS_CORE_BATCH_COUNTING_H
#define CNOPS_CORE_BATCH_COUNTING_H

#include "core/establishment/quota.h"

/* *pcounted false: fewer are left than rows, none is counted, and *pquota says what is left. */
apr_status_t cnops_batch_count_rows(bool *pcounted, cnops_quota_t *pquota, const cnops_core_t *core,
                                    apr_int64_t establishment_id, apr_int64_t rows,
                                    apr_pool_t *pool);

#endif
