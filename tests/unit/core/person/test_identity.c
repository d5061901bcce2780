/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/person/identity.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* What a member who knows all the facts types, in normal form. */
typedef struct typed_t {
    cnops_identity_claim_t claim;
    cnops_identity_answers_t answers;
} typed_t;

static typed_t type_all(const fixture_member_t *member, bool by_employer)
{
    bool is_student = member->scheme == CNOPS_SCHEME_STUDENT;
    typed_t typed = {
        .claim = {.by_employer = by_employer,
                  .number = by_employer ? member->employee_no : member->immatriculation,
                  .document = member->document,
                  .birth_date = member->birth_date},
        .answers = {.payment = member->payment_mode == CNOPS_PAYMENT_TRANSFER
                                   ? member->rib
                                   : member->civil_status_no}};

    if (!is_student)
        typed.answers.number = by_employer ? member->immatriculation : member->employee_no;
    return typed;
}

static cnops_identity_t claim(core_fixture_t *fixture, const typed_t *typed)
{
    cnops_identity_t identity;

    memset(&identity, 0, sizeof identity);
    assert_int_equal(cnops_identity_claim(&identity, &fixture->core, &typed->claim, fixture->pool),
                     APR_SUCCESS);
    return identity;
}

/* Both steps. Only the questions that are asked are answered. */
static bool proves(core_fixture_t *fixture, const typed_t *typed)
{
    cnops_identity_t identity = claim(fixture, typed);
    cnops_identity_answers_t answers = typed->answers;
    bool proved = true;

    if (!identity.asks_number)
        answers.number = NULL;
    else if (!answers.number)
        answers.number = "RIEN";
    if (!answers.payment)
        answers.payment = "0";
    assert_int_equal(
        cnops_identity_prove(&proved, &fixture->core, &identity, &answers, fixture->pool),
        APR_SUCCESS);
    return proved;
}

typedef struct case_t {
    const fixture_member_t *member;
    bool by_employer;
} case_t;

static const case_t cases[] = {
    {&fixture_public_transfer, false},    {&fixture_public_transfer, true},
    {&fixture_public_money_order, false}, {&fixture_public_money_order, true},
    {&fixture_student_transfer, false},   {&fixture_student_money_order, false},
};
#define CASES (sizeof cases / sizeof *cases)

static void add_all(core_fixture_t *fixture)
{
    core_fixture_add_member(fixture, &fixture_public_transfer);
    core_fixture_add_member(fixture, &fixture_public_money_order);
    core_fixture_add_member(fixture, &fixture_student_transfer);
    core_fixture_add_member(fixture, &fixture_student_money_order);
}

/* --- claiming and proving --- */

static void test_every_kind_of_member_proves_it(void **state)
{
    core_fixture_t *fixture = *state;

    add_all(fixture);
    for (size_t i = 0; i < CASES; i++) {
        typed_t typed = type_all(cases[i].member, cases[i].by_employer);
        cnops_identity_t identity = claim(fixture, &typed);

        assert_true(identity.matches);
        assert_true(identity.person_id > 0);
        assert_int_equal(identity.by_employer, cases[i].by_employer);
        assert_int_equal(identity.asks_number, cases[i].member->scheme == CNOPS_SCHEME_PUBLIC);
        assert_int_equal(identity.asks_rib,
                         cases[i].member->payment_mode == CNOPS_PAYMENT_TRANSFER);
        assert_true(proves(fixture, &typed));
    }
}

static void test_any_wrong_fact_proves_nothing(void **state)
{
    core_fixture_t *fixture = *state;

    add_all(fixture);
    for (size_t i = 0; i < CASES; i++) {
        const typed_t right = type_all(cases[i].member, cases[i].by_employer);
        typed_t typed = right;

        typed.claim.number = "99999999";
        assert_false(proves(fixture, &typed));
        typed = right;
        typed.claim.document = "XY999999";
        assert_false(proves(fixture, &typed));
        typed = right;
        typed.claim.birth_date = "1999-09-09";
        assert_false(proves(fixture, &typed));
        typed = right;
        typed.answers.payment = "00000000";
        assert_false(proves(fixture, &typed));
        typed = right;
        typed.answers.number = "AUTRE1";
        assert_int_equal(proves(fixture, &typed), cases[i].member->scheme == CNOPS_SCHEME_STUDENT);
    }
}

