/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store_memory.h"

#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

static int *calls_of(store_memory_t *store, const char *function)
{
    int *count = apr_hash_get(store->calls, function, APR_HASH_KEY_STRING);

    if (!count) {
        count = apr_pcalloc(store->pool, sizeof *count);
        apr_hash_set(store->calls, apr_pstrdup(store->pool, function), APR_HASH_KEY_STRING, count);
    }
    return count;
}

static apr_status_t take_failure(store_memory_t *store, const char *function)
{
    apr_status_t failure = store->failure;

    if (store->down)
        return CNOPS_EUNAVAILABLE;
    if (store->fails_in && strcmp(store->fails_in, function) != 0)
        return APR_SUCCESS;
    store->failure = APR_SUCCESS;
    return failure;
}

apr_status_t store_memory_begin(store_memory_t *store, const char *function)
{
    apr_status_t rv;

    pthread_mutex_lock(&store->lock);
    *calls_of(store, function) += 1;
    if ((rv = take_failure(store, function)) != APR_SUCCESS)
        pthread_mutex_unlock(&store->lock);
    return rv;
}

void store_memory_end(store_memory_t *store)
{
    pthread_mutex_unlock(&store->lock);
}

void store_memory_remove(apr_array_header_t *rows, int i)
{
    apr_size_t size = (apr_size_t)rows->elt_size;
    char *at = rows->elts + (apr_size_t)i * size;

    memmove(at, at + size, (apr_size_t)(rows->nelts - i - 1) * size);
    rows->nelts--;
}

apr_status_t store_memory_purge(int *pcount, store_memory_t *store, const store_memory_old_t *old)
{
    apr_status_t rv;
    int i = 0;

    *pcount = 0;
    if ((rv = store_memory_begin(store, old->function)) != APR_SUCCESS)
        return rv;
    while (i < old->rows->nelts && *pcount < old->max) {
        apr_time_t end =
            old->end(old->rows->elts + (apr_size_t)i * (apr_size_t)old->rows->elt_size);

        if (end == 0 || end >= old->before) {
            i++;
            continue;
        }
        store_memory_remove(old->rows, i);
        ++*pcount;
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

#define MAKE_TABLE(table, row) store->table = apr_array_make(store->pool, 8, sizeof(row));

store_memory_t *store_memory_make(apr_pool_t *pool)
{
    store_memory_t *store = apr_pcalloc(pool, sizeof *store);

    pthread_mutex_init(&store->lock, NULL);
    apr_pool_create(&store->pool, pool);
    store->calls = apr_hash_make(store->pool);
    store->claim_generation = 1;
    STORE_MEMORY_TABLES(MAKE_TABLE)
    return store;
}

#define ENTER_TABLE(family) .family = &store_memory_##family##_port,

void store_memory_port(cnops_store_t *pport, store_memory_t *store)
{
    *pport = (cnops_store_t){.self = store, CNOPS_STORE_FAMILIES(ENTER_TABLE)};
}

void store_memory_fail_next(store_memory_t *store, const char *function, apr_status_t rv)
{
    pthread_mutex_lock(&store->lock);
    store->fails_in = function ? apr_pstrdup(store->pool, function) : NULL;
    store->failure = rv;
    pthread_mutex_unlock(&store->lock);
}

void store_memory_down(store_memory_t *store, bool down)
{
    pthread_mutex_lock(&store->lock);
    store->down = down;
    pthread_mutex_unlock(&store->lock);
}

static int add_up(void *sum, const void *key, apr_ssize_t len, const void *count)
{
    (void)key, (void)len;
    *(int *)sum += *(const int *)count;
    return 1;
}

int store_memory_calls(store_memory_t *store, const char *function)
{
    int sum = 0;

    pthread_mutex_lock(&store->lock);
    if (function)
        sum = *calls_of(store, function);
    else
        apr_hash_do(add_up, &sum, store->calls);
    pthread_mutex_unlock(&store->lock);
    return sum;
}
