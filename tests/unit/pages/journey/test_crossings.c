/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Journeys that meet, in one browser or about one account. What was proved for one does not count
 * for another, and a change that comes too late has no effect. */
#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/account_changes.h"
#include "core/guard/throttle.h"
#include "core/request/opposition.h"
#include "core/request/request.h"
#include "twins/recovery_drive.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HOUR    apr_time_from_sec(3600)
#define CHANGES "/espace/coordonnees"

static const fixture_member_t *const member = &fixture_public_transfer;
static const fixture_member_t *const neighbour = &fixture_student_transfer;

static const cnops_account_t *account_of(portal_t *portal)
{
    apr_array_header_t *all = store_memory_accounts(portal->fixture->store, portal->pool);

    return all->nelts ? &APR_ARRAY_IDX(all, 0, cnops_account_t) : NULL;
}

static const char *contact_of(portal_t *portal, cnops_channel_e channel)
{
    const char *contact;

    assert_int_equal(cnops_account_contact(&contact, &portal->fixture->core, account_of(portal),
                                           channel, portal->pool),
                     APR_SUCCESS);
    return contact;
}

static int mails(portal_t *portal)
{
    return core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
}

/* --- one browser, two journeys: each has codes of its own --- */

/* The mobile is lost, the e-mail is not. */
static void a_contact_that_is_kept_is_proved_again(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    const char *former;
    int before;

    clock_fake_advance(portal->fixture->clock, HOUR);
    assert_leads_to(drive_recovery_facts(browser, member), "/recuperation/courriel-code");
    former = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    browser_post(browser, "/recuperation/courriel-code", "code", former, NULL);
    browser_get(browser, "/recuperation/contact");
    assert_leads_to(browser_post(browser, "/recuperation/contact", NULL),
                    "/recuperation/contact/courriel");
    browser_get(browser, "/recuperation/contact/courriel");
    before = mails(portal);
    assert_leads_to(browser_post(browser, "/recuperation/contact/courriel", "courriel", DRIVE_EMAIL,
                                 "courriel_confirmation", DRIVE_EMAIL, NULL),
                    "/recuperation/contact/courriel-code");
    assert_int_equal(mails(portal), before + 1);
    browser_get(browser, "/recuperation/contact/courriel-code");
    if (strcmp(former, drive_code(browser, CNOPS_CHANNEL_EMAIL)) != 0)
        assert_true(answer_has_error(
            browser_post(browser, "/recuperation/contact/courriel-code", "code", former, NULL),
            "code", "code_wrong"));
    assert_leads_to(browser_post(browser, "/recuperation/contact/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/recuperation/contact/telephone");
}

/* Two members of a family share one mailbox. */
static void a_recovery_beside_a_creation_sends_its_own_code(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    int before;

    core_fixture_add_member(portal->fixture, neighbour);
    clock_fake_advance(portal->fixture->clock, HOUR);
    drive_to_phone_code(browser, neighbour, false);
    before = mails(portal);
    assert_leads_to(drive_recovery_facts(browser, member), "/recuperation/courriel-code");
    assert_int_equal(mails(portal), before + 1);
}

/* A creation finds the account after its questions and becomes a recovery: a second click goes on
 * with the same one. */
static void a_second_click_goes_on_with_the_same_recovery(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal), *click = browser_open(portal);
    int before;

    clock_fake_advance(portal->fixture->clock, HOUR);
    drive_to_questions(browser, member, false);
    browser_get(browser, "/creation/questions");
    click->cookies = apr_table_copy(portal->pool, browser->cookies);
    assert_leads_to(drive_try_questions(browser, member), "/recuperation/courriel-code");
    before = mails(portal);
    assert_leads_to(drive_try_questions(click, member), "/recuperation/courriel-code");
    assert_int_equal(mails(portal), before);
    browser_get(click, "/recuperation/courriel-code");
    assert_leads_to(browser_post(click, "/recuperation/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/recuperation/telephone-code");
}

static void a_sign_in_of_another_member_sends_its_own_code(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal), *other = browser_open(portal);
    int before;

    core_fixture_add_member(portal->fixture, neighbour);
    clock_fake_advance(portal->fixture->clock, HOUR);
    drive_to_end(other, neighbour, false);
    clock_fake_advance(portal->fixture->clock, HOUR);
    assert_leads_to(drive_password(browser, member->document, DRIVE_PASSWORD, NULL),
                    "/connexion/code");
    before = mails(portal);
    assert_leads_to(drive_password(browser, neighbour->document, DRIVE_PASSWORD, NULL),
                    "/connexion/code");
    assert_int_equal(mails(portal), before + 1);
}

