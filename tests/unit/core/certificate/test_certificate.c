/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/certificate.h"

#include "base/errors.h"
#include "core/certificate/code.h"
#include "core/certificate/signature.h"
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

static const cnops_account_t account = {.id = 3, .person_id = 1};

static cnops_membership_t active(void)
{
    return (cnops_membership_t){.id = 5,
                                .person_id = 1,
                                .scheme = CNOPS_SCHEME_PUBLIC,
                                .status = CNOPS_MEMBER_ACTIVE,
                                .rights_from = "2015-01-01"};
}

static cnops_tree_t *person_of(core_fixture_t *f)
{
    cnops_tree_t *record = cnops_tree_object(f->pool);

    cnops_tree_set_text(record, "document_type", "cnie");
    cnops_tree_set_text(record, "cni", "AA100001");
    cnops_tree_set_text(record, "birth_date", "1980-04-12");
    cnops_tree_set_text(record, "given_name", "Amina");
    cnops_tree_set_text(record, "family_name", "Bennani");
    cnops_tree_set_text(record, "given_name_ar", "أمينة");
    cnops_tree_set_text(record, "family_name_ar", "بناني");
    return record;
}

static cnops_certificate_asking_t ask_for(core_fixture_t *f, const cnops_membership_t *membership,
                                          cnops_certificate_kind_e kind, int year)
{
    cnops_tree_t *record = cnops_tree_object(f->pool);

    cnops_tree_set_text(record, "immatriculation", "100000011");
    return (cnops_certificate_asking_t){.account = &account,
                                        .membership = membership,
                                        .person_record = person_of(f),
                                        .membership_record = record,
                                        .kind = kind,
                                        .institution_fr = "Caisse",
                                        .institution_ar = "الصندوق",
                                        .academic_year = year};
}

static apr_status_t draw_for(const cnops_certificate_t **pcertificate, core_fixture_t *f,
                             const cnops_membership_t *membership, cnops_certificate_kind_e kind,
                             int year)
{
    const cnops_certificate_asking_t asking = ask_for(f, membership, kind, year);

    return cnops_certificate_draw(pcertificate, &f->core, &asking, f->pool);
}

static const cnops_certificate_t *draw(core_fixture_t *f)
{
    const cnops_membership_t membership = active();
    const cnops_certificate_t *certificate;

    OK(draw_for(&certificate, f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0));
    assert_non_null(certificate);
    return certificate;
}

static const char *fact(core_fixture_t *f, const cnops_certificate_t *certificate, const char *name)
{
    cnops_tree_t *facts;

    OK(cnops_certificate_facts(&facts, &f->core, certificate, f->pool));
    return cnops_tree_text(facts, name);
}

/* What everybody can read in the QR code is what stands on the paper. */
static void test_the_payload_says_what_is_printed(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificate_t *certificate = draw(f);
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    apr_size_t len = cnops_payload_from_digits(bytes, fact(f, certificate, "digits"));
    cnops_public_key_t key;
    cnops_facts_t facts;

    assert_true(len > CNOPS_PAYLOAD_SIGNATURE_LEN);
    assert_true(cnops_signature_public_key(&key, f->core.keys, NULL));
    assert_true(cnops_signature_is_genuine(bytes, len, &key));
    assert_true(cnops_payload_read(&facts, bytes, len - CNOPS_PAYLOAD_SIGNATURE_LEN, f->pool));
    assert_memory_equal(facts.key, key.id, sizeof key.id);
    assert_int_equal(facts.kind, CNOPS_CERTIFICATE_COVERAGE);
    assert_int_equal(facts.number, certificate->number);
    assert_string_equal(facts.name, "Amina Bennani");
    assert_string_equal(facts.name_ar, "أمينة بناني");
    assert_string_equal(facts.document_end, "0001");
    assert_string_equal(facts.expires_on, certificate->expires_on);
    assert_string_equal(fact(f, certificate, "name"), "Amina Bennani");
    assert_string_equal(fact(f, certificate, "immatriculation"), "100000011");
}

