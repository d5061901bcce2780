/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Whole creation journeys, without a server: every case of the mission's table of steps, and what
 * must be refused. */
#include "base/errors.h"
#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int account_count(const portal_t *portal)
{
    return store_memory_accounts(portal->fixture->store, portal->pool)->nelts;
}

static void assert_one_account(portal_t *portal, const fixture_member_t *member, bool by_employer)
{
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, member);
    drive_to_end(browser, member, by_employer);
    assert_int_equal(browser_get(browser, "/creation/termine")->status, 200);
    assert_int_equal(account_count(portal), 1);
}

/* --- what must work --- */

static void public_transfer_by_immatriculation(void **state)
{
    assert_one_account(*state, &fixture_public_transfer, false);
}

static void public_transfer_by_employer(void **state)
{
    assert_one_account(*state, &fixture_public_transfer, true);
}

static void public_money_order_by_immatriculation(void **state)
{
    assert_one_account(*state, &fixture_public_money_order, false);
}

static void public_money_order_by_employer(void **state)
{
    assert_one_account(*state, &fixture_public_money_order, true);
}

static void student_transfer(void **state)
{
    assert_one_account(*state, &fixture_student_transfer, false);
}

static void student_money_order(void **state)
{
    assert_one_account(*state, &fixture_student_money_order, false);
}

static void closed_members_keep_their_history(void **state)
{
    fixture_member_t member = fixture_public_transfer;

    member.status = CNOPS_MEMBER_CLOSED;
    assert_one_account(*state, &member, false);
}

static void year_only_birth_date(void **state)
{
    fixture_member_t member = fixture_public_transfer;

    member.birth_date = "1961";
    assert_one_account(*state, &member, false);
}

static void the_new_account_gets_a_message(void **state)
{
    portal_t *portal = *state;

    assert_one_account(portal, &fixture_public_transfer, false);
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        DRIVE_EMAIL);
    assert_null(core_fixture_last_code(portal->fixture, CNOPS_CHANNEL_EMAIL));
}

static void sms_ends_with_host_and_code(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const cnops_message_t *sms;
    const char *last;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_phone_code(browser, &fixture_public_transfer, false);
    sms = core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_SMS);
    last = strrchr(apr_pstrmemdup(portal->pool, sms->text, strlen(sms->text) - 1), '\n') + 1;
    assert_string_equal(sms->to, "+212612345678");
    assert_true(apr_strnatcmp(last, apr_psprintf(portal->pool, "@localhost:8080 #%s",
                                                 drive_code(browser, CNOPS_CHANNEL_SMS))) == 0);
}

/* --- what must be refused --- */

static void assert_facts_refused(portal_t *portal, const fixture_member_t *typed)
{
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    drive_to_questions(browser, typed, false);
    answer = drive_try_questions(browser, typed);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, NULL, "facts_mismatch"));
    assert_leads_to(browser_get(browser, "/creation/courriel"), "/creation/questions");
}

static void each_wrong_fact_is_the_same_error(void **state)
{
    portal_t *portal = *state;
    fixture_member_t typed;

    portal->fixture->settings->pow_levels = 0;
    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    typed = fixture_public_transfer;
    typed.birth_date = "1990-01-01";
    assert_facts_refused(portal, &typed);
    typed = fixture_public_transfer;
    typed.immatriculation = "99999999";
    assert_facts_refused(portal, &typed);
    typed = fixture_public_transfer;
    typed.employee_no = "WRONG9";
    assert_facts_refused(portal, &typed);
    typed = fixture_public_transfer;
    typed.rib = "00000001";
    assert_facts_refused(portal, &typed);
}

static void an_unknown_identity_always_gets_the_same_question(void **state)
{
    portal_t *portal = *state;
    fixture_member_t unknown = fixture_public_transfer;
    browser_t *first = browser_open(portal), *second = browser_open(portal);
    bool rib;

    unknown.document = "ZZ999999";
    drive_to_questions(first, &unknown, false);
    rib = answer_asks(browser_get(first, "/creation/questions"), "rib");
    unknown.birth_date = "1999-09-09";
    unknown.immatriculation = "11111111";
    drive_to_questions(second, &unknown, false);
    assert_int_equal(answer_asks(browser_get(second, "/creation/questions"), "rib"), rib);
    assert_facts_refused(portal, &unknown);
}

