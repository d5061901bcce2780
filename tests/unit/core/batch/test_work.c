/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How the rows of batches are worked off. */
#include "core/batch/work.h"

#include "base/errors.h"
#include "core/batch/batch_fixture.h"
#include "core/establishment/establishment.h"
#include "twins/store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

static const batch_asking_t csv = {.kind = CNOPS_BATCH_CSV};
static const batch_asking_t ndjson = {.kind = CNOPS_BATCH_NDJSON};
static const batch_asking_t trial = {.kind = CNOPS_BATCH_CSV, .is_trial = true};
static const batch_asking_t preview = {.kind = CNOPS_BATCH_CSV, .is_preview = true};

/* A file of these rows: students from first on. */
static const char *file_of(core_fixture_t *f, unsigned first, unsigned count)
{
    const char *text = BATCH_HEADER;

    for (unsigned i = first; i < first + count; i++)
        text = apr_pstrcat(f->pool, text, batch_fixture_row(i, NULL, f->pool), NULL);
    return text;
}

static void assert_counts(core_fixture_t *f, const cnops_batch_t *batch, cnops_batch_state_e state,
                          int accepted, int refused)
{
    const cnops_batch_t *found = batch_fixture_look(f, batch);

    assert_int_equal(found->state, state);
    assert_int_equal(found->accepted, accepted);
    assert_int_equal(found->refused, refused);
    assert_int_equal(found->rows, accepted + refused);
}

static void test_rows_become_registrations(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &csv, file_of(f, 1, 3));

    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_DONE, 3, 0);
    assert_int_equal(batch_fixture_registrations(f), 3);
    assert_string_equal(batch_fixture_results(f, batch),
                        "2 AB000001 sent\n3 AB000002 sent\n4 AB000003 sent\n");
    assert_string_equal(batch_fixture_faults(f, batch), "");
    assert_int_equal(batch_fixture_chunks(f, batch), 0);
}

static void test_an_empty_file_is_done(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &csv, BATCH_HEADER ",,,,,,,,,,,\n\n");

    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_DONE, 0, 0);
}

#define GOOD "2025-2026,AB000009,G000000009,2005-01-31,EL FICTIF,Salma,F,,,sent,,\n"

static void test_a_fault_names_line_key_field_and_code(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(
        f, &csv,
        BATCH_HEADER
        "2025,AB000001,G000000001,2005-01-31,EL FICTIF,Salma,F,,,sent,,\n"
        "2025-2026,,G000000001,2005-01-31,EL FICTIF,Salma,F,,,sent,,\n"
        "2025-2026, ab 000001,1,2005-01-31,EL FICTIF,Salma,X,,,sent,,\n"
        "2025-2026,AB000001,G000000001,2005-01-31,EL FICTIF,Salma,F,,,registered,,\n"
        "2025-2026,AB000001,G000000001,2005-01-31,EL FICTIF,Salma,F,,,sent,2025-10-01,\n"
        "\"2025-2026\",AB000001,G000000001,2005-01-31,\"EL\nFICTIF\",Salma,F,,,sent,,\n"
        "2025-2026,AB000001\n" GOOD "2025-2026,\"AB000001,G\n" GOOD);

    batch_fixture_work(f);
    assert_string_equal(batch_fixture_faults(f, batch),
                        "2  academic_year invalid_year\n"
                        "3  cine required\n"
                        "4 2025-2026/ ab 000001 massar invalid_massar\n"
                        "5 2025-2026/AB000001 status reserved_status\n"
                        "6 2025-2026/AB000001 received_on reserved\n"
                        "7 2025-2026/AB000001 family_name malformed\n"
                        "9  row cell_count\n"
                        "11  row open_quote\n"
                        "12 2025-2026/AB000009 row duplicate\n");
    assert_counts(f, batch, CNOPS_BATCH_DONE, 1, 9);
    assert_string_equal(batch_fixture_results(f, batch), "10 AB000009 sent\n");
}

