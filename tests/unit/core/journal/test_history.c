/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the owner of a chain reads: lines, groups and pages. */
#include "core/journal/history.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PERSON  7
#define OTHER   8
#define DAY     apr_time_from_sec(86400)
#define FIREFOX "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"

static const cnops_zone_t *zone;

static void add(core_fixture_t *f, cnops_event_e kind, const char *actor, const char *note)
{
    const cnops_event_t event = {.kind = kind, .actor = actor, .note = note};

    assert_int_equal(cnops_journal_note(&f->core, PERSON, &event, f->pool), APR_SUCCESS);
    clock_fake_advance(f->clock, 1);
}

static void add_signin(core_fixture_t *f, const char *user_agent, const char *ip)
{
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_IN,
                                 .actor = CNOPS_ACTOR_MEMBER,
                                 .user_agent = user_agent,
                                 .ip = ip,
                                 .browser = "b1"};

    assert_int_equal(cnops_journal_note(&f->core, PERSON, &event, f->pool), APR_SUCCESS);
}

static cnops_history_query_t query_of(cnops_event_group_e group)
{
    return (cnops_history_query_t){
        .person_id = PERSON, .group = group, .before = APR_INT64_MAX, .zone = zone, .lines = 20};
}

static cnops_history_t read_page(core_fixture_t *f, const cnops_history_query_t *query)
{
    cnops_history_t history;

    assert_int_equal(cnops_history_read(&history, &f->core, query, f->pool), APR_SUCCESS);
    return history;
}

/* "signed_in×2 shown×1" */
static const char *words_of(core_fixture_t *f, const cnops_history_t *history)
{
    const char *words = "";

    for (int i = 0; i < history->lines->nelts; i++) {
        const cnops_history_line_t *line = &APR_ARRAY_IDX(history->lines, i, cnops_history_line_t);

        words = apr_psprintf(f->pool, "%s%s%s%s%s×%d", words, *words ? " " : "", line->kind,
                             line->variant ? "." : "", line->variant ? line->variant : "",
                             line->events->nelts);
    }
    return words;
}

static void assert_words(core_fixture_t *f, cnops_event_group_e group, const char *expected)
{
    const cnops_history_query_t query = query_of(group);
    cnops_history_t history = read_page(f, &query);

    assert_string_equal(words_of(f, &history), expected);
}

/* --- groups --- */

static void test_every_group_has_a_word_of_its_own(void **state)
{
    cnops_event_group_e found;

    (void)state;
    for (int i = 0; i < CNOPS_EVENT_GROUPS; i++) {
        assert_true(
            cnops_event_group_parse(&found, cnops_event_group_name((cnops_event_group_e)i)));
        assert_int_equal(found, i);
    }
    assert_false(cnops_event_group_parse(&found, "tout "));
    assert_false(cnops_event_group_parse(&found, NULL));
}

/* The statement takes a fixed number of kinds. */
static void test_no_group_has_too_many_kinds(void **state)
{
    int counts[CNOPS_EVENT_GROUPS] = {0};

    (void)state;
    for (int i = 0; i < CNOPS_EVENTS; i++)
        counts[cnops_event_group_of((cnops_event_e)i)]++;
    for (int i = CNOPS_EVENT_GROUP_ALL + 1; i < CNOPS_EVENT_GROUPS; i++)
        assert_in_range(counts[i], 1, CNOPS_EVENT_KINDS_MAX);
}

