/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Rights that links carry. */
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

static const cnops_link_row_t *find(const store_memory_t *store, const char *digest)
{
    for (int i = 0; i < store->links->nelts; i++)
        if (strcmp(ROW(store->links, cnops_link_row_t, i)->digest, digest) == 0)
            return ROW(store->links, cnops_link_row_t, i);
    return NULL;
}

static cnops_link_row_t copy_row(const cnops_link_row_t *row, apr_pool_t *pool)
{
    return (cnops_link_row_t){.digest = apr_pstrdup(pool, row->digest),
                              .kind = apr_pstrdup(pool, row->kind),
                              .account_id = row->account_id,
                              .content_sealed = apr_pstrdup(pool, row->content_sealed),
                              .expires_at = row->expires_at};
}

void store_memory_add_link(store_memory_t *store, const cnops_link_row_t *link)
{
    if (!find(store, link->digest))
        APR_ARRAY_PUSH(store->links, cnops_link_row_t) = copy_row(link, store->pool);
}

void store_memory_keep_link(store_memory_t *store, const cnops_link_row_t *link)
{
    pthread_mutex_lock(&store->lock);
    store_memory_add_link(store, link);
    pthread_mutex_unlock(&store->lock);
}

void store_memory_drop_links(store_memory_t *store, apr_int64_t account_id)
{
    for (int i = store->links->nelts - 1; i >= 0; i--)
        if (ROW(store->links, cnops_link_row_t, i)->account_id == account_id)
            store_memory_remove(store->links, i);
}

static apr_status_t link_find(void *self, const cnops_link_row_t **plink, const char *digest,
                              apr_pool_t *pool)
{
    const cnops_link_row_t *found;
    apr_status_t rv;

    *plink = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(links, find))) != APR_SUCCESS)
        return rv;
    if ((found = find(self, digest))) {
        cnops_link_row_t copy = copy_row(found, pool);

        *plink = apr_pmemdup(pool, &copy, sizeof copy);
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_time_t end_of(const void *row)
{
    return ((const cnops_link_row_t *)row)->expires_at;
}

static apr_status_t link_purge(void *self, int *pcount, apr_time_t before, int max,
                               apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(links, purge), store->links, end_of, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_links_port_t store_memory_links_port = {.find = link_find, .purge = link_purge};
