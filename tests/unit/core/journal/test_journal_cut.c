/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Old events go, and the check still tells every chain that somebody else has shortened. */
#include "core/journal/journal_cut.h"

#include "base/errors.h"
#include "core/journal/journal.h"
#include "core/journal/journal_check.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PERSON  3
#define OTHER   8
#define DAYS(n) apr_time_from_sec(24 * 3600 * (n))
#define OLD     DAYS(4000) /* long enough for the year in which nothing is cut */
#define KEPT    DAYS(3000)

static void note(core_fixture_t *f, apr_int64_t person_id, int count)
{
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_IN, .actor = CNOPS_ACTOR_MEMBER};

    for (int i = 0; i < count; i++)
        assert_int_equal(cnops_journal_note(&f->core, person_id, &event, f->pool), APR_SUCCESS);
}

static cnops_journal_cut_t cut(core_fixture_t *f)
{
    cnops_journal_cut_t done;

    assert_int_equal(cnops_journal_cut(&done, &f->core, cnops_core_now(&f->core) - KEPT, f->pool),
                     APR_SUCCESS);
    return done;
}

/* The first fault; {0}: none. */
typedef struct finding_t {
    apr_int64_t person_id, seq;
    cnops_chain_fault_e fault;
} finding_t;

static void keep_finding(void *self, apr_int64_t person_id, apr_int64_t seq,
                         cnops_chain_fault_e fault)
{
    finding_t *finding = self;

    if (!finding->person_id)
        *finding = (finding_t){person_id, seq, fault};
}

static finding_t check(core_fixture_t *f)
{
    finding_t finding = {0};
    cnops_journal_check_t asked = {.core = &f->core, .fault = keep_finding, .self = &finding};

    assert_int_equal(cnops_journal_check(&asked, f->pool), APR_SUCCESS);
    return finding;
}

static apr_int64_t first_seq(core_fixture_t *f, apr_int64_t person_id)
{
    apr_array_header_t *rows;

    f->core.store.events->after(f->core.store.self, &rows, (cnops_event_place_t){person_id, 0}, 1,
                                f->pool);
    return APR_ARRAY_IDX(rows, 0, cnops_event_row_t).seq;
}

static cnops_event_row_t *row_of(core_fixture_t *f, apr_int64_t person_id, apr_int64_t seq)
{
    apr_array_header_t *rows = store_memory_events(f->store);

    for (int i = 0; i < rows->nelts; i++)
        if (APR_ARRAY_IDX(rows, i, cnops_event_row_t).person_id == person_id &&
            APR_ARRAY_IDX(rows, i, cnops_event_row_t).seq == seq)
            return &APR_ARRAY_IDX(rows, i, cnops_event_row_t);
    fail_msg("no such row");
    return NULL;
}

static void take_out(core_fixture_t *f, apr_int64_t person_id, apr_int64_t seq)
{
    apr_array_header_t *rows = store_memory_events(f->store);

    *row_of(f, person_id, seq) = APR_ARRAY_IDX(rows, rows->nelts - 1, cnops_event_row_t);
    rows->nelts--;
}

/* Five old events and three new ones of each person. */
static core_fixture_t *with_old_events(void **state)
{
    core_fixture_t *f = *state;

    note(f, PERSON, 5);
    note(f, OTHER, 5);
    clock_fake_advance(f->clock, OLD);
    note(f, PERSON, 3);
    note(f, OTHER, 3);
    return f;
}

static void test_old_events_go_and_the_chain_is_sound(void **state)
{
    core_fixture_t *f = with_old_events(state);
    cnops_journal_cut_t done = cut(f);

    assert_int_equal(done.chain_count, 2);
    assert_int_equal(done.event_count, 10);
    assert_int_equal(first_seq(f, PERSON), 6);
    assert_int_equal(check(f).person_id, 0);
    done = cut(f);
    assert_int_equal(done.chain_count, 0);
    note(f, PERSON, 1);
    assert_int_equal(check(f).person_id, 0);
}

