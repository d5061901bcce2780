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
    const char *from, *sender; /* header; envelope */
    cnops_starttls_e tls;
    cnops_credentials_t credentials;
} smtp_driver_t;

/* --- one conversation --- */

typedef struct letter_t {
    const char *bytes;
    apr_size_t len, read;
    bool begun; /* the relay asked for the content: sender and recipient were accepted */
} letter_t;

static size_t read_letter(char *buffer, size_t size, size_t count, void *self)
{
    letter_t *letter = self;
    apr_size_t left = letter->len - letter->read, room = size * count;
    apr_size_t len = left < room ? left : room;

    letter->begun = true;
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

/* libcurl copies its texts, but for what it reads through a function. *prcpt: to be freed. */
static bool prepare(CURL *curl, struct curl_slist **prcpt, const smtp_driver_t *self,
                    letter_t *letter, const char *to)
{
    prepare_tls(curl, self);
    if (self->credentials.user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, self->credentials.user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, self->credentials.password);
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, self->sender);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, *prcpt = curl_slist_append(NULL, to));
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_letter);
    curl_easy_setopt(curl, CURLOPT_READDATA, letter);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter->len);
    return *prcpt != NULL;
}

/* --- what came of it --- */

/* The relay answered the message itself: sender, recipient or content. */
static bool is_about_message(CURLcode code, long reply, const letter_t *letter)
{
    if (letter->begun)
        return true;
    /* 530, 535: it wants another sign-in; 421: it is closing. No message is to blame. */
    return code == CURLE_SEND_ERROR && reply >= 400 && reply != 421 && reply != 530 && reply != 535;
}

/* Never the relay's own words, which may quote an address. */
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
    /* With the content begun and no final answer, whether it was taken is not known. */
    return reply >= 500 && reply < 600 ? CNOPS_EREFUSED : APR_EAGAIN;
}

static apr_status_t converse(const char **pdetail, smtp_driver_t *self, letter_t *letter,
                             const cnops_message_t *message, apr_pool_t *pool)
{
    CURL *curl = cnops_hop_ready(&self->hop, message, apr_time_now());
    struct curl_slist *rcpt = NULL;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    long reply = 0;

    if (curl && prepare(curl, &rcpt, self, letter, message->to)) {
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
        /* It outlives the letter. */
        curl_easy_setopt(curl, CURLOPT_READDATA, NULL);
    }
    curl_slist_free_all(rcpt);
    return judge(pdetail, code, reply, letter, pool);
}

/* --- the driver --- */

static apr_status_t send_letter(void *data, const char **pdetail, const cnops_message_t *message,
                                apr_pool_t *pool)
{
    smtp_driver_t *self = data;
    letter_t letter = {.bytes = NULL};
    char *bytes;
    apr_status_t rv = cnops_email_compose_smtp(&bytes, message, self->from, pool);

    if (rv != APR_SUCCESS)
        return rv;
    letter.bytes = bytes;
    letter.len = strlen(bytes);
    rv = converse(pdetail, self, &letter, message, pool);
    cnops_secret_wipe(bytes);
    return rv;
}

static void rest(void *data)
{
    smtp_driver_t *self = data;

    cnops_hop_rest(&self->hop);
}

const cnops_driver_t *cnops_courier_smtp(const cnops_smtp_options_t *options, apr_pool_t *pool)
{
    smtp_driver_t *self = apr_pcalloc(pool, sizeof *self);

    self->from = apr_pstrdup(pool, options->from);
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
                                    .rest = rest,
                                    .self = self};
    self->sender = cnops_email_address(options->from, pool);
    return self->sender ? &self->driver : NULL;
}
