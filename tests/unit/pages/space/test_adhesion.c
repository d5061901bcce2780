/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/adhesion and the choice in the shell of the space, without a server. */
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE    "/espace/adhesion"
#define PUBLIC  fixture_public_transfer.immatriculation
#define STUDENT fixture_public_transfer.document

static browser_t *with_two(void **state, cnops_member_status_e status)
{
    portal_t *portal = drive_account(state);
    fixture_member_t student = fixture_public_transfer;

    student.scheme = CNOPS_SCHEME_STUDENT;
    student.immatriculation = student.document;
    student.status = status;
    core_fixture_add_member(portal->fixture, &student);
    return drive_member(portal);
}

/* The i-th of the choice; NULL: there are not so many. */
static const cnops_tree_t *item_of(const cnops_tree_t *page, int i)
{
    char path[32];

    apr_snprintf(path, sizeof path, "adhesions.%d", i);
    return cnops_tree_at(page, path);
}

static const char *current_on(browser_t *browser, const char *path)
{
    const cnops_tree_t *page = browser_get(browser, path)->page, *item;
    const char *current = NULL;

    for (int i = 0; (item = item_of(page, i)); i++)
        if (cnops_tree_bool(item, "current"))
            current = cnops_tree_text(item, "immatriculation");
    return current;
}

static answer_t *choose(browser_t *browser, const char *immatriculation, const char *back)
{
    browser_get(browser, PAGE);
    return browser_post(browser, PAGE, "adhesion", immatriculation, back ? "retour" : NULL, back,
                        NULL);
}

static void the_choice_holds_in_this_session(void **state)
{
    browser_t *browser = with_two(state, CNOPS_MEMBER_ACTIVE);

    assert_string_equal(current_on(browser, "/espace"), PUBLIC);
    assert_leads_to(choose(browser, STUDENT, NULL), "/espace");
    assert_string_equal(current_on(browser, "/espace"), STUDENT);
    assert_string_equal(current_on(browser, "/espace/profil"), STUDENT);
    assert_string_equal(current_on(drive_member(browser->portal), "/espace"), PUBLIC);
    assert_leads_to(choose(browser, PUBLIC, NULL), "/espace");
    assert_string_equal(current_on(browser, PAGE), PUBLIC);
}

static void a_closed_membership_can_be_chosen(void **state)
{
    browser_t *browser = with_two(state, CNOPS_MEMBER_CLOSED);

    assert_string_equal(cnops_tree_text(item_of(browser_get(browser, PAGE)->page, 1), "status"),
                        "closed");
    assert_leads_to(choose(browser, STUDENT, NULL), "/espace");
    assert_string_equal(current_on(browser, "/espace"), STUDENT);
}

/* The number of another member, and one that nobody has, get the same answer. */
static void only_ones_own_can_be_chosen(void **state)
{
    browser_t *browser = with_two(state, CNOPS_MEMBER_ACTIVE);
    answer_t *of_another, *of_nobody;

    core_fixture_add_member(browser->portal->fixture, &fixture_public_money_order);
    of_another = choose(browser, fixture_public_money_order.immatriculation, NULL);
    of_nobody = choose(browser, "10000099", NULL);
    assert_int_equal(of_another->status, 422);
    assert_true(answer_has_error(of_another, "adhesion", "not_yours"));
    assert_int_equal(of_nobody->status, 422);
    assert_true(answer_has_error(of_nobody, "adhesion", "not_yours"));
    assert_int_equal(strlen(of_another->body), strlen(of_nobody->body));
    assert_true(answer_has_error(choose(browser, "", NULL), "adhesion", "required"));
    assert_string_equal(current_on(browser, "/espace"), PUBLIC);
}

static void it_returns_to_pages_of_the_navigation_only(void **state)
{
    browser_t *browser = with_two(state, CNOPS_MEMBER_ACTIVE);

    assert_leads_to(choose(browser, STUDENT, "/espace/profil"), "/espace/profil");
    assert_leads_to(choose(browser, STUDENT, "/espace/profil/x"), "/espace/profil");
    assert_leads_to(choose(browser, STUDENT, "/espace/profilx"), "/espace");
    assert_leads_to(choose(browser, STUDENT, "//example.org/"), "/espace");
    assert_leads_to(choose(browser, STUDENT, "/deconnexion"), "/espace");
    assert_leads_to(choose(browser, STUDENT, ""), "/espace");
}

static void the_shell_offers_it_to_members_of_several_only(void **state)
{
    browser_t *one = drive_member(drive_account(state));
    const cnops_tree_t *page = browser_get(one, "/espace/securite")->page;
    fixture_member_t student = fixture_public_transfer;

    assert_false(cnops_tree_bool(page, "several"));
    page = browser_get(one, PAGE)->page;
    assert_non_null(item_of(page, 0));
    assert_null(item_of(page, 1));
    student.scheme = CNOPS_SCHEME_STUDENT;
    student.immatriculation = student.document;
    core_fixture_add_member(one->portal->fixture, &student);
    page = browser_get(one, "/espace/securite")->page;
    assert_true(cnops_tree_bool(page, "several"));
    assert_string_equal(cnops_tree_text(page, "retour"), "/espace/securite");
    one->accept = "text/html";
    assert_non_null(strstr(browser_get(one, "/espace/securite")->body, "class=\"switch\""));
    assert_null(strstr(browser_get(one, PAGE)->body, "class=\"switch\""));
}

/* An import may move a membership to another person. */
static void a_choice_that_has_gone_counts_no_more(void **state)
{
    browser_t *browser = with_two(state, CNOPS_MEMBER_ACTIVE);
    fixture_member_t moved = fixture_public_money_order;

    choose(browser, STUDENT, NULL);
    moved.immatriculation = STUDENT;
    core_fixture_import_again(browser->portal->fixture, &moved);
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    assert_string_equal(current_on(browser, PAGE), PUBLIC);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_choice_holds_in_this_session),
        TEST(a_closed_membership_can_be_chosen),
        TEST(only_ones_own_can_be_chosen),
        TEST(it_returns_to_pages_of_the_navigation_only),
        TEST(the_shell_offers_it_to_members_of_several_only),
        TEST(a_choice_that_has_gone_counts_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
