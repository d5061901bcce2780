/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "database_rows.h"

#include <apr_strings.h>

static apr_int64_t last_id(port_world_t *world)
{
    return apr_atoi64(database_lease_value(world->self, database_lease_is_mysql(world->self)
                                                            ? "SELECT LAST_INSERT_ID()"
                                                            : "SELECT last_insert_rowid()"));
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

    database_lease_execute(world->self, apr_psprintf(world->pool,
                                                     "INSERT INTO person (document_digest, key_id) "
                                                     "VALUES (%s, 'test2')",
                                                     quote(world, document_digest)));
    id = last_id(world);
    database_lease_execute(world->self,
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

    database_lease_execute(world->self,
                           apr_psprintf(world->pool,
                                        "INSERT INTO membership (immatriculation_digest, key_id) "
                                        "VALUES (%s, 'test2')",
                                        quote(world, m->immatriculation_digest)));
    id = last_id(world);
    database_lease_execute(
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

static void add_claim(port_world_t *world, const cnops_claim_t *c, port_versions_t shown)
{
    database_lease_execute(
        world->self,
        apr_psprintf(world->pool,
                     "INSERT INTO claim (membership_id, received_on, id, since, until, status, "
                     "reference_digest, beneficiary_digest, record_sealed, key_id, import_digest) "
                     "VALUES (%" APR_INT64_T_FMT ", '%s', %" APR_INT64_T_FMT ", %" APR_INT64_T_FMT
                     ", %" APR_INT64_T_FMT ", '%s', '%s', '%s', '%s', 'test2', '')",
                     c->membership_id, c->received_on, c->id, shown.since, shown.until,
                     cnops_claim_status_name(c->status), c->reference_digest, c->beneficiary_digest,
                     c->record_sealed));
}

static void add_claim_total(port_world_t *world, apr_int64_t membership_id,
                            const cnops_claim_total_t *total, port_versions_t shown)
{
    database_lease_execute(
        world->self,
        apr_psprintf(world->pool,
                     "INSERT INTO claim_total (membership_id, year, beneficiary_digest, since, "
                     "until, record_sealed, key_id) VALUES (%" APR_INT64_T_FMT
                     ", %d, '%s', %" APR_INT64_T_FMT ", %" APR_INT64_T_FMT ", '%s', 'test2')",
                     membership_id, total->year, total->beneficiary_digest, shown.since,
                     shown.until, total->record_sealed));
}

static void switch_claims(port_world_t *world, apr_int64_t generation, apr_time_t at)
{
    database_lease_execute(world->self,
                           apr_psprintf(world->pool,
                                        "UPDATE claim_state SET generation = %" APR_INT64_T_FMT
                                        ", switched_at = %" APR_TIME_T_FMT,
                                        generation, at));
}

static void add_news(port_world_t *world, apr_int64_t membership_id, bool is_shown)
{
    database_lease_execute(world->self,
                           apr_psprintf(world->pool,
                                        "INSERT INTO claim_news (membership_id, since) "
                                        "SELECT %" APR_INT64_T_FMT ", generation + %d "
                                        "FROM claim_state",
                                        membership_id, is_shown ? 0 : 1));
}

void database_rows_port(port_world_t *world)
{
    world->add_person = add_person;
    world->add_membership = add_membership;
    world->add_claim = add_claim;
    world->add_claim_total = add_claim_total;
    world->switch_claims = switch_claims;
    world->add_news = add_news;
}
