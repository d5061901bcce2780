/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/donnees/cloture and its chore, without a server: an account ends only if its owner
 * wanted it until the end. */
#include "base/errors.h"
#include "core/account/account_operations.h"
#include "core/account/closing.h"
#include "core/journal/journal.h"
#include "core/request/opposition.h"
#include "pages/rights/closing_chores.h"
#include "twins/recovery_drive.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE    "/espace/donnees/cloture"
#define DAYS(n) apr_time_from_sec((n)*86400)

static const cnops_account_t *account_of(portal_t *portal)
{
    apr_array_header_t *all = store_memory_accounts(portal->fixture->store, portal->pool);

    return all->nelts ? &APR_ARRAY_IDX(all, 0, cnops_account_t) : NULL;
}

static answer_t *type(browser_t *browser, const char *field, const char *value)
{
    browser_get(browser, PAGE);
    return browser_post(browser, PAGE, field, value, NULL);
}

static answer_t *type_code(browser_t *browser, cnops_channel_e channel)
{
    return type(browser, "code", drive_code(browser, channel));
}

static browser_t *ask(portal_t *portal)
{
    browser_t *browser = drive_member(portal);

    assert_leads_to(type(browser, "mot_de_passe_actuel", DRIVE_PASSWORD), PAGE);
    assert_leads_to(type_code(browser, CNOPS_CHANNEL_EMAIL), PAGE);
    assert_leads_to(type_code(browser, CNOPS_CHANNEL_SMS), PAGE);
    assert_int_not_equal(account_of(portal)->closing_at, 0);
    return browser;
}

static void wait_for(portal_t *portal, apr_interval_time_t time)
{
    clock_fake_advance(portal->fixture->clock, time);
    assert_int_equal(cnops_closing_chores(&portal->app, portal->pool), APR_SUCCESS);
}

static int messages(portal_t *portal)
{
    return core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL) +
           core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
}

static int count_events(portal_t *portal, apr_int64_t person_id, cnops_event_e kind)
{
    apr_array_header_t *list;

    assert_int_equal(
        cnops_journal_list_kind(&list, &portal->fixture->core, person_id, kind, 99, portal->pool),
        APR_SUCCESS);
    return list->nelts;
}

static void an_account_ends_when_its_delay_is_over(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = ask(portal);
    apr_int64_t person = account_of(portal)->person_id;
    int before = messages(portal);

    wait_for(portal, DAYS(7) - 1);
    assert_non_null(account_of(portal));
    assert_int_equal(messages(portal), before);
    wait_for(portal, 1);
    assert_null(account_of(portal));
    assert_int_equal(messages(portal), before + 2);
    assert_int_equal(count_events(portal, person, CNOPS_EVENT_CLOSED), 1);
    assert_int_equal(browser_get(browser, "/espace")->status, 303);
    wait_for(portal, DAYS(1));
    assert_int_equal(messages(portal), before + 2);
}

static void its_owner_may_create_another(void **state)
{
    portal_t *portal = drive_account(state);

    ask(portal);
    wait_for(portal, DAYS(7));
    drive_to_end(browser_open(portal), &fixture_public_transfer, false);
    assert_int_equal(account_of(portal)->closing_at, 0);
}

static void a_kept_account_stays(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = ask(portal);
    int before = messages(portal);

    browser_get(browser, PAGE);
    assert_leads_to(browser_post(browser, PAGE, "action", "garder", NULL), "/espace/donnees");
    assert_int_equal(messages(portal), before + 2);
    wait_for(portal, DAYS(8));
    assert_non_null(account_of(portal));
}

/* A copy of the journey's cookie, and the second code, which its owner has used. */
static void a_journey_closes_an_account_once(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    apr_table_t *copy;
    const char *code;

    type(browser, "mot_de_passe_actuel", DRIVE_PASSWORD);
    type_code(browser, CNOPS_CHANNEL_EMAIL);
    code = drive_code(browser, CNOPS_CHANNEL_SMS);
    copy = apr_table_copy(portal->pool, browser->cookies);
    assert_leads_to(type(browser, "code", code), PAGE);
    browser_get(browser, PAGE);
    browser_post(browser, PAGE, "action", "garder", NULL);
    assert_int_equal(account_of(portal)->closing_at, 0);
    browser->cookies = copy;
    assert_leads_to(type(browser, "code", code), PAGE);
    assert_int_equal(account_of(portal)->closing_at, 0);
}

/* The chore has read the account, and then its owner keeps it. */
static void an_account_that_is_kept_at_the_last_moment_stays(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_core_t *core = &portal->fixture->core;
    cnops_change_t change = {.ip = "203.0.113.7"};
    apr_array_header_t *due;
    int before;

    ask(portal);
    clock_fake_advance(portal->fixture->clock, DAYS(7));
    assert_int_equal(cnops_closing_due(&due, core, NULL, 9, portal->pool), APR_SUCCESS);
    assert_int_equal(due->nelts, 1);
    change.account = account_of(portal);
    assert_int_equal(cnops_closing_undo(core, &change, portal->pool), APR_SUCCESS);
    before = messages(portal);
    assert_int_equal(
        cnops_closing_finish(core, &APR_ARRAY_IDX(due, 0, cnops_account_t), NULL, portal->pool),
        CNOPS_ENOTFOUND);
    assert_non_null(account_of(portal));
    assert_int_equal(messages(portal), before);
}

