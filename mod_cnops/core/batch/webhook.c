/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/webhook.h"

#include "base/json.h"
#include "core/certificate/signature.h"
#include "core/seal/outbox.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define HTTPS "https://"
#define HTTP  "http://"

/* --- where messages may go --- */

typedef struct span_t {
    const char *text;
    apr_size_t len;
} span_t;

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Host and port of an address; nothing where there is no host, or a user before it. */
static span_t authority_of(const char *url)
{
    const char *start = strstr(url, "://");
    span_t none = {"", 0}, authority;

    if (!start)
        return none;
    authority.text = start + strlen("://");
    authority.len = strcspn(authority.text, "/?#");
    return memchr(authority.text, '@', authority.len) ? none : authority;
}

static bool is_loopback(span_t authority)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};

    for (apr_size_t i = 0; i < sizeof names / sizeof *names; i++) {
        apr_size_t len = strlen(names[i]);

        if (authority.len >= len && strncmp(authority.text, names[i], len) == 0 &&
            (authority.len == len || authority.text[len] == ':'))
            return true;
    }
    return false;
}

/* hosts: words, each a host and, where it is not the usual one, a port. */
static bool is_named(const char *hosts, span_t authority)
{
    apr_size_t len;

    for (hosts += strspn(hosts, " "); *hosts; hosts += len + strspn(hosts + len, " ")) {
        len = strcspn(hosts, " ");
        if (len == authority.len && strncmp(hosts, authority.text, len) == 0)
            return true;
    }
    return false;
}

bool cnops_webhook_may_go(const cnops_settings_t *settings, const char *url)
{
    span_t authority = authority_of(url);
    bool is_safe = starts_with(url, HTTPS) || (starts_with(url, HTTP) && is_loopback(authority));

    return is_safe && authority.len > 0 && is_named(settings->webhook_hosts, authority);
}

/* --- the message --- */

static const char *write_instant(apr_time_t at, apr_pool_t *pool)
{
    apr_time_exp_t t;

    apr_time_exp_gmt(&t, at);
    return apr_psprintf(pool, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.tm_year + 1900, t.tm_mon + 1,
                        t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

static const char *write_body(const cnops_batch_t *batch, apr_time_t now, apr_pool_t *pool)
{
    cnops_tree_t *body = cnops_tree_object(pool), *data;

    cnops_tree_set_text(body, "type",
                        apr_pstrcat(pool, "batch.", cnops_batch_state_name(batch->state), NULL));
    cnops_tree_set_text(body, "timestamp", write_instant(now, pool));
    data = cnops_tree_set_object(body, "data");
    cnops_tree_set_text(data, "id", batch->reference);
    cnops_tree_set_text(data, "state", cnops_batch_state_name(batch->state));
    cnops_tree_set_int(data, "rows", batch->rows);
    cnops_tree_set_int(data, "accepted", batch->accepted);
    cnops_tree_set_int(data, "refused", batch->refused);
    return cnops_json_write(body, pool);
}

const cnops_outbox_row_t *cnops_webhook_message(const cnops_core_t *core,
                                                const cnops_batch_t *batch, const char *url,
                                                apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    cnops_message_t message = {.channel = CNOPS_CHANNEL_WEBHOOK,
                               .to = url,
                               .text = write_body(batch, now, pool),
                               .created_at = now,
                               .expires_at = now + CNOPS_WEBHOOK_LIFE};

    return cnops_webhook_may_go(core->settings, url) ? cnops_outbox_row(core, &message, pool)
                                                     : NULL;
}

/* --- its signature --- */

cnops_webhook_headers_t cnops_webhook_sign(const cnops_core_t *core, const char *message_id,
                                           const char *body, apr_pool_t *pool)
{
    cnops_webhook_headers_t headers = {
        .id = apr_pstrcat(pool, "webhook_", message_id, NULL),
        .timestamp = apr_psprintf(pool, "%" APR_INT64_T_FMT, apr_time_sec(cnops_core_now(core)))};
    const char *content = apr_pstrcat(pool, headers.id, ".", headers.timestamp, ".", body, NULL);
    unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN];
    char base64[sodium_base64_ENCODED_LEN(CNOPS_PAYLOAD_SIGNATURE_LEN,
                                          sodium_base64_VARIANT_ORIGINAL)];
    cnops_public_key_t key;

    cnops_signature_make(signature, &key, content, strlen(content), core->keys);
    sodium_bin2base64(base64, sizeof base64, signature, sizeof signature,
                      sodium_base64_VARIANT_ORIGINAL);
    headers.signature = apr_pstrcat(pool, "v1a,", base64, NULL);
    return headers;
}
