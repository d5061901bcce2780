/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/request/request_find.h"

#define SLICE 100 /* requests a look */

apr_status_t cnops_request_by_ref(const cnops_request_t **prequest, const cnops_core_t *core,
                                  const char *ref, apr_pool_t *pool)
{
    return core->store.requests->by_ref(core->store.self, prequest, ref, pool);
}

apr_status_t cnops_request_open_of(const cnops_request_t **prequest, const cnops_core_t *core,
                                   apr_int64_t person_id, apr_pool_t *pool)
{
    return core->store.requests->open_of(core->store.self, prequest, person_id, pool);
}

apr_status_t cnops_request_by_id(const cnops_request_t **prequest, const cnops_core_t *core,
                                 apr_int64_t id, apr_pool_t *pool)
{
    return core->store.requests->by_id(core->store.self, prequest, id, pool);
}

apr_status_t cnops_requests_of(apr_array_header_t **plist, const cnops_core_t *core,
                               apr_int64_t person_id, int max, apr_pool_t *pool)
{
    return core->store.requests->of_person(core->store.self, plist, person_id, max, pool);
}

/* Rows that this release cannot read are missing in a slice: only where nothing more was looked at
 * is the end. */
apr_status_t cnops_request_walk(const cnops_core_t *core, cnops_request_state_e state,
                                cnops_request_each_fn each, void *self, apr_pool_t *pool)
{
    apr_array_header_t *list;
    apr_int64_t last_id = 0, after_id;
    apr_pool_t *slice;
    apr_status_t rv;

    apr_pool_create(&slice, pool);
    do {
        apr_pool_clear(slice);
        after_id = last_id;
        rv = core->store.requests->in_state(core->store.self, &list, state, &last_id, SLICE, slice);
        for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++)
            rv = each(self, &APR_ARRAY_IDX(list, i, cnops_request_t), slice);
    } while (rv == APR_SUCCESS && last_id != after_id);
    apr_pool_destroy(slice);
    return rv;
}
