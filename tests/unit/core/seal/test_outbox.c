/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/outbox.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const cnops_message_t letter = {.channel = CNOPS_CHANNEL_EMAIL,
                                       .to = "salma@example.ma",
                                       .subject = "Votre code de v\xc3\xa9rification",
                                       .text = "Bonjour,\n\n493027\n",
                                       .html = "<p>Bonjour,</p><p>493027</p>",
                                       .lang = "fr",
                                       .created_at = 1000,
                                       .expires_at = 2000};

static void test_a_row_opens_to_what_was_written(void **state)
{
    core_fixture_t *f = *state;
    const cnops_outbox_row_t *row = cnops_outbox_row(&f->core, &letter, f->pool);
    cnops_message_t *message;

    assert_int_equal(strlen(row->message_id), 32);
    assert_int_equal(row->channel, CNOPS_CHANNEL_EMAIL);
    assert_int_equal(row->created_at, 1000);
    assert_int_equal(row->expires_at, 2000);
    assert_int_equal(row->attempts, 0);
    assert_int_equal(cnops_outbox_open(&message, &f->core, row, f->pool), APR_SUCCESS);
    assert_string_equal(message->id, row->message_id);
    assert_int_equal(message->channel, CNOPS_CHANNEL_EMAIL);
    assert_string_equal(message->to, letter.to);
    assert_string_equal(message->subject, letter.subject);
    assert_string_equal(message->text, letter.text);
    assert_string_equal(message->html, letter.html);
    assert_string_equal(message->lang, "fr");
    assert_int_equal(message->created_at, 1000);
    assert_int_equal(message->expires_at, 2000);
}

static void test_an_sms_has_no_subject(void **state)
{
    core_fixture_t *f = *state;
    cnops_message_t sms = {
        .channel = CNOPS_CHANNEL_SMS, .to = "+212612345678", .text = "493027", .lang = "ar"};
    cnops_message_t *message;

    assert_int_equal(
        cnops_outbox_open(&message, &f->core, cnops_outbox_row(&f->core, &sms, f->pool), f->pool),
        APR_SUCCESS);
    assert_null(message->subject);
    assert_null(message->html);
    assert_string_equal(message->text, "493027");
}

static void test_the_callers_text_is_left_alone(void **state)
{
    core_fixture_t *f = *state;
    char text[] = "493027";
    cnops_message_t sms = {.channel = CNOPS_CHANNEL_SMS, .to = "+212612345678", .text = text};

    cnops_outbox_row(&f->core, &sms, f->pool);
    assert_string_equal(text, "493027");
}

static void test_ids_are_new_each_time(void **state)
{
    core_fixture_t *f = *state;

    assert_string_not_equal(cnops_outbox_row(&f->core, &letter, f->pool)->message_id,
                            cnops_outbox_row(&f->core, &letter, f->pool)->message_id);
}

/* A person who can write to the database must not be able to send one person's code to another. */
static void test_content_does_not_open_in_another_row(void **state)
{
    core_fixture_t *f = *state;
    cnops_outbox_row_t row = *cnops_outbox_row(&f->core, &letter, f->pool);
    cnops_message_t *message;

    row.content_sealed = cnops_outbox_row(&f->core, &letter, f->pool)->content_sealed;
    assert_int_equal(cnops_outbox_open(&message, &f->core, &row, f->pool), CNOPS_EFORGED);
    assert_null(message);
    row.content_sealed = "";
    assert_int_equal(cnops_outbox_open(&message, &f->core, &row, f->pool), CNOPS_EFORGED);
}

static void test_queues_one_after_the_other(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *list = apr_array_make(f->pool, 2, sizeof(cnops_outbox_row_t));

    for (int i = 0; i < 2; i++)
        APR_ARRAY_PUSH(list, cnops_outbox_row_t) = *cnops_outbox_row(&f->core, &letter, f->pool);
    store_memory_fail_next(f->store, STORE_MEMORY(outbox, insert), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_outbox_queue(&f->core, list, f->pool), CNOPS_EUNAVAILABLE);
    assert_int_equal(core_fixture_message_count(f, CNOPS_CHANNEL_EMAIL), 0);
    assert_int_equal(cnops_outbox_queue(&f->core, list, f->pool), APR_SUCCESS);
    assert_int_equal(core_fixture_message_count(f, CNOPS_CHANNEL_EMAIL), 2);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_row_opens_to_what_was_written),      CASE(test_an_sms_has_no_subject),
        CASE(test_the_callers_text_is_left_alone),       CASE(test_ids_are_new_each_time),
        CASE(test_content_does_not_open_in_another_row), CASE(test_queues_one_after_the_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