static void test_a_group_has_its_kinds_only(void **state)
{
    core_fixture_t *f = *state;

    add(f, CNOPS_EVENT_ACCOUNT_CREATED, CNOPS_ACTOR_MEMBER, NULL);
    add(f, CNOPS_EVENT_DEVICE_NEW, CNOPS_ACTOR_MEMBER, NULL);
    add(f, CNOPS_EVENT_SHOWN, CNOPS_ACTOR_OPERATOR "h.fictif", NULL);
    add(f, CNOPS_EVENT_REQUEST_MADE, CNOPS_ACTOR_VISITOR, NULL);
    add(f, CNOPS_EVENT_CREATION_TRIED, CNOPS_ACTOR_VISITOR, NULL);
    add(f, CNOPS_EVENT_LANGUAGE_CHANGED, CNOPS_ACTOR_MEMBER, "ar");
    assert_words(f, CNOPS_EVENT_GROUP_SIGNINS, "device_new×1");
    assert_words(f, CNOPS_EVENT_GROUP_SECURITY, "account_created×1");
    assert_words(f, CNOPS_EVENT_GROUP_REQUESTS, "request_made×1");
    assert_words(f, CNOPS_EVENT_GROUP_OPERATORS, "shown×1");
    assert_words(f, CNOPS_EVENT_GROUP_ATTEMPTS, "creation_tried×1");
    assert_words(f, CNOPS_EVENT_GROUP_ALL,
                 "language_changed×1 request_made×1 shown×1 device_new×1 account_created×1");
}

static void test_attempts_push_nothing_out_of_sight(void **state)
{
    core_fixture_t *f = *state;

    add(f, CNOPS_EVENT_DEVICE_NEW, CNOPS_ACTOR_MEMBER, NULL);
    for (int i = 0; i < CNOPS_HISTORY_EVENTS_MAX + 50; i++)
        add(f, CNOPS_EVENT_CREATION_TRIED, CNOPS_ACTOR_VISITOR, NULL);
    assert_words(f, CNOPS_EVENT_GROUP_ALL, "device_new×1");
}

static void test_a_kind_of_another_release_is_with_all_others(void **state)
{
    core_fixture_t *f = *state;

    add(f, CNOPS_EVENT_SIGNED_IN, CNOPS_ACTOR_MEMBER, NULL);
    APR_ARRAY_IDX(store_memory_events(f->store), 0, cnops_event_row_t).kind = "of_tomorrow";
    assert_false(cnops_event_is_known("of_tomorrow"));
    assert_true(cnops_event_is_known("signed_in"));
    assert_words(f, CNOPS_EVENT_GROUP_ALL, "of_tomorrow×1");
    assert_words(f, CNOPS_EVENT_GROUP_SIGNINS, "");
}

/* --- lines --- */

static void test_similar_events_of_a_day_are_one_line(void **state)
{
    core_fixture_t *f = *state;
    const cnops_history_query_t query = query_of(CNOPS_EVENT_GROUP_ALL);
    const cnops_history_line_t *line;
    cnops_history_t history;

    for (int i = 0; i < 3; i++) {
        add(f, CNOPS_EVENT_SIGNED_IN, CNOPS_ACTOR_MEMBER, NULL);
        add(f, CNOPS_EVENT_SIGNED_OUT, CNOPS_ACTOR_MEMBER, NULL);
    }
    clock_fake_advance(f->clock, DAY);
    add(f, CNOPS_EVENT_SIGNED_IN, CNOPS_ACTOR_MEMBER, NULL);
    history = read_page(f, &query);
    assert_string_equal(words_of(f, &history), "signed_in×1 signed_out×3 signed_in×3");
    line = &APR_ARRAY_IDX(history.lines, 2, cnops_history_line_t);
    assert_int_equal(APR_ARRAY_IDX(line->events, 0, cnops_event_shown_t).seq, 5);
    assert_int_equal(APR_ARRAY_IDX(line->events, 2, cnops_event_shown_t).seq, 1);
    assert_int_equal(history.next, 0);
}

static void test_another_device_place_or_role_is_another_line(void **state)
{
    core_fixture_t *f = *state;
    const cnops_history_query_t query = query_of(CNOPS_EVENT_GROUP_ALL);
    cnops_history_t history;

    add_signin(f, FIREFOX, "203.0.113.9");
    add_signin(f, FIREFOX, "203.0.113.10"); /* the same block */
    add_signin(f, FIREFOX, "198.51.100.9");
    add_signin(f, NULL, "203.0.113.9");
    history = read_page(f, &query);
    assert_string_equal(words_of(f, &history), "signed_in×1 signed_in×1 signed_in×2");
    const cnops_history_line_t *line = &APR_ARRAY_IDX(history.lines, 2, cnops_history_line_t);
    assert_string_equal(line->device, "Firefox · Windows");
    assert_string_equal(line->place, "203.0.113.0/24");
    assert_string_equal(APR_ARRAY_IDX(line->events, 0, cnops_event_shown_t).browser, "b1");
    add(f, CNOPS_EVENT_REQUEST_DECIDED, CNOPS_ACTOR_SYSTEM, "expired");
    add(f, CNOPS_EVENT_REQUEST_DECIDED, CNOPS_ACTOR_OPERATOR "a.b", "expired");
    add(f, CNOPS_EVENT_REQUEST_DECIDED, CNOPS_ACTOR_OPERATOR "c.d", "expired");
    assert_words(f, CNOPS_EVENT_GROUP_REQUESTS,
                 "request_decided.expired×2 request_decided.expired×1");
}

