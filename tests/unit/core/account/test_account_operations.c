/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account_operations.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/throttle_person.h"
#include "core/code/code.h"
#include "core/guard/pass.h"
#include "core/journal/journal.h"
#include "core/person/identity.h"
#include "core/session/device.h"
#include "core/session/session.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const cnops_operator_t hana = {"hana.fictif", "Appel 1234"};
static const cnops_operator_t zaki = {"zaki.fictif", "Vu au guichet"};

typedef struct world_t {
    core_fixture_t *f;
    const cnops_person_t *person;
    const cnops_account_t *account;
} world_t;

static const cnops_account_t *read_account(world_t *w)
{
    const cnops_account_t *account;

    assert_int_equal(w->f->core.store.accounts->by_person(w->f->core.store.self, &account,
                                                          w->person->id, w->f->pool),
                     APR_SUCCESS);
    return account;
}

static void create(world_t *w, const char *journey_id)
{
    cnops_account_request_t request = {.journey_id = journey_id,
                                       .person_id = w->person->id,
                                       .password = "sable-bleu-42-girafe",
                                       .email = "salma.fictif@example.ma",
                                       .phone = "+212612345678",
                                       .lang = "fr",
                                       .terms_version = "1",
                                       .terms_lang = "fr"};
    cnops_account_created_e created;

    assert_int_equal(cnops_account_create(&created, &w->f->core, &request, NULL, w->f->pool),
                     APR_SUCCESS);
    assert_int_equal(created, CNOPS_ACCOUNT_CREATED);
    w->account = read_account(w);
}

static int setup(void **state)
{
    core_fixture_t *f = core_fixture_make();
    world_t *w = apr_pcalloc(f->pool, sizeof *w);

    w->f = f;
    core_fixture_add_member(f, &fixture_public_transfer);
    if (cnops_identity_resolve(&w->person, &f->core, fixture_public_transfer.document, f->pool) !=
            APR_SUCCESS ||
        !w->person)
        return -1;
    create(w, "journey-1");
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    core_fixture_free(((world_t *)*state)->f);
    return 0;
}

static void sign_in(world_t *w)
{
    const char *token;

    assert_int_equal(cnops_session_begin(&token, &w->f->core, w->account->id, NULL, "203.0.113.9",
                                         NULL, w->f->pool),
                     APR_SUCCESS);
}

static apr_array_header_t *one_message(world_t *w)
{
    apr_array_header_t *list = apr_array_make(w->f->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_message_t message = {.channel = CNOPS_CHANNEL_EMAIL,
                               .to = "salma.fictif@example.ma",
                               .subject = "Votre compte",
                               .text = "…",
                               .lang = "fr"};

    APR_ARRAY_PUSH(list, cnops_outbox_row_t) = *cnops_outbox_row(&w->f->core, &message, w->f->pool);
    return list;
}

static const cnops_event_shown_t *newest(world_t *w)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_journal_list(&list, &w->f->core, w->person->id, 1, w->f->pool),
                     APR_SUCCESS);
    return &APR_ARRAY_IDX(list, 0, cnops_event_shown_t);
}

static void assert_journalled(world_t *w, cnops_event_e kind, const cnops_operator_t *by)
{
    const cnops_event_shown_t *event = newest(w);

    assert_string_equal(event->kind, cnops_event_name(kind));
    assert_string_equal(event->actor, apr_pstrcat(w->f->pool, "operator:", by->name, NULL));
    assert_string_equal(event->reason, by->reason);
}

static cnops_reclaim_e reclaim(world_t *w, const cnops_operator_t *by)
{
    cnops_reclaim_e outcome;

    assert_int_equal(
        cnops_operation_reclaim(&outcome, &w->f->core, w->account, by, one_message(w), w->f->pool),
        APR_SUCCESS);
    return outcome;
}

