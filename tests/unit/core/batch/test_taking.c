/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How bodies are taken: headers, keys, bounds. */
#include "core/batch/taking.h"

#include "base/errors.h"
#include "core/batch/batch_fixture.h"
#include "core/batch/spool.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

static const batch_asking_t csv = {.kind = CNOPS_BATCH_CSV, .key = "key-1"};

static const char *two_rows(core_fixture_t *f)
{
    return apr_pstrcat(f->pool, BATCH_HEADER, batch_fixture_row(1, NULL, f->pool),
                       batch_fixture_row(2, NULL, f->pool), NULL);
}

static cnops_batch_taken_t take(core_fixture_t *f, const batch_asking_t *asking, const char *text)
{
    batch_body_t body = {.bytes = text, .len = strlen(text)};
    cnops_batch_taken_t taken;

    assert_int_equal(batch_fixture_take(&taken, f, asking, &body), APR_SUCCESS);
    return taken;
}

static void test_a_body_becomes_a_batch_that_waits(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &csv, two_rows(f));
    const cnops_batch_t *found = batch_fixture_look(f, batch);

    assert_int_equal(strlen(batch->reference), CNOPS_BATCH_REFERENCE_LEN);
    assert_int_equal(found->state, CNOPS_BATCH_QUEUED);
    assert_int_equal(found->rows, 2);
    assert_int_equal(found->bytes, strlen(two_rows(f)));
    assert_int_equal(batch_fixture_chunks(f, batch), 1);
    assert_int_equal(batch_fixture_registrations(f), 0);
}

static void assert_header(core_fixture_t *f, const char *header, const char *code,
                          const char *column)
{
    cnops_batch_taken_t taken = take(f, &csv, header);

    assert_int_equal(taken.how, CNOPS_BATCH_BAD_HEADER);
    assert_string_equal(taken.code, code);
    assert_string_equal(taken.column, column);
    assert_null(taken.batch);
}

static void test_a_bad_header_is_refused_by_its_column(void **state)
{
    core_fixture_t *f = *state;

    assert_header(f, "", "missing_column", "academic_year");
    assert_header(f, "academic_year,cine\n", "missing_column", "massar");
    assert_header(f, "academic_year,cnie\n", "unknown_column", "cnie");
    assert_header(f, "academic_year,cine,cine\n", "repeated_column", "cine");
    assert_header(f, "academic_year;cine\n", "unknown_column", "academic_year;cine");
    assert_header(f, "\"academic_year\n", "open_quote", "");
    /* No header, but somebody's data, which are not quoted. */
    assert_header(f, "2025-2026,AB000001,G000000001\n", "missing_column", "academic_year");
    assert_int_equal(take(f, &csv,
                          "cine,academic_year,massar,birth_date,family_name,given_name,sex,address,"
                          "email,status,errors\n")
                         .how,
                     CNOPS_BATCH_TAKEN);
}

static void test_the_same_body_gets_the_same_batch(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *first = batch_fixture_taken(f, &csv, two_rows(f));
    cnops_batch_taken_t again = take(f, &csv, two_rows(f));

    assert_int_equal(again.how, CNOPS_BATCH_REPEATED);
    assert_string_equal(again.batch->reference, first->reference);
    batch_fixture_work(f);
    assert_int_equal(take(f, &csv, two_rows(f)).how, CNOPS_BATCH_REPEATED);
    assert_int_equal(batch_fixture_registrations(f), 2);
}

static void test_another_body_does_not(void **state)
{
    core_fixture_t *f = *state;
    batch_asking_t trial = csv, other_key = csv, other_sender = csv;

    trial.is_trial = true;
    other_key.key = "key-2";
    other_sender.establishment_id = batch_fixture_other(f);
    batch_fixture_taken(f, &csv, two_rows(f));
    assert_int_equal(take(f, &csv, apr_pstrcat(f->pool, two_rows(f), "\n", NULL)).how,
                     CNOPS_BATCH_KEY_REUSED);
    assert_int_equal(take(f, &trial, two_rows(f)).how, CNOPS_BATCH_KEY_REUSED);
    assert_int_equal(take(f, &other_key, two_rows(f)).how, CNOPS_BATCH_TAKEN);
    assert_int_equal(take(f, &other_sender, two_rows(f)).how, CNOPS_BATCH_TAKEN);
}

static void test_a_key_is_kept_for_seven_days(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *first = batch_fixture_taken(f, &csv, two_rows(f));

    clock_fake_advance(f->clock, CNOPS_BATCH_KEY_KEPT - 1);
    assert_int_equal(take(f, &csv, two_rows(f)).how, CNOPS_BATCH_REPEATED);
    clock_fake_advance(f->clock, 1);
    assert_string_not_equal(batch_fixture_taken(f, &csv, two_rows(f))->reference, first->reference);
}