/* Exhaustively: of the digits of a real certificate, each single bit of facts and signature. */
static void test_no_bit_of_a_certificate_can_change(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX], again[CNOPS_PAYLOAD_MAX];
    apr_size_t len = cnops_payload_from_digits(bytes, fact(f, draw(f), "digits"));
    cnops_public_key_t key;
    const char *digits;

    assert_true(cnops_signature_public_key(&key, f->core.keys, NULL));
    assert_true(cnops_signature_is_genuine(bytes, len, &key));
    for (apr_size_t bit = 0; bit < 8 * len; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        digits = cnops_payload_digits(bytes, len, f->pool);
        assert_false(
            cnops_signature_is_genuine(again, cnops_payload_from_digits(again, digits), &key));
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_true(cnops_signature_is_genuine(bytes, len, &key));
}

static void test_the_issuer_is_that_of_the_day_of_issue(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificate_t *certificate;

    f->settings->public_url = "https://a.example/compte";
    certificate = draw(f);
    f->settings->public_url = "https://b.example";
    assert_string_equal(fact(f, certificate, "verification"),
                        "https://a.example/compte/verification");
    assert_string_equal(fact(f, certificate, "institution_fr"), "Caisse");
    assert_string_equal(fact(f, certificate, "institution_ar"), "الصندوق");
}

static void test_immatriculation_says_no_rights(void **state)
{
    core_fixture_t *f = *state;
    const cnops_membership_t membership = active();
    const cnops_certificate_t *certificate;

    OK(draw_for(&certificate, f, &membership, CNOPS_CERTIFICATE_IMMATRICULATION, 0));
    assert_null(fact(f, certificate, "rights_from"));
    assert_string_equal(fact(f, draw(f), "rights_from"), "2015-01-01");
}

static const cnops_tree_t *facts_of(core_fixture_t *f, const char *given_name)
{
    const cnops_membership_t membership = active();
    cnops_tree_t *person = person_of(f), *record = cnops_tree_object(f->pool), *facts;
    const cnops_certificate_asking_t asking = {.account = &account,
                                               .membership = &membership,
                                               .person_record = person,
                                               .membership_record = record,
                                               .kind = CNOPS_CERTIFICATE_IMMATRICULATION};
    const cnops_certificate_t *certificate;

    cnops_tree_set_text(person, "given_name", given_name);
    OK(cnops_certificate_draw(&certificate, &f->core, &asking, f->pool));
    OK(cnops_certificate_facts(&facts, &f->core, certificate, f->pool));
    return facts;
}

static void test_says_where_the_code_cuts_a_name(void **state)
{
    core_fixture_t *f = *state;
    const char *fits = apr_psprintf(f->pool, "%070d", 0); /* 70 + " Bennani" = 78 */
    const char *longer = apr_psprintf(f->pool, "%071d", 0);

    assert_false(cnops_tree_bool(facts_of(f, fits), "is_cut"));
    assert_true(cnops_tree_bool(facts_of(f, longer), "is_cut"));
}

/* U+2028 ends a line, and is not seen. */
static void test_a_name_has_no_characters_that_change_others(void **state)
{
    const cnops_tree_t *facts = facts_of(*state, "\xE2\x80\xA8"
                                                 "Amina");

    assert_string_equal(cnops_tree_text(facts, "name"), "Amina Bennani");
}

static void test_is_found_by_its_code_and_handle(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificate_t *certificate = draw(f), *found;
    const char *code = fact(f, certificate, "code");

    OK(cnops_certificate_of_code(&found, &f->core, code, f->pool));
    assert_int_equal(found->id, certificate->id);
    OK(cnops_certificate_of_code(&found, &f->core, "0000-0000-0000-0000", f->pool));
    assert_null(found);
    OK(cnops_certificate_of_handle(
        &found, &f->core, 1, cnops_certificate_handle(&f->core, certificate, f->pool), f->pool));
    assert_int_equal(found->id, certificate->id);
    OK(cnops_certificate_of_handle(
        &found, &f->core, 2, cnops_certificate_handle(&f->core, certificate, f->pool), f->pool));
    assert_null(found);
    OK(cnops_certificate_of_handle(&found, &f->core, 1, "junk", f->pool));
    assert_null(found);
}

