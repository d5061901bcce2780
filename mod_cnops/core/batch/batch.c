/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/batch.h"

#include "base/errors.h"
#include "core/batch/clearing.h"
#include "core/batch/counting.h"
#include "core/batch/fault_key.h"

#include <apr_strings.h>

/* --- looking --- */

apr_status_t cnops_batch_find(const cnops_batch_t **pbatch, const cnops_core_t *core,
                              apr_int64_t establishment_id, const char *reference, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;

    return store->batches->by_reference(store->self, pbatch, establishment_id, reference, pool);
}

apr_status_t cnops_batches_of(apr_array_header_t **plist, const cnops_core_t *core,
                              const cnops_batches_wanted_t *wanted, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;

    return store->batches->of_establishment(store->self, plist, wanted, pool);
}

bool cnops_batch_is_checked(const cnops_batch_t *batch)
{
    return batch->done_at != 0;
}

apr_status_t cnops_batch_refusals(apr_array_header_t **plist, const cnops_core_t *core,
                                  const cnops_batch_page_t *page, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    apr_array_header_t *faults;
    apr_status_t rv;

    *plist = apr_array_make(pool, page->max, sizeof(cnops_batch_refusal_t));
    rv = store->batches->faults(store->self, &faults, page, pool);
    for (int i = 0; i < faults->nelts && rv == APR_SUCCESS; i++) {
        const cnops_batch_fault_t *fault = &APR_ARRAY_IDX(faults, i, cnops_batch_fault_t);
        cnops_batch_refusal_t *refusal = apr_array_push(*plist);

        *refusal = (cnops_batch_refusal_t){fault->line, "", fault->field, fault->code};
        rv = cnops_fault_key_open(&refusal->key, core, page->batch_id, fault, pool);
    }
    return rv;
}

apr_status_t cnops_batch_results(apr_array_header_t **plist, const cnops_core_t *core,
                                 const cnops_batch_page_t *page, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    apr_array_header_t *rows;
    apr_status_t rv;

    *plist = apr_array_make(pool, page->max, sizeof(cnops_batch_answer_t));
    rv = store->batches->results(store->self, &rows, page, pool);
    for (int i = 0; i < rows->nelts && rv == APR_SUCCESS; i++) {
        const cnops_batch_result_t *row = &APR_ARRAY_IDX(rows, i, cnops_batch_result_t);
        cnops_batch_answer_t *answer = apr_array_push(*plist);

        answer->line = row->line;
        answer->seen.row = row->registration;
        rv = cnops_registration_record_open(&answer->seen.record, core, &row->registration, pool);
    }
    return rv;
}

/* --- a preview --- */

/* Rows that waited for longer may be gone. */
static bool is_too_old(const cnops_core_t *core, const cnops_batch_t *batch)
{
    return cnops_core_now(core) - batch->created_at >= core->settings->batch_spool_kept;
}

apr_status_t cnops_batch_send(const cnops_core_t *core, const cnops_batch_t *batch,
                              apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    cnops_quota_t quota;
    bool is_counted;
    apr_status_t rv;

    if (batch->state != CNOPS_BATCH_PREVIEW || !cnops_batch_is_checked(batch) ||
        is_too_old(core, batch))
        return CNOPS_ECONFLICT;
    rv = cnops_batch_count_rows(&is_counted, &quota, core, batch->establishment_id, batch->rows,
                                pool);
    if (rv != APR_SUCCESS)
        return rv;
    return is_counted ? store->batches->send(store->self, batch->id, pool) : CNOPS_ETOOLARGE;
}

/* Its chunks are of no use from then on, nor the keys of its rows: those that cannot be deleted now
 * are when they are old. */
apr_status_t cnops_batch_abandon(const cnops_core_t *core, const cnops_batch_t *batch,
                                 apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    apr_status_t rv = store->batches->abandon(store->self, batch->id, cnops_core_now(core), pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_batch_clear(core, batch->id, CNOPS_BATCH_CHUNKS, pool);
    cnops_batch_clear(core, batch->id, CNOPS_BATCH_ROWS, pool);
    return APR_SUCCESS;
}
