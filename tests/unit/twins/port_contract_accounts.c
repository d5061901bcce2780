/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Accounts: a person has one at most, and each act is done completely or not at all. */
#include "base/errors.h"
#include "core/person/person.h"
#include "port_contract_tests.h"

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
    cnops_account_t account = port_account(port_add_person(world, 1), 1, world->pool);
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
    cnops_account_t first = port_account(port_add_person(world, 1), 1, world->pool);
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
    cnops_account_t first = port_account(port_add_person(world, 1), 1, world->pool);
    cnops_account_t second = port_account(port_add_person(world, 2), 1, world->pool);
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

    rv = cnops_person_by_document(&person, &world->store, port_digest(1, pool), pool);
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

    port_add_person(world, 1);
    assert_int_equal(port_race(world, race_to_create), 1);
    assert_int_equal(port_due(world), 1);
}

static void test_counts_the_accounts_of_a_contact(void **state)
{
    port_world_t *world = *state;
    cnops_account_t account;
    int count;

    for (unsigned i = 1; i <= 3; i++) {
        account = port_account(port_add_person(world, i), i, world->pool);
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

/* --- acts --- */

static void test_a_new_account_is_active(void **state)
{
    port_world_t *world = *state;
    cnops_account_t account = port_account(port_add_person(world, 1), 1, world->pool);
    const cnops_account_t *row;

    account.password_at = PORT_NOW + 1;
    account.email_at = PORT_NOW + 2;
    account.phone_at = PORT_NOW + 3;
    CALL(world, accounts->create, &account, NULL);
    CALL(world, accounts->by_person, &row, account.person_id);
    assert_int_equal(row->state, CNOPS_ACCOUNT_ACTIVE);
    assert_int_equal(row->frozen_until, 0);
    assert_false(row->prospecting);
    assert_int_equal(row->password_at, PORT_NOW + 1);
    assert_int_equal(row->email_at, PORT_NOW + 2);
    assert_int_equal(row->phone_at, PORT_NOW + 3);
}

static void test_keeps_the_state_an_account_is_made_in(void **state)
{
    port_world_t *world = *state;
    cnops_account_t account = port_account(port_add_person(world, 1), 1, world->pool);
    const cnops_account_t *row;

    account.state = CNOPS_ACCOUNT_PENDING;
    account.frozen_until = PORT_NOW + 9;
    account.prospecting = true;
    CALL(world, accounts->create, &account, NULL);
    CALL(world, accounts->by_person, &row, account.person_id);
    assert_int_equal(row->state, CNOPS_ACCOUNT_PENDING);
    assert_int_equal(row->frozen_until, PORT_NOW + 9);
    assert_true(row->prospecting);
}

static void test_changes_a_password(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world), *row;
    const char *spared = port_digest(PORT_TOKEN + 1, world->pool);
    const cnops_session_t *session;
    const cnops_account_t *owner;

    CALL(world, accounts->set_password,
         &(cnops_new_password_t){account->id, "$argon2id$new", PORT_NOW + 5, spared}, NULL);
    row = port_read_account(world, account);
    assert_string_equal(row->password_hash, "$argon2id$new");
    assert_int_equal(row->password_at, PORT_NOW + 5);
    assert_int_equal(port_count_sessions(world, account->id), 1);
    CALL(world, sessions->get, &session, &owner, spared);
    assert_non_null(session);
    CALL(world, accounts->set_password,
         &(cnops_new_password_t){account->id, "$argon2id$newer", PORT_NOW + 6, NULL}, NULL);
    assert_int_equal(port_count_sessions(world, account->id), 0);
}

static void test_changes_a_contact(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world), *row;

    CALL(world, accounts->set_contact,
         &(cnops_new_contact_t){account->id, CNOPS_CHANNEL_EMAIL, port_digest(81, world->pool),
                                "test2.email2", PORT_NOW + 5},
         NULL);
    row = port_read_account(world, account);
    assert_string_equal(row->email_digest, port_digest(81, world->pool));
    assert_string_equal(row->email_sealed, "test2.email2");
    assert_int_equal(row->email_at, PORT_NOW + 5);
    assert_string_equal(row->phone_sealed, account->phone_sealed);
    CALL(world, accounts->set_contact,
         &(cnops_new_contact_t){account->id, CNOPS_CHANNEL_SMS, port_digest(82, world->pool),
                                "test2.phone2", PORT_NOW + 6},
         NULL);
    row = port_read_account(world, account);
    assert_string_equal(row->phone_digest, port_digest(82, world->pool));
    assert_string_equal(row->phone_sealed, "test2.phone2");
    assert_int_equal(row->phone_at, PORT_NOW + 6);
    assert_string_equal(row->email_sealed, "test2.email2");
    assert_int_equal(port_count_sessions(world, account->id), 3);
}