/* Or each cut would delete one event and write another. */
static void test_nothing_is_cut_in_the_first_year_of_its_age(void **state)
{
    core_fixture_t *f = *state;

    note(f, PERSON, 2);
    clock_fake_advance(f->clock, KEPT + DAYS(366));
    note(f, PERSON, 1);
    assert_int_equal(cut(f).chain_count, 0);
    clock_fake_advance(f->clock, 1);
    assert_int_equal(cut(f).event_count, 2);
}

static void test_the_last_event_stays(void **state)
{
    core_fixture_t *f = *state;

    note(f, PERSON, 5);
    note(f, OTHER, 1);
    clock_fake_advance(f->clock, OLD);
    assert_int_equal(cut(f).event_count, 4);
    assert_int_equal(first_seq(f, PERSON), 5);
    assert_int_equal(first_seq(f, OTHER), 1);
    assert_int_equal(check(f).person_id, 0);
}

static void test_a_long_chain_is_cut_in_parts(void **state)
{
    core_fixture_t *f = *state;

    note(f, PERSON, CNOPS_JOURNAL_CUT_MOST + 20);
    clock_fake_advance(f->clock, OLD);
    assert_int_equal(cut(f).event_count, CNOPS_JOURNAL_CUT_MOST);
    assert_int_equal(check(f).person_id, 0);
    assert_int_equal(cut(f).event_count, 20);
    assert_int_equal(check(f).person_id, 0);
}

static void assert_faulty(core_fixture_t *f, apr_int64_t seq, cnops_chain_fault_e fault)
{
    finding_t finding = check(f);

    assert_int_equal(finding.person_id, PERSON);
    assert_int_equal(finding.seq, seq);
    assert_int_equal(finding.fault, fault);
}

static void test_whoever_cuts_more_is_noticed(void **state)
{
    core_fixture_t *f = with_old_events(state);

    cut(f);
    take_out(f, PERSON, 6);
    assert_faulty(f, 1, CNOPS_CHAIN_GAP);
}

static void test_whoever_cuts_alone_is_noticed(void **state)
{
    core_fixture_t *f = with_old_events(state);

    for (int seq = 1; seq <= 5; seq++)
        take_out(f, PERSON, seq);
    assert_faulty(f, 1, CNOPS_CHAIN_GAP);
}

static void test_a_changed_first_row_is_noticed(void **state)
{
    core_fixture_t *f = with_old_events(state);

    cut(f);
    row_of(f, PERSON, 6)->at++;
    assert_faulty(f, 6, CNOPS_CHAIN_CHANGED);
}

/* The event of another chain says nothing of this one. */
static void test_a_borrowed_event_is_noticed(void **state)
{
    core_fixture_t *f = with_old_events(state);
    cnops_event_row_t *borrowed;

    cut(f);
    note(f, PERSON, 1);
    borrowed = row_of(f, PERSON, 9);
    borrowed->content_sealed = row_of(f, OTHER, 9)->content_sealed;
    assert_faulty(f, 9, CNOPS_CHAIN_CHANGED);
}

static void test_a_failure_is_reported(void **state)
{
    core_fixture_t *f = with_old_events(state);
    cnops_journal_cut_t done;

    store_memory_fail_next(f->store, STORE_MEMORY(events, cut), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_journal_cut(&done, &f->core, cnops_core_now(&f->core), f->pool),
                     CNOPS_EUNAVAILABLE);
    assert_int_equal(first_seq(f, PERSON), 1);
    assert_int_equal(check(f).person_id, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_old_events_go_and_the_chain_is_sound),
        CASE(test_nothing_is_cut_in_the_first_year_of_its_age),
        CASE(test_the_last_event_stays),
        CASE(test_a_long_chain_is_cut_in_parts),
        CASE(test_whoever_cuts_more_is_noticed),
        CASE(test_whoever_cuts_alone_is_noticed),
        CASE(test_a_changed_first_row_is_noticed),
        CASE(test_a_borrowed_event_is_noticed),
        CASE(test_a_failure_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
