/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Lost contacts, letters and refusals: nothing changes without a proof, and
 * nothing changes unseen. */
#include "core/account/account.h"
#include "core/request/letter.h"
#include "core/request/opposition.h"
#include "core/request/request_decision.h"
#include "pages/request/request_chores.h"
#include "twins/recovery_drive.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HOURS(n) apr_time_from_sec((n)*3600)

static const fixture_member_t *const member = &fixture_public_transfer;
static const cnops_operator_t clerk = {"poste.fictive", "Envoi du jour"};

static const cnops_account_t *account_of(portal_t *portal)
{
    apr_array_header_t *accounts = store_memory_accounts(portal->fixture->store, portal->pool);

    return accounts->nelts ? &APR_ARRAY_IDX(accounts, 0, cnops_account_t) : NULL;
}

static const char *email_of(portal_t *portal)
{
    const char *email;

    assert_int_equal(cnops_account_contact(&email, &portal->fixture->core, account_of(portal),
                                           CNOPS_CHANNEL_EMAIL, portal->pool),
                     APR_SUCCESS);
    return email;
}

static const cnops_request_t *request_of(portal_t *portal)
{
    const cnops_store_t *store = &portal->fixture->core.store;
    const cnops_request_t *request;

    store->requests->open_of(store->self, &request, account_of(portal)->person_id, portal->pool);
    return request;
}

static void tend(portal_t *portal)
{
    assert_int_equal(cnops_request_chores(&portal->app, portal->pool), APR_SUCCESS);
}

static void wait_for(portal_t *portal, apr_interval_time_t time)
{
    clock_fake_advance(portal->fixture->clock, time);
    tend(portal);
}

static int messages(portal_t *portal)
{
    return core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL) +
           core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_SMS);
}

/* Makes an account, and a request for new contacts by a visitor who knows the facts. */
static browser_t *ask(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, member);
    drive_to_end(browser_open(portal), member, false);
    wait_for(portal, HOURS(1));
    assert_leads_to(drive_recovery_facts(browser, member), "/recuperation/courriel-code");
    drive_lost_contacts(browser, DRIVE_NEW_EMAIL, DRIVE_NEW_PHONE);
    return browser;
}

static const char *letter_code(portal_t *portal)
{
    const cnops_core_t *core = &portal->fixture->core;
    const cnops_letter_batch_t batch = {clerk, cnops_core_now(core)};
    cnops_letter_draft_t *draft = apr_palloc(portal->pool, sizeof *draft);
    const cnops_letter_draft_t *drafts[] = {draft};

    cnops_letter_draft(draft, core, request_of(portal), &batch, portal->pool);
    assert_int_equal(cnops_letter_mark(core, drafts, 1, &batch, portal->pool), APR_SUCCESS);
    return draft->shown;
}

static answer_t *type_letter(browser_t *browser, const char *code)
{
    browser_get(browser, "/recuperation/lettre");
    return browser_post(browser, "/recuperation/lettre", "code_lettre", code, NULL);
}

/* --- asking --- */

static void a_request_changes_nothing_and_the_old_contacts_get_a_message(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal);

    assert_string_equal(email_of(portal), DRIVE_EMAIL);
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        DRIVE_EMAIL);
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_SMS)->to,
                        "+212612345678");
    drive_link(browser, CNOPS_CHANNEL_EMAIL, "opposition");
    drive_link(browser, CNOPS_CHANNEL_SMS, "opposition");
    assert_int_equal(browser_get(browser, "/recuperation/contact/termine")->status, 200);
}

static void a_request_needs_proved_facts(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, member);
    assert_leads_to(browser_get(browser, "/recuperation/contact"), "/recuperation/conditions");
    drive_recovery_identity(browser, member);
    assert_leads_to(browser_get(browser, "/recuperation/contact"), "/recuperation/conditions");
    assert_leads_to(browser_get(browser, "/recuperation/contact/courriel"),
                    "/recuperation/conditions");
    browser_get(browser, "/recuperation/questions");
    assert_leads_to(browser_post(browser, "/recuperation/contact", NULL),
                    "/recuperation/conditions");
}

