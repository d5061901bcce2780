/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/sms.h"

#include "base/errors.h"
#include "base/secret.h"
#include "courier/gateways.h"
#include "courier/hop.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#define COUNTRY        "+212"
#define NATIONAL_LEN   9
#define SENDER_LEN_MAX 11 /* letters and digits, 3GPP TS 23.040 §9.1.2.5 */

typedef struct sms_driver_t {
    cnops_driver_t driver;
    cnops_hop_t hop;
    const cnops_gateway_t *gateway;
    cnops_sms_options_t options;
    bool is_unanswered; /* the last request was sent and no answer came */
} sms_driver_t;

/* Only digits after +212: such a number cannot add a header to the request either. */
static bool is_moroccan(const char *to)
{
    const char *national = to + sizeof COUNTRY - 1;

    return strncmp(to, COUNTRY, sizeof COUNTRY - 1) == 0 && strlen(national) == NATIONAL_LEN &&
           strspn(national, "0123456789") == NATIONAL_LEN;
}

/* --- one request --- */

/* An answer while it is read. */
typedef struct reading_t {
    char *bytes; /* CNOPS_GATEWAY_ANSWER_MAX bytes and one for the NUL */
    apr_size_t len;
} reading_t;

/* libcurl ends the request when this takes fewer bytes than it was given. */
static size_t read_answer(char *bytes, size_t size, size_t count, void *self)
{
    reading_t *reading = self;
    apr_size_t len = size * count;

    if (len > CNOPS_GATEWAY_ANSWER_MAX - reading->len)
        len = CNOPS_GATEWAY_ANSWER_MAX - reading->len;
    memcpy(reading->bytes + reading->len, bytes, len);
    reading->len += len;
    return len;
}

/* The bytes of the answer are wiped with the pool: a gateway may repeat the message in it. */
static CURL *prepare(sms_driver_t *self, reading_t *reading, const cnops_message_t *message,
                     apr_pool_t *pool)
{
    CURL *curl = cnops_hop_prepare(&self->hop, message, apr_time_now());

    if (!curl)
        return NULL;
    reading->bytes = cnops_secret_alloc(CNOPS_GATEWAY_ANSWER_MAX + 1, pool);
    reading->len = 0;
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, read_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, reading);
    return curl;
}

/* Sends a request without a message and says whether any answer came. A gateway whose process
 * hangs still accepts requests, and handles them all when it runs again: each attempt would become
 * an SMS. So after a request without answer the gateway is first asked in this way. */
static bool is_alive(const char **pdetail, sms_driver_t *self, const cnops_message_t *message,
                     apr_pool_t *pool)
{
    reading_t reading;
    CURL *curl = prepare(self, &reading, message, pool);
    long status = 0;

    if (!curl)
        return false;
    *pdetail = curl_easy_strerror(curl_easy_perform(curl));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status != 0;
}

static apr_status_t judge(const char **pdetail, const sms_driver_t *self,
                          const cnops_message_t *message, const cnops_gateway_answer_t *answer,
                          apr_pool_t *pool)
{
    const char *more = NULL;
    apr_status_t rv = self->gateway->judge(&more, &self->options, message, answer, pool);

    *pdetail = more;
    if (rv != APR_SUCCESS)
        *pdetail = apr_psprintf(pool, "the gateway answered %ld%s%s", answer->status,
                                more ? ": " : "", more ? more : "");
    return rv;
}

/* Decides what a finished request means; code is libcurl's result. Where the request was sent but
 * no answer came, the gateway may have sent the SMS or not. */
static apr_status_t conclude(const char **pdetail, sms_driver_t *self,
                             const cnops_message_t *message, cnops_gateway_answer_t *answer,
                             CURLcode code, apr_pool_t *pool)
{
    long written = 0;

    curl_easy_getinfo(self->hop.curl, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_easy_getinfo(self->hop.curl, CURLINFO_REQUEST_SIZE, &written);
    self->is_unanswered = !answer->status && written > 0;
    *pdetail = curl_easy_strerror(code);
    if (self->is_unanswered)
        return APR_EAGAIN;
    if (!answer->status)
        return CNOPS_EUNAVAILABLE;
    answer->is_whole = code == CURLE_OK;
    return judge(pdetail, self, message, answer, pool);
}

static void add_headers(cnops_gateway_request_t *prequest, const apr_array_header_t *headers)
{
    for (int i = 0; headers && i < headers->nelts; i++)
        prequest->headers =
            curl_slist_append(prequest->headers, APR_ARRAY_IDX(headers, i, const char *));
}

static CURLcode post(CURL *curl, const cnops_gateway_request_t *request)
{
    CURLcode code;

    if (request->basic) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, request->basic->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, request->basic->password);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, request->headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->body_len);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
    code = curl_easy_perform(curl);
    /* The handle is used again, after the headers and the body are freed. */
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, NULL);
    return code;
}