static void test_closing_ends_every_session(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world), *row;

    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_ACTIVE, PORT_NOW + 30, NULL);
    row = port_read_account(world, account);
    assert_int_equal(row->frozen_until, PORT_NOW + 30);
    assert_int_equal(port_count_sessions(world, account->id), 3);
    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_CLOSED, 0, NULL);
    row = port_read_account(world, account);
    assert_int_equal(row->state, CNOPS_ACCOUNT_CLOSED);
    assert_int_equal(row->frozen_until, 0);
    assert_int_equal(port_count_sessions(world, account->id), 0);
}

static void test_changes_preferences(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world), *row;

    CALL(world, accounts->set_preferences, account->id, "en", true, NULL);
    row = port_read_account(world, account);
    assert_string_equal(row->lang, "en");
    assert_true(row->prospecting);
}

static void test_a_person_may_have_a_new_account_after_the_deletion(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world), *row;
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);
    cnops_account_t anew = port_account(account->person_id, 2, world->pool);

    CALL(world, accounts->drop, account->id, &(cnops_trail_t){.event = &event});
    CALL(world, accounts->by_id, &row, account->id);
    assert_null(row);
    assert_int_equal(port_count_sessions(world, account->id), 0);
    assert_int_equal(port_tail(world, account->person_id), 1);
    CALL(world, accounts->create, &anew, NULL);
}

static void test_upgrades_the_hash_it_knows(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world), *row;

    CALL(world, accounts->upgrade_hash,
         &(cnops_new_hash_t){account->id, account->password_hash, "$argon2id$strong"});
    row = port_read_account(world, account);
    assert_string_equal(row->password_hash, "$argon2id$strong");
    assert_int_equal(row->password_at, account->password_at);
    assert_int_equal(
        STORE(world, accounts->upgrade_hash,
              &(cnops_new_hash_t){account->id, account->password_hash, "$argon2id$other"}),
        CNOPS_ECONFLICT);
    row = port_read_account(world, account);
    assert_string_equal(row->password_hash, "$argon2id$strong");
    assert_int_equal(port_count_sessions(world, account->id), 3);
}

/* --- the end that the owner asks for --- */

static apr_status_t set_closing(port_world_t *world, apr_int64_t id, apr_time_t former,
                                apr_time_t closing_at)
{
    return STORE(
        world, accounts->set_closing,
        &(cnops_new_closing_t){id, former, closing_at, closing_at ? PORT_NOW - 9 : 0, NULL, 0},
        NULL);
}

static apr_array_header_t *ends_due(port_world_t *world, apr_time_t after, apr_int64_t account,
                                    int max)
{
    cnops_closing_slice_t slice = {PORT_NOW, after, account, max};
    apr_array_header_t *list;

    CALL(world, accounts->closing_due, &list, &slice);
    return list;
}

static void test_an_end_is_set_only_over_the_one_that_was_read(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world);
    cnops_new_closing_t once = {account->id, 0, PORT_NOW, 1, port_digest(77, world->pool), 9};

    CALL(world, accounts->set_closing, &once, NULL);
    CALL(world, accounts->set_closing, &(cnops_new_closing_t){account->id, PORT_NOW, 0, 0, NULL, 0},
         NULL);
    assert_int_equal(STORE(world, accounts->set_closing, &once, NULL), CNOPS_EDUPLICATE);
    assert_int_equal(port_read_account(world, account)->closing_at, 0);
    assert_int_equal(account->closing_at, 0);
    assert_int_equal(set_closing(world, account->id, 5, PORT_NOW), CNOPS_ENOTFOUND);
    assert_int_equal(set_closing(world, account->id, 0, PORT_NOW), APR_SUCCESS);
    assert_int_equal(port_read_account(world, account)->closing_at, PORT_NOW);
    assert_int_equal(port_read_account(world, account)->closing_asked_at, PORT_NOW - 9);
    assert_int_equal(set_closing(world, account->id, 0, PORT_NOW + 1), CNOPS_ENOTFOUND);
    assert_int_equal(set_closing(world, account->id, PORT_NOW, 0), APR_SUCCESS);
    assert_int_equal(port_read_account(world, account)->closing_at, 0);
    assert_int_equal(port_read_account(world, account)->closing_asked_at, 0);
    assert_int_equal(port_count_sessions(world, account->id), 3);
}

