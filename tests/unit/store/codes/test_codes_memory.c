/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The twin keeps what core/ports.h promises: what is tested over it is tested. */
#include "twins/clock_fake.h"
#include "twins/code_contract.h"
#include "twins/codes_memory.h"

#include <apr_general.h>

static void pass(code_world_t *world, apr_interval_time_t time)
{
    clock_fake_advance(world->self, time);
}

static int setup(void **state)
{
    cnops_clock_t clock;
    code_world_t *world;
    apr_pool_t *pool;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->pass = pass;
    world->self = clock_fake_make(pool);
    clock_fake_port(&clock, world->self);
    codes_memory_port(&world->codes, codes_memory_make(&clock, pool));
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    code_world_t *world = *state;

    apr_pool_destroy(world->pool);
    apr_terminate();
    return 0;
}

int main(void)
{
    return code_contract_run("codes_memory", setup, teardown);
}