static void choose_a_password(portal_t *portal)
{
    const char *password = "meknes-rameau-83";
    browser_t *browser = drive_member(portal);

    browser_get(browser, "/espace/securite");
    assert_int_equal(browser_post(browser, "/espace/securite", "action", "mot-de-passe",
                                  "mot_de_passe_actuel", DRIVE_PASSWORD, "mot_de_passe", password,
                                  "mot_de_passe_confirmation", password, NULL)
                         ->status,
                     303);
}

/* Who had the password and both contacts for a moment may have asked. */
static void another_password_keeps_the_account(void **state)
{
    portal_t *portal = drive_account(state);
    apr_int64_t person = account_of(portal)->person_id;

    ask(portal);
    clock_fake_advance(portal->fixture->clock, DAYS(1));
    choose_a_password(portal);
    wait_for(portal, DAYS(6));
    assert_non_null(account_of(portal));
    assert_int_equal(account_of(portal)->closing_at, 0);
    assert_int_equal(account_of(portal)->closing_asked_at, 0);
    assert_int_equal(count_events(portal, person, CNOPS_EVENT_CLOSING_UNDONE), 1);
}

/* The chore has read the account, and then its owner recovers the password. */
static void one_that_is_recovered_at_the_last_moment_stays(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_core_t *core = &portal->fixture->core;
    apr_array_header_t *due;
    browser_t *browser;
    int before;

    ask(portal);
    clock_fake_advance(portal->fixture->clock, DAYS(7));
    assert_int_equal(cnops_closing_due(&due, core, NULL, 9, portal->pool), APR_SUCCESS);
    assert_int_equal(due->nelts, 1);
    browser = browser_open(portal);
    drive_recovery_to_password(browser, &fixture_public_transfer);
    assert_leads_to(drive_recovery_password(browser, DRIVE_NEW_PASSWORD), "/recuperation/termine");
    before = messages(portal);
    assert_int_equal(
        cnops_closing_finish(core, &APR_ARRAY_IDX(due, 0, cnops_account_t), NULL, portal->pool),
        CNOPS_ENOTFOUND);
    assert_non_null(account_of(portal));
    assert_int_equal(messages(portal), before);
    wait_for(portal, 0);
    assert_int_equal(account_of(portal)->closing_at, 0);
    assert_int_equal(messages(portal), before + 2);
}

/* The password was chosen after the asking, but not within the new delay before the end. */
static void a_shorter_delay_hides_no_doubt(void **state)
{
    portal_t *portal = drive_account(state);

    ask(portal);
    clock_fake_advance(portal->fixture->clock, DAYS(1));
    choose_a_password(portal);
    portal->fixture->settings->closing_delay = DAYS(1);
    wait_for(portal, DAYS(6));
    assert_non_null(account_of(portal));
    assert_int_equal(account_of(portal)->closing_at, 0);
}

/* The account was created less than the new delay before the end, but before the asking. */
static void a_longer_delay_makes_no_doubt(void **state)
{
    portal_t *portal = drive_account(state);

    ask(portal);
    portal->fixture->settings->closing_delay = DAYS(30);
    wait_for(portal, DAYS(7));
    assert_null(account_of(portal));
}

static void a_frozen_account_is_not_closed(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_store_t *store = &portal->fixture->core.store;
    browser_t *browser;

    ask(portal);
    store->accounts->set_state(store->self, account_of(portal)->id, CNOPS_ACCOUNT_ACTIVE,
                               clock_fake_now(portal->fixture->clock) + DAYS(30), NULL,
                               portal->pool);
    wait_for(portal, DAYS(7));
    assert_int_equal(account_of(portal)->closing_at, 0);
    browser = drive_member(portal);
    assert_true(answer_has_error(type(browser, "mot_de_passe_actuel", DRIVE_PASSWORD), NULL,
                                 "closing_frozen"));
}

static void one_that_an_operator_closed_stays_closed(void **state)
{
    static const cnops_operator_t clerk = {"poste.fictive", "Plainte 12"};
    portal_t *portal = drive_account(state);

    ask(portal);
    assert_int_equal(cnops_operation_close(&portal->fixture->core, account_of(portal), &clerk, NULL,
                                           portal->pool),
                     APR_SUCCESS);
    wait_for(portal, DAYS(8));
    assert_int_equal(account_of(portal)->state, CNOPS_ACCOUNT_CLOSED);
}

static void a_failure_leaves_it_for_the_next_run(void **state)
{
    portal_t *portal = drive_account(state);
    int before;

    ask(portal);
    before = messages(portal);
    clock_fake_advance(portal->fixture->clock, DAYS(7));
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(accounts, finish_closing),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_closing_chores(&portal->app, portal->pool), CNOPS_EUNAVAILABLE);
    assert_non_null(account_of(portal));
    assert_int_equal(messages(portal), before);
    wait_for(portal, 0);
    assert_null(account_of(portal));
}

