/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Any change of the rows by a person without the key is reported. */
#include "core/journal/journal_check.h"

#include "base/errors.h"
#include "core/journal/journal.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define FIRST  3 /* persons with a chain of five each */
#define SECOND 8
#define THIRD  9
#define LENGTH 5

typedef struct finding_t {
    apr_int64_t person_id, seq;
    cnops_chain_fault_e fault;
} finding_t;

typedef struct report_t {
    finding_t findings[20];
    int finding_count;
    cnops_chain_head_t heads[20];
    int head_count, kept_count; /* kept: how many heads are given back */
    int next;
} report_t;

static void keep_finding(void *self, apr_int64_t person_id, apr_int64_t seq,
                         cnops_chain_fault_e fault)
{
    report_t *report = self;

    report->findings[report->finding_count++] = (finding_t){person_id, seq, fault};
}

static apr_status_t keep_head(void *self, const cnops_chain_head_t *head)
{
    report_t *report = self;

    report->heads[report->head_count++] = *head;
    return APR_SUCCESS;
}

static apr_status_t give_head(void *self, cnops_chain_head_t *phead)
{
    report_t *report = self;

    if (report->next == report->kept_count)
        return APR_EOF;
    *phead = report->heads[report->next++];
    return APR_SUCCESS;
}

static core_fixture_t *with_chains(void **state)
{
    core_fixture_t *f = *state;
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_IN, .actor = CNOPS_ACTOR_MEMBER};

    for (int i = 0; i < LENGTH; i++) {
        const apr_int64_t persons[] = {FIRST, SECOND, THIRD};

        for (int p = 0; p < 3; p++)
            assert_int_equal(cnops_journal_note(&f->core, persons[p], &event, f->pool),
                             APR_SUCCESS);
    }
    return f;
}

static cnops_event_row_t *row_of(core_fixture_t *f, apr_int64_t person_id, apr_int64_t seq)
{
    apr_array_header_t *rows = store_memory_events(f->store);

    for (int i = 0; i < rows->nelts; i++) {
        cnops_event_row_t *row = &APR_ARRAY_IDX(rows, i, cnops_event_row_t);

        if (row->person_id == person_id && row->seq == seq)
            return row;
    }
    fail_msg("no such row");
    return NULL;
}

static void take_out(core_fixture_t *f, apr_int64_t person_id, apr_int64_t seq)
{
    apr_array_header_t *rows = store_memory_events(f->store);
    cnops_event_row_t *row = row_of(f, person_id, seq);
    cnops_event_row_t *last = &APR_ARRAY_IDX(rows, rows->nelts - 1, cnops_event_row_t);

    *row = *last;
    rows->nelts--;
}

static report_t check_against(core_fixture_t *f, apr_int64_t person_id, const report_t *kept)
{
    report_t report = {0};
    cnops_journal_check_t check = {.core = &f->core,
                                   .person_id = person_id,
                                   .fault = keep_finding,
                                   .head = keep_head,
                                   .self = &report};

    if (kept) {
        /* The heads come back from the struct that keeps the new ones: a head is reported after the
         * kept one was read. */
        memcpy(report.heads, kept->heads, sizeof report.heads);
        report.kept_count = kept->head_count;
        check.next_kept = give_head;
        check.head = NULL;
    }
    assert_int_equal(cnops_journal_check(&check, f->pool), APR_SUCCESS);
    assert_int_equal(check.fault_count, report.finding_count);
    return report;
}

static report_t check_all(core_fixture_t *f)
{
    return check_against(f, 0, NULL);
}

static void assert_finding(const report_t *report, int i, apr_int64_t person_id, apr_int64_t seq,
                           cnops_chain_fault_e fault)
{
    assert_true(i < report->finding_count);
    assert_int_equal(report->findings[i].person_id, person_id);
    assert_int_equal(report->findings[i].seq, seq);
    assert_string_equal(cnops_chain_fault_name(report->findings[i].fault),
                        cnops_chain_fault_name(fault));
}

static void test_sound_chains_are_sound(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report = check_all(f);

    assert_int_equal(report.finding_count, 0);
    assert_int_equal(report.head_count, 3);
    assert_int_equal(report.heads[1].person_id, SECOND);
    assert_int_equal(report.heads[1].seq, LENGTH);
    assert_string_equal(report.heads[1].mac, row_of(f, SECOND, LENGTH)->mac);
    report = check_against(f, SECOND, NULL);
    assert_int_equal(report.finding_count, 0);
    assert_int_equal(report.head_count, 1);
}

static void test_an_empty_journal_is_sound(void **state)
{
    report_t report = check_all(*state);

    assert_int_equal(report.finding_count, 0);
    assert_int_equal(report.head_count, 0);
}

static void test_chains_longer_than_a_slice_are_checked_to_their_end(void **state)
{
    core_fixture_t *f = *state;
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_IN, .actor = CNOPS_ACTOR_MEMBER};
    report_t report;

    for (int i = 0; i < 1100; i++)
        assert_int_equal(cnops_journal_note(&f->core, FIRST, &event, f->pool), APR_SUCCESS);
    report = check_all(f);
    assert_int_equal(report.finding_count, 0);
    assert_int_equal(report.heads[0].seq, 1100);
    row_of(f, FIRST, 1050)->at++;
    report = check_all(f);
    assert_finding(&report, 0, FIRST, 1050, CNOPS_CHAIN_CHANGED);
}

