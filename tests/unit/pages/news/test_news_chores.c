/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* News of claims, from what an import notes to the message: who is told, when, how often, and that
 * the message says nothing else. */
#include "pages/news/news_chores.h"

#include "base/errors.h"
#include "core/account/account_changes.h"
#include "core/guard/throttle.h"
#include "core/journal/journal.h"
#include "core/news/preference.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HOURS(n)   apr_time_from_sec((n)*3600)
#define SECONDS(n) apr_time_from_sec(n)

static cnops_pace_t pace;

static const cnops_account_t *account_of(portal_t *portal)
{
    apr_array_header_t *all = store_memory_accounts(portal->fixture->store, portal->pool);

    return &APR_ARRAY_IDX(all, 0, cnops_account_t);
}

static void choose(portal_t *portal, cnops_news_e news)
{
    cnops_change_t change = {.account = account_of(portal)};

    assert_int_equal(
        cnops_news_choose(&portal->fixture->core, &change, news, CNOPS_ACTOR_MEMBER, portal->pool),
        APR_SUCCESS);
}

/* An account that wants news in this way; it is morning. */
static portal_t *reader(void **state, cnops_news_e news)
{
    portal_t *portal = drive_account(state);

    pace = (cnops_pace_t){0};
    choose(portal, news);
    return portal;
}

static void note_of_person(portal_t *portal, apr_int64_t person_id)
{
    const cnops_store_t *store = &portal->fixture->core.store;
    apr_array_header_t *list;

    store->persons->memberships_of(store->self, &list, person_id, portal->pool);
    assert_true(list->nelts > 0);
    store_memory_add_news(portal->fixture->store, APR_ARRAY_IDX(list, 0, cnops_membership_t).id,
                          true);
}

/* An import has changed a claim of the member. */
static void note(portal_t *portal)
{
    note_of_person(portal, account_of(portal)->person_id);
}

static void tend(portal_t *portal)
{
    assert_int_equal(cnops_news_chores(&portal->app, &pace, portal->pool), APR_SUCCESS);
}

static void wait_for(portal_t *portal, apr_interval_time_t time)
{
    clock_fake_advance(portal->fixture->clock, time);
    tend(portal);
}

/* Then it is so late on a Moroccan watch, so many days after the first one. The offset of the zone
 * is that of the machine's tzdata. */
static void tend_at(portal_t *portal, int day, int hour, int minute)
{
    apr_time_exp_t local;
    apr_time_t seconds = ((day * 24 + hour) * 60 + minute) * 60;

    cnops_zone_explode(&local, portal->app.zone, CLOCK_FAKE_START);
    seconds -= (local.tm_hour * 60 + local.tm_min) * 60 + local.tm_sec;
    clock_fake_set(portal->fixture->clock, CLOCK_FAKE_START + apr_time_from_sec(seconds));
    tend(portal);
}

static int emails(portal_t *portal)
{
    return core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
}

static int texts(portal_t *portal)
{
    return core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
}

/* --- e-mails --- */

static void nobody_is_told_who_did_not_ask(void **state)
{
    portal_t *portal = drive_account(state);
    int before = emails(portal) + texts(portal);

    pace = (cnops_pace_t){0};
    note(portal);
    tend(portal);
    /* What was noted before is not news on the day when the member asks for it. */
    choose(portal, CNOPS_NEWS_EMAIL);
    wait_for(portal, HOURS(48));
    assert_int_equal(emails(portal) + texts(portal), before);
}

static void a_change_is_told_by_email(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    int before = emails(portal), sms = texts(portal);
    const cnops_message_t *message;

    note(portal);
    tend(portal);
    assert_int_equal(emails(portal), before + 1);
    assert_int_equal(texts(portal), sms);
    message = core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL);
    assert_string_equal(message->to, DRIVE_EMAIL);
    assert_non_null(strstr(message->text, "/espace/dossiers\n"));
    assert_non_null(message->unsubscribe);
    assert_non_null(strstr(message->text, message->unsubscribe));
    assert_non_null(strstr(message->html, message->unsubscribe));
    assert_int_equal(message->expires_at, message->created_at + HOURS(24));
    assert_int_equal(account_of(portal)->news_at, message->created_at);
}