static void test_a_note_chooses_the_sentence_where_there_is_one(void **state)
{
    core_fixture_t *f = *state;

    add(f, CNOPS_EVENT_CONSENT_CHANGED, CNOPS_ACTOR_MEMBER, "on");
    add(f, CNOPS_EVENT_CONSENT_CHANGED, CNOPS_ACTOR_MEMBER, "off");
    add(f, CNOPS_EVENT_LANGUAGE_CHANGED, CNOPS_ACTOR_MEMBER, "ar");
    add(f, CNOPS_EVENT_REQUEST_DECIDED, CNOPS_ACTOR_OPERATOR "a.b", "hastened");
    assert_words(f, CNOPS_EVENT_GROUP_ALL,
                 "request_decided×1 language_changed×1 consent_changed.off×1 consent_changed.on×1");
}

static void test_attempts_can_be_one_line_whatever_the_day(void **state)
{
    core_fixture_t *f = *state;
    cnops_history_query_t query = query_of(CNOPS_EVENT_GROUP_ATTEMPTS);
    cnops_history_t history;

    for (int i = 0; i < 4; i++) {
        add(f, CNOPS_EVENT_CREATION_TRIED, CNOPS_ACTOR_VISITOR, NULL);
        clock_fake_advance(f->clock, DAY);
    }
    query.is_one_line = true;
    history = read_page(f, &query);
    assert_string_equal(words_of(f, &history), "creation_tried×4");
}

static void test_who_acted_is_read_of_the_actor(void **state)
{
    (void)state;
    assert_int_equal(cnops_history_who(CNOPS_ACTOR_OPERATOR "x"), CNOPS_HISTORY_OPERATOR);
    assert_int_equal(cnops_history_who(CNOPS_ACTOR_MEMBER), CNOPS_HISTORY_MEMBER);
    assert_int_equal(cnops_history_who(CNOPS_ACTOR_SYSTEM), CNOPS_HISTORY_SYSTEM);
    assert_int_equal(cnops_history_who(CNOPS_ACTOR_VISITOR), CNOPS_HISTORY_VISITOR);
    assert_int_equal(cnops_history_who(NULL), CNOPS_HISTORY_UNKNOWN);
}

/* --- pages --- */

static void test_a_page_ends_with_a_day(void **state)
{
    core_fixture_t *f = *state;
    cnops_history_query_t query = query_of(CNOPS_EVENT_GROUP_ALL);
    cnops_history_t history;
    const char *all = "";
    int pages = 0;

    for (int day = 0; day < 5; day++) {
        add(f, CNOPS_EVENT_SIGNED_IN, CNOPS_ACTOR_MEMBER, NULL);
        add(f, CNOPS_EVENT_SIGNED_OUT, CNOPS_ACTOR_MEMBER, NULL);
        add(f, CNOPS_EVENT_SIGNED_IN, CNOPS_ACTOR_MEMBER, NULL);
        clock_fake_advance(f->clock, DAY);
    }
    query.lines = 3; /* reached within the second day */
    do {
        history = read_page(f, &query);
        assert_int_equal(history.lines->nelts, pages < 2 ? 4 : 2);
        all = apr_pstrcat(f->pool, all, words_of(f, &history), "/", NULL);
        query.before = history.next;
        pages++;
    } while (history.next);
    assert_int_equal(pages, 3);
    assert_string_equal(all, "signed_in×2 signed_out×1 signed_in×2 signed_out×1/"
                             "signed_in×2 signed_out×1 signed_in×2 signed_out×1/"
                             "signed_in×2 signed_out×1/");
}