/* More accounts than one slice whose contact does not open, and which come before the one of the
 * test. */
static void add_broken(portal_t *portal)
{
    const cnops_store_t *store = &portal->fixture->core.store;

    for (int i = 0; i < 25; i++) {
        fixture_member_t member = fixture_public_transfer;
        cnops_account_t account = *account_of(portal);

        member.document = apr_psprintf(portal->pool, "ZZ%d", 700 + i);
        member.immatriculation = apr_psprintf(portal->pool, "%d", 990000 + i);
        account.person_id = core_fixture_add_member(portal->fixture, &member);
        account.journey_id = apr_psprintf(portal->pool, "%032d", i);
        account.email_sealed = "test2.broken";
        account.closing_at--;
        assert_int_equal(store->accounts->create(store->self, &account, NULL, portal->pool),
                         APR_SUCCESS);
    }
}

static void those_that_always_fail_do_not_block_the_others(void **state)
{
    portal_t *portal = drive_account(state);
    apr_int64_t person;

    ask(portal);
    person = account_of(portal)->person_id;
    add_broken(portal);
    clock_fake_advance(portal->fixture->clock, DAYS(7));
    assert_int_not_equal(cnops_closing_chores(&portal->app, portal->pool), APR_SUCCESS);
    assert_int_equal(store_memory_account_count(portal->fixture->store), 25);
    assert_int_equal(count_events(portal, person, CNOPS_EVENT_CLOSED), 1);
}

static void a_code_of_the_first_contact_is_not_enough(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const char *code;

    type(browser, "mot_de_passe_actuel", DRIVE_PASSWORD);
    code = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    type(browser, "code", code);
    assert_int_equal(type(browser, "code", code)->status, 422);
    assert_int_equal(account_of(portal)->closing_at, 0);
    assert_string_equal(cnops_tree_text(browser_get(browser, PAGE)->page, "step"),
                        "code-telephone");
}

static void asking_twice_sends_one_code(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    int before = messages(portal);

    type(browser, "mot_de_passe_actuel", DRIVE_PASSWORD);
    assert_leads_to(type(browser, "mot_de_passe_actuel", DRIVE_PASSWORD), PAGE);
    assert_int_equal(messages(portal), before + 1);
}

static void giving_up_keeps_the_account(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    type(browser, "mot_de_passe_actuel", DRIVE_PASSWORD);
    assert_leads_to(type(browser, "action", "annuler"), PAGE);
    assert_string_equal(cnops_tree_text(browser_get(browser, PAGE)->page, "step"), "cloture");
    assert_leads_to(type(browser, "code", "123456"), PAGE); /* late */
    assert_int_equal(account_of(portal)->closing_at, 0);
}

static const char *link_of(portal_t *portal, apr_time_t closing_at)
{
    cnops_opposition_t about = {.kind = CNOPS_OPPOSITION_CLOSING,
                                .account_id = account_of(portal)->id,
                                .subject =
                                    apr_psprintf(portal->pool, "%" APR_TIME_T_FMT, closing_at)};

    return portal_refusal(portal, &about);
}

static void the_link_keeps_it_and_its_password(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = ask(portal), *reader = browser_open(portal);
    const char *link = link_of(portal, account_of(portal)->closing_at);
    const char *hash = account_of(portal)->password_hash;

    assert_string_equal(cnops_tree_text(browser_get(reader, link)->page, "state"), "open");
    assert_int_not_equal(account_of(portal)->closing_at, 0);
    assert_leads_to(browser_post(reader, link, NULL), "/connexion");
    assert_int_equal(account_of(portal)->closing_at, 0);
    assert_string_equal(account_of(portal)->password_hash, hash);
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    assert_string_equal(cnops_tree_text(browser_get(reader, link)->page, "state"), "over");
}

static void a_link_is_about_one_end(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *reader = browser_open(portal);
    const char *link;

    ask(portal);
    link = link_of(portal, account_of(portal)->closing_at + 1);
    assert_string_equal(cnops_tree_text(browser_get(reader, link)->page, "state"), "over");
    browser_post(reader, link, NULL);
    assert_int_not_equal(account_of(portal)->closing_at, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_account_ends_when_its_delay_is_over),
        TEST(its_owner_may_create_another),
        TEST(a_kept_account_stays),
        TEST(a_journey_closes_an_account_once),
        TEST(an_account_that_is_kept_at_the_last_moment_stays),
        TEST(another_password_keeps_the_account),
        TEST(one_that_is_recovered_at_the_last_moment_stays),
        TEST(a_shorter_delay_hides_no_doubt),
        TEST(a_longer_delay_makes_no_doubt),
        TEST(a_frozen_account_is_not_closed),
        TEST(one_that_an_operator_closed_stays_closed),
        TEST(a_failure_leaves_it_for_the_next_run),
        TEST(those_that_always_fail_do_not_block_the_others),
        TEST(a_code_of_the_first_contact_is_not_enough),
        TEST(asking_twice_sends_one_code),
        TEST(giving_up_keeps_the_account),
        TEST(the_link_keeps_it_and_its_password),
        TEST(a_link_is_about_one_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