static void test_is_read_as_people_type_it(void **state)
{
    core_fixture_t *f = *state;

    assert_string_equal(cnops_certificate_code_read(" k7qm 2x9f-4tbn8rwd ", f->pool),
                        "K7QM-2X9F-4TBN-8RWD");
    assert_string_equal(cnops_certificate_code_read("OoIiLl0000000000", f->pool),
                        "0011-1100-0000-0000");
    assert_null(cnops_certificate_code_read("K7QM-2X9F-4TBN-8RW", f->pool));
    assert_null(cnops_certificate_code_read("K7QM-2X9F-4TBN-8RWU", f->pool));
    assert_null(cnops_certificate_code_read("", f->pool));
}

static void refuses(core_fixture_t *f, const cnops_membership_t *membership,
                    cnops_certificate_kind_e kind, int year)
{
    const cnops_certificate_t *certificate;

    OK(draw_for(&certificate, f, membership, kind, year));
    assert_null(certificate);
}

static void test_none_for_closed_and_deceased(void **state)
{
    core_fixture_t *f = *state;
    cnops_membership_t membership = active();

    membership.status = CNOPS_MEMBER_CLOSED;
    refuses(f, &membership, CNOPS_CERTIFICATE_IMMATRICULATION, 0);
    assert_int_equal(cnops_certificate_right(&f->core, &membership,
                                             CNOPS_CERTIFICATE_IMMATRICULATION, 0, f->pool),
                     CNOPS_CERTIFICATE_CLOSED);
    membership.status = CNOPS_MEMBER_DECEASED;
    refuses(f, &membership, CNOPS_CERTIFICATE_IMMATRICULATION, 0);
}

static void test_no_coverage_without_rights(void **state)
{
    core_fixture_t *f = *state;
    cnops_membership_t membership = active();
    const cnops_certificate_t *certificate;

    membership.rights_from = NULL;
    refuses(f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0);
    OK(draw_for(&certificate, f, &membership, CNOPS_CERTIFICATE_IMMATRICULATION, 0));
    assert_non_null(certificate);
    membership.rights_from = "2015-01-01";
    membership.rights_to = "2016-01-01";
    refuses(f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0);
    membership.rights_from = "2099-01-01";
    membership.rights_to = NULL;
    refuses(f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0);
}

static void test_a_year_for_students_alone(void **state)
{
    core_fixture_t *f = *state;
    cnops_membership_t membership = active();
    const cnops_certificate_t *certificate;

    membership.rights_from = "2016-09-15";
    membership.rights_to = "2017-08-31";
    refuses(f, &membership, CNOPS_CERTIFICATE_YEAR, 2016);
    membership.scheme = CNOPS_SCHEME_STUDENT;
    refuses(f, &membership, CNOPS_CERTIFICATE_YEAR, 2015);
    refuses(f, &membership, CNOPS_CERTIFICATE_YEAR, 2017);
    OK(draw_for(&certificate, f, &membership, CNOPS_CERTIFICATE_YEAR, 2016));
    assert_int_equal(certificate->academic_year, 2016);
}

static void test_expires_with_its_days_or_with_the_rights(void **state)
{
    core_fixture_t *f = *state;
    cnops_membership_t membership = active();
    const cnops_certificate_t *certificate = draw(f);

    assert_int_equal(cnops_certificate_state(&f->core, certificate, f->pool),
                     CNOPS_CERTIFICATE_VALID);
    clock_fake_advance(f->clock, (f->settings->certificate_days + 1) * DAY);
    assert_int_equal(cnops_certificate_state(&f->core, certificate, f->pool),
                     CNOPS_CERTIFICATE_EXPIRED);
    clock_fake_advance(f->clock, -(f->settings->certificate_days + 1) * DAY);
    membership.rights_to = fact(f, certificate, "issued_on");
    OK(draw_for(&certificate, f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0));
    assert_string_equal(certificate->expires_on, membership.rights_to);
}

/* Morocco is one hour before UTC, but not in Ramadan: in 2026 from 15 February to 22 March. */
static void test_the_last_day_is_counted_in_local_days(void **state)
{
    static const struct {
        apr_int64_t now;
        const char *issued_on, *expires_on;
    } cases[] = {{1767828600, "2026-01-08", "2026-02-27"},  /* 2026-01-07T23:30:00Z, local 00:30 */
                 {1771371000, "2026-02-17", "2026-04-08"},  /* 2026-02-17T23:30:00Z, local 23:30 */
                 {1780272000, "2026-06-01", "2026-07-21"}}; /* 2026-06-01T00:00:00Z */
    core_fixture_t *f = *state;

    OK(cnops_zone_load(&f->core.zone, "Africa/Casablanca", f->pool));
    f->settings->certificate_days = 50;
    for (apr_size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const cnops_certificate_t *certificate;

        clock_fake_set(f->clock, apr_time_from_sec(cases[i].now));
        certificate = draw(f);
        assert_string_equal(fact(f, certificate, "issued_on"), cases[i].issued_on);
        assert_string_equal(certificate->expires_on, cases[i].expires_on);
    }
}

