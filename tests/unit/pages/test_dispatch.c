/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The dispatcher: the order of its checks, languages, representations, cookies. */
#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FORM "application/x-www-form-urlencoded"

static answer_t *post_text(browser_t *browser, const char *path, const char *body)
{
    return browser_post_raw(browser, path, FORM, body, strlen(body));
}

static void unknown_addresses_are_404(void **state)
{
    browser_t *browser = browser_open(*state);

    assert_int_equal(browser_get(browser, "/rien")->status, 404);
    assert_int_equal(browser_get(browser, "/creation/rien")->status, 404);
    assert_int_equal(browser_get(browser, "/creation")->status, 404);
    assert_int_equal(browser_get(browser, "/creation/")->status, 404);
    assert_int_equal(browser_get(browser, "/creation/identite/rien")->status, 404);
    assert_int_equal(browser_get(browser, "/creationX/identite")->status, 404);
    assert_int_equal(browser_get(browser, "/recuperation/telephone")->status, 404);
    assert_int_equal(post_text(browser, "/creation/rien", "")->status, 404);
    assert_int_equal(post_text(browser, "/rien", "")->status, 404);
}

static void wrong_methods_are_405_with_allow(void **state)
{
    browser_t *browser = browser_open(*state);
    answer_t *answer = browser_get(browser, "/deconnexion");

    assert_int_equal(answer->status, 405);
    assert_string_equal(apr_table_get(answer->res->headers, "Allow"), "POST");
    answer = post_text(browser, "/aide", "");
    assert_int_equal(answer->status, 405);
    assert_string_equal(apr_table_get(answer->res->headers, "Allow"), "GET, HEAD");
    answer = post_text(browser, "/creation/termine", "");
    assert_int_equal(answer->status, 405);
    assert_string_equal(apr_table_get(answer->res->headers, "Allow"), "GET, HEAD");
    answer = browser_send(browser, CNOPS_METHOD_OTHER, "/creation/identite");
    assert_int_equal(answer->status, 405);
    assert_string_equal(apr_table_get(answer->res->headers, "Allow"), "GET, HEAD, POST");
}

static void a_form_needs_its_jeton(void **state)
{
    browser_t *browser = browser_open(*state), *other = browser_open(*state);

    assert_int_equal(post_text(browser, "/creation/conditions", "accepte=oui")->status, 403);
    browser_get(browser, "/creation/conditions");
    browser_get(other, "/creation/conditions");
    browser->jeton = other->jeton;
    assert_int_equal(browser_post(browser, "/creation/conditions", "accepte", "oui", NULL)->status,
                     403);
}

/* It may be the token of a session that has ended, in another window. */
static void a_form_of_the_space_without_a_session_asks_to_sign_in(void **state)
{
    static const char *const pages[] = {"/espace/profil", "/espace/securite", "/espace/adresse",
                                        "/espace/adhesion"};
    browser_t *browser = browser_open(*state);

    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        assert_leads_to(post_text(browser, pages[i], "langue=fr&jeton=faux"), "/connexion");
        assert_leads_to(post_text(browser, pages[i], ""), "/connexion");
    }
    browser_get(browser, "/connexion");
    assert_leads_to(post_text(browser, pages[0], "langue=fr&jeton=faux"), "/connexion");
}

static void an_unreadable_body_is_422(void **state)
{
    browser_t *browser = browser_open(*state);
    const char *json = "{\"jeton\": ";

    browser_get(browser, "/creation/conditions");
    assert_int_equal(
        browser_post_raw(browser, "/creation/conditions", "application/json", json, strlen(json))
            ->status,
        422);
}

static void a_broken_field_is_its_own_error(void **state)
{
    browser_t *browser = browser_open(*state);
    apr_pool_t *pool = browser->portal->pool;
    answer_t *answer;

    browser_get(browser, "/creation/conditions");
    answer = post_text(browser, "/creation/conditions",
                       apr_pstrcat(pool, "jeton=", browser->jeton, "&accepte=%ff", NULL));
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "accepte", "malformed"));
    answer =
        post_text(browser, "/creation/conditions",
                  apr_pstrcat(pool, "jeton=", browser->jeton, "&accepte=oui&accepte=oui", NULL));
    assert_true(answer_has_error(answer, "accepte", "duplicate"));
}

static void json_bodies_are_as_good_as_forms(void **state)
{
    browser_t *browser = browser_open(*state);
    const char *json;

    browser_get(browser, "/creation/conditions");
    json = apr_psprintf(browser->portal->pool, "{\"jeton\":\"%s\",\"accepte\":\"oui\"}",
                        browser->jeton);
    assert_leads_to(
        browser_post_raw(browser, "/creation/conditions", "application/json", json, strlen(json)),
        "/creation/identite");
}

static void language_by_query_cookie_and_header(void **state)
{
    browser_t *browser = browser_open(*state);

    browser->lang = "de;q=0.9, ar-MA;q=0.8, fr;q=0.7";
    assert_string_equal(cnops_tree_text(browser_get(browser, "/aide")->page, "lang"), "ar");
    assert_string_equal(cnops_tree_text(browser_get(browser, "/aide?lang=fr")->page, "lang"), "fr");
    assert_string_equal(cnops_tree_text(browser_get(browser, "/aide")->page, "lang"), "fr");
    assert_string_equal(cnops_tree_text(browser_get(browser, "/aide?lang=xx")->page, "lang"), "fr");
    browser = browser_open(*state);
    browser->lang = NULL;
    assert_string_equal(cnops_tree_text(browser_get(browser, "/aide")->page, "lang"), "fr");
}

