/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/adresse and the pages before which it stands, without a server. */
#include "base/errors.h"
#include "core/ticket/ticket.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE "/espace/adresse"

static fixture_member_t member_at(const char *address)
{
    fixture_member_t member = fixture_public_transfer;

    member.address = address;
    member.postal_code = "10000";
    member.city = "Rabat";
    member.address_pending = true;
    return member;
}

/* Signed in, and the import has brought an address to confirm. */
static browser_t *with_pending(void **state)
{
    portal_t *portal = drive_account(state);
    fixture_member_t member = member_at("12, rue des Orangers");

    core_fixture_import_again(portal->fixture, &member);
    return drive_member(portal);
}

static void import(browser_t *browser, const fixture_member_t *member)
{
    core_fixture_import_again(browser->portal->fixture, member);
}

static answer_t *press(browser_t *browser, const char *action)
{
    browser_get(browser, PAGE);
    return browser_post(browser, PAGE, "action", action, NULL);
}

static answer_t *correct(browser_t *browser, const char *street, const char *code)
{
    browser_get(browser, PAGE);
    return browser_post(browser, PAGE, "action", "corriger", "adresse", street, "code_postal", code,
                        "ville", "Salé", NULL);
}

static int count_events(browser_t *browser, const char *kind)
{
    apr_array_header_t *all = store_memory_events(browser->portal->fixture->store);
    int count = 0;

    for (int i = 0; i < all->nelts; i++)
        count += strcmp(APR_ARRAY_IDX(all, i, cnops_event_row_t).kind, kind) == 0;
    return count;
}

/* What the member asks of the insurer, newest first. */
static apr_array_header_t *tickets_of(browser_t *browser)
{
    const cnops_core_t *core = &browser->portal->fixture->core;
    apr_array_header_t *accounts =
        store_memory_accounts(browser->portal->fixture->store, browser->portal->pool);
    apr_array_header_t *list;

    assert_int_equal(cnops_tickets_of(&list, core,
                                      APR_ARRAY_IDX(accounts, 0, cnops_account_t).person_id, 9,
                                      browser->portal->pool),
                     APR_SUCCESS);
    return list;
}

/* --- the gate --- */

static void every_page_of_the_space_leads_to_it(void **state)
{
    static const char *const gated[] = {"/espace", "/espace/coordonnees", "/espace/profil",
                                        "/espace/adhesion"};
    browser_t *browser = with_pending(state);

    for (size_t i = 0; i < sizeof gated / sizeof *gated; i++)
        assert_leads_to(browser_get(browser, gated[i]), PAGE);
    browser->accept = "text/html";
    assert_leads_to(browser_get(browser, "/espace"), PAGE);
}

static void it_stands_neither_before_security_nor_before_public_pages(void **state)
{
    browser_t *browser = with_pending(state);

    assert_int_equal(browser_get(browser, "/espace/securite")->status, 200);
    assert_int_equal(browser_get(browser, "/aide")->status, 200);
    assert_int_equal(browser_get(browser, PAGE)->status, 200);
    assert_leads_to(browser_post(browser, "/deconnexion", NULL), "/");
}

static void it_shows_the_address_whole(void **state)
{
    const cnops_tree_t *page = browser_get(with_pending(state), PAGE)->page, *address;

    assert_true(cnops_tree_bool(page, "pending"));
    address = cnops_tree_get(page, "address");
    assert_string_equal(cnops_tree_text(address, "address"), "12, rue des Orangers");
    assert_string_equal(cnops_tree_text(address, "postal_code"), "10000");
    assert_string_equal(cnops_tree_text(address, "city"), "Rabat");
}

static void members_without_a_pending_address_cost_nothing_more(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    assert_int_equal(browser_get(browser, "/espace/profil")->status, 200);
    assert_int_equal(store_memory_calls(portal->fixture->store, STORE_MEMORY(addresses, find)), 0);
}

static void a_closed_membership_asks_nothing(void **state)
{
    browser_t *browser = with_pending(state);
    fixture_member_t member = member_at("12, rue des Orangers");

    member.status = CNOPS_MEMBER_CLOSED;
    import(browser, &member);
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
}

