/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Finding a claim. Today is 2026-11-21. */
#include "core/claim/claim.h"

#include "base/errors.h"
#include "core/seal/columns.h"
#include "core/seal/handle.h"
#include "twins/claim_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct world_t {
    core_fixture_t *fixture;
    cnops_claim_reader_t reader;
} world_t;

static world_t make_world(void **state)
{
    core_fixture_t *fixture = *state;
    apr_int64_t person = core_fixture_add_member(fixture, &fixture_public_transfer);

    return (world_t){fixture,
                     claim_fixture_reader(fixture, claim_fixture_membership(fixture, person))};
}

/* A claim of the member's own. */
static void add(const world_t *world, const cnops_claim_reader_t *owner, const char *reference,
                const char *received_on)
{
    fixture_claim_t claim = {.reference = reference,
                             .received_on = received_on,
                             .care_kind = "pharmacie",
                             .beneficiary = "Salma EL FICTIF",
                             .relation = "insured",
                             .spent = 1000,
                             .refunded = -1};

    claim_fixture_add(world->fixture, owner->membership->id, &claim);
}

static const cnops_claim_shown_t *find(cnops_claim_reader_t *reader, const char *handle)
{
    const cnops_claim_shown_t *claim;

    assert_int_equal(cnops_claim_find(&claim, reader, handle), APR_SUCCESS);
    return claim;
}

static const cnops_claim_shown_t *find_reference(cnops_claim_reader_t *reader,
                                                 const char *reference)
{
    const cnops_claim_shown_t *claim;

    assert_int_equal(cnops_claim_find_reference(&claim, reader, reference), APR_SUCCESS);
    return claim;
}

static void test_finds_a_claim_by_reference_and_by_handle(void **state)
{
    world_t world = make_world(state);
    const cnops_claim_shown_t *claim;

    add(&world, &world.reader, "R-1_a", "2026-05-05");
    claim = find_reference(&world.reader, "R-1_a");
    assert_non_null(claim);
    assert_string_equal(claim->record.reference, "R-1_a");
    assert_false(claim->is_masked);
    assert_null(strstr(claim->handle, "R-1_a"));
    claim = find(&world.reader, claim->handle);
    assert_non_null(claim);
    assert_string_equal(claim->record.reference, "R-1_a");
    assert_null(find_reference(&world.reader, "R-1_A"));
    assert_null(find_reference(&world.reader, "R-1"));
}

static void test_finds_nothing_by_junk(void **state)
{
    static const char *const junk[] = {"", "x", "R-1_a", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    world_t world = make_world(state);

    add(&world, &world.reader, "R-1_a", "2026-05-05");
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++)
        assert_null(find(&world.reader, junk[i]));
}

/* The handle of a claim opens for nobody else, and not in another membership of its member. */
static void test_finds_no_claim_of_somebody_else(void **state)
{
    world_t world = make_world(state);
    apr_int64_t other = core_fixture_add_member(world.fixture, &fixture_public_money_order);
    cnops_claim_reader_t theirs =
        claim_fixture_reader(world.fixture, claim_fixture_membership(world.fixture, other));
    cnops_membership_t second = *world.reader.membership;
    cnops_claim_reader_t elsewhere = world.reader;
    const cnops_claim_shown_t *claim;

    add(&world, &theirs, "T1", "2026-05-05");
    add(&world, &world.reader, "M1", "2026-05-05");
    assert_null(find_reference(&world.reader, "T1"));
    claim = find_reference(&theirs, "T1");
    assert_non_null(claim);
    assert_null(find(&world.reader, claim->handle));
    second.id += 1000;
    elsewhere.membership = &second;
    claim = find_reference(&world.reader, "M1");
    assert_non_null(claim);
    assert_null(find(&elsewhere, claim->handle));
    assert_null(find_reference(&elsewhere, "M1"));
}

