/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* News of claims: what an import noted is told once, to those who want it. */
#include "base/errors.h"
#include "port_contract_tests.h"

#define LATER (PORT_NOW + apr_time_from_sec(60))

/* --- rows --- */

static const cnops_membership_t *make_membership(port_world_t *world, apr_int64_t person_id,
                                                 unsigned number, cnops_member_status_e status)
{
    cnops_membership_t *membership = apr_pcalloc(world->pool, sizeof *membership);

    membership->person_id = person_id;
    membership->status = status;
    membership->immatriculation_digest = port_digest(3000 + number, world->pool);
    membership->record_sealed = "test2.membership";
    membership->id = world->add_membership(world, membership);
    return membership;
}

/* The membership of an account that wants e-mails. */
static const cnops_membership_t *make_reader(port_world_t *world, unsigned number)
{
    const cnops_account_t *account = port_make_account(world, number);

    CALL(world, accounts->set_news, account->id, CNOPS_NEWS_EMAIL, NULL);
    return make_membership(world, account->person_id, number, CNOPS_MEMBER_ACTIVE);
}

static int gather(port_world_t *world, int max)
{
    int count;

    CALL(world, news->gather, &count, PORT_NOW, max);
    return count;
}

static apr_array_header_t *due(port_world_t *world, apr_time_t now, int max)
{
    apr_array_header_t *list;

    CALL(world, news->due, &list, now, max);
    return list;
}

static const cnops_account_t *the_one_due(port_world_t *world)
{
    apr_array_header_t *list = due(world, PORT_NOW, 10);

    assert_int_equal(list->nelts, 1);
    return &APR_ARRAY_IDX(list, 0, cnops_account_t);
}

/* An account that is due. */
static const cnops_account_t *make_due(port_world_t *world)
{
    world->add_news(world, make_reader(world, 1)->id, true);
    assert_int_equal(gather(world, 10), 1);
    return the_one_due(world);
}

/* --- gathering --- */

static void test_a_preference_is_kept(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = port_make_account(world, 1);
    cnops_event_row_t event = port_event(account->person_id, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 1);

    assert_int_equal(account->news, CNOPS_NEWS_NONE);
    assert_int_equal(account->news_at, 0);
    assert_int_equal(account->news_due_at, 0);
    CALL(world, accounts->set_news, account->id, CNOPS_NEWS_SMS, &trail);
    assert_int_equal(port_read_account(world, account)->news, CNOPS_NEWS_SMS);
    assert_int_equal(port_tail(world, account->person_id), 1);
    assert_int_equal(port_due(world), 1);
    CALL(world, accounts->set_news, account->id, CNOPS_NEWS_NONE, NULL);
    assert_int_equal(port_read_account(world, account)->news, CNOPS_NEWS_NONE);
    assert_int_equal(STORE(world, accounts->set_news, account->id + 1000, CNOPS_NEWS_SMS, NULL),
                     CNOPS_ENOTFOUND);
}

static void test_what_an_import_noted_makes_the_account_due(void **state)
{
    port_world_t *world = *state;
    const cnops_membership_t *membership = make_reader(world, 1);
    const cnops_account_t *account;

    assert_int_equal(gather(world, 10), 0);
    world->add_news(world, membership->id, true);
    assert_int_equal(gather(world, 10), 1);
    account = the_one_due(world);
    assert_int_equal(account->person_id, membership->person_id);
    assert_int_equal(account->news, CNOPS_NEWS_EMAIL);
    assert_int_equal(account->news_due_at, PORT_NOW);
    assert_string_equal(account->email_sealed, "test2.email");
    assert_int_equal(gather(world, 10), 0);
}

static void test_an_import_that_is_not_shown_makes_nobody_due(void **state)
{
    port_world_t *world = *state;
    const cnops_membership_t *membership = make_reader(world, 1);

    world->add_news(world, membership->id, false);
    assert_int_equal(gather(world, 10), 0);
    assert_int_equal(due(world, PORT_NOW, 10)->nelts, 0);
}

