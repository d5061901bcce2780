/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ticket/complaint.h"

#include "core/ticket/ticket_decision.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)

static const cnops_account_t account = {.id = 3, .person_id = 1};

static const cnops_ticket_t *open_one(core_fixture_t *f, cnops_ticket_kind_e kind,
                                      const char *claim)
{
    cnops_tree_t *payload = cnops_tree_object(f->pool);
    cnops_ticket_asking_t asking = {.account = &account, .kind = kind, .payload = payload};
    const cnops_ticket_t *ticket;

    cnops_tree_set_text(payload, CNOPS_TICKET_CLAIM, claim);
    OK(cnops_ticket_open(&ticket, &f->core, &asking, f->pool));
    return ticket;
}

static apr_int64_t waiting_about(core_fixture_t *f, apr_int64_t person_id, const char *claim)
{
    const cnops_ticket_t *ticket;

    OK(cnops_complaint_waiting(&ticket, &f->core, person_id, claim, f->pool));
    return ticket ? ticket->id : 0;
}

static void test_the_complaint_about_a_claim_is_found_while_it_waits(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *first, *second;
    cnops_ticket_decision_t decision = {CNOPS_TICKET_REFUSED, "non", "2026-11-21"};

    open_one(f, CNOPS_TICKET_RECTIFICATION, "R1");
    assert_int_equal(waiting_about(f, 1, "R1"), 0);
    first = open_one(f, CNOPS_TICKET_COMPLAINT, "R1");
    second = open_one(f, CNOPS_TICKET_COMPLAINT, "R2");
    assert_int_equal(waiting_about(f, 1, "R1"), first->id);
    assert_int_equal(waiting_about(f, 1, "R2"), second->id);
    assert_int_equal(waiting_about(f, 2, "R1"), 0);
    OK(cnops_ticket_decide(&f->core, first, &decision, NULL,
                           (cnops_event_t){.actor = "operator:amina"}, f->pool));
    assert_int_equal(waiting_about(f, 1, "R1"), 0);
}

/* --- one that does not open --- */

static const cnops_tickets_port_t *plain;

static apr_status_t look_with_one_spoiled(void *self, apr_array_header_t **plist,
                                          apr_int64_t person_id, int max, apr_pool_t *pool)
{
    apr_status_t rv = plain->open_of(self, plist, person_id, max, pool);
    cnops_ticket_t *newest = &APR_ARRAY_IDX(*plist, 0, cnops_ticket_t);

    newest->payload_sealed = apr_pstrcat(pool, "x", newest->payload_sealed, NULL);
    return rv;
}

static void test_one_that_does_not_open_hides_no_other(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *older = open_one(f, CNOPS_TICKET_COMPLAINT, "R1");
    cnops_tickets_port_t port = *f->core.store.tickets;

    open_one(f, CNOPS_TICKET_COMPLAINT, "R2");
    plain = f->core.store.tickets;
    port.open_of = look_with_one_spoiled;
    f->core.store.tickets = &port;
    assert_int_equal(waiting_about(f, 1, "R1"), older->id);
    assert_int_equal(waiting_about(f, 1, "R2"), 0);
    f->core.store.tickets = plain;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
        TEST(test_the_complaint_about_a_claim_is_found_while_it_waits),
        TEST(test_one_that_does_not_open_hides_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
