/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/coordonnees, without a server. */
#include "core/account/account.h"
#include "core/account/account_changes.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE      "/espace/coordonnees"
#define NEW_EMAIL "fatima.nouvelle@example.ma"
#define NEW_PHONE "0798765432"

static const cnops_account_t *account_of(portal_t *portal)
{
    apr_array_header_t *all = store_memory_accounts(portal->fixture->store, portal->pool);

    return &APR_ARRAY_IDX(all, 0, cnops_account_t);
}

static const char *contact_of(portal_t *portal, cnops_channel_e channel)
{
    const char *contact;

    assert_int_equal(cnops_account_contact(&contact, &portal->fixture->core, account_of(portal),
                                           channel, portal->pool),
                     APR_SUCCESS);
    return contact;
}

static const char *last_to(portal_t *portal, cnops_channel_e channel)
{
    return core_fixture_last_message(portal->fixture, channel)->to;
}

static answer_t *ask_email(browser_t *browser, const char *email, const char *password)
{
    browser_get(browser, PAGE);
    return browser_post(browser, PAGE, "canal", "courriel", "courriel", email,
                        "courriel_confirmation", email, "mot_de_passe_actuel", password, NULL);
}

static answer_t *ask_phone(browser_t *browser, const char *phone)
{
    browser_get(browser, PAGE);
    return browser_post(browser, PAGE, "canal", "sms", "telephone", phone, "telephone_confirmation",
                        phone, "mot_de_passe_actuel", DRIVE_PASSWORD, NULL);
}

static answer_t *type_code(browser_t *browser, const char *code)
{
    browser_get(browser, PAGE);
    return browser_post(browser, PAGE, "code", code, NULL);
}

static const char *step_of(browser_t *browser)
{
    return cnops_tree_text(browser_get(browser, PAGE)->page, "step");
}

/* --- a change --- */

/* A page that asked for a code that was never sent would keep its member waiting. */
static void a_change_whose_code_cannot_leave_has_not_begun(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    assert_string_equal(step_of(browser), "coordonnees");
    codes_memory_down(portal->fixture->codes, true);
    assert_int_equal(ask_email(browser, "neuf@example.ma", DRIVE_PASSWORD)->status, 503);
    assert_string_equal(step_of(browser), "coordonnees");
    codes_memory_down(portal->fixture->codes, false);
    assert_int_equal(ask_email(browser, "neuf@example.ma", DRIVE_PASSWORD)->status, 303);
    assert_string_equal(step_of(browser), "ancien-code");
}

static void an_email_changes_with_codes_to_old_and_new(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    assert_leads_to(ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD), PAGE);
    assert_string_equal(step_of(browser), "ancien-code");
    assert_string_equal(last_to(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
    assert_leads_to(type_code(browser, drive_code(browser, CNOPS_CHANNEL_EMAIL)), PAGE);
    assert_string_equal(step_of(browser), "nouveau-code");
    assert_string_equal(last_to(portal, CNOPS_CHANNEL_EMAIL), NEW_EMAIL);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
    assert_leads_to(type_code(browser, drive_code(browser, CNOPS_CHANNEL_EMAIL)), PAGE);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), NEW_EMAIL);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_SMS), "+212612345678");
    assert_non_null(cnops_tree_text(browser_get(browser, PAGE)->page, "notice"));
    assert_string_equal(step_of(browser), "coordonnees");
}

static void a_mobile_changes_likewise(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    assert_leads_to(ask_phone(browser, NEW_PHONE), PAGE);
    assert_string_equal(last_to(portal, CNOPS_CHANNEL_SMS), "+212612345678");
    assert_leads_to(type_code(browser, drive_code(browser, CNOPS_CHANNEL_SMS)), PAGE);
    assert_leads_to(type_code(browser, drive_code(browser, CNOPS_CHANNEL_SMS)), PAGE);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_SMS), "+212798765432");
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
}

static void old_and_new_get_a_message_and_the_old_may_refuse(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    apr_array_header_t *outbox;
    int count_old = 0, count_new = 0;

    ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    type_code(browser, drive_code(browser, CNOPS_CHANNEL_EMAIL));
    type_code(browser, drive_code(browser, CNOPS_CHANNEL_EMAIL));
    outbox = store_memory_outbox(portal->fixture->store, portal->pool);
    for (int i = outbox->nelts - 3; i < outbox->nelts; i++) {
        cnops_message_t *message;

        assert_int_equal(cnops_outbox_open(&message, &portal->fixture->core,
                                           &APR_ARRAY_IDX(outbox, i, store_memory_message_t).row,
                                           portal->pool),
                         APR_SUCCESS);
        if (strcmp(message->to, NEW_EMAIL) == 0) {
            assert_null(strstr(message->text, "/opposition/"));
            count_new++;
        } else {
            assert_non_null(strstr(message->text, "/opposition/"));
            assert_null(strstr(message->text, NEW_EMAIL));
            count_old++;
        }
    }
    assert_int_equal(count_new, 1);
    assert_int_equal(count_old, 2);
}

static void the_new_contact_hears_nothing_before_the_old_one_agreed(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    int before = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);

    ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    assert_int_equal(type_code(browser, "000000")->status, 422);
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), before + 1);
    assert_string_equal(last_to(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
}

/* --- refusals --- */

static void the_password_is_asked(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    int before = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
    answer_t *answer = ask_email(browser, NEW_EMAIL, "pas-le-bon-1");

    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "mot_de_passe_actuel", "password_wrong"));
    assert_non_null(strstr(answer->body, NEW_EMAIL));
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), before);
    assert_string_equal(step_of(browser), "coordonnees");
}

