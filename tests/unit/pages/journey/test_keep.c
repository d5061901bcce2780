/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Nothing that a visitor types is lost, except what must not be kept. */
#include "core/seal/seal.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define IDENTITY  "/creation/identite"
#define QUESTIONS "/creation/questions"

static const cnops_tree_t *find_field(const answer_t *answer, const char *name)
{
    const cnops_tree_t *fields = cnops_tree_get(answer->page, "fields");

    for (const cnops_tree_t *at = fields ? fields->first : NULL; at; at = at->next) {
        if (strcmp(cnops_tree_text(at, "name"), name) == 0)
            return at;
    }
    return NULL;
}

static const char *shown(const answer_t *answer, const char *name)
{
    assert_non_null(find_field(answer, name));
    return cnops_tree_text(find_field(answer, name), "value");
}

static void assert_shows(const answer_t *answer, const char *name, const char *expected)
{
    assert_non_null(shown(answer, name));
    assert_string_equal(shown(answer, name), expected);
}

static bool is_asked_again(const answer_t *answer, const char *name)
{
    return cnops_tree_bool(find_field(answer, name), "again");
}

static browser_t *at_identity(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_conditions(browser);
    return browser;
}

/* Sends the identity form with what a visitor has typed so far, and one of the keeping buttons. */
static answer_t *keep_identity(browser_t *browser, const char *button)
{
    return browser_post(browser, IDENTITY, "mode", "immatriculation", "immatriculation", "7391846",
                        "identifiant_employeur", "QJ7XW94VKZ", "cni", "zw 7391846",
                        "date_naissance", "31/02/1961", "garder", button, NULL);
}

static const char *cookie_of(browser_t *browser)
{
    portal_t *portal = browser->portal;
    char *text;

    assert_int_equal(cnops_unseal(&text, portal->app.core, CNOPS_KEY_JOURNEY, "journey",
                                  apr_table_get(browser->cookies, "cnops_journey"), portal->pool),
                     APR_SUCCESS);
    return text;
}

/* --- the keeping buttons --- */

static void a_kept_form_is_not_checked_and_leads_on(void **state)
{
    browser_t *browser = at_identity(*state);
    answer_t *page;

    assert_leads_to(keep_identity(browser, "image"), IDENTITY "?captcha=image");
    assert_leads_to(keep_identity(browser, "ar"), IDENTITY "?lang=ar");
    assert_leads_to(keep_identity(browser, "retour"), "/creation/conditions");
    assert_leads_to(keep_identity(browser, "xx"), IDENTITY);
    page = browser_get(browser, IDENTITY);
    assert_int_equal(cnops_tree_get(page->page, "errors")->first == NULL, true);
    assert_shows(page, "mode", "immatriculation");
    assert_true(cnops_tree_bool(cnops_tree_at(page->page, "fields.0.options.0"), "checked"));
    assert_shows(page, "immatriculation", "73•••46");
    assert_shows(page, "cni", "ZW•••••46");
    assert_shows(page, "date_naissance", "••/••/••••");
}

static void a_kept_form_counts_no_try(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = at_identity(portal);

    for (apr_int64_t i = 0; i <= portal->fixture->settings->journey_identities; i++)
        keep_identity(browser, "fr");
    assert_leads_to(drive_try_identity(browser, &fixture_public_transfer, false), QUESTIONS);
}

static void a_kept_form_needs_its_token(void **state)
{
    browser_t *browser = at_identity(*state);

    browser->jeton = "0";
    assert_int_equal(keep_identity(browser, "retour")->status, 403);
}

static void a_picture_stays_a_picture_in_another_language(void **state)
{
    browser_t *browser = at_identity(*state);
    const answer_t *page = browser_get(browser, IDENTITY "?captcha=image");
    const char *id = cnops_tree_text(cnops_tree_get(page->page, "captcha_image"), "id");

    assert_leads_to(
        browser_post(browser, IDENTITY, "captcha_id", id, "captcha", "23 4", "garder", "ar", NULL),
        IDENTITY "?captcha=image&lang=ar");
    page = browser_get(browser, IDENTITY "?captcha=image&lang=ar");
    assert_string_equal(cnops_tree_text(cnops_tree_get(page->page, "captcha_image"), "id"), id);
    assert_string_equal(cnops_tree_text(cnops_tree_get(page->page, "captcha_image"), "value"),
                        "23 4");
}

