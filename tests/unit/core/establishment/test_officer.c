/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/establishment/officer.h"

#include "base/errors.h"
#include "core/establishment/establishment.h"
#include "core/establishment/officer_session.h"
#include "twins/core_fixture.h"
#include "twins/store_memory_tables.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the four above */

#define EMAIL  "agent@univ.example"
#define MINUTE apr_time_from_sec(60)

typedef struct world_t {
    core_fixture_t *f;
    const char *key;
    const cnops_establishment_t *establishment;
} world_t;

static world_t begin(void **state, const char *code)
{
    world_t world = {.f = *state};
    core_fixture_t *f = *state;

    assert_int_equal(cnops_establishment_add(&world.key, &f->core, code, "Fictive", f->pool),
                     APR_SUCCESS);
    assert_int_equal(cnops_establishment_by_code(&world.establishment, &f->core, code, f->pool),
                     APR_SUCCESS);
    assert_int_equal(cnops_officer_add(&f->core, world.establishment->id, EMAIL, f->pool),
                     APR_SUCCESS);
    return world;
}

static cnops_officer_found_t find(const world_t *world, const char *key, const char *email)
{
    cnops_officer_claim_t claim = {key, email, "192.0.2.7"};
    cnops_officer_found_t found;

    assert_int_equal(cnops_officer_find(&found, &world->f->core, &claim, world->f->pool),
                     APR_SUCCESS);
    return found;
}

static const cnops_officer_t *officer_of(const world_t *world)
{
    const cnops_officer_t *officer = find(world, world->key, EMAIL).officer;

    assert_non_null(officer);
    return officer;
}

/* --- officers --- */

static void test_key_and_address_find_the_officer(void **state)
{
    world_t one = begin(state, "UM5"), other = begin(state, "UCA");
    char *email;

    assert_int_equal(find(&one, one.key, EMAIL).officer->establishment_id, one.establishment->id);
    assert_int_equal(find(&one, other.key, EMAIL).officer->establishment_id,
                     other.establishment->id);
    assert_non_null(find(&one, one.key, "Agent@Univ.example").officer);
    assert_null(find(&one, one.key, "nobody@univ.example").officer);
    assert_null(find(&one, "typed", EMAIL).officer);
    assert_int_equal(cnops_officer_email(&email, &one.f->core, officer_of(&one), one.f->pool),
                     APR_SUCCESS);
    assert_string_equal(email, EMAIL);
    assert_null(strstr(officer_of(&one)->email_sealed, "univ"));
}

