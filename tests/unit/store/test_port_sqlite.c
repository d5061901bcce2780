/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The SQL store over a real SQLite file keeps what core/ports.h promises. */
#include "store/store.h"
#include "twins/port_contract.h"
#include "twins/sqlite_lease.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>

static apr_int64_t last_id(port_world_t *world)
{
    return apr_atoi64(sqlite_lease_value(world->self, "SELECT last_insert_rowid()"));
}

/* The tests' own values need no escaping. */
static const char *quote(port_world_t *world, const char *value)
{
    return value ? apr_pstrcat(world->pool, "'", value, "'", NULL) : "NULL";
}

static apr_int64_t add_person(port_world_t *world, const char *document_digest,
                              const char *record_sealed)
{
    apr_int64_t id;

    sqlite_lease_execute(world->self, apr_psprintf(world->pool,
                                                   "INSERT INTO person (document_digest, key_id) "
                                                   "VALUES (%s, 'test2')",
                                                   quote(world, document_digest)));
    id = last_id(world);
    sqlite_lease_execute(world->self,
                         apr_psprintf(world->pool,
                                      "INSERT INTO person_version (person_id, since, "
                                      "record_sealed, key_id, updated_at) "
                                      "VALUES (%" APR_INT64_T_FMT ", 1, %s, 'test2', 1)",
                                      id, quote(world, record_sealed)));
    return id;
}

static apr_int64_t add_membership(port_world_t *world, const cnops_membership_t *m)
{
    apr_int64_t id;

    sqlite_lease_execute(world->self,
                         apr_psprintf(world->pool,
                                      "INSERT INTO membership (immatriculation_digest, key_id) "
                                      "VALUES (%s, 'test2')",
                                      quote(world, m->immatriculation_digest)));
    id = last_id(world);
    sqlite_lease_execute(
        world->self,
        apr_psprintf(world->pool,
                     "INSERT INTO membership_version (membership_id, since, person_id, scheme, "
                     "status, payment_mode, employee_digest, rib_digest, civil_status_digest, "
                     "rights_from, rights_to, record_sealed, key_id, import_digest, updated_at) "
                     "VALUES (%" APR_INT64_T_FMT ", 1, %" APR_INT64_T_FMT
                     ", %s, %s, %s, %s, %s, %s, %s, %s, %s, 'test2', '', 1)",
                     id, m->person_id, quote(world, cnops_scheme_name(m->scheme)),
                     quote(world, cnops_member_status_name(m->status)),
                     quote(world, cnops_payment_name(m->payment_mode)),
                     quote(world, m->employee_digest), quote(world, m->rib_digest),
                     quote(world, m->civil_status_digest), quote(world, m->rights_from),
                     quote(world, m->rights_to), quote(world, m->record_sealed)));
    return id;
}

static int setup(void **state)
{
    port_world_t *world;
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    world = apr_pcalloc(pool, sizeof *world);
    world->pool = pool;
    world->self = sqlite_lease_make(pool);
    world->add_person = add_person;
    world->add_membership = add_membership;
    cnops_store_make(&world->store, sqlite_lease_port(world->self), false, pool);
    *state = world;
    return 0;
}

/* No test may leave a connection behind, or have made the database complain. */
static int teardown(void **state)
{
    port_world_t *world = *state;
    int lent = sqlite_lease_lent(world->self), failures = sqlite_lease_failures(world->self);

    apr_pool_destroy(world->pool);
    return lent + failures;
}

int main(void)
{
    /* Once a process: apr_dbd does not start a second time. */
    if (apr_initialize() != APR_SUCCESS)
        return 1;
    atexit(apr_terminate);
    return port_contract_run("port_sqlite", setup, teardown);
}
