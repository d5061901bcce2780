/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What students are told of their registrations: by whose change, when, how often, and that they
 * can refuse it. */
#include "pages/registration/registration_chores.h"

#include "base/errors.h"
#include "core/registration/telling.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HOURS(n) apr_time_from_sec((n)*3600)
#define FES      7

static cnops_pace_t pace;

static const cnops_registration_row_t salma = {.academic_year = 2026,
                                               .cine = "ZK918273",
                                               .massar = "G123456789",
                                               .birth_date = "2005-01-31",
                                               .family_name = "WXFICTIVE",
                                               .given_name = "Zqsalma",
                                               .sex = "F",
                                               .address = "12, rue Zqx",
                                               .email = "salma@exemple.ma",
                                               .status = CNOPS_REGISTRATION_SENT,
                                               .received_on = "",
                                               .errors = ""};

static const cnops_registration_claim_t claim = {"ZK918273", "G123456789", "2005-01-31"};

static void send_row(portal_t *portal, const cnops_registration_row_t *row,
                     apr_int64_t establishment_id)
{
    const cnops_registration_sending_t sending = {.establishment_id = establishment_id};
    cnops_registration_outcome_e outcome;
    apr_int64_t id;

    assert_int_equal(cnops_registration_write(&outcome, &id, &portal->fixture->core, row, &sending,
                                              portal->pool),
                     APR_SUCCESS);
}

/* The insurer gives this status for this year. */
static void decide(portal_t *portal, cnops_registration_status_e status, apr_int64_t year)
{
    cnops_registration_row_t row = salma;

    row.status = status;
    row.academic_year = year;
    send_row(portal, &row, CNOPS_REGISTRATION_INSURER);
}

static portal_t *begin(void **state)
{
    pace = (cnops_pace_t){0};
    return *state;
}

static void tend(portal_t *portal)
{
    assert_int_equal(cnops_registration_chores(&portal->app, &pace, portal->pool), APR_SUCCESS);
}

static void wait_for(portal_t *portal, apr_interval_time_t time)
{
    clock_fake_advance(portal->fixture->clock, time);
    tend(portal);
}

static int emails(portal_t *portal)
{
    return core_fixture_message_count(portal->fixture, CNOPS_CHANNEL_EMAIL);
}

static const cnops_message_t *last(portal_t *portal)
{
    return core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL);
}

/* The student's newest registration. */
static const cnops_registration_t *newest(portal_t *portal)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_registrations_track(&list, &portal->fixture->core, &claim, portal->pool),
                     APR_SUCCESS);
    assert_true(list->nelts > 0);
    return &APR_ARRAY_IDX(list, 0, cnops_registration_seen_t).row;
}

static void a_registration_is_told(void **state)
{
    portal_t *portal = begin(state);
    const cnops_message_t *message;

    send_row(portal, &salma, FES);
    tend(portal);
    assert_int_equal(emails(portal), 0); /* only what the insurer decides is told */
    decide(portal, CNOPS_REGISTRATION_REGISTERED, 2026);
    wait_for(portal, HOURS(1));
    assert_int_equal(emails(portal), 1);
    message = last(portal);
    assert_string_equal(message->to, "salma@exemple.ma");
    assert_non_null(strstr(message->subject, "est enregistrée"));
    assert_non_null(strstr(message->text, "/etudiants/suivi\n"));
    assert_non_null(message->unsubscribe);
    assert_non_null(strstr(message->text, message->unsubscribe));
    assert_non_null(strstr(message->html, message->unsubscribe));
    assert_int_equal(message->expires_at, message->created_at + CNOPS_REGISTRATION_NEWS_LIFE);
    assert_int_equal(newest(portal)->told_at, message->created_at);
    wait_for(portal, HOURS(48));
    assert_int_equal(emails(portal), 1);
}