static void test_an_operators_name_has_one_spelling(void **state)
{
    static const char *const good[] = {"ab", "h.fictif", "h-2_b@cnops"};
    static const char *const bad[] = {"",
                                      "a",
                                      "H.fictif",
                                      "h fictif",
                                      "h:fictif",
                                      "hé",
                                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

    (void)state;
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(cnops_operator_name_is_good(good[i]));
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(cnops_operator_name_is_good(bad[i]));
}

static void test_showing_a_person_is_in_the_journal(void **state)
{
    world_t *w = *state;

    assert_int_equal(cnops_operation_note_shown(&w->f->core, w->person->id, &hana, w->f->pool),
                     APR_SUCCESS);
    assert_journalled(w, CNOPS_EVENT_SHOWN, &hana);
}

/* --- counters --- */

static void fail_often(world_t *w, cnops_use_e use, const char *subject, int times)
{
    cnops_verdict_t verdict;

    for (int i = 0; i < times; i++)
        assert_int_equal(cnops_throttle_take(&verdict, &w->f->core, use, subject, 0, w->f->pool),
                         APR_SUCCESS);
}

static apr_array_header_t *counters(world_t *w)
{
    apr_array_header_t *list;

    assert_int_equal(
        cnops_throttle_of_person(&list, &w->f->core, w->person, w->account, w->f->pool),
        APR_SUCCESS);
    return list;
}

static void test_unlocking_clears_every_counter(void **state)
{
    world_t *w = *state;
    const char *number =
        cnops_identity_subject(&w->f->core, fixture_public_transfer.document, w->f->pool);
    const char *account = apr_psprintf(w->f->pool, "%" APR_INT64_T_FMT, w->account->id);
    apr_array_header_t *list;

    fail_often(w, CNOPS_USE_SIGNIN_STRANGER, w->person->document_digest, 1);
    fail_often(w, CNOPS_USE_PERSON_ANSWERS, number, 30);
    fail_often(w, CNOPS_USE_PERSON_CODES, number, 1);
    fail_often(w, CNOPS_USE_PERSON_TRACKING, number, 30);
    fail_often(w, CNOPS_USE_TRACKING_EMAILS, number, 3);
    fail_often(w, CNOPS_USE_PERSON_PASSES, number, 1);
    fail_often(w, CNOPS_USE_ACCOUNT_NOTICE, account, 1);
    fail_often(w, CNOPS_USE_EMAIL_CODES, w->account->email_digest, 5);
    fail_often(w, CNOPS_USE_SMS_CODES, w->account->phone_digest, 5);
    fail_often(w, CNOPS_USE_ACCOUNT_CODES, account, 5);
    fail_often(w, CNOPS_USE_ACCOUNT_TRIES, account, 30);
    fail_often(w, CNOPS_USE_ACCOUNT_EXPORTS, account, 5);
    fail_often(w, CNOPS_USE_ACCOUNT_STATEMENTS, account, 30);
    list = counters(w);
    assert_int_equal(list->nelts, 13);
    for (int i = 0; i < list->nelts; i++)
        assert_true(APR_ARRAY_IDX(list, i, cnops_person_counter_t).verdict.count > 0);
    assert_int_equal(cnops_operation_unlock(&w->f->core, w->person, w->account, &hana, w->f->pool),
                     APR_SUCCESS);
    list = counters(w);
    for (int i = 0; i < list->nelts; i++) {
        const cnops_person_counter_t *counter = &APR_ARRAY_IDX(list, i, cnops_person_counter_t);

        assert_int_equal(counter->verdict.count, 0);
        assert_true(counter->verdict.allowed);
    }
    assert_journalled(w, CNOPS_EVENT_UNLOCKED, &hana);
}

static void know_browser(world_t *w, const char *browser)
{
    const cnops_device_t *device =
        cnops_device_row(&w->f->core, w->account->id, browser, "203.0.113.9", NULL, w->f->pool);

    assert_int_equal(w->f->core.store.devices->keep(w->f->core.store.self, device,
                                                    CNOPS_DEVICES_MAX, w->f->pool),
                     APR_SUCCESS);
}

static int count_of(apr_array_header_t *list, cnops_use_e use, const char *allowance)
{
    int count = 0;

    for (int i = 0; i < list->nelts; i++) {
        const cnops_person_counter_t *counter = &APR_ARRAY_IDX(list, i, cnops_person_counter_t);

        if (counter->use == use && counter->allowance && strcmp(counter->allowance, allowance) == 0)
            count += (int)counter->verdict.count;
    }
    return count;
}

/* Every counter is about one person, except those of journeys, sessions and address blocks, and
 * those of all SMS of a day. */
static bool is_of_a_person(const char *name)
{
    static const char *const others[] = {"journey_", "session_", "block_",        "sms_budget",
                                         "spent_",   "news_sms", "establishment_"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strncmp(name, others[i], strlen(others[i])) == 0)
            return false;
    return true;
}

static bool has_use(const apr_array_header_t *list, cnops_use_e use)
{
    for (int i = 0; i < list->nelts; i++)
        if (APR_ARRAY_IDX(list, i, cnops_person_counter_t).use == use)
            return true;
    return false;
}

static void test_no_counter_about_a_person_is_left_out(void **state)
{
    static const char browser[] = "0123456789abcdef0123456789abcdef";
    world_t *w = *state;
    apr_array_header_t *list;

    know_browser(w, browser);
    fail_often(w, CNOPS_USE_SIGNIN_BROWSER,
               apr_pstrcat(w->f->pool, w->person->document_digest, browser, NULL), 1);
    list = counters(w);
    for (int use = 0; use < CNOPS_USES; use++) {
        const char *name = cnops_use_name((cnops_use_e)use);

        if (has_use(list, (cnops_use_e)use) != is_of_a_person(name))
            fail_msg("%s", name);
    }
}

/* A member who mistypes on a known browser raises counters of that browser; the operator clears
 * these too. */
static void test_unlocking_clears_own_browsers_and_contacts(void **state)
{
    static const char home[] = "0123456789abcdef0123456789abcdef";
    world_t *w = *state;
    apr_pool_t *pool = w->f->pool;
    const char *number =
        cnops_identity_subject(&w->f->core, fixture_public_transfer.document, pool);
    int shared = counters(w)->nelts;
    apr_array_header_t *list;

    know_browser(w, home);
    know_browser(w, "fedcba9876543210fedcba9876543210");
    assert_int_equal(counters(w)->nelts, shared);
    fail_often(w, CNOPS_USE_SIGNIN_BROWSER,
               apr_pstrcat(pool, w->person->document_digest, home, NULL), 7);
    fail_often(w, CNOPS_USE_PERSON_ANSWERS, apr_pstrcat(pool, number, home, NULL), 30);
    fail_often(w, CNOPS_USE_PERSON_CODES, apr_pstrcat(pool, number, CNOPS_PASS_ALLOWANCE, NULL),
               30);
    fail_often(w, CNOPS_USE_SMS_CODES, apr_pstrcat(pool, w->account->phone_digest, home, NULL), 5);
    fail_often(w, CNOPS_USE_EMAIL_CODES,
               apr_pstrcat(pool, w->account->email_digest, CNOPS_CODE_OWNER, NULL), 2);
    list = counters(w);
    assert_int_equal(list->nelts, shared + 5);
    assert_int_equal(count_of(list, CNOPS_USE_EMAIL_CODES, "owner"), 2);
    assert_int_equal(count_of(list, CNOPS_USE_SIGNIN_BROWSER, "browser"), 6);
    assert_int_equal(count_of(list, CNOPS_USE_PERSON_ANSWERS, "browser"), 30);
    assert_int_equal(count_of(list, CNOPS_USE_PERSON_CODES, "contact"), 30);
    assert_int_equal(count_of(list, CNOPS_USE_SMS_CODES, "browser"), 5);
    assert_int_equal(cnops_operation_unlock(&w->f->core, w->person, w->account, &hana, pool),
                     APR_SUCCESS);
    assert_int_equal(counters(w)->nelts, shared);
}

static void test_a_person_without_account_is_unlocked_too(void **state)
{
    world_t *w = *state;

    assert_int_equal(cnops_operation_unlock(&w->f->core, w->person, NULL, &hana, w->f->pool),
                     APR_SUCCESS);
    assert_journalled(w, CNOPS_EVENT_UNLOCKED, &hana);
}

static void test_nothing_is_cleared_without_its_event(void **state)
{
    world_t *w = *state;

    fail_often(w, CNOPS_USE_EMAIL_CODES, w->account->email_digest, 2);
    store_memory_fail_next(w->f->store, STORE_MEMORY(events, insert), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_operation_unlock(&w->f->core, w->person, w->account, &hana, w->f->pool),
                     CNOPS_EUNAVAILABLE);
    for (int i = 0, seen = 0; i < counters(w)->nelts; i++) {
        seen += (int)APR_ARRAY_IDX(counters(w), i, cnops_person_counter_t).verdict.count;
        if (i == counters(w)->nelts - 1)
            assert_int_equal(seen, 2);
    }
}

/* --- closing --- */

static void test_closing_ends_every_session_of_the_account(void **state)
{
    world_t *w = *state;

    sign_in(w);
    assert_int_equal(
        cnops_operation_close(&w->f->core, w->account, &hana, one_message(w), w->f->pool),
        APR_SUCCESS);
    assert_int_equal(read_account(w)->state, CNOPS_ACCOUNT_CLOSED);
    assert_int_equal(store_memory_session_count(w->f->store), 0);
    assert_int_equal(core_fixture_message_count(w->f, CNOPS_CHANNEL_EMAIL), 1);
    assert_journalled(w, CNOPS_EVENT_CLOSED, &hana);
}

/* --- reclaiming --- */

static void test_two_operators_give_an_account_back(void **state)
{
    world_t *w = *state;

    sign_in(w);
    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_ASKED);
    assert_journalled(w, CNOPS_EVENT_RECLAIM_ASKED, &hana);
    assert_non_null(read_account(w));
    assert_int_equal(store_memory_session_count(w->f->store), 1);
    assert_int_equal(core_fixture_message_count(w->f, CNOPS_CHANNEL_EMAIL), 0);
    assert_int_equal(reclaim(w, &zaki), CNOPS_RECLAIM_DONE);
    assert_journalled(w, CNOPS_EVENT_RECLAIMED, &zaki);
    assert_null(read_account(w));
    assert_int_equal(store_memory_session_count(w->f->store), 0);
    assert_int_equal(core_fixture_message_count(w->f, CNOPS_CHANNEL_EMAIL), 1);
    create(w, "journey-2");
}

