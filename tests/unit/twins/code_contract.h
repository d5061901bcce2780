/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What core/ports.h promises of a code store, as one suite that runs over every implementation: the
 * twin, shared memory and memcached.
 *
 * A program fills a code_world_t in its setup and calls code_contract_run. */
#ifndef CNOPS_TWINS_CODE_CONTRACT_H
#define CNOPS_TWINS_CODE_CONTRACT_H

#include "core/ports.h"

typedef struct code_world_t code_world_t;

struct code_world_t {
    apr_pool_t *pool;
    cnops_code_store_t codes; /* empty */
    /* Moves the time of the store forward. */
    void (*pass)(code_world_t *world, apr_interval_time_t time);
    void *self; /* the program's own */
};

/* A key for each number, all different, and spread like digests. */
const char *code_contract_key(unsigned number, apr_pool_t *pool);
/* A digest whose bytes are all value. */
apr_status_t code_contract_put(const cnops_code_store_t *codes, unsigned number,
                               unsigned char value, apr_interval_time_t ttl, apr_pool_t *pool);
/* Returns the value; -1 on a miss; -2 where the store is unavailable. The test fails on a mix of
 * two digests and on any other result. */
int code_contract_get(const cnops_code_store_t *codes, unsigned number, apr_pool_t *pool);

/* Returns what cmocka's group does: how many tests failed. */
int code_contract_run(const char *store_name, int (*setup)(void **state),
                      int (*teardown)(void **state));

#endif
