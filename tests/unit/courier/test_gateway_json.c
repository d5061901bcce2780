/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tests a gateway with a JSON interface: its requests, the meaning of its answers, and the settings
 * that are refused. */
#include "base/errors.h"
#include "base/json.h"
#include "core/seal/receipt.h"
#include "courier/gateways.h"
#include "courier/sms_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define KIND "json"
#define PATH "/v1/messages/"

/* Has all placeholders, a list, and two values that base/tree cannot hold: null and a fraction. */
#define BODY                                                                                       \
    "{\"empty\": {}, \"messages\": [{\"to\": \"{to}\", \"from\": \"{from}\", \"text\": "           \
    "\"{text}\"}], "                                                                               \
    "\"ref\": \"cnops/{id}\", \"msisdn\": \"{number}\", \"callback\": \"{receipt}?m=1\", "         \
    "\"flash\": false, \"none\": null, \"price\": 0.50, \"note\": \"{} { } {TO} {a1} \\\\\"}"

/* --- settings --- */

static void set(sms_fixture_t *fixture, const char *name, const char *value)
{
    const cnops_setting_t *row = cnops_settings_table;

    while (row->name && strcmp(row->name, name) != 0)
        row++;
    assert_non_null(row->name);
    assert_null(cnops_setting_set(fixture->core->settings, row, value, NULL, fixture->pool));
}

static int setup(void **state)
{
    sms_fixture_t *fixture;

    if (sms_fixture_setup(state) != 0)
        return -1;
    fixture = *state;
    set(fixture, "CnopsSmsFrom", "CNOPS");
    set(fixture, "CnopsSmsJsonBody", BODY);
    set(fixture, "CnopsSmsJsonAccepted", "messages.0.status.groupName=PENDING");
    set(fixture, "CnopsSmsJsonAccepted", "ok=true");
    set(fixture, "CnopsSmsJsonAccepted", "code=0");
    set(fixture, "CnopsSmsJsonRefused", "error.code=invalid_number");
    set(fixture, "CnopsSmsJsonRefused", "blocked");
    set(fixture, "CnopsSmsJsonId", "messages.0.messageId");
    set(fixture, "CnopsSmsJsonDelivered", "status=delivered");
    return 0;
}

/* --- the request --- */

static const char *send_text(sms_fixture_t *fixture, const char *text)
{
    sms_fixture_open(fixture, KIND, PATH,
                     "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}");
    assert_int_equal(sms_fixture_send(fixture, SMS_TO, text), APR_SUCCESS);
    return sms_fixture_close(fixture);
}

static const cnops_tree_t *body_of(sms_fixture_t *fixture, const char *heard)
{
    const char *body = strstr(heard, "\r\n\r\n") + 4;
    cnops_tree_t *tree;

    assert_int_equal(cnops_json_parse(&tree, body, strlen(body), fixture->pool), APR_SUCCESS);
    return tree;
}

static void assert_text(const cnops_tree_t *tree, const char *path, const char *expected)
{
    const cnops_tree_t *node = cnops_tree_at(tree, path);

    assert_non_null(node);
    assert_int_equal(node->type, CNOPS_TREE_TEXT);
    assert_string_equal(node->value.text, expected);
}

