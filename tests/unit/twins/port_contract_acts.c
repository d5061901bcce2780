/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The journal, and the acts that change an account: each with its event, or not at all. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>
#include <string.h>

#define STORE(world, function, ...)                                                                \
    ((world)->store.function((world)->store.self, __VA_ARGS__, (world)->pool))
#define CALL(world, function, ...)                                                                 \
    assert_int_equal(STORE(world, function, __VA_ARGS__), APR_SUCCESS)

static cnops_event_row_t make_event(apr_int64_t person_id, apr_int64_t seq, apr_pool_t *pool)
{
    return (cnops_event_row_t){.person_id = person_id,
                               .seq = seq,
                               .kind = "signed_in",
                               .content_sealed =
                                   apr_psprintf(pool, "test2.event%" APR_INT64_T_FMT, seq),
                               .mac = port_digest((unsigned)seq + 7000, pool),
                               .key_id = "test2",
                               .at = PORT_NOW + seq};
}

static void assert_event_equal(const cnops_event_row_t *row, const cnops_event_row_t *expected)
{
    assert_true(row->id > 0);
    assert_int_equal(row->person_id, expected->person_id);
    assert_int_equal(row->seq, expected->seq);
    assert_string_equal(row->kind, expected->kind);
    assert_string_equal(row->content_sealed, expected->content_sealed);
    assert_string_equal(row->mac, expected->mac);
    assert_string_equal(row->key_id, expected->key_id);
    assert_int_equal(row->at, expected->at);
}

static apr_int64_t add_person(port_world_t *world, unsigned number)
{
    return world->add_person(world, port_digest(number, world->pool), "test2.person");
}

/* --- the journal --- */

static void test_keeps_a_chain_in_its_order(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = add_person(world, 1);
    cnops_event_row_t event, tail;
    apr_array_header_t *list;

    CALL(world, events->tail, &tail, person);
    assert_int_equal(tail.seq, 0);
    for (int seq = 1; seq <= 3; seq++) {
        event = make_event(person, seq, world->pool);
        CALL(world, events->insert, &event);
    }
    CALL(world, events->tail, &tail, person);
    assert_event_equal(&tail, &event);
    CALL(world, events->of_person, &list, person, 2);
    assert_int_equal(list->nelts, 2);
    for (int i = 0; i < 2; i++) {
        event = make_event(person, 3 - i, world->pool);
        assert_event_equal(&APR_ARRAY_IDX(list, i, cnops_event_row_t), &event);
    }
}

static void test_a_place_in_a_chain_is_taken_once(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = add_person(world, 1), other = add_person(world, 2);
    cnops_event_row_t event = make_event(person, 1, world->pool);
    cnops_event_row_t elsewhere = make_event(other, 1, world->pool);

    CALL(world, events->insert, &event);
    assert_int_equal(STORE(world, events->insert, &event), CNOPS_ECONFLICT);
    CALL(world, events->insert, &elsewhere);
}

static int race_to_append(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_person_t *person;
    cnops_event_row_t event;
    apr_status_t rv;

    (void)runner;
    rv = world->store.persons->by_document(world->store.self, &person, port_digest(1, pool), pool);
    if (rv != APR_SUCCESS || !person)
        return -1;
    event = make_event(person->id, 1, pool);
    rv = world->store.events->insert(world->store.self, &event, pool);
    if (rv == CNOPS_ECONFLICT)
        return 0;
    return rv == APR_SUCCESS ? 1 : -1;
}

static void test_one_of_many_takes_a_place(void **state)
{
    port_world_t *world = *state;

    add_person(world, 1);
    assert_int_equal(port_race(world, race_to_append), 1);
}

