/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Persons and memberships. */
#include "port_contract_tests.h"

static void assert_text_equal(const char *a, const char *b)
{
    if (a && b)
        assert_string_equal(a, b);
    else
        assert_true(a == b);
}

/* Who has the document of this number, looked for as the last of three. */
static cnops_holder_t holder_of(port_world_t *world, unsigned number)
{
    const char *digests[] = {port_digest(98, world->pool), port_digest(99, world->pool),
                             port_digest(number, world->pool)};
    cnops_holder_t holders[CNOPS_DOCUMENT_TYPES];

    CALL(world, persons->by_documents, holders, digests);
    assert_null(holders[0].person);
    assert_null(holders[1].person);
    assert_int_equal(holders[0].memberships->nelts, 0);
    assert_int_equal(holders[1].memberships->nelts, 0);
    return holders[2];
}

static void test_finds_a_person(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id = world->add_person(world, port_digest(1, world->pool), "test2.person1");
    apr_int64_t other = world->add_person(world, port_digest(2, world->pool), "test2.person2");
    const cnops_person_t *person;

    assert_true(id > 0 && other > 0 && id != other);
    person = holder_of(world, 1).person;
    assert_non_null(person);
    assert_int_equal(person->id, id);
    assert_string_equal(person->document_digest, port_digest(1, world->pool));
    assert_string_equal(person->record_sealed, "test2.person1");
    CALL(world, persons->by_id, &person, other);
    assert_non_null(person);
    assert_string_equal(person->document_digest, port_digest(2, world->pool));
}

static void test_finds_no_unknown_person(void **state)
{
    port_world_t *world = *state;
    cnops_person_t other;
    const cnops_person_t *person;

    world->add_person(world, port_digest(1, world->pool), "test2.person1");
    assert_null(holder_of(world, 9).person);
    person = &other;
    CALL(world, persons->by_immatriculation, &person, port_digest(1, world->pool));
    assert_null(person);
    person = &other;
    CALL(world, persons->by_id, &person, 0);
    assert_null(person);
}

static cnops_membership_t full_membership(apr_int64_t person_id, unsigned number, apr_pool_t *pool)
{
    return (cnops_membership_t){.person_id = person_id,
                                .scheme = CNOPS_SCHEME_STUDENT,
                                .status = CNOPS_MEMBER_CLOSED,
                                .payment_mode = CNOPS_PAYMENT_MONEY_ORDER,
                                .immatriculation_digest = port_digest(number, pool),
                                .employee_digest = port_digest(number + 1, pool),
                                .rib_digest = port_digest(number + 2, pool),
                                .civil_status_digest = port_digest(number + 3, pool),
                                .rights_from = "2026-09-01",
                                .rights_to = "2027-08-31",
                                .record_sealed = "test2.membership"};
}

static void assert_same(const cnops_membership_t *row, const cnops_membership_t *expected)
{
    assert_int_equal(row->id, expected->id);
    assert_int_equal(row->person_id, expected->person_id);
    assert_int_equal(row->scheme, expected->scheme);
    assert_int_equal(row->status, expected->status);
    assert_int_equal(row->payment_mode, expected->payment_mode);
    assert_text_equal(row->immatriculation_digest, expected->immatriculation_digest);
    assert_text_equal(row->employee_digest, expected->employee_digest);
    assert_text_equal(row->rib_digest, expected->rib_digest);
    assert_text_equal(row->civil_status_digest, expected->civil_status_digest);
    assert_text_equal(row->rights_from, expected->rights_from);
    assert_text_equal(row->rights_to, expected->rights_to);
    assert_text_equal(row->record_sealed, expected->record_sealed);
}

static void assert_list(const apr_array_header_t *list, const cnops_membership_t *first,
                        const cnops_membership_t *second)
{
    assert_int_equal(list->nelts, 2);
    assert_same(&APR_ARRAY_IDX(list, 0, cnops_membership_t), first);
    assert_same(&APR_ARRAY_IDX(list, 1, cnops_membership_t), second);
}

static void test_keeps_memberships_as_they_are(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = world->add_person(world, port_digest(1, world->pool), "test2.person1");
    cnops_membership_t full = full_membership(person, 100, world->pool);
    cnops_membership_t bare = {.person_id = person,
                               .immatriculation_digest = port_digest(200, world->pool),
                               .record_sealed = "test2.bare"};
    apr_array_header_t *list;

    full.id = world->add_membership(world, &full);
    bare.id = world->add_membership(world, &bare);
    CALL(world, persons->memberships_of, &list, person);
    assert_list(list, &full, &bare);
    assert_list(holder_of(world, 1).memberships, &full, &bare);
}