static void test_an_officer_is_added_once_and_removed_once(void **state)
{
    world_t world = begin(state, "UM5");
    core_fixture_t *f = world.f;
    apr_int64_t id = world.establishment->id;
    apr_array_header_t *list;

    assert_int_equal(cnops_officer_add(&f->core, id, "AGENT@univ.example", f->pool),
                     CNOPS_EDUPLICATE);
    assert_int_equal(cnops_officer_remove(&f->core, id, EMAIL, f->pool), APR_SUCCESS);
    assert_int_equal(cnops_officer_remove(&f->core, id, EMAIL, f->pool), CNOPS_ENOTFOUND);
    assert_null(find(&world, world.key, EMAIL).officer);
    assert_int_equal(cnops_officer_list(&list, &f->core, id, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 0);
}

/* Whoever has found a key must not find out addresses. */
/* Else the limit would tell whoever has found a key which addresses are right. */
static void test_wrong_addresses_meet_no_limit(void **state)
{
    world_t world = begin(state, "UM5");

    world.f->settings->block_failures = 6;
    for (int i = 0; i < 20; i++)
        assert_int_equal(find(&world, world.key, "x@univ.example").verdict, CNOPS_API_KEY_RIGHT);
    assert_int_equal(find(&world, "wrong", EMAIL).verdict, CNOPS_API_KEY_WRONG);
}

static void test_nobody_has_a_number_for_each_establishment(void **state)
{
    world_t world = begin(state, "UM5");
    cnops_officer_found_t right = find(&world, world.key, EMAIL);
    cnops_officer_found_t nobody = find(&world, world.key, "x@univ.example");
    cnops_officer_found_t wrong = find(&world, "wrong", EMAIL);

    assert_int_equal(cnops_officer_found_id(&right), right.officer->id);
    assert_int_equal(cnops_officer_found_id(&nobody), -nobody.establishment->id);
    assert_true(nobody.establishment->id > 0);
    assert_int_equal(cnops_officer_found_id(&wrong), 0);
}

/* --- sessions --- */

static const char *open(const world_t *world)
{
    const char *token;

    assert_int_equal(
        cnops_officer_session_begin(&token, &world->f->core, officer_of(world), world->f->pool),
        APR_SUCCESS);
    return token;
}

static cnops_officer_signed_in_t session(const world_t *world, const char *token)
{
    cnops_officer_signed_in_t found;

    assert_int_equal(cnops_officer_session_find(&found, &world->f->core, token, world->f->pool),
                     APR_SUCCESS);
    return found;
}

static void test_a_session_names_officer_and_establishment(void **state)
{
    world_t world = begin(state, "UM5");
    const char *token = open(&world);

    assert_int_equal(session(&world, token).officer->id, officer_of(&world)->id);
    assert_string_equal(session(&world, token).establishment->code, "UM5");
    assert_null(session(&world, NULL).session);
    assert_null(session(&world, "x").session);
    assert_null(strstr(session(&world, token).session->token_digest, token));
    assert_int_equal(cnops_officer_session_end(&world.f->core, token, world.f->pool), APR_SUCCESS);
    assert_null(session(&world, token).session);
    assert_int_equal(cnops_officer_session_end(&world.f->core, "x", world.f->pool), APR_SUCCESS);
}

static void test_an_idle_session_ends(void **state)
{
    world_t world = begin(state, "UM5");
    const char *token = open(&world);

    clock_fake_advance(world.f->clock, 15 * MINUTE - 1);
    assert_non_null(session(&world, token).session);
    assert_int_equal(cnops_officer_session_left(&world.f->core, session(&world, token).session),
                     15 * MINUTE);
    clock_fake_advance(world.f->clock, 15 * MINUTE);
    assert_null(session(&world, token).session);
}

static void test_a_session_ends_after_eight_hours(void **state)
{
    world_t world = begin(state, "UM5");
    const char *token = open(&world);

    for (int i = 0; i < 47; i++) {
        clock_fake_advance(world.f->clock, 10 * MINUTE);
        assert_non_null(session(&world, token).session);
    }
    clock_fake_advance(world.f->clock, 10 * MINUTE);
    assert_null(session(&world, token).session);
}

static void test_the_use_is_noted_once_a_minute(void **state)
{
    world_t world = begin(state, "UM5");
    const char *token = open(&world), *used = STORE_MEMORY(establishments, session_used);

    clock_fake_advance(world.f->clock, MINUTE - 1);
    session(&world, token);
    assert_int_equal(store_memory_calls(world.f->store, used), 0);
    clock_fake_advance(world.f->clock, 1);
    session(&world, token);
    session(&world, token);
    assert_int_equal(store_memory_calls(world.f->store, used), 1);
}

static void test_removal_and_revocation_end_sessions(void **state)
{
    world_t one = begin(state, "UM5"), other = begin(state, "UCA");
    const cnops_officer_t *removed = officer_of(&one), *revoked = officer_of(&other);
    const char *first = open(&one), *second = open(&other), *third;
    core_fixture_t *f = one.f;

    assert_int_equal(cnops_officer_remove(&f->core, one.establishment->id, EMAIL, f->pool),
                     APR_SUCCESS);
    assert_null(session(&one, first).session);
    assert_non_null(session(&other, second).session);
    assert_int_equal(cnops_establishment_revoke(&f->core, other.establishment->id, f->pool),
                     APR_SUCCESS);
    assert_null(session(&other, second).session);
    assert_int_equal(cnops_officer_session_begin(&third, &f->core, removed, f->pool),
                     CNOPS_ENOTFOUND);
    assert_int_equal(cnops_officer_session_begin(&third, &f->core, revoked, f->pool),
                     CNOPS_ENOTFOUND);
    assert_null(third);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_key_and_address_find_the_officer),
        CASE(test_an_officer_is_added_once_and_removed_once),
        CASE(test_wrong_addresses_meet_no_limit),
        CASE(test_nobody_has_a_number_for_each_establishment),
        CASE(test_a_session_names_officer_and_establishment),
        CASE(test_an_idle_session_ends),
        CASE(test_a_session_ends_after_eight_hours),
        CASE(test_the_use_is_noted_once_a_minute),
        CASE(test_removal_and_revocation_end_sessions),
    };

    return cmocka_run_group_tests_name("officers", tests, NULL, NULL);
}
