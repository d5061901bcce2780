/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Requests: a person has one open request at most; only a caller that has read the newest version
 * changes it, with its effect on the account. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>

static cnops_request_t make_request(apr_int64_t person_id, unsigned number, apr_pool_t *pool)
{
    return (cnops_request_t){.ref = apr_psprintf(pool, "%032x", number),
                             .person_id = person_id,
                             .kind = CNOPS_REQUEST_CONTACT,
                             .state = CNOPS_REQUEST_OPEN,
                             .email_digest = port_digest(number + 100, pool),
                             .email_sealed = "test2.newemail",
                             .phone_digest = port_digest(number + 200, pool),
                             .phone_sealed = "test2.newphone",
                             .lang = "ar",
                             .hastened_by = "",
                             .created_at = PORT_NOW};
}

static cnops_request_t read_open(port_world_t *world, apr_int64_t person_id)
{
    const cnops_request_t *request;

    CALL(world, requests->open_of, &request, person_id);
    assert_non_null(request);
    return *request;
}

static void test_a_request_is_found_by_all_its_names(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_request_t request = make_request(person, 1, world->pool), read;
    const cnops_request_t *found;

    CALL(world, requests->insert, &request, NULL);
    read = read_open(world, person);
    assert_string_equal(read.ref, request.ref);
    assert_int_equal(read.kind, CNOPS_REQUEST_CONTACT);
    assert_int_equal(read.state, CNOPS_REQUEST_OPEN);
    assert_string_equal(read.email_digest, request.email_digest);
    assert_string_equal(read.email_sealed, "test2.newemail");
    assert_string_equal(read.phone_digest, request.phone_digest);
    assert_string_equal(read.phone_sealed, "test2.newphone");
    assert_string_equal(read.lang, "ar");
    assert_string_equal(read.hastened_by, "");
    assert_null(read.letter_digest);
    assert_int_equal(read.version, 1);
    assert_int_equal(read.created_at, PORT_NOW);
    assert_int_equal(read.settled_at, 0);
    read.letter_digest = port_digest(9, world->pool);
    read.letter_at = PORT_NOW + 1;
    CALL(world, requests->update, &(cnops_request_change_t){&read, CNOPS_EFFECT_NONE, 0}, NULL);
    CALL(world, requests->by_letter, &found, port_digest(9, world->pool));
    assert_int_equal(found->id, read.id);
    assert_int_equal(found->version, 2);
    CALL(world, requests->by_ref, &found, request.ref);
    assert_int_equal(found->id, read.id);
    CALL(world, requests->by_id, &found, read.id);
    assert_int_equal(found->letter_at, PORT_NOW + 1);
    CALL(world, requests->by_ref, &found, "00000000000000000000000000000099");
    assert_null(found);
    CALL(world, requests->by_letter, &found, port_digest(10, world->pool));
    assert_null(found);
}

static void test_a_request_is_in_the_lists_of_its_person_and_state(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1), last_id = 0, id;
    cnops_request_t request = make_request(person, 1, world->pool);
    apr_array_header_t *list;

    CALL(world, requests->insert, &request, NULL);
    id = read_open(world, person).id;
    CALL(world, requests->of_person, &list, person, 10);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_request_t).id, id);
    CALL(world, requests->of_person, &list, person + 1000, 10);
    assert_int_equal(list->nelts, 0);
    CALL(world, requests->in_state, &list, CNOPS_REQUEST_OPEN, &last_id, 10);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(last_id, id);
    CALL(world, requests->in_state, &list, CNOPS_REQUEST_OPEN, &last_id, 10);
    assert_int_equal(list->nelts, 0);
    assert_int_equal(last_id, id);
}