static void test_one_operator_cannot_give_it_back(void **state)
{
    world_t *w = *state;
    int events;

    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_ASKED);
    events = store_memory_events(w->f->store)->nelts;
    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_REPEATED);
    assert_non_null(read_account(w));
    assert_int_equal(store_memory_events(w->f->store)->nelts, events);
}

static void test_a_freeze_is_no_obstacle(void **state)
{
    world_t *w = *state;

    w->f->core.store.accounts->set_state(
        w->f->core.store.self, w->account->id, CNOPS_ACCOUNT_ACTIVE,
        CLOCK_FAKE_START + apr_time_from_sec(86400 * 30), NULL, w->f->pool);
    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_ASKED);
    assert_int_equal(reclaim(w, &zaki), CNOPS_RECLAIM_DONE);
}

static void test_the_first_operators_request_counts_for_three_days(void **state)
{
    world_t *w = *state;

    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_ASKED);
    clock_fake_advance(w->f->clock, CNOPS_RECLAIM_TTL);
    assert_int_equal(reclaim(w, &zaki), CNOPS_RECLAIM_ASKED);
    clock_fake_advance(w->f->clock, CNOPS_RECLAIM_TTL - 1);
    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_DONE);
}

/* A person who holds the account may sign in ten thousand times; this hides no request. */
static void test_a_request_is_found_in_a_long_journal(void **state)
{
    world_t *w = *state;
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_IN, .actor = CNOPS_ACTOR_MEMBER};

    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_ASKED);
    for (int i = 0; i < 1200; i++)
        assert_int_equal(cnops_journal_note(&w->f->core, w->person->id, &event, w->f->pool),
                         APR_SUCCESS);
    assert_int_equal(reclaim(w, &zaki), CNOPS_RECLAIM_DONE);
}

