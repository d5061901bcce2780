/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Requests that were made: by the name that a link or an operator has for one, or all of a
 * state.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_REQUEST_REQUEST_FIND_H
#define CNOPS_CORE_REQUEST_REQUEST_FIND_H

#include "core/core.h"

/* *prequest: NULL where there is none. ref: of the journey that made it. */
apr_status_t cnops_request_by_ref(const cnops_request_t **prequest, const cnops_core_t *core,
                                  const char *ref, apr_pool_t *pool);
apr_status_t cnops_request_by_id(const cnops_request_t **prequest, const cnops_core_t *core,
                                 apr_int64_t id, apr_pool_t *pool);

/* Gets one request after the other; anything but APR_SUCCESS ends the walk. Nothing of request
 * or pool may be kept: they are cleared between calls. */
typedef apr_status_t (*cnops_request_each_fn)(void *self, const cnops_request_t *request,
                                              apr_pool_t *pool);

/* Hands each request of this state to each, by id. Those that are changed meanwhile are met
 * once, or not at all. Returns what each returned last, or why the store could not list. */
apr_status_t cnops_request_walk(const cnops_core_t *core, cnops_request_state_e state,
                                cnops_request_each_fn each, void *self, apr_pool_t *pool);

#endif