static void test_a_person_has_one_open_request(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1), other = port_add_person(world, 2);
    cnops_request_t first = make_request(person, 1, world->pool);
    cnops_request_t second = make_request(person, 2, world->pool);
    cnops_request_t elsewhere = make_request(other, 3, world->pool), read;
    cnops_outbox_row_t message = port_message(1, world->pool);
    apr_array_header_t *messages = apr_array_make(world->pool, 1, sizeof message);

    APR_ARRAY_PUSH(messages, cnops_outbox_row_t) = message;
    CALL(world, requests->insert, &first, NULL);
    assert_int_equal(
        STORE(world, requests->insert, &second, &(cnops_trail_t){.messages = messages}),
        CNOPS_EDUPLICATE);
    assert_int_equal(port_due(world), 0);
    CALL(world, requests->insert, &elsewhere, NULL);
    read = read_open(world, person);
    read.state = CNOPS_REQUEST_REFUSED;
    read.settled_at = PORT_NOW;
    CALL(world, requests->update, &(cnops_request_change_t){&read, CNOPS_EFFECT_NONE, 0}, NULL);
    CALL(world, requests->insert, &second, NULL);
    first.ref = second.ref;
    first.person_id = port_add_person(world, 4);
    assert_int_equal(STORE(world, requests->insert, &first, NULL), CNOPS_EDUPLICATE);
}

static void test_a_change_of_an_older_version_is_refused(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_request_t request = make_request(person, 1, world->pool), read;
    cnops_event_row_t event = port_event(person, 1, world->pool), tail;

    CALL(world, requests->insert, &request, NULL);
    read = read_open(world, person);
    read.reminders = 1;
    CALL(world, requests->update, &(cnops_request_change_t){&read, CNOPS_EFFECT_NONE, 0}, NULL);
    read.reminders = 2;
    assert_int_equal(STORE(world, requests->update,
                           &(cnops_request_change_t){&read, CNOPS_EFFECT_NONE, 0},
                           &(cnops_trail_t){.event = &event}),
                     CNOPS_ECONFLICT);
    assert_int_equal(read_open(world, person).reminders, 1);
    CALL(world, events->tail, &tail, person);
    assert_int_equal(tail.seq, 0);
}

static cnops_request_t add_letter(port_world_t *world, apr_int64_t person, unsigned number)
{
    cnops_request_t request = make_request(person, number, world->pool);

    CALL(world, requests->insert, &request, NULL);
    request = read_open(world, person);
    request.letter_digest = port_digest(number, world->pool);
    request.letter_at = PORT_NOW + 7;
    return request;
}

static void assert_written(port_world_t *world, apr_int64_t person, bool written)
{
    cnops_request_t read = read_open(world, person);
    cnops_event_row_t tail;

    CALL(world, events->tail, &tail, person);
    assert_int_equal(tail.seq, written ? 1 : 0);
    assert_int_equal(read.letter_at, written ? PORT_NOW + 7 : 0);
    assert_int_equal(read.version, written ? 2 : 1);
}

/* One request that has changed, or one taken place of a chain, and nothing of any is written. */
static void test_many_are_changed_together_or_not_at_all(void **state)
{
    port_world_t *world = *state;
    apr_int64_t one = port_add_person(world, 1), two = port_add_person(world, 2);
    cnops_request_t requests[2] = {add_letter(world, one, 1), add_letter(world, two, 2)};
    cnops_event_row_t events[2] = {port_event(one, 1, world->pool),
                                   port_event(two, 1, world->pool)};

    requests[1].version = 9;
    assert_int_equal(STORE(world, requests->update_all, requests, events, 2), CNOPS_ECONFLICT);
    assert_written(world, one, false);
    requests[1].version = 1;
    events[1] = events[0];
    assert_int_equal(STORE(world, requests->update_all, requests, events, 2), CNOPS_ECONFLICT);
    assert_written(world, one, false);
    assert_written(world, two, false);
    events[1] = port_event(two, 1, world->pool);
    CALL(world, requests->update_all, requests, events, 2);
    assert_written(world, one, true);
    assert_written(world, two, true);
}

