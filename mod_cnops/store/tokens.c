/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

/* The unique key of the table decides who is first: the row of a later caller is a duplicate. */
static apr_status_t token_spend(void *self, bool *pfirst, const char *digest, apr_time_t expires_at,
                                apr_pool_t *pool)
{
    apr_status_t rv =
        cnops_db_execute(NULL, self, CNOPS_SQL_TOKEN_SPEND, CNOPS_ARGS(digest, &expires_at), pool);

    *pfirst = rv == APR_SUCCESS;
    return rv == CNOPS_EDUPLICATE ? APR_SUCCESS : rv;
}

static apr_status_t token_purge(void *self, int *pcount, apr_time_t before, int max,
                                apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_TOKENS, (cnops_old_t){before, max}, pool);
}

const cnops_tokens_port_t cnops_store_tokens = {.spend = token_spend, .purge = token_purge};