#define OBJECT(more)                                                                               \
    "{\"academic_year\":\"2025-2026\",\"cine\":\"AB000001\",\"massar\":1234567890,"                \
    "\"birth_date\":\"31/01/2005\",\"family_name\":\"EL FICTIF\",\"given_name\":\"Salma\","        \
    "\"sex\":\"F\"," more "}\n"

static void test_ndjson_becomes_the_same(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(
        f, &ndjson,
        OBJECT("\"status\":\"errors\",\"errors\":[\"sex\",\"address\"],\"address\":null")
            OBJECT("\"status\":\"sent\",\"age\":20") "{\"a\":\n" OBJECT("\"received_on\":null"));

    batch_fixture_work(f);
    assert_string_equal(batch_fixture_results(f, batch), "1 AB000001 errors\n");
    assert_string_equal(batch_fixture_faults(f, batch), "2  row unknown_column\n"
                                                        "3  row bad_json\n"
                                                        "4 2025-2026/AB000001 status required\n");
}

/* An object whose value of one column is of a type that the column cannot have. */
static const char *with_type(const char *column, const char *value, apr_pool_t *pool)
{
    static const char *const usual[][2] = {{"academic_year", "\"2025-2026\""},
                                           {"cine", "\"AB000001\""},
                                           {"massar", "\"G000000001\""},
                                           {"birth_date", "\"2005-01-31\""},
                                           {"family_name", "\"EL FICTIF\""},
                                           {"given_name", "\"Salma\""},
                                           {"sex", "\"F\""},
                                           {"address", "\"Rabat\""},
                                           {"email", "\"s@example.ma\""},
                                           {"status", "\"sent\""},
                                           {"received_on", "null"},
                                           {"errors", "null"}};
    const char *object = "{";

    for (apr_size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        object = apr_pstrcat(pool, object, i ? "," : "", "\"", usual[i][0],
                             "\":", strcmp(column, usual[i][0]) == 0 ? value : usual[i][1], NULL);
    return apr_pstrcat(pool, object, "}\n", NULL);
}

static void test_a_value_of_a_wrong_type_is_a_fault_of_its_column(void **state)
{
    static const char *const values[] = {"true", "{}", "[1]", "[[]]"};
    core_fixture_t *f = *state;
    int count = (int)(sizeof values / sizeof *values);
    const char *text = "";
    const cnops_batch_t *batch;
    cnops_batch_page_t page = {0, 0, 100};
    apr_array_header_t *list;

    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS * count; i++)
        text = apr_pstrcat(
            f->pool, text,
            with_type(cnops_registration_columns[i / count].name, values[i % count], f->pool),
            NULL);
    batch = batch_fixture_taken(f, &ndjson, text);
    batch_fixture_work(f);
    page.batch_id = batch->id;
    assert_int_equal(cnops_batch_refusals(&list, &f->core, &page, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, count * CNOPS_REGISTRATION_COLUMNS);
    for (int i = 0; i < list->nelts; i++)
        assert_string_equal(APR_ARRAY_IDX(list, i, cnops_batch_refusal_t).field,
                            cnops_registration_columns[i / count].name);
}

/* More rows than a chunk has, and more chunks than a turn. */
#define MANY 2000

static void test_a_duplicate_is_found_in_any_chunk(void **state)
{
    core_fixture_t *f = *state;
    const char *text = apr_pstrcat(f->pool, file_of(f, 1, 300), batch_fixture_row(7, NULL, f->pool),
                                   batch_fixture_row(301, NULL, f->pool),
                                   batch_fixture_row(301, NULL, f->pool), NULL);
    const cnops_batch_t *batch = batch_fixture_taken(f, &csv, text);

    assert_true(batch_fixture_chunks(f, batch) > 1);
    batch_fixture_work(f);
    assert_string_equal(batch_fixture_faults(f, batch), "302 2025-2026/AB000007 row duplicate\n"
                                                        "304 2025-2026/AB000301 row duplicate\n");
    assert_counts(f, batch, CNOPS_BATCH_DONE, 301, 2);
}

static void test_a_later_batch_changes_what_is_there(void **state)
{
    core_fixture_t *f = *state;
    const char *changed =
        apr_pstrcat(f->pool, BATCH_HEADER, batch_fixture_row(1, "other_cover", f->pool), NULL);
    const cnops_batch_t *first = batch_fixture_taken(f, &csv, file_of(f, 1, 2)), *second;

    batch_fixture_work(f);
    second = batch_fixture_taken(f, &csv, changed);
    batch_fixture_work(f);
    assert_int_equal(batch_fixture_registrations(f), 2);
    assert_string_equal(batch_fixture_results(f, first),
                        "2 AB000001 other_cover\n3 AB000002 sent\n");
    assert_string_equal(batch_fixture_results(f, second), "2 AB000001 other_cover\n");
}

static void test_the_student_of_another_establishment_is_answered_alike(void **state)
{
    core_fixture_t *f = *state;
    batch_asking_t other = csv;
    const cnops_batch_t *batch;

    batch_fixture_taken(f, &csv, file_of(f, 1, 1));
    batch_fixture_work(f);
    other.establishment_id = batch_fixture_other(f);
    batch = batch_fixture_taken(
        f, &other,
        apr_pstrcat(f->pool, BATCH_HEADER, batch_fixture_row(1, "other_cover", f->pool), NULL));
    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_DONE, 1, 0);
    assert_string_equal(batch_fixture_results(f, batch), "2 AB000001 other_cover\n");
    assert_int_equal(batch_fixture_registrations(f), 2);
}