static void test_applying_binds_and_ends_sessions(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_request_t request = make_request(person, 1, world->pool), read;
    cnops_account_t account = port_account(person, 5, world->pool);
    cnops_session_t session = {.token_digest = port_digest(40, world->pool),
                               .created_at = PORT_NOW,
                               .seen_at = PORT_NOW,
                               .address_block = "203.0.113.0/24",
                               .user_agent = "x"};
    cnops_event_row_t event = port_event(person, 1, world->pool);
    const cnops_account_t *bound;
    const cnops_session_t *kept;
    const cnops_account_t *owner;

    CALL(world, requests->insert, &request, NULL);
    read = read_open(world, person);
    read.state = CNOPS_REQUEST_APPLIED;
    read.settled_at = PORT_NOW;
    assert_int_equal(STORE(world, requests->update,
                           &(cnops_request_change_t){&read, CNOPS_EFFECT_BIND, PORT_NOW},
                           &(cnops_trail_t){.event = &event}),
                     CNOPS_ENOTFOUND);
    assert_int_equal(read_open(world, person).state, CNOPS_REQUEST_OPEN);
    CALL(world, accounts->create, &account, NULL);
    CALL(world, accounts->by_person, &bound, person);
    session.account_id = bound->id;
    CALL(world, sessions->insert, &session);
    CALL(world, requests->update, &(cnops_request_change_t){&read, CNOPS_EFFECT_BIND, PORT_NOW + 7},
         &(cnops_trail_t){.event = &event});
    CALL(world, accounts->by_person, &bound, person);
    assert_string_equal(bound->email_digest, request.email_digest);
    assert_string_equal(bound->email_sealed, "test2.newemail");
    assert_string_equal(bound->phone_digest, request.phone_digest);
    assert_string_equal(bound->phone_sealed, "test2.newphone");
    assert_int_equal(bound->email_at, PORT_NOW + 7);
    assert_int_equal(bound->phone_at, PORT_NOW + 7);
    CALL(world, sessions->get, &kept, &owner, session.token_digest);
    assert_null(kept);
}

static void test_a_refusal_freezes(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_request_t request = make_request(person, 1, world->pool), read;
    cnops_account_t account = port_account(person, 5, world->pool);
    const cnops_account_t *frozen;

    CALL(world, accounts->create, &account, NULL);
    CALL(world, requests->insert, &request, NULL);
    read = read_open(world, person);
    read.state = CNOPS_REQUEST_OPPOSED;
    read.settled_at = PORT_NOW;
    CALL(world, requests->update,
         &(cnops_request_change_t){&read, CNOPS_EFFECT_FREEZE, PORT_NOW + 99}, NULL);
    CALL(world, accounts->by_person, &frozen, person);
    assert_int_equal(frozen->frozen_until, PORT_NOW + 99);
    assert_string_equal(frozen->email_digest, account.email_digest);
}

static void test_a_pending_account_comes_with_its_request(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_request_t request = make_request(person, 1, world->pool), read;
    cnops_account_t account = port_account(person, 5, world->pool);
    const cnops_account_t *made;

    account.state = CNOPS_ACCOUNT_PENDING;
    request.kind = CNOPS_REQUEST_OPENING;
    CALL(world, requests->insert_with_account, &request, &account, NULL);
    assert_int_equal(STORE(world, requests->insert_with_account, &request, &account, NULL),
                     CNOPS_EDUPLICATE);
    CALL(world, accounts->by_person, &made, person);
    assert_int_equal(made->state, CNOPS_ACCOUNT_PENDING);
    read = read_open(world, person);
    read.state = CNOPS_REQUEST_APPLIED;
    read.settled_at = PORT_NOW;
    CALL(world, requests->update, &(cnops_request_change_t){&read, CNOPS_EFFECT_OPEN, PORT_NOW},
         NULL);
    CALL(world, accounts->by_person, &made, person);
    assert_int_equal(made->state, CNOPS_ACCOUNT_ACTIVE);
    assert_string_equal(made->email_digest, account.email_digest);
}

/* A refused opening: the account that was made with it is deleted, and nothing else. */
static void test_a_pending_account_goes_with_its_request(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_request_t request = make_request(person, 1, world->pool), read;
    cnops_account_t account = port_account(person, 5, world->pool);
    cnops_device_t device = {.browser = "000102030405060708090a0b0c0d0e0f",
                             .first_at = PORT_NOW,
                             .seen_at = PORT_NOW,
                             .address_block = "203.0.113.0/24",
                             .user_agent = "x"};
    const cnops_account_t *made;

    account.state = CNOPS_ACCOUNT_PENDING;
    request.kind = CNOPS_REQUEST_OPENING;
    CALL(world, requests->insert_with_account, &request, &account, NULL);
    CALL(world, accounts->by_person, &made, person);
    device.account_id = made->id;
    CALL(world, devices->keep, &device, 5);
    read = read_open(world, person);
    read.state = CNOPS_REQUEST_OPPOSED;
    read.settled_at = PORT_NOW;
    read.version = 7;
    assert_int_equal(STORE(world, requests->update,
                           &(cnops_request_change_t){&read, CNOPS_EFFECT_DROP, 0}, NULL),
                     CNOPS_ECONFLICT);
    CALL(world, accounts->by_person, &made, person);
    assert_non_null(made);
    read.version = 1;
    CALL(world, requests->update, &(cnops_request_change_t){&read, CNOPS_EFFECT_DROP, 0}, NULL);
    CALL(world, accounts->by_person, &made, person);
    assert_null(made);
}

