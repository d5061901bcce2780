/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/dossiers, without a server. Today is 2026-11-21. */
#include "pages/claim/claims.h"

#include "base/errors.h"
#include "twins/claim_drive.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PATH "/espace/dossiers"

static void assert_value(const answer_t *answer, const char *path, const char *expected)
{
    assert_string_equal(claim_drive_value(answer, path), expected);
}

static int count_claims(const answer_t *answer)
{
    int count = 0;

    while (cnops_tree_at(answer->page, apr_psprintf(answer->page->pool, "claims.%d", count)))
        count++;
    return count;
}

/* The path of an address of the answer, below the mount. */
static const char *path_of(const answer_t *answer, const char *name)
{
    return strstr(claim_drive_value(answer, name), "/espace");
}

static void shows_a_claim(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    answer_t *answer;

    claim_drive_add(&drive, "R-1", "2026-03-04", CNOPS_CLAIM_PAID);
    answer = claim_drive_get(&drive, PATH);
    assert_int_equal(answer->status, 200);
    assert_value(answer, "claims.0.reference", "R-1");
    assert_value(answer, "claims.0.immatriculation", fixture_public_transfer.immatriculation);
    assert_value(answer, "claims.0.received_on", "2026-03-04");
    assert_value(answer, "claims.0.received", "04/03/2026");
    assert_value(answer, "claims.0.care_kind", "pharmacie");
    assert_value(answer, "claims.0.beneficiary", "Salma EL FICTIF");
    assert_value(answer, "claims.0.amount_spent", "1000");
    assert_value(answer, "claims.0.amount_refunded", "700");
    assert_value(answer, "claims.0.spent", "10,00 DH");
    assert_value(answer, "claims.0.status", "paid");
    assert_value(answer, "claims.0.paid_on", "null");
    assert_value(answer, "totals.spent", "1000");
    assert_value(answer, "totals.refunded", "700");
    assert_value(answer, "totals.left", "300");
    assert_value(answer, "totals.2026.left", "300");
    assert_value(answer, "next_page", "null");
    assert_value(answer, "empty", "null");
    assert_null(strstr(claim_drive_value(answer, "claims.0.href"), "R-1"));
}

static void pages_have_twenty_claims(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    answer_t *first, *second;

    for (int i = 0; i < 21; i++)
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "R%d", i), "2026-03-04",
                        CNOPS_CLAIM_PAID);
    first = claim_drive_get(&drive, PATH "?statut=paid&annee=2026");
    assert_int_equal(count_claims(first), 20);
    assert_value(first, "claims.0.reference", "R20");
    assert_non_null(strstr(path_of(first, "next_page"), "statut=paid&annee=2026&suite="));
    second = claim_drive_get(&drive, path_of(first, "next_page"));
    assert_int_equal(second->status, 200);
    assert_int_equal(count_claims(second), 1);
    assert_value(second, "claims.0.reference", "R0");
    assert_value(second, "next_page", "null");
    assert_non_null(strstr(path_of(second, "first_page"), "?statut=paid&annee=2026"));
}

static void filters_claims(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    const char *beneficiary;
    answer_t *answer;

    claim_drive_add(&drive, "A", "2025-03-04", CNOPS_CLAIM_PAID);
    claim_drive_add(&drive, "B", "2026-03-04", CNOPS_CLAIM_REJECTED);
    answer = claim_drive_get(&drive, PATH "?statut=rejected");
    assert_int_equal(count_claims(answer), 1);
    assert_value(answer, "claims.0.reference", "B");
    assert_value(answer, "totals.rejected.spent", "1000");
    assert_value(answer, "totals.spent", "0");
    answer = claim_drive_get(&drive, PATH "?annee=2025&statut=&reference=");
    assert_int_equal(count_claims(answer), 1);
    assert_value(answer, "claims.0.reference", "A");
    assert_value(answer, "totals.year", "2025");
    assert_value(answer, "fields.2.options.1.label", "Salma EL FICTIF");
    beneficiary = claim_drive_value(answer, "fields.2.options.1.value");
    answer = claim_drive_get(
        &drive, apr_pstrcat(drive.portal->pool, PATH "?beneficiaire=", beneficiary, NULL));
    assert_int_equal(count_claims(answer), 2);
    answer = claim_drive_get(&drive, PATH "?annee=2019");
    assert_int_equal(answer->status, 200);
    assert_value(answer, "empty", "filter");
    assert_value(answer, "fields.1.value", "2019");
}

