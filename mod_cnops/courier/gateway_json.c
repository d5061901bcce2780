/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Any gateway that accepts a JSON text by POST and answers with one. The directives CnopsSmsJson…
 * describe its requests and answers. CnopsSmsHeaders adds headers to each request, and
 * CnopsSmsCredentials are sent by HTTP's "Basic" authentication. */
#include "courier/gateway.h"

#include "base/errors.h"
#include "base/json.h"
#include "base/secret.h"

#include <apr_strings.h>
#include <string.h>

#define EXAMPLE  "for instance CnopsSmsJsonBody '{\"to\":\"{to}\",\"text\":\"{text}\"}'"
#define ID_MAX   64 /* bytes; a longer id of the gateway is not logged */
#define ID_CHARS "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:"

/* --- placeholders of the template --- */

typedef const char *(*value_fn)(const cnops_sms_options_t *options, const cnops_message_t *message,
                                apr_pool_t *pool);

static const char *value_of_to(const cnops_sms_options_t *options, const cnops_message_t *message,
                               apr_pool_t *pool)
{
    (void)options, (void)pool;
    return message->to;
}

/* The number without its '+', which some gateways refuse. */
static const char *value_of_number(const cnops_sms_options_t *options,
                                   const cnops_message_t *message, apr_pool_t *pool)
{
    (void)options, (void)pool;
    return message->to + 1;
}

static const char *value_of_text(const cnops_sms_options_t *options, const cnops_message_t *message,
                                 apr_pool_t *pool)
{
    apr_size_t len = cnops_gateway_text_len(message);
    char *text = cnops_secret_alloc(len + 1, pool);

    (void)options;
    memcpy(text, message->text, len);
    return text;
}

static const char *value_of_from(const cnops_sms_options_t *options, const cnops_message_t *message,
                                 apr_pool_t *pool)
{
    (void)message, (void)pool;
    return options->core->settings->sms_from;
}

static const char *value_of_id(const cnops_sms_options_t *options, const cnops_message_t *message,
                               apr_pool_t *pool)
{
    (void)options, (void)pool;
    return message->id;
}

static const struct {
    const char *name;
    value_fn value;
} placeholders[] = {
    {"to", value_of_to},     {"number", value_of_number}, {"text", value_of_text},
    {"from", value_of_from}, {"id", value_of_id},         {"receipt", cnops_gateway_receipt_url},
};

/* name: len bytes. NULL for an unknown placeholder. */
static value_fn find_value(const char *name, apr_size_t len)
{
    for (apr_size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
        if (strncmp(placeholders[i].name, name, len) == 0 && !placeholders[i].name[len])
            return placeholders[i].value;
    return NULL;
}

/* The name of the next placeholder in body, *plen bytes between '{' and '}'; NULL where there are
 * no more. In a valid JSON text an unquoted name can follow a '{' only inside a string: so a
 * placeholder is always inside a string, and its value only has to be escaped. */
static const char *find_placeholder(apr_size_t *plen, const char *body)
{
    for (const char *at = strchr(body, '{'); at; at = strchr(at + 1, '{')) {
        *plen = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_");
        if (*plen > 0 && at[1 + *plen] == '}')
            return at + 1;
    }
    return NULL;
}

/* --- the request --- */

/* The values are escaped, so that no value can change which members the body has. */
static void fill(cnops_buffer_t *out, const cnops_sms_options_t *options,
                 const cnops_message_t *message, apr_pool_t *pool)
{
    const char *next = options->core->settings->sms_json_body, *name;
    apr_size_t len;

    while ((name = find_placeholder(&len, next))) {
        cnops_buffer_add(out, next, (apr_size_t)(name - 1 - next));
        cnops_json_escape(out, find_value(name, len)(options, message, pool));
        next = name + len + 1;
    }
    cnops_buffer_add_text(out, next);
}

static void ask(cnops_gateway_request_t *prequest, const cnops_sms_options_t *options,
                const cnops_message_t *message, apr_pool_t *pool)
{
    cnops_buffer_t out;

    cnops_gateway_add_header(prequest, "Content-Type", "application/json", pool);
    cnops_gateway_add_header(prequest, "Accept", "application/json", pool);
    prequest->basic = &options->credentials;
    cnops_buffer_init(&out, 512, pool);
    fill(&out, options, message, pool);
    /* Both hold the text of the message: the copy is wiped with the pool, the buffer here. */
    prequest->body = cnops_secret_strdup(cnops_buffer_text(&out), pool);
    prequest->body_len = out.len;
    cnops_secret_wipe_bytes(out.bytes, out.len);
}

/* --- the answer --- */

/* The value of a node as text; NULL for an object, a list or null. base/json reads a number with
 * a fraction as null. */
static const char *text_of(const cnops_tree_t *node, apr_pool_t *pool)
{
    if (!node)
        return NULL;
    switch (node->type) {
    case CNOPS_TREE_TEXT:
        return node->value.text;
    case CNOPS_TREE_INT:
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, node->value.integer);
    case CNOPS_TREE_BOOL:
        return node->value.boolean ? "true" : "false";
    default:
        return NULL;
    }
}

