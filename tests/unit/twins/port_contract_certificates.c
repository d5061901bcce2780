/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates: a person finds their own and no other's; a key is kept once. */
#include "base/date.h"
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>

static const cnops_signing_key_t first_key = {
    "0a0b0c0d", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", PORT_NOW};
static const cnops_signing_key_t second_key = {
    "ffffffff", "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", PORT_NOW + 1};

static cnops_certificate_t make(apr_int64_t person_id, unsigned number, apr_pool_t *pool)
{
    return (cnops_certificate_t){.code_digest = apr_psprintf(pool, "%064u", number),
                                 .key_id = "k1",
                                 .number = 4294967000 + (apr_int64_t)number,
                                 .person_id = person_id,
                                 .membership_id = 7,
                                 .kind = CNOPS_CERTIFICATE_YEAR,
                                 .academic_year = 2025,
                                 .renderer = 3,
                                 .facts_sealed = apr_psprintf(pool, "test2.facts%u", number),
                                 .issued_at = PORT_NOW,
                                 .expires_on = "2027-02-28"};
}

static const cnops_certificate_t *add(port_world_t *world, apr_int64_t person_id, unsigned number)
{
    cnops_certificate_t certificate = make(person_id, number, world->pool);
    const cnops_certificate_t *row;

    CALL(world, certificates->insert, &certificate, &first_key, NULL);
    CALL(world, certificates->by_code, &row, certificate.code_digest);
    assert_non_null(row);
    return row;
}

static void test_a_certificate_is_read_as_it_was_written(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    const cnops_certificate_t *row = add(world, person, 1);

    assert_string_equal(row->code_digest, make(person, 1, world->pool).code_digest);
    assert_string_equal(row->key_id, "k1");
    assert_int_equal(row->number, 4294967001);
    assert_int_equal(row->person_id, person);
    assert_int_equal(row->membership_id, 7);
    assert_int_equal(row->kind, CNOPS_CERTIFICATE_YEAR);
    assert_int_equal(row->academic_year, 2025);
    assert_int_equal(row->renderer, 3);
    assert_string_equal(row->facts_sealed, "test2.facts1");
    assert_int_equal(row->issued_at, PORT_NOW);
    assert_string_equal(row->expires_on, "2027-02-28");
    assert_int_equal(row->revoked_at, 0);
}

static void test_a_code_and_a_number_are_given_once(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_certificate_t code = make(person, 1, world->pool), number = code;
    cnops_event_row_t event = port_event(person, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 1);

    add(world, person, 1);
    code.number++;
    number.code_digest = make(person, 2, world->pool).code_digest;
    assert_int_equal(STORE(world, certificates->insert, &code, &first_key, &trail),
                     CNOPS_EDUPLICATE);
    assert_int_equal(STORE(world, certificates->insert, &number, &first_key, &trail),
                     CNOPS_EDUPLICATE);
    assert_int_equal(port_due(world), 0);
    assert_int_equal(port_tail(world, person), 0);
}

static void test_a_person_finds_only_their_own(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1), other = port_add_person(world, 2);
    const cnops_certificate_t *certificate = add(world, person, 1), *found;
    const cnops_certificates_wanted_t all = {.person_id = other, .max = 9};
    apr_array_header_t *list;

    CALL(world, certificates->find, &found, person, certificate->id);
    assert_int_equal(found->id, certificate->id);
    CALL(world, certificates->find, &found, other, certificate->id);
    assert_null(found);
    CALL(world, certificates->of_person, &list, &all);
    assert_int_equal(list->nelts, 0);
}

static void test_a_list_goes_on_below_its_last_row(void **state)
{
    port_world_t *world = *state;
    cnops_certificates_wanted_t wanted = {.person_id = port_add_person(world, 1), .max = 2};
    apr_array_header_t *list;

    for (unsigned i = 1; i <= 3; i++)
        add(world, wanted.person_id, i);
    CALL(world, certificates->of_person, &list, &wanted);
    assert_int_equal(list->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_certificate_t).number, 4294967003);
    wanted.before_id = APR_ARRAY_IDX(list, 1, cnops_certificate_t).id;
    CALL(world, certificates->of_person, &list, &wanted);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_certificate_t).number, 4294967001);
}

/* A page of the list is full although the newest are about another membership. */
static void test_a_list_may_be_about_one_membership(void **state)
{
    port_world_t *world = *state;
    cnops_certificates_wanted_t wanted = {
        .person_id = port_add_person(world, 1), .membership_id = 7, .max = 1};
    cnops_certificate_t newest = make(wanted.person_id, 9, world->pool);
    apr_array_header_t *list;

    add(world, wanted.person_id, 1);
    newest.membership_id = 8;
    CALL(world, certificates->insert, &newest, &first_key, NULL);
    CALL(world, certificates->of_person, &list, &wanted);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_certificate_t).number, 4294967001);
    wanted.membership_id = 6;
    CALL(world, certificates->of_person, &list, &wanted);
    assert_int_equal(list->nelts, 0);
    wanted.membership_id = 0;
    CALL(world, certificates->of_person, &list, &wanted);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_certificate_t).number, newest.number);
}

