/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace, without a server: what is shown, in which order, and for how many calls of the store. */
#include "pages/dashboard/dashboard.h"

#include "base/date.h"
#include "base/errors.h"
#include "core/ticket/ticket.h"
#include "twins/claim_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE "/espace"

static answer_t *page_of(const claim_drive_t *drive)
{
    answer_t *answer = browser_get(drive->browser, PAGE);

    assert_int_equal(answer->status, 200);
    return answer;
}

/* The kinds of what is to do, in their order. */
static const char *todo_of(const claim_drive_t *drive)
{
    answer_t *answer = page_of(drive);
    const char *kinds = "";

    for (const cnops_tree_t *card = cnops_tree_get(answer->page, "todo")->first; card;
         card = card->next)
        kinds = apr_pstrcat(drive->portal->pool, kinds, *kinds ? " " : "",
                            cnops_tree_text(card, "kind"), NULL);
    return kinds;
}

static int count(const cnops_tree_t *data, const char *name)
{
    int number = 0;

    for (const cnops_tree_t *item = cnops_tree_get(data, name)->first; item; item = item->next)
        number++;
    return number;
}

static cnops_ticket_t *open_ticket(const claim_drive_t *drive, cnops_ticket_kind_e kind)
{
    const cnops_core_t *core = &drive->fixture->core;
    apr_pool_t *pool = drive->portal->pool;
    cnops_tree_t *payload = cnops_tree_object(pool);
    const cnops_account_t *account;
    cnops_ticket_asking_t asking = {.kind = kind, .payload = payload};
    const cnops_ticket_t *ticket;

    cnops_tree_set_text(payload, "message", "Bonjour");
    core->store.accounts->by_person(core->store.self, &account, 1, pool);
    asking.account = account;
    assert_int_equal(cnops_ticket_open(&ticket, core, &asking, pool), APR_SUCCESS);
    return apr_pmemdup(pool, ticket, sizeof *ticket);
}

static void change(const claim_drive_t *drive, cnops_ticket_t *ticket, cnops_ticket_state_e state)
{
    const cnops_core_t *core = &drive->fixture->core;

    ticket->state = state;
    ticket->decided_at = cnops_core_now(core);
    assert_int_equal(
        core->store.tickets->update(core->store.self, ticket, NULL, drive->portal->pool),
        APR_SUCCESS);
    ticket->version++;
}

static const char *day_in(const claim_drive_t *drive, int days)
{
    char *day = apr_palloc(drive->portal->pool, CNOPS_DATE_LEN);

    cnops_date_of(day, cnops_core_now(&drive->fixture->core) + days * apr_time_from_sec(86400));
    return day;
}

/* --- what is shown --- */

static void shows_the_person_and_the_memberships(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    answer_t *answer = page_of(&drive);

    assert_non_null(strstr(answer->body, fixture_public_transfer.family_name));
    assert_non_null(strstr(answer->body, fixture_public_transfer.immatriculation));
    assert_int_equal(count(answer->page, "memberships"), 1);
}

static void nothing_to_do_is_said_calmly(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    assert_string_equal(todo_of(&drive), "");
    assert_int_equal(count(page_of(&drive)->page, "claims"), 0);
    assert_int_equal(count(page_of(&drive)->page, "requests"), 0);
}

static void the_latest_three_claims_are_shown(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    answer_t *answer;

    for (int i = 0; i < 4; i++)
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "D-%d", i), day_in(&drive, -i),
                        CNOPS_CLAIM_PAID);
    answer = page_of(&drive);
    assert_int_equal(count(answer->page, "claims"), 3);
    assert_string_equal(claim_drive_value(answer, "claims.0.reference"), "D-0");
    assert_string_equal(claim_drive_value(answer, "claims.2.reference"), "D-2");
    assert_true(cnops_tree_bool(answer->page, "more_claims"));
    assert_string_equal(todo_of(&drive), "");
}

/* Older than the claims that are shown. */
static void a_document_that_is_asked_for_comes_first(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    cnops_ticket_t *ticket = open_ticket(&drive, CNOPS_TICKET_RECTIFICATION);
    answer_t *answer;

    change(&drive, ticket, CNOPS_TICKET_ACCEPTED);
    for (int i = 0; i < 4; i++)
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "D-%d", i), day_in(&drive, -i),
                        CNOPS_CLAIM_PAID);
    claim_drive_add(&drive, "D-9", day_in(&drive, -300), CNOPS_CLAIM_DOCUMENT_ASKED);
    assert_string_equal(todo_of(&drive), "document answer");
    answer = page_of(&drive);
    assert_string_equal(claim_drive_value(answer, "todo.0.reference"), "D-9");
    answer = browser_get(drive.browser, claim_drive_value(answer, "todo.0.href") +
                                            strlen(drive.portal->app.mount));
    assert_int_equal(answer->status, 200);
    assert_non_null(strstr(answer->body, "D-9"));
}

