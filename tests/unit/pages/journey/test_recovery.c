/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A forgotten password: facts identify the member, codes to the bound contacts prove it. */
#include "twins/recovery_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const fixture_member_t *const member = &fixture_public_transfer;

/* Makes a member with an account, and lets an hour pass. */
static void make_account(portal_t *portal)
{
    core_fixture_add_member(portal->fixture, member);
    drive_to_end(browser_open(portal), member, false);
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(3600));
}

static const char *hash_of(portal_t *portal)
{
    apr_array_header_t *accounts = store_memory_accounts(portal->fixture->store, portal->pool);

    return APR_ARRAY_IDX(accounts, 0, cnops_account_t).password_hash;
}

static void a_member_chooses_a_new_password(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    make_account(portal);
    drive_recovery_to_password(browser, member);
    assert_leads_to(drive_recovery_password(browser, DRIVE_NEW_PASSWORD), "/recuperation/termine");
    assert_int_equal(browser_get(browser, "/recuperation/termine")->status, 200);
    assert_int_equal(drive_sign_in(browser_open(portal), member, DRIVE_PASSWORD)->status, 422);
    assert_int_equal(drive_sign_in(browser_open(portal), member, DRIVE_NEW_PASSWORD)->status, 303);
}

static void codes_go_to_the_bound_contacts_shown_masked(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const answer_t *form;

    make_account(portal);
    assert_leads_to(drive_recovery_facts(browser, member), "/recuperation/courriel-code");
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        DRIVE_EMAIL);
    form = browser_get(browser, "/recuperation/courriel-code");
    assert_null(strstr(form->body, DRIVE_EMAIL));
    assert_string_equal(cnops_tree_text(form->page, "destination"), "f•••@e•••.ma");
    assert_leads_to(browser_post(browser, "/recuperation/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/recuperation/telephone-code");
    form = browser_get(browser, "/recuperation/telephone-code");
    assert_string_equal(cnops_tree_text(form->page, "destination"), "06 •• •• •• 78");
}

static void every_session_ends_and_all_contacts_get_a_message(void **state)
{
    portal_t *portal = *state;
    browser_t *owner = browser_open(portal), *browser = browser_open(portal);
    int emails, texts;

    make_account(portal);
    assert_leads_to(drive_sign_in(owner, member, DRIVE_PASSWORD), "/espace");
    drive_recovery_to_password(browser, member);
    emails = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
    texts = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
    drive_recovery_password(browser, DRIVE_NEW_PASSWORD);
    assert_leads_to(browser_get(owner, "/espace"), "/connexion");
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), emails + 1);
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS), texts + 1);
    drive_link(browser, CNOPS_CHANNEL_EMAIL, "opposition");
    drive_link(browser, CNOPS_CHANNEL_SMS, "opposition");
}

/* A visitor can keep cookies: those of a recovery that was used change nothing any more. */
static void a_recovery_counts_once(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal), *replay = browser_open(portal);
    const char *hash;

    make_account(portal);
    drive_recovery_to_password(browser, member);
    browser_get(browser, "/recuperation/mot-de-passe");
    replay->cookies = apr_table_copy(portal->pool, browser->cookies);
    replay->jeton = browser->jeton;
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(1));
    assert_leads_to(drive_recovery_password(browser, DRIVE_NEW_PASSWORD), "/recuperation/termine");
    hash = hash_of(portal);
    assert_leads_to(drive_recovery_password(replay, "autre-phrase-99"), "/recuperation/termine");
    assert_string_equal(hash_of(portal), hash);
}

/* To accept the conditions again does not make the recovery younger. */
static void a_replayed_cookie_cannot_begin_again(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal), *replay = browser_open(portal);
    const char *hash;

    make_account(portal);
    drive_recovery_to_password(browser, member);
    replay->cookies = apr_table_copy(portal->pool, browser->cookies);
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(1));
    browser_get(browser, "/recuperation/mot-de-passe");
    drive_recovery_password(browser, DRIVE_NEW_PASSWORD);
    hash = hash_of(portal);
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(1));
    browser_get(replay, "/recuperation/conditions");
    browser_post(replay, "/recuperation/conditions", "accepte", "oui", NULL);
    drive_recovery_password(replay, "autre-phrase-99");
    assert_string_equal(hash_of(portal), hash);
}