/* A test without a value asks only that the path leads to something other than null. */
static bool is_met(const cnops_setting_test_t *test, const cnops_tree_t *answer, apr_pool_t *pool)
{
    const cnops_tree_t *node = cnops_tree_at(answer, test->path);
    const char *text = text_of(node, pool);

    if (!test->value)
        return node && node->type != CNOPS_TREE_NULL;
    return text && strcmp(text, test->value) == 0;
}

/* The first test that the answer meets; NULL where it meets none, or where answer is NULL. */
static const cnops_setting_test_t *find_met(const apr_array_header_t *tests,
                                            const cnops_tree_t *answer, apr_pool_t *pool)
{
    for (int i = 0; answer && i < tests->nelts; i++) {
        const cnops_setting_test_t *test = &APR_ARRAY_IDX(tests, i, cnops_setting_test_t);

        if (is_met(test, answer, pool))
            return test;
    }
    return NULL;
}

/* Words for the log with the gateway's own id of the message: with it, the portal's operator can
 * ask the gateway's operator about the message. The configuration says where in the answer the id
 * is, and it may be wrong. A value that could be the number, the code or another part of the
 * message is therefore not logged. */
static const char *describe_id(const cnops_settings_t *settings, const cnops_message_t *message,
                               const cnops_tree_t *answer, apr_pool_t *pool)
{
    const char *id = NULL;

    if (*settings->sms_json_id)
        id = text_of(cnops_tree_at(answer, settings->sms_json_id), pool);
    if (!id || strlen(id) > ID_MAX || id[strspn(id, ID_CHARS)] || strstr(message->text, id) ||
        strstr(message->to, id) || strstr(id, message->to + sizeof "+212" - 1))
        return NULL;
    return apr_psprintf(pool, "the gateway calls it %s", id);
}

/* Whether the status speaks of the portal or of the gateway, so that no body makes it the fault of
 * a message: the gateway does not know us, nobody has paid it, it takes no messages now. */
static bool is_about_the_gateway(long status)
{
    return status == 401 || status == 402 || status == 503;
}

/* tree: the answer's body; NULL where it is not a JSON text. */
static apr_status_t judge_tree(const char **pdetail, const cnops_settings_t *settings,
                               const cnops_gateway_answer_t *answer, const cnops_tree_t *tree,
                               apr_pool_t *pool)
{
    const cnops_setting_test_t *refused = find_met(settings->sms_json_refused, tree, pool);

    if (refused && !is_about_the_gateway(answer->status)) {
        *pdetail =
            apr_pstrcat(pool, refused->path, refused->value ? "=" : NULL, refused->value, NULL);
        return CNOPS_EREFUSED;
    }
    if (answer->status < 200 || answer->status > 299)
        return cnops_gateway_judge_status(answer->status);
    if (find_met(settings->sms_json_accepted, tree, pool))
        return APR_SUCCESS;
    *pdetail = tree ? "it is neither as CnopsSmsJsonAccepted nor as CnopsSmsJsonRefused"
               : answer->is_whole ? "it is no JSON"
                                  : "it broke off, or is over 16 KiB";
    return APR_EAGAIN;
}

static apr_status_t judge(const char **pdetail, const cnops_sms_options_t *options,
                          const cnops_message_t *message, const cnops_gateway_answer_t *answer,
                          apr_pool_t *pool)
{
    const cnops_settings_t *settings = options->core->settings;
    cnops_tree_t *tree = NULL;
    apr_status_t rv;

    if (answer->is_whole)
        cnops_json_parse(&tree, answer->body, answer->len, pool);
    rv = judge_tree(pdetail, settings, answer, tree, pool);
    if (rv == APR_SUCCESS)
        *pdetail = describe_id(settings, message, tree, pool);
    cnops_tree_wipe(tree);
    return rv;
}