/* Where all claims are shown, those that wait for a document are among them. */
static void a_document_is_found_among_few_claims(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    answer_t *answer;

    claim_drive_add(&drive, "D-0", day_in(&drive, 0), CNOPS_CLAIM_PAID);
    claim_drive_add(&drive, "D-1", day_in(&drive, -1), CNOPS_CLAIM_DOCUMENT_ASKED);
    claim_drive_add(&drive, "D-2", day_in(&drive, -2), CNOPS_CLAIM_REJECTED);
    assert_string_equal(todo_of(&drive), "document");
    answer = page_of(&drive);
    assert_string_equal(claim_drive_value(answer, "todo.0.reference"), "D-1");
    assert_string_equal(claim_drive_value(answer, "claims.2.reference"), "D-2");
    assert_false(cnops_tree_bool(answer->page, "more_claims"));
}

static void at_most_five_documents_are_shown(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    for (int i = 0; i < 7; i++)
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "D-%d", i), day_in(&drive, -i),
                        CNOPS_CLAIM_DOCUMENT_ASKED);
    assert_string_equal(todo_of(&drive), "document document document document document");
}

static void requests_say_what_they_need(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    cnops_ticket_t *answered = open_ticket(&drive, CNOPS_TICKET_RECTIFICATION);
    cnops_ticket_t *asked = open_ticket(&drive, CNOPS_TICKET_OPPOSITION);

    open_ticket(&drive, CNOPS_TICKET_RECTIFICATION);
    change(&drive, answered, CNOPS_TICKET_REFUSED);
    change(&drive, asked, CNOPS_TICKET_MORE_ASKED);
    assert_string_equal(todo_of(&drive), "more_asked answer");
    assert_int_equal(count(page_of(&drive)->page, "requests"), 2);
    answered->read_at = answered->decided_at;
    change(&drive, answered, CNOPS_TICKET_REFUSED);
    change(&drive, asked, CNOPS_TICKET_WITHDRAWN);
    assert_string_equal(todo_of(&drive), "");
    assert_int_equal(count(page_of(&drive)->page, "requests"), 1);
}

static void a_late_request_is_named(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    open_ticket(&drive, CNOPS_TICKET_RECTIFICATION);
    clock_fake_advance(drive.fixture->clock, 12 * apr_time_from_sec(86400));
    drive_signin(drive.browser, fixture_public_transfer.document, DRIVE_PASSWORD, NULL);
    assert_string_equal(todo_of(&drive), "late");
}

/* Another membership of the same member. */
static void add_membership(const claim_drive_t *drive, int days, cnops_member_status_e status)
{
    static int serial = 0;
    fixture_member_t member = fixture_public_transfer;

    serial++;
    member.immatriculation = apr_psprintf(drive->portal->pool, "90%07d", serial);
    member.rights_to = day_in(drive, days);
    member.status = status;
    core_fixture_add_member(drive->fixture, &member);
}

static void rights_that_end_within_sixty_days_are_named(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    add_membership(&drive, -1, CNOPS_MEMBER_ACTIVE);
    add_membership(&drive, 61, CNOPS_MEMBER_ACTIVE);
    add_membership(&drive, 10, CNOPS_MEMBER_CLOSED);
    assert_string_equal(todo_of(&drive), "");
    add_membership(&drive, 0, CNOPS_MEMBER_ACTIVE);
    assert_string_equal(todo_of(&drive), "rights");
    add_membership(&drive, 60, CNOPS_MEMBER_ACTIVE);
    assert_string_equal(todo_of(&drive), "rights rights");
}

/* --- what it costs, and when it fails --- */

/* The session with the account and the person; claims twice; tickets. */
static int count_calls(claim_drive_t *drive)
{
    store_memory_t *store = drive->fixture->store;
    int before = store_memory_calls(store, NULL);

    browser_get(drive->browser, PAGE);
    return store_memory_calls(store, NULL) - before;
}

/* The fourth looks for documents among the claims that are not shown. */
static void takes_three_calls_of_the_store_or_four(void **state)
{
    claim_drive_t drive = claim_drive_open(state);

    for (int i = 0; i < 3; i++)
        claim_drive_add(&drive, apr_psprintf(drive.portal->pool, "D-%d", i), day_in(&drive, -i),
                        CNOPS_CLAIM_PAID);
    assert_int_equal(count_calls(&drive), 3);
    claim_drive_add(&drive, "D-3", day_in(&drive, -3), CNOPS_CLAIM_PAID);
    assert_int_equal(count_calls(&drive), 4);
}

static void no_part_is_shown_without_the_others(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    store_memory_t *store = drive.fixture->store;

    store_memory_fail_next(store, STORE_MEMORY(sessions, get_with_person), CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(drive.browser, PAGE)->status, 503);
    store_memory_fail_next(store, STORE_MEMORY(claims, list), CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(drive.browser, PAGE)->status, 503);
    store_memory_fail_next(store, STORE_MEMORY(tickets, of_person), CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(drive.browser, PAGE)->status, 503);
    assert_int_equal(browser_get(drive.browser, PAGE)->status, 200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shows_the_person_and_the_memberships),
        TEST(nothing_to_do_is_said_calmly),
        TEST(the_latest_three_claims_are_shown),
        TEST(a_document_that_is_asked_for_comes_first),
        TEST(a_document_is_found_among_few_claims),
        TEST(at_most_five_documents_are_shown),
        TEST(requests_say_what_they_need),
        TEST(a_late_request_is_named),
        TEST(rights_that_end_within_sixty_days_are_named),
        TEST(takes_three_calls_of_the_store_or_four),
        TEST(no_part_is_shown_without_the_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