static void test_walks_all_chains_in_slices(void **state)
{
    port_world_t *world = *state;
    const apr_int64_t lengths[] = {3, 1, 2};
    cnops_event_place_t place = {0, 0};
    apr_array_header_t *list;
    int count = 0;

    for (unsigned i = 0; i < 3; i++) {
        apr_int64_t person = add_person(world, i + 1);

        for (apr_int64_t s = 1; s <= lengths[i]; s++) {
            cnops_event_row_t event = make_event(person, s, world->pool);

            CALL(world, events->insert, &event);
        }
    }
    do {
        CALL(world, events->after, &list, place, 2);
        for (int i = 0; i < list->nelts; i++) {
            const cnops_event_row_t *row = &APR_ARRAY_IDX(list, i, cnops_event_row_t);

            assert_true(row->person_id > place.person_id ? row->seq == 1
                                                         : row->seq == place.seq + 1);
            place = (cnops_event_place_t){row->person_id, row->seq};
        }
        count += list->nelts;
    } while (list->nelts);
    assert_int_equal(count, 6);
}

/* --- acts --- */

#define TOKEN 5000 /* number of the first session's digest */

/* An account with three sessions, the last seen first. */
static const cnops_account_t *make_account(port_world_t *world)
{
    cnops_account_t account = port_account(add_person(world, 1), 1, world->pool);
    const cnops_account_t *row;

    assert_int_equal(STORE(world, accounts->create, &account, NULL), APR_SUCCESS);
    CALL(world, accounts->by_person, &row, account.person_id);
    for (unsigned i = 0; i < 3; i++) {
        cnops_session_t session = {.token_digest = port_digest(TOKEN + i, world->pool),
                                   .account_id = row->id,
                                   .created_at = PORT_NOW,
                                   .seen_at = PORT_NOW - (apr_time_t)i,
                                   .address_block = "192.0.2.0/24",
                                   .user_agent = "essai"};

        CALL(world, sessions->insert, &session);
    }
    return row;
}

static int count_sessions(port_world_t *world, apr_int64_t account_id)
{
    apr_array_header_t *list;

    CALL(world, sessions->of_account, &list, account_id);
    return list->nelts;
}

static apr_int64_t tail_of(port_world_t *world, apr_int64_t person_id)
{
    cnops_event_row_t tail;

    CALL(world, events->tail, &tail, person_id);
    return tail.seq;
}

static const cnops_account_t *read_again(port_world_t *world, const cnops_account_t *account)
{
    const cnops_account_t *row;

    CALL(world, accounts->by_id, &row, account->id);
    return row;
}

static void test_a_new_account_is_active(void **state)
{
    port_world_t *world = *state;
    cnops_account_t account = port_account(add_person(world, 1), 1, world->pool);
    const cnops_account_t *row;

    account.password_at = PORT_NOW + 1;
    account.email_at = PORT_NOW + 2;
    account.phone_at = PORT_NOW + 3;
    CALL(world, accounts->create, &account, NULL);
    CALL(world, accounts->by_person, &row, account.person_id);
    assert_string_equal(row->state, CNOPS_ACCOUNT_ACTIVE);
    assert_int_equal(row->frozen_until, 0);
    assert_false(row->prospecting);
    assert_int_equal(row->password_at, PORT_NOW + 1);
    assert_int_equal(row->email_at, PORT_NOW + 2);
    assert_int_equal(row->phone_at, PORT_NOW + 3);
}

static void test_keeps_the_state_an_account_is_made_in(void **state)
{
    port_world_t *world = *state;
    cnops_account_t account = port_account(add_person(world, 1), 1, world->pool);
    const cnops_account_t *row;

    account.state = CNOPS_ACCOUNT_PENDING;
    account.frozen_until = PORT_NOW + 9;
    account.prospecting = true;
    CALL(world, accounts->create, &account, NULL);
    CALL(world, accounts->by_person, &row, account.person_id);
    assert_string_equal(row->state, CNOPS_ACCOUNT_PENDING);
    assert_int_equal(row->frozen_until, PORT_NOW + 9);
    assert_true(row->prospecting);
}

