/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The second step of signing in, without a server. */
#include "base/errors.h"
#include "core/account/account_changes.h"
#include "core/journal/journal.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MEMBER fixture_public_transfer

static answer_t *half_sign_in(browser_t *browser)
{
    answer_t *answer = drive_password(browser, MEMBER.document, DRIVE_PASSWORD, NULL);

    assert_leads_to(answer, "/connexion/code");
    assert_null(apr_table_get(browser->cookies, "cnops_session"));
    return answer;
}

static browser_t *half_signed_in(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    half_sign_in(browser);
    assert_int_equal(browser_get(browser, "/connexion/code")->status, 200);
    return browser;
}

static answer_t *type_code(browser_t *browser, const char *code)
{
    return browser_post(browser, "/connexion/code", "code", code, NULL);
}

static const char *email_code(browser_t *browser)
{
    return drive_code(browser, CNOPS_CHANNEL_EMAIL);
}

static const char *wrong_code(browser_t *browser)
{
    char *code = apr_pstrdup(browser->portal->pool, email_code(browser));

    code[0] = (char)(code[0] == '9' ? '0' : code[0] + 1);
    return code;
}

static const cnops_account_t *account_of(portal_t *portal)
{
    apr_array_header_t *all = store_memory_accounts(portal->fixture->store, portal->pool);

    return &APR_ARRAY_IDX(all, 0, cnops_account_t);
}

static int count_messages(portal_t *portal)
{
    return core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL) +
           core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
}

static const char *newest_event(portal_t *portal)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_journal_list(&list, &portal->fixture->core,
                                        account_of(portal)->person_id, 1, portal->pool),
                     APR_SUCCESS);
    return APR_ARRAY_IDX(list, 0, cnops_event_shown_t).kind;
}

/* --- signing in --- */

static void no_session_before_the_code(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);

    assert_int_equal(store_memory_session_count(portal->fixture->store), 0);
    assert_leads_to(browser_get(browser, "/espace"), "/connexion");
    assert_leads_to(type_code(browser, email_code(browser)), "/espace");
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    assert_int_equal(store_memory_session_count(portal->fixture->store), 1);
}

static void the_page_says_where_the_code_went(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    const cnops_tree_t *page = browser_get(browser, "/connexion/code")->page;

    assert_string_equal(cnops_tree_text(page, "step"), "code");
    assert_string_equal(cnops_tree_text(page, "canal"), "courriel");
    assert_non_null(strstr(cnops_tree_text(page, "destination"), "•"));
    assert_null(strstr(browser_get(browser, "/connexion/code")->body, DRIVE_EMAIL));
    assert_true(answer_asks(browser_get(browser, "/connexion/code"), "code"));
}

static void a_wrong_code_opens_nothing(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    answer_t *answer = type_code(browser, wrong_code(browser));

    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "code", "code_wrong"));
    assert_int_equal(store_memory_session_count(portal->fixture->store), 0);
    assert_true(answer_has_error(type_code(browser, ""), "code", "required"));
    assert_leads_to(type_code(browser, email_code(browser)), "/espace");
}

static void a_code_has_five_tries(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    const char *wrong = wrong_code(browser);

    for (int i = 0; i < 5; i++)
        assert_true(answer_has_error(type_code(browser, wrong), "code", "code_wrong"));
    assert_true(
        answer_has_error(type_code(browser, email_code(browser)), "code", "code_exhausted"));
    assert_int_equal(store_memory_session_count(portal->fixture->store), 0);
}

static void the_code_is_asked_only_after_the_password(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);

    assert_leads_to(browser_get(browser, "/connexion/code"), "/connexion");
    browser_get(browser, "/connexion");
    assert_leads_to(type_code(browser, "123456"), "/connexion");
    drive_password(browser, MEMBER.document, "pas-le-bon-1", NULL);
    assert_leads_to(type_code(browser, "123456"), "/connexion");
}

static void a_code_is_right_only_in_its_own_browser(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *first = half_signed_in(portal);
    const char *code = email_code(first);
    browser_t *second = half_signed_in(portal);

    if (strcmp(code, email_code(second)) != 0)
        assert_int_equal(type_code(second, code)->status, 422);
    assert_leads_to(type_code(first, code), "/espace");
}