static void a_tick_is_kept_and_taken_away(void **state)
{
    browser_t *browser = browser_open(*state);
    const char *path = "/creation/conditions";

    browser_get(browser, path);
    browser_post(browser, path, "accepte", "oui", "garder", "ar", NULL);
    assert_shows(browser_get(browser, path), "accepte", "oui");
    browser_post(browser, path, "garder", "fr", NULL);
    assert_null(shown(browser_get(browser, path), "accepte"));
}

static void contacts_are_shown_in_full(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *page;

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_email(browser, &fixture_public_transfer, false);
    browser_post(browser, "/creation/courriel", "courriel", "salma@", "courriel_confirmation",
                 "salma@x.ma", "garder", "ar", NULL);
    page = browser_get(browser, "/creation/courriel");
    assert_shows(page, "courriel", "salma@");
    assert_shows(page, "courriel_confirmation", "salma@x.ma");
}

/* --- masks --- */

static void a_finished_step_shows_masks(void **state)
{
    browser_t *browser = at_identity(*state);
    answer_t *page;

    drive_try_identity(browser, &fixture_public_transfer, false);
    page = browser_get(browser, IDENTITY);
    assert_non_null(strstr(shown(page, "immatriculation"), "•"));
    assert_non_null(strstr(shown(page, "cni"), "•"));
    assert_non_null(strstr(shown(page, "date_naissance"), "•"));
}

static answer_t *send_masks(browser_t *browser, const char *document)
{
    const answer_t *page = browser_get(browser, IDENTITY);

    return browser_post(browser, IDENTITY, "mode", "immatriculation", "immatriculation",
                        shown(page, "immatriculation"), "cni",
                        document ? document : shown(page, "cni"), "date_naissance",
                        shown(page, "date_naissance"), "altcha", browser_solve(browser), NULL);
}

static void a_mask_sent_back_stands_for_what_was_typed(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_password(browser, &fixture_public_transfer, false);
    assert_leads_to(send_masks(browser, NULL), "/creation/mot-de-passe");
    /* It still does after it has been sent once. */
    assert_leads_to(send_masks(browser, NULL), "/creation/mot-de-passe");
    assert_leads_to(send_masks(browser, "ZZ999999"), QUESTIONS);
    assert_leads_to(browser_get(browser, "/creation/courriel"), QUESTIONS);
}

static void a_mask_alone_is_no_answer(void **state)
{
    browser_t *browser = at_identity(*state);
    const answer_t *answer =
        browser_post(browser, IDENTITY, "mode", "immatriculation", "immatriculation", "12••••78",
                     "cni", "AB••••01", "date_naissance", "••/••/1961", NULL);

    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "cni", "invalid_document"));
    assert_true(answer_has_error(answer, "date_naissance", "invalid_date"));
}

/* What was typed just now is shown in full, so that the mistake can be found; a mask stays one,
 * unless it hides the mistake. */
static void an_error_page_shows_what_was_typed(void **state)
{
    browser_t *browser = at_identity(*state);
    const answer_t *answer;

    keep_identity(browser, "fr");
    answer = browser_post(browser, IDENTITY, "mode", "immatriculation", "immatriculation",
                          "73•••46", "cni", "AB123401", "date_naissance", "••/••/••••", NULL);
    assert_int_equal(answer->status, 422);
    assert_shows(answer, "immatriculation", "73•••46");
    assert_shows(answer, "cni", "AB123401");
    assert_shows(answer, "date_naissance", "31/02/1961");
    assert_shows(browser_get(browser, IDENTITY), "cni", "AB••••01");
}

/* --- what is not kept --- */

