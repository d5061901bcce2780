/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "claims_world.h"

#include "core/person/identity.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

/* Memberships 1, 2 and 3 have these numbers. */
static void add_memberships(claims_world_t *world)
{
    for (int i = 1; i <= 3; i++) {
        const char *number = apr_psprintf(world->pool, "10%d", i);
        const char *digest =
            cnops_identity_immatriculation_digest(world->core, number, world->pool);

        database_lease_execute(
            world->lease,
            apr_psprintf(world->pool,
                         "INSERT INTO person (id, document_digest, key_id) VALUES (%d, '%d', 'k')",
                         i, i));
        database_lease_execute(world->lease,
                               apr_psprintf(world->pool,
                                            "INSERT INTO membership (id, immatriculation_digest, "
                                            "key_id) VALUES (%d, '%s', 'k')",
                                            i, digest));
        database_lease_execute(
            world->lease,
            apr_psprintf(world->pool,
                         "INSERT INTO membership_version (membership_id, since, person_id, scheme, "
                         "status, payment_mode, record_sealed, key_id, import_digest, updated_at) "
                         "VALUES (%d, 1, %d, 'public', 'active', '', '', 'k', '', 1)",
                         i, i));
    }
}

int claims_world_setup(void **state)
{
    core_fixture_t *fixture = core_fixture_make();
    claims_world_t *world = apr_pcalloc(fixture->pool, sizeof *world);

    world->fixture = fixture;
    world->core = &fixture->core;
    world->pool = fixture->pool;
    world->lease = database_lease_make(fixture->pool);
    add_memberships(world);
    *state = world;
    return 0;
}

int claims_world_teardown(void **state)
{
    claims_world_t *world = *state;
    int lent = database_lease_lent(world->lease);

    core_fixture_free(world->fixture);
    return lent;
}

/* --- importing --- */

static apr_status_t read_text(void *self, char *buffer, apr_size_t *plen)
{
    claims_world_t *world = self;
    apr_size_t left = strlen(world->text) - world->offset;

    *plen = *plen < left ? *plen : left;
    if (left == 0)
        return APR_EOF;
    memcpy(buffer, world->text + world->offset, *plen);
    world->offset += *plen;
    return APR_SUCCESS;
}

static void note_fault(void *self, apr_int64_t line, const char *column, const char *reason)
{
    claims_world_t *world = self;

    APR_ARRAY_PUSH(world->faults, const char *) =
        apr_psprintf(world->pool, "%" APR_INT64_T_FMT ": %s: %s", line, column, reason);
}

static void note_shifted(void *self, const char *column, apr_int64_t changed, apr_int64_t rows)
{
    claims_world_t *world = self;

    world->shifted =
        apr_psprintf(world->pool, "%s%s %d/%d ", world->shifted, column, (int)changed, (int)rows);
}

static void tell_staged(void *self, apr_int64_t offset)
{
    claims_world_t *world = self;

    (void)offset;
    if (world->once_staged && strcmp(database_lease_value(world->lease, "SELECT COUNT(*) FROM "
                                                                        "claim"),
                                     "0") != 0)
        world->once_staged(world);
}

apr_status_t claims_world_load(cnops_claims_result_t *presult, claims_world_t *world,
                               const char *text)
{
    cnops_claims_load_t load = {.core = world->core,
                                .is_mysql = database_lease_is_mysql(world->lease),
                                .lease = database_lease_port(world->lease),
                                .run = apr_psprintf(world->pool, "%032x", ++world->runs),
                                .dir = "/tmp",
                                .input = {.read = read_text,
                                          .read_self = world,
                                          .fault = note_fault,
                                          .progress = tell_staged,
                                          .self = world},
                                .first_year = world->first_year,
                                .keep_going = world->keep_going,
                                .allow_changing = world->allow_changing,
                                .shifted = note_shifted,
                                .self = world};

    world->text = text;
    world->offset = 0;
    world->shifted = "";
    world->faults = apr_array_make(world->pool, 4, sizeof(const char *));
    return cnops_claims_load(presult, &load, world->pool);
}

void claims_world_assert_value(claims_world_t *world, const char *sql, const char *expected)
{
    const char *value = database_lease_value(world->lease, sql);

    if (!expected)
        assert_null(value);
    else
        assert_string_equal(value, expected);
}

/* After an import there is one version of each claim and total, and no import is running. */
void claims_world_assert_swept(claims_world_t *world)
{
    claims_world_assert_value(world, "SELECT phase || run || lease_until FROM claim_state",
                              "idle0");
    claims_world_assert_value(world,
                              "SELECT COUNT(*) FROM claim WHERE until < 9223372036854775807 "
                              "OR since > (SELECT generation FROM claim_state)",
                              "0");
    claims_world_assert_value(world,
                              "SELECT COUNT(*) FROM claim_total WHERE until < 9223372036854775807 "
                              "OR since > (SELECT generation FROM claim_state)",
                              "0");
    claims_world_assert_value(world,
                              "SELECT COUNT(*) - COUNT(DISTINCT reference_digest) FROM claim", "0");
    claims_world_assert_value(world, "SELECT COUNT(*) - COUNT(DISTINCT id) FROM claim", "0");
}

cnops_claims_result_t claims_world_import_text(claims_world_t *world, const char *text)
{
    cnops_claims_result_t result;

    assert_int_equal(claims_world_load(&result, world, text), APR_SUCCESS);
    claims_world_assert_swept(world);
    return result;
}

void claims_world_assert_counts(cnops_claims_result_t result, int added, int changed, int unchanged)
{
    assert_true(result.switched);
    assert_int_equal(result.counts.added, added);
    assert_int_equal(result.counts.changed, changed);
    assert_int_equal(result.counts.unchanged, unchanged);
    assert_int_equal(result.counts.closed, 0);
}

void claims_world_assert_fault(const claims_world_t *world, int i, const char *expected)
{
    assert_true(i < world->faults->nelts);
    assert_string_equal(APR_ARRAY_IDX(world->faults, i, const char *), expected);
}

cnops_claim_record_t claims_world_record_of(claims_world_t *world, const char *reference)
{
    const char *digest = cnops_claim_reference_digest(world->core, reference, world->pool);
    const char *where = apr_psprintf(world->pool, "reference_digest = '%s'", digest);

    return claims_file_record(world->core, world->lease, where, world->pool);
}