static void test_fills_and_posts_the_template(void **state)
{
    sms_fixture_t *fixture = *state;
    const char *heard = send_text(fixture, "Code : 123456\n\n@h #123456\n");
    const cnops_tree_t *body = body_of(fixture, heard);

    assert_ptr_equal(strstr(heard, "POST " PATH " HTTP/1.1\r\n"), heard);
    assert_non_null(strstr(heard, "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(heard, "\r\nAccept: application/json\r\n"));
    assert_text(body, "messages.0.to", SMS_TO);
    assert_text(body, "messages.0.from", "CNOPS");
    assert_text(body, "messages.0.text", "Code : 123456\n\n@h #123456");
    assert_text(body, "ref", "cnops/" SMS_ID);
    assert_text(body, "msisdn", SMS_TO + 1);
    assert_text(body, "callback",
                apr_pstrcat(fixture->pool, "http://localhost:8080/mon_compte/accuses/",
                            cnops_receipt_name(&fixture->core->core, KIND, SMS_ID, fixture->pool),
                            "?m=1", NULL));
    /* Text that is not a placeholder is sent unchanged. */
    assert_text(body, "note", "{} { } {TO} {a1} \\");
    assert_non_null(strstr(heard, "\"flash\": false, \"none\": null, \"price\": 0.50, "));
}

/* Any text arrives unchanged, and never changes the members of the body. */
static void test_escapes_every_text(void **state)
{
    static const char *const texts[] = {
        "\"",
        "\\",
        "\\\"",
        "x\",\"to\":\"+212600000000",
        "x\"}],\"messages\":[{\"to\":\"+212600000000",
        "{to} {id} {receipt} {{text}}", /* placeholders in a value are not replaced */
        "a\nb\rc\td\x01\x7f",
        "رمز التحقق 123456",
        "😀 ⵣ é",
        "</script>&\xE2\x80\xA8\\u0022",
        "%d %s ${HOME}",
    };
    sms_fixture_t *fixture = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const cnops_tree_t *body = body_of(fixture, send_text(fixture, texts[i]));

        assert_text(body, "messages.0.text", texts[i]);
        assert_text(body, "messages.0.to", SMS_TO);
        assert_null(cnops_tree_at(body, "messages.1"));
        assert_text(body, "ref", "cnops/" SMS_ID);
    }
}

static void test_replaces_bytes_that_are_not_utf8(void **state)
{
    sms_fixture_t *fixture = *state;

    assert_text(body_of(fixture, send_text(fixture, "a\xC3")), "messages.0.text", "a\xEF\xBF\xBD");
}

static void test_sends_credentials_and_headers(void **state)
{
    sms_fixture_t *fixture = *state;
    apr_array_header_t *headers = apr_array_make(fixture->pool, 2, sizeof(const char *));
    const char *heard;

    APR_ARRAY_PUSH(headers, const char *) = "X-Api-Key: 0123";
    APR_ARRAY_PUSH(headers, const char *) = "X-Compte: cnops";
    fixture->headers = headers;
    heard = send_text(fixture, "texte");
    assert_non_null(strstr(heard, "\r\nX-Api-Key: 0123\r\n"));
    assert_non_null(strstr(heard, "\r\nX-Compte: cnops\r\n"));
    /* base64 of "portail:mot de passe" */
    assert_non_null(strstr(heard, "\r\nAuthorization: Basic cG9ydGFpbDptb3QgZGUgcGFzc2U=\r\n"));
    fixture->has_no_credentials = true;
    assert_null(strstr(send_text(fixture, "texte"), "Authorization"));
}

/* --- the answer --- */

static const char *answer_of(sms_fixture_t *fixture, int status, const char *body)
{
    return apr_psprintf(fixture->pool, "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", status,
                        (int)strlen(body), body);
}

#define UNCLEAR "it is neither as CnopsSmsJsonAccepted nor as CnopsSmsJsonRefused"

static const struct {
    int status;
    const char *body;
    apr_status_t verdict;
    const char *detail; /* what follows "the gateway answered STATUS: "; NULL: nothing */
} answers[] = {
    /* accepted */
    {200, "{\"messages\":[{\"status\":{\"groupName\":\"PENDING\"}}]}", APR_SUCCESS, NULL},
    {201, "{\"ok\":true}", APR_SUCCESS, NULL},
    {202, "{\"code\":0,\"text\":\"queued\"}", APR_SUCCESS, NULL},
    {200, " {\"ok\" : true}\r\n", APR_SUCCESS, NULL},
    {200, "{\"ok\":\"true\"}", APR_SUCCESS, NULL}, /* the text "true" counts as true */
    /* 200, but the body is no acceptance */
    {200, "{\"error\":{\"code\":\"invalid_number\"}}", CNOPS_EREFUSED, "error.code=invalid_number"},
    {200, "{\"error\":{\"code\":\"throttled\"}}", APR_EAGAIN, UNCLEAR},
    {200, "{\"ok\":false}", APR_EAGAIN, UNCLEAR},
    {200, "{\"code\":10}", APR_EAGAIN, UNCLEAR},
    {200, "{\"code\":\"\"}", APR_EAGAIN, UNCLEAR},
    /* a refusal counts more than an acceptance in the same body */
    {200, "{\"ok\":true,\"blocked\":{\"why\":[]}}", CNOPS_EREFUSED, "blocked"},
    {200, "{\"ok\":true,\"blocked\":false}", CNOPS_EREFUSED, "blocked"},
    {200, "{\"ok\":true,\"blocked\":null}", APR_SUCCESS, NULL},
    /* nothing at the path, or an object or list there */
    {200, "{}", APR_EAGAIN, UNCLEAR},
    {200, "[]", APR_EAGAIN, UNCLEAR},
    {200, "{\"messages\":[]}", APR_EAGAIN, UNCLEAR},
    {200, "{\"messages\":[{\"status\":\"PENDING\"}]}", APR_EAGAIN, UNCLEAR},
    {200, "{\"messages\":{\"status\":{\"groupName\":\"PENDING\"}}}", APR_EAGAIN, UNCLEAR},
    {200, "{\"ok\":{\"true\":true}}", APR_EAGAIN, UNCLEAR},
    {200, "{\"ok\":null}", APR_EAGAIN, UNCLEAR},
    {200, "{\"code\":0.0}", APR_EAGAIN, UNCLEAR},
    /* the body is not JSON */
    {200, "", APR_EAGAIN, "it is no JSON"},
    {200, "OK", APR_EAGAIN, "it is no JSON"},
    {200, "<html>{\"ok\":true}</html>", APR_EAGAIN, "it is no JSON"},
    {200, "{\"ok\":true", APR_EAGAIN, "it is no JSON"},
    {200, "{\"ok\":true} {\"ok\":true}", APR_EAGAIN, "it is no JSON"},
    {200, "{\"ok\":true,\"ok\":true}", APR_EAGAIN, "it is no JSON"},
    {200, "{\"ok\":true,\"x\":\"\xff\"}", APR_EAGAIN, "it is no JSON"},
    {204, "", APR_EAGAIN, "it is no JSON"},
    /* other statuses: an acceptance in the body does not count, a refusal does */
    {302, "{\"ok\":true}", APR_EAGAIN, NULL},
    {400, "{\"ok\":true}", CNOPS_EREFUSED, NULL},
    {400, "no", CNOPS_EREFUSED, NULL},
    {401, "{\"ok\":true}", CNOPS_EUNAVAILABLE, NULL},
    {401, "{\"error\":{\"code\":\"invalid_number\"}}", CNOPS_EUNAVAILABLE, NULL},
    {402, "{}", CNOPS_EUNAVAILABLE, NULL},
    {503, "{\"error\":{\"code\":\"invalid_number\"}}", CNOPS_EUNAVAILABLE, NULL},
    {403, "{}", CNOPS_EUNAVAILABLE, NULL},
    {403, "{\"error\":{\"code\":\"invalid_number\"}}", CNOPS_EREFUSED, "error.code=invalid_number"},
    {404, "", CNOPS_EUNAVAILABLE, NULL},
    {422, "{}", CNOPS_EREFUSED, NULL},
    {429, "{\"ok\":true}", APR_EAGAIN, NULL},
    {500, "{\"ok\":true}", APR_EAGAIN, NULL},
    {500, "{\"blocked\":1}", CNOPS_EREFUSED, "blocked"},
    {503, "{}", CNOPS_EUNAVAILABLE, NULL},
};

static void test_judges_status_and_body(void **state)
{
    sms_fixture_t *fixture = *state;

    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const char *answer = answer_of(fixture, answers[i].status, answers[i].body);
        const char *detail =
            apr_psprintf(fixture->pool, "the gateway answered %d", answers[i].status);

        if (sms_fixture_answered(fixture, KIND, answer) != answers[i].verdict)
            fail_msg("%d %s: %s", answers[i].status, answers[i].body, fixture->detail);
        if (answers[i].detail)
            detail = apr_pstrcat(fixture->pool, detail, ": ", answers[i].detail, NULL);
        if (answers[i].verdict == APR_SUCCESS)
            assert_null(fixture->detail);
        else
            assert_string_equal(fixture->detail, detail);
    }
}

