/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/journal.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PERSON 7

static const cnops_event_t sign_in = {.kind = CNOPS_EVENT_SIGNED_IN,
                                      .actor = CNOPS_ACTOR_MEMBER,
                                      .ip = "203.0.113.9",
                                      .user_agent = "Mozilla/5.0"};

static void note(core_fixture_t *f, apr_int64_t person_id, const cnops_event_t *event)
{
    assert_int_equal(cnops_journal_note(&f->core, person_id, event, f->pool), APR_SUCCESS);
}

static cnops_event_row_t *row_at(core_fixture_t *f, int i)
{
    return &APR_ARRAY_IDX(store_memory_events(f->store), i, cnops_event_row_t);
}

static const cnops_event_shown_t *newest(core_fixture_t *f)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_journal_list(&list, &f->core, PERSON, 1, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    return &APR_ARRAY_IDX(list, 0, cnops_event_shown_t);
}

static void test_every_event_has_a_word_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < CNOPS_EVENTS; i++) {
        assert_non_null(cnops_event_name((cnops_event_e)i));
        assert_in_range(strlen(cnops_event_name((cnops_event_e)i)), 1, 32);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(cnops_event_name((cnops_event_e)i),
                                    cnops_event_name((cnops_event_e)j));
    }
}

static void test_shows_what_was_noted(void **state)
{
    core_fixture_t *f = *state;
    cnops_event_t event = {.kind = CNOPS_EVENT_UNLOCKED,
                           .actor = CNOPS_ACTOR_OPERATOR "h.fictif",
                           .reason = "Appel 1234",
                           .note = "vu la CNIE"};
    const cnops_event_shown_t *shown;

    note(f, PERSON, &sign_in);
    shown = newest(f);
    assert_int_equal(shown->seq, 1);
    assert_string_equal(shown->kind, "signed_in");
    assert_int_equal(shown->at, CLOCK_FAKE_START);
    assert_string_equal(shown->actor, "member");
    assert_string_equal(shown->address_block, "203.0.113.0/24");
    assert_string_equal(shown->user_agent, "Mozilla/5.0");
    assert_null(shown->reason);
    note(f, PERSON, &event);
    shown = newest(f);
    assert_string_equal(shown->actor, "operator:h.fictif");
    assert_string_equal(shown->reason, "Appel 1234");
    assert_string_equal(shown->note, "vu la CNIE");
    assert_null(shown->address_block);
    assert_null(shown->user_agent);
}

