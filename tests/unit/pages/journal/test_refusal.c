/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a member can refuse in /espace/journal, and until when. Without a server. */
#include "pages/journal/refusal.h"

#include "base/errors.h"
#include "core/seal/columns.h"
#include "twins/recovery_drive.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE  "/espace/journal"
#define OTHER "meknes-rameau-83"

/* The first line of this kind. */
static const cnops_tree_t *line_of(browser_t *browser, const char *kind)
{
    answer_t *answer = browser_get(browser, PAGE);
    const cnops_tree_t *line;

    assert_int_equal(answer->status, 200);
    line = cnops_tree_get(answer->page, "events")->first;
    while (line && strcmp(cnops_tree_text(line, "kind"), kind) != 0)
        line = line->next;
    assert_non_null(line);
    return line;
}

/* The name of what can be refused in it; NULL: nothing. */
static const char *entry_of(browser_t *browser, const char *kind)
{
    const cnops_tree_t *refusal = cnops_tree_get(line_of(browser, kind), "refusals")->first;

    return refusal ? cnops_tree_text(refusal, "entree") : NULL;
}

static answer_t *refuse(browser_t *browser, const char *entry)
{
    return browser_post(browser, PAGE, "action", "refuser", "entree", entry, NULL);
}

static void a_signin_is_refused_while_its_browser_is_known(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *other = drive_member(portal);
    const char *entry = entry_of(mine, "device_new");

    assert_non_null(entry); /* the newer one: of the other browser */
    assert_leads_to(refuse(mine, entry), "/espace/securite#mot-de-passe");
    assert_int_equal(browser_get(other, "/espace")->status, 303);
    assert_int_equal(browser_get(mine, "/espace")->status, 200);
    assert_leads_to(refuse(mine, entry), "/espace/securite#mot-de-passe");
}

static void a_change_of_password_is_refused_by_its_link_while_that_is_valid(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    browser_get(browser, "/espace/securite");
    assert_leads_to(browser_post(browser, "/espace/securite", "action", "mot-de-passe",
                                 "mot_de_passe_actuel", DRIVE_PASSWORD, "mot_de_passe", OTHER,
                                 "mot_de_passe_confirmation", OTHER, NULL),
                    "/espace/securite");
    assert_non_null(cnops_tree_text(line_of(browser, "password_changed"), "advice"));
    assert_null(cnops_tree_text(line_of(browser, "account_created"), "advice"));
    assert_null(entry_of(browser, "password_changed"));
    clock_fake_advance(portal->fixture->clock, CNOPS_COLUMN_LINK_LIFE);
    drive_signin(browser, fixture_public_transfer.document, OTHER, NULL);
    assert_null(cnops_tree_text(line_of(browser, "password_changed"), "advice"));
}

static void a_request_is_refused_while_it_is_open(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *stranger = browser_open(portal);
    const char *entry;

    drive_recovery_facts(stranger, &fixture_public_transfer);
    drive_lost_contacts(stranger, DRIVE_NEW_EMAIL, DRIVE_NEW_PHONE);
    entry = entry_of(mine, "request_made");
    assert_non_null(entry);
    assert_leads_to(refuse(mine, entry), PAGE);
    assert_string_equal(cnops_tree_text(line_of(mine, "request_opposed"), "kind"),
                        "request_opposed");
    assert_null(entry_of(mine, "request_made"));
    assert_leads_to(refuse(mine, entry), PAGE);
    assert_int_equal(cnops_tree_int(line_of(mine, "request_opposed"), "count", 0), 1);
}

static void a_refusal_that_fails_changes_nothing(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *mine = drive_member(portal), *other = drive_member(portal);
    const char *entry = entry_of(mine, "device_new");

    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(devices, forget),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(refuse(mine, entry)->status, 503);
    assert_int_equal(browser_get(other, "/espace")->status, 200);
    assert_leads_to(refuse(mine, entry), "/espace/securite#mot-de-passe");
}

static void no_part_of_the_page_is_shown_without_the_others(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(events, before),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(browser, PAGE)->status, 503);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(devices, of_account),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(browser, PAGE)->status, 503);
    assert_int_equal(browser_get(browser, PAGE)->status, 200);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_signin_is_refused_while_its_browser_is_known),
        CASE(a_change_of_password_is_refused_by_its_link_while_that_is_valid),
        CASE(a_request_is_refused_while_it_is_open),
        CASE(a_refusal_that_fails_changes_nothing),
        CASE(no_part_of_the_page_is_shown_without_the_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
