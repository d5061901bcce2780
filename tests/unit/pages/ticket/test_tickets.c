/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What takes time, or chance: requests that are late, answers that come while the member looks, a
 * store that is down. The rest is in tests/http/tickets.test.mjs. Today is 2026-11-21. */
#include "pages/ticket/tickets.h"

#include "base/errors.h"
#include "core/ticket/ticket_decision.h"
#include "twins/claim_drive.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DAY apr_time_from_sec(86400)

/* A complaint; the path of its page. */
static const char *complain(const claim_drive_t *drive)
{
    answer_t *answer;
    const char *page;

    claim_drive_add(drive, "R-1", "2026-03-04", CNOPS_CLAIM_PAID);
    answer = claim_drive_get(drive, "/espace/dossiers");
    page = apr_pstrcat(drive->portal->pool,
                       strstr(claim_drive_value(answer, "claims.0.href"), "/espace"),
                       "/reclamation", NULL);
    assert_int_equal(claim_drive_get(drive, page)->status, 200);
    answer = browser_post(drive->browser, page, "objet", "montant", "message", "Pourquoi ?", NULL);
    assert_int_equal(answer->status, 303);
    return strstr(answer->location, "/espace");
}

static const cnops_ticket_t *ticket_of(const claim_drive_t *drive)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_tickets_of(&list, &drive->fixture->core, 1, 1, drive->fixture->pool),
                     APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    return &APR_ARRAY_IDX(list, 0, cnops_ticket_t);
}

static void decide(const claim_drive_t *drive, cnops_ticket_state_e state, const char *reason)
{
    cnops_ticket_decision_t decision = {state, reason, "2026-11-21"};

    assert_int_equal(cnops_ticket_decide(&drive->fixture->core, ticket_of(drive), &decision, NULL,
                                         (cnops_event_t){.actor = "operator:amina"},
                                         drive->fixture->pool),
                     APR_SUCCESS);
}

static bool says(const claim_drive_t *drive, const char *page, const char *sentence)
{
    answer_t *answer;

    drive->browser->accept = "text/html";
    answer = claim_drive_get(drive, page);
    drive->browser->accept = "application/json";
    assert_int_equal(answer->status, 200);
    return strstr(answer->body, sentence) != NULL;
}

static void a_request_that_is_late_says_so(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    const char *page = complain(&drive);
    cnops_ticket_t ticket = *ticket_of(&drive);

    assert_string_equal(claim_drive_value(claim_drive_get(&drive, page), "days"), "30");
    assert_false(says(&drive, page, "excuses"));
    clock_fake_set(drive.fixture->clock, ticket.due_at);
    drive.browser = drive_member(drive.portal);
    assert_string_equal(claim_drive_value(claim_drive_get(&drive, page), "days"), "0");
    clock_fake_advance(drive.fixture->clock, 1);
    assert_string_equal(claim_drive_value(claim_drive_get(&drive, page), "days"), "null");
    assert_true(cnops_tree_bool(claim_drive_get(&drive, page)->page, "late"));
    assert_true(says(&drive, page, "excuses"));
    assert_true(says(&drive, page, "class=\"phone\""));
    assert_true(says(&drive, "/espace/demandes", "tag-late"));
}

static void an_answer_is_new_until_it_was_read(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    const char *page = complain(&drive);

    assert_false(says(&drive, "/espace/demandes", "tag-news"));
    decide(&drive, CNOPS_TICKET_REFUSED, "Voici <pourquoi>.");
    assert_true(says(&drive, "/espace/demandes", "tag-news"));
    assert_true(says(&drive, page, "Voici &lt;pourquoi&gt;."));
    assert_false(says(&drive, "/espace/demandes", "tag-news"));
    assert_int_equal(ticket_of(&drive)->read_at, clock_fake_now(drive.fixture->clock));
}

/* The page shows the answer all the same, and shows it as new once more. */
static void an_answer_that_changes_meanwhile_is_shown(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    const char *page = complain(&drive);

    decide(&drive, CNOPS_TICKET_MORE_ASKED, "Quelle date ?");
    store_memory_fail_next(drive.fixture->store, STORE_MEMORY(tickets, update), CNOPS_ECONFLICT);
    assert_int_equal(claim_drive_get(&drive, page)->status, 200);
    assert_int_equal(ticket_of(&drive)->read_at, 0);
}

static void what_was_answered_is_not_withdrawn(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    const char *page = complain(&drive);
    answer_t *answer;

    claim_drive_get(&drive, page);
    decide(&drive, CNOPS_TICKET_ACCEPTED, "");
    answer = browser_post(drive.browser, page, "action", "retirer", NULL);
    assert_int_equal(answer->status, 303);
    assert_int_equal(ticket_of(&drive)->state, CNOPS_TICKET_ACCEPTED);
    assert_non_null(strstr(claim_drive_value(claim_drive_get(&drive, page), "notice"), "réponse"));
}

static void more_that_is_asked_can_be_withdrawn(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    const char *page = complain(&drive);

    decide(&drive, CNOPS_TICKET_MORE_ASKED, "Quelle date ?");
    assert_string_equal(claim_drive_value(claim_drive_get(&drive, page), "reason"),
                        "Quelle date ?");
    browser_post(drive.browser, page, "action", "retirer", NULL);
    assert_int_equal(ticket_of(&drive)->state, CNOPS_TICKET_WITHDRAWN);
}

static void a_store_that_is_down_is_503(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    const char *page = complain(&drive);

    store_memory_fail_next(drive.fixture->store, STORE_MEMORY(tickets, find), CNOPS_EUNAVAILABLE);
    assert_int_equal(claim_drive_get(&drive, page)->status, 503);
    store_memory_fail_next(drive.fixture->store, STORE_MEMORY(tickets, of_person),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(claim_drive_get(&drive, "/espace/demandes")->status, 503);
    claim_drive_get(&drive, page);
    store_memory_fail_next(drive.fixture->store, STORE_MEMORY(tickets, update), CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_post(drive.browser, page, "action", "retirer", NULL)->status, 503);
    assert_int_equal(ticket_of(&drive)->state, CNOPS_TICKET_OPEN);
}

/* Session and person are one statement, the list is the other. */
static void a_list_asks_the_store_twice(void **state)
{
    claim_drive_t drive = claim_drive_open(state);
    int before;

    complain(&drive);
    claim_drive_get(&drive, "/espace/demandes");
    before = store_memory_calls(drive.fixture->store, NULL);
    claim_drive_get(&drive, "/espace/demandes");
    assert_int_equal(store_memory_calls(drive.fixture->store, NULL) - before, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)
        TEST(a_request_that_is_late_says_so),
        TEST(an_answer_is_new_until_it_was_read),
        TEST(an_answer_that_changes_meanwhile_is_shown),
        TEST(what_was_answered_is_not_withdrawn),
        TEST(more_that_is_asked_can_be_withdrawn),
        TEST(a_store_that_is_down_is_503),
        TEST(a_list_asks_the_store_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
