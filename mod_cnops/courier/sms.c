/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/sms.h"

#include "base/errors.h"
#include "base/secret.h"
#include "core/seal/receipt.h"
#include "courier/gsm.h"
#include "courier/hop.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#define COUNTRY        "+212"
#define NATIONAL_LEN   9
#define SENDER_LEN_MAX 11   /* letters and digits, 3GPP TS 23.040 §9.1.2.5 */
#define ANSWER_MAX     4096 /* bytes that we read of the gateway's answer */

typedef struct gateway_t gateway_t;

typedef struct sms_driver_t {
    cnops_driver_t driver;
    cnops_hop_t hop;
    const gateway_t *gateway;
    cnops_sms_options_t options;
    bool doubtful; /* the last request went out and nothing came back */
} sms_driver_t;

/* A kind of gateway. */
struct gateway_t {
    const char *kind;
    /* Sets headers and body; *pheaders is freed afterwards. */
    void (*ask)(CURL *curl, struct curl_slist **pheaders, const sms_driver_t *self,
                const cnops_message_t *message, apr_pool_t *pool);
    apr_status_t (*judge)(long status);
};

static void add_header(struct curl_slist **pheaders, const char *name, const char *value,
                       apr_pool_t *pool)
{
    char *line = apr_pstrcat(pool, name, ": ", value, NULL);

    *pheaders = curl_slist_append(*pheaders, line);
    cnops_secret_wipe(line);
}

/* --- Kannel's sendsms, https://www.kannel.org/download/1.4.5/userguide-1.4.5 §"Using HTTP
 * POST": all but the text in headers, so that no address carries a number or a password --- */

#define KANNEL_DELIVERED 1
#define KANNEL_FAILED    2
#define KANNEL_REJECTED  16

/* Minutes for which the network may still try; 0: as long as it likes. */
static long minutes_left(const cnops_message_t *message)
{
    apr_interval_time_t left = message->expires_at - apr_time_now();

    if (!message->expires_at)
        return 0;
    return left < apr_time_from_sec(60) ? 1 : (long)(apr_time_sec(left) / 60);
}

static void ask_kannel_receipt(struct curl_slist **pheaders, const sms_driver_t *self,
                               const cnops_message_t *message, apr_pool_t *pool)
{
    const cnops_sms_options_t *options = &self->options;

    if (!*options->receipts)
        return;
    add_header(pheaders, "X-Kannel-DLR-Mask",
               apr_itoa(pool, KANNEL_DELIVERED | KANNEL_FAILED | KANNEL_REJECTED), pool);
    /* It writes the receipt's number for %d. */
    add_header(pheaders, "X-Kannel-DLR-Url",
               apr_pstrcat(pool, options->receipts, CNOPS_RECEIPT_PATH,
                           cnops_receipt_name(options->core, options->kind, message->id, pool),
                           "?etat=%d", NULL),
               pool);
}

/* A code is in the last line: nothing follows it. */
static long text_len(const char *text)
{
    apr_size_t len = strlen(text);

    while (len > 0 && text[len - 1] == '\n')
        len--;
    return (long)len;
}

static void ask_kannel(CURL *curl, struct curl_slist **pheaders, const sms_driver_t *self,
                       const cnops_message_t *message, apr_pool_t *pool)
{
    const cnops_sms_options_t *options = &self->options;
    long minutes = minutes_left(message);

    add_header(pheaders, "Content-Type", "text/plain; charset=UTF-8", pool);
    add_header(pheaders, "Expect", "", pool);
    add_header(pheaders, "X-Kannel-To", message->to, pool);
    add_header(pheaders, "X-Kannel-Coding", cnops_gsm_has_all(message->text) ? "0" : "2", pool);
    if (options->credentials.user) {
        add_header(pheaders, "X-Kannel-Username", options->credentials.user, pool);
        add_header(pheaders, "X-Kannel-Password", options->credentials.password, pool);
    }
    if (*options->from)
        add_header(pheaders, "X-Kannel-From", options->from, pool);
    if (minutes)
        add_header(pheaders, "X-Kannel-Validity", apr_ltoa(pool, minutes), pool);
    ask_kannel_receipt(pheaders, self, message, pool);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, text_len(message->text));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, message->text);
}

/* 202 accepted or queued; 503 it cannot take any now; 401 and 403 it does not know us, 404
 * the address is not its own; the other 4xx are the message's. */
static apr_status_t judge_kannel(long status)
{
    if (status == 200 || status == 202)
        return APR_SUCCESS;
    if (status == 401 || status == 403 || status == 404 || status == 503)
        return CNOPS_EUNAVAILABLE;
    return status >= 400 && status < 500 && status != 408 && status != 429 ? CNOPS_EREFUSED
                                                                           : APR_EAGAIN;
}

static const gateway_t gateways[] = {
    {"kannel", ask_kannel, judge_kannel},
};

static const gateway_t *find_gateway(const char *kind)
{
    for (apr_size_t i = 0; i < sizeof gateways / sizeof *gateways; i++)
        if (strcmp(gateways[i].kind, kind) == 0)
            return &gateways[i];
    return NULL;
}