/* The address may be another person's. */
static void a_message_names_nobody(void **state)
{
    static const char *const words[] = {"ZK918273", "G123456789", "2005", "WXFICTIVE",
                                        "Zqsalma",  "Zqx",        NULL};
    portal_t *portal = begin(state);

    for (int is_done = 0; is_done <= 1; is_done++) {
        decide(portal, is_done ? CNOPS_REGISTRATION_REGISTERED : CNOPS_REGISTRATION_IN_PROCESS,
               2026);
        wait_for(portal, HOURS(24));
        assert_int_equal(emails(portal), is_done + 1);
        for (const char *const *word = words; *word; word++) {
            assert_null(strstr(last(portal)->subject, *word));
            assert_null(strstr(last(portal)->text, *word));
            assert_null(strstr(last(portal)->html, *word));
        }
    }
}

static void another_status_is_told_as_news(void **state)
{
    portal_t *portal = begin(state);

    decide(portal, CNOPS_REGISTRATION_IN_PROCESS, 2026);
    tend(portal);
    assert_int_equal(emails(portal), 1);
    assert_non_null(strstr(last(portal)->subject, "du nouveau"));
}

static void two_changes_of_a_day_are_told_on_two_days(void **state)
{
    portal_t *portal = begin(state);

    decide(portal, CNOPS_REGISTRATION_IN_PROCESS, 2026);
    tend(portal);
    decide(portal, CNOPS_REGISTRATION_REGISTERED, 2026);
    decide(portal, CNOPS_REGISTRATION_REGISTERED, 2025);
    wait_for(portal, HOURS(2));
    wait_for(portal, HOURS(2));
    assert_int_equal(emails(portal), 1);
    wait_for(portal, HOURS(24));
    assert_int_equal(emails(portal), 2);
    wait_for(portal, HOURS(1));
    assert_int_equal(emails(portal), 2); /* the other year */
    wait_for(portal, HOURS(24));
    assert_int_equal(emails(portal), 3);
    wait_for(portal, HOURS(48));
    assert_int_equal(emails(portal), 3);
}

static void who_refuses_is_not_told(void **state)
{
    portal_t *portal = begin(state);
    const cnops_core_t *core = &portal->fixture->core;

    decide(portal, CNOPS_REGISTRATION_IN_PROCESS, 2026);
    tend(portal);
    assert_int_equal(cnops_registration_refuse(core, newest(portal), portal->pool), APR_SUCCESS);
    decide(portal, CNOPS_REGISTRATION_REGISTERED, 2026);
    decide(portal, CNOPS_REGISTRATION_REGISTERED, 2027); /* a year that came later */
    wait_for(portal, HOURS(48));
    assert_int_equal(emails(portal), 1);
    assert_int_equal(newest(portal)->due_at, 0);
}

static void an_address_that_was_cleared_gets_nothing(void **state)
{
    portal_t *portal = begin(state);
    cnops_registration_row_t row = salma;

    decide(portal, CNOPS_REGISTRATION_IN_PROCESS, 2026);
    row.email = "";
    row.status = CNOPS_REGISTRATION_IN_PROCESS;
    send_row(portal, &row, CNOPS_REGISTRATION_INSURER);
    tend(portal);
    assert_int_equal(emails(portal), 0);
    assert_int_equal(newest(portal)->due_at, 0);
}

/* It must not keep the others waiting. */
static void one_that_fails_is_tried_later(void **state)
{
    portal_t *portal = begin(state);
    cnops_registration_row_t other = salma;

    decide(portal, CNOPS_REGISTRATION_IN_PROCESS, 2026);
    other.cine = "ZK918274";
    other.email = "autre@exemple.ma";
    clock_fake_advance(portal->fixture->clock, 1);
    send_row(portal, &other, CNOPS_REGISTRATION_INSURER);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(registrations, of_student),
                           CNOPS_EFORGED);
    assert_int_equal(cnops_registration_chores(&portal->app, &pace, portal->pool), CNOPS_EFORGED);
    assert_int_equal(emails(portal), 1);
    assert_string_equal(last(portal)->to, "autre@exemple.ma");
    tend(portal);
    assert_int_equal(emails(portal), 1);
    wait_for(portal, HOURS(1));
    assert_int_equal(emails(portal), 2);
}

/* Another process has told meanwhile. */
static void somebody_else_may_be_faster(void **state)
{
    portal_t *portal = begin(state);

    decide(portal, CNOPS_REGISTRATION_IN_PROCESS, 2026);
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(registrations, tell),
                           CNOPS_ECONFLICT);
    tend(portal);
    assert_int_equal(emails(portal), 0);
}

