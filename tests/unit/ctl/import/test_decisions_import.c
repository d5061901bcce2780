/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What no command line can bring about: an import of decisions that ends in the middle. */
#include "ctl/import/import_decisions.h"

#include "base/errors.h"
#include "core/account/account_find.h"
#include "core/ticket/ticket_decision.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)

typedef struct world_t {
    core_fixture_t *f;
    const cnops_account_t *account;
    const char *rest; /* of the file, not read yet */
    int messages, faults;
    const char *fault;               /* the last one */
    apr_status_t contact_status;     /* of the first contact that is asked for; then it is none */
    const cnops_ticket_t *withdraws; /* its member withdraws it while the first row is written */
} world_t;

static apr_status_t read_text(void *self, char *buffer, apr_size_t *plen)
{
    world_t *world = self;
    apr_size_t len = strlen(world->rest);

    *plen = len < *plen ? len : *plen;
    memcpy(buffer, world->rest, *plen);
    world->rest += *plen;
    return len ? APR_SUCCESS : APR_EOF;
}

static void count_fault(void *self, apr_int64_t line, const char *column, const char *reason)
{
    world_t *world = self;

    world->fault = apr_psprintf(world->f->pool, "%d: %s: %s", (int)line, column, reason);
    world->faults++;
}

static apr_status_t count_message(void *self, apr_array_header_t **plist,
                                  const cnops_account_t *account, apr_pool_t *pool)
{
    world_t *world = self;

    assert_int_equal(account->id, world->account->id);
    *plist = apr_array_make(pool, 1, sizeof(cnops_outbox_row_t));
    if (world->withdraws)
        OK(cnops_ticket_withdraw(&world->f->core, world->withdraws,
                                 (cnops_event_t){.actor = CNOPS_ACTOR_MEMBER}, pool));
    world->withdraws = NULL;
    if (world->contact_status != APR_SUCCESS) {
        apr_status_t rv = world->contact_status;

        world->contact_status = APR_SUCCESS;
        return rv;
    }
    world->messages++;
    return APR_SUCCESS;
}

static world_t make_world(void **state)
{
    portal_t *portal = drive_account(state);
    world_t world = {.f = portal->fixture};

    OK(cnops_account_of_person(&world.account, &world.f->core, 1, world.f->pool));
    assert_non_null(world.account);
    return world;
}

static const cnops_ticket_t *open_ticket(const world_t *world)
{
    cnops_tree_t *payload = cnops_tree_object(world->f->pool);
    cnops_ticket_asking_t asking = {
        .account = world->account, .kind = CNOPS_TICKET_RECTIFICATION, .payload = payload};
    const cnops_ticket_t *ticket;

    OK(cnops_ticket_open(&ticket, &world->f->core, &asking, world->f->pool));
    return ticket;
}

static apr_status_t load(cnops_decisions_result_t *result, world_t *world, const char *file)
{
    cnops_operator_t by = {"amina", "Lot"};
    cnops_decisions_load_t load = {
        .core = &world->f->core,
        .input = {.read = read_text, .read_self = world, .fault = count_fault, .self = world},
        .by = &by,
        .write_messages = count_message,
        .self = world};

    world->rest = file;
    world->messages = world->faults = 0;
    return cnops_decisions_load(result, &load, world->f->pool);
}

/* A ticket whose payload was sealed with other keys. */
static const cnops_tickets_port_t *plain;

static apr_status_t find_spoiled(void *self, const cnops_ticket_t **pticket, apr_int64_t person_id,
                                 apr_int64_t id, apr_pool_t *pool)
{
    apr_status_t rv = plain->find(self, pticket, person_id, id, pool);
    cnops_ticket_t *copy = apr_pmemdup(pool, *pticket, sizeof **pticket);

    copy->payload_sealed = apr_pstrcat(pool, "x", copy->payload_sealed, NULL);
    *pticket = copy;
    return rv;
}

static const char *accept_both(const world_t *world, const cnops_ticket_t *a,
                               const cnops_ticket_t *b)
{
    return apr_psprintf(world->f->pool,
                        "reference,decision,reason,decided_on\n%s,accepted,,2026-11-21\n"
                        "%s,accepted,,2026-11-21\n",
                        a->reference, b->reference);
}

static void test_an_import_that_broke_off_is_completed_by_the_next(void **state)
{
    world_t world = make_world(state);
    const char *file = accept_both(&world, open_ticket(&world), open_ticket(&world));
    cnops_decisions_result_t result;

    store_memory_fail_next(world.f->store, STORE_MEMORY(tickets, update), CNOPS_EUNAVAILABLE);
    assert_int_equal(load(&result, &world, file), CNOPS_EUNAVAILABLE);
    assert_false(result.written);
    assert_int_equal(result.counts.added, 0);
    OK(load(&result, &world, file));
    assert_true(result.written);
    assert_int_equal(result.counts.added, 2);
    assert_int_equal(world.messages, 2);
    OK(load(&result, &world, file));
    assert_int_equal(result.counts.unchanged, 2);
    assert_int_equal(world.messages, 0);
}