/* --- one account --- */

/* The recovery has proved a contact that is not bound any more. */
static void a_recovery_ends_where_the_contacts_change(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    const char *hash;
    cnops_change_t change = {0};

    clock_fake_advance(portal->fixture->clock, HOUR);
    drive_recovery_to_password(browser, member);
    clock_fake_advance(portal->fixture->clock, 1);
    change.account = account_of(portal);
    assert_int_equal(cnops_account_change_contact(&portal->fixture->core, &change,
                                                  CNOPS_CHANNEL_EMAIL, DRIVE_NEW_EMAIL,
                                                  portal->pool),
                     APR_SUCCESS);
    hash = account_of(portal)->password_hash;
    browser_get(browser, "/recuperation/mot-de-passe");
    assert_leads_to(drive_recovery_password(browser, DRIVE_NEW_PASSWORD),
                    "/recuperation/conditions");
    assert_string_equal(account_of(portal)->password_hash, hash);
    assert_non_null(
        cnops_tree_text(browser_get(browser, "/recuperation/conditions")->page, "notice"));
}

/* Only the attempt that opened the session is given back, not those of strangers. */
static void a_second_click_gives_no_attempt_back(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_core_t *core = &portal->fixture->core;
    browser_t *browser = browser_open(portal), *click = browser_open(portal);
    const cnops_person_t *person;
    cnops_verdict_t verdict;
    const char *code;

    drive_password(browser_open(portal), member->document, "pas-le-bon-1", NULL);
    drive_password(browser_open(portal), member->document, "pas-le-bon-2", NULL);
    drive_password(browser, member->document, DRIVE_PASSWORD, NULL);
    browser_get(browser, "/connexion/code");
    code = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    click->cookies = apr_table_copy(portal->pool, browser->cookies);
    click->jeton = browser->jeton;
    assert_leads_to(browser_post(browser, "/connexion/code", "code", code, NULL), "/espace");
    assert_leads_to(browser_post(click, "/connexion/code", "code", code, NULL), "/espace");
    core->store.persons->by_id(core->store.self, &person, account_of(portal)->person_id,
                               portal->pool);
    assert_int_equal(cnops_throttle_look(&verdict, core, CNOPS_USE_SIGNIN_STRANGER,
                                         person->document_digest, 0, portal->pool),
                     APR_SUCCESS);
    assert_int_equal(verdict.count, 2);
}

static void start_change(browser_t *browser)
{
    browser_get(browser, CHANGES);
    assert_leads_to(browser_post(browser, CHANGES, "canal", "courriel", "courriel", DRIVE_NEW_EMAIL,
                                 "courriel_confirmation", DRIVE_NEW_EMAIL, "mot_de_passe_actuel",
                                 DRIVE_PASSWORD, NULL),
                    CHANGES);
    browser_get(browser, CHANGES);
    assert_leads_to(
        browser_post(browser, CHANGES, "code", drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
        CHANGES);
    browser_get(browser, CHANGES);
}

static answer_t *finish_change(browser_t *browser)
{
    return browser_post(browser, CHANGES, "code", drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL);
}

static void a_freeze_stops_a_change_that_is_under_way(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_store_t *store = &portal->fixture->core.store;

    start_change(browser);
    assert_int_equal(store->accounts->set_state(
                         store->self, account_of(portal)->id, CNOPS_ACCOUNT_ACTIVE,
                         cnops_core_now(&portal->fixture->core) + HOUR, NULL, portal->pool),
                     APR_SUCCESS);
    assert_leads_to(finish_change(browser), CHANGES);
    assert_true(cnops_tree_bool(browser_get(browser, CHANGES)->page, "frozen"));
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
}

static void a_change_that_failed_is_not_reported_as_done(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    start_change(browser);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(accounts, set_contact),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(finish_change(browser)->status, 503);
    browser_get(browser, CHANGES);
    assert_leads_to(finish_change(browser), CHANGES);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_NEW_EMAIL);
}

