/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/brand/brand_files.h"

#include "twins/portal.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *below(const portal_t *portal, const char *name)
{
    return apr_pstrcat(portal->pool, "/marque/", portal->app.brand->folder, name, NULL);
}

static void serves_the_files_to_all_alike(void **state)
{
    portal_t *portal = *state;
    const answer_t *sheet = browser_get(browser_open(portal), below(portal, "/couleurs.css"));
    const answer_t *emblem =
        browser_get(browser_open(portal), below(portal, "/emblem.svg?lang=ar"));

    assert_int_equal(sheet->status, 200);
    assert_string_equal(sheet->res->content_type, "text/css; charset=utf-8");
    assert_non_null(strstr(sheet->body, "--primary: #0f6b6b;"));
    assert_int_equal(emblem->status, 200);
    assert_string_equal(emblem->res->content_type, "image/svg+xml");
    assert_non_null(strstr(emblem->body, "<svg"));
    assert_string_equal(apr_table_get(emblem->res->headers, "Cache-Control"),
                        "public, max-age=31536000, immutable");
    assert_null(apr_table_get(sheet->res->headers, "Set-Cookie"));
    assert_null(apr_table_get(emblem->res->headers, "Set-Cookie"));
    assert_null(apr_table_get(emblem->res->headers, "Vary"));
}

static void other_addresses_are_404(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *const missing[] = {"/marque",
                                   "/marque/",
                                   "/marque/couleurs.css",
                                   "/marque/0123456789abcdef/couleurs.css",
                                   below(portal, ""),
                                   below(portal, "/"),
                                   below(portal, "couleurs.css"),
                                   below(portal, "/emblem.png"),
                                   below(portal, "/institution.json"),
                                   below(portal, "/../couleurs.css"),
                                   below(portal, "/couleurs.css/")};

    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        assert_int_equal(browser_get(browser, missing[i])->status, 404);
}

static void only_get_is_answered(void **state)
{
    portal_t *portal = *state;
    const answer_t *answer =
        browser_send(browser_open(portal), CNOPS_METHOD_POST, below(portal, "/couleurs.css"));

    assert_int_equal(answer->status, 405);
    assert_string_equal(apr_table_get(answer->res->headers, "Allow"), "GET, HEAD");
}

static void pages_have_the_addresses(void **state)
{
    portal_t *portal = *state;
    const cnops_tree_t *page = browser_get(browser_open(portal), "/aide")->page;
    const cnops_tree_t *brand = cnops_tree_get(page, "brand"), *site = cnops_tree_get(page, "site");

    assert_string_equal(
        cnops_tree_text(brand, "style"),
        apr_pstrcat(portal->pool, portal->app.mount, below(portal, "/couleurs.css"), NULL));
    assert_string_equal(
        cnops_tree_text(brand, "emblem"),
        apr_pstrcat(portal->pool, portal->app.mount, below(portal, "/emblem.svg"), NULL));
    assert_int_equal(*cnops_tree_text(brand, "theme"), '#');
    assert_non_null(cnops_tree_text(site, "call_centre_hours_ar"));
    /* What only the portal itself needs. */
    assert_null(cnops_tree_get(site, "emblem"));
    assert_null(cnops_tree_get(site, "colours"));
    assert_null(cnops_tree_get(site, "$comment"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(serves_the_files_to_all_alike, portal_setup,
                                        portal_teardown),
        cmocka_unit_test_setup_teardown(other_addresses_are_404, portal_setup, portal_teardown),
        cmocka_unit_test_setup_teardown(only_get_is_answered, portal_setup, portal_teardown),
        cmocka_unit_test_setup_teardown(pages_have_the_addresses, portal_setup, portal_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