static void test_a_certificate_is_revoked_once(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    const cnops_certificate_t *certificate = add(world, person, 1);
    cnops_event_row_t event = port_event(person, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 0);

    CALL(world, certificates->revoke, certificate->id, PORT_NOW + 5, &trail);
    assert_int_equal(port_tail(world, person), 1);
    CALL(world, certificates->by_code, &certificate, certificate->code_digest);
    assert_int_equal(certificate->revoked_at, PORT_NOW + 5);
    assert_int_equal(STORE(world, certificates->revoke, certificate->id, PORT_NOW + 6, NULL),
                     CNOPS_ENOTFOUND);
    assert_int_equal(STORE(world, certificates->revoke, 999, PORT_NOW, NULL), CNOPS_ENOTFOUND);
}

/* Of each the number is read, which is all that the list needs. */
static int count_revoked(port_world_t *world, const char *day, apr_int64_t after_id, int max)
{
    apr_array_header_t *list;

    CALL(world, certificates->revoked, &list, day, after_id, max);
    for (int i = 0; i < list->nelts; i++)
        assert_int_equal(APR_ARRAY_IDX(list, i, cnops_certificate_t).number > 4294967000, true);
    return list->nelts;
}

static void test_the_list_of_revoked_ones_forgets_what_has_expired(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    const cnops_certificate_t *first = add(world, person, 1), *second = add(world, person, 2);

    add(world, person, 3);
    CALL(world, certificates->revoke, first->id, PORT_NOW, NULL);
    CALL(world, certificates->revoke, second->id, PORT_NOW, NULL);
    assert_int_equal(count_revoked(world, "2027-02-28", 0, 9), 2);
    assert_int_equal(count_revoked(world, "2027-02-28", 0, 1), 1);
    assert_int_equal(count_revoked(world, "2027-02-28", first->id, 9), 1);
    assert_int_equal(count_revoked(world, "2027-03-01", 0, 9), 0);
}

static void test_a_number_finds_its_certificate(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    const cnops_certificate_t *found;

    add(world, person, 1);
    add(world, person, 2);
    CALL(world, certificates->by_number, &found, 4294967002);
    assert_int_equal(found->number, 4294967002);
    CALL(world, certificates->by_number, &found, 0);
    assert_null(found);
}

static void test_only_certificates_whose_last_day_is_over_are_purged(void **state)
{
    port_world_t *world = *state;
    cnops_purge_fn purge = world->store.certificates->purge;
    apr_int64_t person = port_add_person(world, 1);
    cnops_certificate_t today = make(person, 3, world->pool);
    const apr_time_t day = apr_time_from_sec(86400), midnight = PORT_NOW - PORT_NOW % day + day;
    char last[CNOPS_DATE_LEN];

    cnops_date_of(last, PORT_NOW);
    today.expires_on = last;
    add(world, person, 1);
    CALL(world, certificates->insert, &today, &first_key, NULL);
    assert_int_equal(port_purge(world, purge, midnight - 1), 0);
    assert_int_equal(port_purge(world, purge, midnight), 1);
    assert_int_equal(port_purge(world, purge, APR_INT64_C(1803859199000000)), 0); /* 2027-02-28 */
    assert_int_equal(port_purge(world, purge, APR_INT64_C(1803859200000000)), 1);
}

static void test_a_key_is_kept_once(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_certificate_t certificate = make(person, 9, world->pool);
    apr_array_header_t *list;

    CALL(world, certificates->keys, &list);
    assert_int_equal(list->nelts, 0);
    add(world, person, 1);
    add(world, person, 2);
    CALL(world, certificates->insert, &certificate, &second_key, NULL);
    CALL(world, certificates->keys, &list);
    assert_int_equal(list->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_signing_key_t).id, first_key.id);
    assert_string_equal(APR_ARRAY_IDX(list, 1, cnops_signing_key_t).public_key,
                        second_key.public_key);
    assert_int_equal(APR_ARRAY_IDX(list, 1, cnops_signing_key_t).since, PORT_NOW + 1);
}

static void test_a_key_is_kept_without_a_certificate(void **state)
{
    port_world_t *world = *state;
    apr_array_header_t *list;

    CALL(world, certificates->keep_key, &second_key);
    CALL(world, certificates->keep_key, &second_key);
    CALL(world, certificates->keys, &list);
    assert_int_equal(list->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_signing_key_t).id, second_key.id);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_signing_key_t).since, PORT_NOW + 1);
}

const struct CMUnitTest port_certificates_tests[] = {
    cmocka_unit_test(test_a_certificate_is_read_as_it_was_written),
    cmocka_unit_test(test_a_code_and_a_number_are_given_once),
    cmocka_unit_test(test_a_person_finds_only_their_own),
    cmocka_unit_test(test_a_list_goes_on_below_its_last_row),
    cmocka_unit_test(test_a_list_may_be_about_one_membership),
    cmocka_unit_test(test_a_certificate_is_revoked_once),
    cmocka_unit_test(test_the_list_of_revoked_ones_forgets_what_has_expired),
    cmocka_unit_test(test_a_number_finds_its_certificate),
    cmocka_unit_test(test_only_certificates_whose_last_day_is_over_are_purged),
    cmocka_unit_test(test_a_key_is_kept_once),
    cmocka_unit_test(test_a_key_is_kept_without_a_certificate),
    {0},
};
