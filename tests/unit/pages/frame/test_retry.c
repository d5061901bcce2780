/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Pages that ask to wait say where and when to try again. */
#include "base/errors.h"
#include "pages/frame/moment.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SECOND APR_USEC_PER_SEC
#define HOUR   (3600 * SECOND)

static const char *retry_href(const answer_t *answer)
{
    const char *href = cnops_tree_text(cnops_tree_get(answer->page, "retry"), "href");

    return href ? href + strlen("/mon_compte") : NULL;
}

/* --- where --- */

static void a_refused_page_is_tried_again_where_it_is(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    drive_conditions(browser);
    store_memory_down(portal->fixture->store, true);
    assert_string_equal(retry_href(browser_post(browser, "/creation/identite", NULL)),
                        "/creation/identite");
    store_memory_down(portal->fixture->store, false);
    assert_int_equal(cnops_tree_get(browser_get(browser, "/nulle-part")->page, "retry")->type,
                     CNOPS_TREE_NULL);
}

/* /deconnexion answers no GET: a link to it would lead to 405. */
static void a_form_without_a_page_leads_home(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    answer_t *answer;

    browser_get(browser, "/espace");
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(sessions, end_one),
                           CNOPS_EUNAVAILABLE);
    answer = browser_post(browser, "/deconnexion", NULL);
    assert_int_equal(answer->status, 503);
    assert_string_equal(retry_href(answer), "/");
}

/* --- when --- */

/* Without a script the sentence has the whole time; with one the link waits. */
static void a_short_wait_is_counted_and_a_long_one_is_told_as_an_hour(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *data;
    answer_t *answer;

    assert_int_equal(cnops_zone_load(&portal->app.zone, "Etc/GMT-1", portal->pool), APR_SUCCESS);
    portal->fixture->settings->block_failures = 1;
    browser_get(browser, "/");
    browser_post(browser, "/connexion", "identifiant", "AB123456", "mot_de_passe", "faux-1", NULL);
    answer = browser_post(browser, "/connexion", "identifiant", "AB123456", "mot_de_passe",
                          "faux-1", NULL);
    assert_int_equal(answer->status, 429);
    assert_string_equal(retry_href(answer), "/connexion");
    assert_string_equal(cnops_tree_text(cnops_tree_get(answer->page, "retry"), "from"),
                        "à partir de 10 h 00");
    assert_string_equal(apr_table_get(answer->res->headers, "Retry-After"), "3600");
    assert_int_equal(cnops_tree_int(answer->page, "retry_after", 0), 3600);

    browser->accept = "text/html";
    store_memory_down(portal->fixture->store, true);
    answer = browser_post(browser, "/connexion", "identifiant", "AB123456", "mot_de_passe",
                          "faux-1", NULL);
    data = strstr(answer->body, "<div class=\"retry\" data-seconds=\"10\"");
    assert_non_null(data);
    assert_non_null(strstr(data, "Réessayez dans 10 secondes."));
    assert_non_null(
        strstr(data, "<a class=\"button\" href=\"/mon_compte/connexion\">Réessayer</a>"));
}

static void assert_waits(portal_t *portal, apr_interval_time_t wait, const char *expected)
{
    cnops_req_t req = {.app = &portal->app, .pool = portal->pool, .lang = "fr"};

    assert_string_equal(cnops_moment_from(&req, wait), expected);
}

static void a_moment_is_told_in_morocco_and_never_too_early(void **state)
{
    portal_t *portal = *state;

    /* An hour ahead of UTC all year, whatever Morocco's rules are: it is 9 o'clock. */
    assert_int_equal(cnops_zone_load(&portal->app.zone, "Etc/GMT-1", portal->pool), APR_SUCCESS);
    assert_waits(portal, HOUR, "à partir de 10 h 00");
    assert_waits(portal, HOUR + 1, "à partir de 10 h 01");
    assert_waits(portal, HOUR + 59 * SECOND, "à partir de 10 h 01");
    assert_waits(portal, 15 * HOUR, "à partir de demain à 00 h 00");
    assert_waits(portal, 38 * HOUR, "à partir de demain à 23 h 00");
    assert_waits(portal, 39 * HOUR, "à partir du 23/11/2026");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refused_page_is_tried_again_where_it_is),
        TEST(a_form_without_a_page_leads_home),
        TEST(a_short_wait_is_counted_and_a_long_one_is_told_as_an_hour),
        TEST(a_moment_is_told_in_morocco_and_never_too_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