static void the_pace_is_that_of_news(void **state)
{
    portal_t *portal = begin(state);

    portal->fixture->settings->news_rate = 60;
    for (int i = 0; i < 5; i++) {
        cnops_registration_row_t row = salma;

        row.cine = apr_psprintf(portal->pool, "ZK00000%d", i);
        send_row(portal, &row, CNOPS_REGISTRATION_INSURER);
    }
    tend(portal);
    assert_int_equal(emails(portal), 2); /* two seconds */
    wait_for(portal, apr_time_from_sec(1));
    assert_int_equal(emails(portal), 3);
}

/* --- a certificate was drawn --- */

static bool tell_drawn(portal_t *portal, const cnops_registration_t *row)
{
    const cnops_core_t *core = &portal->fixture->core;
    const cnops_message_t message = {.channel = CNOPS_CHANNEL_EMAIL,
                                     .to = "salma@exemple.ma",
                                     .subject = "Une attestation",
                                     .text = "Bonjour",
                                     .lang = "fr",
                                     .created_at = cnops_core_now(core)};
    bool told;

    assert_int_equal(cnops_registration_tell_drawn(&told, core, row,
                                                   cnops_outbox_row(core, &message, portal->pool),
                                                   portal->pool),
                     APR_SUCCESS);
    return told;
}

static void drawings_are_told_once_a_day(void **state)
{
    portal_t *portal = begin(state);
    const cnops_core_t *core = &portal->fixture->core;

    decide(portal, CNOPS_REGISTRATION_REGISTERED, 2026);
    tend(portal);
    /* Also to those who refuse the others, and who were told of another thing today. */
    assert_int_equal(cnops_registration_refuse(core, newest(portal), portal->pool), APR_SUCCESS);
    assert_true(tell_drawn(portal, newest(portal)));
    assert_false(tell_drawn(portal, newest(portal)));
    assert_int_equal(emails(portal), 2);
    clock_fake_advance(portal->fixture->clock, HOURS(24));
    assert_true(tell_drawn(portal, newest(portal)));
}

/* --- the link --- */

static void assert_state(const answer_t *answer, int status, const char *expected)
{
    assert_int_equal(answer->status, status);
    assert_string_equal(cnops_tree_text(answer->page, "state"), expected);
}

static void the_link_of_a_message_ends_them(void **state)
{
    portal_t *portal = begin(state);
    const char *path;

    decide(portal, CNOPS_REGISTRATION_IN_PROCESS, 2026);
    tend(portal);
    path = last(portal)->unsubscribe + strlen(portal->fixture->settings->public_url);
    assert_state(browser_get(browser_open(portal), path), 200, "open");
    assert_int_equal(newest(portal)->refused_at, 0);
    assert_state(browser_post_raw(browser_open(portal), path, "application/x-www-form-urlencoded",
                                  "List-Unsubscribe=One-Click", 26),
                 200, "done");
    assert_int_not_equal(newest(portal)->refused_at, 0);
    assert_state(browser_get(browser_open(portal), path), 200, "done");
}

static void a_link_ends_with_its_row(void **state)
{
    portal_t *portal = begin(state);
    const cnops_link_t *link;
    cnops_registration_t gone = {.id = 99};

    link = cnops_registration_link(&portal->fixture->core, &gone, portal->pool);
    store_memory_keep_link(portal->fixture->store, link->row);
    assert_state(browser_get(browser_open(portal),
                             link->url + strlen(portal->fixture->settings->public_url)),
                 404, "over");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_registration_is_told),          TEST(a_message_names_nobody),
        TEST(another_status_is_told_as_news),  TEST(two_changes_of_a_day_are_told_on_two_days),
        TEST(who_refuses_is_not_told),         TEST(an_address_that_was_cleared_gets_nothing),
        TEST(one_that_fails_is_tried_later),   TEST(somebody_else_may_be_faster),
        TEST(the_pace_is_that_of_news),        TEST(drawings_are_told_once_a_day),
        TEST(the_link_of_a_message_ends_them), TEST(a_link_ends_with_its_row),
    };

    return cmocka_run_group_tests_name("messages about registrations", tests, NULL, NULL);
}
