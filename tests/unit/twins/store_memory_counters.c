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

    *row = (counter_row_t){0};
    row->use = apr_pstrdup(store->pool, key->use);
    row->subject = apr_pstrdup(store->pool, key->subject);
    return row;
}

static bool is_over(const counter_row_t *row, apr_time_t now)
{
    return row->counter.window_at + row->window <= now;
}

static apr_status_t counter_look(void *self, cnops_counter_t *counters,
                                 const cnops_counter_key_t *keys, int count, apr_time_t now,
                                 apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    memset(counters, 0, (apr_size_t)count * sizeof *counters);
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, look))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < count; i++) {
        const counter_row_t *row = find_counter(self, &keys[i]);

        if (row && !is_over(row, now))
            counters[i] = row->counter;
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static void open_window(counter_row_t *row, const cnops_counting_t *counting)
{
    row->window = counting->window;
    if (!is_over(row, counting->now))
        return;
    row->counter.window_at = counting->now;
    row->counter.count = 0;
}

static bool has_room(store_memory_t *store, const cnops_counting_t *counting)
{
    const counter_row_t *row = find_counter(store, &counting->key);

    return counting->limit == 0 || !row || is_over(row, counting->now) ||
           row->counter.count < counting->limit;
}

static void raise_counter(store_memory_t *store, const cnops_counting_t *counting)
{
    counter_row_t *row = find_counter(store, &counting->key);

    if (!row)
        row = add_counter(store, &counting->key);
    open_window(row, counting);
    row->counter.count++;
    row->counter.last_at = counting->now;
}

static void copy_state(cnops_counter_t *pcounter, store_memory_t *store,
                       const cnops_counting_t *counting)
{
    const counter_row_t *row = find_counter(store, &counting->key);

    *pcounter = row && !is_over(row, counting->now) ? row->counter : (cnops_counter_t){0};
}

static apr_status_t counter_take(void *self, bool *ptaken, cnops_counter_t *counters,
                                 const cnops_counting_t *list, int count, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    *ptaken = false;
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, take))) != APR_SUCCESS)
        return rv;
    *ptaken = true;
    for (int i = 0; i < count; i++)
        *ptaken &= has_room(self, &list[i]);
    for (int i = 0; i < count; i++) {
        if (*ptaken)
            raise_counter(self, &list[i]);
        copy_state(&counters[i], self, &list[i]);
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t counter_add(void *self, bool *padded, const cnops_counting_t *counting,
                                apr_int64_t amount, apr_pool_t *pool)
{
    counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    *padded = false;
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, add))) != APR_SUCCESS)
        return rv;
    row = find_counter(self, &counting->key);
    if (row && !is_over(row, counting->now) &&
        (!counting->limit || row->counter.count + amount <= counting->limit)) {
        row->counter.count += amount;
        row->counter.last_at = counting->now;
        *padded = true;
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t counter_give(void *self, const cnops_counter_key_t *keys, int count,
                                 apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, give))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < count; i++) {
        counter_row_t *row = find_counter(self, &keys[i]);

        if (row)
            row->counter.count -= row->counter.count > 0;
    }
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

static apr_time_t end_of(const void *row)
{
    const counter_row_t *counter = row;

    return counter->counter.window_at + counter->window;
}

static apr_status_t counter_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(counters, purge), store->counters, end_of, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_counters_port_t store_memory_counters_port = {.look = counter_look,
                                                          .take = counter_take,
                                                          .add = counter_add,
                                                          .give = counter_give,
                                                          .clear = counter_clear,
                                                          .purge = counter_purge};