/* Facts of two different people do not prove one person. */
static void test_facts_of_another_prove_nothing(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t other = fixture_public_transfer;
    typed_t typed;

    other.document = "GH555555";
    other.immatriculation = "10000055";
    other.employee_no = "EMP0055";
    other.rib = "55555555";
    core_fixture_add_member(fixture, &fixture_public_transfer);
    core_fixture_add_member(fixture, &other);
    typed = type_all(&fixture_public_transfer, false);
    typed.answers.payment = other.rib;
    assert_false(proves(fixture, &typed));
    typed = type_all(&fixture_public_transfer, false);
    typed.claim.number = other.immatriculation;
    assert_false(proves(fixture, &typed));
    typed = type_all(&fixture_public_transfer, true);
    typed.claim.number = other.employee_no;
    assert_false(proves(fixture, &typed));
}

/* Right answers cannot mend a wrong identity step. */
static void test_a_claim_that_failed_stays_failed(void **state)
{
    core_fixture_t *fixture = *state;
    typed_t typed = type_all(&fixture_public_transfer, false);
    cnops_identity_t identity;
    bool proved = true;

    core_fixture_add_member(fixture, &fixture_public_transfer);
    typed.claim.birth_date = "1975-03-15";
    identity = claim(fixture, &typed);
    assert_false(identity.matches);
    cnops_identity_prove(&proved, &fixture->core, &identity, &typed.answers, fixture->pool);
    assert_false(proved);
}

static void test_an_empty_fact_never_matches(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t member = fixture_public_transfer;
    typed_t typed;

    member.rib = NULL;
    core_fixture_add_member(fixture, &member);
    typed = type_all(&member, false);
    typed.answers.payment = "";
    assert_false(proves(fixture, &typed));
    typed.answers.payment = NULL;
    assert_false(proves(fixture, &typed));

    member = fixture_public_money_order;
    member.employee_no = NULL;
    core_fixture_add_member(fixture, &member);
    typed = type_all(&member, false);
    typed.answers.number = "";
    assert_false(proves(fixture, &typed));
    typed.claim.by_employer = true;
    typed.claim.number = "";
    assert_false(proves(fixture, &typed));
}

static void test_a_year_is_enough_where_no_more_is_known(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t member = fixture_public_transfer;
    typed_t typed;

    member.birth_date = "1961";
    core_fixture_add_member(fixture, &member);
    typed = type_all(&member, false);
    typed.claim.birth_date = "1961-07-31";
    assert_true(proves(fixture, &typed));
    typed.claim.birth_date = "1962-07-31";
    assert_false(proves(fixture, &typed));
}

static void test_the_deceased_prove_nothing(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t member = fixture_public_transfer;
    typed_t typed = type_all(&member, false);

    member.status = CNOPS_MEMBER_DECEASED;
    core_fixture_add_member(fixture, &member);
    assert_false(proves(fixture, &typed));
    member = fixture_student_transfer;
    member.document = fixture_public_transfer.document;
    member.immatriculation = member.document;
    core_fixture_add_member(fixture, &member);
    typed = type_all(&member, false);
    assert_false(proves(fixture, &typed));
}

static void test_a_closed_membership_still_proves_its_person(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t member = fixture_public_transfer;
    typed_t typed = type_all(&member, false);

    member.status = CNOPS_MEMBER_CLOSED;
    core_fixture_add_member(fixture, &member);
    assert_true(proves(fixture, &typed));
}

static void test_facts_must_be_of_one_membership(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t studies = fixture_student_money_order;
    typed_t worker = type_all(&fixture_public_transfer, false), student;

    studies.document = studies.immatriculation = fixture_public_transfer.document;
    studies.birth_date = fixture_public_transfer.birth_date;
    assert_int_equal(core_fixture_add_member(fixture, &fixture_public_transfer),
                     core_fixture_add_member(fixture, &studies));
    student = type_all(&studies, false);
    assert_true(proves(fixture, &worker));
    assert_true(proves(fixture, &student));
    worker.answers.payment = studies.civil_status_no;
    assert_false(proves(fixture, &worker));
}

/* --- unknown persons --- */

static void test_an_unknown_person_is_asked_like_a_known_one(void **state)
{
    core_fixture_t *fixture = *state;
    int ribs = 0;

    for (int i = 0; i < 64; i++) {
        typed_t typed = type_all(&fixture_public_transfer, i % 2);
        cnops_identity_t identity, again;

        typed.claim.document = apr_psprintf(fixture->pool, "QZ%d", 1000 + i / 2);
        identity = claim(fixture, &typed);
        again = claim(fixture, &typed);
        assert_int_equal(identity.person_id, 0);
        assert_false(identity.matches);
        assert_true(identity.asks_number);
        assert_int_equal(identity.asks_rib, again.asks_rib);
        assert_string_equal(identity.document_digest, again.document_digest);
        assert_false(proves(fixture, &typed));
        ribs += identity.asks_rib;
    }
    assert_in_range(ribs, 16, 48); /* both questions are asked */
}

/* The question depends only on the document and on the form of the number: changing the other
 * answers tells nothing. */