/* Of the person, the record and the account, nothing but the address to which it goes. */
static void a_message_says_nothing_of_the_member(void **state)
{
    static const cnops_news_e ways[] = {CNOPS_NEWS_EMAIL, CNOPS_NEWS_SMS};
    const fixture_member_t *m = &fixture_public_transfer;
    const char *const secrets[] = {m->family_name, m->given_name, m->document, m->immatriculation,
                                   m->employee_no, m->birth_date, m->rib};
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);

    portal->fixture->settings->news_sms_budget = 10;
    for (int i = 0; i < 2; i++) {
        const cnops_message_t *message;

        choose(portal, ways[i]);
        note(portal);
        tend(portal);
        message = core_fixture_last_message(
            portal->fixture, ways[i] == CNOPS_NEWS_SMS ? CNOPS_CHANNEL_SMS : CNOPS_CHANNEL_EMAIL);
        assert_non_null(strstr(message->text, "/desabonnement/"));
        for (apr_size_t j = 0; j < sizeof secrets / sizeof *secrets; j++) {
            assert_null(strstr(message->text, secrets[j]));
            assert_true(!message->html || !strstr(message->html, secrets[j]));
        }
        clock_fake_advance(portal->fixture->clock, HOURS(24));
    }
}

static void several_changes_are_one_message(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    int before = emails(portal);

    note(portal);
    note(portal);
    note(portal);
    tend(portal);
    wait_for(portal, SECONDS(1));
    assert_int_equal(emails(portal), before + 1);
    wait_for(portal, HOURS(48));
    assert_int_equal(emails(portal), before + 1);
}

static void what_changes_later_that_day_is_told_the_next_morning(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    int before = emails(portal);

    note(portal);
    tend_at(portal, 0, 10, 0);
    note(portal);
    tend_at(portal, 0, 11, 0);
    tend_at(portal, 0, 23, 59);
    tend_at(portal, 1, 7, 59);
    assert_int_equal(emails(portal), before + 1);
    tend_at(portal, 1, 8, 0);
    assert_int_equal(emails(portal), before + 2);
    wait_for(portal, HOURS(72));
    assert_int_equal(emails(portal), before + 2);
}

/* Two imports, the first at 23:30, the second at 00:30: two days. */
static void a_day_ends_at_midnight_in_morocco(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    int before = emails(portal);

    note(portal);
    tend_at(portal, 0, 23, 30);
    assert_int_equal(emails(portal), before + 1);
    note(portal);
    tend_at(portal, 1, 0, 30);
    assert_int_equal(emails(portal), before + 2);
}

static void who_has_refused_meanwhile_is_not_told(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    int before = emails(portal);

    note(portal);
    tend(portal);
    note(portal);
    wait_for(portal, HOURS(1)); /* it waits for tomorrow */
    choose(portal, CNOPS_NEWS_NONE);
    wait_for(portal, HOURS(48));
    choose(portal, CNOPS_NEWS_EMAIL);
    wait_for(portal, HOURS(48));
    assert_int_equal(emails(portal), before + 1);
}

static void a_closed_account_is_not_told(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    const cnops_store_t *store = &portal->fixture->core.store;
    int before = emails(portal);

    note(portal);
    store->news->gather(store->self, &(int){0}, clock_fake_now(portal->fixture->clock), 10,
                        portal->pool);
    store->accounts->set_state(store->self, account_of(portal)->id, CNOPS_ACCOUNT_CLOSED, 0, NULL,
                               portal->pool);
    tend(portal);
    assert_int_equal(emails(portal), before);
    assert_int_equal(account_of(portal)->news_due_at, 0);
}

/* Else the family would get it. The noted membership is active; another one says it. */
static void a_deceased_member_is_not_told(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    fixture_member_t other = fixture_public_transfer;
    int before = emails(portal);

    other.immatriculation = "990001";
    other.status = CNOPS_MEMBER_DECEASED;
    core_fixture_add_member(portal->fixture, &other);
    note(portal);
    tend(portal);
    assert_int_equal(emails(portal), before);
    assert_int_equal(account_of(portal)->news_due_at, 0);
}

static void nor_one_who_died_while_the_news_waited(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    fixture_member_t later = fixture_public_transfer;
    int before = emails(portal);

    note(portal);
    tend(portal);
    note(portal);
    wait_for(portal, SECONDS(1));
    assert_true(account_of(portal)->news_due_at > clock_fake_now(portal->fixture->clock));
    later.status = CNOPS_MEMBER_DECEASED;
    core_fixture_import_again(portal->fixture, &later);
    wait_for(portal, HOURS(48));
    assert_int_equal(emails(portal), before + 1);
    assert_int_equal(account_of(portal)->news_due_at, 0);
}

static void an_account_that_is_being_closed_is_not_told(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    const cnops_store_t *store = &portal->fixture->core.store;
    apr_time_t now = clock_fake_now(portal->fixture->clock);
    cnops_new_closing_t closing = {account_of(portal)->id, 0, now + HOURS(24), now, NULL, 0};
    int before = emails(portal);

    assert_int_equal(store->accounts->set_closing(store->self, &closing, NULL, portal->pool),
                     APR_SUCCESS);
    note(portal);
    tend(portal);
    assert_int_equal(emails(portal), before);
    assert_int_equal(account_of(portal)->news_due_at, 0);
}

