/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/dossiers.csv and .json, without a server. Today is 2026-11-21. */
#include "pages/claim/export.h"

#include "base/errors.h"
#include "base/json.h"
#include "twins/claim_drive.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CSV  "/espace/dossiers.csv"
#define JSON "/espace/dossiers.json"

#define HEADER                                                                                     \
    "\xef\xbb\xbf"                                                                                 \
    "reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,amount_refunded,"    \
    "status,paid_on,payment_mode,beneficiary_relation,beneficiary_birth_date,document_asked,"      \
    "reason,affiliation_no\r\n"

static void writes_a_file_for_spreadsheets(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    answer_t *answer;

    claim_drive_add(&drive, "R1", "2026-03-04", CNOPS_CLAIM_PAID);
    answer = claim_drive_get(&drive, CSV);
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->res->content_type, "text/csv; charset=utf-8");
    assert_string_equal(apr_table_get(answer->res->headers, "Content-Disposition"),
                        "attachment; filename=\"dossiers-2026-11-21.csv\"");
    assert_string_equal(answer->body,
                        HEADER "\"R1\",\"10000001\",\"2026-03-04\",\"pharmacie\","
                               "\"Salma EL FICTIF\",1000,700,\"paid\",,,\"insured\",,,,\r\n");
}

static void no_cell_is_a_formula(void **state)
{
    static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1"};
    claim_drive_t drive = claim_drive_open(state);

    drive.fixture->settings->beneficiary_mask = CNOPS_BENEFICIARY_MASK_OFF;
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        fixture_claim_t claim = {.reference = apr_psprintf(drive.portal->pool, "R%d", (int)i),
                                 .received_on = "2026-03-04",
                                 .care_kind = formulas[i],
                                 .beneficiary = formulas[i],
                                 .document_asked = formulas[i],
                                 .reason = formulas[i],
                                 .refunded = -1};
        const char *wanted = apr_pstrcat(drive.portal->pool, ",\"'", formulas[i], "\",", NULL);
        const char *bare = apr_pstrcat(drive.portal->pool, "\"", formulas[i], "\"", NULL);
        answer_t *answer;

        claim_fixture_add(drive.fixture, drive.membership_id, &claim);
        answer = claim_drive_get(&drive, CSV);
        assert_non_null(strstr(answer->body, wanted));
        assert_null(strstr(answer->body, bare));
    }
}

/* Of a spreadsheet whose separator is the semicolon. */
static void no_part_of_a_cell_is_a_formula(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {.reference = "R1",
                             .received_on = "2026-03-04",
                             .beneficiary = "Salma EL FICTIF",
                             .reason = "x;=cmd|' /C calc'!A0;",
                             .document_asked = "y; @SUM(A1)",
                             .refunded = -1};
    const char *body;

    claim_fixture_add(drive.fixture, drive.membership_id, &claim);
    body = claim_drive_get(&drive, CSV)->body;
    assert_non_null(strstr(body, ",\"x;'=cmd|' /C calc'!A0;\","));
    assert_non_null(strstr(body, ",\"y;' @SUM(A1)\","));
}

static void doubles_quotes(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {.reference = "R1",
                             .received_on = "2026-03-04",
                             .care_kind = "soins \"x\", et\nautres",
                             .beneficiary = "Salma EL FICTIF",
                             .refunded = -1};

    claim_fixture_add(drive.fixture, drive.membership_id, &claim);
    assert_non_null(
        strstr(claim_drive_get(&drive, CSV)->body, ",\"soins \"\"x\"\", et\nautres\","));
}

static int count_claims(const char *body)
{
    int count = 0;

    while ((body = strstr(body, "\"reference\":"))) {
        count++;
        body++;
    }
    return count;
}

static void writes_all_claims_once(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    cnops_tree_t *file;
    answer_t *answer;

    for (int i = 0; i < 501; i++)
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "R%04d", i), "2026-03-04",
                        i ? CNOPS_CLAIM_PAID : CNOPS_CLAIM_REJECTED);
    answer = claim_drive_get(&drive, JSON);
    assert_string_equal(answer->res->content_type, "application/json");
    assert_non_null(strstr(apr_table_get(answer->res->headers, "Content-Disposition"), ".json\""));
    assert_int_equal(
        cnops_json_parse(&file, answer->body, strlen(answer->body), drive.portal->pool),
        APR_SUCCESS);
    assert_int_equal(count_claims(answer->body), 501);
    for (int i = 0; i < 501; i++)
        assert_non_null(strstr(answer->body, apr_psprintf(drive.portal->pool, "\"R%04d\"", i)));
    assert_int_equal(count_claims(claim_drive_get(&drive, JSON "?statut=rejected")->body), 1);
}

