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

/* What a purge does: the first fault ({0}: none) and the heads, as the file of heads has them. */
typedef struct finding_t {
    apr_int64_t person_id, seq;
    cnops_chain_fault_e fault;
} finding_t;

typedef struct heads_t {
    cnops_chain_head_t list[5];
    int count, next;
    finding_t finding;
} heads_t;

static void keep_finding(void *self, apr_int64_t person_id, apr_int64_t seq,
                         cnops_chain_fault_e fault)
{
    heads_t *heads = self;

    if (!heads->finding.person_id)
        heads->finding = (finding_t){person_id, seq, fault};
}

static apr_status_t keep_head(void *self, const cnops_chain_head_t *head)
{
    heads_t *heads = self;

    heads->list[heads->count++] = *head;
    return APR_SUCCESS;
}

static apr_status_t give_head(void *self, cnops_chain_head_t *phead)
{
    heads_t *heads = self;

    if (heads->next == heads->count)
        return APR_EOF;
    *phead = heads->list[heads->next++];
    return APR_SUCCESS;
}

static heads_t read_heads(core_fixture_t *f)
{
    heads_t heads = {0};
    cnops_journal_check_t asked = {
        .core = &f->core, .fault = keep_finding, .head = keep_head, .self = &heads};

    assert_int_equal(cnops_journal_check(&asked, f->pool), APR_SUCCESS);
    return heads;
}

static finding_t check(core_fixture_t *f)
{
    return read_heads(f).finding;
}

static finding_t check_against(core_fixture_t *f, heads_t heads)
{
    cnops_journal_check_t asked = {
        .core = &f->core, .next_kept = give_head, .fault = keep_finding, .self = &heads};

    heads.next = 0;
    assert_int_equal(cnops_journal_check(&asked, f->pool), APR_SUCCESS);
    return heads.finding;
}

static apr_status_t try_cut(cnops_journal_cut_t *pdone, core_fixture_t *f, heads_t *heads,
                            apr_time_t kept)
{
    const cnops_journal_check_t asked = {
        .core = &f->core, .next_kept = give_head, .fault = keep_finding, .self = heads};

    heads->next = 0;
    return cnops_journal_cut(pdone, &asked, cnops_core_now(&f->core) - kept, f->pool);
}

/* The heads may be older than the journal: something has happened since. */
static cnops_journal_cut_t cut_after(core_fixture_t *f, heads_t *heads)
{
    cnops_journal_cut_t done;

    assert_int_equal(try_cut(&done, f, heads, KEPT), APR_SUCCESS);
    return done;
}

