/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/purge.h"

#include "base/date.h"
#include "base/errors.h"
#include "core/session/session.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HOURS(n) apr_time_from_sec(3600 * (n))
#define DAYS(n)  HOURS(24 * (n))

static void purge(core_fixture_t *f)
{
    assert_int_equal(cnops_purge(&f->core, f->pool), APR_SUCCESS);
}

static void begin_session(core_fixture_t *f)
{
    const char *token;

    assert_int_equal(cnops_session_begin(&token, &f->core, 7, NULL, "203.0.113.9", NULL, f->pool),
                     APR_SUCCESS);
}

static void test_sessions_end_by_the_settings(void **state)
{
    core_fixture_t *f = *state;

    begin_session(f);
    clock_fake_advance(f->clock, f->settings->session_idle);
    purge(f);
    assert_int_equal(store_memory_session_count(f->store), 1);
    clock_fake_advance(f->clock, 1);
    purge(f);
    assert_int_equal(store_memory_session_count(f->store), 0);
}

/* Whatever the server's settings are, no session that may still be valid is deleted. */
static void test_a_purge_without_settings_is_careful(void **state)
{
    core_fixture_t *f = *state;

    begin_session(f);
    clock_fake_advance(f->clock, CNOPS_SESSION_IDLE_LONGEST);
    assert_int_equal(cnops_purge_carefully(&f->core, f->pool), APR_SUCCESS);
    assert_int_equal(store_memory_session_count(f->store), 1);
    clock_fake_advance(f->clock, 1);
    assert_int_equal(cnops_purge_carefully(&f->core, f->pool), APR_SUCCESS);
    assert_int_equal(store_memory_session_count(f->store), 0);
}

static void test_counts_and_codes_go_once_they_are_past_use(void **state)
{
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    apr_time_t now = cnops_core_now(&f->core);
    cnops_counting_t counting = {{"use", "subject", false}, 0, HOURS(1), now};
    cnops_challenge_t challenge = {.journey_id = "j",
                                   .destination_digest = "d",
                                   .serial = 1,
                                   .sent_at = now,
                                   .expires_at = now + HOURS(1)};
    cnops_outbox_row_t message = {.message_id = "m", .content_sealed = "c", .created_at = now};
    const cnops_challenge_t *kept;
    cnops_counter_t counter;
    bool is_first, is_taken;

    store->counters->take(store->self, &is_taken, &counter, &counting, 1, f->pool);
    store->tokens->spend(store->self, &is_first, "t", now + HOURS(1), f->pool);
    store->challenges->send(store->self, &challenge, &message, f->pool);
    clock_fake_advance(f->clock, HOURS(1) + 1);
    purge(f);
    store->counters->look(store->self, &counter, &counting.key, 1, now + HOURS(1) - 1, f->pool);
    assert_int_equal(counter.window_at, 0);
    store->tokens->spend(store->self, &is_first, "t", now + HOURS(2), f->pool);
    assert_true(is_first);
    store->challenges->get(store->self, &kept, "j", challenge.channel, f->pool);
    assert_null(kept);
}

static bool has_link(core_fixture_t *f, const char *digest)
{
    const cnops_link_row_t *row;

    assert_int_equal(f->core.store.links->find(f->core.store.self, &row, digest, f->pool),
                     APR_SUCCESS);
    return row != NULL;
}

/* Its page says for a month that it is over. */
static void test_a_link_is_kept_for_a_month_after_its_end(void **state)
{
    core_fixture_t *f = *state;
    cnops_link_row_t link = {.digest = "d",
                             .kind = "pass",
                             .content_sealed = "c",
                             .expires_at = cnops_core_now(&f->core) + HOURS(1)};

    store_memory_keep_link(f->store, &link);
    clock_fake_advance(f->clock, HOURS(1) + DAYS(30));
    purge(f);
    assert_true(has_link(f, "d"));
    clock_fake_advance(f->clock, 1);
    purge(f);
    assert_false(has_link(f, "d"));
}

/* A certificate that was revoked stays until it could not be used any more, as all others. */
static void test_a_certificate_is_kept_for_two_years_after_its_last_day(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificates_port_t *port = f->core.store.certificates;
    const cnops_signing_key_t key = {"0a0b0c0d", "00", 1};
    char today[CNOPS_DATE_LEN];
    const cnops_certificate_t certificate = {
        .code_digest = "c", .key_id = "k", .number = 7, .facts_sealed = "f", .expires_on = today};
    const cnops_certificate_t *kept;

    cnops_date_of(today, cnops_core_now(&f->core));
    assert_int_equal(port->insert(f->core.store.self, &certificate, &key, NULL, f->pool),
                     APR_SUCCESS);
    assert_int_equal(port->revoke(f->core.store.self, 1, 1, NULL, f->pool), APR_SUCCESS);
    clock_fake_advance(f->clock, f->settings->certificate_kept);
    purge(f);
    assert_int_equal(port->by_number(f->core.store.self, &kept, 7, f->pool), APR_SUCCESS);
    assert_non_null(kept);
    clock_fake_advance(f->clock, DAYS(1));
    purge(f);
    assert_int_equal(port->by_number(f->core.store.self, &kept, 7, f->pool), APR_SUCCESS);
    assert_null(kept);
}