/* The first 500 rows, which are read together, have one that cannot be read. */
static void says_where_a_claim_cannot_be_read(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {
        .reference = "R", .received_on = "2026-03-04", .relation = "insured", .refunded = -1};
    cnops_claim_t unread = {.membership_id = drive.membership_id,
                            .id = 900,
                            .received_on = "2026-03-05",
                            .reference_digest = "r",
                            .beneficiary_digest = "b"};
    answer_t *answer;

    claim_fixture_add_many(drive.fixture, drive.membership_id, &claim, 501);
    store_memory_add_claim(drive.fixture->store, &unread, 1, INT64_MAX);
    answer = claim_drive_get(&drive, JSON);
    assert_int_equal(count_claims(answer->body), 501);
    assert_non_null(strstr(answer->body, "\"complete\":false"));
}

static void hides_what_the_list_hides(void **state)
{
    static const char *const paths[] = {CSV, JSON};
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {.reference = "M",
                             .received_on = "2026-01-01",
                             .care_kind = "psychiatrie",
                             .beneficiary = "Omar SECRET",
                             .birth_date = "1970-02-03",
                             .refunded = -1};
    fixture_claim_t old = {
        .reference = "TOO-OLD", .received_on = "2021-11-20", .beneficiary = "A", .refunded = -1};

    claim_fixture_add(drive.fixture, drive.membership_id, &claim);
    claim_fixture_add(drive.fixture, drive.membership_id, &old);
    for (int i = 0; i < 2; i++) {
        answer_t *answer = claim_drive_get(&drive, paths[i]);

        assert_int_equal(answer->status, 200);
        assert_non_null(strstr(answer->body, "O. S."));
        assert_null(strstr(answer->body, "SECRET"));
        assert_null(strstr(answer->body, "psychiatrie"));
        assert_null(strstr(answer->body, "1970"));
        assert_null(strstr(answer->body, "TOO-OLD"));
    }
}

static void is_empty_without_claims(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    assert_string_equal(claim_drive_get(&drive, JSON)->body,
                        "{\"claims\":[\n\n],\"complete\":true}\n");
    assert_string_equal(claim_drive_get(&drive, CSV)->body, HEADER);
    assert_int_equal(claim_drive_get(&drive, CSV "?statut=x")->status, 422);
}

static void stops_at_its_bound(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    fixture_claim_t claim = {
        .reference = "R", .received_on = "2026-03-04", .relation = "insured", .refunded = -1};
    answer_t *answer;

    claim_fixture_add_many(drive.fixture, drive.membership_id, &claim, CNOPS_EXPORT_MAX + 1);
    answer = claim_drive_get(&drive, JSON);
    assert_int_equal(count_claims(answer->body), CNOPS_EXPORT_MAX);
    assert_non_null(strstr(answer->body, "\"complete\":false"));
}

static void fails_where_the_store_is_down(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    store_memory_fail_next(drive.fixture->store, STORE_MEMORY(claims, list), CNOPS_EUNAVAILABLE);
    assert_int_equal(claim_drive_get(&drive, CSV)->status, 503);
    store_memory_fail_next(drive.fixture->store, STORE_MEMORY(claims, totals), CNOPS_EUNAVAILABLE);
    assert_int_equal(claim_drive_get(&drive, CSV)->status, 503);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(writes_a_file_for_spreadsheets),
        TEST(no_cell_is_a_formula),
        TEST(no_part_of_a_cell_is_a_formula),
        TEST(doubles_quotes),
        TEST(writes_all_claims_once),
        TEST(says_where_a_claim_cannot_be_read),
        TEST(hides_what_the_list_hides),
        TEST(is_empty_without_claims),
        TEST(stops_at_its_bound),
        TEST(fails_where_the_store_is_down),
    };

    return cmocka_run_group_tests_name("claim_export", tests, NULL, NULL);
}