static void a_person_has_one_open_request(void **state)
{
    portal_t *portal = *state;
    browser_t *second = browser_open(portal);

    ask(portal);
    assert_leads_to(drive_recovery_facts(second, member), "/recuperation/courriel-code");
    browser_get(second, "/recuperation/contact");
    assert_true(answer_has_error(browser_post(second, "/recuperation/contact", NULL), NULL,
                                 "request_closed"));
}

static void old_contacts_are_reminded_twice(void **state)
{
    portal_t *portal = *state;
    int before;

    ask(portal);
    before = messages(portal);
    wait_for(portal, HOURS(23));
    assert_int_equal(messages(portal), before);
    wait_for(portal, HOURS(2));
    assert_int_equal(messages(portal), before + 2);
    tend(portal);
    assert_int_equal(messages(portal), before + 2);
    wait_for(portal, HOURS(24));
    assert_int_equal(messages(portal), before + 4);
    wait_for(portal, HOURS(200));
    assert_int_equal(messages(portal), before + 4);
    assert_string_equal(email_of(portal), DRIVE_EMAIL);
}

/* --- the letter --- */

static void a_letter_after_the_delay_applies_at_once(void **state)
{
    portal_t *portal = *state;
    browser_t *owner = browser_open(portal), *browser = ask(portal);
    const char *code = letter_code(portal);

    assert_leads_to(drive_sign_in(owner, member, DRIVE_PASSWORD), "/espace");
    wait_for(portal, HOURS(73));
    drive_sign_in(owner, member, DRIVE_PASSWORD);
    assert_leads_to(type_letter(browser, code), "/connexion");
    assert_string_equal(email_of(portal), DRIVE_NEW_EMAIL);
    assert_leads_to(browser_get(owner, "/espace"), "/connexion");
    assert_leads_to(type_letter(browser_open(portal), code), "/connexion");
    assert_leads_to(drive_recovery_facts(browser, member), "/recuperation/courriel-code");
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        DRIVE_NEW_EMAIL);
}

static void an_early_letter_waits_for_the_end_of_the_delay(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal);

    wait_for(portal, HOURS(30));
    assert_leads_to(type_letter(browser, letter_code(portal)), "/connexion");
    tend(portal);
    assert_string_equal(email_of(portal), DRIVE_EMAIL);
    wait_for(portal, HOURS(43));
    assert_string_equal(email_of(portal), DRIVE_NEW_EMAIL);
}

static void the_code_of_a_letter_is_accepted_as_people_type_it(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal);
    char *typed = apr_psprintf(portal->pool, "  %s ", letter_code(portal));

    for (char *at = typed; *at; at++)
        *at = *at == '-' ? ' ' : *at == '0' ? 'o' : (char)apr_tolower(*at);
    assert_leads_to(type_letter(browser, typed), "/connexion");
}

static void a_wrong_code_changes_nothing(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal);
    const char *former = letter_code(portal);

    letter_code(portal); /* exported again: the former code is void */
    wait_for(portal, HOURS(73));
    assert_true(answer_has_error(type_letter(browser, former), "code_lettre", "letter_wrong"));
    assert_true(answer_has_error(type_letter(browser, "ABCD-ABCD-ABCD-ABCD"), "code_lettre",
                                 "letter_wrong"));
    assert_true(
        answer_has_error(type_letter(browser, "ABCD"), "code_lettre", "invalid_letter_code"));
    assert_string_equal(email_of(portal), DRIVE_EMAIL);
}

static void a_request_whose_letter_is_not_used_runs_out(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal);
    const char *code = letter_code(portal);

    wait_for(portal, HOURS(61 * 24));
    assert_null(request_of(portal));
    assert_true(answer_has_error(type_letter(browser, code), "code_lettre", "letter_wrong"));
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        DRIVE_NEW_EMAIL);
}

static void a_request_needs_no_letter_if_the_setting_says_so(void **state)
{
    portal_t *portal = *state;

    portal->fixture->settings->contact_change = CNOPS_CONTACT_CHANGE_UNOPPOSED;
    ask(portal);
    wait_for(portal, HOURS(71));
    assert_string_equal(email_of(portal), DRIVE_EMAIL);
    wait_for(portal, HOURS(2));
    assert_string_equal(email_of(portal), DRIVE_NEW_EMAIL);
}

