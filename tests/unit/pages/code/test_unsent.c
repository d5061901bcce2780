/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The page of a code while a limit keeps codes from being sent: it says from when on, and has no
 * button that could only be refused. */
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MEMBER fixture_public_transfer

/* An hour ahead of UTC all year, whatever Morocco's rules are: it is 9 o'clock. */
static portal_t *use_zone(portal_t *portal)
{
    assert_int_equal(cnops_zone_load(&portal->app.zone, "Etc/GMT-1", portal->pool), APR_SUCCESS);
    return portal;
}

static browser_t *half_signed_in(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    assert_leads_to(drive_password(browser, MEMBER.document, DRIVE_PASSWORD, NULL),
                    "/connexion/code");
    return browser;
}

static const char *resend_text(const answer_t *answer, const char *name)
{
    return cnops_tree_text(cnops_tree_get(answer->page, "resend"), name);
}

static bool offers(const answer_t *answer, const char *canal)
{
    const cnops_tree_t *at = cnops_tree_get(answer->page, "channels")->first;

    while (at && strcmp(cnops_tree_text(at, "canal"), canal) != 0)
        at = at->next;
    return cnops_tree_bool(at, "allowed");
}

static answer_t *get_html(browser_t *browser, const char *path)
{
    answer_t *answer;

    browser->accept = "text/html";
    answer = browser_get(browser, path);
    browser->accept = "application/json";
    return answer;
}

static int count(const char *body, const char *part)
{
    int found = 0;

    for (const char *at = body; (at = strstr(at, part)); at++)
        found++;
    return found;
}

static void a_sign_in_past_the_limit_is_told_the_hour(void **state)
{
    portal_t *portal = use_zone(drive_account(state));
    answer_t *answer;
    browser_t *browser;

    portal->fixture->settings->signin_codes = 1;
    half_signed_in(portal);
    browser = half_signed_in(portal);
    answer = browser_get(browser, "/connexion/code");
    assert_true(cnops_tree_bool(answer->page, "unsent"));
    assert_int_equal(cnops_tree_get(answer->page, "notice")->type, CNOPS_TREE_NULL);
    assert_string_equal(resend_text(answer, "from"), "à partir de 10 h 00");
    assert_false(offers(answer, "courriel"));
    assert_false(offers(answer, "sms"));

    answer = get_html(browser, "/connexion/code");
    assert_non_null(strstr(answer->body, "à partir de 10 h 00"));
    assert_null(strstr(answer->body, "Un code de vérification a été envoyé"));
    assert_int_equal(count(answer->body, "value=\"renvoyer\""), 0);
    assert_null(strstr(answer->body, "name=\"code\""));
}

/* An hour later the page offers a code, and does not say that one was sent. */
static void a_page_that_is_loaded_later_offers_a_code(void **state)
{
    portal_t *portal = use_zone(drive_account(state));
    browser_t *browser;
    answer_t *answer;

    portal->fixture->settings->signin_codes = 1;
    half_signed_in(portal);
    browser = half_signed_in(portal);
    browser_get(browser, "/connexion/code");
    portal->fixture->settings->signin_codes = 10;
    answer = get_html(browser, "/connexion/code");
    assert_null(strstr(answer->body, "Un code de vérification a été envoyé"));
    assert_int_equal(count(answer->body, "value=\"renvoyer\""), 2); /* both channels */
    assert_leads_to(browser_post(browser, "/connexion/code", "action", "renvoyer", NULL),
                    "/connexion/code");
    assert_non_null(strstr(get_html(browser, "/connexion/code")->body, "name=\"code\""));
}

static void the_other_channel_is_offered_while_it_can_send(void **state)
{
    portal_t *portal = use_zone(drive_account(state));
    browser_t *browser;
    answer_t *answer;

    portal->fixture->settings->destination_codes = 1;
    half_signed_in(portal);
    browser = half_signed_in(portal);
    answer = browser_get(browser, "/connexion/code");
    assert_true(cnops_tree_bool(answer->page, "unsent"));
    assert_true(offers(answer, "sms"));
    assert_leads_to(
        browser_post(browser, "/connexion/code", "action", "renvoyer", "canal", "sms", NULL),
        "/connexion/code");
    answer = browser_get(browser, "/connexion/code");
    assert_false(cnops_tree_bool(answer->page, "unsent"));
    assert_string_equal(resend_text(answer, "from"), "à partir de 10 h 00");
    assert_false(offers(answer, "courriel"));
    assert_int_equal(count(get_html(browser, "/connexion/code")->body, "value=\"renvoyer\""), 0);
}