static void a_store_that_is_down_is_503(void **state)
{
    browser_t *browser = with_pending(state);
    store_memory_t *store = browser->portal->fixture->store;

    store_memory_fail_next(store, STORE_MEMORY(addresses, find), CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(browser, "/espace")->status, 503);
}

/* --- the answers --- */

static void a_confirmation_leads_on_and_is_asked_once(void **state)
{
    browser_t *browser = with_pending(state);

    assert_leads_to(browser_get(browser, "/espace/profil"), PAGE);
    assert_leads_to(browser_get(browser, "/espace/coordonnees"), PAGE);
    assert_leads_to(press(browser, "confirmer"), "/espace/profil");
    assert_non_null(cnops_tree_text(browser_get(browser, "/espace/profil")->page, "notice"));
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    assert_int_equal(count_events(browser, "address_confirmed"), 1);
    assert_leads_to(press(browser, "confirmer"), "/espace");
    assert_int_equal(count_events(browser, "address_confirmed"), 1);
    assert_int_equal(browser_get(drive_member(browser->portal), "/espace")->status, 200);
}

static void the_query_of_the_page_is_kept_but_its_language(void **state)
{
    browser_t *browser = with_pending(state);

    browser_get(browser, "/espace/profil?lang=fr&statut=a%26b%0d%0aX&suite=%C3%A9");
    assert_leads_to(press(browser, "confirmer"), "/espace/profil?statut=a%26b%0d%0aX&suite=%c3%a9");
}

static void a_long_address_is_not_kept(void **state)
{
    browser_t *browser = with_pending(state);
    char query[400];

    memset(query, 'a', sizeof query);
    query[sizeof query - 1] = '\0';
    browser_get(browser, apr_pstrcat(browser->portal->pool, "/espace/profil?suite=", query, NULL));
    assert_leads_to(press(browser, "confirmer"), "/espace");
}

static void a_correction_leads_on_too(void **state)
{
    browser_t *browser = with_pending(state);

    browser_get(browser, "/espace/coordonnees");
    assert_leads_to(correct(browser, "4, avenue des Palmiers", "11000"), "/espace/coordonnees");
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    assert_int_equal(count_events(browser, "address_corrected"), 1);
    assert_int_equal(count_events(browser, "address_confirmed"), 0);
}

static void a_correction_is_a_ticket(void **state)
{
    browser_t *browser = with_pending(state);
    core_fixture_t *fixture = browser->portal->fixture;
    int before = core_fixture_message_count(fixture, CNOPS_CHANNEL_EMAIL);
    apr_array_header_t *list;
    cnops_tree_t *asked;

    correct(browser, "4, avenue des Palmiers", "11000");
    assert_int_equal(core_fixture_message_count(fixture, CNOPS_CHANNEL_EMAIL), before + 1);
    assert_null(strstr(core_fixture_last_message(fixture, CNOPS_CHANNEL_EMAIL)->text, "Palmiers"));
    list = tickets_of(browser);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_ticket_t).kind, CNOPS_TICKET_ADDRESS);
    assert_true(APR_ARRAY_IDX(list, 0, cnops_ticket_t).membership_id > 0);
    assert_int_equal(cnops_ticket_payload(&asked, &browser->portal->fixture->core,
                                          &APR_ARRAY_IDX(list, 0, cnops_ticket_t),
                                          browser->portal->pool),
                     APR_SUCCESS);
    assert_string_equal(cnops_tree_text(asked, "immatriculation"),
                        fixture_public_transfer.immatriculation);
    assert_string_equal(cnops_tree_text(asked, "address"), "4, avenue des Palmiers");
    assert_string_equal(cnops_tree_text(asked, "postal_code"), "11000");
    assert_string_equal(cnops_tree_text(asked, "city"), "Salé");
}

/* The second click, and a correction of the correction: the first one is being examined. */
static void a_second_correction_waits_for_the_first(void **state)
{
    browser_t *browser = with_pending(state);
    fixture_member_t other = member_at("9, rue Ibn Sina");

    correct(browser, "4, avenue des Palmiers", "11000");
    assert_leads_to(correct(browser, "5, avenue des Palmiers", "11000"), "/espace");
    assert_int_equal(tickets_of(browser)->nelts, 1);
    import(browser, &other);
    assert_leads_to(browser_get(browser, "/espace"), PAGE);
    assert_leads_to(correct(browser, "5, avenue des Palmiers", "11000"), "/espace");
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    assert_int_equal(tickets_of(browser)->nelts, 1);
}

