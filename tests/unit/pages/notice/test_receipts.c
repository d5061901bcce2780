/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Receipts as gateways send them: how each kind is read, and which are refused. */
#include "core/seal/receipt.h"
#include "courier/gateways.h"
#include "twins/portal.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define OTHER "1f3a9c21aabbccddeeff001122334455"

static const cnops_core_t *core_of(const portal_t *portal)
{
    return &portal->fixture->core;
}

/* An SMS in the outbox. */
static const char *queue(portal_t *portal)
{
    const cnops_outbox_row_t row = {.message_id = "0f3a9c21aabbccddeeff001122334455",
                                    .channel = CNOPS_CHANNEL_SMS,
                                    .content_sealed = "x"};
    const cnops_store_t *store = &core_of(portal)->store;

    assert_int_equal(store->outbox->insert(store->self, &row, portal->pool), APR_SUCCESS);
    return row.message_id;
}

static const answer_t *receive(portal_t *portal, const char *kind, const char *message_id,
                               const char *query)
{
    const char *name = cnops_receipt_name(core_of(portal), kind, message_id, portal->pool);

    return browser_get(browser_open(portal),
                       apr_pstrcat(portal->pool, CNOPS_RECEIPT_PATH, name, query, NULL));
}

/* expected: "delivered", "failed", or NULL if no final report came yet. */
static void assert_recorded(portal_t *portal, const char *expected)
{
    const apr_array_header_t *outbox = store_memory_outbox(portal->fixture->store, portal->pool);
    const char *receipt = APR_ARRAY_IDX(outbox, 0, store_memory_message_t).receipt;

    if (expected)
        assert_string_equal(receipt, expected);
    else
        assert_null(receipt);
}

static void kannels_numbers_are_read(void **state)
{
    static const struct {
        const char *query, *recorded;
    } reports[] = {
        {"", NULL},
        {"?etat=8", NULL},
        {"?etat=4", NULL},
        {"?etat=%d", NULL}, /* its placeholder, as it was sent */
        {"?etat=delivered", NULL},
        {"?etat=1&etat=1", NULL},
        {"?autre=1", NULL},
        {"?etat=16", "failed"},
        {"?etat=1", "delivered"},
        {"?etat=2", "delivered"}, /* a delivery is never taken back */
    };
    portal_t *portal = *state;
    const char *id = queue(portal);

    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        assert_int_equal(receive(portal, "kannel", id, reports[i].query)->status, 200);
        assert_recorded(portal, reports[i].recorded);
    }
}

static void set(portal_t *portal, const char *name, const char *value)
{
    const cnops_setting_t *row = cnops_settings_table;

    while (row->name && strcmp(row->name, name) != 0)
        row++;
    assert_null(cnops_setting_set(portal->fixture->settings, row, value, NULL, portal->pool));
}

static void words_of_a_json_gateway_are_the_configurations(void **state)
{
    static const struct {
        const char *query, *recorded;
    } reports[] = {
        {"", NULL},
        {"?etat=1", NULL}, /* Kannel's */
        {"?status=sent&id=8", NULL},
        {"?status=delivere", NULL},
        {"?STATUS=delivered", NULL},
        {"?status=delivered&status=delivered", NULL},
        {"?status=expired", "failed"},
        {"?error.code=", "failed"},
        {"?id=8&status=livr%C3%A9&reference=x", "delivered"},
        {"?status=failed", "delivered"},
    };
    portal_t *portal = *state;
    const char *id = queue(portal);

    set(portal, "CnopsSmsJsonDelivered", "status=delivered");
    set(portal, "CnopsSmsJsonDelivered", "status=livré");
    set(portal, "CnopsSmsJsonFailed", "status=failed");
    set(portal, "CnopsSmsJsonFailed", "status=expired");
    set(portal, "CnopsSmsJsonFailed", "error.code");
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        assert_int_equal(receive(portal, "json", id, reports[i].query)->status, 200);
        assert_recorded(portal, reports[i].recorded);
    }
}

static void a_failure_is_an_event(void **state)
{
    portal_t *portal = *state;
    const char *id = queue(portal);

    assert_null(receive(portal, "kannel", id, "?etat=1")->res->event);
    assert_string_equal(receive(portal, "kannel", id, "?etat=2")->res->event, "sms: not delivered");
}

static void forged_names_and_lost_messages_get_404(void **state)
{
    portal_t *portal = *state;
    const char *id = queue(portal);

    assert_int_equal(browser_get(browser_open(portal), "/accuses/kannel-x")->status, 404);
    assert_int_equal(receive(portal, "kannel", OTHER, "?etat=1")->status, 404);
    /* A kind that does not exist any more. */
    assert_int_equal(receive(portal, "pigeon", id, "?etat=1")->status, 404);
    assert_recorded(portal, NULL);
}

/* A kind of gateway that is added to the courier needs a reader for its receipts. */
static void every_kind_of_gateway_is_read(void **state)
{
    portal_t *portal = *state;
    const char *id = queue(portal);

    for (const cnops_gateway_t *const *at = cnops_gateways; *at; at++)
        assert_int_equal(receive(portal, (*at)->kind, id, "")->status, 200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)
    const struct CMUnitTest tests[] = {
        TEST(kannels_numbers_are_read), TEST(words_of_a_json_gateway_are_the_configurations),
        TEST(a_failure_is_an_event), TEST(forged_names_and_lost_messages_get_404),
        TEST(every_kind_of_gateway_is_read)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
