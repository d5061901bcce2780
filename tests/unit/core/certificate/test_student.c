/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/student.h"

#include "base/errors.h"
#include "core/certificate/code.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)
#define DAY      apr_time_from_sec(86400)

static cnops_tree_t *person_of(core_fixture_t *f)
{
    cnops_tree_t *record = cnops_tree_object(f->pool);

    cnops_tree_set_text(record, "document_type", "cnie");
    cnops_tree_set_text(record, "cni", "QX500001");
    cnops_tree_set_text(record, "birth_date", "2005-03-02");
    cnops_tree_set_text(record, "given_name", "Salma");
    cnops_tree_set_text(record, "family_name", "Fictif");
    return record;
}

/* Of the year 2026-2027. person_id 0: a student of a registration alone. */
static const cnops_certificate_t *draw(core_fixture_t *f, const char *cine, apr_int64_t person_id,
                                       const cnops_membership_t *membership)
{
    const cnops_certificate_student_t student = {.person_id = person_id, .cine = cine};
    const cnops_certificate_asking_t asking = {.student = &student,
                                               .membership = membership,
                                               .person_record = person_of(f),
                                               .kind = CNOPS_CERTIFICATE_YEAR,
                                               .academic_year = 2026};
    const cnops_certificate_t *certificate;

    OK(cnops_certificate_of_student(&certificate, &f->core, &asking, f->pool));
    return certificate;
}

static const char *fact(core_fixture_t *f, const cnops_certificate_t *certificate, const char *name)
{
    cnops_tree_t *facts;

    OK(cnops_certificate_facts(&facts, &f->core, certificate, f->pool));
    return cnops_tree_text(facts, name);
}

static void test_there_is_one_for_a_student_and_year(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificate_t *first = draw(f, "QX500001", 0, NULL);

    assert_int_equal(draw(f, "QX500001", 0, NULL)->id, first->id);
    assert_int_not_equal(draw(f, "QX500002", 0, NULL)->id, first->id);
    assert_int_equal(first->academic_year, 2026);
    assert_int_equal(first->person_id, 0);
}

static void test_says_what_the_registration_says(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificate_t *certificate = draw(f, "QX500001", 0, NULL);

    assert_string_equal(fact(f, certificate, "name"), "Salma Fictif");
    assert_string_equal(fact(f, certificate, "immatriculation"), "QX500001");
    assert_string_equal(fact(f, certificate, "scheme"), "student");
    assert_null(fact(f, certificate, "rights_from"));
}

static void test_rights_are_said_where_they_are_of_the_year(void **state)
{
    core_fixture_t *f = *state;
    cnops_membership_t membership = {.id = 5,
                                     .person_id = 1,
                                     .scheme = CNOPS_SCHEME_STUDENT,
                                     .status = CNOPS_MEMBER_ACTIVE,
                                     .rights_from = "2019-09-01",
                                     .rights_to = "2020-08-31"};

    assert_null(fact(f, draw(f, "QX500003", 1, &membership), "rights_from"));
    membership.rights_to = "2027-08-31";
    assert_string_equal(fact(f, draw(f, "QX500004", 1, &membership), "rights_to"), "2027-08-31");
}

static void test_none_for_closed_and_deceased(void **state)
{
    core_fixture_t *f = *state;
    cnops_membership_t membership = {
        .id = 5, .person_id = 1, .scheme = CNOPS_SCHEME_STUDENT, .status = CNOPS_MEMBER_ACTIVE};

    assert_non_null(draw(f, "QX500001", 1, &membership));
    membership.status = CNOPS_MEMBER_CLOSED;
    assert_null(draw(f, "QX500001", 1, &membership));
    membership.status = CNOPS_MEMBER_DECEASED;
    assert_null(draw(f, "QX500001", 1, &membership));
}

static void test_another_one_follows_one_that_is_over(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificate_t *first = draw(f, "QX500001", 0, NULL), *second, *third;

    clock_fake_advance(f->clock, (f->settings->certificate_days + 2) * DAY);
    second = draw(f, "QX500001", 0, NULL);
    assert_int_not_equal(second->id, first->id);
    OK(cnops_certificate_revoke(&f->core, second, (cnops_event_t){.actor = "operator:op.un"},
                                f->pool));
    third = draw(f, "QX500001", 0, NULL);
    assert_int_not_equal(third->id, second->id);
    assert_int_equal(draw(f, "QX500001", 0, NULL)->id, third->id);
}

/* Its member sees that a visitor has drawn it, and visitors do not use up the member's day. */
static void test_of_a_person_it_is_in_the_journal(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *events;

    f->settings->day_certificates = 1;
    draw(f, "QX500001", 1, NULL);
    draw(f, "QX500002", 1, NULL);
    OK(cnops_journal_list(&events, &f->core, 1, 10, f->pool));
    assert_int_equal(events->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(events, 0, cnops_event_shown_t).kind, "certificate_drawn");
    assert_string_equal(APR_ARRAY_IDX(events, 0, cnops_event_shown_t).actor, "visitor");
}

/* Of codes: each key gives another one, and none can be computed from what is known of a student.
 */
static void test_codes_depend_on_the_key_and_on_all_parts(void **state)
{
    core_fixture_t *f = *state;
    const char *parts[] = {"a", "bc", NULL}, *others[] = {"ab", "c", NULL};
    const char *code = cnops_certificate_code_derive(&f->core, NULL, parts, f->pool);

    assert_string_equal(cnops_certificate_code_read(code, f->pool), code);
    assert_string_equal(cnops_certificate_code_derive(&f->core, "test2", parts, f->pool), code);
    assert_string_not_equal(cnops_certificate_code_derive(&f->core, "test1", parts, f->pool), code);
    assert_string_not_equal(cnops_certificate_code_derive(&f->core, NULL, others, f->pool), code);
    assert_null(cnops_certificate_code_derive(&f->core, "none", parts, f->pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_there_is_one_for_a_student_and_year,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_says_what_the_registration_says, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_rights_are_said_where_they_are_of_the_year,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_none_for_closed_and_deceased, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_another_one_follows_one_that_is_over,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_of_a_person_it_is_in_the_journal, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_codes_depend_on_the_key_and_on_all_parts,
                                        core_fixture_setup, core_fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
