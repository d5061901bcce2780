/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/establishment/quota.h"

#include <apr_strings.h>

static apr_int64_t limit_of(const cnops_core_t *core, const cnops_establishment_t *establishment)
{
    return establishment->day_rows ? establishment->day_rows : core->settings->api_day_rows;
}

static const char *subject_of(const cnops_establishment_t *establishment, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, establishment->id);
}

apr_status_t cnops_quota_look(cnops_quota_t *pquota, const cnops_core_t *core,
                              const cnops_establishment_t *establishment, apr_pool_t *pool)
{
    apr_int64_t limit = limit_of(core, establishment);
    cnops_verdict_t verdict;
    apr_status_t rv = cnops_throttle_look(&verdict, core, CNOPS_USE_ESTABLISHMENT_ROWS,
                                          subject_of(establishment, pool), limit, pool);

    *pquota = (cnops_quota_t){.limit = limit};
    if (rv != APR_SUCCESS)
        return rv;
    pquota->left = verdict.count < limit ? limit - verdict.count : 0;
    pquota->retry_after = verdict.retry_after;
    return APR_SUCCESS;
}

apr_status_t cnops_quota_take(bool *ptaken, const cnops_core_t *core,
                              const cnops_establishment_t *establishment, apr_int64_t rows,
                              apr_pool_t *pool)
{
    cnops_throttle_t one = {CNOPS_USE_ESTABLISHMENT_ROWS, subject_of(establishment, pool),
                            limit_of(core, establishment)};

    return cnops_throttle_take_many(ptaken, core, &one, rows, pool);
}
