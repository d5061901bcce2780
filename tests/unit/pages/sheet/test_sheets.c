/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The blank care sheets, and the page that leads to them. What stands on a sheet is read with other
 * programs: tests/http/care_sheet.test.mjs. */
#include "pages/sheet/sheets.h"

#include "pages/sheet/blank.h"
#include "twins/portal.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
    portal_t *portal;
    cnops_press_config_t how = {.htdocs = "build/htdocs", .engines = 1, .wait = 1000};
    const char *fault;

    if (portal_setup(state) != 0)
        return -1;
    portal = *state;
    how.brand = portal->app.brand;
    if (cnops_press_make(&portal->app.press, &fault, &how, portal->pool) != APR_SUCCESS)
        return -1;
    portal->app.blank_sheets = cnops_blank_sheets_make(portal->app.institution, portal->pool);
    return 0;
}

static const char *below_mount(const portal_t *portal, const char *href)
{
    return href + strlen(portal->app.mount);
}

static void assert_sheet(browser_t *browser, const char *path)
{
    const answer_t *answer = browser_get(browser, path);

    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->res->content_type, "application/pdf");
    assert_memory_equal(answer->body, "%PDF-", 5);
}

static void the_page_leads_to_each_sheet(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const cnops_tree_t *page = browser_get(browser, "/feuille-de-soins")->page;
    const cnops_tree_t *mutuelles = cnops_tree_get(page, "mutuelles");
    int count = 0;

    assert_sheet(browser, below_mount(portal, cnops_tree_text(page, "student")));
    assert_sheet(browser, below_mount(portal, cnops_tree_text(page, "public")));
    for (const cnops_tree_t *at = mutuelles->first; at; at = at->next, count++)
        assert_sheet(browser, below_mount(portal, cnops_tree_text(at, "href")));
    assert_true(count > 0);
}

/* After the first one, no sheet is printed again: no engine is free, and it is still there. */
static void a_blank_sheet_is_printed_once(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *first, *second, *path = "/feuille-de-soins/etudiants.pdf";

    assert_sheet(browser, path);
    first = browser_get(browser, path)->res->body;
    portal->app.press = NULL;
    second = browser_get(browser, path)->res->body;
    assert_ptr_equal(first, second);
}

static void other_names_are_404(void **state)
{
    static const char *const missing[] = {"/feuille-de-soins/.pdf", "/feuille-de-soins/autre.pdf",
                                          "/feuille-de-soins/ETUDIANTS.pdf",
                                          "/feuille-de-soins/Mutuelle%20Al%20Amal.pdf"};
    browser_t *browser = browser_open(*state);

    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        assert_int_equal(browser_get(browser, missing[i])->status, 404);
}

static void an_institution_without_mutuelles_has_the_two_schemes(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    portal->app.blank_sheets =
        cnops_blank_sheets_make(cnops_tree_object(portal->pool), portal->pool);
    assert_sheet(browser, "/feuille-de-soins/etudiants.pdf");
    assert_sheet(browser, "/feuille-de-soins/secteur-public.pdf");
    assert_int_equal(browser_get(browser, "/feuille-de-soins/al-amal.pdf")->status, 404);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_page_leads_to_each_sheet),
        TEST(a_blank_sheet_is_printed_once),
        TEST(other_names_are_404),
        TEST(an_institution_without_mutuelles_has_the_two_schemes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
