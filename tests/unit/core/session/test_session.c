/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/session/session.h"

#include "base/errors.h"
#include "base/text.h"
#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MINUTES(n) apr_time_from_sec(60 * (n))

static const char *begin(core_fixture_t *f, const char *user_agent)
{
    const char *token;

    assert_int_equal(
        cnops_session_begin(&token, &f->core, 7, "b1", "203.0.113.9", user_agent, f->pool),
        APR_SUCCESS);
    return token;
}

/* Both ways of finding a session agree on whether there is one. */
static const cnops_session_t *find(core_fixture_t *f, const char *token)
{
    const cnops_session_t *session;
    const cnops_account_t *account;
    cnops_signed_in_t found;

    assert_int_equal(cnops_session_find(&session, &account, &f->core, token, f->pool), APR_SUCCESS);
    assert_int_equal(cnops_session_find_with_person(&found, &f->core, token, f->pool), APR_SUCCESS);
    assert_true((found.session != NULL) == (session != NULL));
    if (session)
        assert_string_equal(found.session->token_digest, session->token_digest);
    return session;
}

static void test_a_session_is_found_by_its_token(void **state)
{
    core_fixture_t *f = *state;
    const char *token = begin(f, "Mozilla/5.0");
    const cnops_session_t *session = find(f, token);

    assert_int_equal(strlen(token), 43);
    assert_non_null(session);
    assert_int_equal(session->account_id, 7);
    assert_string_equal(session->address_block, "203.0.113.0/24");
    assert_string_equal(session->user_agent, "Mozilla/5.0");
    assert_null(strstr(session->token_digest, token));
    assert_string_not_equal(begin(f, "Mozilla/5.0"), token);
}