static void test_a_changed_row_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report;

    row_of(f, SECOND, 3)->kind = "signed_out";
    report = check_all(f);
    assert_int_equal(report.finding_count, 1);
    assert_finding(&report, 0, SECOND, 3, CNOPS_CHAIN_CHANGED);
    assert_int_equal(check_against(f, FIRST, NULL).finding_count, 0);
    assert_int_equal(check_against(f, SECOND, NULL).finding_count, 1);
}

/* Content that opens in no row, and content that opened in this one: both are not as written. */
static void test_a_changed_content_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    char *content = apr_pstrdup(f->pool, row_of(f, SECOND, 3)->content_sealed);
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_IN, .actor = CNOPS_ACTOR_VISITOR};
    report_t report;

    content[strlen(content) - 1] ^= 1;
    row_of(f, SECOND, 3)->content_sealed = content;
    /* A row of the same place, which was there before the chain was cut and grew again. */
    const char *former = row_of(f, THIRD, LENGTH)->content_sealed;
    take_out(f, THIRD, LENGTH);
    cnops_journal_note(&f->core, THIRD, &event, f->pool);
    row_of(f, THIRD, LENGTH)->content_sealed = former;
    report = check_all(f);
    assert_int_equal(report.finding_count, 2);
    assert_finding(&report, 0, SECOND, 3, CNOPS_CHAIN_CHANGED);
    assert_finding(&report, 1, THIRD, LENGTH, CNOPS_CHAIN_CHANGED);
}

/* Adds a copy of a row at a place of a chain. */
static void put_in(core_fixture_t *f, const cnops_event_row_t *like, apr_int64_t person_id,
                   apr_int64_t seq)
{
    cnops_event_row_t row = *like;

    row.person_id = person_id;
    row.seq = seq;
    APR_ARRAY_PUSH(store_memory_events(f->store), cnops_event_row_t) = row;
}

static void test_an_added_row_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report;

    put_in(f, row_of(f, FIRST, LENGTH), FIRST, LENGTH + 1);
    report = check_all(f);
    assert_int_equal(report.finding_count, 1);
    assert_finding(&report, 0, FIRST, LENGTH + 1, CNOPS_CHAIN_CHANGED);
}

static void test_an_inserted_row_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report;

    for (apr_int64_t seq = LENGTH; seq >= 3; seq--)
        row_of(f, SECOND, seq)->seq = seq + 1;
    put_in(f, row_of(f, SECOND, 2), SECOND, 3);
    report = check_all(f);
    assert_int_equal(report.finding_count, LENGTH - 1);
    assert_finding(&report, 0, SECOND, 3, CNOPS_CHAIN_CHANGED);
    assert_finding(&report, LENGTH - 2, SECOND, LENGTH + 1, CNOPS_CHAIN_CHANGED);
}

static void test_a_whole_row_of_another_person_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report;

    row_of(f, FIRST, 1)->person_id = FIRST + 1;              /* a chain of its own */
    put_in(f, row_of(f, SECOND, LENGTH), THIRD, LENGTH + 1); /* the end of another */
    report = check_all(f);
    assert_int_equal(report.finding_count, 3);
    assert_finding(&report, 0, FIRST, 1, CNOPS_CHAIN_GAP);
    assert_finding(&report, 1, FIRST + 1, 1, CNOPS_CHAIN_CHANGED);
    assert_finding(&report, 2, THIRD, LENGTH + 1, CNOPS_CHAIN_CHANGED);
}

static void test_a_new_mac_on_a_changed_row_shows_in_the_next(void **state)
{
    core_fixture_t *f = with_chains(state);
    cnops_event_row_t *row = row_of(f, SECOND, 3);
    report_t report;

    row->at++;
    row->mac = cnops_journal_mac(&f->core, row, row_of(f, SECOND, 2)->mac, f->pool);
    report = check_all(f);
    assert_int_equal(report.finding_count, 1);
    assert_finding(&report, 0, SECOND, 4, CNOPS_CHAIN_CHANGED);
}

static void test_a_removed_row_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report;

    take_out(f, FIRST, 1);
    take_out(f, SECOND, 3);
    report = check_all(f);
    assert_int_equal(report.finding_count, 2);
    assert_finding(&report, 0, FIRST, 1, CNOPS_CHAIN_GAP);
    assert_finding(&report, 1, SECOND, 3, CNOPS_CHAIN_GAP);
}

static void test_a_gap_that_was_closed_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report;

    take_out(f, SECOND, 3);
    row_of(f, SECOND, 4)->seq = 3;
    row_of(f, SECOND, 5)->seq = 4;
    report = check_all(f);
    assert_int_equal(report.finding_count, 2);
    assert_finding(&report, 0, SECOND, 3, CNOPS_CHAIN_CHANGED);
    assert_finding(&report, 1, SECOND, 4, CNOPS_CHAIN_CHANGED);
}