/* --- trials and previews --- */

static void test_a_trial_keeps_no_rows(void **state)
{
    core_fixture_t *f = *state;
    const char *text =
        apr_pstrcat(f->pool, file_of(f, 1, 2), batch_fixture_row(1, NULL, f->pool), NULL);
    const cnops_batch_t *batch = batch_fixture_taken(f, &trial, text);

    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_DONE, 2, 1);
    assert_string_equal(batch_fixture_faults(f, batch), "4 2025-2026/AB000001 row duplicate\n");
    assert_string_equal(batch_fixture_results(f, batch), "");
    assert_int_equal(batch_fixture_registrations(f), 0);
    assert_int_equal(batch_fixture_chunks(f, batch), 0);
}

static void test_a_preview_is_checked_then_sent(void **state)
{
    core_fixture_t *f = *state;
    const char *text =
        apr_pstrcat(f->pool, file_of(f, 1, 2), batch_fixture_row(1, NULL, f->pool), NULL);
    const cnops_batch_t *batch = batch_fixture_taken(f, &preview, text);

    assert_int_equal(cnops_batch_send(&f->core, batch, f->pool), CNOPS_ECONFLICT);
    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_PREVIEW, 2, 1);
    assert_int_equal(batch_fixture_registrations(f), 0);
    batch = batch_fixture_look(f, batch);
    assert_true(cnops_batch_is_checked(batch));
    assert_int_equal(cnops_batch_send(&f->core, batch, f->pool), APR_SUCCESS);
    assert_int_equal(cnops_batch_send(&f->core, batch, f->pool), CNOPS_ECONFLICT);
    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_DONE, 2, 1);
    assert_string_equal(batch_fixture_faults(f, batch), "4 2025-2026/AB000001 row duplicate\n");
    assert_string_equal(batch_fixture_results(f, batch), "2 AB000001 sent\n3 AB000002 sent\n");
}

static void test_an_abandoned_preview_leaves_nothing(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &preview, file_of(f, 1, 2));

    batch_fixture_work(f);
    assert_int_equal(cnops_batch_abandon(&f->core, batch, f->pool), APR_SUCCESS);
    batch_fixture_work(f);
    assert_int_equal(batch_fixture_look(f, batch)->state, CNOPS_BATCH_ABANDONED);
    assert_int_equal(batch_fixture_registrations(f), 0);
    assert_int_equal(batch_fixture_chunks(f, batch), 0);
}