static void test_the_question_tells_nothing(void **state)
{
    core_fixture_t *fixture = *state;
    const char *documents[] = {fixture_public_transfer.document,
                               fixture_public_money_order.document, "QZ1000"};

    add_all(fixture);
    for (size_t i = 0; i < 3; i++) {
        typed_t typed = type_all(&fixture_public_transfer, false);
        cnops_identity_t first, second;

        typed.claim.document = documents[i];
        first = claim(fixture, &typed);
        typed.claim.number = "31415926";
        typed.claim.birth_date = "1950-01-01";
        second = claim(fixture, &typed);
        assert_int_equal(first.asks_rib, second.asks_rib);
        assert_int_equal(first.asks_number, second.asks_number);
    }
}

static int calls_to_prove(core_fixture_t *fixture, const typed_t *typed)
{
    int before = store_memory_calls(fixture->store, NULL);

    proves(fixture, typed);
    return store_memory_calls(fixture->store, NULL) - before;
}

static void test_an_unknown_person_costs_the_same_work(void **state)
{
    core_fixture_t *fixture = *state;

    add_all(fixture);
    for (size_t i = 0; i < CASES; i++) {
        typed_t right = type_all(cases[i].member, cases[i].by_employer);
        typed_t unknown = right, wrong = right;

        unknown.claim.document = "XY999999";
        if (cases[i].member->scheme == CNOPS_SCHEME_STUDENT)
            unknown.claim.number = unknown.claim.document;
        wrong.claim.birth_date = "1901-01-01";
        assert_int_equal(calls_to_prove(fixture, &unknown), calls_to_prove(fixture, &right));
        assert_int_equal(calls_to_prove(fixture, &wrong), calls_to_prove(fixture, &right));
    }
}

static void test_reports_that_the_store_is_down(void **state)
{
    core_fixture_t *fixture = *state;
    typed_t typed = type_all(&fixture_public_transfer, false);
    cnops_identity_t identity;
    cnops_identity_found_t found;
    bool proved = true;

    core_fixture_add_member(fixture, &fixture_public_transfer);
    identity = claim(fixture, &typed);
    store_memory_down(fixture->store, true);
    assert_int_equal(
        cnops_identity_prove(&proved, &fixture->core, &identity, &typed.answers, fixture->pool),
        CNOPS_EUNAVAILABLE);
    assert_false(proved);
    assert_int_equal(cnops_identity_claim(&identity, &fixture->core, &typed.claim, fixture->pool),
                     CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_identity_find(&found, &fixture->core, "AB123456", fixture->pool),
                     CNOPS_EUNAVAILABLE);
    assert_null(found.person);
    assert_false(found.may_sign_in);
}

/* --- sign-in --- */

static const cnops_person_t *find(core_fixture_t *fixture, const char *typed, const char **psubject)
{
    cnops_identity_found_t found;

    assert_int_equal(cnops_identity_find(&found, &fixture->core, typed, fixture->pool),
                     APR_SUCCESS);
    assert_non_null(found.subject);
    *psubject = found.subject;
    return found.may_sign_in ? found.person : NULL;
}

static void test_finds_by_document_and_any_immatriculation(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t second = fixture_public_transfer;
    const char *names[] = {"AB123456", "10000001", "10000077"};
    const char *subject, *first_subject;
    apr_int64_t id = core_fixture_add_member(fixture, &fixture_public_transfer);

    second.immatriculation = "10000077";
    core_fixture_add_member(fixture, &second);
    find(fixture, names[0], &first_subject);
    for (size_t i = 0; i < 3; i++) {
        const cnops_person_t *person = find(fixture, names[i], &subject);

        assert_non_null(person);
        assert_int_equal(person->id, id);
        assert_string_equal(subject, first_subject);
    }
}

static void test_counts_an_unknown_person_by_what_was_typed(void **state)
{
    core_fixture_t *fixture = *state;
    const char *first, *again, *other;

    assert_null(find(fixture, "QZ1000", &first));
    assert_null(find(fixture, "QZ1000", &again));
    assert_null(find(fixture, "QZ1001", &other));
    assert_string_equal(first, again);
    assert_string_not_equal(first, other);
    assert_null(strstr(first, "QZ1000"));
}

static void test_the_deceased_do_not_sign_in(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t member = fixture_public_transfer;
    cnops_identity_found_t found;
    const char *subject;

    member.status = CNOPS_MEMBER_DECEASED;
    core_fixture_add_member(fixture, &member);
    assert_null(find(fixture, member.document, &subject));
    assert_null(find(fixture, member.immatriculation, &subject));
    assert_int_equal(cnops_identity_find(&found, &fixture->core, member.document, fixture->pool),
                     APR_SUCCESS);
    assert_non_null(found.person);
    assert_string_equal(found.subject, found.person->document_digest);
}