static void the_question_does_not_depend_on_other_facts(void **state)
{
    portal_t *portal = *state;
    fixture_member_t typed = fixture_public_money_order;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_money_order);
    typed.birth_date = "1999-09-09";
    typed.immatriculation = "11111111";
    drive_to_questions(browser, &typed, false);
    assert_true(answer_asks(browser_get(browser, "/creation/questions"), "etat_civil"));
}

static void an_empty_fact_never_matches(void **state)
{
    portal_t *portal = *state;
    fixture_member_t member = fixture_public_transfer;

    member.rib = NULL;
    core_fixture_add_member(portal->fixture, &member);
    assert_facts_refused(portal, &member);
}

static void the_deceased_have_no_account(void **state)
{
    portal_t *portal = *state;
    fixture_member_t member = fixture_public_transfer;

    member.status = CNOPS_MEMBER_DECEASED;
    core_fixture_add_member(portal->fixture, &member);
    assert_facts_refused(portal, &member);
}

static void three_wrong_answers_end_the_journey(void **state)
{
    portal_t *portal = *state;
    fixture_member_t typed = fixture_public_transfer;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    typed.rib = "00000001";
    drive_to_questions(browser, &typed, false);
    for (int i = 0; i < 3; i++)
        assert_int_equal(drive_try_questions(browser, &typed)->status, 422);
    assert_leads_to(drive_try_questions(browser, &fixture_public_transfer), "/creation/conditions");
    assert_non_null(cnops_tree_text(browser_get(browser, "/creation/conditions")->page, "notice"));
}

static void failures_make_the_next_work_harder(void **state)
{
    portal_t *portal = *state;
    fixture_member_t typed = fixture_public_transfer;
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    typed.rib = "00000001";
    drive_to_questions(browser, &typed, false);
    drive_try_questions(browser, &typed);
    browser = browser_open(portal);
    drive_conditions(browser);
    answer = drive_try_identity(browser, &typed, false);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, NULL, "captcha_harder"));
    assert_leads_to(drive_try_identity(browser, &typed, false), "/creation/questions");
}

static void thirty_wrong_answers_a_day_are_the_ceiling(void **state)
{
    portal_t *portal = *state;
    fixture_member_t typed = fixture_public_transfer;
    answer_t *answer = NULL;

    portal->fixture->settings->person_answers = 4;
    portal->fixture->settings->pow_levels = 0;
    typed.rib = "00000001";
    for (int i = 0; i < 2; i++) {
        browser_t *browser = browser_open(portal);

        drive_to_questions(browser, &typed, false);
        drive_try_questions(browser, &typed);
        answer = drive_try_questions(browser, &typed);
        assert_int_equal(answer->status, 422);
    }
    {
        browser_t *browser = browser_open(portal);

        drive_conditions(browser);
        answer = drive_try_identity(browser, &typed, false);
        assert_int_equal(answer->status, 429);
        assert_non_null(apr_table_get(answer->res->headers, "Retry-After"));
    }
}

/* --- order --- */

static void a_step_before_its_time_leads_to_the_open_one(void **state)
{
    static const char *const late[] = {"identite",      "questions", "courriel",
                                       "courriel-code", "telephone", "telephone-code",
                                       "mot-de-passe",  "termine"};
    browser_t *browser = browser_open(*state);

    browser_get(browser, "/creation/conditions");
    for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
        const char *path = apr_pstrcat(browser->portal->pool, "/creation/", late[i], NULL);

        assert_leads_to(browser_get(browser, path), "/creation/conditions");
        if (strcmp(late[i], "termine") != 0)
            assert_leads_to(browser_post(browser, path, "code", "123456", NULL),
                            "/creation/conditions");
    }
}

static void changed_answer_clears_later_steps(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_password(browser, &fixture_public_transfer, false);
    assert_leads_to(browser_post(browser, "/creation/courriel", "courriel", "autre@example.ma",
                                 "courriel_confirmation", "autre@example.ma", NULL),
                    "/creation/courriel-code");
    assert_leads_to(browser_get(browser, "/creation/mot-de-passe"), "/creation/courriel-code");
}

static void same_answer_clears_nothing(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_password(browser, &fixture_public_transfer, false);
    assert_leads_to(drive_try_identity(browser, &fixture_public_transfer, false),
                    "/creation/mot-de-passe");
    assert_leads_to(drive_try_questions(browser, &fixture_public_transfer),
                    "/creation/mot-de-passe");
    assert_leads_to(browser_post(browser, "/creation/courriel", "courriel", DRIVE_EMAIL,
                                 "courriel_confirmation", DRIVE_EMAIL, NULL),
                    "/creation/mot-de-passe");
}