/* --- refusing --- */

static void opening_the_link_changes_nothing(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal), *scanner = browser_open(portal);
    answer_t *page = browser_get(scanner, drive_link(browser, CNOPS_CHANNEL_EMAIL, "opposition"));

    assert_int_equal(page->status, 200);
    assert_string_equal(cnops_tree_text(page->page, "state"), "open");
    assert_non_null(request_of(portal));
}

static void a_refusal_ends_the_request_and_freezes_the_account(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal), *owner = browser_open(portal);
    const char *link = drive_link(browser, CNOPS_CHANNEL_SMS, "opposition");
    const char *code = letter_code(portal);

    browser_get(owner, link);
    assert_leads_to(browser_post(owner, link, "motif", "Ce n'est pas moi", NULL), "/connexion");
    assert_null(request_of(portal));
    assert_string_equal(cnops_tree_text(browser_get(owner, link)->page, "state"), "over");
    wait_for(portal, HOURS(73));
    assert_true(answer_has_error(type_letter(browser, code), "code_lettre", "letter_wrong"));
    assert_string_equal(email_of(portal), DRIVE_EMAIL);
    browser = browser_open(portal);
    drive_recovery_facts(browser, member);
    browser_get(browser, "/recuperation/contact");
    assert_true(answer_has_error(browser_post(browser, "/recuperation/contact", NULL), NULL,
                                 "request_closed"));
    wait_for(portal, HOURS(30 * 24));
    browser = browser_open(portal);
    drive_recovery_facts(browser, member);
    drive_lost_contacts(browser, DRIVE_NEW_EMAIL, DRIVE_NEW_PHONE);
}

static void a_request_accepted_early_may_still_be_refused(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal);
    const char *link = drive_link(browser, CNOPS_CHANNEL_EMAIL, "opposition");

    type_letter(browser, letter_code(portal));
    browser_get(browser, link);
    assert_leads_to(browser_post(browser, link, NULL), "/connexion");
    wait_for(portal, HOURS(80));
    assert_string_equal(email_of(portal), DRIVE_EMAIL);
}

static void a_forged_link_leads_nowhere(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    assert_int_equal(browser_get(browser, "/opposition/test2.AAAA")->status, 404);
    browser_get(browser, "/connexion");
    assert_int_equal(browser_post(browser, "/opposition/test2.AAAA", NULL)->status, 404);
    assert_int_equal(browser_get(browser, "/suite/test2.AAAA")->status, 404);
}

static void a_new_password_may_be_refused(void **state)
{
    portal_t *portal = *state;
    browser_t *thief = browser_open(portal), *owner = browser_open(portal);
    const char *link;

    core_fixture_add_member(portal->fixture, member);
    drive_to_end(browser_open(portal), member, false);
    wait_for(portal, HOURS(1));
    drive_recovery_to_password(thief, member);
    drive_recovery_password(thief, DRIVE_NEW_PASSWORD);
    assert_leads_to(drive_sign_in(thief, member, DRIVE_NEW_PASSWORD), "/espace");
    link = drive_link(owner, CNOPS_CHANNEL_SMS, "opposition");
    wait_for(portal, HOURS(1));
    assert_string_equal(cnops_tree_text(browser_get(owner, link)->page, "kind"), "password");
    assert_leads_to(browser_post(owner, link, NULL), "/connexion");
    assert_leads_to(browser_get(thief, "/espace"), "/connexion");
    assert_int_equal(drive_sign_in(thief, member, DRIVE_NEW_PASSWORD)->status, 422);
    assert_string_equal(cnops_tree_text(browser_get(owner, link)->page, "state"), "over");
    drive_recovery_to_password(owner, member);
    assert_leads_to(drive_recovery_password(owner, "troisieme-essai-7"), "/recuperation/termine");
}

