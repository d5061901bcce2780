/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The list of claims and its sums. Today is 2026-11-21. */
#include "core/claim/list.h"

#include "twins/claim_fixture.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const cnops_claim_filter_t any = {.status = NULL};

static cnops_claim_reader_t reader_of(core_fixture_t *fixture)
{
    apr_int64_t person = core_fixture_add_member(fixture, &fixture_public_transfer);

    return claim_fixture_reader(fixture, claim_fixture_membership(fixture, person));
}

static void add(core_fixture_t *fixture, const cnops_claim_reader_t *reader, const char *reference,
                const char *received_on, const char *beneficiary)
{
    fixture_claim_t claim = {.reference = reference,
                             .received_on = received_on,
                             .beneficiary = beneficiary,
                             .care_kind = "pharmacie",
                             .spent = 1000,
                             .refunded = 700,
                             .status = CNOPS_CLAIM_PAID};

    claim_fixture_add(fixture, reader->membership->id, &claim);
}

/* "R2 R1 " */
static const char *list_references(const cnops_claim_page_t *page, apr_pool_t *pool)
{
    const char *text = "";

    for (int i = 0; i < page->claims->nelts; i++)
        text = apr_pstrcat(pool, text,
                           APR_ARRAY_IDX(page->claims, i, cnops_claim_shown_t).record.reference,
                           " ", NULL);
    return text;
}

static cnops_claim_page_t list(cnops_claim_reader_t *reader, const cnops_claim_filter_t *filter,
                               const cnops_claim_place_t *after, int max)
{
    cnops_claim_page_t page;

    assert_int_equal(cnops_claim_list(&page, reader, filter, after, max, reader->pool),
                     APR_SUCCESS);
    return page;
}

static void test_lists_all_claims_page_by_page(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_claim_reader_t reader = reader_of(fixture);
    cnops_claim_place_t place;
    cnops_claim_page_t page;
    const char *text;

    add(fixture, &reader, "R1", "2026-01-01", "Salma EL FICTIF");
    add(fixture, &reader, "R2", "2026-01-01", "Salma EL FICTIF");
    add(fixture, &reader, "R3", "2026-02-01", "Salma EL FICTIF");
    add(fixture, &reader, "OLD", "2021-11-20", "Salma EL FICTIF");
    page = list(&reader, &any, NULL, 2);
    assert_string_equal(list_references(&page, fixture->pool), "R3 R2 ");
    assert_true(page.has_next);
    text = cnops_claim_place_write(&reader, &any, &page.last);
    assert_true(cnops_claim_place_read(&place, &reader, &any, text));
    page = list(&reader, &any, &place, 2);
    assert_string_equal(list_references(&page, fixture->pool), "R1 ");
    assert_false(page.has_next);
    page = list(&reader, &any, NULL, 3);
    assert_false(page.has_next);
}

/* A row that cannot be read is the last one of a page, then the one that tells of a next page. */
static void test_a_row_that_cannot_be_read_does_not_end_the_list(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_claim_reader_t reader = reader_of(fixture);
    cnops_claim_t unread = {.membership_id = reader.membership->id,
                            .id = 900,
                            .received_on = "2026-01-20",
                            .reference_digest = "r",
                            .beneficiary_digest = "b"};
    cnops_claim_page_t page;

    add(fixture, &reader, "R1", "2026-01-01", "Salma EL FICTIF");
    add(fixture, &reader, "R2", "2026-02-01", "Salma EL FICTIF");
    store_memory_add_claim(fixture->store, &unread, 1, INT64_MAX);
    page = list(&reader, &any, NULL, 2);
    assert_string_equal(list_references(&page, fixture->pool), "R2 ");
    assert_true(page.has_gap);
    assert_true(page.has_next);
    page = list(&reader, &any, &page.last, 2);
    assert_string_equal(list_references(&page, fixture->pool), "R1 ");
    assert_false(page.has_gap);
    assert_false(page.has_next);
    page = list(&reader, &any, NULL, 1);
    assert_true(page.has_next);
    assert_false(page.has_gap);
}

static void test_a_place_belongs_to_its_filter_and_member(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_claim_reader_t reader = reader_of(fixture), other = reader;
    cnops_claim_filter_t paid = {.status = "paid"}, year = {.year = 2026};
    cnops_claim_filter_t person = {.beneficiary_digest = "b"};
    cnops_membership_t membership = *reader.membership;
    cnops_claim_place_t place = {"2026-01-01", 7}, read;
    const char *text = cnops_claim_place_write(&reader, &any, &place);

    assert_true(cnops_claim_place_read(&read, &reader, &any, text));
    assert_string_equal(read.day, "2026-01-01");
    assert_int_equal(read.id, 7);
    assert_false(cnops_claim_place_read(&read, &reader, &paid, text));
    assert_false(cnops_claim_place_read(&read, &reader, &year, text));
    assert_false(cnops_claim_place_read(&read, &reader, &person, text));
    assert_false(cnops_claim_place_read(&read, &reader, &any, "x"));
    assert_false(cnops_claim_place_read(&read, &reader, &any, ""));
    other.membership = &membership;
    membership.id++;
    assert_false(cnops_claim_place_read(&read, &other, &any, text));
    membership.id--;
    membership.person_id++;
    assert_false(cnops_claim_place_read(&read, &other, &any, text));
}