static apr_status_t exchange(const char **pdetail, sms_driver_t *self,
                             const cnops_message_t *message, apr_pool_t *pool)
{
    cnops_gateway_request_t request = {0};
    cnops_gateway_answer_t answer = {0};
    reading_t reading;
    CURLcode code;
    CURL *curl;

    if ((self->is_unanswered && !is_alive(pdetail, self, message, pool)) ||
        !(curl = prepare(self, &reading, message, pool)))
        return CNOPS_EUNAVAILABLE;
    /* Without this, libcurl may wait for "100 Continue" before it sends the body. */
    cnops_gateway_add_header(&request, "Expect", "", pool);
    add_headers(&request, self->options.headers);
    self->gateway->ask(&request, &self->options, message, pool);
    code = post(curl, &request);
    curl_slist_free_all(request.headers);
    answer.body = reading.bytes;
    answer.len = reading.len;
    return conclude(pdetail, self, message, &answer, code, pool);
}

/* --- the driver --- */

static apr_status_t send_sms(void *data, const char **pdetail, const cnops_message_t *message,
                             apr_pool_t *pool)
{
    if (!message->to || !is_moroccan(message->to)) {
        *pdetail = "not a number of +212";
        return CNOPS_EREFUSED;
    }
    return exchange(pdetail, data, message, pool);
}

static void disconnect(void *data)
{
    sms_driver_t *self = data;

    cnops_hop_disconnect(&self->hop);
}

/* A sender is up to 11 letters and digits, or a telephone number. */
static bool is_sender(const char *from)
{
    apr_size_t len = strlen(from);

    for (const char *c = from; *c; c++)
        if (!apr_isalnum(*c) && *c != '+' && *c != '-')
            return false;
    return len <= SENDER_LEN_MAX || (strspn(from, "+0123456789") == len && len <= 16);
}

static const char *refuse_kind(const char *kind, apr_pool_t *pool)
{
    const char *kinds = "";

    for (const cnops_gateway_t *const *at = cnops_gateways; *at; at++)
        kinds = apr_pstrcat(pool, kinds, *kinds ? ", " : "", (*at)->kind, NULL);
    return apr_psprintf(pool,
                        "CnopsSmsGateway: there is no kind of gateway '%s'; known: %s; for "
                        "instance kannel http://127.0.0.1:13013/cgi-bin/sendsms",
                        kind, kinds);
}

const char *cnops_courier_sms_fault(const cnops_settings_t *settings, apr_pool_t *pool)
{
    const cnops_gateway_t *gateway = cnops_gateway_find(settings->sms_gateway.kind);

    if (!gateway)
        return refuse_kind(settings->sms_gateway.kind, pool);
    if (!is_sender(settings->sms_from))
        return "CnopsSmsFrom: an SMS shows at most 11 letters and digits as its sender, for "
               "instance CNOPS";
    return gateway->fault ? gateway->fault(settings, pool) : NULL;
}

const cnops_driver_t *cnops_courier_sms(const cnops_sms_options_t *options, apr_pool_t *pool)
{
    const cnops_settings_t *settings = options->core->settings;
    sms_driver_t *self = apr_pcalloc(pool, sizeof *self);

    self->gateway = cnops_gateway_find(settings->sms_gateway.kind);
    self->options = *options;
    self->hop = (cnops_hop_t){.url = settings->sms_gateway.url,
                              .protocols = "http,https",
                              .ca_file = settings->sms_ca,
                              .connect_timeout = settings->sms_timeout,
                              .timeout = settings->sms_timeout,
                              .stopping = options->stopping,
                              .stopping_self = options->stopping_self};
    self->driver = (cnops_driver_t){.name = self->gateway->kind,
                                    .channel = CNOPS_CHANNEL_SMS,
                                    .patience = settings->sms_timeout,
                                    .send = send_sms,
                                    .disconnect = disconnect,
                                    .self = self};
    return &self->driver;
}
