/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/batches.h"

#include "base/errors.h"

/* Returns APR_EOF with the last rows, if any are left. */
static apr_status_t collect(apr_array_header_t **prows, const cnops_batches_t *batches,
                            apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    *prows = apr_array_make(pool, batches->size, (int)batches->row_size);
    while (rv == APR_SUCCESS && (*prows)->nelts < batches->size)
        if ((rv = batches->next(batches->self, apr_array_push(*prows), pool)) != APR_SUCCESS)
            apr_array_pop(*prows);
    return rv;
}

static apr_status_t stage_all(apr_int64_t *pstaged, const cnops_batches_t *batches,
                              cnops_import_reader_t *reader, apr_pool_t *pool)
{
    apr_status_t collected = APR_SUCCESS, rv = APR_SUCCESS;
    apr_array_header_t *rows;

    while (collected == APR_SUCCESS && rv == APR_SUCCESS) {
        apr_pool_clear(pool);
        collected = collect(&rows, batches, pool);
        /* The last batch comes with APR_EOF. */
        if (collected == APR_SUCCESS || APR_STATUS_IS_EOF(collected))
            rv = batches->stage(batches->self, rows, pool);
        cnops_import_reader_staged(reader, *pstaged += rows->nelts);
    }
    return rv != APR_SUCCESS || APR_STATUS_IS_EOF(collected) ? rv : collected;
}

apr_status_t cnops_batches_stage(const cnops_batches_t *batches, cnops_import_reader_t *reader,
                                 apr_pool_t *pool)
{
    apr_int64_t staged = 0;
    apr_pool_t *batch_pool;
    apr_status_t rv;

    apr_pool_create(&batch_pool, pool);
    rv = stage_all(&staged, batches, reader, batch_pool);
    apr_pool_destroy(batch_pool);
    if (rv != APR_SUCCESS)
        return rv;
    return staged == reader->kept ? APR_SUCCESS : CNOPS_EMALFORMED;
}