static void test_lists_the_newest_first(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *list;

    for (int i = 0; i < 5; i++)
        note(f, PERSON, &sign_in);
    note(f, PERSON + 1, &sign_in);
    assert_int_equal(cnops_journal_list(&list, &f->core, PERSON, 3, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(APR_ARRAY_IDX(list, i, cnops_event_shown_t).seq, 5 - i);
}

static void test_each_mac_covers_the_former_row(void **state)
{
    core_fixture_t *f = *state;
    const char *former = "";

    for (int i = 0; i < 3; i++)
        note(f, PERSON, &sign_in);
    for (int i = 0; i < 3; i++) {
        const cnops_event_row_t *row = row_at(f, i);

        assert_int_equal(row->seq, i + 1);
        assert_string_equal(row->key_id, "test2");
        assert_string_equal(row->mac, cnops_journal_mac(&f->core, row, former, f->pool));
        former = row->mac;
    }
    /* The chain of another person begins with its own first event. */
    note(f, PERSON + 1, &sign_in);
    assert_string_equal(row_at(f, 3)->mac, cnops_journal_mac(&f->core, row_at(f, 3), "", f->pool));
}

static void test_the_mac_covers_everything(void **state)
{
    core_fixture_t *f = *state;
    cnops_event_row_t changed[6];
    const char *mac;

    note(f, PERSON, &sign_in);
    mac = row_at(f, 0)->mac;
    for (int i = 0; i < 6; i++)
        changed[i] = *row_at(f, 0);
    changed[0].person_id++;
    changed[1].seq++;
    changed[2].kind = "signed_out";
    changed[3].at++;
    changed[4].content_sealed = "test2.other";
    changed[5].key_id = "test1";
    for (int i = 0; i < 6; i++)
        assert_string_not_equal(cnops_journal_mac(&f->core, &changed[i], "", f->pool), mac);
    assert_string_not_equal(cnops_journal_mac(&f->core, row_at(f, 0), "x", f->pool), mac);
    changed[5].key_id = "gone";
    assert_null(cnops_journal_mac(&f->core, &changed[5], "", f->pool));
}

static void test_long_texts_are_cut(void **state)
{
    core_fixture_t *f = *state;
    char text[2000];
    cnops_event_t event = {.kind = CNOPS_EVENT_CLOSED,
                           .actor = CNOPS_ACTOR_SYSTEM,
                           .user_agent = text,
                           .reason = text,
                           .note = text};

    /* The longest JSON that the texts can become. */
    memset(text, '"', sizeof text);
    text[sizeof text - 1] = '\0';
    note(f, PERSON, &event);
    assert_int_equal(strlen(newest(f)->reason), CNOPS_EVENT_TEXT_MAX);
    assert_int_equal(strlen(newest(f)->note), CNOPS_EVENT_TEXT_MAX);
    assert_int_equal(strlen(newest(f)->user_agent), 200);
    assert_in_range(strlen(row_at(f, 0)->content_sealed), 1, 4096);
}

static void test_a_content_opens_only_in_its_row(void **state)
{
    core_fixture_t *f = *state;
    const char *sealed;

    note(f, PERSON, &sign_in);
    note(f, PERSON, &sign_in);
    sealed = row_at(f, 0)->content_sealed;
    row_at(f, 1)->content_sealed = sealed;
    assert_string_equal(newest(f)->kind, "signed_in");
    assert_null(newest(f)->actor);
    assert_null(strstr(sealed, "203.0.113"));
}

/* --- while other requests write too --- */

typedef struct rival_t {
    core_fixture_t *fixture;
    int conflicts; /* how often another request is faster */
    int calls;
    apr_int64_t seq; /* that was taken in the end */
} rival_t;

static apr_status_t act_among_rivals(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    rival_t *rival = self;
    const cnops_store_t *store = &rival->fixture->core.store;

    if (rival->calls++ < rival->conflicts)
        assert_int_equal(
            cnops_journal_note(&rival->fixture->core, trail->event->person_id, &sign_in, pool),
            APR_SUCCESS);
    rival->seq = trail->event->seq;
    return store->events->insert(store->self, trail->event, pool);
}

static apr_status_t run_among(rival_t *rival)
{
    core_fixture_t *f = rival->fixture;
    cnops_act_t act = {
        .person_id = PERSON, .event = &sign_in, .run = act_among_rivals, .self = rival};

    return cnops_journal_act(&f->core, &act, f->pool);
}

static void test_tries_again_after_another_event(void **state)
{
    core_fixture_t *f = *state;
    rival_t rival = {f, 4, 0, 0};

    assert_int_equal(run_among(&rival), APR_SUCCESS);
    assert_int_equal(rival.calls, 5);
    assert_int_equal(rival.seq, 5);
    assert_string_equal(row_at(f, 4)->mac,
                        cnops_journal_mac(&f->core, row_at(f, 4), row_at(f, 3)->mac, f->pool));
}

static void test_gives_up_among_endless_rivals(void **state)
{
    core_fixture_t *f = *state;
    rival_t rival = {f, 1000, 0, 0};

    assert_int_equal(run_among(&rival), CNOPS_ECONFLICT);
    assert_int_equal(rival.calls, 60);
}

static apr_status_t conflict(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    int *pcalls = self;

    (void)trail;
    (void)pool;
    ++*pcalls;
    return CNOPS_ECONFLICT;
}

static void test_gives_up_soon_where_nobody_adds_to_the_chain(void **state)
{
    core_fixture_t *f = *state;
    int calls = 0;
    cnops_act_t act = {.person_id = PERSON, .event = &sign_in, .run = conflict, .self = &calls};

    assert_int_equal(cnops_journal_act(&f->core, &act, f->pool), CNOPS_ECONFLICT);
    assert_int_equal(calls, 5);
}

/* --- several persons at once --- */

static const apr_int64_t persons[] = {PERSON, PERSON + 1, PERSON + 2};

static apr_status_t insert_rows(void *self, const cnops_event_row_t *rows, apr_pool_t *pool)
{
    rival_t *rival = self;
    const cnops_store_t *store = &rival->fixture->core.store;
    apr_status_t rv = APR_SUCCESS;

    if (rival->calls++ < rival->conflicts)
        assert_int_equal(cnops_journal_note(&rival->fixture->core, persons[1], &sign_in, pool),
                         APR_SUCCESS);
    rival->seq = rows[1].seq;
    for (int i = 0; i < 3 && rv == APR_SUCCESS; i++)
        rv = i == 0 && rival->conflicts && rival->calls <= rival->conflicts
                 ? CNOPS_ECONFLICT
                 : store->events->insert(store->self, &rows[i], pool);
    return rv;
}

static apr_status_t run_all_among(rival_t *rival)
{
    cnops_acts_t acts = {persons, 3, &sign_in, insert_rows, rival};

    return cnops_journal_act_all(&rival->fixture->core, &acts, rival->fixture->pool);
}

static void test_one_act_has_the_next_event_of_each_person(void **state)
{
    core_fixture_t *f = *state;
    rival_t rival = {f, 7, 0, 0};

    assert_int_equal(run_all_among(&rival), APR_SUCCESS);
    assert_int_equal(rival.calls, 8);
    assert_int_equal(rival.seq, 8);
    assert_int_equal(row_at(f, 7)->person_id, persons[0]);
    assert_int_equal(row_at(f, 7)->seq, 1);
    assert_int_equal(row_at(f, 8)->seq, 8);
    assert_string_equal(row_at(f, 8)->mac,
                        cnops_journal_mac(&f->core, row_at(f, 8), row_at(f, 6)->mac, f->pool));
    assert_int_equal(row_at(f, 9)->person_id, persons[2]);
}

static apr_status_t conflict_rows(void *self, const cnops_event_row_t *rows, apr_pool_t *pool)
{
    (void)rows;
    return conflict(self, NULL, pool);
}

static void test_an_act_of_several_gives_up_soon_where_no_chain_grows(void **state)
{
    core_fixture_t *f = *state;
    int calls = 0;
    cnops_acts_t acts = {persons, 3, &sign_in, conflict_rows, &calls};

    assert_int_equal(cnops_journal_act_all(&f->core, &acts, f->pool), CNOPS_ECONFLICT);
    assert_int_equal(calls, 5);
}

static void test_reports_that_the_store_is_down(void **state)
{
    core_fixture_t *f = *state;
    rival_t rival = {f, 0, 0, 0};
    apr_array_header_t *list;

    store_memory_down(f->store, true);
    assert_int_equal(run_among(&rival), CNOPS_EUNAVAILABLE);
    assert_int_equal(rival.calls, 0);
    assert_int_equal(cnops_journal_list(&list, &f->core, PERSON, 9, f->pool), CNOPS_EUNAVAILABLE);
}

/* --- acts --- */

static void test_a_new_account_has_its_event(void **state)
{
    core_fixture_t *f = *state;
    apr_int64_t person = core_fixture_add_member(f, &fixture_public_transfer);
    cnops_account_request_t request = {.journey_id = "journey-1",
                                       .person_id = person,
                                       .password = "sable-bleu-42-girafe",
                                       .email = "salma.fictif@example.ma",
                                       .phone = "+212612345678",
                                       .lang = "fr",
                                       .terms_version = "1",
                                       .terms_lang = "fr",
                                       .ip = "203.0.113.9"};
    const cnops_account_t *account;
    cnops_account_created_e created;

    assert_int_equal(cnops_account_create(&created, &f->core, &request, NULL, f->pool),
                     APR_SUCCESS);
    f->core.store.accounts->by_person(f->core.store.self, &account, person, f->pool);
    assert_int_equal(account->state, CNOPS_ACCOUNT_ACTIVE);
    assert_int_equal(account->password_at, CLOCK_FAKE_START);
    assert_int_equal(account->email_at, CLOCK_FAKE_START);
    assert_int_equal(account->phone_at, CLOCK_FAKE_START);
    assert_int_equal(store_memory_events(f->store)->nelts, 1);
    assert_string_equal(row_at(f, 0)->kind, "account_created");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_every_event_has_a_word_of_its_own),
        CASE(test_shows_what_was_noted),
        CASE(test_lists_the_newest_first),
        CASE(test_each_mac_covers_the_former_row),
        CASE(test_the_mac_covers_everything),
        CASE(test_long_texts_are_cut),
        CASE(test_a_content_opens_only_in_its_row),
        CASE(test_tries_again_after_another_event),
        CASE(test_gives_up_among_endless_rivals),
        CASE(test_gives_up_soon_where_nobody_adds_to_the_chain),
        CASE(test_one_act_has_the_next_event_of_each_person),
        CASE(test_an_act_of_several_gives_up_soon_where_no_chain_grows),
        CASE(test_reports_that_the_store_is_down),
        CASE(test_a_new_account_has_its_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