static void test_no_other_token_opens_it(void **state)
{
    core_fixture_t *f = *state;
    const char *token = begin(f, NULL);
    int calls = store_memory_calls(f->store, STORE_MEMORY(sessions, get));

    assert_null(find(f, NULL));
    assert_null(find(f, ""));
    assert_null(find(f, token + 1));
    /* A text that cannot be a token costs no query. */
    assert_int_equal(store_memory_calls(f->store, STORE_MEMORY(sessions, get)), calls);
    assert_null(find(f, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    assert_null(find(f, find(f, token)->token_digest));
}

static void test_idle_sessions_end(void **state)
{
    core_fixture_t *f = *state;
    const char *token = begin(f, NULL);

    clock_fake_advance(f->clock, MINUTES(14));
    assert_non_null(find(f, token));
    clock_fake_advance(f->clock, MINUTES(14));
    assert_non_null(find(f, token));
    clock_fake_advance(f->clock, MINUTES(15));
    assert_null(find(f, token));
}

static void test_busy_sessions_end_too(void **state)
{
    core_fixture_t *f = *state;
    const char *token = begin(f, NULL);

    for (int i = 0; i < 47; i++) {
        clock_fake_advance(f->clock, MINUTES(10));
        assert_non_null(find(f, token));
    }
    clock_fake_advance(f->clock, MINUTES(10));
    assert_null(find(f, token));
}

static void test_lists_those_that_are_not_over(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *list;

    begin(f, "first");
    clock_fake_advance(f->clock, MINUTES(14));
    begin(f, "second");
    assert_int_equal(cnops_session_list(&list, &f->core, 7, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 2);
    clock_fake_advance(f->clock, MINUTES(1));
    assert_int_equal(cnops_session_list(&list, &f->core, 7, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_session_t).user_agent, "second");
    store_memory_down(f->store, true);
    assert_int_equal(cnops_session_list(&list, &f->core, 7, f->pool), CNOPS_EUNAVAILABLE);
    assert_int_equal(list->nelts, 0);
}

static void test_is_marked_seen_once_a_minute(void **state)
{
    core_fixture_t *f = *state;
    const char *token = begin(f, NULL);

    for (int second = 0; second < 119; second++) {
        clock_fake_advance(f->clock, apr_time_from_sec(1));
        assert_non_null(find(f, token));
    }
    assert_int_equal(store_memory_calls(f->store, STORE_MEMORY(sessions, seen)), 1);
}

static void test_sign_out_ends_it(void **state)
{
    core_fixture_t *f = *state;
    const char *token = begin(f, NULL), *other = begin(f, NULL);

    assert_int_equal(cnops_session_end(&f->core, token, f->pool), APR_SUCCESS);
    assert_null(find(f, token));
    assert_non_null(find(f, other));
    assert_int_equal(cnops_session_end(&f->core, NULL, f->pool), APR_SUCCESS);
}

static void test_sign_out_has_one_event(void **state)
{
    core_fixture_t *f = *state;
    const char *token = begin(f, NULL);
    const cnops_session_t *session = find(f, token);
    cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_OUT, .actor = CNOPS_ACTOR_MEMBER};

    for (int i = 0; i < 2; i++) {
        assert_int_equal(cnops_session_sign_out(&f->core, session, 3, &event, f->pool),
                         APR_SUCCESS);
        assert_null(find(f, token));
        assert_int_equal(store_memory_events(f->store)->nelts, 1);
    }
}

static void test_the_browsers_name_is_made_harmless(void **state)
{
    core_fixture_t *f = *state;
    char agent[400];

    assert_string_equal(find(f, begin(f, "a\r\nb\tc\x7f"))->user_agent, "abc");
    assert_string_equal(find(f, begin(f, NULL))->user_agent, "");
    memset(agent, 'x', sizeof agent);
    agent[sizeof agent - 1] = '\0';
    assert_int_equal(strlen(find(f, begin(f, agent))->user_agent), 200);
    /* A character that would be cut in its middle is left out. */
    memcpy(agent + 199, "\xc3\xa9", 2);
    assert_int_equal(strlen(find(f, begin(f, agent))->user_agent), 199);
    assert_true(cnops_text_is_utf8(find(f, begin(f, "caf\xe9 noir"))->user_agent, 3));
}

static void test_a_store_that_is_down_is_no_sign_out(void **state)
{
    core_fixture_t *f = *state;
    const cnops_session_t *session;
    const cnops_account_t *account;
    const char *token = begin(f, NULL), *none;
    cnops_signed_in_t found;

    store_memory_down(f->store, true);
    assert_int_equal(cnops_session_find(&session, &account, &f->core, token, f->pool),
                     CNOPS_EUNAVAILABLE);
    assert_null(session);
    assert_null(account);
    assert_int_equal(cnops_session_find_with_person(&found, &f->core, token, f->pool),
                     CNOPS_EUNAVAILABLE);
    assert_null(found.session);
    assert_int_equal(cnops_session_begin(&none, &f->core, 7, "b1", "203.0.113.9", NULL, f->pool),
                     CNOPS_EUNAVAILABLE);
    assert_null(none);
    store_memory_down(f->store, false);
    assert_non_null(find(f, token));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

static void test_a_session_keeps_its_choice(void **state)
{
    core_fixture_t *f = *state;
    const char *token = begin(f, "Mozilla/5.0"), *other = begin(f, "Mozilla/5.0");

    assert_int_equal(cnops_session_choose(&f->core, find(f, token), 9, f->pool), APR_SUCCESS);
    assert_int_equal(find(f, token)->membership_id, 9);
    assert_int_equal(find(f, other)->membership_id, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_session_is_found_by_its_token),
        CASE(test_no_other_token_opens_it),
        CASE(test_a_session_keeps_its_choice),
        CASE(test_idle_sessions_end),
        CASE(test_busy_sessions_end_too),
        CASE(test_lists_those_that_are_not_over),
        CASE(test_is_marked_seen_once_a_minute),
        CASE(test_sign_out_ends_it),
        CASE(test_sign_out_has_one_event),
        CASE(test_the_browsers_name_is_made_harmless),
        CASE(test_a_store_that_is_down_is_no_sign_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