/* So many wait, and so many were opened today, that nothing else may be opened. */
static void spend_tickets(browser_t *browser)
{
    core_fixture_t *fixture = browser->portal->fixture;
    cnops_tree_t *payload = cnops_tree_object(browser->portal->pool);
    cnops_ticket_asking_t asking = {
        .account = &APR_ARRAY_IDX(store_memory_accounts(fixture->store, browser->portal->pool), 0,
                                  cnops_account_t),
        .kind = CNOPS_TICKET_RECTIFICATION,
        .payload = payload};
    const cnops_ticket_t *ticket;

    fixture->settings->open_tickets = fixture->settings->day_tickets = 1;
    assert_int_equal(cnops_ticket_open(&ticket, &fixture->core, &asking, browser->portal->pool),
                     APR_SUCCESS);
    assert_int_equal(cnops_ticket_open(&ticket, &fixture->core, &asking, browser->portal->pool),
                     CNOPS_ETOOLARGE);
}

/* Whoever could send no correction would have to confirm an address that is wrong: no other page is
 * shown before. */
static void no_bound_stops_a_correction_that_the_space_waits_for(void **state)
{
    browser_t *browser = with_pending(state);

    spend_tickets(browser);
    assert_leads_to(correct(browser, "4, avenue des Palmiers", "11000"), "/espace");
    assert_int_equal(count_events(browser, "address_corrected"), 1);
    assert_int_equal(APR_ARRAY_IDX(tickets_of(browser), 0, cnops_ticket_t).kind,
                     CNOPS_TICKET_ADDRESS);
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
}

static void too_many_tickets_of_a_day_are_a_fault_of_the_form(void **state)
{
    browser_t *browser = with_pending(state);

    press(browser, "confirmer");
    spend_tickets(browser);
    assert_true(answer_has_error(correct(browser, "4, avenue des Palmiers", "11000"), NULL,
                                 "too_many_requests"));
    assert_int_equal(tickets_of(browser)->nelts, 1);
    browser->portal->fixture->settings->day_tickets = 2;
    assert_leads_to(correct(browser, "4, avenue des Palmiers", "11000"), "/espace");
}

/* Nothing is lost where the second half fails: the member sends it again. */
static void a_store_that_fails_after_the_ticket_asks_again(void **state)
{
    browser_t *browser = with_pending(state);
    store_memory_t *store = browser->portal->fixture->store;

    browser_get(browser, PAGE);
    store_memory_fail_next(store, STORE_MEMORY(addresses, keep), CNOPS_EUNAVAILABLE);
    assert_int_equal(correct(browser, "4, avenue des Palmiers", "11000")->status, 503);
    assert_leads_to(browser_get(browser, "/espace"), PAGE);
    assert_leads_to(correct(browser, "4, avenue des Palmiers", "11000"), "/espace");
    assert_int_equal(tickets_of(browser)->nelts, 1);
}

static void a_correction_must_be_whole(void **state)
{
    browser_t *browser = with_pending(state);
    answer_t *answer;

    assert_true(answer_has_error(correct(browser, "", "10000"), "adresse", "required"));
    assert_true(answer_has_error(correct(browser, "4, rue X", "1000"), "code_postal",
                                 "invalid_postal_code"));
    answer = press(browser, "autre");
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "ville", "required"));
    assert_leads_to(browser_get(browser, "/espace"), PAGE);
}

static void what_is_on_file_already_corrects_nothing(void **state)
{
    browser_t *browser = with_pending(state);
    fixture_member_t member = member_at("4, rue X");
    answer_t *answer;

    member.city = "Salé";
    import(browser, &member);
    answer = correct(browser, "4, rue X", "10000");
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "adresse", "address_to_confirm"));
    press(browser, "confirmer");
    answer = correct(browser, "4, rue X", "10000");
    assert_true(answer_has_error(answer, "adresse", "address_unchanged"));
}