static void test_an_account_that_was_kept_is_not_deleted(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world), *row;
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);
    cnops_account_t anew = port_account(account->person_id, 2, world->pool);

    assert_int_equal(set_closing(world, account->id, 0, PORT_NOW), APR_SUCCESS);
    assert_int_equal(STORE(world, accounts->finish_closing, account->id, PORT_NOW + 1,
                           &(cnops_trail_t){.event = &event}),
                     CNOPS_ENOTFOUND);
    assert_int_equal(port_count_sessions(world, account->id), 3);
    assert_int_equal(port_tail(world, account->person_id), 0);
    CALL(world, accounts->finish_closing, account->id, PORT_NOW, &(cnops_trail_t){.event = &event});
    CALL(world, accounts->by_id, &row, account->id);
    assert_null(row);
    assert_int_equal(port_count_sessions(world, account->id), 0);
    assert_int_equal(port_devices(world, account->id)->nelts, 0);
    assert_int_equal(port_tail(world, account->person_id), 1);
    CALL(world, accounts->create, &anew, NULL);
}

/* Else its owner could create a new one in its place. */
static void test_an_account_that_an_operator_closed_stays(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world);
    apr_array_header_t *list;

    assert_int_equal(set_closing(world, account->id, 0, PORT_NOW), APR_SUCCESS);
    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_CLOSED, 0, NULL);
    list = ends_due(world, 0, 0, 9);
    assert_int_equal(list->nelts, 0);
    assert_int_equal(STORE(world, accounts->finish_closing, account->id, PORT_NOW, NULL),
                     CNOPS_ENOTFOUND);
    assert_int_equal(set_closing(world, account->id, PORT_NOW, 0), CNOPS_ENOTFOUND);
}

static void test_finds_the_ends_that_are_due(void **state)
{
    static const apr_time_t ends[] = {PORT_NOW + 1, PORT_NOW, PORT_NOW - 5, 0, PORT_NOW - 5};
    static const int order[] = {2, 4, 1};
    port_world_t *world = *state;
    apr_int64_t ids[5];

    for (unsigned i = 0; i < 5; i++) {
        ids[i] = port_make_account(world, i + 1)->id;
        assert_int_equal(set_closing(world, ids[i], 0, ends[i]), APR_SUCCESS);
    }
    for (int i = 0; i < 3; i++) {
        apr_array_header_t *all = ends_due(world, 0, 0, 9);
        const cnops_account_t *row = &APR_ARRAY_IDX(all, i, cnops_account_t);

        assert_int_equal(all->nelts, 3);
        assert_int_equal(row->id, ids[order[i]]);
        assert_int_equal(row->closing_at, ends[order[i]]);
        assert_int_equal(ends_due(world, row->closing_at, row->id, 9)->nelts, 2 - i);
    }
    assert_int_equal(ends_due(world, 0, 0, 1)->nelts, 1);
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

static apr_status_t do_closing(port_world_t *world, const cnops_account_t *account,
                               const cnops_trail_t *trail)
{
    return STORE(
        world, accounts->set_closing,
        &(cnops_new_closing_t){account->id, account->closing_at, PORT_NOW + 9, PORT_NOW, NULL, 0},
        trail);
}

static apr_status_t do_finish(port_world_t *world, const cnops_account_t *account,
                              const cnops_trail_t *trail)
{
    return STORE(world, accounts->finish_closing, account->id, account->closing_at, trail);
}

static const act_fn acts[] = {do_password, do_contact, do_state, do_preferences,
                              do_drop,     do_closing, do_finish};

static void assert_untouched(port_world_t *world, const cnops_account_t *account)
{
    const cnops_account_t *row = port_read_account(world, account);

    assert_non_null(row);
    assert_string_equal(row->password_hash, account->password_hash);
    assert_string_equal(row->phone_sealed, account->phone_sealed);
    assert_string_equal(row->lang, account->lang);
    assert_int_equal(row->state, account->state);
    assert_int_equal(row->frozen_until, account->frozen_until);
    assert_int_equal(row->prospecting, account->prospecting);
    assert_int_equal(row->password_at, account->password_at);
    assert_int_equal(row->phone_at, account->phone_at);
    assert_int_equal(row->closing_at, account->closing_at);
    assert_int_equal(row->signed_in_at, account->signed_in_at);
    assert_int_equal(port_count_sessions(world, account->id), 3);
}

static void test_an_act_whose_place_in_the_journal_is_taken_does_nothing(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world);
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);
    cnops_account_t other = port_account(port_add_person(world, 2), 2, world->pool);
    cnops_trail_t trail;

    CALL(world, events->insert, &event);
    for (unsigned i = 0; i < sizeof acts / sizeof *acts; i++) {
        trail = port_trail(world, &event, i);
        assert_int_equal(acts[i](world, account, &trail), CNOPS_ECONFLICT);
        assert_untouched(world, account);
    }
    trail = port_trail(world, &event, 50);
    assert_int_equal(STORE(world, accounts->create, &other, &trail), CNOPS_ECONFLICT);
    CALL(world, accounts->by_person, &account, other.person_id);
    assert_null(account);
    assert_int_equal(port_due(world), 0);
}