static void a_journey_is_told_the_hour_too(void **state)
{
    portal_t *portal = use_zone(*state);
    browser_t *browser = browser_open(portal);
    const cnops_tree_t *error;
    answer_t *answer;

    core_fixture_add_member(portal->fixture, &MEMBER);
    portal->fixture->settings->destination_codes = 1;
    drive_to_email_code(browser, &MEMBER, false);
    answer = browser_get(browser, "/creation/courriel-code");
    assert_false(cnops_tree_bool(answer->page, "unsent")); /* the code can be typed */
    assert_string_equal(resend_text(answer, "from"), "à partir de 10 h 00");
    answer = get_html(browser, "/creation/courriel-code");
    assert_int_equal(count(answer->body, "value=\"renvoyer\""), 0);
    assert_int_equal(count(answer->body, "à partir de 10 h 00"), 1);

    /* Without its form the page still says how long the step stays open. */
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->code_ttl + 1);
    answer = get_html(browser, "/creation/courriel-code");
    assert_null(strstr(answer->body, "name=\"code\""));
    assert_non_null(strstr(answer->body, "data-what=\"journey\""));
    clock_fake_advance(portal->fixture->clock, -(portal->fixture->settings->code_ttl + 1));

    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(60));
    answer = browser_post(browser, "/creation/courriel-code", "action", "renvoyer", NULL);
    assert_int_equal(answer->status, 429);
    error = cnops_tree_get(answer->page, "errors")->first;
    assert_string_equal(cnops_tree_text(error, "code"), "too_many_codes");
    assert_non_null(strstr(cnops_tree_text(error, "message"), "à partir de 10 h 00"));
    assert_int_equal(cnops_tree_int(answer->page, "retry_after", 0), 3540);
}

/* Strangers may have used up the codes to a bound contact: its owner can still get the link. */
static void a_recovery_keeps_its_way_to_the_link(void **state)
{
    portal_t *portal = use_zone(drive_account(state));
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    portal->fixture->settings->destination_codes = 2; /* creation had one */
    browser_get(browser, "/recuperation/conditions");
    assert_leads_to(browser_post(browser, "/recuperation/conditions", "accepte", "oui", NULL),
                    "/recuperation/identite");
    browser_get(browser, "/recuperation/identite");
    assert_leads_to(browser_post(browser, "/recuperation/identite", "mode", "immatriculation",
                                 "immatriculation", MEMBER.immatriculation, "cni", MEMBER.document,
                                 "date_naissance", drive_birth_date(&MEMBER, portal->pool),
                                 "altcha", browser_solve(browser), NULL),
                    "/recuperation/questions");
    assert_leads_to(browser_post(browser, "/recuperation/questions", "identifiant_employeur",
                                 MEMBER.employee_no, "rib", MEMBER.rib, NULL),
                    "/recuperation/courriel-code");
    answer = browser_get(browser, "/recuperation/courriel-code");
    assert_true(cnops_tree_bool(answer->page, "other_ways"));
    assert_non_null(resend_text(answer, "from"));
    assert_non_null(strstr(get_html(browser, "/recuperation/courriel-code")->body,
                           "Voir les autres moyens de continuer"));
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->code_ttl + 1);
    answer = get_html(browser, "/recuperation/courriel-code");
    assert_null(strstr(answer->body, "name=\"code\""));
    assert_null(strstr(answer->body, "Un code a été envoyé"));
    assert_non_null(strstr(answer->body, "aucun autre ne peut être envoyé maintenant"));
    assert_int_equal(count(answer->body, "value=\"renvoyer\""), 1); /* leads to the link */
    answer = browser_post(browser, "/recuperation/courriel-code", "action", "renvoyer", NULL);
    assert_int_equal(answer->status, 429);
    assert_string_equal(cnops_tree_text(answer->page, "page"), "plafond");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sign_in_past_the_limit_is_told_the_hour),
        TEST(a_page_that_is_loaded_later_offers_a_code),
        TEST(the_other_channel_is_offered_while_it_can_send),
        TEST(a_journey_is_told_the_hour_too),
        TEST(a_recovery_keeps_its_way_to_the_link),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