/* A digest made elsewhere under another kind names no claim. */
static void test_takes_no_handle_of_another_kind(void **state)
{
    world_t world = make_world(state);
    const cnops_core_t *core = &world.fixture->core;
    cnops_handle_use_t use = {"beneficiary", world.reader.membership->person_id};
    cnops_handle_value_t value;

    add(&world, &world.reader, "M1", "2026-05-05");
    value =
        cnops_handle_value_of_digest(cnops_claim_reference_digest(core, "M1", world.fixture->pool));
    assert_null(
        find(&world.reader, cnops_handle_make(core->keys, &use, &value, world.fixture->pool)));
    use.kind = "claim";
    assert_non_null(
        find(&world.reader, cnops_handle_make(core->keys, &use, &value, world.fixture->pool)));
    value = cnops_handle_value_of_id(7);
    assert_null(
        find(&world.reader, cnops_handle_make(core->keys, &use, &value, world.fixture->pool)));
}

static void test_shows_claims_within_the_limitation_period(void **state)
{
    world_t world = make_world(state);
    char oldest[CNOPS_DATE_LEN];

    cnops_claim_oldest_day(oldest, &world.fixture->core);
    assert_string_equal(oldest, "2021-11-21");
    add(&world, &world.reader, "NEW", "2021-11-21");
    add(&world, &world.reader, "OLD", "2021-11-20");
    assert_non_null(find_reference(&world.reader, "NEW"));
    assert_null(find_reference(&world.reader, "OLD"));
    world.fixture->settings->claim_years = 6;
    assert_non_null(find_reference(&world.reader, "OLD"));
}

/* After a key was rotated, a row has the digest of the former key until it is made again. */
static void test_finds_a_reference_under_a_former_key(void **state)
{
    static const char *const parts[] = {"F1", NULL};
    world_t world = make_world(state);
    const cnops_core_t *core = &world.fixture->core;
    apr_pool_t *pool = world.fixture->pool;
    cnops_claim_record_t record = {.reference = "F1",
                                   .care_kind = "",
                                   .beneficiary = "",
                                   .relation = "",
                                   .birth_date = "",
                                   .paid_on = "",
                                   .payment_mode = "",
                                   .document_asked = "",
                                   .reason = "",
                                   .affiliation_no = "",
                                   .history =
                                       apr_array_make(pool, 1, sizeof(cnops_claim_change_t))};
    cnops_claim_t row = {
        .membership_id = world.reader.membership->id, .id = 1, .received_on = "2026-01-01"};

    row.beneficiary_digest = cnops_claim_beneficiary_digest(core, row.membership_id, "", pool);
    row.reference_digest = cnops_column_digest_with(core, CNOPS_KEYED_CLAIM, "test1", parts, pool);
    row.record_sealed = cnops_claim_record_seal(core, &record, pool);
    store_memory_add_claim(world.fixture->store, &row, 1, 2);
    assert_non_null(find_reference(&world.reader, "F1"));
}

typedef struct theft_t {
    world_t world;
    cnops_claim_t own,
        stolen; /* rows of the member, and of somebody else; one beneficiary's name */
} theft_t;

static theft_t make_theft(void **state)
{
    theft_t theft = {.world = make_world(state)};
    core_fixture_t *fixture = theft.world.fixture;
    apr_int64_t other = core_fixture_add_member(fixture, &fixture_public_money_order);
    cnops_claim_reader_t theirs =
        claim_fixture_reader(fixture, claim_fixture_membership(fixture, other));

    add(&theft.world, &theft.world.reader, "M1", "2026-05-05");
    add(&theft.world, &theirs, "V1", "2026-05-05");
    theft.own = *find_reference(&theft.world.reader, "M1")->row;
    theft.stolen = *find_reference(&theirs, "V1")->row;
    return theft;
}

static apr_status_t show(theft_t *theft, const cnops_claim_t *row)
{
    cnops_claim_shown_t shown;

    return cnops_claim_show(&shown, &theft->world.reader, row, theft->world.fixture->pool);
}

static void test_shows_no_record_of_another_row(void **state)
{
    theft_t theft = make_theft(state);

    assert_int_equal(show(&theft, &theft.own), APR_SUCCESS);
    theft.own.record_sealed = theft.stolen.record_sealed;
    assert_int_equal(show(&theft, &theft.own), CNOPS_EFORGED);
}

