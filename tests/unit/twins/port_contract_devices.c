/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Known browsers, and how a session begins: all of it, or nothing. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>
#include <string.h>

#define STORE(world, function, ...)                                                                \
    ((world)->store.function((world)->store.self, __VA_ARGS__, (world)->pool))
#define CALL(world, function, ...)                                                                 \
    assert_int_equal(STORE(world, function, __VA_ARGS__), APR_SUCCESS)

#define MAX 3

static const char *browser_id(unsigned number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%032x", number);
}

static const cnops_account_t *make_account(port_world_t *world, unsigned number)
{
    apr_int64_t person = world->add_person(world, port_digest(number, world->pool), "test2.person");
    cnops_account_t account = port_account(person, number, world->pool);
    const cnops_account_t *row;

    account.password_at = PORT_NOW;
    CALL(world, accounts->create, &account, NULL);
    CALL(world, accounts->by_person, &row, person);
    return row;
}

static cnops_device_t make_device(apr_int64_t account_id, unsigned number, apr_time_t at,
                                  apr_pool_t *pool)
{
    return (cnops_device_t){.account_id = account_id,
                            .browser = browser_id(number, pool),
                            .first_at = at,
                            .seen_at = at,
                            .address_block = "192.0.2.0/24",
                            .user_agent = "Zellige/1 é"};
}

static cnops_session_t make_session(const cnops_account_t *account, unsigned number,
                                    apr_pool_t *pool)
{
    return (cnops_session_t){.token_digest = port_digest(5000 + number, pool),
                             .account_id = account->id,
                             .created_at = PORT_NOW + 5,
                             .seen_at = PORT_NOW + 5,
                             .address_block = "192.0.2.0/24",
                             .user_agent = "Zellige/1",
                             .browser = browser_id(number, pool)};
}

static apr_array_header_t *list_devices(port_world_t *world, apr_int64_t account_id)
{
    apr_array_header_t *list;

    CALL(world, devices->of_account, &list, account_id);
    return list;
}

static int count_sessions(port_world_t *world, apr_int64_t account_id)
{
    apr_array_header_t *list;

    CALL(world, sessions->of_account, &list, account_id);
    return list->nelts;
}

/* --- browsers --- */

static void test_knows_a_browser_by_account(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1), *other = make_account(world, 2);
    cnops_device_t device = make_device(account->id, 7, PORT_NOW, world->pool);
    const cnops_device_t *row;

    CALL(world, devices->get, &row, account->id, device.browser);
    assert_null(row);
    CALL(world, devices->keep, &device, MAX);
    CALL(world, devices->get, &row, account->id, device.browser);
    assert_non_null(row);
    assert_int_equal(row->account_id, account->id);
    assert_string_equal(row->browser, device.browser);
    assert_int_equal(row->first_at, PORT_NOW);
    assert_int_equal(row->seen_at, PORT_NOW);
    assert_string_equal(row->address_block, device.address_block);
    assert_string_equal(row->user_agent, device.user_agent);
    CALL(world, devices->get, &row, other->id, device.browser);
    assert_null(row);
    assert_int_equal(list_devices(world, other->id)->nelts, 0);
}

static void test_a_known_browser_keeps_its_first_day(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);
    cnops_device_t device = make_device(account->id, 7, PORT_NOW, world->pool);
    const cnops_device_t *row;

    CALL(world, devices->keep, &device, MAX);
    device.first_at = device.seen_at = PORT_NOW + 9;
    device.address_block = "198.51.100.0/24";
    CALL(world, devices->keep, &device, MAX);
    CALL(world, devices->get, &row, account->id, device.browser);
    assert_int_equal(row->first_at, PORT_NOW);
    assert_int_equal(row->seen_at, PORT_NOW + 9);
    assert_string_equal(row->address_block, "198.51.100.0/24");
    assert_int_equal(list_devices(world, account->id)->nelts, 1);
}

static void test_the_longest_unseen_browser_goes(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);
    apr_array_header_t *list;

    for (unsigned i = 0; i < MAX + 2; i++) {
        cnops_device_t device = make_device(account->id, i, PORT_NOW + (apr_time_t)i, world->pool);

        CALL(world, devices->keep, &device, MAX);
    }
    list = list_devices(world, account->id);
    assert_int_equal(list->nelts, MAX);
    for (int i = 0; i < MAX; i++)
        assert_string_equal(APR_ARRAY_IDX(list, i, cnops_device_t).browser,
                            browser_id((unsigned)(MAX + 1 - i), world->pool));
}

/* --- a session begins --- */

static cnops_opening_t make_opening(const cnops_account_t *account, const cnops_session_t *session,
                                    const cnops_device_t *device)
{
    return (cnops_opening_t){.session = session,
                             .device = device,
                             .devices_max = MAX,
                             .password_at = account->password_at};
}