/* A request for the former account does not count for the next one. */
static void test_a_request_for_the_former_account_does_not_count(void **state)
{
    world_t *w = *state;

    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_ASKED);
    assert_int_equal(reclaim(w, &zaki), CNOPS_RECLAIM_DONE);
    clock_fake_advance(w->f->clock, apr_time_from_sec(1));
    create(w, "journey-2");
    assert_int_equal(reclaim(w, &zaki), CNOPS_RECLAIM_ASKED);
}

/* A person who can write the table, but has no key, cannot ask in an operator's name. */
static void test_a_forged_request_does_not_count(void **state)
{
    world_t *w = *state;
    cnops_event_row_t *row;

    assert_int_equal(reclaim(w, &hana), CNOPS_RECLAIM_ASKED);
    row = &APR_ARRAY_IDX(store_memory_events(w->f->store), 1, cnops_event_row_t);
    row->seq = 9;
    assert_int_equal(reclaim(w, &zaki), CNOPS_RECLAIM_ASKED);
    assert_non_null(read_account(w));
}

static void test_a_request_about_another_person_does_not_count(void **state)
{
    world_t *w = *state;
    const cnops_event_t event = {.kind = CNOPS_EVENT_RECLAIM_ASKED,
                                 .actor = CNOPS_ACTOR_OPERATOR "hana.fictif"};

    assert_int_equal(cnops_journal_note(&w->f->core, w->person->id + 500, &event, w->f->pool),
                     APR_SUCCESS);
    assert_int_equal(reclaim(w, &zaki), CNOPS_RECLAIM_ASKED);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_an_operators_name_has_one_spelling),
        CASE(test_showing_a_person_is_in_the_journal),
        CASE(test_unlocking_clears_every_counter),
        CASE(test_no_counter_about_a_person_is_left_out),
        CASE(test_unlocking_clears_own_browsers_and_contacts),
        CASE(test_a_person_without_account_is_unlocked_too),
        CASE(test_nothing_is_cleared_without_its_event),
        CASE(test_closing_ends_every_session_of_the_account),
        CASE(test_two_operators_give_an_account_back),
        CASE(test_one_operator_cannot_give_it_back),
        CASE(test_a_freeze_is_no_obstacle),
        CASE(test_the_first_operators_request_counts_for_three_days),
        CASE(test_a_request_is_found_in_a_long_journal),
        CASE(test_a_request_for_the_former_account_does_not_count),
        CASE(test_a_forged_request_does_not_count),
        CASE(test_a_request_about_another_person_does_not_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