/* An answer with a body of len bytes that says that the message was accepted. */
static const char *accept_at_length(sms_fixture_t *fixture, int len)
{
    const int frame = (int)strlen("{\"ok\":true,\"x\":\"\"}");

    return answer_of(fixture, 200,
                     apr_psprintf(fixture->pool, "{\"ok\":true,\"x\":\"%0*d\"}", len - frame, 0));
}

static void test_reads_a_bounded_answer(void **state)
{
    sms_fixture_t *fixture = *state;

    assert_int_equal(
        sms_fixture_answered(fixture, KIND, accept_at_length(fixture, CNOPS_GATEWAY_ANSWER_MAX)),
        APR_SUCCESS);
    assert_int_equal(sms_fixture_answered(fixture, KIND,
                                          accept_at_length(fixture, CNOPS_GATEWAY_ANSWER_MAX + 1)),
                     APR_EAGAIN);
    assert_string_equal(fixture->detail,
                        "the gateway answered 200: it broke off, or is over 16 KiB");
}

static void test_does_not_trust_an_incomplete_answer(void **state)
{
    sms_fixture_t *fixture = *state;
    const char *whole = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"ok\":true}";

    fixture->core->settings->sms_timeout = apr_time_from_msec(1200);
    assert_int_equal(sms_fixture_answered(fixture, KIND, whole), APR_EAGAIN);
    assert_string_equal(fixture->detail,
                        "the gateway answered 200: it broke off, or is over 16 KiB");
    assert_int_equal(sms_fixture_answered(fixture, KIND, NULL), APR_EAGAIN);
}

