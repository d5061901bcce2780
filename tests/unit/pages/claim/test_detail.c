/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/dossiers/{ref}, without a server. Today is 2026-11-21. */
#include "pages/claim/detail.h"

#include "base/errors.h"
#include "twins/claim_drive.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define LIST "/espace/dossiers"

static void assert_value(const answer_t *answer, const char *path, const char *expected)
{
    assert_string_equal(claim_drive_value(answer, path), expected);
}

/* The path of the first claim of the list. */
static const char *first_path(const claim_drive_t *drive)
{
    const char *accept = drive->browser->accept;
    const char *href;

    drive->browser->accept = "application/json";
    href = claim_drive_value(claim_drive_get(drive, LIST), "claims.0.href");
    drive->browser->accept = accept;
    return strstr(href, "/espace");
}

static void shows_everything(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {.reference = "R-1",
                             .received_on = "2026-03-04",
                             .care_kind = "pharmacie",
                             .beneficiary = "Lina EL FICTIF",
                             .relation = "child",
                             .birth_date = "2020-05-05",
                             .spent = 123450,
                             .refunded = 86415,
                             .status = CNOPS_CLAIM_PAID,
                             .paid_on = "2026-04-05",
                             .payment_mode = "transfer"};
    answer_t *answer;

    claim_fixture_add(drive.fixture, drive.membership_id, &claim);
    answer = claim_drive_get(&drive, first_path(&drive));
    assert_int_equal(answer->status, 200);
    assert_value(answer, "reference", "R-1");
    assert_value(answer, "immatriculation", fixture_public_transfer.immatriculation);
    assert_value(answer, "beneficiary", "Lina EL FICTIF");
    assert_value(answer, "relation_label", "enfant");
    assert_value(answer, "spent",
                 "1\xc2\xa0"
                 "234,50 DH");
    assert_value(answer, "left", "370,35 DH");
    assert_value(answer, "refund_rate", "70");
    assert_value(answer, "paid", "05/04/2026");
    assert_value(answer, "payment_label", "Virement bancaire");
    assert_value(answer, "history.0.status", "received");
    assert_value(answer, "as_of", claim_drive_value(claim_drive_get(&drive, LIST), "as_of"));
    drive.browser->accept = "text/html";
    answer = claim_drive_get(&drive, first_path(&drive));
    assert_non_null(strstr(answer->body, "Lina EL FICTIF"));
    assert_non_null(strstr(answer->body, "Ce que vous faites"));
}

/* Only what is still open has a delay, in the unit of its size. */
static void tells_the_delay_as_an_order_of_size(void **state)
{
    static const struct {
        apr_int64_t days;
        const char *name, *value;
    } cases[] = {{7, "delay_days", "7"},    {11, "delay_weeks", "2"},  {20, "delay_weeks", "3"},
                 {45, "delay_weeks", "6"},  {59, "delay_weeks", "8"},  {60, "delay_months", "2"},
                 {75, "delay_months", "3"}, {100, "delay_months", "3"}};
    claim_drive_t drive = claim_drive_open(state);
    apr_array_header_t *delays = drive.fixture->settings->claim_delays;
    const char *path;

    claim_drive_add(&drive, "R-1", "2026-11-01", CNOPS_CLAIM_IN_PROCESS);
    path = first_path(&drive);
    assert_null(cnops_tree_get(claim_drive_get(&drive, path)->page, "delay_over"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        answer_t *answer;

        delays->nelts = 0;
        APR_ARRAY_PUSH(delays, cnops_claim_delay_t) =
            (cnops_claim_delay_t){"pharmacie", cases[i].days};
        answer = claim_drive_get(&drive, path);
        assert_value(answer, cases[i].name, cases[i].value);
        assert_int_equal(cnops_tree_bool(answer->page, "delay_over"), cases[i].days < 20);
    }
}

static void a_closed_claim_has_no_delay(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    APR_ARRAY_PUSH(drive.fixture->settings->claim_delays, cnops_claim_delay_t) =
        (cnops_claim_delay_t){"*", 10};
    for (int status = CNOPS_CLAIM_DOCUMENT_ASKED; status <= CNOPS_CLAIM_REJECTED; status++) {
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "R%d", status), "2026-01-01",
                        (cnops_claim_status_e)status);
        assert_null(
            cnops_tree_get(claim_drive_get(&drive, first_path(&drive))->page, "delay_days"));
    }
}