/* --- one journey, one session --- */

static void a_second_click_gets_the_same_session(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal), *click = browser_open(portal);
    const char *code = email_code(browser);

    click->cookies = apr_table_copy(portal->pool, browser->cookies);
    click->jeton = browser->jeton;
    assert_leads_to(type_code(browser, code), "/espace");
    assert_leads_to(type_code(click, code), "/espace");
    assert_string_equal(apr_table_get(click->cookies, "cnops_session"),
                        apr_table_get(browser->cookies, "cnops_session"));
    /* The browser is known, whichever of the two answers it keeps. */
    assert_leads_to(drive_password(click, MEMBER.document, DRIVE_PASSWORD, NULL), "/espace");
    assert_int_equal(store_memory_session_count(portal->fixture->store), 1);
}

static void a_replayed_cookie_opens_nothing_after_signing_out(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal), *replay = browser_open(portal);
    const char *code = email_code(browser);

    replay->cookies = apr_table_copy(portal->pool, browser->cookies);
    replay->jeton = browser->jeton;
    assert_leads_to(type_code(browser, code), "/espace");
    browser_get(browser, "/espace");
    assert_leads_to(browser_post(browser, "/deconnexion", NULL), "/");
    assert_leads_to(type_code(replay, code), "/connexion");
    assert_int_equal(store_memory_session_count(portal->fixture->store), 0);
}

static void a_half_sign_in_expires(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);

    clock_fake_advance(portal->fixture->clock,
                       portal->fixture->settings->code_ttl + apr_time_from_sec(1));
    assert_leads_to(type_code(browser, email_code(browser)), "/connexion");
}

static void another_password_ends_a_half_sign_in(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    const char *code = email_code(browser);
    const cnops_change_t change = {.account = account_of(portal)};

    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(1));
    assert_int_equal(cnops_account_change_password(&portal->fixture->core, &change, "autre-oujda-9",
                                                   NULL, portal->pool),
                     APR_SUCCESS);
    assert_leads_to(type_code(browser, code), "/connexion");
    assert_non_null(cnops_tree_text(browser_get(browser, "/connexion")->page, "notice"));
    assert_int_equal(store_memory_session_count(portal->fixture->store), 0);
}

static void a_closed_account_ends_a_half_sign_in(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    const cnops_store_t *store = &portal->fixture->core.store;

    assert_int_equal(store->accounts->set_state(store->self, account_of(portal)->id,
                                                CNOPS_ACCOUNT_CLOSED, 0, NULL, portal->pool),
                     APR_SUCCESS);
    assert_leads_to(type_code(browser, email_code(browser)), "/connexion");
}

/* --- which browsers are asked --- */

static void a_known_browser_needs_no_code(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    browser_get(browser, "/espace");
    browser_post(browser, "/deconnexion", NULL);
    assert_leads_to(drive_password(browser, MEMBER.document, DRIVE_PASSWORD, NULL), "/espace");
    assert_string_equal(newest_event(portal), "signed_in");
}

static void the_browser_of_the_creation_is_known(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &MEMBER);
    drive_to_end(browser, &MEMBER, false);
    assert_leads_to(drive_password(browser, MEMBER.document, DRIVE_PASSWORD, NULL), "/espace");
}

static void a_stolen_device_cookie_alone_opens_nothing(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *owner = drive_member(portal), *thief = browser_open(portal);

    apr_table_set(thief->cookies, "cnops_device", apr_table_get(owner->cookies, "cnops_device"));
    assert_leads_to(browser_get(thief, "/espace"), "/connexion");
    assert_int_equal(drive_password(thief, MEMBER.document, "pas-le-bon-1", NULL)->status, 422);
    assert_leads_to(type_code(thief, "123456"), "/connexion");
    assert_null(apr_table_get(thief->cookies, "cnops_session"));
}

