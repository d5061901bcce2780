/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Finds requests: one by its reference or its id, or all that are in one state.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_REQUEST_REQUEST_FIND_H
#define CNOPS_CORE_REQUEST_REQUEST_FIND_H

#include "core/core.h"

/* *prequest: NULL where there is none. ref: the id of the journey that made the request. */
apr_status_t cnops_request_by_ref(const cnops_request_t **prequest, const cnops_core_t *core,
                                  const char *ref, apr_pool_t *pool);
apr_status_t cnops_request_by_id(const cnops_request_t **prequest, const cnops_core_t *core,
                                 apr_int64_t id, apr_pool_t *pool);

/* The person's request that is open or accepted. */
apr_status_t cnops_request_open_of(const cnops_request_t **prequest, const cnops_core_t *core,
                                   apr_int64_t person_id, apr_pool_t *pool);

/* *plist: cnops_request_t of a person, newest first, at most max. */
apr_status_t cnops_requests_of(apr_array_header_t **plist, const cnops_core_t *core,
                               apr_int64_t person_id, int max, apr_pool_t *pool);

/* Called with one request after the other; an error ends the series. The function must keep nothing
 * of request or pool, because both are cleared between calls. */
typedef apr_status_t (*cnops_request_each_fn)(void *self, const cnops_request_t *request,
                                              apr_pool_t *pool);

/* Calls each with every request in this state, in the order of their ids. A request that changes
 * meanwhile is seen once or not at all. Returns the last result of each, or the store's error. */
apr_status_t cnops_request_walk(const cnops_core_t *core, cnops_request_state_e state,
                                cnops_request_each_fn each, void *self, apr_pool_t *pool);

#endif
