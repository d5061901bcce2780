/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/webhook.h"

#include "base/errors.h"
#include "core/batch/webhook.h"
#include "core/certificate/signature.h"
#include "courier/hop.h"
#include "courier/loopback.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

#define ID   "0f3a9c21aabbccddeeff001122334455"
#define BODY "{\"type\":\"batch.done\"}"

typedef struct hook_t {
    core_fixture_t *core;
    apr_pool_t *pool;
    loopback_t *receiver;
    const cnops_driver_t *driver;
    const char *url, *detail;
} hook_t;

static int setup(void **state)
{
    core_fixture_t *core = core_fixture_make();
    hook_t *hook;

    if (!core || cnops_hop_start() != APR_SUCCESS)
        return -1;
    hook = apr_pcalloc(core->pool, sizeof *hook);
    hook->core = core;
    hook->pool = core->pool;
    *state = hook;
    return 0;
}

static int teardown(void **state)
{
    hook_t *hook = *state;

    core_fixture_free(hook->core);
    return 0;
}

/* A receiver that gives this answer, and whose host is allowed. */
static void open_receiver(hook_t *hook, const char *answer)
{
    cnops_webhook_options_t options = {.core = &hook->core->core};
    loopback_reply_t *replies = apr_pcalloc(hook->pool, 2 * sizeof *replies);

    replies[0] = (loopback_reply_t){"POST", answer};
    hook->receiver = loopback_start(NULL, replies, false, hook->pool);
    hook->core->settings->webhook_hosts =
        apr_psprintf(hook->pool, "other.example 127.0.0.1:%d", loopback_port(hook->receiver));
    hook->url =
        apr_psprintf(hook->pool, "http://127.0.0.1:%d/lots?x=1", loopback_port(hook->receiver));
    hook->driver = cnops_courier_webhook(&options, hook->pool);
}

static apr_status_t send_to(hook_t *hook, const char *url)
{
    cnops_message_t message = {.id = ID,
                               .channel = CNOPS_CHANNEL_WEBHOOK,
                               .to = url,
                               .text = BODY,
                               .expires_at = apr_time_now() + apr_time_from_sec(300)};

    hook->detail = NULL;
    return hook->driver->send(hook->driver->self, &hook->detail, &message, hook->pool);
}

static const char *close_receiver(hook_t *hook)
{
    hook->driver->disconnect(hook->driver->self);
    loopback_stop(hook->receiver);
    return loopback_heard(hook->receiver, hook->pool);
}

static apr_status_t answered(hook_t *hook, const char *answer)
{
    apr_status_t rv;

    open_receiver(hook, answer);
    rv = send_to(hook, hook->url);
    close_receiver(hook);
    return rv;
}

/* The value of a header. */
static const char *header_of(const char *heard, const char *name, apr_pool_t *pool)
{
    const char *at = strstr(heard, apr_pstrcat(pool, "\r\n", name, ": ", NULL));

    assert_non_null(at);
    at += strlen(name) + 4;
    return apr_pstrmemdup(pool, at, strcspn(at, "\r"));
}