/* People who share a number, with documents of different types. */
static void test_finds_all_who_have_one_of_the_documents(void **state)
{
    port_world_t *world = *state;
    apr_int64_t first = world->add_person(world, port_digest(1, world->pool), "test2.person1");
    apr_int64_t second = world->add_person(world, port_digest(2, world->pool), "test2.person2");
    const char *digests[] = {port_digest(2, world->pool), port_digest(9, world->pool),
                             port_digest(1, world->pool)};
    cnops_membership_t one = full_membership(first, 100, world->pool);
    cnops_membership_t two = full_membership(second, 200, world->pool);
    cnops_membership_t three = full_membership(second, 300, world->pool);
    cnops_holder_t holders[CNOPS_DOCUMENT_TYPES];

    one.id = world->add_membership(world, &one);
    two.id = world->add_membership(world, &two);
    three.id = world->add_membership(world, &three);
    CALL(world, persons->by_documents, holders, digests);
    assert_int_equal(holders[0].person->id, second);
    assert_string_equal(holders[0].person->document_digest, digests[0]);
    assert_string_equal(holders[0].person->record_sealed, "test2.person2");
    assert_list(holders[0].memberships, &two, &three);
    assert_null(holders[1].person);
    assert_int_equal(holders[1].memberships->nelts, 0);
    assert_int_equal(holders[2].person->id, first);
    assert_string_equal(holders[2].person->record_sealed, "test2.person1");
    assert_int_equal(holders[2].memberships->nelts, 1);
    assert_same(&APR_ARRAY_IDX(holders[2].memberships, 0, cnops_membership_t), &one);
}

static void test_finds_a_person_by_any_immatriculation(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id = world->add_person(world, port_digest(1, world->pool), "test2.person1");
    cnops_membership_t first = full_membership(id, 100, world->pool);
    cnops_membership_t second = full_membership(id, 200, world->pool);
    const cnops_person_t *person;

    world->add_membership(world, &first);
    world->add_membership(world, &second);
    for (unsigned number = 100; number <= 200; number += 100) {
        CALL(world, persons->by_immatriculation, &person, port_digest(number, world->pool));
        assert_non_null(person);
        assert_int_equal(person->id, id);
    }
}

static void test_an_unknown_person_has_no_memberships(void **state)
{
    port_world_t *world = *state;
    apr_array_header_t *list = NULL;

    CALL(world, persons->memberships_of, &list, 0);
    assert_non_null(list);
    assert_int_equal(list->nelts, 0);
}

/* The session of a new account of this person. */
static const char *begin_session(port_world_t *world, apr_int64_t person_id, unsigned number)
{
    cnops_account_t account = port_account(person_id, number, world->pool);
    const cnops_account_t *created;
    cnops_session_t session;

    CALL(world, accounts->create, &account, NULL);
    CALL(world, accounts->by_person, &created, person_id);
    session = port_session(created, number, world->pool);
    CALL(world, sessions->insert, &session);
    return session.token_digest;
}

static void test_finds_a_person_with_a_session(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id = world->add_person(world, port_digest(1, world->pool), "test2.person1");
    apr_int64_t bare = world->add_person(world, port_digest(2, world->pool), "test2.person2");
    const char *tokens[] = {begin_session(world, id, 1), begin_session(world, bare, 2)};
    cnops_membership_t first = full_membership(id, 100, world->pool);
    cnops_membership_t second = full_membership(id, 200, world->pool);
    const cnops_membership_t *row;
    cnops_signed_in_t found;

    second.rights_to = NULL;
    second.record_sealed = "test2.second";
    first.id = world->add_membership(world, &first);
    second.id = world->add_membership(world, &second);
    CALL(world, sessions->get_with_person, &found, tokens[0]);
    assert_string_equal(found.session->token_digest, tokens[0]);
    assert_int_equal(found.session->account_id, found.account->id);
    assert_int_equal(found.account->person_id, id);
    assert_string_equal(found.person.record_sealed, "test2.person1");
    assert_int_equal(found.person.memberships->nelts, 2);
    for (int i = 0; i < 2; i++) {
        const cnops_membership_t *expected = i ? &second : &first;

        row = &APR_ARRAY_IDX(found.person.memberships, i, cnops_membership_t);
        assert_int_equal(row->id, expected->id);
        assert_int_equal(row->person_id, id);
        assert_int_equal(row->scheme, expected->scheme);
        assert_int_equal(row->status, expected->status);
        assert_text_equal(row->rights_from, expected->rights_from);
        assert_text_equal(row->rights_to, expected->rights_to);
        assert_text_equal(row->record_sealed, expected->record_sealed);
        assert_null(row->rib_digest);
        assert_null(row->immatriculation_digest);
        assert_int_equal(row->payment_mode, CNOPS_PAYMENT_NONE);
    }
    CALL(world, sessions->get_with_person, &found, tokens[1]);
    assert_int_equal(found.account->person_id, bare);
    assert_string_equal(found.person.record_sealed, "test2.person2");
    assert_int_equal(found.person.memberships->nelts, 0);
    CALL(world, sessions->get_with_person, &found, port_digest(9999, world->pool));
    assert_null(found.session);
    assert_null(found.account);
    assert_null(found.person.record_sealed);
}

const struct CMUnitTest port_persons_tests[] = {
    cmocka_unit_test(test_finds_a_person),
    cmocka_unit_test(test_finds_no_unknown_person),
    cmocka_unit_test(test_keeps_memberships_as_they_are),
    cmocka_unit_test(test_finds_all_who_have_one_of_the_documents),
    cmocka_unit_test(test_finds_a_person_by_any_immatriculation),
    cmocka_unit_test(test_an_unknown_person_has_no_memberships),
    cmocka_unit_test(test_finds_a_person_with_a_session),
    {0},
};