static void test_an_account_that_is_open_is_not_dropped(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person = port_add_person(world, 1);
    cnops_request_t request = make_request(person, 1, world->pool), read;
    cnops_account_t account = port_account(person, 5, world->pool);
    const cnops_account_t *kept;

    CALL(world, accounts->create, &account, NULL);
    CALL(world, requests->insert, &request, NULL);
    read = read_open(world, person);
    read.state = CNOPS_REQUEST_EXPIRED;
    read.settled_at = PORT_NOW;
    CALL(world, requests->update, &(cnops_request_change_t){&read, CNOPS_EFFECT_DROP, 0}, NULL);
    CALL(world, accounts->by_person, &kept, person);
    assert_non_null(kept);
}

static int race_to_end(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_request_t *read;
    cnops_request_t next;
    apr_status_t rv;

    (void)runner;
    rv = world->store.requests->by_ref(world->store.self, &read, apr_psprintf(pool, "%032x", 1),
                                       pool);
    if (rv != APR_SUCCESS || !read)
        return -1;
    next = *read;
    next.version = 1;
    next.state = CNOPS_REQUEST_APPLIED;
    next.settled_at = PORT_NOW;
    rv = world->store.requests->update(
        world->store.self, &(cnops_request_change_t){&next, CNOPS_EFFECT_NONE, 0}, NULL, pool);
    if (rv == CNOPS_ECONFLICT)
        return 0;
    return rv == APR_SUCCESS ? 1 : -1;
}

static void test_one_of_many_ends_a_request(void **state)
{
    port_world_t *world = *state;
    cnops_request_t request = make_request(port_add_person(world, 1), 1, world->pool);

    CALL(world, requests->insert, &request, NULL);
    assert_int_equal(port_race(world, race_to_end), 1);
}

static void test_only_requests_that_ended_are_purged(void **state)
{
    port_world_t *world = *state;
    apr_int64_t person_id = port_add_person(world, 1);
    cnops_purge_fn purge = world->store.requests->purge;
    cnops_request_t request = make_request(person_id, 1, world->pool);
    cnops_request_change_t change = {&request, CNOPS_EFFECT_NONE, 0};

    CALL(world, requests->insert, &request, NULL);
    assert_int_equal(port_purge(world, purge, APR_INT64_MAX), 0);
    request = read_open(world, person_id);
    request.state = CNOPS_REQUEST_EXPIRED;
    request.settled_at = PORT_NOW + 9;
    CALL(world, requests->update, &change, NULL);
    assert_int_equal(port_purge(world, purge, PORT_NOW + 9), 0);
    assert_int_equal(port_purge(world, purge, PORT_NOW + 10), 1);
}

const struct CMUnitTest port_requests_tests[] = {
    cmocka_unit_test(test_a_request_is_found_by_all_its_names),
    cmocka_unit_test(test_a_request_is_in_the_lists_of_its_person_and_state),
    cmocka_unit_test(test_a_person_has_one_open_request),
    cmocka_unit_test(test_a_change_of_an_older_version_is_refused),
    cmocka_unit_test(test_many_are_changed_together_or_not_at_all),
    cmocka_unit_test(test_applying_binds_and_ends_sessions),
    cmocka_unit_test(test_a_refusal_freezes),
    cmocka_unit_test(test_a_pending_account_comes_with_its_request),
    cmocka_unit_test(test_a_pending_account_goes_with_its_request),
    cmocka_unit_test(test_an_account_that_is_open_is_not_dropped),
    cmocka_unit_test(test_one_of_many_ends_a_request),
    cmocka_unit_test(test_only_requests_that_ended_are_purged),
    {0},
};
