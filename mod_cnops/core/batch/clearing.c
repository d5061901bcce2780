/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/clearing.h"

#define ROWS_AT_ONCE 500

apr_status_t cnops_batch_clear(const cnops_core_t *core, apr_int64_t batch_id,
                               cnops_batch_part_e part, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    cnops_batch_clearing_t clearing = {batch_id, part, ROWS_AT_ONCE};
    int count = ROWS_AT_ONCE;
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && count == ROWS_AT_ONCE)
        rv = store->batches->clear(store->self, &count, &clearing, pool);
    return rv;
}

/* Nothing is cleared before: where an answer of the database was lost, the batch may be received,
 * and is not ours to delete. */
apr_status_t cnops_batch_forget(const cnops_core_t *core, const cnops_batch_lease_t *lease,
                                apr_pool_t *pool)
{
    return core->store.batches->forget(core->store.self, lease, pool);
}
