/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/webhook.h"

#include "base/errors.h"
#include "core/batch/webhook.h"
#include "courier/hop.h"

#include <apr_strings.h>
#include <string.h>

#define TIMEOUT     apr_time_from_sec(10)
#define STATUS_GONE 410

typedef struct webhook_driver_t {
    cnops_driver_t driver;
    cnops_hop_t hop; /* its url is that of the message at hand */
    const cnops_core_t *core;
} webhook_driver_t;

/* What the receiver says besides its status is not read. */
static size_t ignore(char *bytes, size_t size, size_t count, void *self)
{
    (void)bytes;
    (void)self;
    return size * count;
}

static struct curl_slist *add_header(struct curl_slist *headers, const char *name,
                                     const char *value, apr_pool_t *pool)
{
    return curl_slist_append(headers, apr_pstrcat(pool, name, ": ", value, NULL));
}

static struct curl_slist *make_headers(const webhook_driver_t *self, const cnops_message_t *message,
                                       apr_pool_t *pool)
{
    cnops_webhook_headers_t signed_with =
        cnops_webhook_sign(self->core, message->id, message->text, pool);
    struct curl_slist *headers = NULL;

    headers = add_header(headers, "Content-Type", "application/json", pool);
    headers = add_header(headers, "webhook-id", signed_with.id, pool);
    headers = add_header(headers, "webhook-timestamp", signed_with.timestamp, pool);
    headers = add_header(headers, "webhook-signature", signed_with.signature, pool);
    /* Without this, libcurl may wait for "100 Continue" before it sends the body. */
    return curl_slist_append(headers, "Expect:");
}

static apr_status_t judge(const char **pdetail, long status, CURLcode code, apr_pool_t *pool)
{
    if (status >= 200 && status < 300)
        return APR_SUCCESS;
    *pdetail =
        status ? apr_psprintf(pool, "the receiver answered %ld", status) : curl_easy_strerror(code);
    return status == STATUS_GONE ? CNOPS_EREFUSED : APR_EAGAIN;
}

static apr_status_t post(const char **pdetail, webhook_driver_t *self,
                         const cnops_message_t *message, apr_pool_t *pool)
{
    struct curl_slist *headers;
    long status = 0;
    CURLcode code;
    CURL *curl;

    self->hop.url = message->to;
    if (!(curl = cnops_hop_prepare(&self->hop, message, apr_time_now())))
        return APR_EAGAIN;
    headers = make_headers(self, message, pool);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(message->text));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, message->text);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, NULL);
    curl_slist_free_all(headers);
    return judge(pdetail, status, code, pool);
}

static apr_status_t send_webhook(void *data, const char **pdetail, const cnops_message_t *message,
                                 apr_pool_t *pool)
{
    webhook_driver_t *self = data;

    if (message->to && message->text && cnops_webhook_may_go(self->core->settings, message->to))
        return post(pdetail, self, message, pool);
    *pdetail = "its host is not in CnopsWebhookHosts";
    return CNOPS_EREFUSED;
}

static void disconnect(void *data)
{
    webhook_driver_t *self = data;

    cnops_hop_disconnect(&self->hop);
}

const cnops_driver_t *cnops_courier_webhook(const cnops_webhook_options_t *options,
                                            apr_pool_t *pool)
{
    webhook_driver_t *self = apr_pcalloc(pool, sizeof *self);

    self->core = options->core;
    self->hop = (cnops_hop_t){.protocols = "http,https",
                              .connect_timeout = TIMEOUT,
                              .timeout = TIMEOUT,
                              .stopping = options->stopping,
                              .stopping_self = options->stopping_self};
    self->driver = (cnops_driver_t){.name = "webhook",
                                    .channel = CNOPS_CHANNEL_WEBHOOK,
                                    .patience = TIMEOUT,
                                    .send = send_webhook,
                                    .disconnect = disconnect,
                                    .self = self};
    return &self->driver;
}
