/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What no command line can bring about: an import of decisions that ends in the middle. */
#include "ctl/decisions_import.h"

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
    print_message("line %d: %s: %s\n", (int)line, column, reason);
    ((world_t *)self)->faults++;
}

static apr_status_t count_message(void *self, apr_array_header_t **plist,
                                  const cnops_account_t *account, apr_pool_t *pool)
{
    world_t *world = self;

    assert_int_equal(account->id, world->account->id);
    *plist = apr_array_make(pool, 1, sizeof(cnops_outbox_row_t));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)
        TEST(test_an_import_that_broke_off_is_completed_by_the_next),
        TEST(test_what_was_written_before_the_end_is_told_once),
        TEST(test_who_has_no_account_any_more_is_decided_without_a_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
