/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The landing page, as it is kept for those who come first. */
#include "pages/frame/first_page.h"

#include "pages/routes.h"
#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TOKEN "name=\"jeton\" value=\""

static int setup(void **state)
{
    int failed = portal_setup(state);
    portal_t *portal = *state;

    portal->app.first_pages = cnops_first_pages_make(portal->pool);
    return failed;
}

/* A browser that has not been here before. */
static browser_t *open_browser(portal_t *portal, const char *lang)
{
    browser_t *browser = browser_open(portal);

    browser->accept = "text/html";
    browser->lang = lang;
    return browser;
}

static const char *token_of(portal_t *portal, const answer_t *answer)
{
    const char *at = strstr(answer->body, TOKEN);

    assert_non_null(at);
    at += strlen(TOKEN);
    return apr_pstrmemdup(portal->pool, at, strcspn(at, "\""));
}

/* The page without its token. */
static const char *rest_of(portal_t *portal, const answer_t *answer)
{
    char *rest = apr_pstrmemdup(portal->pool, answer->body, answer->res->body_len);

    memset(strstr(rest, TOKEN) + strlen(TOKEN), '-', strlen(token_of(portal, answer)));
    return rest;
}

static answer_t *land(portal_t *portal, const char *lang)
{
    return browser_get(open_browser(portal, lang), "/");
}

static void is_the_page_that_is_not_kept(void **state)
{
    static const char *const langs[] = {"fr", "ar", "en"};
    portal_t *portal = *state;
    cnops_first_pages_t *pages = portal->app.first_pages;

    for (size_t i = 0; i < sizeof langs / sizeof *langs; i++) {
        const answer_t *made, *first, *kept;

        portal->app.first_pages = NULL;
        made = land(portal, langs[i]);
        portal->app.first_pages = pages;
        first = land(portal, langs[i]);
        kept = land(portal, langs[i]);

        assert_string_equal(rest_of(portal, first), rest_of(portal, made));
        assert_string_equal(rest_of(portal, kept), rest_of(portal, made));
        assert_int_equal(kept->status, 200);
        assert_non_null(kept->res->parts);
        assert_string_equal(kept->res->gap, token_of(portal, kept));
        assert_string_equal(kept->res->content_type, made->res->content_type);
        assert_string_equal(apr_table_get(kept->res->headers, "Vary"),
                            apr_table_get(made->res->headers, "Vary"));
        assert_string_equal(apr_table_get(kept->res->headers, "Content-Language"), langs[i]);
    }
}

/* The institution's name is read when a page is made. */
static void is_made_once(void **state)
{
    portal_t *portal = *state;
    const answer_t *first = land(portal, "fr");

    portal->app.institution = cnops_tree_object(portal->pool);
    assert_string_equal(rest_of(portal, land(portal, "fr")), rest_of(portal, first));
    assert_string_not_equal(rest_of(portal, land(portal, "ar")), rest_of(portal, first));
    portal->app.first_pages = NULL;
    assert_string_not_equal(rest_of(portal, land(portal, "fr")), rest_of(portal, first));
}

static void is_not_made_of_a_request_with_a_query(void **state)
{
    portal_t *portal = *state;
    const answer_t *asked = browser_get(open_browser(portal, "fr"), "/?captcha=image");

    portal->app.institution = cnops_tree_object(portal->pool);
    assert_string_not_equal(rest_of(portal, land(portal, "fr")), rest_of(portal, asked));
}

static void every_visitor_has_a_token_of_his_own(void **state)
{
    portal_t *portal = *state;
    browser_t *one = open_browser(portal, "fr"), *two = open_browser(portal, "fr");
    const char *first;

    land(portal, "fr");
    first = token_of(portal, browser_get(one, "/"));
    two->jeton = token_of(portal, browser_get(two, "/"));
    assert_string_not_equal(first, two->jeton);
    one->jeton = two->jeton;
    assert_int_equal(browser_post(one, "/connexion", "identifiant", "", NULL)->status, 403);
    assert_int_equal(browser_post(two, "/connexion", "identifiant", "", NULL)->status, 422);
}

/* What a cookie or a query may change is never taken from what is kept, nor kept. */
static void who_is_known_by_a_cookie_gets_a_page_of_his_own(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = open_browser(portal, "fr"), *switched = open_browser(portal, "fr");
    const answer_t *answer, *plain;

    apr_table_set(browser->cookies, "cnops_session", "over");
    browser_get(browser, "/espace"); /* leaves a notice */
    answer = browser_get(browser, "/");
    plain = land(portal, "fr");
    assert_string_not_equal(rest_of(portal, answer), rest_of(portal, plain));
    apr_table_set(switched->cookies, "cnops_lang", "ar");
    assert_non_null(strstr(browser_get(switched, "/")->body, "<html lang=\"ar\""));
    answer = browser_get(open_browser(portal, "fr"), "/?lang=ar");
    assert_non_null(strstr(answer->body, "<html lang=\"ar\""));
    assert_non_null(strstr(land(portal, "fr")->body, "<html lang=\"fr\""));
    browser = browser_open(portal);
    assert_non_null(browser_get(browser, "/")->page);
}

/* What is kept has a place for one page in each language. */
static void there_is_one_such_page(void **state)
{
    int count = 0;

    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++)
        count += route->is_first;
    assert_int_equal(count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(is_the_page_that_is_not_kept),
        TEST(is_made_once),
        TEST(is_not_made_of_a_request_with_a_query),
        TEST(every_visitor_has_a_token_of_his_own),
        TEST(who_is_known_by_a_cookie_gets_a_page_of_his_own),
        TEST(there_is_one_such_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
