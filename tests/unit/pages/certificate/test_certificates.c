/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The member's list of certificates, and their files. What stands on a paper is read with other
 * programs: tests/http/certificates.test.mjs. */
#include "pages/certificate/certificates.h"

#include "core/certificate/certificate.h"
#include "core/journal/journal.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PATH "/espace/attestations"
#define DAY  apr_time_from_sec(86400)

static int setup(void **state)
{
    portal_t *portal;
    cnops_press_config_t how = {.htdocs = "build/htdocs", .engines = 1, .wait = 1000};
    const char *fault;

    if (portal_setup(state) != 0)
        return -1;
    portal = *state;
    how.brand = portal->app.brand;
    return cnops_press_make(&portal->app.press, &fault, &how, portal->pool) == APR_SUCCESS ? 0 : -1;
}

/* --- driving --- */

static void draw(browser_t *browser)
{
    browser_get(browser, PATH);
    assert_leads_to(browser_post(browser, PATH, "type", "immatriculation", NULL), PATH);
}

static const cnops_tree_t *listed(browser_t *browser, int i)
{
    const answer_t *answer = browser_get(browser, PATH);

    assert_int_equal(answer->status, 200);
    return cnops_tree_at(answer->page, apr_psprintf(browser->portal->pool, "certificates.%d", i));
}

static const char *file_of(browser_t *browser, int i)
{
    const char *href = cnops_tree_text(listed(browser, i), "href");

    assert_non_null(href);
    return href + strlen(browser->portal->app.mount);
}

static void assert_file(browser_t *browser, const char *path)
{
    const answer_t *answer = browser_get(browser, path);

    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->res->content_type, "application/pdf");
    assert_memory_equal(answer->body, "%PDF-", 5);
}

/* i: of the list, the newest is 0. */
static const cnops_certificate_t *row_of(portal_t *portal, int i)
{
    const cnops_certificates_wanted_t wanted = {.person_id = 1, .max = 9};
    apr_array_header_t *list;

    assert_int_equal(cnops_certificates_of(&list, portal->app.core, &wanted, portal->pool),
                     APR_SUCCESS);
    assert_true(i < list->nelts);
    return &APR_ARRAY_IDX(list, i, cnops_certificate_t);
}

static void withdraw(portal_t *portal, int i)
{
    const cnops_event_t event = {.actor = CNOPS_ACTOR_OPERATOR "h.fictif"};

    assert_int_equal(
        cnops_certificate_revoke(portal->app.core, row_of(portal, i), event, portal->pool),
        APR_SUCCESS);
}

/* Adds a row whose sealed text belongs to another row, as a wrong repair would leave it. */
static void damage_newest(portal_t *portal)
{
    const cnops_store_t *store = &portal->app.core->store;
    const cnops_signing_key_t key = {.id = "00000000", .public_key = "00"};
    cnops_certificate_t row = *row_of(portal, 0);

    row.code_digest = "damaged";
    row.number ^= 1;
    assert_int_equal(store->certificates->insert(store->self, &row, &key, NULL, portal->pool),
                     APR_SUCCESS);
}

/* --- tests --- */

static void a_revoked_one_has_no_file_and_its_address_says_why(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const char *path;
    answer_t *answer;

    draw(browser);
    path = file_of(browser, 0);
    assert_file(browser, path);
    withdraw(portal, 0);
    assert_string_equal(cnops_tree_text(listed(browser, 0), "state"), "revoked");
    assert_null(cnops_tree_text(listed(browser, 0), "href"));
    assert_int_equal(browser_get(browser, path)->status, 410);
    browser->accept = "text/html";
    answer = browser_get(browser, path);
    assert_int_equal(answer->status, 410);
    assert_non_null(strstr(answer->body, "Cette attestation a été révoquée"));
    assert_non_null(strstr(answer->body, "<a href=\"/mon_compte" PATH "\">Voir vos attestations"));
    assert_null(strstr(browser_get(browser, PATH)->body, "Ouvrir le PDF"));
}

static void an_expired_one_stays_readable(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    draw(browser);
    clock_fake_advance(portal->fixture->clock,
                       (portal->fixture->settings->certificate_days + 1) * DAY);
    browser = drive_member(portal);
    assert_string_equal(cnops_tree_text(listed(browser, 0), "state"), "expired");
    assert_file(browser, file_of(browser, 0));
}

static const cnops_tree_t *offered(browser_t *browser)
{
    return cnops_tree_at(browser_get(browser, PATH)->page, "offers.0");
}

static void one_that_does_not_open_does_not_hide_the_others(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_tree_t *damaged;
    answer_t *answer;

    draw(browser);
    damage_newest(portal);
    damaged = listed(browser, 0);
    assert_string_equal(cnops_tree_text(damaged, "state"), "unreadable");
    assert_null(cnops_tree_text(damaged, "code"));
    assert_null(cnops_tree_text(damaged, "href"));
    assert_string_equal(cnops_tree_text(damaged, "issued_on"),
                        cnops_tree_text(listed(browser, 1), "issued_on"));
    assert_file(browser, file_of(browser, 1));
    browser->accept = "text/html";
    answer = browser_get(browser, PATH);
    assert_non_null(strstr(answer->body, "Cette attestation ne peut pas être lue"));
}

/* The member needs another one. */
static void one_that_does_not_open_is_not_held(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    draw(browser);
    damage_newest(portal);
    assert_non_null(cnops_tree_text(offered(browser), "held_until"));
    withdraw(portal, 1);
    assert_null(cnops_tree_text(offered(browser), "held_until"));
    draw(browser);
    assert_string_equal(cnops_tree_text(listed(browser, 0), "state"), "valid");
}

static void an_address_that_names_no_place_is_the_first_page(void **state)
{
    static const char *const places[] = {"", "?suite=", "?suite=junk",
                                         "?suite=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_tree_t *page;

    draw(browser);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        page = browser_get(browser, apr_pstrcat(portal->pool, PATH, places[i], NULL))->page;
        assert_non_null(cnops_tree_at(page, "certificates.0"));
        assert_non_null(cnops_tree_get(page, "later"));
        assert_false(cnops_tree_bool(page, "later"));
    }
}

static void a_later_page_leads_back(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_tree_t *page;
    const char *href;

    portal->fixture->settings->day_certificates = 30;
    for (int i = 0; i < 21; i++) {
        draw(browser);
        withdraw(portal, 0);
    }
    href = cnops_tree_text(browser_get(browser, PATH)->page, "next_page");
    assert_non_null(href);
    page = browser_get(browser, href + strlen(portal->app.mount))->page;
    assert_true(cnops_tree_bool(page, "later"));
    assert_int_equal(cnops_tree_get(page, "next_page")->type, CNOPS_TREE_NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_revoked_one_has_no_file_and_its_address_says_why),
        TEST(an_expired_one_stays_readable),
        TEST(one_that_does_not_open_does_not_hide_the_others),
        TEST(one_that_does_not_open_is_not_held),
        TEST(an_address_that_names_no_place_is_the_first_page),
        TEST(a_later_page_leads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