static void unknown_and_mismatched_are_one_error(void **state)
{
    portal_t *portal = *state;
    fixture_member_t wrong = *member, absent = fixture_public_money_order;
    answer_t *mismatch, *unknown;

    make_account(portal);
    wrong.rib = "00000000";
    mismatch = drive_recovery_facts(browser_open(portal), &wrong);
    unknown = drive_recovery_facts(browser_open(portal), &absent);
    assert_int_equal(mismatch->status, 422);
    assert_int_equal(unknown->status, 422);
    assert_true(answer_has_error(mismatch, NULL, "facts_mismatch"));
    assert_true(answer_has_error(unknown, NULL, "facts_mismatch"));
}

static void a_wrong_answer_costs_the_same_work_as_an_unknown_one(void **state)
{
    portal_t *portal = *state;
    fixture_member_t wrong = *member;
    browser_t *known = browser_open(portal), *unknown = browser_open(portal);
    int before, work;

    make_account(portal);
    wrong.rib = "00000000";
    drive_recovery_identity(known, &wrong);
    before = store_memory_calls(portal->fixture->store, NULL);
    drive_recovery_questions(known, &wrong);
    work = store_memory_calls(portal->fixture->store, NULL) - before;
    drive_recovery_identity(unknown, &fixture_public_money_order);
    before = store_memory_calls(portal->fixture->store, NULL);
    drive_recovery_questions(unknown, &fixture_public_money_order);
    assert_int_equal(store_memory_calls(portal->fixture->store, NULL) - before, work);
}

static void a_person_without_an_account_goes_on_to_create_one(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, member);
    assert_leads_to(drive_recovery_facts(browser, member), "/creation/courriel");
    assert_non_null(cnops_tree_text(browser_get(browser, "/creation/courriel")->page, "notice"));
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), 0);
}

static void creation_of_an_account_that_exists_becomes_a_recovery(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    make_account(portal);
    drive_to_questions(browser, member, false);
    assert_leads_to(drive_try_questions(browser, member), "/recuperation/courriel-code");
    browser_get(browser, "/recuperation/courriel-code");
    assert_leads_to(browser_post(browser, "/recuperation/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/recuperation/telephone-code");
}

static void a_closed_account_is_like_a_wrong_answer(void **state)
{
    portal_t *portal = *state;
    cnops_store_t *store = &portal->fixture->core.store;
    apr_array_header_t *accounts;

    make_account(portal);
    accounts = store_memory_accounts(portal->fixture->store, portal->pool);
    store->accounts->set_state(store->self, APR_ARRAY_IDX(accounts, 0, cnops_account_t).id,
                               CNOPS_ACCOUNT_CLOSED, 0, NULL, portal->pool);
    assert_true(answer_has_error(drive_recovery_facts(browser_open(portal), member), NULL,
                                 "facts_mismatch"));
}

static void the_browser_that_recovered_is_known(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    make_account(portal);
    drive_recovery_to_password(browser, member);
    assert_null(apr_table_get(browser->cookies, "cnops_device"));
    drive_recovery_password(browser, DRIVE_NEW_PASSWORD);
    assert_non_null(apr_table_get(browser->cookies, "cnops_device"));
}

/* --- ceilings --- */

/* Wrong codes are counted for the person over all journeys, up to the ceiling. */
static void wrong_codes_count_for_the_person(void **state)
{
    portal_t *portal = *state;
    int wrong_codes = 0, journeys = 0;

    portal->fixture->settings->person_codes = 7;
    portal->fixture->settings->destination_codes = 1000;
    make_account(portal);
    for (bool open = true; open && journeys < 100; journeys++) {
        browser_t *browser = browser_open(portal);

        assert_leads_to(drive_recovery_facts(browser, member), "/recuperation/courriel-code");
        for (int i = 0; i < 5; i++) {
            answer_t *answer =
                browser_post(browser, "/recuperation/courriel-code", "code", "000000", NULL);

            wrong_codes += answer->status == 422;
            open = answer->status == 422;
        }
    }
    assert_int_equal(wrong_codes, 7);
    assert_true(journeys < 100);
}

static void spend_answers(portal_t *portal)
{
    fixture_member_t wrong = *member;

    wrong.rib = "00000000";
    for (int i = 0; i < 3; i++)
        drive_recovery_facts(browser_open(portal), &wrong);
}

static void past_the_ceiling_a_known_browser_goes_on(void **state)
{
    portal_t *portal = *state;
    browser_t *owner = browser_open(portal);

    portal->fixture->settings->person_answers = 3;
    portal->fixture->settings->pow_levels = 0;
    make_account(portal);
    assert_leads_to(drive_sign_in(owner, member, DRIVE_PASSWORD), "/espace");
    spend_answers(portal);
    assert_int_equal(drive_recovery_identity(browser_open(portal), member)->status, 429);
    assert_leads_to(drive_recovery_facts(owner, member), "/recuperation/courriel-code");
}

static void past_the_ceiling_a_link_to_the_bound_e_mail_goes_on(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *link;
    int emails;

    portal->fixture->settings->person_answers = 3;
    portal->fixture->settings->pow_levels = 0;
    make_account(portal);
    spend_answers(portal);
    emails = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
    for (int i = 0; i < 3; i++) /* one link a day */
        assert_int_equal(drive_recovery_identity(browser_open(portal), member)->status, 429);
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), emails + 1);
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        DRIVE_EMAIL);
    link = drive_link(browser, CNOPS_CHANNEL_EMAIL, "suite");
    assert_int_equal(browser_get(browser, link)->status, 200); /* opening the page gives nothing */
    assert_int_equal(drive_recovery_identity(browser_open(portal), member)->status, 429);
    assert_leads_to(browser_post(browser, link, NULL), "/");
    assert_leads_to(drive_recovery_facts(browser, member), "/recuperation/courriel-code");
}