static void test_opens_a_session_with_all_that_goes_with_it(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);
    cnops_session_t former = make_session(account, 1, world->pool);
    cnops_session_t session = make_session(account, 2, world->pool);
    cnops_device_t device = make_device(account->id, 2, PORT_NOW + 5, world->pool);
    cnops_opening_t opening = make_opening(account, &session, &device);
    apr_array_header_t *messages = apr_array_make(world->pool, 1, sizeof(cnops_outbox_row_t));
    const cnops_session_t *row;
    const cnops_device_t *known;

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = port_message(2, world->pool);
    CALL(world, sessions->insert, &former);
    opening.former_token_digest = former.token_digest;
    CALL(world, sessions->begin, &opening, &(cnops_trail_t){.messages = messages});
    CALL(world, sessions->get, &row, former.token_digest);
    assert_null(row);
    CALL(world, sessions->get, &row, session.token_digest);
    assert_non_null(row);
    assert_string_equal(row->browser, session.browser);
    CALL(world, devices->get, &known, account->id, device.browser);
    assert_non_null(known);
    CALL(world, accounts->by_id, &account, account->id);
    assert_int_equal(account->signed_in_at, session.created_at);
    assert_int_equal(port_due(world), 1);
}

/* What a refused opening leaves behind: nothing. */
static void assert_untouched(port_world_t *world, apr_int64_t account_id, int sessions)
{
    const cnops_account_t *row;

    CALL(world, accounts->by_id, &row, account_id);
    assert_int_equal(row->signed_in_at, 0);
    assert_int_equal(count_sessions(world, account_id), sessions);
    assert_int_equal(list_devices(world, account_id)->nelts, 0);
    assert_int_equal(port_due(world), 0);
}

static void test_opens_none_for_another_password_or_state(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);
    cnops_session_t former = make_session(account, 1, world->pool);
    cnops_session_t session = make_session(account, 2, world->pool);
    cnops_device_t device = make_device(account->id, 2, PORT_NOW + 5, world->pool);
    cnops_opening_t opening = make_opening(account, &session, &device);
    apr_array_header_t *messages = apr_array_make(world->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_trail_t trail = {.messages = messages};

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = port_message(2, world->pool);
    CALL(world, sessions->insert, &former);
    opening.former_token_digest = former.token_digest;
    opening.password_at = account->password_at - 1;
    assert_int_equal(STORE(world, sessions->begin, &opening, &trail), CNOPS_ENOTFOUND);
    assert_untouched(world, account->id, 1);
    opening.password_at = account->password_at;
    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_PENDING, 0, NULL);
    assert_int_equal(STORE(world, sessions->begin, &opening, &trail), CNOPS_ENOTFOUND);
    assert_untouched(world, account->id, 1);
}

static void test_a_place_in_the_journal_that_is_taken_opens_none(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);
    cnops_session_t session = make_session(account, 2, world->pool);
    cnops_device_t device = make_device(account->id, 2, PORT_NOW + 5, world->pool);
    cnops_opening_t opening = make_opening(account, &session, &device);
    cnops_event_row_t event = {.person_id = account->person_id,
                               .seq = 1,
                               .kind = "signed_in",
                               .content_sealed = "test2.event",
                               .mac = port_digest(1, world->pool),
                               .key_id = "test2",
                               .at = PORT_NOW};
    cnops_trail_t trail = {.event = &event};

    CALL(world, events->insert, &event);
    opening.once_digest = port_digest(77, world->pool);
    opening.once_expires_at = PORT_NOW + PORT_LEASE;
    assert_int_equal(STORE(world, sessions->begin, &opening, &trail), CNOPS_ECONFLICT);
    assert_untouched(world, account->id, 0);
    /* Nor is what may be spent once. */
    event.seq = 2;
    CALL(world, sessions->begin, &opening, &trail);
}

static int race_to_open(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_person_t *person;
    const cnops_account_t *account;
    cnops_opening_t opening;
    cnops_session_t session;
    cnops_device_t device;
    apr_status_t rv;

    if (world->store.persons->by_document(world->store.self, &person, port_digest(1, pool), pool) ||
        world->store.accounts->by_person(world->store.self, &account, person->id, pool))
        return -1;
    session = make_session(account, (unsigned)runner, pool);
    device = make_device(account->id, 7, PORT_NOW + runner, pool);
    opening = make_opening(account, &session, &device);
    opening.once_digest = port_digest(99, pool);
    opening.once_expires_at = PORT_NOW + PORT_LEASE;
    rv = world->store.sessions->begin(world->store.self, &opening, NULL, pool);
    if (rv == CNOPS_EDUPLICATE)
        return 0;
    return rv == APR_SUCCESS ? 1 : -1;
}

static void test_of_many_who_spend_one_token_one_opens(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);

    assert_int_equal(port_race(world, race_to_open), 1);
    assert_int_equal(count_sessions(world, account->id), 1);
    assert_int_equal(list_devices(world, account->id)->nelts, 1);
}

/* --- while the account changes --- */

#define ACCOUNTS 25

