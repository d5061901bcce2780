/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Claims and their totals. */
#include "port_contract_tests.h"

#include <apr_strings.h>
#include <stdint.h>
#include <string.h>

#define MINE   11
#define THEIRS 12

static const port_versions_t always = {1, INT64_MAX};

/* A claim of this number, which is its id too. */
static cnops_claim_t claim_of(port_world_t *world, unsigned number, const char *day)
{
    return (cnops_claim_t){.membership_id = MINE,
                           .id = number,
                           .received_on = day,
                           .status = CNOPS_CLAIM_IN_PROCESS,
                           .reference_digest = port_digest(number, world->pool),
                           .beneficiary_digest = port_digest(900, world->pool),
                           .record_sealed = apr_psprintf(world->pool, "test2.claim%u", number)};
}

static void add(port_world_t *world, unsigned number, const char *day)
{
    cnops_claim_t claim = claim_of(world, number, day);

    world->add_claim(world, &claim, always);
}

/* The ids of the claims that the query finds, as "3 2 1 ". */
static const char *find_ids(port_world_t *world, const cnops_claim_query_t *query)
{
    apr_array_header_t *list;
    const char *ids = "";

    CALL(world, claims->list, &list, query);
    for (int i = 0; i < list->nelts; i++)
        ids = apr_psprintf(world->pool, "%s%" APR_INT64_T_FMT " ", ids,
                           APR_ARRAY_IDX(list, i, cnops_claim_t).id);
    return ids;
}

static void test_reads_a_claim_as_it_was_written(void **state)
{
    port_world_t *world = *state;
    cnops_claim_t wanted = claim_of(world, 7, "2026-03-04");
    const cnops_claim_t *found;
    apr_array_header_t *list;

    wanted.status = CNOPS_CLAIM_DOCUMENT_ASKED;
    world->add_claim(world, &wanted, always);
    CALL(world, claims->find, &found, MINE, wanted.reference_digest);
    CALL(world, claims->list, &list, (&(cnops_claim_query_t){.membership_id = MINE, .max = 5}));
    assert_int_equal(list->nelts, 1);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(found->membership_id, MINE);
        assert_int_equal(found->id, 7);
        assert_string_equal(found->received_on, "2026-03-04");
        assert_int_equal(found->status, CNOPS_CLAIM_DOCUMENT_ASKED);
        assert_string_equal(found->reference_digest, wanted.reference_digest);
        assert_string_equal(found->beneficiary_digest, wanted.beneficiary_digest);
        assert_string_equal(found->record_sealed, "test2.claim7");
        found = &APR_ARRAY_IDX(list, 0, cnops_claim_t);
    }
}

static void test_lists_claims_newest_first_page_by_page(void **state)
{
    port_world_t *world = *state;
    cnops_claim_query_t query = {.membership_id = MINE, .max = 2};

    add(world, 4, "2026-01-01");
    add(world, 2, "2026-02-02");
    add(world, 9, "2025-12-31");
    add(world, 3, "2026-02-02");
    add(world, 5, "2026-02-02");
    assert_string_equal(find_ids(world, &query), "5 3 ");
    query.after = (cnops_claim_place_t){"2026-02-02", 3};
    assert_string_equal(find_ids(world, &query), "2 4 ");
    query.after = (cnops_claim_place_t){"2026-01-01", 4};
    assert_string_equal(find_ids(world, &query), "9 ");
    query.after = (cnops_claim_place_t){"2025-12-31", 9};
    assert_string_equal(find_ids(world, &query), "");
}

static void test_lists_only_what_is_asked_for(void **state)
{
    port_world_t *world = *state;
    cnops_claim_t paid = claim_of(world, 1, "2026-01-01");
    cnops_claim_t childs = claim_of(world, 2, "2026-01-02");
    cnops_claim_query_t query = {.membership_id = MINE, .max = 9};

    paid.status = CNOPS_CLAIM_PAID;
    childs.beneficiary_digest = port_digest(901, world->pool);
    world->add_claim(world, &paid, always);
    world->add_claim(world, &childs, always);
    add(world, 3, "2025-12-31");
    query.status = "paid";
    assert_string_equal(find_ids(world, &query), "1 ");
    query.status = "rejected";
    assert_string_equal(find_ids(world, &query), "");
    query.status = NULL;
    query.beneficiary_digest = childs.beneficiary_digest;
    assert_string_equal(find_ids(world, &query), "2 ");
    query.beneficiary_digest = NULL;
    query.received_from = "2026-01-01";
    assert_string_equal(find_ids(world, &query), "2 1 ");
    query.received_to = "2026-01-01";
    assert_string_equal(find_ids(world, &query), "1 ");
    query.after = (cnops_claim_place_t){"2026-01-02", 2};
    assert_string_equal(find_ids(world, &query), "1 ");
    query.received_from = NULL;
    query.received_to = "2025-12-31";
    assert_string_equal(find_ids(world, &query), "3 ");
}

static void test_finds_no_claim_of_another_membership(void **state)
{
    port_world_t *world = *state;
    cnops_claim_t theirs = claim_of(world, 1, "2026-01-01");
    cnops_claim_query_t query = {.membership_id = MINE, .max = 9};
    const cnops_claim_t *found;

    theirs.membership_id = THEIRS;
    world->add_claim(world, &theirs, always);
    assert_string_equal(find_ids(world, &query), "");
    found = &theirs;
    CALL(world, claims->find, &found, MINE, theirs.reference_digest);
    assert_null(found);
    CALL(world, claims->find, &found, THEIRS, theirs.reference_digest);
    assert_non_null(found);
}