static void test_others_are_forgotten(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *deaf = port_make_account(world, 1);
    const cnops_account_t *closed = port_make_account(world, 2);
    apr_int64_t stranger = port_add_person(world, 3);

    CALL(world, accounts->set_news, closed->id, CNOPS_NEWS_EMAIL, NULL);
    CALL(world, accounts->set_state, closed->id, CNOPS_ACCOUNT_CLOSED, 0, NULL);
    world->add_news(world, make_membership(world, deaf->person_id, 1, CNOPS_MEMBER_ACTIVE)->id,
                    true);
    world->add_news(world, make_membership(world, closed->person_id, 2, CNOPS_MEMBER_ACTIVE)->id,
                    true);
    world->add_news(world, make_membership(world, stranger, 3, CNOPS_MEMBER_ACTIVE)->id, true);
    assert_int_equal(gather(world, 10), 3);
    assert_int_equal(due(world, PORT_NOW, 10)->nelts, 0);
    assert_int_equal(gather(world, 10), 0);
}

static void test_gathers_as_many_as_asked(void **state)
{
    port_world_t *world = *state;

    for (unsigned i = 1; i <= 3; i++)
        world->add_news(world, make_reader(world, i)->id, true);
    assert_int_equal(gather(world, 2), 2);
    assert_int_equal(due(world, PORT_NOW, 10)->nelts, 2);
    assert_int_equal(due(world, PORT_NOW, 1)->nelts, 1);
    assert_int_equal(gather(world, 2), 1);
    assert_int_equal(due(world, PORT_NOW, 10)->nelts, 3);
}

static void test_two_memberships_make_one_account_due_once(void **state)
{
    port_world_t *world = *state;
    const cnops_membership_t *first = make_reader(world, 1);

    world->add_news(world, first->id, true);
    world->add_news(world, make_membership(world, first->person_id, 2, CNOPS_MEMBER_CLOSED)->id,
                    true);
    assert_int_equal(gather(world, 10), 2);
    the_one_due(world);
}

static void test_who_waits_longest_comes_first(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *former = make_due(world);
    const cnops_membership_t *second = make_reader(world, 2);
    apr_array_header_t *list;

    CALL(world, news->postpone, former, LATER);
    world->add_news(world, second->id, true);
    gather(world, 10);
    list = due(world, LATER, 10);
    assert_int_equal(list->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_account_t).person_id, second->person_id);
    assert_int_equal(APR_ARRAY_IDX(list, 1, cnops_account_t).id, former->id);
}

/* --- telling --- */

static void test_telling_queues_and_settles(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_due(world), *now;
    cnops_outbox_row_t message = port_message(1, world->pool);

    CALL(world, news->tell, account, &message, LATER);
    now = port_read_account(world, account);
    assert_int_equal(now->news_at, LATER);
    assert_int_equal(now->news_due_at, 0);
    assert_int_equal(due(world, LATER, 10)->nelts, 0);
    assert_int_equal(port_due(world), 1);
}

static void test_nobody_is_told_twice(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_due(world);
    cnops_outbox_row_t message = port_message(1, world->pool), other = port_message(2, world->pool);

    CALL(world, news->tell, account, &message, LATER);
    assert_int_equal(STORE(world, news->tell, account, &other, LATER), CNOPS_ECONFLICT);
    assert_int_equal(port_due(world), 1);
}

static void test_a_message_that_is_not_queued_leaves_the_account_due(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_due(world);
    cnops_outbox_row_t message = port_message(1, world->pool);

    CALL(world, outbox->insert, &message);
    assert_int_equal(STORE(world, news->tell, account, &message, LATER), CNOPS_EDUPLICATE);
    assert_int_equal(the_one_due(world)->news_at, 0);
}

static int race_to_tell(port_world_t *world, int runner, apr_pool_t *pool)
{
    cnops_outbox_row_t message = port_message((unsigned)runner + 1, pool);
    apr_array_header_t *list;
    apr_status_t rv;

    if (world->store.news->due(world->store.self, &list, PORT_NOW, 10, pool) != APR_SUCCESS)
        return -1;
    if (list->nelts == 0)
        return 0;
    rv = world->store.news->tell(world->store.self, &APR_ARRAY_IDX(list, 0, cnops_account_t),
                                 &message, LATER, pool);
    if (rv == CNOPS_ECONFLICT)
        return 0;
    return rv == APR_SUCCESS ? 1 : -1;
}

