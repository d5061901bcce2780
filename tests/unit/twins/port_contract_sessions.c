/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions; a session begins completely, or not at all. */
#include "base/errors.h"
#include "core/person/person.h"
#include "port_contract_tests.h"

/* Of an account of its own, and not in the store yet. */
static cnops_session_t make_session(port_world_t *world, unsigned number)
{
    cnops_session_t session = port_session(port_make_account(world, number), number, world->pool);

    session.created_at = PORT_NOW;
    session.seen_at = PORT_NOW + 1;
    session.address_block = "2001:db8:1:200::/56";
    session.user_agent = "Navigateur d'essai; \"1.0\" 100%";
    return session;
}

static void test_keeps_a_session_until_deleted(void **state)
{
    port_world_t *world = *state;
    cnops_session_t session = make_session(world, 1), other = make_session(world, 2);
    const cnops_session_t *row;
    const cnops_account_t *owner;

    CALL(world, sessions->insert, &session);
    CALL(world, sessions->insert, &other);
    CALL(world, sessions->seen, session.token_digest, PORT_NOW + 60);
    CALL(world, sessions->get, &row, &owner, session.token_digest);
    assert_non_null(row);
    assert_string_equal(row->token_digest, session.token_digest);
    assert_int_equal(row->account_id, session.account_id);
    assert_int_equal(row->created_at, PORT_NOW);
    assert_int_equal(row->seen_at, PORT_NOW + 60);
    assert_string_equal(row->address_block, session.address_block);
    assert_string_equal(row->user_agent, session.user_agent);
    CALL(world, sessions->drop, session.token_digest);
    CALL(world, sessions->get, &row, &owner, session.token_digest);
    assert_null(row);
    assert_null(owner);
    CALL(world, sessions->get, &row, &owner, other.token_digest);
    assert_non_null(row);
    assert_int_equal(row->seen_at, PORT_NOW + 1);
    CALL(world, sessions->drop, session.token_digest);
}

static void test_finds_the_account_of_a_session(void **state)
{
    port_world_t *world = *state;
    cnops_session_t session = make_session(world, 1), other = make_session(world, 2);
    const cnops_account_t *owner, *expected;
    const cnops_session_t *row;

    CALL(world, sessions->insert, &session);
    CALL(world, sessions->insert, &other);
    CALL(world, sessions->get, &row, &owner, other.token_digest);
    CALL(world, accounts->by_id, &expected, other.account_id);
    assert_non_null(owner);
    assert_int_equal(owner->id, other.account_id);
    assert_int_equal(owner->person_id, expected->person_id);
    assert_string_equal(owner->password_hash, expected->password_hash);
    assert_string_equal(owner->email_sealed, expected->email_sealed);
    assert_string_equal(owner->phone_digest, expected->phone_digest);
    assert_string_equal(owner->lang, expected->lang);
    assert_int_equal(owner->created_at, expected->created_at);
    assert_int_equal(owner->state, expected->state);
    assert_int_equal(owner->password_at, expected->password_at);
    assert_int_equal(owner->phone_at, expected->phone_at);
}

static void test_keeps_the_membership_that_a_session_shows(void **state)
{
    port_world_t *world = *state;
    cnops_session_t session = make_session(world, 1), other = make_session(world, 2);
    const cnops_account_t *owner;
    const cnops_session_t *row;
    cnops_signed_in_t whole;

    CALL(world, sessions->insert, &session);
    CALL(world, sessions->insert, &other);
    CALL(world, sessions->get, &row, &owner, session.token_digest);
    assert_int_equal(row->membership_id, 0);
    CALL(world, sessions->choose, session.token_digest, 4711);
    CALL(world, sessions->get, &row, &owner, session.token_digest);
    assert_int_equal(row->membership_id, 4711);
    CALL(world, sessions->get_with_person, &whole, session.token_digest);
    assert_int_equal(whole.session->membership_id, 4711);
    CALL(world, sessions->get, &row, &owner, other.token_digest);
    assert_int_equal(row->membership_id, 0);
    CALL(world, sessions->choose, port_digest(9, world->pool), 4711);
}