static void expired_journey_begins_again(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email(browser, &fixture_public_transfer, false);
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->journey_ttl + 1);
    answer = browser_post(browser, "/creation/courriel", "courriel", DRIVE_EMAIL, NULL);
    assert_leads_to(answer, "/creation/conditions");
    answer = browser_get(browser, "/creation/conditions");
    assert_non_null(cnops_tree_text(answer->page, "notice"));
}

static void expiry_counts_from_the_last_step(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    apr_interval_time_t most = portal->fixture->settings->journey_ttl * 2 / 3;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_questions(browser, &fixture_public_transfer, false);
    clock_fake_advance(portal->fixture->clock, most);
    assert_leads_to(drive_try_questions(browser, &fixture_public_transfer), "/creation/courriel");
    clock_fake_advance(portal->fixture->clock, most);
    assert_int_equal(browser_get(browser, "/creation/courriel")->status, 200);
}

/* --- codes --- */

static void after_five_wrong_codes_the_right_one_is_too_late(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *code, *wrong;
    answer_t *answer;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email_code(browser, &fixture_public_transfer, false);
    code = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    wrong = strcmp(code, "000000") == 0 ? "000001" : "000000";
    for (int i = 0; i < 5; i++) {
        answer = browser_post(browser, "/creation/courriel-code", "code", wrong, NULL);
        assert_int_equal(answer->status, 422);
        assert_true(answer_has_error(answer, "code", "code_wrong"));
    }
    answer = browser_post(browser, "/creation/courriel-code", "code", code, NULL);
    assert_true(answer_has_error(answer, "code", "code_exhausted"));
}

static void the_right_code_may_be_typed_twice(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *code, *cookie;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email_code(browser, &fixture_public_transfer, false);
    code = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    cookie = apr_table_get(browser->cookies, "cnops_journey");
    for (int i = 0; i < 2; i++) {
        apr_table_set(browser->cookies, "cnops_journey", cookie);
        assert_leads_to(browser_post(browser, "/creation/courriel-code", "code", code, NULL),
                        "/creation/telephone");
    }
}

static void another_code_only_after_a_while_and_it_replaces_the_first(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *first, *second;
    answer_t *answer;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email_code(browser, &fixture_public_transfer, false);
    first = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    answer = browser_post(browser, "/creation/courriel-code", "action", "renvoyer", NULL);
    assert_int_equal(answer->status, 429);
    assert_string_equal(apr_table_get(answer->res->headers, "Retry-After"), "60");
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(60));
    answer = browser_post(browser, "/creation/courriel-code", "action", "renvoyer", NULL);
    assert_leads_to(answer, "/creation/courriel-code");
    second = drive_code(browser, CNOPS_CHANNEL_EMAIL);
    assert_string_not_equal(first, second);
    answer = browser_post(browser, "/creation/courriel-code", "code", first, NULL);
    assert_true(answer_has_error(answer, "code", "code_wrong"));
    assert_leads_to(browser_post(browser, "/creation/courriel-code", "code", second, NULL),
                    "/creation/telephone");
}

static void lost_codes_are_sent_again_at_once(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email_code(browser, &fixture_public_transfer, false);
    codes_memory_forget_all(portal->fixture->codes);
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(5));
    answer = browser_post(browser, "/creation/courriel-code", "code",
                          drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL);
    assert_true(answer_has_error(answer, "code", "code_expired"));
    assert_leads_to(browser_post(browser, "/creation/courriel-code", "action", "renvoyer", NULL),
                    "/creation/courriel-code");
    assert_leads_to(browser_post(browser, "/creation/courriel-code", "code",
                                 drive_code(browser, CNOPS_CHANNEL_EMAIL), NULL),
                    "/creation/telephone");
}

static void code_store_down_never_fails_open(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *answer;
    int sent;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email(browser, &fixture_public_transfer, false);
    sent = core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
    codes_memory_down(portal->fixture->codes, true);
    answer = browser_post(browser, "/creation/courriel", "courriel", DRIVE_EMAIL,
                          "courriel_confirmation", DRIVE_EMAIL, NULL);
    assert_int_equal(answer->status, 503);
    assert_non_null(apr_table_get(answer->res->headers, "Retry-After"));
    assert_int_equal(core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL), sent);
}

/* --- the last step --- */