/* A request that comes while the body of another one is read. */
typedef struct nested_t {
    core_fixture_t *f;
    batch_body_t body;
    cnops_batch_taking_e how;
    bool is_asked;
} nested_t;

static apr_status_t read_and_ask(void *self, char *buffer, apr_size_t *plen)
{
    nested_t *nested = self;
    apr_size_t len = nested->body.len - nested->body.at;

    if (nested->body.at > strlen(BATCH_HEADER) && !nested->is_asked) {
        nested->is_asked = true;
        nested->how = take(nested->f, &csv, two_rows(nested->f)).how;
    }
    len = len > 1 ? 1 : len;
    len = len > *plen ? *plen : len;
    memcpy(buffer, nested->body.bytes + nested->body.at, len);
    nested->body.at += len;
    *plen = len;
    return len ? APR_SUCCESS : APR_EOF;
}

static void test_a_key_whose_body_still_comes_is_busy(void **state)
{
    core_fixture_t *f = *state;
    nested_t nested = {.f = f, .body = {.bytes = two_rows(f), .len = strlen(two_rows(f))}};
    cnops_batch_opening_t opening = {.establishment_id = 1, .kind = CNOPS_BATCH_CSV};
    cnops_batch_body_t body = {read_and_ask, &nested, "key-1"};
    cnops_batch_taken_t taken;

    assert_int_equal(cnops_batch_take(&taken, &f->core, &opening, &body, f->pool), APR_SUCCESS);
    assert_int_equal(taken.how, CNOPS_BATCH_TAKEN);
    assert_int_equal(nested.how, CNOPS_BATCH_STILL_COMES);
}