static void every_page_renders_in_both_languages(void **state)
{
    static const char *const pages[] = {"/",
                                        "/connexion",
                                        "/creation/conditions",
                                        "/etudiants",
                                        "/employeurs",
                                        "/recuperation/conditions",
                                        "/conditions",
                                        "/aide",
                                        "/mentions-legales",
                                        "/accessibilite"};
    browser_t *browser = browser_open(*state);

    browser->accept = "text/html";
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        answer_t *french =
            browser_get(browser, apr_pstrcat(browser->portal->pool, pages[i], "?lang=fr", NULL));
        answer_t *arabic =
            browser_get(browser, apr_pstrcat(browser->portal->pool, pages[i], "?lang=ar", NULL));

        assert_int_equal(french->status, 200);
        assert_int_equal(arabic->status, 200);
        assert_non_null(strstr(french->body, "<html lang=\"fr\" dir=\"ltr\""));
        assert_non_null(strstr(arabic->body, "<html lang=\"ar\" dir=\"rtl\""));
    }
}

static void the_page_of_components_exists_only_where_it_is_wanted(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    assert_int_equal(browser_get(browser, "/styles")->status, 404);
    assert_int_equal(browser_post(browser, "/styles", NULL)->status, 404);
    portal->fixture->settings->styles = true;
    answer = browser_get(browser, "/styles");
    assert_int_equal(answer->status, 200);
    assert_true(answer_has_error(answer, "cni", "required"));
    browser->accept = "text/html";
    assert_non_null(strstr(browser_get(browser, "/styles?lang=ar")->body, "<html lang=\"ar\""));
}

static void what_was_typed_is_escaped(void **state)
{
    browser_t *browser = browser_open(*state);
    answer_t *answer;

    drive_conditions(browser);
    browser->accept = "text/html";
    answer = browser_post(browser, "/creation/identite", "mode", "immatriculation", "cni",
                          "\"><script>alert(1)</script>", NULL);
    assert_int_equal(answer->status, 422);
    assert_null(strstr(answer->body, "<script>alert"));
    assert_non_null(strstr(answer->body, "&lt;script&gt;alert"));
}

static void cookies_are_for_this_site_only(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *answer = browser_get(browser, "/");
    const char *cookie = apr_table_get(answer->res->headers, "Set-Cookie");

    assert_non_null(strstr(cookie, "; HttpOnly"));
    assert_non_null(strstr(cookie, "; SameSite=Lax"));
    assert_null(strstr(cookie, "; Secure"));
    portal->fixture->settings->public_url = "https://compte.example.ma/mon_compte";
    answer = browser_get(browser_open(portal), "/");
    cookie = apr_table_get(answer->res->headers, "Set-Cookie");
    assert_memory_equal(cookie, "__Host-cnops_journey=", 21);
    assert_non_null(strstr(cookie, "; Secure"));
    assert_non_null(strstr(cookie, "; Path=/;"));
}

static void a_forged_journey_is_ignored(void **state)
{
    browser_t *browser = browser_open(*state);
    char *cookie;

    drive_conditions(browser);
    cookie = apr_pstrdup(browser->portal->pool, apr_table_get(browser->cookies, "cnops_journey"));
    cookie[strlen(cookie) / 2] = cookie[strlen(cookie) / 2] == 'A' ? 'B' : 'A';
    apr_table_set(browser->cookies, "cnops_journey", cookie);
    assert_leads_to(browser_get(browser, "/creation/identite"), "/creation/conditions");
}

/* The notice of signing out is on the next page that is shown, whatever comes between. */
static void a_notice_is_shown_once(void **state)
{
    browser_t *browser = browser_open(*state);

    browser_get(browser, "/");
    assert_leads_to(browser_post(browser, "/deconnexion", NULL), "/");
    assert_leads_to(browser_get(browser, "/creation/identite"), "/creation/conditions");
    assert_int_equal(browser_get(browser, "/captcha/defi")->status, 200);
    assert_non_null(cnops_tree_text(browser_get(browser, "/")->page, "notice"));
    assert_null(cnops_tree_text(browser_get(browser, "/")->page, "notice"));
    assert_leads_to(browser_post(browser, "/deconnexion", NULL), "/");
    assert_non_null(cnops_tree_text(browser_get(browser, "/rien")->page, "notice"));
    assert_null(cnops_tree_text(browser_get(browser, "/rien")->page, "notice"));
}

/* The sealed journey must not tell by its length whether a person is known. */
static void the_cookie_is_as_long_for_an_unknown_person(void **state)
{
    portal_t *portal = *state;
    browser_t *known = browser_open(portal), *unknown = browser_open(portal);
    fixture_member_t absent = fixture_public_transfer;

    absent.document = "ZZ999999";
    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_questions(known, &fixture_public_transfer, false);
    drive_to_questions(unknown, &absent, false);
    assert_int_equal(strlen(apr_table_get(known->cookies, "cnops_journey")),
                     strlen(apr_table_get(unknown->cookies, "cnops_journey")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(unknown_addresses_are_404),
        TEST(wrong_methods_are_405_with_allow),
        TEST(a_form_needs_its_jeton),
        TEST(a_form_of_the_space_without_a_session_asks_to_sign_in),
        TEST(an_unreadable_body_is_422),
        TEST(a_broken_field_is_its_own_error),
        TEST(json_bodies_are_as_good_as_forms),
        TEST(language_by_query_cookie_and_header),
        TEST(every_page_renders_in_both_languages),
        TEST(the_page_of_components_exists_only_where_it_is_wanted),
        TEST(what_was_typed_is_escaped),
        TEST(cookies_are_for_this_site_only),
        TEST(a_forged_journey_is_ignored),
        TEST(a_notice_is_shown_once),
        TEST(the_cookie_is_as_long_for_an_unknown_person),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