static void a_refusal_binds_the_former_contact_again(void **state)
{
    portal_t *portal = *state;
    browser_t *owner = browser_open(portal);
    const char *link;

    core_fixture_add_member(portal->fixture, member);
    drive_to_end(browser_open(portal), member, false);
    link = portal_refusal(portal, &(cnops_opposition_t){.kind = CNOPS_OPPOSITION_EMAIL,
                                                        .account_id = account_of(portal)->id,
                                                        .subject = "avant@example.ma"});
    wait_for(portal, HOURS(1));
    browser_get(owner, link);
    assert_leads_to(browser_post(owner, link, NULL), "/connexion");
    assert_string_equal(email_of(portal), "avant@example.ma");
    assert_string_equal(account_of(portal)->password_hash, "!");
}

/* Every kind, also kinds that will be added. */
static void every_kind_of_link_says_what_it_is_about(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, member);
    drive_to_end(browser_open(portal), member, false);
    for (int kind = CNOPS_OPPOSITION_REQUEST + 1; kind < CNOPS_OPPOSITIONS; kind++) {
        cnops_opposition_t about = {(cnops_opposition_e)kind, account_of(portal)->id, "x", 0};
        const char *link = portal_refusal(portal, &about);

        browser->accept = "application/json";
        assert_string_equal(cnops_tree_text(browser_get(browser, link)->page, "state"), "open");
        browser->accept = "text/html";
        assert_non_null(strstr(browser_get(browser, link)->body, "<p class=\"lead\">"));
    }
}

/* A request that was purged: its link still has a page of its own. */
static void a_link_of_a_request_that_is_gone_is_over(void **state)
{
    portal_t *portal = *state;
    cnops_opposition_t about = {CNOPS_OPPOSITION_REQUEST, 0, "gone", 0};
    browser_t *browser = browser_open(portal);
    const char *link = portal_refusal(portal, &about);
    const answer_t *answer;

    browser->accept = "application/json";
    answer = browser_get(browser, link);
    assert_string_equal(cnops_tree_text(answer->page, "kind"), "contact");
    assert_string_equal(cnops_tree_text(answer->page, "state"), "over");
}

/* --- operators --- */

static cnops_decision_e decide(portal_t *portal, const char *name, bool accepts)
{
    cnops_operator_t by = {name, "carte d'identité vue au guichet"};
    cnops_decision_e decision;

    assert_int_equal(cnops_request_decide(&decision, &portal->fixture->core, request_of(portal),
                                          accepts, &by, portal->pool),
                     APR_SUCCESS);
    return decision;
}

static void one_operator_accepts_after_the_delay(void **state)
{
    portal_t *portal = *state;

    ask(portal);
    wait_for(portal, HOURS(73));
    assert_int_equal(decide(portal, "salma", true), CNOPS_DECISION_ACCEPTED);
    tend(portal);
    assert_string_equal(email_of(portal), DRIVE_NEW_EMAIL);
}

static void two_operators_accept_before_it(void **state)
{
    portal_t *portal = *state;

    ask(portal);
    assert_int_equal(decide(portal, "salma", true), CNOPS_DECISION_HASTENED);
    assert_int_equal(decide(portal, "salma", true), CNOPS_DECISION_REPEATED);
    tend(portal);
    assert_string_equal(email_of(portal), DRIVE_EMAIL);
    assert_int_equal(decide(portal, "karim", true), CNOPS_DECISION_ACCEPTED);
    tend(portal);
    assert_string_equal(email_of(portal), DRIVE_NEW_EMAIL);
}

static void one_operator_refuses_at_any_time(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = ask(portal);
    const char *code = letter_code(portal);

    assert_int_equal(decide(portal, "salma", false), CNOPS_DECISION_DECLINED);
    assert_true(answer_has_error(type_letter(browser, code), "code_lettre", "letter_wrong"));
    tend(portal);
    assert_null(request_of(portal));
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->to,
                        DRIVE_NEW_EMAIL);
    assert_string_equal(email_of(portal), DRIVE_EMAIL);
}

/* --- assurance of creation --- */