static void test_purges_sessions_that_were_not_used_for_long(void **state)
{
    port_world_t *world = *state;
    const cnops_session_t *row;
    const cnops_account_t *owner;

    for (unsigned i = 0; i < 4; i++) {
        cnops_session_t session = make_session(world, i + 1);

        session.seen_at = PORT_NOW - (apr_time_t)i;
        CALL(world, sessions->insert, &session);
    }
    assert_int_equal(port_purge(world, world->store.sessions->purge, PORT_NOW - 1), 2);
    for (unsigned i = 0; i < 4; i++) {
        CALL(world, sessions->get, &row, &owner, port_digest(i + 5001, world->pool));
        assert_int_equal(row != NULL, i < 2);
    }
}

/* What every function of this kind promises, shown by one of them. */
static void test_purges_no_more_than_it_may(void **state)
{
    port_world_t *world = *state;
    cnops_purge_fn purge = world->store.sessions->purge;
    apr_int64_t account_id = port_account_in_use(world)->id;
    int count;

    for (int left = 3; left >= 0; left -= 2) {
        assert_int_equal(port_count_sessions(world, account_id), left);
        purge(world->store.self, &count, PORT_NOW + 60, 2, world->pool);
        assert_int_equal(count, left > 2 ? 2 : left);
    }
    assert_int_equal(port_count_sessions(world, account_id), 0);
}

static void test_lists_sessions_last_seen_first(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world);
    apr_array_header_t *list;

    CALL(world, sessions->of_account, &list, account->id);
    assert_int_equal(list->nelts, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_string_equal(APR_ARRAY_IDX(list, i, cnops_session_t).token_digest,
                            port_digest(PORT_TOKEN + i, world->pool));
    CALL(world, sessions->of_account, &list, account->id + 1000);
    assert_int_equal(list->nelts, 0);
}

static void test_ends_one_session_or_all_others(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world);
    const char *mine = port_digest(PORT_TOKEN, world->pool);
    const char *other = port_digest(PORT_TOKEN + 1, world->pool);
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);

    assert_int_equal(STORE(world, sessions->end_one, account->id + 1000, other,
                           &(cnops_trail_t){.event = &event}),
                     CNOPS_ENOTFOUND);
    assert_int_equal(port_tail(world, account->person_id), 0);
    CALL(world, sessions->end_one, account->id, other, &(cnops_trail_t){.event = &event});
    assert_int_equal(STORE(world, sessions->end_one, account->id, other, NULL), CNOPS_ENOTFOUND);
    assert_int_equal(port_count_sessions(world, account->id), 2);
    event = port_event(account->person_id, 2, world->pool);
    CALL(world, sessions->end_all, account->id, mine, &(cnops_trail_t){.event = &event});
    assert_int_equal(port_count_sessions(world, account->id), 1);
    CALL(world, sessions->end_all, account->id, NULL, NULL);
    assert_int_equal(port_count_sessions(world, account->id), 0);
    assert_int_equal(port_tail(world, account->person_id), 2);
}

static void test_nothing_ends_where_the_place_in_the_journal_is_taken(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world);
    const char *token = port_digest(PORT_TOKEN, world->pool);
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 1);

    CALL(world, events->insert, &event);
    assert_int_equal(STORE(world, sessions->end_one, account->id, token, &trail), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, sessions->end_all, account->id, NULL, &trail), CNOPS_ECONFLICT);
    assert_int_equal(port_count_sessions(world, account->id), 3);
    event.seq = 2;
    assert_int_equal(STORE(world, sessions->end_one, account->id + 1000, token, &trail),
                     CNOPS_ENOTFOUND);
    assert_int_equal(port_tail(world, account->person_id), 1);
    assert_int_equal(port_due(world), 0);
}

/* --- a session begins --- */