static void test_a_body_that_breaks_off_leaves_nothing(void **state)
{
    core_fixture_t *f = *state;
    batch_body_t body = {.bytes = two_rows(f), .len = strlen(two_rows(f)), .chunk = 7};
    cnops_batches_wanted_t wanted = {1, 0, 10};
    cnops_batch_taken_t taken;
    apr_array_header_t *list;

    body.fails_at = body.len - 3;
    assert_int_equal(batch_fixture_take(&taken, f, &csv, &body), APR_ECONNABORTED);
    assert_int_equal(cnops_batches_of(&list, &f->core, &wanted, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 0);
    assert_int_equal(take(f, &csv, two_rows(f)).how, CNOPS_BATCH_TAKEN);
}

static void test_a_receiver_that_was_killed_gives_the_key_back(void **state)
{
    core_fixture_t *f = *state;
    batch_body_t body = {.bytes = two_rows(f), .len = strlen(two_rows(f)), .chunk = 7};
    cnops_batch_taken_t taken;

    body.fails_at = body.len - 3;
    store_memory_fail_next(f->store, STORE_MEMORY(batches, forget), CNOPS_EUNAVAILABLE);
    assert_int_equal(batch_fixture_take(&taken, f, &csv, &body), APR_ECONNABORTED);
    assert_int_equal(take(f, &csv, two_rows(f)).how, CNOPS_BATCH_STILL_COMES);
    clock_fake_advance(f->clock, apr_time_from_sec(120));
    assert_int_equal(take(f, &csv, two_rows(f)).how, CNOPS_BATCH_TAKEN);
}

/* A body of rows without an end. */
static apr_status_t read_for_ever(void *self, char *buffer, apr_size_t *plen)
{
    apr_int64_t *count = self;
    apr_size_t header = strlen(BATCH_HEADER);

    if (*count == 0) {
        memcpy(buffer, BATCH_HEADER, header);
        *plen = header;
    } else {
        memset(buffer, ',', *plen);
        buffer[*plen - 1] = '\n';
    }
    *count += (apr_int64_t)*plen;
    return APR_SUCCESS;
}

static void test_a_body_that_is_too_long_leaves_nothing(void **state)
{
    core_fixture_t *f = *state;
    apr_int64_t count = 0;
    cnops_batch_opening_t opening = {.establishment_id = 1, .kind = CNOPS_BATCH_CSV};
    cnops_batch_body_t body = {read_for_ever, &count, "key-1"};
    cnops_batch_taken_t taken;

    assert_int_equal(cnops_batch_take(&taken, &f->core, &opening, &body, f->pool), APR_SUCCESS);
    assert_int_equal(taken.how, CNOPS_BATCH_TOO_LARGE);
    assert_true(count > CNOPS_BATCH_BODY_MAX);
    assert_true(count < CNOPS_BATCH_BODY_MAX + 100000);
    assert_int_equal(take(f, &csv, two_rows(f)).how, CNOPS_BATCH_TAKEN);
}

/* --- chunks --- */

static void test_every_column_refuses_what_is_too_long_for_a_cell(void **state)
{
    (void)state;
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        assert_true(cnops_registration_columns[i].max < CNOPS_SPOOL_CELL_MAX);
    /* The longest cell that a column accepts has 4 bytes for each character. */
    assert_true(4 * cnops_registration_columns[CNOPS_REGISTRATION_ADDRESS].max <=
                CNOPS_SPOOL_CELL_MAX);
    assert_true(4 * cnops_registration_columns[CNOPS_REGISTRATION_FAMILY_NAME].max <=
                CNOPS_SPOOL_CELL_MAX);
}

static void fill(cnops_batch_cells_t *row, apr_int64_t line, char *cell)
{
    row->line = line;
    row->fault = NULL;
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        row->cells[i] = cell;
}

static const cnops_batch_cells_t *row_of(const apr_array_header_t *list, int i)
{
    assert_true(i < list->nelts);
    return &APR_ARRAY_IDX(list, i, cnops_batch_cells_t);
}

static void test_a_chunk_gives_back_its_rows(void **state)
{
    core_fixture_t *f = *state;
    cnops_spool_chunk_t *chunk = cnops_spool_chunk_make(f->pool);
    cnops_batch_cells_t row, faulty = {.line = 9, .fault = "bad_utf8"};
    cnops_batch_chunk_t sealed = {.seq = 3};
    apr_array_header_t *list;

    fill(&row, 7, apr_pstrdup(f->pool, "a\x1f\x1e\n\"b"));
    row.cells[1] = NULL;
    row.cells[11] = "";
    assert_true(cnops_spool_add(chunk, &row));
    assert_true(cnops_spool_add(chunk, &faulty));
    sealed.content_sealed = cnops_spool_seal(&f->core, chunk, 5, 3, f->pool);
    assert_int_equal(cnops_spool_open(&list, &f->core, 5, &sealed, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 2);
    assert_int_equal(row_of(list, 0)->line, 7);
    assert_null(row_of(list, 0)->fault);
    assert_string_equal(row_of(list, 0)->cells[0], "a\x1d\x1d\n\"b");
    assert_string_equal(row_of(list, 0)->cells[1], "");
    assert_string_equal(row_of(list, 0)->cells[11], "");
    assert_int_equal(row_of(list, 1)->line, 9);
    assert_string_equal(row_of(list, 1)->fault, "bad_utf8");
    assert_int_equal(cnops_spool_open(&list, &f->core, 6, &sealed, f->pool), CNOPS_EFORGED);
    sealed.seq = 4;
    assert_int_equal(cnops_spool_open(&list, &f->core, 5, &sealed, f->pool), CNOPS_EFORGED);
}

static void test_the_longest_rows_can_be_sealed(void **state)
{
    core_fixture_t *f = *state;
    cnops_spool_chunk_t *chunk = cnops_spool_chunk_make(f->pool);
    char *cell = apr_palloc(f->pool, CNOPS_SPOOL_CELL_MAX + 2);
    cnops_batch_cells_t row, small;
    cnops_batch_chunk_t sealed = {.seq = 0};
    apr_array_header_t *list;

    memset(cell, 'y', CNOPS_SPOOL_CELL_MAX + 1);
    cell[CNOPS_SPOOL_CELL_MAX + 1] = '\0';
    fill(&row, APR_INT64_MAX, cell);
    fill(&small, APR_INT64_MAX, "z");
    assert_true(cnops_spool_add(chunk, &row));
    assert_false(cnops_spool_add(chunk, &row));
    while (cnops_spool_add(chunk, &small))
        ;
    sealed.content_sealed = cnops_spool_seal(&f->core, chunk, 1, 0, f->pool);
    assert_non_null(sealed.content_sealed);
    assert_int_equal(cnops_spool_open(&list, &f->core, 1, &sealed, f->pool), APR_SUCCESS);
    assert_int_equal(strlen(row_of(list, 0)->cells[5]), CNOPS_SPOOL_CELL_MAX);
    assert_int_equal(row_of(list, 0)->cells[5][0], 'x');
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, batch_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_body_becomes_a_batch_that_waits),
        TEST(test_a_bad_header_is_refused_by_its_column),
        TEST(test_the_same_body_gets_the_same_batch),
        TEST(test_another_body_does_not),
        TEST(test_a_key_is_kept_for_seven_days),
        TEST(test_a_key_whose_body_still_comes_is_busy),
        TEST(test_a_body_that_breaks_off_leaves_nothing),
        TEST(test_a_receiver_that_was_killed_gives_the_key_back),
        TEST(test_a_body_that_is_too_long_leaves_nothing),
        TEST(test_every_column_refuses_what_is_too_long_for_a_cell),
        TEST(test_a_chunk_gives_back_its_rows),
        TEST(test_the_longest_rows_can_be_sealed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
