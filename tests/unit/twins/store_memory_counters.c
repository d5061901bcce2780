/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Counters of the throttle. */
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

static counter_row_t *find_counter(const store_memory_t *store, const cnops_counter_key_t *key)
{
    for (int i = 0; i < store->counters->nelts; i++) {
        counter_row_t *row = ROW(store->counters, counter_row_t, i);

        if (strcmp(row->use, key->use) == 0 && strcmp(row->subject, key->subject) == 0)
            return row;
    }
    return NULL;
}

static counter_row_t *add_counter(store_memory_t *store, const cnops_counter_key_t *key)
{
    counter_row_t *row = apr_array_push(store->counters);

    row->use = apr_pstrdup(store->pool, key->use);
    row->subject = apr_pstrdup(store->pool, key->subject);
    return row;
}

static apr_status_t counter_get(void *self, cnops_counter_t *pcounter,
                                const cnops_counter_key_t *key, apr_pool_t *pool)
{
    const counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    *pcounter = (cnops_counter_t){0};
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, get))) != APR_SUCCESS)
        return rv;
    if ((row = find_counter(self, key)))
        *pcounter = row->counter;
    store_memory_end(self);
    return APR_SUCCESS;
}

static void open_window(counter_row_t *row, const cnops_counting_t *counting)
{
    row->window = counting->window;
    if (row->counter.window_at + counting->window > counting->now)
        return;
    row->counter.window_at = counting->now;
    row->counter.count = 0;
}

static apr_status_t counter_take(void *self, bool *ptaken, cnops_counter_t *pcounter,
                                 const cnops_counting_t *counting, apr_pool_t *pool)
{
    counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    *ptaken = false;
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, take))) != APR_SUCCESS)
        return rv;
    if (!(row = find_counter(self, &counting->key)))
        row = add_counter(self, &counting->key);
    open_window(row, counting);
    *ptaken = counting->limit == 0 || row->counter.count < counting->limit;
    if (*ptaken) {
        row->counter.count++;
        row->counter.last_at = counting->now;
    }
    *pcounter = row->counter;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t counter_give(void *self, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, give))) != APR_SUCCESS)
        return rv;
    if ((row = find_counter(self, key)))
        row->counter.count -= row->counter.count > 0;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t counter_clear(void *self, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    store_memory_t *store = self;
    counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(counters, clear))) != APR_SUCCESS)
        return rv;
    if ((row = find_counter(store, key)))
        store_memory_remove(store->counters, (int)(row - ROW(store->counters, counter_row_t, 0)));
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t counter_purge(void *self, apr_time_t now, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(counters, purge))) != APR_SUCCESS)
        return rv;
    for (int i = store->counters->nelts - 1; i >= 0; i--) {
        const counter_row_t *row = ROW(store->counters, counter_row_t, i);

        if (row->counter.window_at + row->window <= now)
            store_memory_remove(store->counters, i);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

const cnops_counters_port_t store_memory_counters_port = {.get = counter_get,
                                                          .take = counter_take,
                                                          .give = counter_give,
                                                          .clear = counter_clear,
                                                          .purge = counter_purge};