/* --- one request --- */

/* Also what keeps a number from adding a header. */
static bool is_moroccan(const char *to)
{
    const char *national = to + sizeof COUNTRY - 1;

    return strncmp(to, COUNTRY, sizeof COUNTRY - 1) == 0 && strlen(national) == NATIONAL_LEN &&
           strspn(national, "0123456789") == NATIONAL_LEN;
}

/* What it says is not needed: its status tells. */
static size_t skip_answer(char *bytes, size_t size, size_t count, void *self)
{
    apr_size_t *read = self;

    (void)bytes;
    *read += size * count;
    return *read <= ANSWER_MAX ? size * count : 0;
}

static CURL *ready(sms_driver_t *self, const cnops_message_t *message, apr_size_t *read)
{
    CURL *curl = cnops_hop_ready(&self->hop, message, apr_time_now());

    if (curl) {
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, skip_answer);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, read);
    }
    return curl;
}

/* A gateway that is stopped, not gone, takes requests that it answers when it goes on: each
 * would be an SMS. So, when one went unanswered, it is first asked for nothing. */
static bool is_alive(const char **pdetail, sms_driver_t *self, const cnops_message_t *message)
{
    apr_size_t read = 0;
    CURL *curl = ready(self, message, &read);
    long status = 0;

    if (!curl)
        return false;
    *pdetail = curl_easy_strerror(curl_easy_perform(curl));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status != 0;
}

static apr_status_t judge(const char **pdetail, sms_driver_t *self, CURLcode code, apr_pool_t *pool)
{
    long status = 0, written = 0;

    curl_easy_getinfo(self->hop.curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(self->hop.curl, CURLINFO_REQUEST_SIZE, &written);
    self->doubtful = !status && written > 0;
    *pdetail = curl_easy_strerror(code);
    if (self->doubtful)
        return APR_EAGAIN;
    if (!status)
        return CNOPS_EUNAVAILABLE;
    *pdetail = apr_psprintf(pool, "the gateway answered %ld", status);
    return self->gateway->judge(status);
}

static apr_status_t request(const char **pdetail, sms_driver_t *self,
                            const cnops_message_t *message, apr_pool_t *pool)
{
    struct curl_slist *headers = NULL;
    apr_size_t read = 0;
    apr_status_t rv;
    CURL *curl;

    if ((self->doubtful && !is_alive(pdetail, self, message)) ||
        !(curl = ready(self, message, &read)))
        return CNOPS_EUNAVAILABLE;
    self->gateway->ask(curl, &headers, self, message, pool);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    rv = judge(pdetail, self, curl_easy_perform(curl), pool);
    /* They outlive what they point to. */
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, NULL);
    curl_slist_free_all(headers);
    return rv;
}

/* --- the driver --- */

static apr_status_t send_sms(void *data, const char **pdetail, const cnops_message_t *message,
                             apr_pool_t *pool)
{
    if (!message->to || !is_moroccan(message->to)) {
        *pdetail = "not a number of +212";
        return CNOPS_EREFUSED;
    }
    return request(pdetail, data, message, pool);
}

static void rest(void *data)
{
    sms_driver_t *self = data;

    cnops_hop_rest(&self->hop);
}

static bool is_sender(const char *from)
{
    apr_size_t len = strlen(from);

    for (const char *c = from; *c; c++)
        if (!apr_isalnum(*c) && *c != '+' && *c != '-')
            return false;
    return len <= SENDER_LEN_MAX || (strspn(from, "+0123456789") == len && len <= 16);
}

const char *cnops_courier_sms_fault(const char *kind, const char *from, apr_pool_t *pool)
{
    const char *kinds = "";

    if (find_gateway(kind))
        return is_sender(from) ? NULL : "an SMS shows at most 11 letters and digits as its sender";
    for (apr_size_t i = 0; i < sizeof gateways / sizeof *gateways; i++)
        kinds = apr_pstrcat(pool, kinds, *kinds ? ", " : "", gateways[i].kind, NULL);
    return apr_psprintf(pool, "no such kind of gateway; known: %s", kinds);
}

const cnops_driver_t *cnops_courier_sms(const cnops_sms_options_t *options, apr_pool_t *pool)
{
    sms_driver_t *self = apr_pcalloc(pool, sizeof *self);

    self->gateway = find_gateway(options->kind);
    self->options = *options;
    self->hop = (cnops_hop_t){.url = apr_pstrdup(pool, options->url),
                              .protocols = "http,https",
                              .ca_file = apr_pstrdup(pool, options->ca_file),
                              .connect_timeout = options->timeout,
                              .timeout = options->timeout,
                              .stopping = options->stopping,
                              .stopping_self = options->stopping_self};
    self->driver = (cnops_driver_t){.name = options->kind,
                                    .channel = CNOPS_CHANNEL_SMS,
                                    .patience = options->timeout,
                                    .send = send_sms,
                                    .rest = rest,
                                    .self = self};
    return &self->driver;
}