static void finds_a_reference(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    answer_t *answer;

    claim_drive_add(&drive, "A", "2025-03-04", CNOPS_CLAIM_PAID);
    claim_drive_add(&drive, "A-2_b", "2025-03-04", CNOPS_CLAIM_PAID);
    answer = claim_drive_get(&drive, PATH "?reference=+A-2_b+");
    assert_int_equal(count_claims(answer), 1);
    assert_value(answer, "claims.0.reference", "A-2_b");
    answer = claim_drive_get(&drive, PATH "?reference=a-2_b");
    assert_int_equal(answer->status, 200);
    assert_int_equal(count_claims(answer), 0);
    assert_value(answer, "empty", "reference");
    assert_null(strstr(answer->body, "a-2_b"));
}

static void tells_which_value_is_unknown(void **state)
{
    static const char *const cases[][3] = {{"?statut=Paid", "statut", "invalid_choice"},
                                           {"?statut=paid%00", "statut", "malformed"},
                                           {"?statut=paid&statut=paid", "statut", "duplicate"},
                                           {"?annee=26", "annee", "invalid_choice"},
                                           {"?annee=20260", "annee", "invalid_choice"},
                                           {"?annee=0000", "annee", "invalid_choice"},
                                           {"?annee=-999", "annee", "invalid_choice"},
                                           {"?beneficiaire=x", "beneficiaire", "invalid_choice"},
                                           {"?reference=a+b", "reference", "invalid_reference"},
                                           {"?reference=%C3%A9", "reference", "invalid_reference"},
                                           {"?suite=x", NULL, "invalid_place"}};
    claim_drive_t drive = claim_drive_open(state);

    claim_drive_add(&drive, "A", "2025-03-04", CNOPS_CLAIM_PAID);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        answer_t *answer =
            claim_drive_get(&drive, apr_pstrcat(drive.portal->pool, PATH, cases[i][0], NULL));

        assert_int_equal(answer->status, 422);
        assert_true(answer_has_error(answer, cases[i][1], cases[i][2]));
        assert_int_equal(count_claims(answer), 0);
    }
}

static void masks_adults(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {.reference = "M",
                             .received_on = "2026-01-01",
                             .care_kind = "psychiatrie",
                             .beneficiary = "Omar SECRET",
                             .birth_date = "1970-02-03",
                             .spent = 100,
                             .refunded = -1};
    answer_t *answer;

    claim_fixture_add(drive.fixture, drive.membership_id, &claim);
    for (int html = 0; html < 2; html++) {
        drive.browser->accept = html ? "text/html" : "application/json";
        answer = claim_drive_get(&drive, PATH);
        assert_int_equal(answer->status, 200);
        assert_null(strstr(answer->body, "SECRET"));
        assert_null(strstr(answer->body, "psychiatrie"));
        assert_null(strstr(answer->body, "1970"));
        assert_non_null(strstr(answer->body, "O. S."));
    }
}

static void says_why_it_is_empty(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    assert_value(claim_drive_get(&drive, PATH), "empty", "no_claim");
    assert_value(claim_drive_get(&drive, PATH "?statut=paid"), "empty", "filter");
    store_memory_switch_claims(drive.fixture->store, 1, 0);
    assert_value(claim_drive_get(&drive, PATH), "empty", "no_import");
}

static void shows_no_claim_of_somebody_else(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {
        .reference = "THEIRS", .received_on = "2026-01-01", .spent = 100, .refunded = -1};
    apr_int64_t person = core_fixture_add_member(drive.fixture, &fixture_public_money_order);

    claim_fixture_add(drive.fixture, claim_fixture_membership(drive.fixture, person)->id, &claim);
    assert_int_equal(count_claims(claim_drive_get(&drive, PATH)), 0);
    assert_value(claim_drive_get(&drive, PATH "?reference=THEIRS"), "empty", "reference");
}