/* Each runner goes through all accounts: the first one ends what the others open. */
static int open_on(port_world_t *world, const cnops_account_t *account, unsigned number,
                   apr_pool_t *pool)
{
    cnops_session_t session = make_session(account, number, pool);
    cnops_device_t device = make_device(account->id, number, PORT_NOW, pool);
    cnops_opening_t opening = make_opening(account, &session, &device);
    apr_status_t rv = world->store.sessions->begin(world->store.self, &opening, NULL, pool);

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
        raced[i] = make_account(world, i + 1);
    end_account = end;
    assert_int_equal(port_race(world, race_to_stay), 0);
    for (unsigned i = 0; i < ACCOUNTS; i++)
        assert_int_equal(count_sessions(world, raced[i]->id), 0);
}

static void test_no_session_outlives_its_password(void **state)
{
    race_all(*state, end_by_password);
}

static void test_no_session_is_in_the_way_of_a_deletion(void **state)
{
    race_all(*state, end_by_deletion);
}

/* --- forgetting --- */

static void open_three(port_world_t *world, const cnops_account_t *account)
{
    for (unsigned i = 1; i <= 3; i++) {
        cnops_session_t session = make_session(account, i, world->pool);
        cnops_device_t device = make_device(account->id, i, PORT_NOW + (apr_time_t)i, world->pool);
        cnops_opening_t opening = make_opening(account, &session, &device);

        CALL(world, sessions->begin, &opening, NULL);
    }
}

static void test_forgets_a_browser_with_its_sessions(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);
    const cnops_session_t *row;

    open_three(world, account);
    CALL(world, devices->forget,
         &(cnops_forgetting_t){account->id, browser_id(2, world->pool), NULL}, NULL);
    assert_int_equal(list_devices(world, account->id)->nelts, 2);
    CALL(world, sessions->get, &row, port_digest(5002, world->pool));
    assert_null(row);
    assert_int_equal(count_sessions(world, account->id), 2);
    assert_int_equal(STORE(world, devices->forget,
                           &(cnops_forgetting_t){account->id, browser_id(2, world->pool), NULL},
                           NULL),
                     CNOPS_ENOTFOUND);
    assert_int_equal(
        STORE(world, devices->forget,
              &(cnops_forgetting_t){account->id + 1000, browser_id(1, world->pool), NULL}, NULL),
        CNOPS_ENOTFOUND);
}

static void test_a_spared_session_outlives_its_browser(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);
    const char *mine = port_digest(5001, world->pool);
    const cnops_session_t *row;

    open_three(world, account);
    CALL(world, devices->forget,
         &(cnops_forgetting_t){account->id, browser_id(1, world->pool), mine}, NULL);
    CALL(world, sessions->get, &row, mine);
    assert_non_null(row);
    CALL(world, devices->forget, &(cnops_forgetting_t){account->id, NULL, mine}, NULL);
    assert_int_equal(list_devices(world, account->id)->nelts, 0);
    assert_int_equal(count_sessions(world, account->id), 1);
    CALL(world, devices->forget, &(cnops_forgetting_t){account->id, NULL, NULL}, NULL);
    assert_int_equal(count_sessions(world, account->id), 0);
}

static void test_a_deleted_account_knows_no_browser(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);

    open_three(world, account);
    CALL(world, accounts->drop, account->id, NULL);
    assert_int_equal(list_devices(world, account->id)->nelts, 0);
}

static void test_a_password_from_outside_forgets_every_browser(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_account(world, 1);
    const char *mine = port_digest(5001, world->pool);

    open_three(world, account);
    CALL(world, accounts->set_password,
         &(cnops_new_password_t){account->id, "$argon2id$1", PORT_NOW + 9, mine}, NULL);
    assert_int_equal(list_devices(world, account->id)->nelts, 3);
    CALL(world, accounts->set_password,
         &(cnops_new_password_t){account->id, "$argon2id$2", PORT_NOW + 10, NULL}, NULL);
    assert_int_equal(list_devices(world, account->id)->nelts, 0);
    assert_int_equal(count_sessions(world, account->id), 0);
}

const struct CMUnitTest port_devices_tests[] = {
    cmocka_unit_test(test_knows_a_browser_by_account),
    cmocka_unit_test(test_a_known_browser_keeps_its_first_day),
    cmocka_unit_test(test_the_longest_unseen_browser_goes),
    cmocka_unit_test(test_opens_a_session_with_all_that_goes_with_it),
    cmocka_unit_test(test_opens_none_for_another_password_or_state),
    cmocka_unit_test(test_a_place_in_the_journal_that_is_taken_opens_none),
    cmocka_unit_test(test_of_many_who_spend_one_token_one_opens),
    cmocka_unit_test(test_no_session_outlives_its_password),
    cmocka_unit_test(test_no_session_is_in_the_way_of_a_deletion),
    cmocka_unit_test(test_forgets_a_browser_with_its_sessions),
    cmocka_unit_test(test_a_spared_session_outlives_its_browser),
    cmocka_unit_test(test_a_deleted_account_knows_no_browser),
    cmocka_unit_test(test_a_password_from_outside_forgets_every_browser),
    {0},
};
