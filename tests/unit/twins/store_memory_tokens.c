/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tokens that count once. */
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

bool store_memory_is_spent(const store_memory_t *store, const char *digest)
{
    for (int i = 0; i < store->tokens->nelts; i++)
        if (strcmp(ROW(store->tokens, token_row_t, i)->digest, digest) == 0)
            return true;
    return false;
}

int store_memory_token_count(store_memory_t *store)
{
    int count;

    pthread_mutex_lock(&store->lock);
    count = store->tokens->nelts;
    pthread_mutex_unlock(&store->lock);
    return count;
}

void store_memory_spend(store_memory_t *store, const char *digest, apr_time_t expires_at)
{
    APR_ARRAY_PUSH(store->tokens, token_row_t) =
        (token_row_t){apr_pstrdup(store->pool, digest), expires_at};
}

static apr_status_t token_spend(void *self, bool *pfirst, const char *digest, apr_time_t expires_at,
                                apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    *pfirst = false;
    if ((rv = store_memory_begin(store, STORE_MEMORY(tokens, spend))) != APR_SUCCESS)
        return rv;
    *pfirst = !store_memory_is_spent(store, digest);
    if (*pfirst)
        store_memory_spend(store, digest, expires_at);
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_time_t end_of(const void *row)
{
    return ((const token_row_t *)row)->expires_at;
}

static apr_status_t token_purge(void *self, int *pcount, apr_time_t before, int max,
                                apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(tokens, purge), store->tokens, end_of, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_tokens_port_t store_memory_tokens_port = {.spend = token_spend, .purge = token_purge};
