/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* If the store fails, the answers say nothing about what was not compared. */
#include "pages/code/account_codes.h"

#include "base/errors.h"
#include "pages/guard/password_gate.h"
#include "twins/portal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Leaves bytes that are not 0 where the next call has its variables. The red zones of the sanitizer
 * would keep some of them clean, so this function has none. */
__attribute__((noinline, no_sanitize_address)) static void dirty_stack(void)
{
    volatile unsigned char bytes[4096];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = 0x5a;
}

static void a_code_that_was_not_compared_has_no_answer(void **state)
{
    portal_t *portal = *state;
    cnops_account_t account = {.id = 7};
    cnops_req_t req = {.app = &portal->app, .pool = portal->pool, .account = &account};
    cnops_code_form_t form = cnops_account_codes_form(&req, &account);
    cnops_code_answer_t answer;

    form.journey_id = "j";
    form.contact = "a@example.ma";
    store_memory_down(portal->fixture->store, true);
    dirty_stack();
    assert_int_equal(cnops_code_form_try(&answer, &form, "123456"), CNOPS_EUNAVAILABLE);
    assert_false(answer.is_counted_out);
    assert_null(answer.fault);
    assert_int_equal(answer.retry_after, 0);
}

static void a_password_that_was_not_compared_has_no_answer(void **state)
{
    portal_t *portal = *state;
    cnops_account_t account = {.id = 7, .password_hash = "$argon2id$"};
    cnops_session_t session = {.token_digest = "t", .account_id = 7};
    cnops_req_t req = {
        .app = &portal->app, .pool = portal->pool, .account = &account, .session = &session};
    cnops_password_gate_t gate;

    store_memory_down(portal->fixture->store, true);
    dirty_stack();
    assert_int_equal(cnops_password_gate_check(&gate, &req, "secret"), CNOPS_EUNAVAILABLE);
    assert_false(gate.matches);
    assert_int_equal(gate.retry_after, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_code_that_was_not_compared_has_no_answer),
        TEST(a_password_that_was_not_compared_has_no_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