/* The first decision is written, the second is not. */
static void test_what_was_written_before_the_end_is_told_once(void **state)
{
    world_t world = make_world(state);
    const cnops_ticket_t *a = open_ticket(&world), *b = open_ticket(&world);
    const char *file = accept_both(&world, a, b);
    cnops_decisions_result_t result;
    cnops_ticket_decision_t decision = {CNOPS_TICKET_ACCEPTED, "", "2026-11-21"};

    OK(cnops_ticket_decide(&world.f->core, a, &decision, NULL,
                           (cnops_event_t){.actor = "operator:amina"}, world.f->pool));
    OK(load(&result, &world, file));
    assert_int_equal(result.counts.added, 1);
    assert_int_equal(result.counts.unchanged, 1);
    assert_int_equal(world.messages, 1);
}

static void test_who_has_no_account_any_more_is_decided_without_a_message(void **state)
{
    world_t world = make_world(state);
    const char *file = accept_both(&world, open_ticket(&world), open_ticket(&world));
    const cnops_store_t *store = &world.f->core.store;
    cnops_decisions_result_t result;

    OK(store->accounts->set_state(store->self, world.account->id, CNOPS_ACCOUNT_CLOSED, 0, NULL,
                                  world.f->pool));
    OK(load(&result, &world, file));
    assert_int_equal(result.counts.added, 2);
    assert_int_equal(world.messages, 0);
}

/* --- how the command ends --- */

/* Prints the result; what was printed of it to standard error is *perrors. */
static cnops_exit_e conclude(const char **perrors, const world_t *world, bool keep_going,
                             const cnops_decisions_result_t *result)
{
    cnops_ctl_t ctl = {.program = "cnopsctl", .keep_going = keep_going, .pool = world->f->pool};
    char *text = apr_pcalloc(world->f->pool, 501);
    apr_size_t len = 500;
    apr_off_t start = 0;
    cnops_exit_e verdict;
    const char *dir;

    OK(apr_temp_dir_get(&dir, ctl.pool));
    OK(apr_file_mktemp(&ctl.out, apr_pstrcat(ctl.pool, dir, "/cnops-out-XXXXXX", NULL), 0,
                       ctl.pool));
    OK(apr_file_mktemp(&ctl.err, apr_pstrcat(ctl.pool, dir, "/cnops-err-XXXXXX", NULL), 0,
                       ctl.pool));
    verdict = cnops_import_decisions_conclude(&ctl, result);
    OK(apr_file_seek(ctl.err, APR_SET, &start));
    apr_file_read_full(ctl.err, text, len, &len);
    *perrors = text;
    return verdict;
}

static void test_a_row_that_is_refused_late_is_no_success(void **state)
{
    world_t world = make_world(state);
    const cnops_ticket_t *first = open_ticket(&world), *second = open_ticket(&world);
    cnops_decisions_result_t result;
    const char *errors;

    world.withdraws = second;
    OK(load(&result, &world, accept_both(&world, first, second)));
    assert_true(result.written);
    assert_int_equal(result.counts.added, 1);
    assert_int_equal(result.refused, 1);
    assert_string_equal(world.fault, "3: reference: the request has just changed");
    assert_int_equal(conclude(&errors, &world, false, &result), CNOPS_EXIT_REFUSED);
    assert_non_null(strstr(errors, "1 row(s) were refused while the file was written; the others "
                                   "were written"));
    assert_int_equal(conclude(&errors, &world, true, &result), CNOPS_EXIT_DONE);
    assert_string_equal(errors, "");
    result.refused = 0;
    assert_int_equal(conclude(&errors, &world, false, &result), CNOPS_EXIT_DONE);
}

/* --- a contact that does not open --- */

static void test_a_contact_that_does_not_open_keeps_nobody_from_an_answer(void **state)
{
    world_t world = make_world(state);
    const char *file = accept_both(&world, open_ticket(&world), open_ticket(&world));
    cnops_decisions_result_t result;

    world.contact_status = CNOPS_EFORGED;
    OK(load(&result, &world, file));
    assert_true(result.written);
    assert_int_equal(result.counts.added, 2);
    assert_int_equal(result.refused, 0);
    assert_int_equal(world.messages, 1);
    assert_int_equal(world.faults, 1);
    assert_string_equal(world.fault, "2: reference: decided, but its member gets no message: the "
                                     "contact of the account does not open");
    OK(load(&result, &world, file));
    assert_int_equal(result.counts.unchanged, 2);
}

/* With the keys of another portal nothing opens, and a decision would be sealed for nobody. */
static void test_nothing_is_decided_with_other_keys(void **state)
{
    world_t world = make_world(state);
    const cnops_ticket_t *ticket = open_ticket(&world);
    const char *file = accept_both(&world, ticket, open_ticket(&world));
    const cnops_store_t *store = &world.f->core.store;
    cnops_tickets_port_t port = *store->tickets;
    cnops_decisions_result_t result;

    plain = store->tickets;
    port.find = find_spoiled;
    world.f->core.store.tickets = &port;
    world.contact_status = CNOPS_EFORGED;
    assert_int_equal(load(&result, &world, file), CNOPS_EFORGED);
    world.f->core.store.tickets = plain;
    OK(cnops_ticket_find(&ticket, &world.f->core, 1, ticket->id, world.f->pool));
    assert_int_equal(ticket->state, CNOPS_TICKET_OPEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)
        TEST(test_an_import_that_broke_off_is_completed_by_the_next),
        TEST(test_what_was_written_before_the_end_is_told_once),
        TEST(test_who_has_no_account_any_more_is_decided_without_a_message),
        TEST(test_a_row_that_is_refused_late_is_no_success),
        TEST(test_a_contact_that_does_not_open_keeps_nobody_from_an_answer),
        TEST(test_nothing_is_decided_with_other_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