static void a_forgotten_browser_needs_a_code_again(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_change_t change = {.account = account_of(portal)};

    assert_int_equal(
        cnops_account_forget_browser(&portal->fixture->core, &change, NULL, NULL, portal->pool),
        APR_SUCCESS);
    assert_leads_to(browser_get(browser, "/espace"), "/connexion");
    assert_leads_to(drive_password(browser, MEMBER.document, DRIVE_PASSWORD, NULL),
                    "/connexion/code");
}

static void with_always_a_known_browser_needs_a_code_too(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser;

    portal->fixture->settings->signin_second_step = CNOPS_SECOND_STEP_ALWAYS;
    browser = drive_member(portal);
    assert_leads_to(drive_password(browser, MEMBER.document, DRIVE_PASSWORD, NULL),
                    "/connexion/code");
    assert_leads_to(type_code(browser, email_code(browser)), "/espace");
    assert_string_equal(newest_event(portal), "signed_in");
}

static void with_never_a_new_browser_needs_no_code_but_is_reported(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    int before = count_messages(portal);

    portal->fixture->settings->signin_second_step = CNOPS_SECOND_STEP_NEVER;
    assert_leads_to(drive_password(browser, MEMBER.document, DRIVE_PASSWORD, NULL), "/espace");
    assert_int_equal(count_messages(portal), before + 2);
    assert_string_equal(newest_event(portal), "device_new");
}

static void a_shared_browser_is_known_to_each_account(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    portal->fixture->settings->contact_accounts = 5;
    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    browser_get(browser, "/espace");
    browser_post(browser, "/deconnexion", NULL);
    drive_to_end(browser, &fixture_student_transfer, false);
    assert_leads_to(
        drive_password(browser, fixture_student_transfer.document, DRIVE_PASSWORD, NULL),
        "/espace");
    browser_get(browser, "/espace");
    browser_post(browser, "/deconnexion", NULL);
    assert_leads_to(drive_password(browser, MEMBER.document, DRIVE_PASSWORD, NULL), "/espace");
}

/* --- messages --- */

static void both_contacts_get_a_message_about_a_new_browser(void **state)
{
    portal_t *portal = drive_account(state);
    int emails = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
    const cnops_message_t *message;

    drive_member(portal);
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), emails + 2);
    message = core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL);
    assert_string_equal(message->to, DRIVE_EMAIL);
    assert_non_null(strstr(message->text, "http://localhost:8080/mon_compte/opposition/"));
    assert_non_null(strstr(message->text, "203.0.113.0/24"));
    message = core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_SMS);
    assert_string_equal(message->to, "+212612345678");
    assert_non_null(strstr(message->text, "/opposition/"));
    assert_string_equal(newest_event(portal), "device_new");
}

static void the_message_says_that_a_password_was_typed(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_message_t *message;

    half_signed_in(portal);
    message = core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL);
    assert_non_null(strstr(message->text, "mot de passe"));
}

/* --- other channels --- */

static void the_code_comes_by_sms_if_asked(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    int sms = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
    answer_t *answer;

    assert_leads_to(browser_post(browser, "/connexion/code", "canal", "sms", NULL),
                    "/connexion/code");
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS), sms + 1);
    answer = browser_get(browser, "/connexion/code");
    assert_string_equal(cnops_tree_text(answer->page, "canal"), "sms");
    assert_leads_to(browser_post(browser, "/connexion/code", "canal", "sms", "code",
                                 drive_code(browser, CNOPS_CHANNEL_SMS), NULL),
                    "/espace");
}

static void the_code_of_either_channel_opens(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    const char *code = email_code(browser);

    browser_post(browser, "/connexion/code", "canal", "sms", "action", "renvoyer", NULL);
    assert_leads_to(
        browser_post(browser, "/connexion/code", "canal", "courriel", "code", code, NULL),
        "/espace");
}

static void an_unknown_channel_is_refused(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    answer_t *answer = browser_post(browser, "/connexion/code", "canal", "pigeon", NULL);

    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, NULL, "invalid_choice"));
}