static cnops_journal_cut_t cut(core_fixture_t *f)
{
    heads_t heads = read_heads(f);

    return cut_after(f, &heads);
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

static void assert_finding(finding_t finding, apr_int64_t seq, cnops_chain_fault_e fault)
{
    assert_int_equal(finding.person_id, PERSON);
    assert_int_equal(finding.seq, seq);
    assert_int_equal(finding.fault, fault);
}

static void test_whoever_cuts_more_is_noticed(void **state)
{
    core_fixture_t *f = with_old_events(state);

    cut(f);
    take_out(f, PERSON, 6);
    assert_finding(check(f), 1, CNOPS_CHAIN_GAP);
}

static void test_whoever_cuts_alone_is_noticed(void **state)
{
    core_fixture_t *f = with_old_events(state);

    for (int seq = 1; seq <= 5; seq++)
        take_out(f, PERSON, seq);
    assert_finding(check(f), 1, CNOPS_CHAIN_GAP);
}

static void test_a_changed_first_row_is_noticed(void **state)
{
    core_fixture_t *f = with_old_events(state);

    cut(f);
    row_of(f, PERSON, 6)->at++;
    assert_finding(check(f), 6, CNOPS_CHAIN_CHANGED);
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
    assert_finding(check(f), 9, CNOPS_CHAIN_CHANGED);
}

/* --- between the check, which keeps the heads, and the cut --- */

/* Somebody who can write to the database and has no key. */
static void test_an_event_that_was_made_old_is_not_deleted(void **state)
{
    core_fixture_t *f = with_old_events(state);
    heads_t heads = read_heads(f);
    cnops_journal_cut_t done;

    row_of(f, PERSON, 6)->at = row_of(f, PERSON, 7)->at = row_of(f, PERSON, 5)->at;
    done = cut_after(f, &heads);
    assert_int_equal(done.chain_count, 1);
    assert_int_equal(done.fault_count, 2);
    assert_finding(heads.finding, 6, CNOPS_CHAIN_CHANGED);
    assert_int_equal(first_seq(f, PERSON), 1);
    assert_int_equal(first_seq(f, OTHER), 6);
    assert_finding(check(f), 6, CNOPS_CHAIN_CHANGED);
}

static core_fixture_t *hooked; /* of the hook in the store */
static apr_status_t (*read_after)(void *self, apr_array_header_t **plist, cnops_event_place_t place,
                                  int max, apr_pool_t *pool);

static apr_status_t make_old_after(void *self, apr_array_header_t **plist,
                                   cnops_event_place_t place, int max, apr_pool_t *pool)
{
    apr_status_t rv = read_after(self, plist, place, max, pool);

    row_of(hooked, PERSON, 6)->at = row_of(hooked, PERSON, 5)->at;
    return rv;
}

/* The cut deletes what it has decided, and does not look again. */
static void test_an_event_that_is_made_old_after_it_was_read_is_not_deleted(void **state)
{
    core_fixture_t *f = with_old_events(state);
    heads_t heads = read_heads(f);
    cnops_events_port_t events = *f->core.store.events;

    hooked = f;
    read_after = events.after;
    events.after = make_old_after;
    f->core.store.events = &events;
    assert_int_equal(cut_after(f, &heads).event_count, 10);
    events.after = read_after;
    assert_int_equal(first_seq(f, PERSON), 6);
    assert_finding(check(f), 6, CNOPS_CHAIN_CHANGED);
}

/* The first row of a chain that was cut is checked with an event after it. */
static void test_a_first_event_that_was_made_old_is_not_deleted(void **state)
{
    core_fixture_t *f = with_old_events(state);
    heads_t heads;

    cut(f);
    heads = read_heads(f);
    row_of(f, PERSON, 6)->at -= OLD;
    assert_int_equal(cut_after(f, &heads).chain_count, 0);
    assert_finding(heads.finding, 6, CNOPS_CHAIN_CHANGED);
    assert_int_equal(first_seq(f, PERSON), 6);
}

/* Its missing chain is found with the first row of the next chain, after the fault of that row. */
static void test_a_missing_chain_hides_no_fault_of_the_next(void **state)
{
    core_fixture_t *f = with_old_events(state);
    heads_t heads = read_heads(f);

    for (int seq = 1; seq <= 8; seq++)
        take_out(f, PERSON, seq);
    row_of(f, OTHER, 1)->at--;
    assert_int_equal(cut_after(f, &heads).chain_count, 0);
    assert_int_equal(first_seq(f, OTHER), 1);
}

static void test_a_head_that_was_rewritten_stays(void **state)
{
    core_fixture_t *f = with_old_events(state);
    heads_t heads = read_heads(f);

    take_out(f, PERSON, 8);
    note(f, PERSON, 2);
    assert_int_equal(cut_after(f, &heads).chain_count, 1);
    assert_finding(heads.finding, 8, CNOPS_CHAIN_REWRITTEN);
    assert_int_equal(first_seq(f, PERSON), 1);
}

/* The member was away for years and signs in now. */
static void test_the_kept_head_stays_when_the_chain_grows(void **state)
{
    core_fixture_t *f = *state;
    heads_t heads;

    note(f, PERSON, 5);
    clock_fake_advance(f->clock, OLD);
    heads = read_heads(f);
    note(f, PERSON, 1);
    assert_int_equal(cut_after(f, &heads).event_count, 4);
    assert_int_equal(first_seq(f, PERSON), 5);
    assert_int_equal(check_against(f, heads).person_id, 0);
}

static void test_a_chain_without_a_kept_head_stays(void **state)
{
    core_fixture_t *f = with_old_events(state);
    heads_t heads = read_heads(f);

    heads.count = 1;
    assert_int_equal(cut_after(f, &heads).chain_count, 1);
    assert_int_equal(first_seq(f, PERSON), 6);
    assert_int_equal(first_seq(f, OTHER), 1);
}

/* An event that the clock dated wrongly, or that was written late, keeps what follows it. */
static void test_old_events_after_a_new_one_stay(void **state)
{
    core_fixture_t *f = *state;

    note(f, PERSON, 2);
    clock_fake_advance(f->clock, OLD);
    note(f, PERSON, 1);
    clock_fake_advance(f->clock, -OLD);
    note(f, PERSON, 2);
    clock_fake_advance(f->clock, OLD);
    assert_int_equal(cut(f).event_count, 2);
    assert_int_equal(first_seq(f, PERSON), 3);
}

/* --- against an older copy of the heads --- */

/* The heads when PERSON had count events and OTHER five. Since then the first five of each were cut
 * off. */
static heads_t older_heads(core_fixture_t *f, int count)
{
    heads_t heads;

    note(f, PERSON, count);
    note(f, OTHER, 5);
    heads = read_heads(f);
    note(f, PERSON, 5 - count);
    clock_fake_advance(f->clock, OLD);
    note(f, PERSON, 3);
    note(f, OTHER, 3);
    assert_int_equal(cut(f).event_count, 10);
    return heads;
}

static void test_a_cut_answers_for_the_head_that_it_deleted(void **state)
{
    core_fixture_t *f = *state;
    heads_t heads = older_heads(f, 5);

    assert_int_equal(check_against(f, heads).person_id, 0);
    heads.list[0].mac[0] ^= 1;
    assert_finding(check_against(f, heads), 5, CNOPS_CHAIN_REWRITTEN);
}

static void test_a_cut_answers_for_a_head_before_that(void **state)
{
    core_fixture_t *f = *state;
    heads_t heads = older_heads(f, 3);

    assert_int_equal(check_against(f, heads).person_id, 0);
}

/* The heads that are kept of the persons after it are compared as ever. */
static void test_a_cut_answers_for_no_other_chain(void **state)
{
    core_fixture_t *f = *state;
    heads_t heads = older_heads(f, 5);
    finding_t finding;

    heads.list[1].seq = 10;
    finding = check_against(f, heads);
    assert_int_equal(finding.person_id, OTHER);
    assert_int_equal(finding.seq, 10);
    assert_int_equal(finding.fault, CNOPS_CHAIN_SHORT);
}

static void test_a_cut_by_somebody_else_answers_for_nothing(void **state)
{
    core_fixture_t *f = *state;
    heads_t heads = older_heads(f, 5);
    cnops_journal_check_t asked = {
        .core = &f->core, .next_kept = give_head, .fault = keep_finding, .self = &heads};

    take_out(f, PERSON, 6);
    heads.next = 0;
    assert_int_equal(cnops_journal_check(&asked, f->pool), APR_SUCCESS);
    assert_finding(heads.finding, 1, CNOPS_CHAIN_GAP);
    assert_int_equal(asked.fault_count, 2); /* and the head, as cut off */
}

static void test_a_failure_is_reported(void **state)
{
    core_fixture_t *f = with_old_events(state);
    heads_t heads = read_heads(f);
    cnops_journal_cut_t done;

    store_memory_fail_next(f->store, STORE_MEMORY(events, cut), CNOPS_EUNAVAILABLE);
    assert_int_equal(try_cut(&done, f, &heads, 0), CNOPS_EUNAVAILABLE);
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
        CASE(test_an_event_that_was_made_old_is_not_deleted),
        CASE(test_an_event_that_is_made_old_after_it_was_read_is_not_deleted),
        CASE(test_a_first_event_that_was_made_old_is_not_deleted),
        CASE(test_a_missing_chain_hides_no_fault_of_the_next),
        CASE(test_a_head_that_was_rewritten_stays),
        CASE(test_the_kept_head_stays_when_the_chain_grows),
        CASE(test_a_chain_without_a_kept_head_stays),
        CASE(test_old_events_after_a_new_one_stay),
        CASE(test_a_cut_answers_for_the_head_that_it_deleted),
        CASE(test_a_cut_answers_for_a_head_before_that),
        CASE(test_a_cut_answers_for_no_other_chain),
        CASE(test_a_cut_by_somebody_else_answers_for_nothing),
        CASE(test_a_failure_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