static void an_address_that_is_not_there_cannot_be_confirmed(void **state)
{
    browser_t *browser = with_pending(state);
    fixture_member_t member = fixture_public_transfer;

    member.address_pending = true;
    import(browser, &member);
    assert_true(answer_has_error(press(browser, "confirmer"), "adresse", "required"));
    assert_leads_to(correct(browser, "4, rue X", "10000"), "/espace");
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
}

/* --- other imports, other memberships --- */

static void the_same_address_is_not_asked_again_but_another_one(void **state)
{
    browser_t *browser = with_pending(state);
    fixture_member_t same = member_at("12, rue des Orangers"), other = member_at("9, rue Ibn Sina");

    press(browser, "confirmer");
    same.email_on_file = "autre@example.ma";
    import(browser, &same);
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    import(browser, &other);
    assert_leads_to(browser_get(browser, "/espace"), PAGE);
    press(browser, "confirmer");
    other.address_pending = false;
    import(browser, &other);
    assert_int_equal(browser_get(browser, "/espace")->status, 200);
}

/* The second one waits for an answer too, after the first. */
static browser_t *with_two_pending(void **state)
{
    browser_t *browser = with_pending(state);
    fixture_member_t student = member_at("Cité universitaire");

    student.scheme = CNOPS_SCHEME_STUDENT;
    student.immatriculation = student.document;
    core_fixture_add_member(browser->portal->fixture, &student);
    return browser;
}

static void each_membership_is_asked_about(void **state)
{
    browser_t *browser = with_two_pending(state);

    browser_get(browser, "/espace/profil");
    assert_leads_to(press(browser, "confirmer"), "/espace/profil");
    assert_leads_to(browser_get(browser, "/espace/profil"), PAGE);
    assert_string_equal(
        cnops_tree_text(cnops_tree_get(browser_get(browser, PAGE)->page, "address"), "address"),
        "Cité universitaire");
    assert_leads_to(press(browser, "confirmer"), "/espace/profil");
    assert_int_equal(browser_get(browser, "/espace/profil")->status, 200);
}

static void a_correction_can_be_sent_at_any_time(void **state)
{
    browser_t *browser = with_pending(state);

    press(browser, "confirmer");
    assert_false(cnops_tree_bool(browser_get(browser, PAGE)->page, "pending"));
    assert_leads_to(correct(browser, "4, avenue des Palmiers", "11000"), "/espace");
    assert_int_equal(count_events(browser, "address_confirmed"), 1);
}

/* --- the address that was shown, and the one that is there --- */

/* What the page that was just shown sends back. */
static const char *shown_by(browser_t *browser)
{
    const char *handle = cnops_tree_text(browser_get(browser, PAGE)->page, "adresse_affichee");

    assert_non_null(handle);
    return handle;
}

static answer_t *confirm_shown(browser_t *browser, const char *shown)
{
    return browser_post(browser, PAGE, "action", "confirmer", "adresse_affichee", shown, NULL);
}

static answer_t *correct_shown(browser_t *browser, const char *shown, const char *street)
{
    return browser_post(browser, PAGE, "action", "corriger", "adresse_affichee", shown, "adresse",
                        street, "code_postal", "11000", "ville", "Salé", NULL);
}

/* The page says that it has another address now, which is still to be confirmed. */
static void assert_shown_again(browser_t *browser, const answer_t *answer, const char *street)
{
    const cnops_tree_t *page;

    assert_leads_to(answer, PAGE);
    page = browser_get(browser, PAGE)->page;
    assert_non_null(cnops_tree_text(page, "notice"));
    assert_true(cnops_tree_bool(page, "pending"));
    assert_string_equal(cnops_tree_text(cnops_tree_get(page, "address"), "address"), street);
}

static void a_double_click_confirms_one_address(void **state)
{
    browser_t *browser = with_two_pending(state);
    const char *shown = shown_by(browser);

    assert_leads_to(confirm_shown(browser, shown), "/espace");
    browser_get(browser, "/aide"); /* shows the notice of the first click */
    assert_shown_again(browser, confirm_shown(browser, shown), "Cité universitaire");
    assert_int_equal(count_events(browser, "address_confirmed"), 1);
    assert_leads_to(confirm_shown(browser, shown_by(browser)), "/espace");
    assert_int_equal(count_events(browser, "address_confirmed"), 2);
}