static void another_code_is_sent_only_after_a_while(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    const char *former = email_code(browser);
    answer_t *answer = browser_post(browser, "/connexion/code", "action", "renvoyer", NULL);

    assert_int_equal(answer->status, 429);
    assert_true(answer_has_error(answer, NULL, "too_soon"));
    assert_non_null(apr_table_get(answer->res->headers, "Retry-After"));
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->resend_after);
    assert_leads_to(browser_post(browser, "/connexion/code", "action", "renvoyer", NULL),
                    "/connexion/code");
    if (strcmp(former, email_code(browser)) != 0)
        assert_int_equal(type_code(browser, former)->status, 422);
    assert_leads_to(type_code(browser, email_code(browser)), "/espace");
}

/* --- limits --- */

static void codes_are_counted_by_account(void **state)
{
    portal_t *portal = drive_account(state);
    int before = count_messages(portal);
    browser_t *last = NULL;

    portal->fixture->settings->signin_codes = 2;
    portal->fixture->settings->signin_free = 100;
    for (int i = 0; i < 4; i++) {
        last = browser_open(portal);
        half_sign_in(last);
        browser_post(last, "/connexion/code", "canal", "sms", NULL);
    }
    assert_int_equal(count_messages(portal), before + 2);
    assert_int_equal(browser_post(last, "/connexion/code", "canal", "sms", NULL)->status, 429);
}

static void wrong_codes_are_counted_over_all_journeys(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser;
    int tried = 0;

    portal->fixture->settings->person_codes = 7;
    portal->fixture->settings->signin_free = 100;
    for (int i = 0; i < 4; i++) {
        browser = half_signed_in(portal);
        for (int j = 0; j < 5; j++)
            tried += type_code(browser, wrong_code(browser))->status == 422;
    }
    assert_int_equal(tried, 7);
    assert_int_equal(type_code(browser, email_code(browser))->status, 429);
}

/* A visitor who has only the password counts like one who guesses it. */
static void a_half_sign_in_counts_as_a_failure_until_the_code(void **state)
{
    portal_t *portal = drive_account(state);
    answer_t *answer;
    browser_t *last = NULL;

    for (int i = 0; i < 3; i++)
        last = half_signed_in(portal);
    answer = drive_password(browser_open(portal), MEMBER.document, DRIVE_PASSWORD, NULL);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "altcha", "captcha_required"));
    assert_leads_to(type_code(last, email_code(last)), "/espace");
    half_signed_in(portal);
}

static void a_store_that_is_down_opens_nothing(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = half_signed_in(portal);
    const char *code = email_code(browser);

    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(sessions, begin),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(type_code(browser, code)->status, 503);
    assert_int_equal(store_memory_session_count(portal->fixture->store), 0);
    assert_leads_to(type_code(browser, code), "/espace");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_session_before_the_code),
        TEST(the_page_says_where_the_code_went),
        TEST(a_wrong_code_opens_nothing),
        TEST(a_code_has_five_tries),
        TEST(the_code_is_asked_only_after_the_password),
        TEST(a_code_is_right_only_in_its_own_browser),
        TEST(a_second_click_gets_the_same_session),
        TEST(a_replayed_cookie_opens_nothing_after_signing_out),
        TEST(a_half_sign_in_expires),
        TEST(another_password_ends_a_half_sign_in),
        TEST(a_closed_account_ends_a_half_sign_in),
        TEST(a_known_browser_needs_no_code),
        TEST(the_browser_of_the_creation_is_known),
        TEST(a_stolen_device_cookie_alone_opens_nothing),
        TEST(a_forgotten_browser_needs_a_code_again),
        TEST(with_always_a_known_browser_needs_a_code_too),
        TEST(with_never_a_new_browser_needs_no_code_but_is_reported),
        TEST(a_shared_browser_is_known_to_each_account),
        TEST(both_contacts_get_a_message_about_a_new_browser),
        TEST(the_message_says_that_a_password_was_typed),
        TEST(the_code_comes_by_sms_if_asked),
        TEST(the_code_of_either_channel_opens),
        TEST(an_unknown_channel_is_refused),
        TEST(another_code_is_sent_only_after_a_while),
        TEST(codes_are_counted_by_account),
        TEST(wrong_codes_are_counted_over_all_journeys),
        TEST(a_half_sign_in_counts_as_a_failure_until_the_code),
        TEST(a_store_that_is_down_opens_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