/* An unknown person gets the same answer at the ceiling. */
static void the_ceiling_tells_nothing(void **state)
{
    portal_t *portal = *state;
    fixture_member_t absent = fixture_public_money_order;
    browser_t *known = browser_open(portal), *unknown = browser_open(portal);
    answer_t *first, *second;

    portal->fixture->settings->person_answers = 3;
    portal->fixture->settings->pow_levels = 0;
    make_account(portal);
    spend_answers(portal);
    for (int i = 0; i < 3; i++)
        drive_recovery_facts(browser_open(portal), &absent);
    first = drive_recovery_identity(known, member);
    second = drive_recovery_identity(unknown, &absent);
    assert_int_equal(first->status, 429);
    assert_int_equal(second->status, 429);
    assert_int_equal(first->res->body_len, second->res->body_len);
}

/* The number of one membership and the RIB of another prove nothing. */
static void facts_of_two_memberships_do_not_add_up(void **state)
{
    portal_t *portal = *state;
    fixture_member_t other = *member, mixed = *member;

    portal->fixture->settings->pow_levels = 0;
    make_account(portal);
    other.immatriculation = "10000077";
    other.employee_no = "EMP0077";
    other.rib = "77777777";
    core_fixture_add_member(portal->fixture, &other);
    assert_leads_to(drive_recovery_facts(browser_open(portal), &other),
                    "/recuperation/courriel-code");
    mixed.rib = other.rib;
    assert_true(answer_has_error(drive_recovery_facts(browser_open(portal), &mixed), NULL,
                                 "facts_mismatch"));
    mixed = *member;
    mixed.employee_no = other.employee_no;
    assert_true(answer_has_error(drive_recovery_facts(browser_open(portal), &mixed), NULL,
                                 "facts_mismatch"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_member_chooses_a_new_password),
        TEST(codes_go_to_the_bound_contacts_shown_masked),
        TEST(every_session_ends_and_all_contacts_get_a_message),
        TEST(a_recovery_counts_once),
        TEST(a_replayed_cookie_cannot_begin_again),
        TEST(unknown_and_mismatched_are_one_error),
        TEST(a_wrong_answer_costs_the_same_work_as_an_unknown_one),
        TEST(a_person_without_an_account_goes_on_to_create_one),
        TEST(creation_of_an_account_that_exists_becomes_a_recovery),
        TEST(a_closed_account_is_like_a_wrong_answer),
        TEST(the_browser_that_recovered_is_known),
        TEST(wrong_codes_count_for_the_person),
        TEST(past_the_ceiling_a_known_browser_goes_on),
        TEST(past_the_ceiling_a_link_to_the_bound_e_mail_goes_on),
        TEST(the_ceiling_tells_nothing),
        TEST(facts_of_two_memberships_do_not_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