/* A stranger in a session sends a new password after the owner has recovered the account. */
static void a_session_that_has_ended_changes_no_password(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_core_t *core = &portal->fixture->core;
    cnops_change_t seen = {.account = account_of(portal)};
    const char *hash;

    clock_fake_advance(portal->fixture->clock, HOUR);
    assert_int_equal(
        cnops_account_change_password(core, &seen, DRIVE_NEW_PASSWORD, NULL, portal->pool),
        APR_SUCCESS);
    hash = account_of(portal)->password_hash;
    assert_int_equal(
        cnops_account_change_password(core, &seen, "pas-le-mien-9", NULL, portal->pool),
        CNOPS_ENOTFOUND);
    assert_string_equal(account_of(portal)->password_hash, hash);
    assert_int_equal(cnops_account_change_contact(core, &seen, CNOPS_CHANNEL_EMAIL, DRIVE_NEW_EMAIL,
                                                  portal->pool),
                     CNOPS_ENOTFOUND);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
    /* A second click sends the same. */
    assert_int_equal(
        cnops_account_change_password(core, &seen, DRIVE_NEW_PASSWORD, NULL, portal->pool),
        APR_SUCCESS);
}

static const char *link_to(portal_t *portal, cnops_opposition_e kind, const char *former)
{
    cnops_opposition_t about = {kind, account_of(portal)->id, former, 0};

    return portal_refusal(portal, &about);
}

static void each_contact_that_was_taken_comes_back(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *owner = browser_open(portal);
    const char *email = link_to(portal, CNOPS_OPPOSITION_EMAIL, "avant@example.ma");
    const char *phone = link_to(portal, CNOPS_OPPOSITION_PHONE, "+212600000001");

    clock_fake_advance(portal->fixture->clock, HOUR);
    browser_get(owner, email);
    assert_leads_to(browser_post(owner, email, NULL), "/connexion");
    assert_string_equal(cnops_tree_text(browser_get(owner, email)->page, "state"), "over");
    clock_fake_advance(portal->fixture->clock, HOUR);
    assert_string_equal(cnops_tree_text(browser_get(owner, phone)->page, "state"), "open");
    assert_leads_to(browser_post(owner, phone, NULL), "/connexion");
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), "avant@example.ma");
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_SMS), "+212600000001");
    assert_string_equal(cnops_tree_text(browser_get(owner, phone)->page, "state"), "over");
}

/* --- requests that were read before a change --- */

static const cnops_request_t *lodge(portal_t *portal, const cnops_account_t *account,
                                    const char *ref, cnops_request_made_e *pmade)
{
    const cnops_core_t *core = &portal->fixture->core;
    cnops_request_asking_t asking = {.ref = ref,
                                     .person_id = account->person_id,
                                     .kind = CNOPS_REQUEST_CONTACT,
                                     .email = DRIVE_NEW_EMAIL,
                                     .phone = "+212698765432",
                                     .lang = "fr"};
    cnops_event_t event = {.actor = CNOPS_ACTOR_VISITOR};
    const cnops_request_t *request;

    assert_int_equal(cnops_request_lodge(pmade, core, account,
                                         cnops_request_build(core, &asking, portal->pool), NULL,
                                         event, portal->pool),
                     APR_SUCCESS);
    assert_int_equal(core->store.requests->by_ref(core->store.self, &request, ref, portal->pool),
                     APR_SUCCESS);
    return request;
}

static void oppose(portal_t *portal, const cnops_request_t *request)
{
    cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_OPPOSED, .actor = CNOPS_ACTOR_MEMBER};

    assert_int_equal(cnops_request_end(&portal->fixture->core, request, CNOPS_REQUEST_OPPOSED, NULL,
                                       &event, portal->pool),
                     APR_SUCCESS);
}