static void the_message_is_in_the_language_of_the_member(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    const cnops_store_t *store = &portal->fixture->core.store;

    store->accounts->set_preferences(store->self, account_of(portal)->id, "ar", false, NULL,
                                     portal->pool);
    note(portal);
    tend(portal);
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->lang,
                        "ar");
}

/* --- failures --- */

/* What was done before the process died or the database failed is found again. */
static void nothing_is_lost_or_told_twice_when_a_call_fails(void **state)
{
    static const char *const functions[] = {STORE_MEMORY(news, gather), STORE_MEMORY(news, due),
                                            STORE_MEMORY(persons, memberships_of),
                                            STORE_MEMORY(news, tell)};
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);

    for (apr_size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        int before = emails(portal);

        note(portal);
        store_memory_fail_next(portal->fixture->store, functions[i], CNOPS_EUNAVAILABLE);
        assert_int_equal(cnops_news_chores(&portal->app, &pace, portal->pool), CNOPS_EUNAVAILABLE);
        tend(portal);
        tend(portal);
        assert_int_equal(emails(portal), before + 1);
        wait_for(portal, HOURS(48));
        assert_int_equal(emails(portal), before + 1);
    }
}

/* Two processes, while httpd restarts: both have read that the account is due. */
static void two_processes_tell_once(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    int before = emails(portal);

    note(portal);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(news, tell), CNOPS_ECONFLICT);
    tend(portal);
    assert_int_equal(emails(portal), before);
    tend(portal);
    assert_int_equal(emails(portal), before + 1);
}

/* Its sealed contact does not open: the others are told all the same, and it does not come first
 * again and again. */
static void an_account_that_fails_does_not_stop_the_others(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    const cnops_store_t *store = &portal->fixture->core.store;
    cnops_new_contact_t broken = {.account_id = account_of(portal)->id,
                                  .channel = CNOPS_CHANNEL_EMAIL,
                                  .digest = account_of(portal)->email_digest,
                                  .sealed = "test2.broken"};
    apr_array_header_t *all;
    cnops_change_t change = {0};
    int before;

    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    drive_to_end(browser_open(portal), &fixture_student_transfer, false);
    all = store_memory_accounts(portal->fixture->store, portal->pool);
    change.account = &APR_ARRAY_IDX(all, 1, cnops_account_t);
    assert_int_equal(cnops_news_choose(&portal->fixture->core, &change, CNOPS_NEWS_EMAIL,
                                       CNOPS_ACTOR_MEMBER, portal->pool),
                     APR_SUCCESS);
    store->accounts->set_contact(store->self, &broken, NULL, portal->pool);
    before = emails(portal);
    note(portal);
    note_of_person(portal, change.account->person_id);
    assert_int_not_equal(cnops_news_chores(&portal->app, &pace, portal->pool), APR_SUCCESS);
    assert_int_equal(emails(portal), before + 1);
    tend(portal); /* it waits */
    clock_fake_advance(portal->fixture->clock, HOURS(1));
    assert_int_not_equal(cnops_news_chores(&portal->app, &pace, portal->pool), APR_SUCCESS);
}

/* --- SMS --- */

static portal_t *reader_of_sms(void **state, apr_int64_t budget)
{
    portal_t *portal = reader(state, CNOPS_NEWS_SMS);

    portal->fixture->settings->news_sms_budget = budget;
    return portal;
}

static void a_change_is_told_by_sms(void **state)
{
    portal_t *portal = reader_of_sms(state, 10);
    int before = texts(portal), mails = emails(portal);
    cnops_verdict_t verdict;
    apr_int64_t codes;

    cnops_throttle_look(&verdict, &portal->fixture->core, CNOPS_USE_SMS_BUDGET, "all", 0,
                        portal->pool);
    codes = verdict.count;
    note(portal);
    tend(portal);
    assert_int_equal(texts(portal), before + 1);
    assert_int_equal(emails(portal), mails);
    /* It is not taken from the budget of codes. */
    cnops_throttle_look(&verdict, &portal->fixture->core, CNOPS_USE_SMS_BUDGET, "all", 0,
                        portal->pool);
    assert_int_equal(verdict.count, codes);
}

static void without_a_budget_no_sms_is_sent(void **state)
{
    portal_t *portal = reader_of_sms(state, 0);
    int before = texts(portal) + emails(portal);

    note(portal);
    tend(portal);
    portal->fixture->settings->news_sms_budget = 10;
    wait_for(portal, HOURS(48));
    assert_int_equal(texts(portal) + emails(portal), before);
}