static void test_an_old_preview_cannot_be_sent(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &preview, file_of(f, 1, 2));

    batch_fixture_work(f);
    batch = batch_fixture_look(f, batch);
    clock_fake_advance(f->clock, f->settings->batch_spool_kept);
    assert_int_equal(cnops_batch_send(&f->core, batch, f->pool), CNOPS_ECONFLICT);
}

static void test_rows_count_against_the_day(void **state)
{
    core_fixture_t *f = *state;
    batch_body_t body = {.bytes = file_of(f, 3, 3)};
    cnops_batch_taken_t taken;
    const cnops_batch_t *batch;

    f->settings->api_day_rows = 4;
    batch_fixture_taken(f, &csv, file_of(f, 1, 2));
    batch_fixture_taken(f, &trial, file_of(f, 3, 3));
    batch = batch_fixture_taken(f, &preview, file_of(f, 3, 3));
    body.len = strlen(body.bytes);
    assert_int_equal(batch_fixture_take(&taken, f, &csv, &body), APR_SUCCESS);
    assert_int_equal(taken.how, CNOPS_BATCH_TOO_MANY);
    assert_int_equal(taken.quota.left, 2);
    batch_fixture_work(f);
    batch = batch_fixture_look(f, batch);
    assert_int_equal(cnops_batch_send(&f->core, batch, f->pool), CNOPS_ETOOLARGE);
    clock_fake_advance(f->clock, apr_time_from_sec(24 * 3600));
    assert_int_equal(cnops_batch_send(&f->core, batch, f->pool), APR_SUCCESS);
}

/* --- what fails --- */

static bool stop_at_once(void *self)
{
    int *left = self;

    return (*left)-- <= 0;
}

/* The keys of rows that were checked so far are no use to anybody. */
static void test_a_preview_that_is_abandoned_while_it_is_checked_leaves_nothing(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &preview, file_of(f, 1, 200));
    int left = 1;
    const cnops_batch_worker_t worker = {&f->core, "worker", stop_at_once, &left};
    bool more;

    assert_true(batch_fixture_chunks(f, batch) > 1);
    assert_int_equal(cnops_batch_work(&more, &worker, f->pool), APR_SUCCESS);
    assert_true(f->store->batch_rows->nelts > 0);
    assert_int_equal(cnops_batch_abandon(&f->core, batch, f->pool), APR_SUCCESS);
    assert_int_equal(f->store->batch_rows->nelts, 0);
}

static void test_another_worker_goes_on(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &csv, file_of(f, 1, MANY));
    int left = 3;
    cnops_batch_worker_t worker = {&f->core, "first", stop_at_once, &left};
    bool more;

    assert_int_equal(cnops_batch_work(&more, &worker, f->pool), APR_SUCCESS);
    assert_int_equal(batch_fixture_look(f, batch)->next_chunk, 3);
    assert_true(batch_fixture_registrations(f) > 0);
    assert_true(batch_fixture_registrations(f) < MANY);
    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_DONE, MANY, 0);
    assert_int_equal(batch_fixture_registrations(f), MANY);
}

static void test_a_failure_is_repeated_later(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &csv, file_of(f, 1, 2));
    cnops_batch_worker_t worker = {.core = &f->core, .owner = "worker"};
    bool more;

    store_memory_fail_next(f->store, STORE_MEMORY(batches, settle), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_batch_work(&more, &worker, f->pool), CNOPS_EUNAVAILABLE);
    assert_false(more);
    store_memory_fail_next(f->store, STORE_MEMORY(batches, settle), CNOPS_ECONFLICT);
    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_DONE, 2, 0);
    assert_int_equal(batch_fixture_registrations(f), 2);
}