static void test_a_day_has_a_bound(void **state)
{
    core_fixture_t *f = *state;
    const cnops_membership_t membership = active();
    const cnops_certificate_t *certificate;

    f->settings->day_certificates = 2;
    facts_of(f, "Amina");
    facts_of(f, "Samira");
    assert_int_equal(draw_for(&certificate, f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0),
                     CNOPS_ETOOLARGE);
    clock_fake_advance(f->clock, DAY + 1);
    draw(f);
}

/* The id of what a second form of the day leads to. */
static apr_int64_t drawn_again(core_fixture_t *f, const cnops_membership_t *membership,
                               cnops_certificate_kind_e kind, int year)
{
    const cnops_certificate_t *certificate;

    assert_int_equal(draw_for(&certificate, f, membership, kind, year), CNOPS_EDUPLICATE);
    assert_non_null(certificate);
    return certificate->id;
}

/* Nor is the second one in the journal. */
static void test_one_that_says_the_same_is_drawn_once_a_day(void **state)
{
    core_fixture_t *f = *state;
    const cnops_membership_t membership = active();
    const cnops_certificate_t *first = draw(f);
    int events = store_memory_events(f->store)->nelts;

    assert_int_equal(drawn_again(f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0), first->id);
    assert_int_equal(store_memory_events(f->store)->nelts, events);
    clock_fake_advance(f->clock, DAY);
    assert_int_not_equal(draw(f)->id, first->id);
}

/* The bound of the day is met, but nothing is drawn. */
static void test_one_that_says_the_same_counts_once(void **state)
{
    core_fixture_t *f = *state;
    const cnops_membership_t membership = active();
    apr_int64_t id;

    f->settings->day_certificates = 1;
    id = draw(f)->id;
    assert_int_equal(drawn_again(f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0), id);
}

static void test_whatever_says_something_else_is_drawn(void **state)
{
    core_fixture_t *f = *state;
    cnops_membership_t membership = active();
    const cnops_event_t event = {.actor = CNOPS_ACTOR_OPERATOR "ali"};
    const char *url = f->settings->public_url;
    const cnops_certificate_t *first, *other;

    membership.scheme = CNOPS_SCHEME_STUDENT;
    OK(draw_for(&first, f, &membership, CNOPS_CERTIFICATE_YEAR, 2016));
    OK(draw_for(&other, f, &membership, CNOPS_CERTIFICATE_YEAR, 2015));
    OK(draw_for(&other, f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0));
    membership.id++;
    OK(draw_for(&other, f, &membership, CNOPS_CERTIFICATE_YEAR, 2016));
    membership.id--;
    membership.rights_to = "2018-08-31";
    OK(draw_for(&other, f, &membership, CNOPS_CERTIFICATE_YEAR, 2016));
    membership.rights_to = NULL;
    f->settings->public_url = "https://b.example";
    OK(draw_for(&other, f, &membership, CNOPS_CERTIFICATE_YEAR, 2016));
    f->settings->public_url = url;
    assert_int_equal(drawn_again(f, &membership, CNOPS_CERTIFICATE_YEAR, 2016), first->id);
    OK(cnops_certificate_revoke(&f->core, first, event, f->pool));
    OK(draw_for(&other, f, &membership, CNOPS_CERTIFICATE_YEAR, 2016));
}

static core_fixture_t *meeting; /* whose first insertion meets that of another form */

static apr_status_t insert_behind_another(void *self, const cnops_certificate_t *certificate,
                                          const cnops_signing_key_t *key,
                                          const cnops_trail_t *trail, apr_pool_t *pool)
{
    core_fixture_t *f = meeting;
    cnops_store_t port;

    store_memory_port(&port, f->store);
    f->core.store.certificates = port.certificates;
    draw(f);
    return port.certificates->insert(self, certificate, key, trail, pool);
}