static void test_opens_a_session_with_all_that_goes_with_it(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    cnops_session_t former = port_session(account, 1, world->pool);
    cnops_session_t session = port_session(account, 2, world->pool);
    cnops_device_t device = port_device(account->id, 2, PORT_NOW + 5, world->pool);
    cnops_session_start_t start = port_session_start(account, &session, &device);
    apr_array_header_t *messages = apr_array_make(world->pool, 1, sizeof(cnops_outbox_row_t));
    const cnops_session_t *row;
    const cnops_account_t *owner;
    const cnops_device_t *known;

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = port_message(2, world->pool);
    CALL(world, sessions->insert, &former);
    start.former_token_digest = former.token_digest;
    CALL(world, sessions->begin, &start, &(cnops_trail_t){.messages = messages});
    CALL(world, sessions->get, &row, &owner, former.token_digest);
    assert_null(row);
    CALL(world, sessions->get, &row, &owner, session.token_digest);
    assert_non_null(row);
    assert_string_equal(row->browser, session.browser);
    CALL(world, devices->get, &known, account->id, device.browser);
    assert_non_null(known);
    CALL(world, accounts->by_id, &account, account->id);
    assert_int_equal(account->signed_in_at, session.created_at);
    assert_int_equal(port_due(world), 1);
}

/* A sign-in that is refused leaves nothing behind. */
static void assert_untouched(port_world_t *world, apr_int64_t account_id, int sessions)
{
    const cnops_account_t *row;

    CALL(world, accounts->by_id, &row, account_id);
    assert_int_equal(row->signed_in_at, 0);
    assert_int_equal(port_count_sessions(world, account_id), sessions);
    assert_int_equal(port_devices(world, account_id)->nelts, 0);
    assert_int_equal(port_due(world), 0);
}

static void test_opens_none_for_another_password_or_state(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    cnops_session_t former = port_session(account, 1, world->pool);
    cnops_session_t session = port_session(account, 2, world->pool);
    cnops_device_t device = port_device(account->id, 2, PORT_NOW + 5, world->pool);
    cnops_session_start_t start = port_session_start(account, &session, &device);
    apr_array_header_t *messages = apr_array_make(world->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_trail_t trail = {.messages = messages};

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = port_message(2, world->pool);
    CALL(world, sessions->insert, &former);
    start.former_token_digest = former.token_digest;
    start.password_at = account->password_at - 1;
    assert_int_equal(STORE(world, sessions->begin, &start, &trail), CNOPS_ENOTFOUND);
    assert_untouched(world, account->id, 1);
    start.password_at = account->password_at;
    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_PENDING, 0, NULL);
    assert_int_equal(STORE(world, sessions->begin, &start, &trail), CNOPS_ENOTFOUND);
    assert_untouched(world, account->id, 1);
}

static void test_opens_none_where_the_place_in_the_journal_is_taken(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    cnops_session_t session = port_session(account, 2, world->pool);
    cnops_device_t device = port_device(account->id, 2, PORT_NOW + 5, world->pool);
    cnops_session_start_t start = port_session_start(account, &session, &device);
    cnops_event_row_t event = {.person_id = account->person_id,
                               .seq = 1,
                               .kind = "signed_in",
                               .content_sealed = "test2.event",
                               .mac = port_digest(1, world->pool),
                               .key_id = "test2",
                               .at = PORT_NOW};
    cnops_trail_t trail = {.event = &event};

    CALL(world, events->insert, &event);
    start.once_digest = port_digest(77, world->pool);
    start.once_expires_at = PORT_NOW + PORT_LEASE;
    assert_int_equal(STORE(world, sessions->begin, &start, &trail), CNOPS_ECONFLICT);
    assert_untouched(world, account->id, 0);
    /* And the token that may be spent once is not spent either. */
    event.seq = 2;
    CALL(world, sessions->begin, &start, &trail);
}

static int race_to_open(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_person_t *person;
    const cnops_account_t *account;
    cnops_session_start_t start;
    cnops_session_t session;
    cnops_device_t device;
    apr_status_t rv;

    if (cnops_person_by_document(&person, &world->store, port_digest(1, pool), pool) ||
        world->store.accounts->by_person(world->store.self, &account, person->id, pool))
        return -1;
    session = port_session(account, (unsigned)runner, pool);
    device = port_device(account->id, 7, PORT_NOW + runner, pool);
    start = port_session_start(account, &session, &device);
    start.once_digest = port_digest(99, pool);
    start.once_expires_at = PORT_NOW + PORT_LEASE;
    rv = world->store.sessions->begin(world->store.self, &start, NULL, pool);
    if (rv == CNOPS_EDUPLICATE)
        return 0;
    return rv == APR_SUCCESS ? 1 : -1;
}

