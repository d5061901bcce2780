/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The SQL store on a real MariaDB, through the connections that httpd uses, keeps the promises of
 * core/ports.h. */
#include "store/connections.h"
#include "store/store.h"
#include "twins/database_lease.h"
#include "twins/database_rows.h"
#include "twins/port_contract.h"

#include <apr_general.h>
#include <stdio.h>
#include <stdlib.h>

/* Only one thread runs during setup and teardown. */
static cnops_connections_t *connections;
static int failures;

static void count_failure(void *self, const char *label, const char *message)
{
    (void)self;
    failures++;
    fprintf(stderr, "# store: %s: %s\n", label, message);
}

static void connect_store(port_world_t *world)
{
    cnops_connections_config_t config = {.params = database_lease_params(world->self),
                                         .timeout = apr_time_from_sec(20),
                                         .report = count_failure};
    const char *fault = NULL;

    failures = 0;
    if (cnops_connections_make(&connections, &fault, &config, world->pool) != APR_SUCCESS)
        abort();
    cnops_store_make(&world->store, cnops_connections_lease(connections), true, world->pool);
}

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
    connect_store(world);
    *state = world;
    return 0;
}

/* A test fails if it leaves a connection lent or has caused an error of the database. */
static int teardown(void **state)
{
    port_world_t *world = *state;
    int idle, lent;

    cnops_connections_count(&idle, &lent, connections);
    cnops_connections_close(connections);
    apr_pool_destroy(world->pool);
    return lent + failures;
}

int main(void)
{
    /* Once in the process: apr_dbd cannot be started a second time. */
    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    database_lease_use(CNOPS_MYSQL);
    return port_contract_run("port_mysql", setup, teardown);
}
