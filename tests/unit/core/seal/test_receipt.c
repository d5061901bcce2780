/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/receipt.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ID    "0f3a9c21aabbccddeeff001122334455"
#define OTHER "1f3a9c21aabbccddeeff001122334455"

static void test_reads_what_it_made(void **state)
{
    core_fixture_t *f = *state;
    const char *kind, *id;

    assert_true(cnops_receipt_read(&kind, &id, &f->core,
                                   cnops_receipt_name(&f->core, "kannel", ID, f->pool), f->pool));
    assert_string_equal(kind, "kannel");
    assert_string_equal(id, ID);
}

static void test_refuses_any_other_name(void **state)
{
    core_fixture_t *f = *state;
    const char *ours = cnops_receipt_name(&f->core, "kannel", ID, f->pool);
    const char *token = strrchr(ours, '-');
    const char *refused[] = {
        "",
        "-",
        "kannel",
        ID,
        ("kannel-" ID),
        apr_pstrcat(f->pool, "kannel-" OTHER, token, NULL),     /* another message's */
        apr_pstrcat(f->pool, "json-" ID, token, NULL),          /* another kind's */
        apr_pstrcat(f->pool, ID, token, NULL),                  /* of no kind */
        apr_pstrcat(f->pool, "-" ID, token, NULL),              /* of the empty kind */
        apr_pstrmemdup(f->pool, ours, strlen(ours) - 1),        /* a digit less */
        apr_pstrcat(f->pool, ours, "1", NULL),                  /* one more */
        apr_pstrcat(f->pool, ours, "-1", NULL),                 /* as they once were */
        apr_pstrcat(f->pool, "kannel-" ID "x", token + 1, NULL) /* no '-' where one belongs */
    };
    const char *kind, *id;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_false(cnops_receipt_read(&kind, &id, &f->core, refused[i], f->pool));
    for (const char *at = token + 1; *at; at++) {
        char *forged = apr_pstrdup(f->pool, ours);

        forged[at - ours] = *at == 'a' ? 'b' : 'a';
        assert_false(cnops_receipt_read(&kind, &id, &f->core, forged, f->pool));
    }
}

static void test_notes_what_became_of_a_message(void **state)
{
    core_fixture_t *f = *state;
    const cnops_store_t *store = &f->core.store;
    cnops_outbox_row_t row = {
        .message_id = ID, .channel = CNOPS_CHANNEL_SMS, .content_sealed = "test2.c"};
    const store_memory_message_t *message;

    assert_int_equal(cnops_receipt_note(&f->core, ID, true, f->pool), CNOPS_ENOTFOUND);
    store->outbox->insert(store->self, &row, f->pool);
    assert_int_equal(cnops_receipt_note(&f->core, ID, false, f->pool), APR_SUCCESS);
    message = &APR_ARRAY_IDX(store_memory_outbox(f->store, f->pool), 0, store_memory_message_t);
    assert_string_equal(message->receipt, "failed");
    assert_int_equal(message->receipt_at, CLOCK_FAKE_START);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {TEST(test_reads_what_it_made),
                                       TEST(test_refuses_any_other_name),
                                       TEST(test_notes_what_became_of_a_message)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