/* Also where the digests are copied with the record. */
static void test_shows_no_row_of_another_membership(void **state)
{
    theft_t theft = make_theft(state);

    theft.stolen.membership_id = theft.own.membership_id;
    assert_int_equal(show(&theft, &theft.stolen), CNOPS_EFORGED);
}

/* Once a reader knows a beneficiary, name, membership and digest must still be those of each row.
 */
static void test_a_known_beneficiary_vouches_for_no_other_row(void **state)
{
    theft_t theft = make_theft(state);
    core_fixture_t *fixture = theft.world.fixture;
    cnops_claim_t moved = theft.stolen, digested = theft.stolen, renamed = theft.own;
    cnops_claim_record_t record = find_reference(&theft.world.reader, "M1")->record;

    assert_int_equal(show(&theft, &theft.own), APR_SUCCESS);
    assert_int_equal(theft.world.reader.known->nelts, 1);
    moved.membership_id = theft.own.membership_id;
    assert_int_equal(show(&theft, &moved), CNOPS_EFORGED);
    digested.beneficiary_digest = theft.own.beneficiary_digest;
    assert_int_equal(show(&theft, &digested), CNOPS_EFORGED);
    record.beneficiary = "AUTRE PERSONNE";
    renamed.record_sealed = cnops_claim_record_seal(&fixture->core, &record, fixture->pool);
    assert_int_equal(show(&theft, &renamed), CNOPS_EFORGED);
    assert_int_equal(show(&theft, &theft.own), APR_SUCCESS);
    assert_int_equal(theft.world.reader.known->nelts, 1);
}

static void test_computes_the_rate(void **state)
{
    (void)state;
    assert_int_equal(cnops_claim_rate(&(cnops_claim_record_t){.spent = 300, .refunded = 210}), 70);
    assert_int_equal(cnops_claim_rate(&(cnops_claim_record_t){.spent = 3, .refunded = 2}), 67);
    assert_int_equal(cnops_claim_rate(&(cnops_claim_record_t){.spent = 3, .refunded = 0}), 0);
    assert_int_equal(cnops_claim_rate(&(cnops_claim_record_t){.spent = 3, .refunded = -1}), -1);
    assert_int_equal(cnops_claim_rate(&(cnops_claim_record_t){.spent = 0, .refunded = 0}), -1);
}

static void test_knows_the_delay_of_a_kind_of_care(void **state)
{
    core_fixture_t *fixture = *state;
    apr_array_header_t *delays = fixture->settings->claim_delays;

    assert_int_equal(cnops_claim_delay(&fixture->core, "pharmacie"), 0);
    APR_ARRAY_PUSH(delays, cnops_claim_delay_t) = (cnops_claim_delay_t){"*", 45};
    APR_ARRAY_PUSH(delays, cnops_claim_delay_t) = (cnops_claim_delay_t){"pharmacie", 20};
    assert_int_equal(cnops_claim_delay(&fixture->core, "pharmacie"), 20);
    assert_int_equal(cnops_claim_delay(&fixture->core, "dentaire"), 45);
    assert_int_equal(cnops_claim_delay(&fixture->core, ""), 45);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_finds_a_claim_by_reference_and_by_handle),
        TEST(test_finds_nothing_by_junk),
        TEST(test_finds_no_claim_of_somebody_else),
        TEST(test_takes_no_handle_of_another_kind),
        TEST(test_shows_claims_within_the_limitation_period),
        TEST(test_finds_a_reference_under_a_former_key),
        TEST(test_shows_no_record_of_another_row),
        TEST(test_shows_no_row_of_another_membership),
        TEST(test_a_known_beneficiary_vouches_for_no_other_row),
        cmocka_unit_test(test_computes_the_rate),
        TEST(test_knows_the_delay_of_a_kind_of_care),
    };

    return cmocka_run_group_tests_name("claim", tests, NULL, NULL);
}
