/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/counting.h"

#include "base/errors.h"
#include "core/establishment/establishment.h"

apr_status_t cnops_batch_count_rows(bool *pcounted, cnops_quota_t *pquota, const cnops_core_t *core,
                                    apr_int64_t establishment_id, apr_int64_t rows,
                                    apr_pool_t *pool)
{
    const cnops_establishment_t *establishment;
    apr_status_t rv;

    *pcounted = true;
    if (rows == 0)
        return APR_SUCCESS;
    rv = cnops_establishment_get(&establishment, core, establishment_id, pool);
    if (rv != APR_SUCCESS || !establishment)
        return rv == APR_SUCCESS ? CNOPS_ENOTFOUND : rv;
    rv = cnops_quota_take(pcounted, core, establishment, rows, pool);
    if (rv == APR_SUCCESS && !*pcounted)
        rv = cnops_quota_look(pquota, core, establishment, pool);
    return rv;
}
