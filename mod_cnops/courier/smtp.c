/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/smtp.h"

#include "base/errors.h"
#include "base/secret.h"
#include "courier/email.h"
#include "courier/hop.h"

#include <apr_strings.h>
#include <string.h>

typedef struct smtp_driver_t {
    cnops_driver_t driver;
    cnops_hop_t hop;
    cnops_email_sender_t sender;
    const char *envelope; /* the address alone */
    cnops_starttls_e tls;
    cnops_credentials_t credentials;
} smtp_driver_t;

/* --- one SMTP dialogue --- */

typedef struct letter_t {
    const char *bytes;
    apr_size_t len, read;
    bool is_begun; /* libcurl reads the content: the relay has accepted sender and recipient */
} letter_t;

static size_t read_letter(char *buffer, size_t size, size_t count, void *self)
{
    letter_t *letter = self;
    apr_size_t left = letter->len - letter->read, room = size * count;
    apr_size_t len = left < room ? left : room;

    letter->is_begun = true;
    memcpy(buffer, letter->bytes + letter->read, len);
    letter->read += len;
    return len;
}

static void prepare_tls(CURL *curl, const smtp_driver_t *self)
{
    bool is_smtps = strncmp(self->hop.url, "smtps:", 6) == 0;
    bool verifies = is_smtps || self->tls == CNOPS_STARTTLS_REQUIRED;
    long level = self->tls == CNOPS_STARTTLS_OPPORTUNISTIC ? CURLUSESSL_TRY : CURLUSESSL_NONE;

    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(verifies ? CURLUSESSL_ALL : level));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, (long)verifies);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, verifies ? 2L : 0L);
}

/* Sets the options for one letter; letter must live until the request is over, libcurl copies the
 * rest. The caller frees *precipients. False where there is no memory. */
static bool prepare(CURL *curl, struct curl_slist **precipients, const smtp_driver_t *self,
                    letter_t *letter, const char *to)
{
    prepare_tls(curl, self);
    if (self->credentials.user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, self->credentials.user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, self->credentials.password);
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, self->envelope);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, *precipients = curl_slist_append(NULL, to));
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_letter);
    curl_easy_setopt(curl, CURLOPT_READDATA, letter);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter->len);
    return *precipients != NULL;
}

/* --- what the result means --- */

/* Whether the relay's answer is about this message: its sender, recipient or content. */
static bool is_about_message(CURLcode code, long reply, const letter_t *letter)
{
    if (letter->is_begun)
        return true;
    /* 530 and 535 ask for other credentials, 421 closes the connection: they would be the answer
     * to any message. */
    return code == CURLE_SEND_ERROR && reply >= 400 && reply != 421 && reply != 530 && reply != 535;
}

/* Words for the log. The relay's own words are never used: they may quote an address. */
static const char *describe(CURLcode code, long reply, apr_pool_t *pool)
{
    if (reply >= 400)
        return apr_psprintf(pool, "the relay answered %ld", reply);
    return apr_pstrdup(pool, curl_easy_strerror(code));
}

static apr_status_t judge(const char **pdetail, CURLcode code, long reply, const letter_t *letter,
                          apr_pool_t *pool)
{
    if (code == CURLE_OK)
        return APR_SUCCESS;
    *pdetail = describe(code, reply, pool);
    if (!is_about_message(code, reply, letter))
        return CNOPS_EUNAVAILABLE;
    /* Without a final answer after the content nobody knows whether the relay has accepted the
     * message: it is tried again. */
    return reply >= 500 && reply < 600 ? CNOPS_EREFUSED : APR_EAGAIN;
}

static apr_status_t converse(const char **pdetail, smtp_driver_t *self, letter_t *letter,
                             const cnops_message_t *message, apr_pool_t *pool)
{
    CURL *curl = cnops_hop_prepare(&self->hop, message, apr_time_now());
    struct curl_slist *recipients = NULL;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    long reply = 0;

    if (curl && prepare(curl, &recipients, self, letter, message->to)) {
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
        /* The handle is used again, after the letter is gone. */
        curl_easy_setopt(curl, CURLOPT_READDATA, NULL);
    }
    curl_slist_free_all(recipients);
    return judge(pdetail, code, reply, letter, pool);
}

/* --- the driver --- */

static apr_status_t send_letter(void *data, const char **pdetail, const cnops_message_t *message,
                                apr_pool_t *pool)
{
    smtp_driver_t *self = data;
    letter_t letter = {.bytes = NULL};
    char *bytes;
    apr_status_t rv = cnops_email_compose_smtp(&bytes, message, &self->sender, pool);

    if (rv != APR_SUCCESS)
        return rv;
    letter.bytes = bytes;
    letter.len = strlen(bytes);
    rv = converse(pdetail, self, &letter, message, pool);
    cnops_secret_wipe(bytes);
    return rv;
}

static void disconnect(void *data)
{
    smtp_driver_t *self = data;

    cnops_hop_disconnect(&self->hop);
}

const cnops_driver_t *cnops_courier_smtp(const cnops_smtp_options_t *options, apr_pool_t *pool)
{
    smtp_driver_t *self = apr_pcalloc(pool, sizeof *self);

    self->sender = options->sender;
    self->sender.from = apr_pstrdup(pool, options->sender.from);
    self->tls = options->tls;
    self->credentials = options->credentials;
    self->hop = (cnops_hop_t){.url = apr_pstrdup(pool, options->url),
                              .protocols = "smtp,smtps",
                              .ca_file = apr_pstrdup(pool, options->ca_file),
                              .connect_timeout = options->connect_timeout,
                              .timeout = options->timeout,
                              .stopping = options->stopping,
                              .stopping_self = options->stopping_self};
    self->driver = (cnops_driver_t){.name = "smtp",
                                    .channel = CNOPS_CHANNEL_EMAIL,
                                    .patience = options->timeout,
                                    .send = send_letter,
                                    .disconnect = disconnect,
                                    .self = self};
    self->envelope = cnops_email_address(options->sender.from, pool);
    return self->envelope ? &self->driver : NULL;
}
