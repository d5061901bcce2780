/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Persons, memberships, accounts, sessions. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>
#include <string.h>

/* The function of the store, called with its self. */
#define CALL(world, function, ...)                                                                 \
    assert_int_equal((world)->store.function((world)->store.self, __VA_ARGS__, (world)->pool),     \
                     APR_SUCCESS)

static void assert_text_equal(const char *a, const char *b)
{
    if (a && b)
        assert_string_equal(a, b);
    else
        assert_true(a == b);
}

/* --- persons and memberships --- */

static void test_finds_a_person(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id = world->add_person(world, port_digest(1, world->pool), "test2.person1");
    apr_int64_t other = world->add_person(world, port_digest(2, world->pool), "test2.person2");
    const cnops_person_t *person;

    assert_true(id > 0 && other > 0 && id != other);
    CALL(world, persons->by_document, &person, port_digest(1, world->pool));
    assert_non_null(person);
    assert_int_equal(person->id, id);
    assert_string_equal(person->document_digest, port_digest(1, world->pool));
    assert_string_equal(person->record_sealed, "test2.person1");
    CALL(world, persons->by_id, &person, other);
    assert_non_null(person);
    assert_string_equal(person->document_digest, port_digest(2, world->pool));
}

static void test_finds_nobody(void **state)
{
    port_world_t *world = *state;
    cnops_person_t somebody;
    const cnops_person_t *person = &somebody;

    world->add_person(world, port_digest(1, world->pool), "test2.person1");
    CALL(world, persons->by_document, &person, port_digest(9, world->pool));
    assert_null(person);
    person = &somebody;
    CALL(world, persons->by_immatriculation, &person, port_digest(1, world->pool));
    assert_null(person);
    person = &somebody;
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

static void test_keeps_memberships_as_they_are(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = world->add_person(world, port_digest(1, world->pool), "test2.person1");
    cnops_membership_t full = full_membership(person, 100, world->pool);
    cnops_membership_t bare = {.person_id = person,
                               .immatriculation_digest = port_digest(200, world->pool),
                               .record_sealed = "test2.bare"};
    const cnops_membership_t *row;
    apr_array_header_t *list;

    full.id = world->add_membership(world, &full);
    bare.id = world->add_membership(world, &bare);
    CALL(world, persons->memberships_of, &list, person);
    assert_int_equal(list->nelts, 2);
    for (int i = 0; i < 2; i++) {
        const cnops_membership_t *expected = i ? &bare : &full;

        row = &APR_ARRAY_IDX(list, i, cnops_membership_t);
        assert_int_equal(row->id, expected->id);
        assert_int_equal(row->person_id, person);
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

static void test_nobody_has_no_memberships(void **state)
{
    port_world_t *world = *state;
    apr_array_header_t *list = NULL;

    CALL(world, persons->memberships_of, &list, 0);
    assert_non_null(list);
    assert_int_equal(list->nelts, 0);
}

/* --- accounts --- */

cnops_account_t port_account(apr_int64_t person_id, unsigned journey, apr_pool_t *pool)
{
    return (cnops_account_t){.person_id = person_id,
                             .password_hash = "$argon2id$v=19$m=8192,t=1,p=1$c2Fs$aGFzaA",
                             .email_digest = port_digest(1001, pool),
                             .email_sealed = "test2.email",
                             .phone_digest = port_digest(1002, pool),
                             .phone_sealed = "test2.phone",
                             .lang = "ar",
                             .terms_version = "2026-01",
                             .terms_lang = "fr",
                             .terms_at = PORT_NOW - 5,
                             .journey_id = apr_psprintf(pool, "%032x", journey),
                             .created_at = PORT_NOW};
}

static apr_int64_t add_person(port_world_t *world, unsigned number)
{
    return world->add_person(world, port_digest(number, world->pool), "test2.person");
}

static apr_status_t create(port_world_t *world, const cnops_account_t *account, int messages,
                           apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 2, sizeof(cnops_outbox_row_t));

    for (int i = 0; i < messages; i++)
        APR_ARRAY_PUSH(list, cnops_outbox_row_t) =
            port_message((unsigned)account->person_id * 10 + (unsigned)i, pool);
    return world->store.accounts->create(
        world->store.self, account, messages ? &(cnops_trail_t){.messages = list} : NULL, pool);
}

static void assert_account_equal(const cnops_account_t *row, const cnops_account_t *expected)
{
    assert_non_null(row);
    assert_true(row->id > 0);
    assert_int_equal(row->person_id, expected->person_id);
    assert_string_equal(row->password_hash, expected->password_hash);
    assert_string_equal(row->email_digest, expected->email_digest);
    assert_string_equal(row->email_sealed, expected->email_sealed);
    assert_string_equal(row->phone_digest, expected->phone_digest);
    assert_string_equal(row->phone_sealed, expected->phone_sealed);
    assert_string_equal(row->lang, expected->lang);
    assert_string_equal(row->terms_version, expected->terms_version);
    assert_string_equal(row->terms_lang, expected->terms_lang);
    assert_int_equal(row->terms_at, expected->terms_at);
    assert_string_equal(row->journey_id, expected->journey_id);
    assert_int_equal(row->created_at, expected->created_at);
    assert_int_equal(row->signed_in_at, 0);
}

static void test_keeps_an_account_as_it_is(void **state)
{
    port_world_t *world = *state;
    cnops_account_t account = port_account(add_person(world, 1), 1, world->pool);
    const cnops_account_t *row;

    assert_int_equal(create(world, &account, 2, world->pool), APR_SUCCESS);
    CALL(world, accounts->by_person, &row, account.person_id);
    assert_account_equal(row, &account);
    CALL(world, accounts->by_id, &row, row->id);
    assert_account_equal(row, &account);
    assert_int_equal(port_due(world), 2);
    CALL(world, accounts->by_person, &row, account.person_id + 1000);
    assert_null(row);
}

static void test_a_person_has_one_account(void **state)
{
    port_world_t *world = *state;
    cnops_account_t first = port_account(add_person(world, 1), 1, world->pool);
    cnops_account_t second = port_account(first.person_id, 2, world->pool);
    const cnops_account_t *row;

    assert_int_equal(create(world, &first, 0, world->pool), APR_SUCCESS);
    assert_int_equal(create(world, &second, 2, world->pool), CNOPS_EDUPLICATE);
    CALL(world, accounts->by_person, &row, first.person_id);
    assert_account_equal(row, &first);
    assert_int_equal(port_due(world), 0);
}

static void test_a_journey_makes_one_account(void **state)
{
    port_world_t *world = *state;
    cnops_account_t first = port_account(add_person(world, 1), 1, world->pool);
    cnops_account_t second = port_account(add_person(world, 2), 1, world->pool);
    const cnops_account_t *row;

    assert_int_equal(create(world, &first, 0, world->pool), APR_SUCCESS);
    assert_int_equal(create(world, &second, 1, world->pool), CNOPS_EDUPLICATE);
    CALL(world, accounts->by_person, &row, second.person_id);
    assert_null(row);
    assert_int_equal(port_due(world), 0);
}

static int race_to_create(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_person_t *person;
    cnops_account_t account;
    apr_status_t rv;

    rv = world->store.persons->by_document(world->store.self, &person, port_digest(1, pool), pool);
    if (rv != APR_SUCCESS || !person)
        return -1;
    account = port_account(person->id, (unsigned)runner + 1, pool);
    rv = create(world, &account, 1, pool);
    if (rv == CNOPS_EDUPLICATE)
        return 0;
    return rv == APR_SUCCESS ? 1 : -1;
}

static void test_one_of_many_creates(void **state)
{
    port_world_t *world = *state;

    add_person(world, 1);
    assert_int_equal(port_race(world, race_to_create), 1);
    assert_int_equal(port_due(world), 1);
}

static void test_counts_who_carries_a_contact(void **state)
{
    port_world_t *world = *state;
    cnops_account_t account;
    int count;

    for (unsigned i = 1; i <= 3; i++) {
        account = port_account(add_person(world, i), i, world->pool);
        if (i == 3)
            account.email_digest = port_digest(7, world->pool);
        assert_int_equal(create(world, &account, 0, world->pool), APR_SUCCESS);
    }
    CALL(world, accounts->count_contact, &count, CNOPS_CHANNEL_EMAIL,
         port_digest(1001, world->pool));
    assert_int_equal(count, 2);
    CALL(world, accounts->count_contact, &count, CNOPS_CHANNEL_SMS, port_digest(1002, world->pool));
    assert_int_equal(count, 3);
    CALL(world, accounts->count_contact, &count, CNOPS_CHANNEL_SMS, port_digest(1001, world->pool));
    assert_int_equal(count, 0);
}

/* --- sessions --- */

static cnops_session_t make_session(port_world_t *world, unsigned number)
{
    cnops_account_t account = port_account(add_person(world, number), number, world->pool);
    const cnops_account_t *row;

    assert_int_equal(create(world, &account, 0, world->pool), APR_SUCCESS);
    CALL(world, accounts->by_person, &row, account.person_id);
    return (cnops_session_t){.token_digest = port_digest(number + 5000, world->pool),
                             .account_id = row->id,
                             .created_at = PORT_NOW,
                             .seen_at = PORT_NOW + 1,
                             .address_block = "2001:db8:1:200::/56",
                             .user_agent = "Navigateur d'essai; \"1.0\" 100%"};
}

static void test_keeps_a_session_until_deleted(void **state)
{
    port_world_t *world = *state;
    cnops_session_t session = make_session(world, 1), other = make_session(world, 2);
    const cnops_session_t *row;

    CALL(world, sessions->insert, &session);
    CALL(world, sessions->insert, &other);
    CALL(world, sessions->seen, session.token_digest, PORT_NOW + 60);
    CALL(world, sessions->get, &row, session.token_digest);
    assert_non_null(row);
    assert_string_equal(row->token_digest, session.token_digest);
    assert_int_equal(row->account_id, session.account_id);
    assert_int_equal(row->created_at, PORT_NOW);
    assert_int_equal(row->seen_at, PORT_NOW + 60);
    assert_string_equal(row->address_block, session.address_block);
    assert_string_equal(row->user_agent, session.user_agent);
    CALL(world, sessions->drop, session.token_digest);
    CALL(world, sessions->get, &row, session.token_digest);
    assert_null(row);
    CALL(world, sessions->get, &row, other.token_digest);
    assert_non_null(row);
    assert_int_equal(row->seen_at, PORT_NOW + 1);
    CALL(world, sessions->drop, session.token_digest);
}

static void test_purges_sessions_that_are_over(void **state)
{
    port_world_t *world = *state;
    const cnops_session_t *row;
    const struct {
        apr_time_t created_at, seen_at;
        bool stays;
    } cases[] = {{-100, -10, true}, {-100, -51, false}, {-501, -10, false}, {-500, -50, true}};

    for (unsigned i = 0; i < 4; i++) {
        cnops_session_t session = make_session(world, i + 1);

        session.created_at = PORT_NOW + cases[i].created_at;
        session.seen_at = PORT_NOW + cases[i].seen_at;
        CALL(world, sessions->insert, &session);
    }
    CALL(world, sessions->purge, &(cnops_session_ages_t){PORT_NOW - 50, PORT_NOW - 500});
    for (unsigned i = 0; i < 4; i++) {
        CALL(world, sessions->get, &row, port_digest(i + 5001, world->pool));
        assert_int_equal(row != NULL, cases[i].stays);
    }
}

const struct CMUnitTest port_people_tests[] = {
    cmocka_unit_test(test_finds_a_person),
    cmocka_unit_test(test_finds_nobody),
    cmocka_unit_test(test_keeps_memberships_as_they_are),
    cmocka_unit_test(test_finds_a_person_by_any_immatriculation),
    cmocka_unit_test(test_nobody_has_no_memberships),
    cmocka_unit_test(test_keeps_an_account_as_it_is),
    cmocka_unit_test(test_a_person_has_one_account),
    cmocka_unit_test(test_a_journey_makes_one_account),
    cmocka_unit_test(test_one_of_many_creates),
    cmocka_unit_test(test_counts_who_carries_a_contact),
    cmocka_unit_test(test_keeps_a_session_until_deleted),
    cmocka_unit_test(test_purges_sessions_that_are_over),
    {NULL, NULL, NULL, NULL, NULL},
};