static void test_changes_a_password(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world), *row;
    const char *spared = port_digest(TOKEN + 1, world->pool);
    const cnops_session_t *session;

    CALL(world, accounts->set_password,
         &(cnops_new_password_t){account->id, "$argon2id$new", PORT_NOW + 5, spared}, NULL);
    row = read_again(world, account);
    assert_string_equal(row->password_hash, "$argon2id$new");
    assert_int_equal(row->password_at, PORT_NOW + 5);
    assert_int_equal(count_sessions(world, account->id), 1);
    CALL(world, sessions->get, &session, spared);
    assert_non_null(session);
    CALL(world, accounts->set_password,
         &(cnops_new_password_t){account->id, "$argon2id$newer", PORT_NOW + 6, NULL}, NULL);
    assert_int_equal(count_sessions(world, account->id), 0);
}

static void test_changes_a_contact(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world), *row;

    CALL(world, accounts->set_contact,
         &(cnops_new_contact_t){account->id, CNOPS_CHANNEL_EMAIL, port_digest(81, world->pool),
                                "test2.email2", PORT_NOW + 5},
         NULL);
    row = read_again(world, account);
    assert_string_equal(row->email_digest, port_digest(81, world->pool));
    assert_string_equal(row->email_sealed, "test2.email2");
    assert_int_equal(row->email_at, PORT_NOW + 5);
    assert_string_equal(row->phone_sealed, account->phone_sealed);
    CALL(world, accounts->set_contact,
         &(cnops_new_contact_t){account->id, CNOPS_CHANNEL_SMS, port_digest(82, world->pool),
                                "test2.phone2", PORT_NOW + 6},
         NULL);
    row = read_again(world, account);
    assert_string_equal(row->phone_digest, port_digest(82, world->pool));
    assert_string_equal(row->phone_sealed, "test2.phone2");
    assert_int_equal(row->phone_at, PORT_NOW + 6);
    assert_string_equal(row->email_sealed, "test2.email2");
    assert_int_equal(count_sessions(world, account->id), 3);
}

static void test_closing_ends_every_session(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world), *row;

    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_ACTIVE, PORT_NOW + 30, NULL);
    row = read_again(world, account);
    assert_int_equal(row->frozen_until, PORT_NOW + 30);
    assert_int_equal(count_sessions(world, account->id), 3);
    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_CLOSED, 0, NULL);
    row = read_again(world, account);
    assert_string_equal(row->state, CNOPS_ACCOUNT_CLOSED);
    assert_int_equal(row->frozen_until, 0);
    assert_int_equal(count_sessions(world, account->id), 0);
}

static void test_changes_preferences(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world), *row;

    CALL(world, accounts->set_preferences, account->id, "en", true, NULL);
    row = read_again(world, account);
    assert_string_equal(row->lang, "en");
    assert_true(row->prospecting);
}

static void test_a_person_may_begin_anew(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world), *row;
    cnops_event_row_t event = make_event(account->person_id, 1, world->pool);
    cnops_account_t anew = port_account(account->person_id, 2, world->pool);

    CALL(world, accounts->drop, account->id, &(cnops_trail_t){.event = &event});
    CALL(world, accounts->by_id, &row, account->id);
    assert_null(row);
    assert_int_equal(count_sessions(world, account->id), 0);
    assert_int_equal(tail_of(world, account->person_id), 1);
    CALL(world, accounts->create, &anew, NULL);
}

static void test_upgrades_the_hash_it_knows(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world), *row;

    CALL(world, accounts->upgrade_hash,
         &(cnops_new_hash_t){account->id, account->password_hash, "$argon2id$strong"});
    row = read_again(world, account);
    assert_string_equal(row->password_hash, "$argon2id$strong");
    assert_int_equal(row->password_at, account->password_at);
    assert_int_equal(
        STORE(world, accounts->upgrade_hash,
              &(cnops_new_hash_t){account->id, account->password_hash, "$argon2id$other"}),
        CNOPS_ECONFLICT);
    row = read_again(world, account);
    assert_string_equal(row->password_hash, "$argon2id$strong");
    assert_int_equal(count_sessions(world, account->id), 3);
}