/* Each call is a trip to the database: session and person, sums, list. */
static void takes_three_calls_of_the_store(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    store_memory_t *store = drive.fixture->store;
    int before;

    claim_drive_add(&drive, "A", "2025-03-04", CNOPS_CLAIM_PAID);
    before = store_memory_calls(store, NULL);
    claim_drive_get(&drive, PATH);
    assert_int_equal(store_memory_calls(store, NULL) - before, 3);
}

static void fails_where_the_store_is_down(void **state)
{
    static const char *const functions[] = {STORE_MEMORY(claims, list),
                                            STORE_MEMORY(claims, totals)};
    claim_drive_t drive = claim_drive_open(state);

    for (int i = 0; i < 2; i++) {
        store_memory_fail_next(drive.fixture->store, functions[i], CNOPS_EUNAVAILABLE);
        assert_int_equal(claim_drive_get(&drive, PATH)->status, 503);
    }
}

/* The same page as HTML, with everything that it can have. */
static void writes_html(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    answer_t *answer;

    for (int i = 0; i < 21; i++)
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "R%d", i), "2026-03-04",
                        CNOPS_CLAIM_PAID);
    drive.browser->accept = "text/html";
    answer = claim_drive_get(&drive, PATH);
    assert_non_null(strstr(answer->body, "rel=\"next\""));
    assert_non_null(strstr(answer->body, "210,00 DH"));
    answer = claim_drive_get(&drive, PATH "?statut=x");
    assert_int_equal(answer->status, 422);
    assert_non_null(strstr(answer->body, "href=\"#f-statut\""));
}

/* Signed in as a person whom the records give no membership. */
static browser_t *enter_without_membership(portal_t *portal)
{
    const cnops_core_t *core = &portal->fixture->core;
    const cnops_store_t *store = &core->store;
    apr_int64_t person = store_memory_add_person(portal->fixture->store, "d", "test2.none");
    cnops_account_t wanted = {.person_id = person,
                              .password_hash = "",
                              .email_digest = "e",
                              .email_sealed = "",
                              .phone_digest = "p",
                              .phone_sealed = "",
                              .lang = "fr",
                              .terms_version = "",
                              .terms_lang = "",
                              .journey_id = "j",
                              .state = CNOPS_ACCOUNT_ACTIVE};
    const cnops_account_t *account;
    browser_t *browser = browser_open(portal);
    const char *token;

    assert_int_equal(store->accounts->create(store->self, &wanted, NULL, portal->pool),
                     APR_SUCCESS);
    assert_int_equal(store->accounts->by_person(store->self, &account, person, portal->pool),
                     APR_SUCCESS);
    assert_int_equal(
        cnops_session_begin(&token, core, account->id, NULL, "127.0.0.1", "test", portal->pool),
        APR_SUCCESS);
    apr_table_set(browser->cookies, "cnops_session", token);
    return browser;
}

static void a_person_without_membership_has_a_page_too(void **state)
{
    browser_t *browser = enter_without_membership(*state);
    answer_t *answer = browser_get(browser, PATH);

    assert_int_equal(answer->status, 200);
    assert_value(answer, "empty", "no_membership");
    assert_int_equal(count_claims(answer), 0);
    assert_int_equal(browser_get(browser, PATH "/x")->status, 404);
    assert_int_equal(browser_get(browser, PATH ".csv")->status, 200);
    browser->accept = "text/html";
    answer = browser_get(browser, PATH);
    assert_int_equal(answer->status, 200);
    assert_non_null(strstr(answer->body, "Aucune adhésion"));
}

static void is_for_members(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    browser_t *stranger = browser_open(drive.portal);
    static const char *const paths[] = {PATH, PATH ".csv", PATH ".json", PATH "/x"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_int_equal(browser_get(stranger, paths[i])->status, 303);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shows_a_claim),
        TEST(pages_have_twenty_claims),
        TEST(filters_claims),
        TEST(finds_a_reference),
        TEST(tells_which_value_is_unknown),
        TEST(masks_adults),
        TEST(says_why_it_is_empty),
        TEST(shows_no_claim_of_somebody_else),
        TEST(takes_three_calls_of_the_store),
        TEST(fails_where_the_store_is_down),
        TEST(writes_html),
        TEST(a_person_without_membership_has_a_page_too),
        TEST(is_for_members),
    };

    return cmocka_run_group_tests_name("claims_page", tests, NULL, NULL);
}