static void no_sms_comes_at_night(void **state)
{
    portal_t *portal = reader_of_sms(state, 10);
    int before = texts(portal);

    note(portal);
    tend_at(portal, 0, 20, 0);
    tend_at(portal, 1, 3, 0);
    assert_int_equal(texts(portal), before);
    tend_at(portal, 1, 8, 0);
    assert_int_equal(texts(portal), before + 1);
    note(portal);
    tend_at(portal, 2, 2, 0);
    tend_at(portal, 2, 7, 59);
    assert_int_equal(texts(portal), before + 1);
    tend_at(portal, 2, 8, 0);
    assert_int_equal(texts(portal), before + 2);
    note(portal);
    tend_at(portal, 3, 19, 59);
    assert_int_equal(texts(portal), before + 3);
}

static void a_spent_budget_makes_news_wait(void **state)
{
    portal_t *portal = reader_of_sms(state, 1);
    const cnops_core_t *core = &portal->fixture->core;
    int before = texts(portal);
    cnops_verdict_t verdict;

    cnops_throttle_take(&verdict, core, CNOPS_USE_NEWS_SMS, "all", 0, portal->pool);
    note(portal);
    tend(portal);
    assert_int_equal(texts(portal), before);
    wait_for(portal, HOURS(25));
    assert_int_equal(texts(portal), before + 1);
}

/* What was taken from the budget for an SMS that was not queued is given back. */
static void a_failure_does_not_spend_the_budget(void **state)
{
    portal_t *portal = reader_of_sms(state, 1);
    int before = texts(portal);

    note(portal);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(news, tell), CNOPS_ECONFLICT);
    tend(portal);
    tend(portal);
    assert_int_equal(texts(portal), before + 1);
}

/* --- the pace --- */

#define CROWD 5

/* Members beside the first, each with an account that wants e-mails. */
static void add_crowd(portal_t *portal)
{
    const cnops_store_t *store = &portal->fixture->core.store;

    for (int i = 0; i < CROWD; i++) {
        fixture_member_t member = fixture_public_transfer;
        cnops_account_t account = *account_of(portal);
        const cnops_account_t *made;

        member.document = apr_psprintf(portal->pool, "ZZ%d", 700 + i);
        member.immatriculation = apr_psprintf(portal->pool, "%d", 990000 + i);
        account.person_id = core_fixture_add_member(portal->fixture, &member);
        account.journey_id = apr_psprintf(portal->pool, "%032d", i);
        assert_int_equal(store->accounts->create(store->self, &account, NULL, portal->pool),
                         APR_SUCCESS);
        store->accounts->by_person(store->self, &made, account.person_id, portal->pool);
        store->accounts->set_news(store->self, made->id, CNOPS_NEWS_EMAIL, NULL, portal->pool);
        note_of_person(portal, account.person_id);
    }
}

static void the_relay_is_spared(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    int before = emails(portal);

    portal->fixture->settings->news_rate = 60; /* one a second, and two after a pause */
    add_crowd(portal);
    tend(portal);
    assert_int_equal(emails(portal), before + 2);
    tend(portal);
    assert_int_equal(emails(portal), before + 2);
    wait_for(portal, SECONDS(1));
    assert_int_equal(emails(portal), before + 3);
    wait_for(portal, HOURS(1));
    assert_int_equal(emails(portal), before + CROWD);
}

static void the_slowest_pace_still_moves(void **state)
{
    portal_t *portal = reader(state, CNOPS_NEWS_EMAIL);
    int before = emails(portal);

    portal->fixture->settings->news_rate = 1;
    add_crowd(portal);
    tend(portal);
    assert_int_equal(emails(portal), before + 1);
    for (int i = 0; i < 59; i++)
        wait_for(portal, SECONDS(1));
    assert_int_equal(emails(portal), before + 1);
    wait_for(portal, SECONDS(1));
    assert_int_equal(emails(portal), before + 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_is_told_who_did_not_ask),
        TEST(a_change_is_told_by_email),
        TEST(a_message_says_nothing_of_the_member),
        TEST(several_changes_are_one_message),
        TEST(what_changes_later_that_day_is_told_the_next_morning),
        TEST(a_day_ends_at_midnight_in_morocco),
        TEST(who_has_refused_meanwhile_is_not_told),
        TEST(a_closed_account_is_not_told),
        TEST(a_deceased_member_is_not_told),
        TEST(nor_one_who_died_while_the_news_waited),
        TEST(an_account_that_is_being_closed_is_not_told),
        TEST(the_message_is_in_the_language_of_the_member),
        TEST(nothing_is_lost_or_told_twice_when_a_call_fails),
        TEST(two_processes_tell_once),
        TEST(an_account_that_fails_does_not_stop_the_others),
        TEST(a_change_is_told_by_sms),
        TEST(without_a_budget_no_sms_is_sent),
        TEST(no_sms_comes_at_night),
        TEST(a_spent_budget_makes_news_wait),
        TEST(a_failure_does_not_spend_the_budget),
        TEST(the_relay_is_spared),
        TEST(the_slowest_pace_still_moves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
