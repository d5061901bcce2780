/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/signin/signin.h"

#include "core/journal/journal.h"
#include "core/session/session.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BROWSER "00112233445566778899aabbccddeeff"
#define JOURNEY "ffeeddccbbaa99887766554433221100"

static const cnops_account_t *make_account(core_fixture_t *f)
{
    const cnops_store_t *store = &f->core.store;
    apr_int64_t person = core_fixture_add_member(f, &fixture_public_transfer);
    cnops_account_t account = {.person_id = person,
                               .password_hash = "$argon2id$none",
                               .email_digest = "e",
                               .email_sealed = "test2.e",
                               .phone_digest = "p",
                               .phone_sealed = "test2.p",
                               .lang = "fr",
                               .terms_version = "1",
                               .terms_lang = "fr",
                               .journey_id = "j",
                               .state = CNOPS_ACCOUNT_ACTIVE,
                               .password_at = 5};
    const cnops_account_t *row;

    assert_int_equal(store->accounts->create(store->self, &account, NULL, f->pool), APR_SUCCESS);
    assert_int_equal(store->accounts->by_person(store->self, &row, person, f->pool), APR_SUCCESS);
    return row;
}

static cnops_signin_opened_e open_with(core_fixture_t *f, const char **ptoken,
                                       const cnops_signin_t *signin)
{
    cnops_signin_opened_e opened;

    assert_int_equal(cnops_signin_open(&opened, ptoken, &f->core, signin, f->pool), APR_SUCCESS);
    return opened;
}

static void a_journey_opens_one_session(void **state)
{
    core_fixture_t *f = *state;
    cnops_signin_t signin = {
        .account = make_account(f), .journey_id = JOURNEY, .browser = BROWSER, .ip = "203.0.113.9"};
    const char *first, *second;

    assert_int_equal(open_with(f, &first, &signin), CNOPS_SIGNIN_OPENED);
    assert_int_equal(strlen(first), 43);
    assert_int_equal(open_with(f, &second, &signin), CNOPS_SIGNIN_REPEATED);
    assert_string_equal(first, second);
    assert_int_equal(store_memory_session_count(f->store), 1);
    assert_int_equal(store_memory_events(f->store)->nelts, 1);
    cnops_session_end(&f->core, first, f->pool);
    assert_int_equal(open_with(f, &second, &signin), CNOPS_SIGNIN_SPENT);
    assert_null(second);
}

static void without_a_journey_each_sign_in_has_its_own_session(void **state)
{
    core_fixture_t *f = *state;
    cnops_signin_t signin = {.account = make_account(f), .browser = BROWSER};
    const char *first, *second;

    assert_int_equal(open_with(f, &first, &signin), CNOPS_SIGNIN_OPENED);
    assert_int_equal(open_with(f, &second, &signin), CNOPS_SIGNIN_OPENED);
    assert_string_not_equal(first, second);
    signin.former_token = first;
    open_with(f, &second, &signin);
    assert_int_equal(store_memory_session_count(f->store), 2);
}

static void a_token_is_of_its_journey_and_account(void **state)
{
    core_fixture_t *f = *state;
    const char *token = cnops_session_token_of(&f->core, JOURNEY, 7, f->pool);

    assert_string_equal(cnops_session_token_of(&f->core, JOURNEY, 7, f->pool), token);
    assert_string_not_equal(cnops_session_token_of(&f->core, JOURNEY, 8, f->pool), token);
    assert_string_not_equal(cnops_session_token_of(&f->core, BROWSER, 7, f->pool), token);
}

static void an_account_that_changed_opens_nothing(void **state)
{
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    const cnops_account_t *account = make_account(f);
    cnops_signin_t signin = {.account = account, .journey_id = JOURNEY, .browser = BROWSER};
    cnops_new_password_t password = {account->id, "$argon2id$new", 9, NULL};
    const char *token;

    assert_int_equal(store->accounts->set_password(store->self, &password, NULL, f->pool),
                     APR_SUCCESS);
    assert_int_equal(open_with(f, &token, &signin), CNOPS_SIGNIN_SPENT);
    assert_null(token);
    assert_int_equal(store_memory_session_count(f->store), 0);
}

static void any_change_of_what_protects_it_stamps_the_account(void **state)
{
    cnops_account_t account = {.password_at = 5, .email_at = 3, .phone_at = 4};

    (void)state;
    assert_int_equal(cnops_signin_stamp(&account), 5);
    account.email_at = 6;
    assert_int_equal(cnops_signin_stamp(&account), 6);
    account.phone_at = 7;
    assert_int_equal(cnops_signin_stamp(&account), 7);
}

static void a_new_browser_has_an_event_of_its_own(void **state)
{
    core_fixture_t *f = *state;
    cnops_signin_t signin = {
        .account = make_account(f), .browser = BROWSER, .is_new_browser = true};
    apr_array_header_t *list;
    const char *token;

    open_with(f, &token, &signin);
    signin.is_new_browser = false;
    open_with(f, &token, &signin);
    assert_int_equal(cnops_journal_list(&list, &f->core, signin.account->person_id, 9, f->pool),
                     APR_SUCCESS);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_event_shown_t).kind, "signed_in");
    assert_string_equal(APR_ARRAY_IDX(list, 1, cnops_event_shown_t).kind, "device_new");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_journey_opens_one_session),
        CASE(without_a_journey_each_sign_in_has_its_own_session),
        CASE(a_token_is_of_its_journey_and_account),
        CASE(an_account_that_changed_opens_nothing),
        CASE(any_change_of_what_protects_it_stamps_the_account),
        CASE(a_new_browser_has_an_event_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
