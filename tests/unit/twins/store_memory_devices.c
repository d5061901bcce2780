/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Known browsers. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define ROW(rows, i) (&APR_ARRAY_IDX(rows, i, cnops_device_t))

static cnops_device_t *copy_device(const cnops_device_t *row, apr_pool_t *pool)
{
    cnops_device_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->browser = apr_pstrdup(pool, row->browser);
    copy->address_block = apr_pstrdup(pool, row->address_block);
    copy->user_agent = apr_pstrdup(pool, row->user_agent);
    return copy;
}

static cnops_device_t *find_device(const store_memory_t *store, apr_int64_t account_id,
                                   const char *browser)
{
    for (int i = 0; i < store->devices->nelts; i++) {
        cnops_device_t *row = ROW(store->devices, i);

        if (row->account_id == account_id && strcmp(row->browser, browser) == 0)
            return row;
    }
    return NULL;
}

static int compare_seen(const void *a, const void *b)
{
    const cnops_device_t *x = a, *y = b;

    if (x->seen_at != y->seen_at)
        return x->seen_at > y->seen_at ? -1 : 1;
    return strcmp(x->browser, y->browser);
}

static apr_array_header_t *list_devices(const store_memory_t *store, apr_int64_t account_id,
                                        apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 4, sizeof(cnops_device_t));

    for (int i = 0; i < store->devices->nelts; i++) {
        if (ROW(store->devices, i)->account_id == account_id)
            APR_ARRAY_PUSH(list, cnops_device_t) = *copy_device(ROW(store->devices, i), pool);
    }
    qsort(list->elts, (size_t)list->nelts, sizeof(cnops_device_t), compare_seen);
    return list;
}

static apr_status_t device_get(void *self, const cnops_device_t **pdevice, apr_int64_t account_id,
                               const char *browser, apr_pool_t *pool)
{
    const cnops_device_t *row;
    apr_status_t rv;

    *pdevice = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(devices, get))) != APR_SUCCESS)
        return rv;
    row = find_device(self, account_id, browser);
    *pdevice = row ? copy_device(row, pool) : NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t devices_of(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                               apr_pool_t *pool)
{
    apr_status_t rv;

    *plist = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(devices, of_account))) != APR_SUCCESS)
        return rv;
    *plist = list_devices(self, account_id, pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

/* --- keeping and forgetting --- */

void store_memory_keep_device(store_memory_t *store, const cnops_device_t *device, int max,
                              apr_pool_t *pool)
{
    cnops_device_t *row = find_device(store, device->account_id, device->browser);
    apr_time_t first_at = row ? row->first_at : device->first_at;
    apr_array_header_t *list;

    if (!row)
        row = apr_array_push(store->devices);
    *row = *copy_device(device, store->pool);
    row->first_at = first_at;
    list = list_devices(store, device->account_id, pool);
    for (int i = max; i < list->nelts; i++)
        store_memory_forget_devices(store, device->account_id, ROW(list, i)->browser);
}

static apr_status_t device_keep(void *self, const cnops_device_t *device, int max, apr_pool_t *pool)
{
    apr_status_t rv;

    if ((rv = store_memory_begin(self, STORE_MEMORY(devices, keep))) != APR_SUCCESS)
        return rv;
    store_memory_keep_device(self, device, max, pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

int store_memory_forget_devices(store_memory_t *store, apr_int64_t account_id, const char *browser)
{
    int count = 0;

    for (int i = store->devices->nelts - 1; i >= 0; i--) {
        const cnops_device_t *row = ROW(store->devices, i);

        if (row->account_id != account_id || (browser && strcmp(row->browser, browser) != 0))
            continue;
        store_memory_remove(store->devices, i);
        count++;
    }
    return count;
}

static apr_status_t devices_forget(void *self, const cnops_forgetting_t *forgetting,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_int64_t account_id = forgetting->account_id;
    const char *browser = forgetting->browser;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(devices, forget))) != APR_SUCCESS)
        return rv;
    if (browser && !find_device(self, account_id, browser))
        rv = CNOPS_ENOTFOUND;
    else
        rv = store_memory_leave_trail(self, trail);
    if (rv == APR_SUCCESS) {
        store_memory_forget_devices(self, account_id, browser);
        store_memory_end_sessions_of(self, account_id, browser, forgetting->spared_token_digest);
    }
    store_memory_end(self);
    return rv;
}

static apr_time_t end_of(const void *row)
{
    return ((const cnops_device_t *)row)->seen_at;
}

static apr_status_t device_purge(void *self, int *pcount, apr_time_t before, int max,
                                 apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(devices, purge), store->devices, end_of, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_devices_port_t store_memory_devices_port = {.get = device_get,
                                                        .of_account = devices_of,
                                                        .keep = device_keep,
                                                        .forget = devices_forget,
                                                        .purge = device_purge};
