/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The twin in memory keeps the promises of core/ports.h, so tests that use it are valid for the
 * real store too. */
#include "twins/port_contract.h"
#include "twins/store_memory.h"

#include <apr_general.h>

static apr_int64_t add_person(port_world_t *world, const char *document_digest,
                              const char *record_sealed)
{
    return store_memory_add_person(world->self, document_digest, record_sealed);
}

static apr_int64_t add_membership(port_world_t *world, const cnops_membership_t *membership)
{
    return store_memory_add_membership(world->self, membership);
}

static int setup(void **state)
{
    port_world_t *world;
    apr_pool_t *pool;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->self = store_memory_make(pool);
    world->add_person = add_person;
    world->add_membership = add_membership;
    store_memory_port(&world->store, world->self);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    port_world_t *world = *state;

    apr_pool_destroy(world->pool);
    apr_terminate();
    return 0;
}

int main(void)
{
    return port_contract_run("port_memory", setup, teardown);
}