static void test_one_of_many_opens_with_one_token(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);

    assert_int_equal(port_race(world, race_to_open), 1);
    assert_int_equal(port_count_sessions(world, account->id), 1);
    assert_int_equal(port_devices(world, account->id)->nelts, 1);
}

/* --- while the account changes --- */

#define ACCOUNTS 25

/* Each runner goes through all accounts: the first runner ends what the others open. */
static int open_on(port_world_t *world, const cnops_account_t *account, unsigned number,
                   apr_pool_t *pool)
{
    cnops_session_t session = port_session(account, number, pool);
    cnops_device_t device = port_device(account->id, number, PORT_NOW, pool);
    cnops_session_start_t start = port_session_start(account, &session, &device);
    apr_status_t rv = world->store.sessions->begin(world->store.self, &start, NULL, pool);

    return rv == APR_SUCCESS || rv == CNOPS_ENOTFOUND ? 0 : -1;
}

static int end_by_password(port_world_t *world, apr_int64_t account_id, apr_pool_t *pool)
{
    cnops_new_password_t password = {account_id, "$argon2id$1", PORT_NOW + 9, NULL};

    return world->store.accounts->set_password(world->store.self, &password, NULL, pool) ==
                   APR_SUCCESS
               ? 0
               : -1;
}

static int end_by_deletion(port_world_t *world, apr_int64_t account_id, apr_pool_t *pool)
{
    return world->store.accounts->drop(world->store.self, account_id, NULL, pool) == APR_SUCCESS
               ? 0
               : -1;
}

static const cnops_account_t *raced[ACCOUNTS];
static int (*end_account)(port_world_t *world, apr_int64_t account_id, apr_pool_t *pool);

static int race_to_stay(port_world_t *world, int runner, apr_pool_t *pool)
{
    int lost = 0;

    for (unsigned i = 0; i < ACCOUNTS; i++)
        lost += runner == 0 ? end_account(world, raced[i]->id, pool)
                            : open_on(world, raced[i], i * 100 + (unsigned)runner, pool);
    return lost;
}

static void race_all(port_world_t *world,
                     int (*end)(port_world_t *world, apr_int64_t account_id, apr_pool_t *pool))
{
    for (unsigned i = 0; i < ACCOUNTS; i++)
        raced[i] = port_make_account(world, i + 1);
    end_account = end;
    assert_int_equal(port_race(world, race_to_stay), 0);
    for (unsigned i = 0; i < ACCOUNTS; i++)
        assert_int_equal(port_count_sessions(world, raced[i]->id), 0);
}

static void test_no_session_outlives_its_password(void **state)
{
    race_all(*state, end_by_password);
}

static void test_no_session_prevents_a_deletion(void **state)
{
    race_all(*state, end_by_deletion);
}

const struct CMUnitTest port_sessions_tests[] = {
    cmocka_unit_test(test_keeps_a_session_until_deleted),
    cmocka_unit_test(test_finds_the_account_of_a_session),
    cmocka_unit_test(test_keeps_the_membership_that_a_session_shows),
    cmocka_unit_test(test_purges_sessions_that_were_not_used_for_long),
    cmocka_unit_test(test_purges_no_more_than_it_may),
    cmocka_unit_test(test_lists_sessions_last_seen_first),
    cmocka_unit_test(test_ends_one_session_or_all_others),
    cmocka_unit_test(test_nothing_ends_where_the_place_in_the_journal_is_taken),
    cmocka_unit_test(test_opens_a_session_with_all_that_goes_with_it),
    cmocka_unit_test(test_opens_none_for_another_password_or_state),
    cmocka_unit_test(test_opens_none_where_the_place_in_the_journal_is_taken),
    cmocka_unit_test(test_one_of_many_opens_with_one_token),
    cmocka_unit_test(test_no_session_outlives_its_password),
    cmocka_unit_test(test_no_session_prevents_a_deletion),
    {0},
};