static void an_account_may_be_pending_until_the_code_of_its_letter(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const answer_t *form;

    portal->fixture->settings->creation_assurance = CNOPS_ASSURANCE_LETTER;
    core_fixture_add_member(portal->fixture, member);
    drive_to_end(browser, member, false);
    assert_true(cnops_tree_bool(browser_get(browser, "/creation/termine")->page, "pending"));
    assert_leads_to(drive_sign_in(browser, member, DRIVE_PASSWORD), "/recuperation/lettre");
    form = browser_get(browser, "/recuperation/lettre");
    assert_non_null(cnops_tree_text(form->page, "notice"));
    assert_int_equal(drive_sign_in(browser, member, "faux-mot-1")->status, 422);
    assert_leads_to(type_letter(browser, letter_code(portal)), "/connexion");
    assert_leads_to(drive_sign_in(browser, member, DRIVE_PASSWORD), "/espace");
}

static void a_contact_on_file_opens_at_once(void **state)
{
    portal_t *portal = *state;
    fixture_member_t known = *member, unknown = fixture_student_transfer;
    browser_t *browser = browser_open(portal), *other = browser_open(portal);

    portal->fixture->settings->creation_assurance = CNOPS_ASSURANCE_ON_FILE;
    known.email_on_file = "Fatima.Exemple@example.ma"; /* not written as it is typed */
    known.phone_on_file = "06 12 34 56 78";
    unknown.email_on_file = "ailleurs@example.ma";
    core_fixture_add_member(portal->fixture, &known);
    core_fixture_add_member(portal->fixture, &unknown);
    drive_to_end(browser, &known, false);
    assert_leads_to(drive_sign_in(browser, &known, DRIVE_PASSWORD), "/espace");
    clock_fake_advance(portal->fixture->clock, HOURS(2));
    drive_to_end(other, &unknown, false);
    assert_leads_to(drive_sign_in(other, &unknown, DRIVE_PASSWORD), "/recuperation/lettre");
}

static void a_refused_opening_deletes_the_account(void **state)
{
    portal_t *portal = *state;
    fixture_member_t known = *member;
    browser_t *browser = browser_open(portal), *owner = browser_open(portal);
    const char *link;

    portal->fixture->settings->creation_assurance = CNOPS_ASSURANCE_LETTER;
    known.email_on_file = "vraie.adresse@example.ma";
    core_fixture_add_member(portal->fixture, &known);
    drive_to_end(browser, &known, false);
    link = drive_link(owner, CNOPS_CHANNEL_EMAIL, "opposition");
    assert_string_equal(cnops_tree_text(browser_get(owner, link)->page, "kind"), "opening");
    assert_leads_to(browser_post(owner, link, NULL), "/connexion");
    assert_null(account_of(portal));
    clock_fake_advance(portal->fixture->clock, HOURS(2));
    drive_to_end(owner, &known, false);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_request_changes_nothing_and_the_old_contacts_get_a_message),
        TEST(a_request_needs_proved_facts),
        TEST(a_person_has_one_open_request),
        TEST(old_contacts_are_reminded_twice),
        TEST(a_letter_after_the_delay_applies_at_once),
        TEST(an_early_letter_waits_for_the_end_of_the_delay),
        TEST(the_code_of_a_letter_is_accepted_as_people_type_it),
        TEST(a_wrong_code_changes_nothing),
        TEST(a_request_whose_letter_is_not_used_runs_out),
        TEST(a_request_needs_no_letter_if_the_setting_says_so),
        TEST(opening_the_link_changes_nothing),
        TEST(a_refusal_ends_the_request_and_freezes_the_account),
        TEST(a_request_accepted_early_may_still_be_refused),
        TEST(a_forged_link_leads_nowhere),
        TEST(a_new_password_may_be_refused),
        TEST(a_refusal_binds_the_former_contact_again),
        TEST(every_kind_of_link_says_what_it_is_about),
        TEST(a_link_of_a_request_that_is_gone_is_over),
        TEST(one_operator_accepts_after_the_delay),
        TEST(two_operators_accept_before_it),
        TEST(one_operator_refuses_at_any_time),
        TEST(an_account_may_be_pending_until_the_code_of_its_letter),
        TEST(a_contact_on_file_opens_at_once),
        TEST(a_refused_opening_deletes_the_account),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