static void test_lists_sessions_last_seen_first(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world);
    apr_array_header_t *list;

    CALL(world, sessions->of_account, &list, account->id);
    assert_int_equal(list->nelts, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_string_equal(APR_ARRAY_IDX(list, i, cnops_session_t).token_digest,
                            port_digest(TOKEN + i, world->pool));
    CALL(world, sessions->of_account, &list, account->id + 1000);
    assert_int_equal(list->nelts, 0);
}

static void test_ends_one_session_or_all_others(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world);
    const char *mine = port_digest(TOKEN, world->pool);
    const char *other = port_digest(TOKEN + 1, world->pool);
    cnops_event_row_t event = make_event(account->person_id, 1, world->pool);

    assert_int_equal(STORE(world, sessions->end_one, account->id + 1000, other,
                           &(cnops_trail_t){.event = &event}),
                     CNOPS_ENOTFOUND);
    assert_int_equal(tail_of(world, account->person_id), 0);
    CALL(world, sessions->end_one, account->id, other, &(cnops_trail_t){.event = &event});
    assert_int_equal(STORE(world, sessions->end_one, account->id, other, NULL), CNOPS_ENOTFOUND);
    assert_int_equal(count_sessions(world, account->id), 2);
    event = make_event(account->person_id, 2, world->pool);
    CALL(world, sessions->end_all, account->id, mine, &(cnops_trail_t){.event = &event});
    assert_int_equal(count_sessions(world, account->id), 1);
    CALL(world, sessions->end_all, account->id, NULL, NULL);
    assert_int_equal(count_sessions(world, account->id), 0);
    assert_int_equal(tail_of(world, account->person_id), 2);
}

/* --- whole or not at all --- */

typedef apr_status_t (*act_fn)(port_world_t *world, const cnops_account_t *account,
                               const cnops_trail_t *trail);

static apr_status_t do_password(port_world_t *world, const cnops_account_t *account,
                                const cnops_trail_t *trail)
{
    cnops_new_password_t password = {account->id, "$argon2id$no", PORT_NOW + 9, NULL};

    return STORE(world, accounts->set_password, &password, trail);
}

static apr_status_t do_contact(port_world_t *world, const cnops_account_t *account,
                               const cnops_trail_t *trail)
{
    cnops_new_contact_t contact = {account->id, CNOPS_CHANNEL_SMS, port_digest(99, world->pool),
                                   "test2.no", PORT_NOW + 9};

    return STORE(world, accounts->set_contact, &contact, trail);
}

static apr_status_t do_state(port_world_t *world, const cnops_account_t *account,
                             const cnops_trail_t *trail)
{
    return STORE(world, accounts->set_state, account->id, CNOPS_ACCOUNT_CLOSED, PORT_NOW + 9,
                 trail);
}

static apr_status_t do_preferences(port_world_t *world, const cnops_account_t *account,
                                   const cnops_trail_t *trail)
{
    return STORE(world, accounts->set_preferences, account->id, "en", true, trail);
}

static apr_status_t do_drop(port_world_t *world, const cnops_account_t *account,
                            const cnops_trail_t *trail)
{
    return STORE(world, accounts->drop, account->id, trail);
}

static apr_status_t do_end(port_world_t *world, const cnops_account_t *account,
                           const cnops_trail_t *trail)
{
    return STORE(world, sessions->end_all, account->id, NULL, trail);
}

static apr_status_t do_end_one(port_world_t *world, const cnops_account_t *account,
                               const cnops_trail_t *trail)
{
    return STORE(world, sessions->end_one, account->id, port_digest(TOKEN, world->pool), trail);
}

static const act_fn acts[] = {do_password, do_contact, do_state,  do_preferences,
                              do_drop,     do_end,     do_end_one};

static cnops_trail_t make_trail(port_world_t *world, const cnops_event_row_t *event,
                                unsigned number)
{
    apr_array_header_t *list = apr_array_make(world->pool, 1, sizeof(cnops_outbox_row_t));

    APR_ARRAY_PUSH(list, cnops_outbox_row_t) = port_message(number, world->pool);
    return (cnops_trail_t){list, event};
}