static void common_and_weak_passwords_are_refused(void **state)
{
    static const struct {
        const char *password, *code;
    } cases[] = {{"abc1", "too_short"},
                 {"AZERTYUIOP1", "needs_lower"},
                 {"sanschiffre", "needs_digit"},
                 {"password1", "common"},
                 {"motdepasse1", "common"}};
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_password(browser, &fixture_public_transfer, false);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        answer_t *answer =
            browser_post(browser, "/creation/mot-de-passe", "mot_de_passe", cases[i].password,
                         "mot_de_passe_confirmation", cases[i].password, NULL);

        assert_int_equal(answer->status, 422);
        assert_true(answer_has_error(answer, "mot_de_passe", cases[i].code));
        assert_null(strstr(answer->body, cases[i].password));
    }
    assert_int_equal(account_count(portal), 0);
}

static void a_repeated_last_step_makes_one_account(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *cookie;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_password(browser, &fixture_public_transfer, false);
    cookie = apr_table_get(browser->cookies, "cnops_journey");
    for (int i = 0; i < 3; i++) {
        apr_table_set(browser->cookies, "cnops_journey", cookie);
        assert_leads_to(browser_post(browser, "/creation/mot-de-passe", "mot_de_passe",
                                     DRIVE_PASSWORD, "mot_de_passe_confirmation", DRIVE_PASSWORD,
                                     NULL),
                        "/creation/termine");
    }
    assert_int_equal(account_count(portal), 1);
}

static void a_finished_journey_leads_to_its_end_and_to_a_new_one(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    drive_to_end(browser, &fixture_public_transfer, false);
    assert_leads_to(browser_get(browser, "/creation/courriel"), "/creation/termine");
    drive_to_questions(browser, &fixture_student_transfer, false);
}

static void one_contact_serves_five_accounts_at_most(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    portal->fixture->settings->contact_accounts = 1;
    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    drive_to_end(browser, &fixture_public_transfer, false);
    browser = browser_open(portal);
    drive_to_email(browser, &fixture_student_transfer, false);
    answer = browser_post(browser, "/creation/courriel", "courriel", DRIVE_EMAIL,
                          "courriel_confirmation", DRIVE_EMAIL, NULL);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "courriel", "contact_taken"));
}

static void database_down_loses_nothing(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_password(browser, &fixture_public_transfer, false);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(accounts, create),
                           CNOPS_EUNAVAILABLE);
    answer = browser_post(browser, "/creation/mot-de-passe", "mot_de_passe", DRIVE_PASSWORD,
                          "mot_de_passe_confirmation", DRIVE_PASSWORD, NULL);
    assert_int_equal(answer->status, 503);
    assert_int_equal(account_count(portal), 0);
    browser_get(browser, "/creation/mot-de-passe");
    assert_leads_to(browser_post(browser, "/creation/mot-de-passe", "mot_de_passe", DRIVE_PASSWORD,
                                 "mot_de_passe_confirmation", DRIVE_PASSWORD, NULL),
                    "/creation/termine");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(public_transfer_by_immatriculation),
        TEST(public_transfer_by_employer),
        TEST(public_money_order_by_immatriculation),
        TEST(public_money_order_by_employer),
        TEST(student_transfer),
        TEST(student_money_order),
        TEST(closed_members_keep_their_history),
        TEST(year_only_birth_date),
        TEST(the_new_account_gets_a_message),
        TEST(sms_ends_with_host_and_code),
        TEST(each_wrong_fact_is_the_same_error),
        TEST(an_unknown_identity_always_gets_the_same_question),
        TEST(the_question_does_not_depend_on_other_facts),
        TEST(an_empty_fact_never_matches),
        TEST(the_deceased_have_no_account),
        TEST(three_wrong_answers_end_the_journey),
        TEST(failures_make_the_next_work_harder),
        TEST(thirty_wrong_answers_a_day_are_the_ceiling),
        TEST(a_step_before_its_time_leads_to_the_open_one),
        TEST(changed_answer_clears_later_steps),
        TEST(same_answer_clears_nothing),
        TEST(expired_journey_begins_again),
        TEST(expiry_counts_from_the_last_step),
        TEST(after_five_wrong_codes_the_right_one_is_too_late),
        TEST(the_right_code_may_be_typed_twice),
        TEST(another_code_only_after_a_while_and_it_replaces_the_first),
        TEST(lost_codes_are_sent_again_at_once),
        TEST(code_store_down_never_fails_open),
        TEST(common_and_weak_passwords_are_refused),
        TEST(a_repeated_last_step_makes_one_account),
        TEST(a_finished_journey_leads_to_its_end_and_to_a_new_one),
        TEST(one_contact_serves_five_accounts_at_most),
        TEST(database_down_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
