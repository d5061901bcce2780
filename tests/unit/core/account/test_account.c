/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account.h"

#include "base/errors.h"
#include "core/signin/password.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PASSWORD "sable-bleu-42-girafe"
#define EMAIL    "Salma.Fictif@example.ma"
#define MOBILE   "+212612345678"

static cnops_account_request_t request_for(apr_int64_t person_id, const char *journey_id)
{
    return (cnops_account_request_t){.journey_id = journey_id,
                                     .person_id = person_id,
                                     .password = PASSWORD,
                                     .email = EMAIL,
                                     .phone = MOBILE,
                                     .lang = "ar",
                                     .terms_version = "2026-01",
                                     .terms_lang = "fr",
                                     .terms_at = CLOCK_FAKE_START - 5};
}

static apr_array_header_t *one_message(core_fixture_t *fixture)
{
    apr_array_header_t *list = apr_array_make(fixture->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_message_t message = {.channel = CNOPS_CHANNEL_EMAIL,
                               .to = EMAIL,
                               .subject = "Bienvenue",
                               .text = "Votre compte est ouvert.",
                               .lang = "fr",
                               .created_at = CLOCK_FAKE_START};

    APR_ARRAY_PUSH(list, cnops_outbox_row_t) =
        *cnops_outbox_row(&fixture->core, &message, fixture->pool);
    return list;
}

static cnops_account_created_e create(core_fixture_t *fixture, apr_int64_t person_id,
                                      const char *journey_id)
{
    cnops_account_request_t request = request_for(person_id, journey_id);
    cnops_account_created_e created;

    assert_int_equal(cnops_account_create(&created, &fixture->core, &request, one_message(fixture),
                                          fixture->pool),
                     APR_SUCCESS);
    return created;
}

static apr_array_header_t *accounts(core_fixture_t *fixture)
{
    return store_memory_accounts(fixture->store, fixture->pool);
}

static int messages(core_fixture_t *fixture)
{
    return core_fixture_message_count(fixture, CNOPS_CHANNEL_EMAIL);
}

static void test_creates_a_whole_account(void **state)
{
    core_fixture_t *fixture = *state;
    apr_int64_t person = core_fixture_add_member(fixture, &fixture_public_transfer);
    const cnops_account_t *account;
    bool matches;

    assert_int_equal(create(fixture, person, "journey-1"), CNOPS_ACCOUNT_CREATED);
    assert_int_equal(accounts(fixture)->nelts, 1);
    account = &APR_ARRAY_IDX(accounts(fixture), 0, cnops_account_t);
    assert_int_equal(account->person_id, person);
    assert_string_equal(account->journey_id, "journey-1");
    assert_string_equal(account->lang, "ar");
    assert_string_equal(account->terms_version, "2026-01");
    assert_string_equal(account->terms_lang, "fr");
    assert_int_equal(account->terms_at, CLOCK_FAKE_START - 5);
    assert_int_equal(account->created_at, CLOCK_FAKE_START);
    assert_int_equal(
        cnops_password_verify(&matches, &fixture->core,
                              &(cnops_guess_t){account->password_hash, PASSWORD, CNOPS_SLOTS_KNOWN},
                              fixture->pool),
        APR_SUCCESS);
    assert_true(matches);
    assert_int_equal(messages(fixture), 1);
}

static void test_keeps_contacts_sealed(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_account_t *account;
    const char *email, *phone;

    create(fixture, core_fixture_add_member(fixture, &fixture_public_transfer), "journey-1");
    account = &APR_ARRAY_IDX(accounts(fixture), 0, cnops_account_t);
    assert_null(strstr(account->email_sealed, "example"));
    assert_null(strstr(account->phone_sealed, "612345678"));
    assert_int_equal(
        cnops_account_contact(&email, &fixture->core, account, CNOPS_CHANNEL_EMAIL, fixture->pool),
        APR_SUCCESS);
    assert_int_equal(
        cnops_account_contact(&phone, &fixture->core, account, CNOPS_CHANNEL_SMS, fixture->pool),
        APR_SUCCESS);
    assert_string_equal(email, EMAIL);
    assert_string_equal(phone, MOBILE);
}

static void test_reports_a_forged_contact(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_account_t account = {.email_sealed = "test2.Zm9yZ2Vk"};
    const char *email = "?";

    assert_int_equal(
        cnops_account_contact(&email, &fixture->core, &account, CNOPS_CHANNEL_EMAIL, fixture->pool),
        CNOPS_EFORGED);
    assert_null(email);
}

/* The last step is sent twice: one account, one message, and no second hash. */
static void test_a_repeat_changes_nothing(void **state)
{
    core_fixture_t *fixture = *state;
    apr_int64_t person = core_fixture_add_member(fixture, &fixture_public_transfer);

    create(fixture, person, "journey-1");
    assert_int_equal(create(fixture, person, "journey-1"), CNOPS_ACCOUNT_REPEATED);
    assert_int_equal(accounts(fixture)->nelts, 1);
    assert_int_equal(messages(fixture), 1);
    assert_int_equal(store_memory_calls(fixture->store, STORE_MEMORY(accounts, create)), 1);
}

static void test_another_journey_changes_nothing(void **state)
{
    core_fixture_t *fixture = *state;
    apr_int64_t person = core_fixture_add_member(fixture, &fixture_public_transfer);

    create(fixture, person, "journey-1");
    assert_int_equal(create(fixture, person, "journey-2"), CNOPS_ACCOUNT_EXISTS);
    assert_int_equal(accounts(fixture)->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(accounts(fixture), 0, cnops_account_t).journey_id,
                        "journey-1");
    assert_int_equal(messages(fixture), 1);
}

/* A replayed cookie that has proved another person since: nothing is created, and nothing says
 * so. */
static void test_a_journey_serves_one_person(void **state)
{
    core_fixture_t *fixture = *state;
    apr_int64_t first = core_fixture_add_member(fixture, &fixture_public_transfer);
    apr_int64_t second = core_fixture_add_member(fixture, &fixture_student_transfer);
    cnops_account_request_t request = request_for(second, "journey-1");
    cnops_account_created_e created;

    create(fixture, first, "journey-1");
    assert_int_equal(cnops_account_create(&created, &fixture->core, &request, NULL, fixture->pool),
                     APR_SUCCESS);
    assert_int_equal(created, CNOPS_ACCOUNT_SPENT);
    assert_int_equal(accounts(fixture)->nelts, 1);
}

static void test_reports_that_the_store_is_down(void **state)
{
    core_fixture_t *fixture = *state;
    apr_int64_t person = core_fixture_add_member(fixture, &fixture_public_transfer);
    cnops_account_request_t request = request_for(person, "journey-1");
    const char *functions[] = {STORE_MEMORY(accounts, by_person), STORE_MEMORY(accounts, create)};
    cnops_account_created_e created;

    for (int i = 0; i < 2; i++) {
        store_memory_fail_next(fixture->store, functions[i], CNOPS_EUNAVAILABLE);
        assert_int_equal(cnops_account_create(&created, &fixture->core, &request,
                                              one_message(fixture), fixture->pool),
                         CNOPS_EUNAVAILABLE);
        assert_int_equal(accounts(fixture)->nelts, 0);
        assert_int_equal(messages(fixture), 0);
    }
    assert_int_equal(create(fixture, person, "journey-1"), CNOPS_ACCOUNT_CREATED);
}

/* --- many at once --- */

#define RUNNERS 6

typedef struct runner_t {
    const core_fixture_t *fixture;
    cnops_account_request_t request;
    cnops_account_created_e created;
    apr_status_t rv;
} runner_t;

static void *run(void *data)
{
    runner_t *runner = data;
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    runner->rv = cnops_account_create(&runner->created, &runner->fixture->core, &runner->request,
                                      NULL, pool);
    apr_pool_destroy(pool);
    return NULL;
}

/* Half of the threads repeat one journey; each other thread has a journey of its own. */
static void test_one_of_many_creates(void **state)
{
    core_fixture_t *fixture = *state;
    apr_int64_t person = core_fixture_add_member(fixture, &fixture_public_transfer);
    int count[CNOPS_ACCOUNT_EXISTS + 1] = {0};
    runner_t runners[RUNNERS];
    pthread_t threads[RUNNERS];

    fixture->settings->hash_deadline = apr_time_from_sec(60);
    for (int i = 0; i < RUNNERS; i++) {
        const char *journey = i % 2 ? "journey-1" : apr_psprintf(fixture->pool, "own-%d", i);

        runners[i] = (runner_t){.fixture = fixture, .request = request_for(person, journey)};
        assert_int_equal(pthread_create(&threads[i], NULL, run, &runners[i]), 0);
    }
    for (int i = 0; i < RUNNERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(runners[i].rv, APR_SUCCESS);
        count[runners[i].created]++;
    }
    assert_int_equal(count[CNOPS_ACCOUNT_CREATED], 1);
    assert_int_equal(accounts(fixture)->nelts, 1);
    if (strcmp(APR_ARRAY_IDX(accounts(fixture), 0, cnops_account_t).journey_id, "journey-1") == 0)
        assert_int_equal(count[CNOPS_ACCOUNT_REPEATED], RUNNERS / 2 - 1);
    else
        assert_int_equal(count[CNOPS_ACCOUNT_REPEATED], 0);
}

/* --- contacts --- */

static bool is_free(core_fixture_t *fixture, cnops_channel_e channel, const char *contact)
{
    bool is_free = false;

    assert_int_equal(
        cnops_account_contact_is_free(&is_free, &fixture->core, channel, contact, fixture->pool),
        APR_SUCCESS);
    return is_free;
}

static void test_a_contact_serves_so_many_accounts(void **state)
{
    core_fixture_t *fixture = *state;
    fixture_member_t member = fixture_public_transfer;

    for (int i = 0; i < fixture->settings->contact_accounts; i++) {
        assert_true(is_free(fixture, CNOPS_CHANNEL_EMAIL, EMAIL));
        member.document = apr_psprintf(fixture->pool, "ZZ%d", 100 + i);
        member.immatriculation = apr_psprintf(fixture->pool, "%d", 20000000 + i);
        create(fixture, core_fixture_add_member(fixture, &member),
               apr_psprintf(fixture->pool, "journey-%d", i));
    }
    assert_false(is_free(fixture, CNOPS_CHANNEL_EMAIL, EMAIL));
    assert_false(is_free(fixture, CNOPS_CHANNEL_EMAIL, "salma.fictif@example.ma"));
    assert_false(is_free(fixture, CNOPS_CHANNEL_SMS, MOBILE));
    assert_true(is_free(fixture, CNOPS_CHANNEL_EMAIL, "autre@example.ma"));
    assert_true(is_free(fixture, CNOPS_CHANNEL_SMS, "+212712345678"));
}

static void test_a_contact_at_its_limit_makes_no_further_account(void **state)
{
    core_fixture_t *fixture = *state;
    apr_int64_t first = core_fixture_add_member(fixture, &fixture_public_transfer);
    apr_int64_t second = core_fixture_add_member(fixture, &fixture_student_transfer);
    cnops_account_request_t request = request_for(second, "journey-2");
    cnops_account_created_e created;

    fixture->settings->contact_accounts = 1;
    create(fixture, first, "journey-1");
    assert_int_equal(cnops_account_create(&created, &fixture->core, &request, NULL, fixture->pool),
                     APR_SUCCESS);
    assert_int_equal(created, CNOPS_ACCOUNT_CONTACT_TAKEN);
    /* The journey whose account filled the contact is recognised when it repeats its last step. */
    request = request_for(first, "journey-1");
    assert_int_equal(cnops_account_create(&created, &fixture->core, &request, NULL, fixture->pool),
                     APR_SUCCESS);
    assert_int_equal(created, CNOPS_ACCOUNT_REPEATED);
    assert_int_equal(accounts(fixture)->nelts, 1);
}

static void test_no_contact_is_free_when_the_store_is_down(void **state)
{
    core_fixture_t *fixture = *state;
    bool free_contact = true;

    store_memory_down(fixture->store, true);
    assert_int_equal(cnops_account_contact_is_free(&free_contact, &fixture->core,
                                                   CNOPS_CHANNEL_EMAIL, EMAIL, fixture->pool),
                     CNOPS_EUNAVAILABLE);
    assert_false(free_contact);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_creates_a_whole_account),
        TEST(test_keeps_contacts_sealed),
        TEST(test_reports_a_forged_contact),
        TEST(test_a_repeat_changes_nothing),
        TEST(test_another_journey_changes_nothing),
        TEST(test_a_journey_serves_one_person),
        TEST(test_reports_that_the_store_is_down),
        TEST(test_one_of_many_creates),
        TEST(test_a_contact_serves_so_many_accounts),
        TEST(test_a_contact_at_its_limit_makes_no_further_account),
        TEST(test_no_contact_is_free_when_the_store_is_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