static void test_finding_no_person_costs_the_same_work(void **state)
{
    core_fixture_t *fixture = *state;
    const char *names[] = {"AB123456", "10000001", "QZ1000", "CD234567"};
    fixture_member_t late = fixture_public_money_order;
    const char *subject;

    late.status = CNOPS_MEMBER_DECEASED;
    core_fixture_add_member(fixture, &late);
    core_fixture_add_member(fixture, &fixture_public_transfer);
    for (size_t i = 0; i < 4; i++) {
        int before = store_memory_calls(fixture->store, NULL);

        find(fixture, names[i], &subject);
        /* three types of document at once, an immatriculation, the memberships */
        assert_int_equal(store_memory_calls(fixture->store, NULL) - before, 3);
    }
}

/* A national card and a passport have the same number: the birth date decides whose it is. */
static void test_two_people_may_share_a_document_number(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t foreigner = fixture_public_money_order;
    typed_t card = type_all(&fixture_public_transfer, false), passport;

    foreigner.document_type = "passport";
    foreigner.document = fixture_public_transfer.document;
    passport = type_all(&foreigner, false);
    core_fixture_add_member(fixture, &fixture_public_transfer);
    core_fixture_add_member(fixture, &foreigner);
    assert_int_not_equal(claim(fixture, &card).person_id, claim(fixture, &passport).person_id);
    assert_true(proves(fixture, &card));
    assert_true(proves(fixture, &passport));
    passport.claim.birth_date = card.claim.birth_date;
    assert_false(proves(fixture, &passport));
}

/* --- facts and records --- */

static void test_equal_facts_of_two_people_differ(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_core_t *core = &fixture->core;
    const char *salma =
        cnops_identity_document_digest(core, CNOPS_DOCUMENT_CNIE, "AB123456", fixture->pool);
    const char *karim =
        cnops_identity_document_digest(core, CNOPS_DOCUMENT_CNIE, "CD234567", fixture->pool);
    const char *digest =
        cnops_identity_fact_digest(core, CNOPS_FACT_RIB, salma, "12345678", fixture->pool);

    assert_string_not_equal(
        digest, cnops_identity_fact_digest(core, CNOPS_FACT_RIB, karim, "12345678", fixture->pool));
    assert_string_not_equal(digest, cnops_identity_fact_digest(core, CNOPS_FACT_CIVIL_STATUS, salma,
                                                               "12345678", fixture->pool));
    assert_string_equal(
        digest, cnops_identity_fact_digest(core, CNOPS_FACT_RIB, salma, "12345678", fixture->pool));
    assert_null(cnops_identity_fact_digest(core, CNOPS_FACT_RIB, salma, "", fixture->pool));
    assert_null(cnops_identity_fact_digest(core, CNOPS_FACT_RIB, salma, NULL, fixture->pool));
}

static void test_opens_a_record_in_its_place_only(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_person_t *person;
    const char *subject;
    cnops_tree_t *record;

    core_fixture_add_member(fixture, &fixture_public_transfer);
    person = find(fixture, "AB123456", &subject);
    assert_int_equal(cnops_identity_record(&record, &fixture->core, CNOPS_SEALED_PERSON,
                                           person->record_sealed, fixture->pool),
                     APR_SUCCESS);
    assert_string_equal(cnops_tree_text(record, "given_name"), "Salma");
    assert_int_equal(cnops_identity_record(&record, &fixture->core, CNOPS_SEALED_MEMBERSHIP,
                                           person->record_sealed, fixture->pool),
                     CNOPS_EFORGED);
    assert_null(record);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_kind_of_member_proves_it),
        TEST(test_any_wrong_fact_proves_nothing),
        TEST(test_facts_of_another_prove_nothing),
        TEST(test_a_claim_that_failed_stays_failed),
        TEST(test_an_empty_fact_never_matches),
        TEST(test_a_year_is_enough_where_no_more_is_known),
        TEST(test_the_deceased_prove_nothing),
        TEST(test_a_closed_membership_still_proves_its_person),
        TEST(test_facts_must_be_of_one_membership),
        TEST(test_an_unknown_person_is_asked_like_a_known_one),
        TEST(test_the_question_tells_nothing),
        TEST(test_an_unknown_person_costs_the_same_work),
        TEST(test_reports_that_the_store_is_down),
        TEST(test_finds_by_document_and_any_immatriculation),
        TEST(test_counts_an_unknown_person_by_what_was_typed),
        TEST(test_the_deceased_do_not_sign_in),
        TEST(test_finding_no_person_costs_the_same_work),
        TEST(test_two_people_may_share_a_document_number),
        TEST(test_equal_facts_of_two_people_differ),
        TEST(test_opens_a_record_in_its_place_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