/* The old version is shown until the generation of the new one. */
static void test_shows_the_versions_of_the_generation(void **state)
{
    port_world_t *world = *state;
    cnops_claim_t former = claim_of(world, 1, "2026-01-01");
    cnops_claim_t next = claim_of(world, 2, "2026-01-01");
    cnops_claim_query_t query = {.membership_id = MINE, .max = 9};
    const cnops_claim_t *found;

    next.reference_digest = former.reference_digest;
    world->add_claim(world, &former, (port_versions_t){1, 2});
    world->add_claim(world, &next, (port_versions_t){2, INT64_MAX});
    for (int generation = 1; generation <= 2; generation++) {
        world->switch_claims(world, generation, PORT_NOW);
        assert_string_equal(find_ids(world, &query), generation == 1 ? "1 " : "2 ");
        CALL(world, claims->find, &found, MINE, former.reference_digest);
        assert_int_equal(found->id, generation);
    }
}

static void add_total(port_world_t *world, int year, unsigned beneficiary, const char *record,
                      port_versions_t shown)
{
    cnops_claim_total_t total = {year, port_digest(beneficiary, world->pool), record};

    world->add_claim_total(world, MINE, &total, shown);
}

static void test_lists_totals_newest_year_first(void **state)
{
    static const char *const expected[] = {"test2.a", "test2.b", "test2.c"};
    port_world_t *world = *state;
    apr_array_header_t *list;
    apr_time_t at;

    add_total(world, 2024, 1, "test2.c", always);
    add_total(world, 2026, 1, "test2.a", always);
    add_total(world, 2026, 2, "test2.b", always);
    add_total(world, 2025, 1, "test2.former", (port_versions_t){0, 1});
    add_total(world, 2025, 2, "test2.next", (port_versions_t){2, INT64_MAX});
    CALL(world, claims->totals, &list, &at, MINE);
    assert_int_equal(list->nelts, 3);
    for (int i = 0; i < 3; i++) {
        const cnops_claim_total_t *total = &APR_ARRAY_IDX(list, i, cnops_claim_total_t);

        assert_int_equal(total->year, i < 2 ? 2026 : 2024);
        assert_string_equal(total->record_sealed, expected[i]);
        assert_string_equal(total->beneficiary_digest, port_digest(i == 1 ? 2 : 1, world->pool));
    }
    CALL(world, claims->totals, &list, &at, THEIRS);
    assert_int_equal(list->nelts, 0);
}

static void test_tells_when_the_last_import_was(void **state)
{
    port_world_t *world = *state;
    apr_array_header_t *list;
    apr_time_t at = 1;

    assert_int_equal(world->store.claims->switched_at(world->store.self, &at, world->pool),
                     APR_SUCCESS);
    assert_int_equal(at, 0);
    world->switch_claims(world, 1, PORT_NOW);
    assert_int_equal(world->store.claims->switched_at(world->store.self, &at, world->pool),
                     APR_SUCCESS);
    assert_true(at == PORT_NOW);
    at = 0;
    CALL(world, claims->totals, &list, &at, MINE);
    assert_int_equal(list->nelts, 0);
    assert_true(at == PORT_NOW);
}

#define NEW_YEAR_2025 APR_TIME_C(1735689600000000)

static void test_the_claims_of_a_year_go_together_with_their_sums(void **state)
{
    port_world_t *world = *state;
    const cnops_claims_port_t *port = world->store.claims;
    apr_array_header_t *list;
    apr_time_t at;

    add(world, 1, "2023-12-31");
    add(world, 2, "2024-12-31");
    add(world, 3, "2025-01-01");
    add_total(world, 2024, 1, "test2.a", always);
    add_total(world, 2025, 1, "test2.b", always);
    assert_int_equal(port_purge(world, port->purge, NEW_YEAR_2025 - 1), 1);
    assert_int_equal(port_purge(world, port->purge_totals, NEW_YEAR_2025 - 1), 0);
    assert_int_equal(port_purge(world, port->purge, NEW_YEAR_2025), 1);
    assert_int_equal(port_purge(world, port->purge_totals, NEW_YEAR_2025), 1);
    assert_string_equal(find_ids(world, &(cnops_claim_query_t){.membership_id = MINE, .max = 5}),
                        "3 ");
    CALL(world, claims->totals, &list, &at, MINE);
    assert_int_equal(list->nelts, 1);
}

const struct CMUnitTest port_claims_tests[] = {
    cmocka_unit_test(test_reads_a_claim_as_it_was_written),
    cmocka_unit_test(test_lists_claims_newest_first_page_by_page),
    cmocka_unit_test(test_lists_only_what_is_asked_for),
    cmocka_unit_test(test_finds_no_claim_of_another_membership),
    cmocka_unit_test(test_shows_the_versions_of_the_generation),
    cmocka_unit_test(test_lists_totals_newest_year_first),
    cmocka_unit_test(test_tells_when_the_last_import_was),
    cmocka_unit_test(test_the_claims_of_a_year_go_together_with_their_sums),
    {0},
};