static void secrets_are_in_no_cookie(void **state)
{
    static const char *const secrets[] = {"QJ7XW94VKZ", "90417263", "VQX84927W31", "112233",
                                          "secret-9-nuit"};
    portal_t *portal = *state;
    browser_t *browser = at_identity(portal);

    for (int sent = 0; sent < 2; sent++) {
        const char *button = sent ? NULL : "ar";
        const char *name = sent ? NULL : "garder";

        browser_post(browser, IDENTITY, "mode", "employeur", "identifiant_employeur", secrets[0],
                     "cni", "X", name, button, NULL);
    }
    assert_leads_to(drive_try_identity(browser, &fixture_public_transfer, false), QUESTIONS);
    for (int sent = 0; sent < 2; sent++)
        browser_post(browser, QUESTIONS, "rib", secrets[1], "identifiant_employeur", secrets[0],
                     "etat_civil", secrets[2], sent ? NULL : "garder", "ar", NULL);
    assert_leads_to(drive_try_questions(browser, &fixture_public_transfer), "/creation/courriel");
    assert_leads_to(browser_post(browser, "/creation/courriel", "courriel", DRIVE_EMAIL,
                                 "courriel_confirmation", DRIVE_EMAIL, NULL),
                    "/creation/courriel-code");
    browser_post(browser, "/creation/courriel-code", "code", secrets[3], "garder", "ar", NULL);
    browser_post(browser, "/creation/courriel-code", "code", secrets[3], NULL);
    browser_post(browser, "/recuperation/lettre", "code_lettre", secrets[4], "garder", "ar", NULL);
    browser_post(browser, "/creation/mot-de-passe", "mot_de_passe", secrets[4],
                 "mot_de_passe_confirmation", secrets[4], "garder", "ar", NULL);
    browser_post(browser, "/connexion", "identifiant", "1", "mot_de_passe", secrets[4], "garder",
                 "ar", NULL);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        assert_null(strstr(cookie_of(browser), secrets[i]));
    assert_null(strstr(cookie_of(browser), fixture_public_transfer.rib));
    assert_null(strstr(cookie_of(browser), fixture_public_transfer.employee_no));
    assert_non_null(strstr(cookie_of(browser), fixture_public_transfer.document));
}

static void the_page_says_what_must_be_typed_again(void **state)
{
    browser_t *browser = at_identity(*state);
    const answer_t *page = browser_get(browser, IDENTITY);

    assert_false(is_asked_again(page, "identifiant_employeur"));
    keep_identity(browser, "fr");
    page = browser_get(browser, IDENTITY);
    assert_true(is_asked_again(page, "identifiant_employeur"));
    assert_null(shown(page, "identifiant_employeur"));
    assert_false(is_asked_again(page, "cni"));
    page = browser_post(browser, IDENTITY, "mode", "employeur", "identifiant_employeur", "AB12",
                        "cni", "", NULL);
    assert_true(is_asked_again(page, "identifiant_employeur"));
    page = browser_post(browser, IDENTITY, "mode", "employeur", "identifiant_employeur", "", NULL);
    assert_false(is_asked_again(page, "identifiant_employeur"));
}

/* The pages of both codes have a field of the same name. */
static void a_code_is_not_noted(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_phone_code(browser, &fixture_public_transfer, false);
    assert_false(is_asked_again(browser_get(browser, "/creation/telephone-code"), "code"));
}

/* The facts are right, but the person has an account: the visitor goes on in another journey. */
static void a_journey_that_goes_on_as_another_keeps_it(void **state)
{
    browser_t *browser = browser_open(drive_account(state));

    drive_conditions(browser);
    drive_try_identity(browser, &fixture_public_transfer, false);
    assert_leads_to(drive_try_questions(browser, &fixture_public_transfer),
                    "/recuperation/courriel-code");
    assert_non_null(strstr(shown(browser_get(browser, "/recuperation/identite"), "cni"), "•"));
}

static void a_finished_journey_forgets(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_end(browser, &fixture_public_transfer, false);
    assert_null(strstr(cookie_of(browser), fixture_public_transfer.document));
}

/* --- the recap --- */

static const cnops_tree_t *recap_row(const answer_t *page, const char *at)
{
    return cnops_tree_at(page->page, apr_pstrcat(page->page->pool, "recap.rows.", at, NULL));
}

static void questions_show_what_was_said(void **state)
{
    browser_t *browser = at_identity(*state);
    const answer_t *page;

    drive_try_identity(browser, &fixture_public_transfer, false);
    page = browser_get(browser, QUESTIONS);
    assert_string_equal(cnops_tree_text(cnops_tree_get(page->page, "recap"), "href"),
                        "/mon_compte" IDENTITY);
    for (int i = 0; i < 3; i++)
        assert_non_null(strstr(
            cnops_tree_text(recap_row(page, apr_itoa(browser->portal->pool, i)), "value"), "•"));
    assert_null(recap_row(page, "3"));
    assert_null(strstr(page->body, fixture_public_transfer.document));
    drive_try_identity(browser, &fixture_public_transfer, true);
    page = browser_get(browser, QUESTIONS);
    assert_null(strstr(cnops_tree_text(recap_row(page, "0"), "value"), "•"));
    assert_null(strstr(page->body, fixture_public_transfer.employee_no));
}