static void test_one_of_many_tells(void **state)
{
    port_world_t *world = *state;

    make_due(world);
    assert_int_equal(port_race(world, race_to_tell), 1);
    assert_int_equal(port_due(world), 1);
}

static int race_to_gather(port_world_t *world, int runner, apr_pool_t *pool)
{
    int count;

    (void)runner;
    if (world->store.news->gather(world->store.self, &count, PORT_NOW, 10, pool) != APR_SUCCESS)
        return -1;
    return count;
}

static void test_many_gather_each_row_once(void **state)
{
    port_world_t *world = *state;

    for (unsigned i = 1; i <= 3; i++)
        world->add_news(world, make_reader(world, i)->id, true);
    assert_int_equal(port_race(world, race_to_gather), 3);
    assert_int_equal(due(world, PORT_NOW, 10)->nelts, 3);
}

static void test_who_has_refused_meanwhile_is_not_told(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_due(world);
    cnops_outbox_row_t message = port_message(1, world->pool);

    CALL(world, accounts->set_news, account->id, CNOPS_NEWS_NONE, NULL);
    assert_int_equal(STORE(world, news->tell, account, &message, LATER), CNOPS_ECONFLICT);
    assert_int_equal(due(world, LATER, 10)->nelts, 0);
    assert_int_equal(port_due(world), 0);
}

static void test_who_changes_the_channel_is_still_due(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_due(world);
    cnops_outbox_row_t message = port_message(1, world->pool);

    CALL(world, accounts->set_news, account->id, CNOPS_NEWS_SMS, NULL);
    assert_int_equal(STORE(world, news->tell, account, &message, LATER), CNOPS_ECONFLICT);
    assert_int_equal(the_one_due(world)->news, CNOPS_NEWS_SMS);
}

static void test_a_closed_account_is_not_told(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_due(world);
    cnops_outbox_row_t message = port_message(1, world->pool);

    CALL(world, accounts->set_state, account->id, CNOPS_ACCOUNT_CLOSED, 0, NULL);
    assert_int_equal(STORE(world, news->tell, account, &message, LATER), CNOPS_ECONFLICT);
    assert_int_equal(port_due(world), 0);
    CALL(world, news->postpone, the_one_due(world), 0);
    assert_int_equal(due(world, LATER, 10)->nelts, 0);
}

static void test_postponed_news_are_due_later(void **state)
{
    port_world_t *world = *state;
    const cnops_account_t *account = make_due(world);

    CALL(world, news->postpone, account, LATER);
    assert_int_equal(due(world, LATER - 1, 10)->nelts, 0);
    assert_int_equal(due(world, LATER, 10)->nelts, 1);
    assert_int_equal(port_read_account(world, account)->news_at, 0);
    assert_int_equal(STORE(world, news->postpone, account, 0), CNOPS_ECONFLICT);
}

const struct CMUnitTest port_news_tests[] = {
    cmocka_unit_test(test_a_preference_is_kept),
    cmocka_unit_test(test_what_an_import_noted_makes_the_account_due),
    cmocka_unit_test(test_an_import_that_is_not_shown_makes_nobody_due),
    cmocka_unit_test(test_others_are_forgotten),
    cmocka_unit_test(test_gathers_as_many_as_asked),
    cmocka_unit_test(test_two_memberships_make_one_account_due_once),
    cmocka_unit_test(test_who_waits_longest_comes_first),
    cmocka_unit_test(test_telling_queues_and_settles),
    cmocka_unit_test(test_nobody_is_told_twice),
    cmocka_unit_test(test_a_message_that_is_not_queued_leaves_the_account_due),
    cmocka_unit_test(test_one_of_many_tells),
    cmocka_unit_test(test_many_gather_each_row_once),
    cmocka_unit_test(test_who_has_refused_meanwhile_is_not_told),
    cmocka_unit_test(test_who_changes_the_channel_is_still_due),
    cmocka_unit_test(test_a_closed_account_is_not_told),
    cmocka_unit_test(test_postponed_news_are_due_later),
    {0},
};
