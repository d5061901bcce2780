/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/fault_key.h"

#include "core/seal/columns.h"

#include <apr_strings.h>
#include <string.h>

typedef const char *bound_t[3];

static void name_place(bound_t bound, apr_int64_t batch_id, apr_int64_t line, apr_pool_t *pool)
{
    bound[0] = apr_psprintf(pool, "%" APR_INT64_T_FMT, batch_id);
    bound[1] = apr_psprintf(pool, "%" APR_INT64_T_FMT, line);
    bound[2] = NULL;
}

const char *cnops_fault_key_seal(const cnops_core_t *core, apr_int64_t batch_id,
                                 const cnops_batch_cells_t *row, bool is_right, apr_pool_t *pool)
{
    const char *year = row->cells[CNOPS_REGISTRATION_YEAR];
    const char *cine = row->cells[CNOPS_REGISTRATION_CINE], *key;
    bound_t bound;

    if (row->fault || !is_right || strlen(year) + strlen(cine) >= CNOPS_FAULT_KEY_MAX)
        return "";
    name_place(bound, batch_id, row->line, pool);
    key = apr_pstrcat(pool, year, "/", cine, NULL);
    return cnops_column_seal(core, CNOPS_SEALED_BATCH_KEY, bound, key, pool);
}

apr_status_t cnops_fault_key_open(const char **pkey, const cnops_core_t *core, apr_int64_t batch_id,
                                  const cnops_batch_fault_t *fault, apr_pool_t *pool)
{
    bound_t bound;
    char *key;
    apr_status_t rv;

    *pkey = "";
    if (!*fault->row_key_sealed)
        return APR_SUCCESS;
    name_place(bound, batch_id, fault->line, pool);
    rv = cnops_column_open(&key, core, CNOPS_SEALED_BATCH_KEY, bound, fault->row_key_sealed, pool);
    if (rv == APR_SUCCESS)
        *pkey = key;
    return rv;
}
