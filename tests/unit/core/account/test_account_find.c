/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account_find.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PERSON 42

static void add_account(core_fixture_t *f, apr_int64_t person_id, cnops_account_state_e state)
{
    const cnops_store_t *store = &f->core.store;
    cnops_account_t account = {.person_id = person_id,
                               .password_hash = "h",
                               .email_digest = "e",
                               .email_sealed = "test2.e",
                               .phone_digest = "p",
                               .phone_sealed = "test2.p",
                               .lang = "fr",
                               .terms_version = "1",
                               .terms_lang = "fr",
                               .journey_id = "j",
                               .state = state};

    assert_int_equal(store->accounts->create(store->self, &account, NULL, f->pool), APR_SUCCESS);
}

static void test_a_closed_account_counts_as_none(void **state)
{
    static const struct {
        cnops_account_state_e state;
        bool is_found, is_active;
    } cases[] = {{CNOPS_ACCOUNT_ACTIVE, true, true},
                 {CNOPS_ACCOUNT_PENDING, true, false},
                 {CNOPS_ACCOUNT_CLOSED, false, false}};
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    const cnops_account_t *account, *any, *by_id;

    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        add_account(f, PERSON, cases[i].state);
        assert_int_equal(cnops_account_of_person(&account, &f->core, PERSON, f->pool), APR_SUCCESS);
        assert_int_equal(account != NULL, cases[i].is_found);
        assert_int_equal(cnops_account_any_of_person(&any, &f->core, PERSON, f->pool), APR_SUCCESS);
        assert_int_equal(any->state, cases[i].state);
        assert_int_equal(cnops_account_by_id(&by_id, &f->core, any->id, f->pool), APR_SUCCESS);
        assert_int_equal(by_id->state, cases[i].state);
        assert_int_equal(cnops_account_is_active(by_id), cases[i].is_active);
        store->accounts->drop(store->self, any->id, NULL, f->pool);
    }
    assert_false(cnops_account_is_active(NULL));
}

static void test_a_failure_finds_nothing(void **state)
{
    core_fixture_t *f = *state;
    cnops_account_t somebody;
    const cnops_account_t *account = &somebody;

    store_memory_down(f->store, true);
    assert_int_equal(cnops_account_of_person(&account, &f->core, PERSON, f->pool),
                     CNOPS_EUNAVAILABLE);
    assert_null(account);
}

/* --- facts --- */

static const cnops_identity_answers_t guessed = {.number = "20030405", .payment = "12345678"};

static cnops_identity_t claim(core_fixture_t *f, const fixture_member_t *member)
{
    cnops_identity_claim_t claim = {.number = member->immatriculation,
                                    .document = member->document,
                                    .birth_date = member->birth_date};
    cnops_identity_t identity;

    core_fixture_add_member(f, member);
    assert_int_equal(cnops_identity_claim(&identity, &f->core, &claim, f->pool), APR_SUCCESS);
    return identity;
}

static bool prove(core_fixture_t *f, const cnops_identity_t *identity,
                  const cnops_identity_answers_t *answers, const cnops_account_t **paccount)
{
    bool proved = true;

    assert_int_equal(cnops_account_prove(&proved, paccount, &f->core, identity, answers, f->pool),
                     APR_SUCCESS);
    return proved;
}

static void test_facts_prove_no_closed_account(void **state)
{
    core_fixture_t *f = *state;
    const fixture_member_t *member = &fixture_public_transfer;
    cnops_identity_t identity = claim(f, member);
    cnops_identity_answers_t answers = {.number = member->employee_no, .payment = member->rib};
    const cnops_account_t *account;

    assert_true(prove(f, &identity, &answers, &account));
    assert_null(account);
    assert_false(prove(f, &identity, &guessed, &account));
    add_account(f, identity.person_id, CNOPS_ACCOUNT_CLOSED);
    assert_false(prove(f, &identity, &answers, &account));
    assert_non_null(account);
}

/* As much is asked of the store whether the facts agree or not. */
static void test_both_are_always_looked_at(void **state)
{
    core_fixture_t *f = *state;
    cnops_identity_t identity = claim(f, &fixture_public_transfer);
    const cnops_account_t *account;
    int before = store_memory_calls(f->store, STORE_MEMORY(accounts, by_person));

    assert_false(prove(f, &identity, &guessed, &account));
    assert_int_equal(store_memory_calls(f->store, STORE_MEMORY(accounts, by_person)), before + 1);
}

static void test_nothing_is_proved_where_the_store_fails(void **state)
{
    core_fixture_t *f = *state;
    const fixture_member_t *member = &fixture_public_transfer;
    cnops_identity_t identity = claim(f, member);
    cnops_identity_answers_t answers = {.number = member->employee_no, .payment = member->rib};
    const cnops_account_t *account;
    bool proved = true;

    store_memory_fail_next(f->store, STORE_MEMORY(accounts, by_person), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_account_prove(&proved, &account, &f->core, &identity, &answers, f->pool),
                     CNOPS_EUNAVAILABLE);
    assert_false(proved);
    assert_null(account);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_closed_account_counts_as_none),         CASE(test_a_failure_finds_nothing),
        CASE(test_facts_prove_no_closed_account),           CASE(test_both_are_always_looked_at),
        CASE(test_nothing_is_proved_where_the_store_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