/* That of a member's file of data, which no row of ours names, as that of certificates. */
static void test_a_key_outlives_what_it_has_signed(void **state)
{
    core_fixture_t *f = *state;
    const cnops_certificates_port_t *port = f->core.store.certificates;
    const cnops_signing_key_t papers = {"0a0b0c0d", "00", 1}, files = {"1a1b1c1d", "11", 2};
    const cnops_certificate_t certificate = {.code_digest = "c",
                                             .key_id = "k",
                                             .number = 7,
                                             .facts_sealed = "f",
                                             .expires_on = "2001-01-01"};
    apr_array_header_t *keys;

    assert_int_equal(port->insert(f->core.store.self, &certificate, &papers, NULL, f->pool),
                     APR_SUCCESS);
    assert_int_equal(port->keep_key(f->core.store.self, &files, f->pool), APR_SUCCESS);
    clock_fake_advance(f->clock, DAYS(10000));
    purge(f);
    assert_int_equal(port->keys(f->core.store.self, &keys, f->pool), APR_SUCCESS);
    assert_int_equal(keys->nelts, 2);
}

/* --- the outbox --- */

/* Queues and leases a message; returns how it is identified from then on. */
static cnops_leased_t lease_one(core_fixture_t *f, apr_time_t expires_at)
{
    const cnops_store_t *store = &f->core.store;
    apr_time_t now = cnops_core_now(&f->core);
    cnops_outbox_row_t row = {.message_id = "m",
                              .channel = CNOPS_CHANNEL_SMS,
                              .content_sealed = "test2.content",
                              .created_at = now,
                              .expires_at = expires_at};
    cnops_leasing_t leasing = {"courier", CNOPS_CHANNEL_SMS, now, now + HOURS(1), 1};
    apr_array_header_t *list;

    store->outbox->insert(store->self, &row, f->pool);
    store->outbox->lease(store->self, &list, &leasing, f->pool);
    assert_int_equal(list->nelts, 1);
    return (cnops_leased_t){APR_ARRAY_IDX(list, 0, cnops_outbox_row_t).id, "courier", now};
}

static const store_memory_message_t *message_of(core_fixture_t *f)
{
    apr_array_header_t *list = store_memory_outbox(f->store, f->pool);

    return list->nelts ? &APR_ARRAY_IDX(list, 0, const store_memory_message_t) : NULL;
}

static void test_what_was_sent_is_kept_for_a_day(void **state)
{
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    cnops_leased_t leased = lease_one(f, 0);

    store->outbox->sent(store->self, &leased, f->pool);
    clock_fake_advance(f->clock, DAYS(1));
    purge(f);
    assert_non_null(message_of(f));
    clock_fake_advance(f->clock, 1);
    purge(f);
    assert_null(message_of(f));
}

static void test_a_dead_message_is_kept_for_a_week(void **state)
{
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    cnops_leased_t leased = lease_one(f, 0);

    store->outbox->failed(store->self, &leased, 0, f->pool);
    clock_fake_advance(f->clock, DAYS(7));
    purge(f);
    assert_int_equal(message_of(f)->state, STORE_MEMORY_DEAD);
    assert_string_equal(message_of(f)->row.content_sealed, "test2.content");
    clock_fake_advance(f->clock, 1);
    purge(f);
    assert_null(message_of(f));
}

static void test_a_message_is_blanked_where_its_life_ends(void **state)
{
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    cnops_leased_t leased = lease_one(f, cnops_core_now(&f->core) + HOURS(1));

    store->outbox->failed(store->self, &leased, 0, f->pool);
    clock_fake_advance(f->clock, HOURS(1) + 1);
    purge(f);
    assert_int_equal(message_of(f)->state, STORE_MEMORY_EXPIRED);
    assert_string_equal(message_of(f)->row.content_sealed, "");
}

/* --- devices and requests --- */

static void test_a_browser_is_forgotten_after_its_time(void **state)
{
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    cnops_device_t device = {.account_id = 7, .browser = "b", .seen_at = cnops_core_now(&f->core)};
    const cnops_device_t *kept;

    f->settings->device_kept = DAYS(3);
    store->devices->keep(store->self, &device, 5, f->pool);
    clock_fake_advance(f->clock, DAYS(3));
    purge(f);
    store->devices->get(store->self, &kept, 7, "b", f->pool);
    assert_non_null(kept);
    clock_fake_advance(f->clock, 1);
    purge(f);
    store->devices->get(store->self, &kept, 7, "b", f->pool);
    assert_null(kept);
}

/* --- the table --- */