static void test_posts_a_message_that_its_receiver_can_check(void **state)
{
    hook_t *hook = *state;
    unsigned char signature[crypto_sign_BYTES];
    const char *heard, *value, *content;
    cnops_public_key_t key;
    size_t len = 0;

    open_receiver(hook, "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(send_to(hook, hook->url), APR_SUCCESS);
    heard = close_receiver(hook);
    assert_memory_equal(heard, "POST /lots?x=1 HTTP/1.1\r\n", 25);
    assert_string_equal(header_of(heard, "Content-Type", hook->pool), "application/json");
    assert_string_equal(header_of(heard, "webhook-id", hook->pool), "webhook_" ID);
    value = header_of(heard, "webhook-timestamp", hook->pool);
    assert_int_equal(atoll(value), apr_time_sec(cnops_core_now(&hook->core->core)));
    content = apr_pstrcat(hook->pool, "webhook_" ID ".", value, "." BODY, NULL);
    value = header_of(heard, "webhook-signature", hook->pool);
    assert_memory_equal(value, "v1a,", 4);
    assert_int_equal(sodium_base642bin(signature, sizeof signature, value + 4, strlen(value + 4),
                                       NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL),
                     0);
    assert_int_equal(len, sizeof signature);
    assert_true(cnops_signature_public_key(&key, hook->core->core.keys, NULL));
    assert_int_equal(crypto_sign_verify_detached(signature, (const unsigned char *)content,
                                                 strlen(content), key.bytes),
                     0);
    assert_non_null(strstr(heard, "\r\n\r\n" BODY));
    assert_null(strstr(heard, "Expect:"));
}

static void test_tells_a_failure_from_a_refusal(void **state)
{
    hook_t *hook = *state;

    assert_int_equal(answered(hook, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), APR_EAGAIN);
    assert_string_equal(hook->detail, "the receiver answered 500");
    assert_int_equal(answered(hook, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"), APR_EAGAIN);
    assert_int_equal(answered(hook, "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"),
                     CNOPS_EREFUSED);
    assert_int_equal(answered(hook, NULL), APR_EAGAIN);
    assert_int_equal(send_to(hook, hook->url), APR_EAGAIN); /* nobody listens any more */
    hook->driver->disconnect(hook->driver->self);
}

static void test_does_not_follow_a_redirect(void **state)
{
    hook_t *hook = *state;

    open_receiver(hook, "HTTP/1.1 307 Elsewhere\r\nLocation: /elsewhere\r\n"
                        "Content-Length: 0\r\n\r\n");
    assert_int_equal(send_to(hook, hook->url), APR_EAGAIN);
    assert_null(strstr(close_receiver(hook), "/elsewhere"));
}

static void test_sends_to_named_hosts_only(void **state)
{
    hook_t *hook = *state;
    const char *other;

    open_receiver(hook, "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
    other = apr_psprintf(hook->pool, "http://localhost:%d/", loopback_port(hook->receiver));
    assert_int_equal(send_to(hook, other), CNOPS_EREFUSED);
    hook->core->settings->webhook_hosts = "";
    assert_int_equal(send_to(hook, hook->url), CNOPS_EREFUSED);
    assert_string_equal(hook->detail, "its host is not in CnopsWebhookHosts");
    assert_int_equal(loopback_connections(hook->receiver), 0);
    close_receiver(hook);
}

static void test_knows_which_addresses_are_allowed(void **state)
{
    static const struct {
        const char *url;
        bool may_go;
    } rows[] = {{"https://sis.example/hook", true},
                {"https://sis.example", true},
                {"https://sis.example?x", true},
                {"https://b.example:8443/", true},
                {"https://b.example/", false},
                {"https://sis.example:8443/", false},
                {"https://sis.example.evil/", false},
                {"https://x.sis.example/", false},
                {"http://sis.example/", false},
                {"http://127.0.0.1:9/", true},
                {"http://127.0.0.1.evil:9/", false},
                {"https://u@sis.example/", false},
                {"https://sis.example@evil/", false},
                {"ftp://sis.example/", false},
                {"https:///", false},
                {"", false},
                {"https://sis.example b.example", false}};
    hook_t *hook = *state;

    hook->core->settings->webhook_hosts =
        " sis.example  b.example:8443 127.0.0.1:9 127.0.0.1.evil:9";
    for (apr_size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(cnops_webhook_may_go(hook->core->core.settings, rows[i].url),
                         rows[i].may_go);
}

static void test_a_message_has_counts_and_no_more(void **state)
{
    cnops_batch_t batch = {
        .reference = "ref", .state = CNOPS_BATCH_DONE, .rows = 10, .accepted = 9, .refused = 1};
    hook_t *hook = *state;
    const cnops_core_t *core = &hook->core->core;
    const cnops_outbox_row_t *row;

    hook->core->settings->webhook_hosts = "sis.example";
    assert_null(cnops_webhook_message(core, &batch, "https://other.example/", hook->pool));
    row = cnops_webhook_message(core, &batch, "https://sis.example/", hook->pool);
    assert_int_equal(row->channel, CNOPS_CHANNEL_WEBHOOK);
    assert_int_equal(core->store.outbox->insert(core->store.self, row, hook->pool), APR_SUCCESS);
    assert_string_equal(core_fixture_last_message(hook->core, CNOPS_CHANNEL_WEBHOOK)->to,
                        "https://sis.example/");
    assert_string_equal(core_fixture_last_message(hook->core, CNOPS_CHANNEL_WEBHOOK)->text,
                        "{\"type\":\"batch.done\",\"timestamp\":\"2026-11-21T08:00:00Z\","
                        "\"data\":{\"id\":\"ref\",\"state\":\"done\",\"rows\":10,"
                        "\"accepted\":9,\"refused\":1}}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_posts_a_message_that_its_receiver_can_check, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_tells_a_failure_from_a_refusal, setup, teardown),
        cmocka_unit_test_setup_teardown(test_does_not_follow_a_redirect, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sends_to_named_hosts_only, setup, teardown),
        cmocka_unit_test_setup_teardown(test_knows_which_addresses_are_allowed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_message_has_counts_and_no_more, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