static void test_does_not_read_deeply_nested_answers(void **state)
{
    sms_fixture_t *fixture = *state;

    assert_int_equal(
        sms_fixture_answered(fixture, KIND,
                             answer_of(fixture, 200, "{\"ok\":true,\"x\":[[[[[[[[[]]]]]]]]]}")),
        APR_EAGAIN);
}

/* --- the gateway's id --- */

static const char *logged_for(sms_fixture_t *fixture, const char *id)
{
    const char *body =
        apr_psprintf(fixture->pool, "{\"ok\":true,\"messages\":[{\"messageId\":%s}]}", id);

    sms_fixture_open(fixture, KIND, PATH, answer_of(fixture, 200, body));
    assert_int_equal(sms_fixture_send(fixture, SMS_TO, "Code : 123456"), APR_SUCCESS);
    sms_fixture_close(fixture);
    return fixture->detail;
}

static void test_logs_the_gateways_id(void **state)
{
    assert_string_equal(logged_for(*state, "\"SM-8f3_a.1:2\""),
                        "the gateway calls it SM-8f3_a.1:2");
    assert_string_equal(logged_for(*state, "9223372036854775807"),
                        "the gateway calls it 9223372036854775807");
    set(*state, "CnopsSmsJsonId", "");
    assert_null(logged_for(*state, "\"SM-8f3\""));
}

