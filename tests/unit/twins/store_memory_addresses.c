/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What members answered about their address. */
#include "store_memory_tables.h"

#include <apr_strings.h>

static cnops_address_answer_t *find(const store_memory_t *store, apr_int64_t membership_id)
{
    for (int i = 0; i < store->addresses->nelts; i++) {
        cnops_address_answer_t *row = &APR_ARRAY_IDX(store->addresses, i, cnops_address_answer_t);

        if (row->membership_id == membership_id)
            return row;
    }
    return NULL;
}

static cnops_address_answer_t copy(const cnops_address_answer_t *row, apr_pool_t *pool)
{
    return (cnops_address_answer_t){.membership_id = row->membership_id,
                                    .address_digest = apr_pstrdup(pool, row->address_digest),
                                    .key_id = apr_pstrdup(pool, row->key_id),
                                    .how = row->how,
                                    .answered_at = row->answered_at};
}

static apr_status_t answer_find(void *self, const cnops_address_answer_t **panswer,
                                apr_int64_t membership_id, apr_pool_t *pool)
{
    const cnops_address_answer_t *row;
    apr_status_t rv;

    *panswer = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(addresses, find))) != APR_SUCCESS)
        return rv;
    if ((row = find(self, membership_id))) {
        cnops_address_answer_t found = copy(row, pool);

        *panswer = apr_pmemdup(pool, &found, sizeof found);
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t answer_keep(void *self, const cnops_address_answer_t *answer,
                                const cnops_trail_t *trail, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_address_answer_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(addresses, keep))) != APR_SUCCESS)
        return rv;
    if ((rv = store_memory_leave_trail(store, trail)) == APR_SUCCESS) {
        row = find(store, answer->membership_id);
        if (!row)
            row = apr_array_push(store->addresses);
        *row = copy(answer, store->pool);
    }
    store_memory_end(store);
    return rv;
}

const cnops_addresses_port_t store_memory_addresses_port = {.find = answer_find,
                                                            .keep = answer_keep};