static void test_rows_that_changed_places_are_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report;

    row_of(f, SECOND, 2)->seq = 100;
    row_of(f, SECOND, 3)->seq = 2;
    row_of(f, SECOND, 100)->seq = 3;
    report = check_all(f);
    assert_true(report.finding_count >= 2);
    assert_finding(&report, 0, SECOND, 2, CNOPS_CHAIN_CHANGED);
    assert_finding(&report, 1, SECOND, 3, CNOPS_CHAIN_CHANGED);
}

static void test_a_row_of_another_chain_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    cnops_event_row_t *mine = row_of(f, SECOND, 2);
    report_t report;

    mine->content_sealed = row_of(f, FIRST, 2)->content_sealed;
    mine->mac = row_of(f, FIRST, 2)->mac;
    report = check_all(f);
    assert_finding(&report, 0, SECOND, 2, CNOPS_CHAIN_CHANGED);
}

static void test_a_lost_key_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t report;

    row_of(f, FIRST, 1)->key_id = "gone";
    report = check_all(f);
    assert_finding(&report, 0, FIRST, 1, CNOPS_CHAIN_KEYLESS);
}

/* --- against heads kept elsewhere --- */

static void test_a_chain_may_grow(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t kept = check_all(f);
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_OUT, .actor = CNOPS_ACTOR_MEMBER};

    assert_int_equal(check_against(f, 0, &kept).finding_count, 0);
    cnops_journal_note(&f->core, SECOND, &event, f->pool);
    cnops_journal_note(&f->core, SECOND + 100, &event, f->pool);
    assert_int_equal(check_against(f, 0, &kept).finding_count, 0);
    assert_int_equal(check_against(f, SECOND, &kept).finding_count, 0);
}

static void test_a_chain_cut_at_its_end_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t kept = check_all(f), report;

    take_out(f, FIRST, LENGTH);
    take_out(f, THIRD, LENGTH);
    assert_int_equal(check_all(f).finding_count, 0);
    report = check_against(f, 0, &kept);
    assert_int_equal(report.finding_count, 2);
    assert_finding(&report, 0, FIRST, LENGTH, CNOPS_CHAIN_SHORT);
    assert_finding(&report, 1, THIRD, LENGTH, CNOPS_CHAIN_SHORT);
    report = check_against(f, THIRD, &kept);
    assert_int_equal(report.finding_count, 1);
}

static void test_a_chain_that_is_gone_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t kept = check_all(f), report;

    for (int seq = 1; seq <= LENGTH; seq++)
        take_out(f, SECOND, seq);
    report = check_against(f, 0, &kept);
    assert_int_equal(report.finding_count, 1);
    assert_finding(&report, 0, SECOND, LENGTH, CNOPS_CHAIN_SHORT);
    assert_int_equal(check_against(f, SECOND, &kept).finding_count, 1);
}

/* Even if that person has the key. */
static void test_a_chain_cut_and_grown_again_is_reported(void **state)
{
    core_fixture_t *f = with_chains(state);
    report_t kept = check_all(f), report;
    const cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_OUT, .actor = CNOPS_ACTOR_MEMBER};

    take_out(f, SECOND, LENGTH);
    cnops_journal_note(&f->core, SECOND, &event, f->pool);
    cnops_journal_note(&f->core, SECOND, &event, f->pool);
    assert_int_equal(check_all(f).finding_count, 0);
    report = check_against(f, 0, &kept);
    assert_int_equal(report.finding_count, 1);
    assert_finding(&report, 0, SECOND, LENGTH, CNOPS_CHAIN_REWRITTEN);
}

static void test_reports_that_the_store_is_down(void **state)
{
    core_fixture_t *f = with_chains(state);
    cnops_journal_check_t check = {.core = &f->core, .fault = keep_finding};

    store_memory_down(f->store, true);
    assert_int_equal(cnops_journal_check(&check, f->pool), CNOPS_EUNAVAILABLE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_sound_chains_are_sound),
        CASE(test_an_empty_journal_is_sound),
        CASE(test_chains_longer_than_a_slice_are_checked_to_their_end),
        CASE(test_a_changed_row_is_reported),
        CASE(test_a_changed_content_is_reported),
        CASE(test_an_added_row_is_reported),
        CASE(test_an_inserted_row_is_reported),
        CASE(test_a_whole_row_of_another_person_is_reported),
        CASE(test_a_new_mac_on_a_changed_row_shows_in_the_next),
        CASE(test_a_removed_row_is_reported),
        CASE(test_a_gap_that_was_closed_is_reported),
        CASE(test_rows_that_changed_places_are_reported),
        CASE(test_a_row_of_another_chain_is_reported),
        CASE(test_a_lost_key_is_reported),
        CASE(test_a_chain_may_grow),
        CASE(test_a_chain_cut_at_its_end_is_reported),
        CASE(test_a_chain_that_is_gone_is_reported),
        CASE(test_a_chain_cut_and_grown_again_is_reported),
        CASE(test_reports_that_the_store_is_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