static void test_filters_by_year(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_claim_reader_t reader = reader_of(fixture);
    cnops_claim_filter_t filter = {.year = 2025};
    cnops_claim_page_t page;

    add(fixture, &reader, "R1", "2024-12-31", "A");
    add(fixture, &reader, "R2", "2025-01-01", "A");
    add(fixture, &reader, "R3", "2025-12-31", "A");
    add(fixture, &reader, "R4", "2026-01-01", "A");
    add(fixture, &reader, "OLD", "2021-11-20", "A");
    add(fixture, &reader, "R0", "2021-11-21", "A");
    page = list(&reader, &filter, NULL, 9);
    assert_string_equal(list_references(&page, fixture->pool), "R3 R2 ");
    filter.year = 2021;
    page = list(&reader, &filter, NULL, 9);
    assert_string_equal(list_references(&page, fixture->pool), "R0 ");
    filter.year = 2019;
    page = list(&reader, &filter, NULL, 9);
    assert_string_equal(list_references(&page, fixture->pool), "");
}

static const cnops_claim_year_t *year_of(const cnops_claim_summary_t *summary, int i)
{
    return &APR_ARRAY_IDX(summary->years, i, cnops_claim_year_t);
}

static void test_sums_up_the_years(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_claim_reader_t reader = reader_of(fixture);
    fixture_claim_t pending = {"P", "2026-03-03",         NULL, "B",  NULL, NULL, 500,
                               -1,  CNOPS_CLAIM_RECEIVED, NULL, NULL, NULL, NULL};
    fixture_claim_t rejected = {"X", "2026-03-03",         NULL, "B",  NULL, NULL, 9000,
                                -1,  CNOPS_CLAIM_REJECTED, NULL, NULL, NULL, NULL};
    cnops_claim_summary_t summary;

    add(fixture, &reader, "R1", "2026-01-01", "A");
    add(fixture, &reader, "R2", "2021-12-01", "A");
    add(fixture, &reader, "OLD", "2020-12-01", "Z");
    claim_fixture_add(fixture, reader.membership->id, &pending);
    claim_fixture_add(fixture, reader.membership->id, &rejected);
    store_memory_switch_claims(fixture->store, 1, 1234);
    assert_int_equal(cnops_claim_summary(&summary, &reader), APR_SUCCESS);
    assert_int_equal(summary.at, 1234);
    assert_int_equal(summary.years->nelts, 2);
    assert_int_equal(year_of(&summary, 0)->year, 2026);
    assert_false(year_of(&summary, 0)->is_partly_old);
    assert_int_equal(year_of(&summary, 0)->sums.spent, 1500);
    assert_int_equal(year_of(&summary, 0)->sums.refunded, 700);
    assert_int_equal(cnops_claim_sums_left(&year_of(&summary, 0)->sums), 800);
    assert_int_equal(year_of(&summary, 0)->sums.rejected_spent, 9000);
    assert_int_equal(year_of(&summary, 1)->year, 2021);
    assert_true(year_of(&summary, 1)->is_partly_old);
    assert_int_equal(summary.beneficiaries->nelts, 2);
}

static const cnops_claim_beneficiary_t *beneficiary_of(const cnops_claim_summary_t *summary, int i)
{
    return &APR_ARRAY_IDX(summary->beneficiaries, i, cnops_claim_beneficiary_t);
}

static void test_names_beneficiaries_once_and_masks_adults(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_claim_reader_t reader = reader_of(fixture);
    cnops_claim_summary_t summary;
    cnops_claim_filter_t filter = {.status = NULL};
    cnops_claim_page_t page;

    add(fixture, &reader, "R1", "2026-01-01", "Salma EL FICTIF");
    add(fixture, &reader, "R2", "2025-01-01", "Salma EL FICTIF");
    add(fixture, &reader, "R3", "2026-01-02", "Omar NADIR");
    add(fixture, &reader, "R4", "2026-01-03", "Osman NABIL");
    assert_int_equal(cnops_claim_summary(&summary, &reader), APR_SUCCESS);
    assert_int_equal(summary.beneficiaries->nelts, 3);
    assert_string_equal(beneficiary_of(&summary, 0)->name, "O. N.");
    assert_string_equal(beneficiary_of(&summary, 1)->name, "O. N. (2)");
    assert_string_equal(beneficiary_of(&summary, 2)->name, "Salma EL FICTIF");
    filter.beneficiary_digest = beneficiary_of(&summary, 2)->digest;
    page = list(&reader, &filter, NULL, 9);
    assert_string_equal(list_references(&page, fixture->pool), "R1 R2 ");
}

static void test_has_no_sums_without_claims(void **state)
{
    cnops_claim_reader_t reader = reader_of(*state);
    cnops_claim_summary_t summary;

    assert_int_equal(cnops_claim_summary(&summary, &reader), APR_SUCCESS);
    assert_int_equal(summary.at, 0);
    assert_int_equal(summary.years->nelts, 0);
    assert_int_equal(summary.beneficiaries->nelts, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_lists_all_claims_page_by_page),
        TEST(test_a_row_that_cannot_be_read_does_not_end_the_list),
        TEST(test_a_place_belongs_to_its_filter_and_member),
        TEST(test_filters_by_year),
        TEST(test_sums_up_the_years),
        TEST(test_names_beneficiaries_once_and_masks_adults),
        TEST(test_has_no_sums_without_claims),
    };

    return cmocka_run_group_tests_name("claim_list", tests, NULL, NULL);
}