/* Each status has a page of its own words, in each scheme. */
static void says_what_the_member_does(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {.reference = "D",
                             .received_on = "2026-02-01",
                             .care_kind = "pharmacie",
                             .beneficiary = "Salma EL FICTIF",
                             .relation = "insured",
                             .spent = 100,
                             .refunded = -1,
                             .status = CNOPS_CLAIM_DOCUMENT_ASKED,
                             .document_asked = "Ordonnance datée"};
    answer_t *answer;

    claim_fixture_add(drive.fixture, drive.membership_id, &claim);
    drive.browser->accept = "text/html";
    answer = claim_drive_get(&drive, first_path(&drive));
    assert_non_null(strstr(answer->body, "Ordonnance datée"));
    assert_non_null(strstr(answer->body, "mutuelle"));
    claim.status = CNOPS_CLAIM_REJECTED;
    claim.reference = "E";
    claim.reason = "Pièces illisibles";
    claim_fixture_add(drive.fixture, drive.membership_id, &claim);
    answer = claim_drive_get(&drive, first_path(&drive));
    assert_non_null(strstr(answer->body, "Pièces illisibles"));
    assert_null(strstr(answer->body, "Ordonnance datée"));
}

/* A claim of any status leads to the form; where a complaint waits, to that one. */
static void leads_to_the_complaint(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    const char *form, *path, *ticket = NULL;
    answer_t *answer;

    for (int status = CNOPS_CLAIM_RECEIVED; status <= CNOPS_CLAIM_REJECTED; status++) {
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "R%d", status), "2026-01-01",
                        (cnops_claim_status_e)status);
        path = first_path(&drive);
        form = apr_pstrcat(drive.portal->pool, path, "/reclamation", NULL);
        drive.browser->accept = "application/json";
        answer = claim_drive_get(&drive, path);
        assert_string_equal(strstr(claim_drive_value(answer, "complaint_href"), "/espace"), form);
        assert_false(cnops_tree_bool(answer->page, "complaint_open"));
        drive.browser->accept = "text/html";
        answer = claim_drive_get(&drive, path);
        assert_non_null(strstr(answer->body, apr_pstrcat(drive.portal->pool, form, "\"", NULL)));
        assert_null(strstr(answer->body, "en cours sur ce dossier"));
    }
    drive.browser->accept = "application/json";
    claim_drive_get(&drive, form);
    answer = browser_post(drive.browser, form, "objet", "rejet", "message", "Pourquoi ?", NULL);
    assert_int_equal(answer->status, 303);
    ticket = strstr(answer->location, "/espace/demandes/");
    answer = claim_drive_get(&drive, path);
    assert_string_equal(strstr(claim_drive_value(answer, "complaint_href"), "/espace"), ticket);
    assert_true(cnops_tree_bool(answer->page, "complaint_open"));
    drive.browser->accept = "text/html";
    answer = claim_drive_get(&drive, path);
    assert_non_null(strstr(answer->body, ticket));
    assert_non_null(strstr(answer->body, "en cours sur ce dossier"));
    assert_null(strstr(answer->body, apr_pstrcat(drive.portal->pool, form, "\"", NULL)));
}

static void is_not_found_by_junk_or_for_somebody_else(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {
        .reference = "THEIRS", .received_on = "2026-01-01", .spent = 100, .refunded = -1};
    apr_int64_t person = core_fixture_add_member(drive.fixture, &fixture_public_money_order);
    cnops_membership_t *theirs = claim_fixture_membership(drive.fixture, person);
    cnops_claim_reader_t reader = claim_fixture_reader(drive.fixture, theirs);
    const cnops_claim_shown_t *found;
    const char *paths[] = {LIST "/x", LIST "/THEIRS", LIST "/AAAAAAAAAAAAAAAAAAAAAAAAAAAA", NULL,
                           LIST "/a/b"};

    claim_fixture_add(drive.fixture, theirs->id, &claim);
    assert_int_equal(cnops_claim_find_reference(&found, &reader, "THEIRS"), APR_SUCCESS);
    paths[3] = apr_pstrcat(drive.portal->pool, LIST "/", found->handle, NULL);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_int_equal(claim_drive_get(&drive, paths[i])->status, 404);
}

static void fails_where_the_store_is_down(void **state)
{
    static const char *const functions[] = {STORE_MEMORY(claims, find),
                                            STORE_MEMORY(claims, switched_at),
                                            STORE_MEMORY(tickets, open_of)};
    claim_drive_t drive = claim_drive_open(state);
    const char *path;

    claim_drive_add(&drive, "R-1", "2026-11-01", CNOPS_CLAIM_IN_PROCESS);
    path = first_path(&drive);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        store_memory_fail_next(drive.fixture->store, functions[i], CNOPS_EUNAVAILABLE);
        assert_int_equal(claim_drive_get(&drive, path)->status, 503);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shows_everything),
        TEST(tells_the_delay_as_an_order_of_size),
        TEST(a_closed_claim_has_no_delay),
        TEST(says_what_the_member_does),
        TEST(leads_to_the_complaint),
        TEST(is_not_found_by_junk_or_for_somebody_else),
        TEST(fails_where_the_store_is_down),
    };

    return cmocka_run_group_tests_name("claim_detail", tests, NULL, NULL);
}