/* Two forms at once: the other one is written after this one has looked at what there is. */
static void test_a_form_that_meets_another_draws_nothing(void **state)
{
    core_fixture_t *f = meeting = *state;
    const cnops_membership_t membership = active();
    cnops_certificates_port_t port = *f->core.store.certificates;
    const cnops_certificates_wanted_t wanted = {.person_id = 1, .max = 9};
    apr_array_header_t *list;
    apr_int64_t id;

    port.insert = insert_behind_another;
    f->core.store.certificates = &port;
    id = drawn_again(f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0);
    OK(cnops_certificates_of(&list, &f->core, &wanted, f->pool));
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_certificate_t).id, id);
}

#define PIECE 65536 /* bytes: more than a drawing takes */

/* Makes the pool go on in one piece of memory, which is returned. */
static const char *make_piece(apr_pool_t *pool)
{
    const char *piece, *at;

    piece = apr_palloc(pool, PIECE);
    apr_pool_clear(pool);
    do
        at = apr_palloc(pool, 1);
    while (at < piece || at >= piece + PIECE);
    return at;
}

static bool holds(const char *from, const char *to, const char *text)
{
    for (apr_size_t len = strlen(text); from + len <= to; from++)
        if (memcmp(from, text, len) == 0)
            return true;
    return false;
}

/* Everything of a drawing but what is sealed, also where a former one is opened and compared. */
static void test_what_is_printed_is_wiped(void **state)
{
    static const char *const facts[] = {"Amina Bennani", "أمينة بناني", "100000011", NULL};
    core_fixture_t *f = *state;
    const cnops_membership_t membership = active();
    const cnops_certificate_asking_t asking =
        ask_for(f, &membership, CNOPS_CERTIFICATE_COVERAGE, 0);
    const cnops_certificate_t *certificate;
    apr_pool_t *pool;
    const char *from, *to;

    apr_pool_create(&pool, f->pool);
    from = make_piece(pool);
    OK(cnops_certificate_draw(&certificate, &f->core, &asking, pool));
    assert_int_equal(cnops_certificate_draw(&certificate, &f->core, &asking, pool),
                     CNOPS_EDUPLICATE);
    to = apr_palloc(pool, 1);
    assert_true(from < to && to < from + PIECE);
    assert_true(holds(from, to, certificate->facts_sealed));
    for (int i = 0; facts[i]; i++)
        assert_false(holds(from, to, facts[i]));
    assert_false(holds(from, to, fact(f, certificate, "digits")));
    apr_pool_destroy(pool);
}

static void test_is_revoked_once_with_an_event(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificate_t *certificate = draw(f);
    const cnops_event_t event = {.actor = CNOPS_ACTOR_OPERATOR "ali", .reason = "copie volée"};

    OK(cnops_certificate_revoke(&f->core, certificate, event, f->pool));
    assert_int_equal(cnops_certificate_revoke(&f->core, certificate, event, f->pool),
                     CNOPS_ENOTFOUND);
    OK(cnops_certificate_of_code(&certificate, &f->core, fact(f, certificate, "code"), f->pool));
    assert_int_equal(cnops_certificate_state(&f->core, certificate, f->pool),
                     CNOPS_CERTIFICATE_REVOKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_payload_says_what_is_printed, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_bit_of_a_certificate_can_change, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_the_issuer_is_that_of_the_day_of_issue,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_immatriculation_says_no_rights, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_says_where_the_code_cuts_a_name, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_name_has_no_characters_that_change_others,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_is_found_by_its_code_and_handle, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_is_read_as_people_type_it, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_none_for_closed_and_deceased, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_coverage_without_rights, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_year_for_students_alone, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_expires_with_its_days_or_with_the_rights,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_the_last_day_is_counted_in_local_days,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_day_has_a_bound, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_one_that_says_the_same_is_drawn_once_a_day,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_one_that_says_the_same_counts_once, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_whatever_says_something_else_is_drawn,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_form_that_meets_another_draws_nothing,
                                        core_fixture_setup, core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_printed_is_wiped, core_fixture_setup,
                                        core_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_is_revoked_once_with_an_event, core_fixture_setup,
                                        core_fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
