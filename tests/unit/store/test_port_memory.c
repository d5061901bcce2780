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

static void add_claim(port_world_t *world, const cnops_claim_t *claim, port_versions_t shown)
{
    store_memory_add_claim(world->self, claim, shown.since, shown.until);
}

static void add_claim_total(port_world_t *world, apr_int64_t membership_id,
                            const cnops_claim_total_t *total, port_versions_t shown)
{
    store_memory_add_claim_total(world->self, membership_id, total, shown.since, shown.until);
}

static void switch_claims(port_world_t *world, apr_int64_t generation, apr_time_t at)
{
    store_memory_switch_claims(world->self, generation, at);
}

static void add_news(port_world_t *world, apr_int64_t membership_id, bool is_shown)
{
    store_memory_add_news(world->self, membership_id, is_shown);
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
    world->add_claim = add_claim;
    world->add_claim_total = add_claim_total;
    world->switch_claims = switch_claims;
    world->add_news = add_news;
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
