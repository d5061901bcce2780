/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Deletes what may be many rows, some hundred at a time: no statement takes long, and whoever is
 * killed has done a part of the work.
 *
 * Floor: core, private to core/batch. Threads: any. */
#ifndef CNOPS_CORE_BATCH_CLEARING_H
#define CNOPS_CORE_BATCH_CLEARING_H

#include "core/core.h"

/* Deletes all rows of this kind. */
apr_status_t cnops_batch_clear(const cnops_core_t *core, apr_int64_t batch_id,
                               cnops_batch_part_e part, apr_pool_t *pool);

/* Forgets a batch that is being received under this lease, or whose lease is over. CNOPS_ECONFLICT
 * where there is no such batch. */
apr_status_t cnops_batch_forget(const cnops_core_t *core, const cnops_batch_lease_t *lease,
                                apr_pool_t *pool);

#endif