static void what_is_typed_is_checked(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    browser_get(browser, PAGE);
    assert_true(answer_has_error(browser_post(browser, PAGE, NULL), "canal", "required"));
    assert_true(answer_has_error(ask_email(browser, "pas une adresse", DRIVE_PASSWORD), "courriel",
                                 "invalid_email"));
    assert_true(answer_has_error(ask_phone(browser, "0512345678"), "telephone", "invalid_phone"));
    assert_true(answer_has_error(browser_post(browser, PAGE, "canal", "courriel", "courriel",
                                              NEW_EMAIL, "courriel_confirmation", DRIVE_EMAIL,
                                              "mot_de_passe_actuel", DRIVE_PASSWORD, NULL),
                                 "courriel_confirmation", "not_same"));
    assert_true(answer_has_error(ask_email(browser, "FATIMA.exemple@example.ma", DRIVE_PASSWORD),
                                 "courriel", "same_contact"));
}

static void a_contact_serves_a_limited_number_of_accounts(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    portal->fixture->settings->contact_accounts = 1;
    assert_leads_to(ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD), PAGE);
    type_code(browser, drive_code(browser, CNOPS_CHANNEL_EMAIL));
    /* The limit is reached before the second code is typed. */
    portal->fixture->settings->contact_accounts = 0;
    assert_leads_to(type_code(browser, drive_code(browser, CNOPS_CHANNEL_EMAIL)), PAGE);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
    assert_true(answer_has_error(ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD), "courriel",
                                 "contact_taken"));
}

static void nothing_changes_while_frozen(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_store_t *store = &portal->fixture->core.store;
    apr_time_t until = cnops_core_now(&portal->fixture->core) + apr_time_from_sec(60);
    answer_t *answer;

    assert_int_equal(store->accounts->set_state(store->self, account_of(portal)->id,
                                                CNOPS_ACCOUNT_ACTIVE, until, NULL, portal->pool),
                     APR_SUCCESS);
    assert_true(cnops_tree_bool(browser_get(browser, PAGE)->page, "frozen"));
    answer = ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, NULL, "contact_frozen"));
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(61));
    assert_leads_to(ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD), PAGE);
}

static void a_code_is_right_only_in_its_step(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const char *old, *fresh;

    ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    old = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    assert_leads_to(type_code(browser, old), PAGE);
    fresh = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    if (strcmp(old, fresh) != 0)
        assert_true(answer_has_error(type_code(browser, old), "code", "code_wrong"));
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
}

/* --- what ends a change --- */

static void a_change_may_be_cancelled(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    browser_get(browser, PAGE);
    assert_leads_to(browser_post(browser, PAGE, "action", "annuler", NULL), PAGE);
    assert_string_equal(step_of(browser), "coordonnees");
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), DRIVE_EMAIL);
}

static void another_password_ends_a_change(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_session_t *session;
    const cnops_account_t *account;
    cnops_change_t change = {.account = account_of(portal)};

    ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    clock_fake_advance(portal->fixture->clock, 1);
    cnops_session_find(&session, &account, &portal->fixture->core,
                       apr_table_get(browser->cookies, "cnops_session"), portal->pool);
    assert_int_equal(cnops_account_change_password(&portal->fixture->core, &change, "autre-oujda-9",
                                                   session->token_digest, portal->pool),
                     APR_SUCCESS);
    assert_string_equal(step_of(browser), "coordonnees");
}

static void a_second_click_changes_once_and_sends_one_message(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal), *click = browser_open(portal);
    const char *code;
    int count;

    ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    type_code(browser, drive_code(browser, CNOPS_CHANNEL_EMAIL));
    code = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    browser_get(browser, PAGE);
    click->cookies = apr_table_copy(portal->pool, browser->cookies);
    click->jeton = browser->jeton;
    assert_leads_to(browser_post(browser, PAGE, "code", code, NULL), PAGE);
    count = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
    browser_post(click, PAGE, "code", code, NULL);
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), count);
    assert_string_equal(contact_of(portal, CNOPS_CHANNEL_EMAIL), NEW_EMAIL);
}

static void asking_twice_sends_one_code(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    int before = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);

    ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    assert_leads_to(ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD), PAGE);
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), before + 1);
    assert_int_equal(browser_post(browser, PAGE, "action", "renvoyer", NULL)->status, 429);
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->resend_after);
    assert_leads_to(browser_post(browser, PAGE, "action", "renvoyer", NULL), PAGE);
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), before + 2);
}

static void a_change_belongs_to_its_own_account(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal), *other = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    drive_to_end(other, &fixture_student_transfer, false);
    drive_signin(other, fixture_student_transfer.document, DRIVE_PASSWORD, NULL);
    ask_email(browser, NEW_EMAIL, DRIVE_PASSWORD);
    /* The journey of the first browser, with the session of the second. */
    apr_table_set(other->cookies, "cnops_journey",
                  apr_table_get(browser->cookies, "cnops_journey"));
    assert_string_equal(step_of(other), "coordonnees");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_email_changes_with_codes_to_old_and_new),
        TEST(a_change_whose_code_cannot_leave_has_not_begun),
        TEST(a_mobile_changes_likewise),
        TEST(old_and_new_get_a_message_and_the_old_may_refuse),
        TEST(the_new_contact_hears_nothing_before_the_old_one_agreed),
        TEST(the_password_is_asked),
        TEST(what_is_typed_is_checked),
        TEST(a_contact_serves_a_limited_number_of_accounts),
        TEST(nothing_changes_while_frozen),
        TEST(a_code_is_right_only_in_its_step),
        TEST(a_change_may_be_cancelled),
        TEST(another_password_ends_a_change),
        TEST(a_second_click_changes_once_and_sends_one_message),
        TEST(asking_twice_sends_one_code),
        TEST(a_change_belongs_to_its_own_account),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