/* --- the settings --- */

static bool is_loopback(const char *host)
{
    apr_size_t len = strcspn(host, ":/");

    if (len == 9 && strncmp(host, "localhost", len) == 0)
        return true;
    return strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == len;
}

static const char *check_url(const cnops_settings_t *settings, apr_pool_t *pool)
{
    const char *url = settings->sms_gateway.url;

    (void)pool;
    if (strncmp(url, "https://", 8) == 0 || is_loopback(url + sizeof "http://" - 1))
        return NULL;
    return "CnopsSmsGateway: codes and the gateway's API key are not sent in clear: json needs "
           "https://, or http:// on this machine's loopback; for instance json "
           "https://sms.example.ma/v1/messages";
}

static bool has_placeholder(const cnops_settings_t *settings, const char *wanted)
{
    const char *next = settings->sms_json_body, *name;
    apr_size_t len;

    for (; (name = find_placeholder(&len, next)); next = name + len)
        if (strlen(wanted) == len && strncmp(wanted, name, len) == 0)
            return true;
    return false;
}

static const char *check_body(const cnops_settings_t *settings, apr_pool_t *pool)
{
    const char *body = settings->sms_json_body;
    cnops_tree_t *tree;

    if (!*body)
        return "CnopsSmsJsonBody is missing, the text that is posted; " EXAMPLE;
    if (cnops_json_parse(&tree, body, strlen(body), pool) != APR_SUCCESS)
        return "CnopsSmsJsonBody is no JSON text, is deeper than eight levels or has a name twice; "
               "placeholders stand between quotes; " EXAMPLE;
    return NULL;
}

static const char *check_placeholders(const cnops_settings_t *settings, apr_pool_t *pool)
{
    const char *next = settings->sms_json_body, *name;
    apr_size_t len;

    for (; (name = find_placeholder(&len, next)); next = name + len)
        if (!find_value(name, len))
            return apr_psprintf(pool,
                                "CnopsSmsJsonBody: there is no {%.*s}; known: {to} {number} {text} "
                                "{from} {id} {receipt}; " EXAMPLE,
                                (int)len, name);
    if (!has_placeholder(settings, "text"))
        return "CnopsSmsJsonBody lacks {text}, what the SMS says; " EXAMPLE;
    if (!has_placeholder(settings, "to") && !has_placeholder(settings, "number"))
        return "CnopsSmsJsonBody lacks {to}, or {number} without its '+'; " EXAMPLE;
    if (has_placeholder(settings, "from") && !*settings->sms_from)
        return "CnopsSmsFrom is missing, CnopsSmsJsonBody has {from}; for instance CnopsSmsFrom "
               "CNOPS";
    return NULL;
}

static const char *check_tests(const cnops_settings_t *settings, apr_pool_t *pool)
{
    bool has_words =
        settings->sms_json_delivered->nelts > 0 || settings->sms_json_failed->nelts > 0;

    (void)pool;
    if (settings->sms_json_accepted->nelts == 0)
        return "CnopsSmsJsonAccepted is missing: what an answer says when the message was taken; "
               "for instance CnopsSmsJsonAccepted status=queued";
    if (has_placeholder(settings, "receipt") && !has_words)
        return "CnopsSmsJsonDelivered is missing, CnopsSmsJsonBody has {receipt}; for instance "
               "CnopsSmsJsonDelivered status=delivered";
    if (has_words && !has_placeholder(settings, "receipt"))
        return "CnopsSmsJsonBody lacks {receipt}, the address at which CnopsSmsJsonDelivered and "
               "CnopsSmsJsonFailed are told; for instance CnopsSmsJsonBody "
               "'{\"to\":\"{to}\",\"text\":\"{text}\",\"callback\":\"{receipt}\"}'";
    return NULL;
}

static const char *find_fault(const cnops_settings_t *settings, apr_pool_t *pool)
{
    static const char *(*const checks[])(const cnops_settings_t *, apr_pool_t *) = {
        check_url, check_body, check_placeholders, check_tests};
    const char *fault = NULL;

    for (apr_size_t i = 0; i < sizeof checks / sizeof *checks && !fault; i++)
        fault = checks[i](settings, pool);
    return fault;
}

const cnops_gateway_t cnops_gateway_json = {
    .kind = "json", .fault = find_fault, .ask = ask, .judge = judge};