/* The questions are about the person who was accepted, whatever was typed since. */
static void what_was_not_accepted_is_in_no_recap(void **state)
{
    browser_t *browser = at_identity(*state);
    apr_pool_t *pool = browser->portal->pool;
    const char *former[3];

    drive_try_identity(browser, &fixture_public_transfer, false);
    for (int i = 0; i < 3; i++)
        former[i] =
            cnops_tree_text(recap_row(browser_get(browser, QUESTIONS), apr_itoa(pool, i)), "value");
    for (int sent = 0; sent < 2; sent++) {
        const answer_t *page;

        browser_post(browser, IDENTITY, "mode", "immatriculation", "immatriculation", "7", "cni",
                     "QQ777777", "date_naissance", "31/02/1950", sent ? NULL : "garder", "ar",
                     NULL);
        page = browser_get(browser, QUESTIONS);
        assert_int_equal(page->status, 200);
        for (int i = 0; i < 3; i++)
            assert_string_equal(cnops_tree_text(recap_row(page, apr_itoa(pool, i)), "value"),
                                former[i]);
        assert_shows(browser_get(browser, IDENTITY), "cni", "QQ••••77");
    }
}

/* --- students --- */

static browser_t *at_student_identity(portal_t *portal)
{
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    browser_get(browser, "/creation/conditions?entree=etudiants");
    assert_leads_to(browser_post(browser, "/creation/conditions", "accepte", "oui", NULL),
                    IDENTITY);
    return browser;
}

static void students_are_asked_for_their_number_once(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = at_student_identity(portal);
    const fixture_member_t *member = &fixture_student_transfer;
    const answer_t *page = browser_get(browser, IDENTITY "?lang=ar");

    assert_string_equal(cnops_tree_text(page->page, "action"),
                        "/mon_compte" IDENTITY "?entree=etudiants");
    assert_true(answer_asks(page, "cni") && answer_asks(page, "date_naissance"));
    assert_null(cnops_tree_at(page->page, "fields.2"));
    assert_leads_to(browser_post(browser, IDENTITY "?entree=etudiants", "cni", member->document,
                                 "date_naissance", drive_birth_date(member, portal->pool), "altcha",
                                 browser_solve(browser), NULL),
                    QUESTIONS);
    page = browser_get(browser, QUESTIONS);
    assert_non_null(recap_row(page, "1"));
    assert_null(recap_row(page, "2"));
    assert_leads_to(drive_try_questions(browser, member), "/creation/courriel");
}

static bool must_prepare_card(browser_t *browser, const char *path)
{
    const answer_t *answer;

    browser->accept = "text/html";
    answer = browser_get(browser, path);
    return strstr(answer->body, "identifiant chez l’employeur ;") != NULL;
}

static void students_need_not_prepare_a_card(void **state)
{
    browser_t *browser = browser_open(*state);

    assert_false(must_prepare_card(browser, "/creation/conditions?entree=etudiants"));
    assert_true(must_prepare_card(browser, "/creation/conditions?entree=assures"));
    assert_true(must_prepare_card(browser, "/"));
}

static void who_is_no_student_can_switch(void **state)
{
    browser_t *browser = at_student_identity(*state);
    const answer_t *page;

    assert_leads_to(browser_post(browser, IDENTITY, "cni", "AB123401", "garder", "assures", NULL),
                    IDENTITY "?entree=assures");
    page = browser_get(browser, IDENTITY "?entree=assures");
    assert_true(answer_asks(page, "mode"));
    assert_shows(page, "cni", "AB••••01");
    assert_string_equal(cnops_tree_text(page->page, "action"), "/mon_compte" IDENTITY);
    page = browser_get(browser, IDENTITY "?entree=etudiants");
    assert_false(answer_asks(page, "mode"));
    assert_false(answer_asks(browser_get(browser, IDENTITY "?entree=x"), "mode"));
}