static void a_double_click_corrects_one_address(void **state)
{
    browser_t *browser = with_two_pending(state);
    const char *shown = shown_by(browser);

    assert_leads_to(correct_shown(browser, shown, "4, rue X"), "/espace");
    browser_get(browser, "/aide");
    assert_shown_again(browser, correct_shown(browser, shown, "4, rue X"), "Cité universitaire");
    assert_int_equal(tickets_of(browser)->nelts, 1);
    assert_int_equal(count_events(browser, "address_corrected"), 1);
}

/* It is the one of the current membership that is there then, not that of the first click. */
static void a_double_click_on_the_last_address_leads_on(void **state)
{
    browser_t *browser = with_two_pending(state);
    const char *shown;

    assert_leads_to(confirm_shown(browser, shown_by(browser)), "/espace");
    shown = shown_by(browser);
    assert_leads_to(confirm_shown(browser, shown), "/espace");
    assert_leads_to(confirm_shown(browser, shown), "/espace");
    assert_int_equal(count_events(browser, "address_confirmed"), 2);
    assert_leads_to(correct_shown(browser, shown, "4, rue X"), PAGE);
    assert_int_equal(tickets_of(browser)->nelts, 0);
}

static void an_address_that_came_since_is_shown_first(void **state)
{
    browser_t *browser = with_pending(state);
    fixture_member_t other = member_at("9, rue Ibn Sina");
    const char *shown = shown_by(browser);

    import(browser, &other);
    assert_shown_again(browser, confirm_shown(browser, shown), other.address);
    assert_shown_again(browser, correct_shown(browser, shown, "4, rue X"), other.address);
    assert_shown_again(browser, correct_shown(browser, shown, ""), other.address);
    assert_shown_again(browser, confirm_shown(browser, ""), other.address);
    assert_shown_again(browser,
                       browser_post(browser, PAGE, "adresse_affichee", shown, "adresse", "4, rue X",
                                    "code_postal", "11000", "ville", "Salé", NULL),
                       other.address);
    assert_int_equal(count_events(browser, "address_confirmed"), 0);
    assert_int_equal(tickets_of(browser)->nelts, 0);
    assert_leads_to(correct_shown(browser, shown_by(browser), "4, rue X"), "/espace");
    assert_int_equal(tickets_of(browser)->nelts, 1);
}

static void both_forms_say_which_address_they_show(void **state)
{
    browser_t *browser = with_pending(state);
    const char *field = apr_pstrcat(browser->portal->pool, "name=\"adresse_affichee\" value=\"",
                                    shown_by(browser), "\"", NULL);
    const char *first;

    browser->accept = "text/html";
    first = strstr(browser_get(browser, PAGE)->body, field);
    assert_non_null(first);
    assert_non_null(strstr(first + 1, field));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_page_of_the_space_leads_to_it),
        TEST(it_stands_neither_before_security_nor_before_public_pages),
        TEST(it_shows_the_address_whole),
        TEST(members_without_a_pending_address_cost_nothing_more),
        TEST(a_closed_membership_asks_nothing),
        TEST(a_store_that_is_down_is_503),
        TEST(a_confirmation_leads_on_and_is_asked_once),
        TEST(the_query_of_the_page_is_kept_but_its_language),
        TEST(a_long_address_is_not_kept),
        TEST(a_correction_leads_on_too),
        TEST(a_correction_is_a_ticket),
        TEST(a_second_correction_waits_for_the_first),
        TEST(no_bound_stops_a_correction_that_the_space_waits_for),
        TEST(too_many_tickets_of_a_day_are_a_fault_of_the_form),
        TEST(a_store_that_fails_after_the_ticket_asks_again),
        TEST(a_correction_must_be_whole),
        TEST(what_is_on_file_already_corrects_nothing),
        TEST(an_address_that_is_not_there_cannot_be_confirmed),
        TEST(the_same_address_is_not_asked_again_but_another_one),
        TEST(each_membership_is_asked_about),
        TEST(a_correction_can_be_sent_at_any_time),
        TEST(a_double_click_confirms_one_address),
        TEST(a_double_click_corrects_one_address),
        TEST(a_double_click_on_the_last_address_leads_on),
        TEST(an_address_that_came_since_is_shown_first),
        TEST(both_forms_say_which_address_they_show),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