static void a_request_refused_meanwhile_takes_no_effect(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_core_t *core = &portal->fixture->core;
    cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_APPLIED, .actor = CNOPS_ACTOR_SYSTEM};
    const cnops_request_t *request;
    cnops_request_made_e made;

    request = lodge(portal, account_of(portal), "00000000000000000000000000000001", &made);
    oppose(portal, request);
    core->store.requests->by_id(core->store.self, &request, request->id, portal->pool);
    assert_int_equal(cnops_request_apply(core, request, NULL, &event, portal->pool),
                     CNOPS_ECONFLICT);
    assert_int_equal(cnops_request_accept(core, request, 1, &event, portal->pool), CNOPS_ECONFLICT);
    assert_int_equal(cnops_request_decline(core, request, &event, portal->pool), CNOPS_ECONFLICT);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
    core->store.requests->by_id(core->store.self, &request, request->id, portal->pool);
    assert_int_equal(request->state, CNOPS_REQUEST_OPPOSED);
}

static void a_freeze_stops_a_caller_that_read_the_account_before(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_account_t *before = account_of(portal);
    cnops_request_made_e made;

    oppose(portal, lodge(portal, before, "00000000000000000000000000000001", &made));
    assert_null(lodge(portal, before, "00000000000000000000000000000002", &made));
    assert_int_equal(made, CNOPS_REQUEST_CLOSED);
}

/* A store in which another change of the request comes just before this one. */
static cnops_store_t plain;
static void (*come_between)(void *self);

static apr_status_t update_overtaken(void *self, const cnops_request_change_t *change,
                                     const cnops_trail_t *trail, apr_pool_t *pool)
{
    void (*first)(void *) = come_between;

    come_between = NULL;
    if (first)
        first(self);
    return plain.requests->update(self, change, trail, pool);
}

static portal_t *opened;

static void open_account(void *self)
{
    const cnops_core_t *core = &opened->fixture->core;
    cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_APPLIED, .actor = CNOPS_ACTOR_SYSTEM};
    apr_int64_t last_id = 0;
    apr_array_header_t *list;

    (void)self;
    plain.requests->in_state(plain.self, &list, CNOPS_REQUEST_OPEN, &last_id, 1, opened->pool);
    assert_int_equal(cnops_request_apply(core, &APR_ARRAY_IDX(list, 0, cnops_request_t), NULL,
                                         &event, opened->pool),
                     APR_SUCCESS);
}

static void a_refusal_that_comes_late_deletes_no_account(void **state)
{
    portal_t *portal = opened = *state;
    cnops_core_t *core = &portal->fixture->core;
    cnops_event_t event = {.kind = CNOPS_EVENT_REQUEST_OPPOSED, .actor = CNOPS_ACTOR_MEMBER};
    cnops_requests_port_t overtaken;
    apr_int64_t last_id = 0;
    apr_array_header_t *list;

    portal->fixture->settings->creation_assurance = CNOPS_ASSURANCE_LETTER;
    core_fixture_add_member(portal->fixture, member);
    drive_to_end(browser_open(portal), member, false);
    plain = core->store;
    plain.requests->in_state(plain.self, &list, CNOPS_REQUEST_OPEN, &last_id, 1, portal->pool);
    overtaken = *plain.requests;
    overtaken.update = update_overtaken;
    core->store.requests = &overtaken;
    come_between = open_account;
    assert_int_equal(cnops_request_end(core, &APR_ARRAY_IDX(list, 0, cnops_request_t),
                                       CNOPS_REQUEST_OPPOSED, NULL, &event, portal->pool),
                     CNOPS_ECONFLICT);
    assert_non_null(account_of(portal));
    assert_int_equal(account_of(portal)->state, CNOPS_ACCOUNT_ACTIVE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_contact_that_is_kept_is_proved_again),
        TEST(a_recovery_beside_a_creation_sends_its_own_code),
        TEST(a_second_click_goes_on_with_the_same_recovery),
        TEST(a_sign_in_of_another_member_sends_its_own_code),
        TEST(a_recovery_ends_where_the_contacts_change),
        TEST(a_second_click_gives_no_attempt_back),
        TEST(a_freeze_stops_a_change_that_is_under_way),
        TEST(a_change_that_failed_is_not_reported_as_done),
        TEST(a_session_that_has_ended_changes_no_password),
        TEST(each_contact_that_was_taken_comes_back),
        TEST(a_request_refused_meanwhile_takes_no_effect),
        TEST(a_freeze_stops_a_caller_that_read_the_account_before),
        TEST(a_refusal_that_comes_late_deletes_no_account),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