static void test_a_day_with_very_many_events_has_several_pages(void **state)
{
    core_fixture_t *f = *state;
    cnops_history_query_t query = query_of(CNOPS_EVENT_GROUP_ALL);
    cnops_history_t history;

    for (int i = 0; i < CNOPS_HISTORY_EVENTS_MAX + 7; i++)
        add_signin(f, NULL, NULL);
    history = read_page(f, &query);
    assert_string_equal(words_of(f, &history), "signed_in×200");
    assert_int_equal(history.next, 8);
    query.before = history.next;
    history = read_page(f, &query);
    assert_string_equal(words_of(f, &history), "signed_in×7");
    assert_int_equal(history.next, 0);
}

static void test_a_content_that_does_not_open_hides_no_line(void **state)
{
    core_fixture_t *f = *state;
    const cnops_history_query_t query = query_of(CNOPS_EVENT_GROUP_ALL);
    cnops_history_t history;

    add(f, CNOPS_EVENT_SIGNED_IN, CNOPS_ACTOR_MEMBER, NULL);
    add(f, CNOPS_EVENT_SIGNED_OUT, CNOPS_ACTOR_MEMBER, NULL);
    APR_ARRAY_IDX(store_memory_events(f->store), 0, cnops_event_row_t).content_sealed = "broken";
    history = read_page(f, &query);
    assert_string_equal(words_of(f, &history), "signed_out×1 signed_in×1");
    assert_int_equal(APR_ARRAY_IDX(history.lines, 1, cnops_history_line_t).who,
                     CNOPS_HISTORY_UNKNOWN);
}

static void test_finds_one_event_of_the_person(void **state)
{
    core_fixture_t *f = *state;
    cnops_event_shown_t event;

    add(f, CNOPS_EVENT_CREATION_TRIED, CNOPS_ACTOR_VISITOR, NULL);
    add_signin(f, FIREFOX, NULL);
    cnops_history_find(&event, &f->core, PERSON, 2, f->pool);
    assert_string_equal(event.kind, "signed_in");
    assert_string_equal(event.browser, "b1");
    cnops_history_find(&event, &f->core, PERSON, 1, f->pool);
    assert_string_equal(event.kind, "creation_tried");
    cnops_history_find(&event, &f->core, PERSON, 3, f->pool);
    assert_null(event.kind);
    cnops_history_find(&event, &f->core, OTHER, 1, f->pool);
    assert_null(event.kind);
}

static void test_reports_that_the_store_is_down(void **state)
{
    core_fixture_t *f = *state;
    const cnops_history_query_t query = query_of(CNOPS_EVENT_GROUP_ALL);
    cnops_history_t history;
    cnops_event_shown_t event;

    store_memory_down(f->store, true);
    assert_int_equal(cnops_history_read(&history, &f->core, &query, f->pool), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_history_find(&event, &f->core, PERSON, 1, f->pool), CNOPS_EUNAVAILABLE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_every_group_has_a_word_of_its_own),
        CASE(test_no_group_has_too_many_kinds),
        CASE(test_a_group_has_its_kinds_only),
        CASE(test_attempts_push_nothing_out_of_sight),
        CASE(test_a_kind_of_another_release_is_with_all_others),
        CASE(test_similar_events_of_a_day_are_one_line),
        CASE(test_another_device_place_or_role_is_another_line),
        CASE(test_a_note_chooses_the_sentence_where_there_is_one),
        CASE(test_attempts_can_be_one_line_whatever_the_day),
        CASE(test_who_acted_is_read_of_the_actor),
        CASE(test_a_page_ends_with_a_day),
        CASE(test_a_day_with_very_many_events_has_several_pages),
        CASE(test_a_content_that_does_not_open_hides_no_line),
        CASE(test_finds_one_event_of_the_person),
        CASE(test_reports_that_the_store_is_down),
    };
    apr_pool_t *pool;
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    if (cnops_zone_load(&zone, "Africa/Casablanca", pool) != APR_SUCCESS)
        return 1;
    failed = cmocka_run_group_tests_name("history", tests, NULL, NULL);
    apr_terminate();
    return failed;
}