static void test_an_act_on_no_account_does_nothing(void **state)
{
    port_world_t *world = *state;
    cnops_account_t unknown = *port_account_in_use(world);
    cnops_event_row_t event = port_event(unknown.person_id, 1, world->pool);

    unknown.id += 1000;
    for (unsigned i = 0; i < sizeof acts / sizeof *acts; i++) {
        cnops_trail_t trail = port_trail(world, &event, i);

        assert_int_equal(acts[i](world, &unknown, &trail), CNOPS_ENOTFOUND);
    }
    assert_int_equal(port_tail(world, unknown.person_id), 0);
    assert_int_equal(port_due(world), 0);
}

static void test_an_act_brings_its_event_and_messages(void **state)
{
    static const act_fn telling[] = {do_password, do_contact, do_state, do_drop};
    port_world_t *world = *state;
    const cnops_account_t *account = port_account_in_use(world);

    for (unsigned i = 0; i < 4; i++) {
        cnops_event_row_t event = port_event(account->person_id, i + 1, world->pool);
        cnops_trail_t trail = port_trail(world, &event, i);

        assert_int_equal(telling[i](world, account, &trail), APR_SUCCESS);
    }
    assert_int_equal(port_tail(world, account->person_id), 4);
    assert_int_equal(port_due(world), 4);
}

/* --- browsers --- */

static void test_a_deleted_account_knows_no_browser(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);

    port_open_sessions(world, account);
    CALL(world, accounts->drop, account->id, NULL);
    assert_int_equal(port_devices(world, account->id)->nelts, 0);
}

static void test_a_password_from_outside_forgets_every_browser(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    const char *mine = port_digest(5001, world->pool);

    port_open_sessions(world, account);
    CALL(world, accounts->set_password,
         &(cnops_new_password_t){account->id, "$argon2id$1", PORT_NOW + 9, mine}, NULL);
    assert_int_equal(port_devices(world, account->id)->nelts, 3);
    CALL(world, accounts->set_password,
         &(cnops_new_password_t){account->id, "$argon2id$2", PORT_NOW + 10, NULL}, NULL);
    assert_int_equal(port_devices(world, account->id)->nelts, 0);
    assert_int_equal(port_count_sessions(world, account->id), 0);
}

const struct CMUnitTest port_accounts_tests[] = {
    cmocka_unit_test(test_keeps_an_account_as_it_is),
    cmocka_unit_test(test_a_person_has_one_account),
    cmocka_unit_test(test_a_journey_makes_one_account),
    cmocka_unit_test(test_one_of_many_creates),
    cmocka_unit_test(test_counts_the_accounts_of_a_contact),
    cmocka_unit_test(test_a_new_account_is_active),
    cmocka_unit_test(test_keeps_the_state_an_account_is_made_in),
    cmocka_unit_test(test_changes_a_password),
    cmocka_unit_test(test_changes_a_contact),
    cmocka_unit_test(test_closing_ends_every_session),
    cmocka_unit_test(test_changes_preferences),
    cmocka_unit_test(test_a_person_may_have_a_new_account_after_the_deletion),
    cmocka_unit_test(test_upgrades_the_hash_it_knows),
    cmocka_unit_test(test_an_end_is_set_only_over_the_one_that_was_read),
    cmocka_unit_test(test_an_account_that_was_kept_is_not_deleted),
    cmocka_unit_test(test_an_account_that_an_operator_closed_stays),
    cmocka_unit_test(test_finds_the_ends_that_are_due),
    cmocka_unit_test(test_an_act_whose_place_in_the_journal_is_taken_does_nothing),
    cmocka_unit_test(test_an_act_on_no_account_does_nothing),
    cmocka_unit_test(test_an_act_brings_its_event_and_messages),
    cmocka_unit_test(test_a_deleted_account_knows_no_browser),
    cmocka_unit_test(test_a_password_from_outside_forgets_every_browser),
    {0},
};
