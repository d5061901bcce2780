/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The SQL store on a real SQLite file keeps the promises of core/ports.h. */
#include "store/store.h"
#include "twins/database_lease.h"
#include "twins/database_rows.h"
#include "twins/port_contract.h"

#include <apr_general.h>
#include <stdlib.h>

static int setup(void **state)
{
    port_world_t *world;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->self = database_lease_make(pool);
    database_rows_port(world);
    cnops_store_make(&world->store, database_lease_port(world->self), false, pool);
    *state = world;
    return 0;
}

/* A test fails if it leaves a connection lent or has caused an error of the database. */
static int teardown(void **state)
{
    port_world_t *world = *state;
    int lent = database_lease_lent(world->self), failures = database_lease_failures(world->self);

    apr_pool_destroy(world->pool);
    return lent + failures;
}

int main(void)
{
    /* Once in the process: apr_dbd cannot be started a second time. */
    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return port_contract_run("port_sqlite", setup, teardown);
}