static void test_a_worker_that_was_killed_is_followed_after_its_lease(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &csv, file_of(f, 1, 2));
    cnops_batch_worker_t worker = {.core = &f->core, .owner = "killed"};
    bool more;

    store_memory_fail_next(f->store, STORE_MEMORY(batches, settle), CNOPS_EUNAVAILABLE);
    store_memory_fail_next(f->store, STORE_MEMORY(batches, release), CNOPS_EUNAVAILABLE);
    cnops_batch_work(&more, &worker, f->pool);
    clock_fake_advance(f->clock, apr_time_from_sec(30));
    batch_fixture_work(f);
    assert_counts(f, batch, CNOPS_BATCH_DONE, 2, 0);
}

static void test_a_chunk_that_does_not_open_fails_its_batch(void **state)
{
    core_fixture_t *f = *state;
    const cnops_batch_t *batch = batch_fixture_taken(f, &csv, file_of(f, 1, 2));
    cnops_batch_worker_t worker = {.core = &f->core, .owner = "worker"};
    const cnops_keys_t *keys = f->core.keys;
    const char *fault;
    bool more;

    assert_int_equal(
        cnops_keys_parse(&f->core.keys, &fault, strchr(CORE_FIXTURE_KEYS, '\n') + 1, f->pool),
        APR_SUCCESS);
    assert_int_equal(cnops_batch_work(&more, &worker, f->pool), CNOPS_EFORGED);
    f->core.keys = keys;
    batch_fixture_work(f);
    assert_int_equal(batch_fixture_look(f, batch)->state, CNOPS_BATCH_FAILED);
    assert_int_equal(batch_fixture_registrations(f), 0);
    assert_int_equal(batch_fixture_chunks(f, batch), 0);
}

static void test_the_establishment_is_told_of_the_end(void **state)
{
    core_fixture_t *f = *state;
    const cnops_establishment_t *establishment;
    cnops_establishment_t changed;

    f->settings->webhook_hosts = "sis.example";
    assert_int_equal(cnops_establishment_get(&establishment, &f->core, 1, f->pool), APR_SUCCESS);
    changed = *establishment;
    changed.webhook_url = "https://sis.example/lots";
    assert_int_equal(cnops_establishment_set(&f->core, &changed, f->pool), APR_SUCCESS);
    batch_fixture_taken(f, &csv, file_of(f, 1, 2));
    batch_fixture_taken(f, &preview, file_of(f, 1, 2));
    batch_fixture_work(f);
    assert_int_equal(core_fixture_message_count(f, CNOPS_CHANNEL_WEBHOOK), 1);
    assert_non_null(strstr(core_fixture_last_message(f, CNOPS_CHANNEL_WEBHOOK)->text,
                           "\"state\":\"done\",\"rows\":2,\"accepted\":2,\"refused\":0}"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, batch_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_rows_become_registrations),
        TEST(test_an_empty_file_is_done),
        TEST(test_a_fault_names_line_key_field_and_code),
        TEST(test_ndjson_becomes_the_same),
        TEST(test_a_value_of_a_wrong_type_is_a_fault_of_its_column),
        TEST(test_a_duplicate_is_found_in_any_chunk),
        TEST(test_a_later_batch_changes_what_is_there),
        TEST(test_the_student_of_another_establishment_is_answered_alike),
        TEST(test_a_trial_keeps_no_rows),
        TEST(test_a_preview_is_checked_then_sent),
        TEST(test_an_abandoned_preview_leaves_nothing),
        TEST(test_a_preview_that_is_abandoned_while_it_is_checked_leaves_nothing),
        TEST(test_an_old_preview_cannot_be_sent),
        TEST(test_rows_count_against_the_day),
        TEST(test_another_worker_goes_on),
        TEST(test_a_failure_is_repeated_later),
        TEST(test_a_worker_that_was_killed_is_followed_after_its_lease),
        TEST(test_a_chunk_that_does_not_open_fails_its_batch),
        TEST(test_the_establishment_is_told_of_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