static void assert_untouched(port_world_t *world, const cnops_account_t *account)
{
    const cnops_account_t *row = read_again(world, account);

    assert_non_null(row);
    assert_string_equal(row->password_hash, account->password_hash);
    assert_string_equal(row->phone_sealed, account->phone_sealed);
    assert_string_equal(row->lang, account->lang);
    assert_string_equal(row->state, account->state);
    assert_int_equal(row->frozen_until, account->frozen_until);
    assert_int_equal(row->prospecting, account->prospecting);
    assert_int_equal(row->password_at, account->password_at);
    assert_int_equal(row->phone_at, account->phone_at);
    assert_int_equal(row->signed_in_at, account->signed_in_at);
    assert_int_equal(count_sessions(world, account->id), 3);
}

static void test_an_act_whose_event_came_late_does_nothing(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world);
    cnops_event_row_t event = make_event(account->person_id, 1, world->pool);
    cnops_account_t other = port_account(add_person(world, 2), 2, world->pool);
    cnops_trail_t trail;

    CALL(world, events->insert, &event);
    for (unsigned i = 0; i < sizeof acts / sizeof *acts; i++) {
        trail = make_trail(world, &event, i);
        assert_int_equal(acts[i](world, account, &trail), CNOPS_ECONFLICT);
        assert_untouched(world, account);
    }
    trail = make_trail(world, &event, 50);
    assert_int_equal(STORE(world, accounts->create, &other, &trail), CNOPS_ECONFLICT);
    CALL(world, accounts->by_person, &account, other.person_id);
    assert_null(account);
    assert_int_equal(port_due(world), 0);
}

static void test_an_act_on_no_account_does_nothing(void **state)
{
    port_world_t *world = *state;
    cnops_account_t nobody = *make_account(world);
    cnops_event_row_t event = make_event(nobody.person_id, 1, world->pool);

    nobody.id += 1000;
    for (unsigned i = 0; i < sizeof acts / sizeof *acts; i++) {
        cnops_trail_t trail = make_trail(world, &event, i);

        if (acts[i] != do_end)
            assert_int_equal(acts[i](world, &nobody, &trail), CNOPS_ENOTFOUND);
    }
    assert_int_equal(tail_of(world, nobody.person_id), 0);
    assert_int_equal(port_due(world), 0);
}

static void test_an_act_brings_its_event_and_messages(void **state)
{
    static const act_fn telling[] = {do_password, do_contact, do_state, do_drop};
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world);

    for (unsigned i = 0; i < 4; i++) {
        cnops_event_row_t event = make_event(account->person_id, i + 1, world->pool);
        cnops_trail_t trail = make_trail(world, &event, i);

        assert_int_equal(telling[i](world, account, &trail), APR_SUCCESS);
    }
    assert_int_equal(tail_of(world, account->person_id), 4);
    assert_int_equal(port_due(world), 4);
}

const struct CMUnitTest port_acts_tests[] = {
    cmocka_unit_test(test_keeps_a_chain_in_its_order),
    cmocka_unit_test(test_a_place_in_a_chain_is_taken_once),
    cmocka_unit_test(test_one_of_many_takes_a_place),
    cmocka_unit_test(test_walks_all_chains_in_slices),
    cmocka_unit_test(test_a_new_account_is_active),
    cmocka_unit_test(test_keeps_the_state_an_account_is_made_in),
    cmocka_unit_test(test_changes_a_password),
    cmocka_unit_test(test_changes_a_contact),
    cmocka_unit_test(test_closing_ends_every_session),
    cmocka_unit_test(test_changes_preferences),
    cmocka_unit_test(test_a_person_may_begin_anew),
    cmocka_unit_test(test_upgrades_the_hash_it_knows),
    cmocka_unit_test(test_lists_sessions_last_seen_first),
    cmocka_unit_test(test_ends_one_session_or_all_others),
    cmocka_unit_test(test_an_act_whose_event_came_late_does_nothing),
    cmocka_unit_test(test_an_act_on_no_account_does_nothing),
    cmocka_unit_test(test_an_act_brings_its_event_and_messages),
    {NULL, NULL, NULL, NULL, NULL},
};