/* A wrong path in CnopsSmsJsonId must not put a number or a code into the log. */
static void test_logs_nothing_else(void **state)
{
    static const char *const others[] = {
        "null",
        "\"\"",
        "[\"x1\"]",
        "{\"x\":1}",
        "\"123456\"",
        "123456",
        "\"3456\"",
        "\"Code\"",
        ("\"" SMS_TO "\""),
        "\"212612345678\"",
        "\"612345678\"",
        "\"x-212612345678-1\"",
        "\"0612345678\"",
        "\"votre code est 123456\"",
        "\"a\\nb\"",
        "\"é\"",
        "\"01234567890123456789012345678901234567890123456789012345678901234\"",
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(logged_for(*state, others[i]));
}

/* --- faults --- */

static const char *fault_of(sms_fixture_t *fixture, const char *url)
{
    fixture->core->settings->sms_gateway = (cnops_gateway_setting_t){KIND, url};
    return cnops_courier_sms_fault(fixture->core->settings, fixture->pool);
}

static void test_needs_https_or_the_loopback(void **state)
{
    static const char *const good[] = {"https://sms.example.ma/v1", "http://127.0.0.1:8080/v1",
                                       "http://localhost/v1", "http://127.0.0.2"};
    static const char *const bad[] = {
        "http://sms.example.ma/v1", "http://127.0.0.1.example.ma/v1", "http://127.example.ma",
        "http://local/v1",          "http://localhost.example.ma/",   "http://10.0.0.1:127/v1"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_null(fault_of(*state, good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *fault = fault_of(*state, bad[i]);

        assert_ptr_equal(strstr(fault, "CnopsSmsGateway: "), fault);
        assert_non_null(strstr(fault, "for instance json https://"));
    }
}

static void test_refuses_an_unusable_body(void **state)
{
    static const struct {
        const char *body, *fault;
    } bad[] = {
        {"", "CnopsSmsJsonBody is missing"},
        {"to={to}&text={text}", "CnopsSmsJsonBody is no JSON"},
        {"{\"to\":\"{to}\",\"text\":{text}}", "CnopsSmsJsonBody is no JSON"},
        {"{\"to\":\"{to}\",\"text\":\"{text}\"", "CnopsSmsJsonBody is no JSON"},
        {"\"{to}{text}\"", "CnopsSmsJsonBody is no JSON"},
        {"{\"to\":\"{to}\",\"text\":\"{txt}\"}", "CnopsSmsJsonBody: there is no {txt}"},
        {"{\"to\":\"{to}\",\"x\":\"{text}{receipt_}\"}", "there is no {receipt_}"},
        {"{\"to\":\"{to}\",\"x\":\"{text}{receip}\"}", "there is no {receip}"},
        {"{\"to\":\"{to}\",\"receipt\":\"{receipt}\"}", "CnopsSmsJsonBody lacks {text}"},
        {"{\"text\":\"{text}\",\"receipt\":\"{receipt}\"}", "CnopsSmsJsonBody lacks {to}"},
        {"{\"to\":\"{to}\",\"text\":\"{text}\"}", "CnopsSmsJsonBody lacks {receipt}"},
    };
    sms_fixture_t *fixture = *state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *fault;

        fixture->core->settings->sms_json_body = bad[i].body;
        fault = fault_of(fixture, "https://sms.example.ma/v1");
        assert_non_null(fault);
        assert_non_null(strstr(fault, bad[i].fault));
        assert_non_null(strstr(fault, "for instance CnopsSmsJsonBody '{"));
    }
    fixture->core->settings->sms_json_body =
        "[{\"n\":\"{number}\",\"t\":\"{text}\",\"r\":\"{receipt}\"}]";
    assert_null(fault_of(fixture, "https://sms.example.ma/v1"));
}

static void test_needs_the_settings_that_the_body_uses(void **state)
{
    sms_fixture_t *fixture = *state;
    cnops_settings_t *settings = fixture->core->settings;
    const char *url = "https://sms.example.ma/v1";

    settings->sms_from = "";
    assert_non_null(strstr(fault_of(fixture, url), "CnopsSmsFrom is missing"));
    settings->sms_from = "CNOPS";
    apr_array_clear(settings->sms_json_delivered);
    assert_non_null(strstr(fault_of(fixture, url), "for instance CnopsSmsJsonDelivered "));
    set(fixture, "CnopsSmsJsonFailed", "status=failed");
    assert_null(fault_of(fixture, url));
    apr_array_clear(settings->sms_json_accepted);
    assert_non_null(strstr(fault_of(fixture, url), "for instance CnopsSmsJsonAccepted "));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, sms_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_fills_and_posts_the_template),
        TEST(test_escapes_every_text),
        TEST(test_replaces_bytes_that_are_not_utf8),
        TEST(test_sends_credentials_and_headers),
        TEST(test_judges_status_and_body),
        TEST(test_reads_a_bounded_answer),
        TEST(test_does_not_trust_an_incomplete_answer),
        TEST(test_does_not_read_deeply_nested_answers),
        TEST(test_logs_the_gateways_id),
        TEST(test_logs_nothing_else),
        TEST(test_needs_https_or_the_loopback),
        TEST(test_refuses_an_unusable_body),
        TEST(test_needs_the_settings_that_the_body_uses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