static const cnops_setting_t *setting_named(const char *name)
{
    for (const cnops_setting_t *row = cnops_settings_table; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

static void test_each_table_has_a_time_or_a_reason(void **state)
{
    (void)state;
    for (const cnops_retention_t *row = cnops_retentions; row->table; row++) {
        if (row->directive) {
            assert_non_null(setting_named(row->directive));
            assert_true(setting_named(row->directive)->type == CNOPS_SETTING_DURATION ||
                        setting_named(row->directive)->type == CNOPS_SETTING_COUNT);
        }
        assert_true(!row->why_not || *row->why_not);
        assert_int_equal(row->family == 0, row->why_not != NULL);
    }
}

/* --- bites --- */

#define TOKENS (2 * CNOPS_PURGE_ROWS)

static void spend_tokens(core_fixture_t *f, int count)
{
    const cnops_store_t *store = &f->core.store;
    bool is_first;

    for (int i = 0; i < count; i++)
        store->tokens->spend(store->self, &is_first, apr_psprintf(f->pool, "%d", i),
                             cnops_core_now(&f->core), f->pool);
    clock_fake_advance(f->clock, 1);
}

/* Killed after any number of bites, the rest is as it was. */
static void test_a_bite_is_small(void **state)
{
    core_fixture_t *f = *state;
    bool more;

    spend_tokens(f, TOKENS);
    for (int left = TOKENS - CNOPS_PURGE_ROWS; left >= 0; left -= CNOPS_PURGE_ROWS) {
        assert_int_equal(cnops_purge_bite(&more, &f->core, f->pool), APR_SUCCESS);
        assert_int_equal(store_memory_token_count(f->store), left);
        assert_true(more);
    }
    assert_int_equal(cnops_purge_bite(&more, &f->core, f->pool), APR_SUCCESS);
    assert_false(more);
}

static void test_a_purge_takes_all_bites(void **state)
{
    core_fixture_t *f = *state;

    spend_tokens(f, TOKENS + 1);
    purge(f);
    assert_int_equal(store_memory_token_count(f->store), 0);
}

static void test_a_failed_bite_wants_no_other(void **state)
{
    core_fixture_t *f = *state;
    bool more;

    spend_tokens(f, TOKENS);
    store_memory_fail_next(f->store, STORE_MEMORY(outbox, purge), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_purge_bite(&more, &f->core, f->pool), CNOPS_EUNAVAILABLE);
    assert_false(more);
}

static bool has_claim(core_fixture_t *f, const char *received_on)
{
    const cnops_store_t *store = &f->core.store;
    cnops_claim_query_t query = {
        .membership_id = 1, .received_from = received_on, .received_to = received_on, .max = 1};
    apr_array_header_t *list;

    assert_int_equal(store->claims->list(store->self, &list, &query, f->pool), APR_SUCCESS);
    return list->nelts > 0;
}

/* An import skips the claims of the years before it. */
static void test_the_first_year_of_claims_is_that_of_the_purge(void **state)
{
    core_fixture_t *f = *state;
    int year = cnops_purge_claim_year(&f->core, false);
    cnops_claim_t claim = {.membership_id = 1, .record_sealed = "r", .beneficiary_digest = "b"};
    const char *first = apr_psprintf(f->pool, "%04d-01-01", year);
    const char *last = apr_psprintf(f->pool, "%04d-12-31", year - 1);

    claim.reference_digest = claim.received_on = first;
    store_memory_add_claim(f->store, &claim, 1, APR_INT64_MAX);
    claim.reference_digest = claim.received_on = last;
    store_memory_add_claim(f->store, &claim, 1, APR_INT64_MAX);
    purge(f);
    assert_true(has_claim(f, first));
    assert_false(has_claim(f, last));
    assert_int_equal(cnops_purge_claim_year(&f->core, true), year - 25);
}

static void test_a_failure_is_reported(void **state)
{
    core_fixture_t *f = *state;

    store_memory_fail_next(f->store, STORE_MEMORY(outbox, purge), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_purge(&f->core, f->pool), CNOPS_EUNAVAILABLE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_sessions_end_by_the_settings),
        CASE(test_a_purge_without_settings_is_careful),
        CASE(test_counts_and_codes_go_once_they_are_past_use),
        CASE(test_a_link_is_kept_for_a_month_after_its_end),
        CASE(test_a_certificate_is_kept_for_two_years_after_its_last_day),
        CASE(test_a_key_outlives_what_it_has_signed),
        CASE(test_what_was_sent_is_kept_for_a_day),
        CASE(test_a_dead_message_is_kept_for_a_week),
        CASE(test_a_message_is_blanked_where_its_life_ends),
        CASE(test_a_browser_is_forgotten_after_its_time),
        CASE(test_each_table_has_a_time_or_a_reason),
        CASE(test_a_bite_is_small),
        CASE(test_a_purge_takes_all_bites),
        CASE(test_a_failed_bite_wants_no_other),
        CASE(test_the_first_year_of_claims_is_that_of_the_purge),
        CASE(test_a_failure_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