/* Three wrong answers end the journey: the next one is a student's too, and knows which proof of
 * work is owed. What was typed is gone. */
static void a_closed_journey_begins_again_at_the_same_entry(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = at_student_identity(portal);
    fixture_member_t wrong = fixture_student_transfer;
    const answer_t *page;

    wrong.rib = "00000001";
    for (int i = 0; i < 5 && browser_get(browser, QUESTIONS)->status != 200; i++)
        browser_post(browser, IDENTITY, "cni", wrong.document, "date_naissance",
                     drive_birth_date(&wrong, portal->pool), "altcha", browser_solve(browser),
                     NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(drive_try_questions(browser, &wrong)->status, 422);
    assert_leads_to(drive_try_questions(browser, &wrong), "/creation/conditions");
    drive_conditions(browser);
    page = browser_get(browser, IDENTITY);
    assert_false(answer_asks(page, "mode"));
    assert_null(shown(page, "cni"));
    assert_leads_to(browser_post(browser, IDENTITY, "cni", wrong.document, "date_naissance",
                                 drive_birth_date(&wrong, portal->pool), "altcha",
                                 browser_solve(browser), NULL),
                    QUESTIONS);
}

/* --- pages outside journeys --- */

static void sign_in_keeps_the_number_once(void **state)
{
    browser_t *browser = browser_open(*state);

    browser_get(browser, "/connexion");
    assert_leads_to(browser_post(browser, "/connexion", "identifiant", "AB 123401", "mot_de_passe",
                                 "secret-9-nuit", "garder", "ar", NULL),
                    "/connexion?lang=ar");
    assert_shows(browser_get(browser, "/connexion?lang=ar"), "identifiant", "AB 123401");
    assert_null(shown(browser_get(browser, "/connexion"), "identifiant"));
    assert_null(strstr(cookie_of(browser), "AB 123401"));
}

/* A page that is not there keeps nothing. A redirect to an address that somebody else chose would
 * also write his characters into a header, where httpd refuses some of them by a 500. */
static void a_page_that_is_not_there_keeps_nothing(void **state)
{
    static const char *const paths[] = {"/opposition/a\x7f", "/opposition/a\r\nX: y",
                                        "/suite/AAAAAAAAAAAAAAAAAAAAAA", "/styles"};
    browser_t *browser = browser_open(*state);

    browser_get(browser, "/connexion");
    for (apr_size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_int_equal(browser_post(browser, paths[i], "garder", "ar", NULL)->status, 404);
}

static void the_keeping_buttons_come_after_the_real_one(void **state)
{
    browser_t *browser = at_identity(*state);
    const char *form, *first;

    browser->accept = "text/html";
    form = strstr(browser_get(browser, IDENTITY)->body, "id=\"formulaire\"");
    assert_non_null(form);
    first = strstr(form, "type=\"submit\"");
    assert_non_null(first);
    assert_true(strstr(form, "name=\"garder\"") > first);
    assert_null(strstr(form, "form=\"formulaire\""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_kept_form_is_not_checked_and_leads_on),
        TEST(a_kept_form_counts_no_try),
        TEST(a_kept_form_needs_its_token),
        TEST(a_picture_stays_a_picture_in_another_language),
        TEST(a_tick_is_kept_and_taken_away),
        TEST(contacts_are_shown_in_full),
        TEST(a_finished_step_shows_masks),
        TEST(a_mask_sent_back_stands_for_what_was_typed),
        TEST(a_mask_alone_is_no_answer),
        TEST(an_error_page_shows_what_was_typed),
        TEST(secrets_are_in_no_cookie),
        TEST(the_page_says_what_must_be_typed_again),
        TEST(a_code_is_not_noted),
        TEST(a_journey_that_goes_on_as_another_keeps_it),
        TEST(a_finished_journey_forgets),
        TEST(questions_show_what_was_said),
        TEST(what_was_not_accepted_is_in_no_recap),
        TEST(students_are_asked_for_their_number_once),
        TEST(students_need_not_prepare_a_card),
        TEST(who_is_no_student_can_switch),
        TEST(a_closed_journey_begins_again_at_the_same_entry),
        TEST(sign_in_keeps_the_number_once),
        TEST(a_page_that_is_not_there_keeps_nothing),
        TEST(the_keeping_buttons_come_after_the_real_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
