/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Kannel's sendsms interface. Everything but the text goes into headers, so that numbers and
 * passwords are never part of an address, which servers log.
 *
 * Source: https://www.kannel.org/download/1.4.5/userguide-1.4.5 §"Using HTTP POST". */
#include "courier/gateway.h"
#include "courier/gsm.h"

#include <apr_strings.h>

#define DELIVERED 1
#define FAILED    2
#define REJECTED  16

/* For how many minutes the network may try to deliver the message; 0: without limit. */
static long minutes_left(const cnops_message_t *message)
{
    apr_interval_time_t left = message->expires_at - apr_time_now();

    if (!message->expires_at)
        return 0;
    return left < apr_time_from_sec(60) ? 1 : (long)(apr_time_sec(left) / 60);
}

static void ask_receipt(cnops_gateway_request_t *prequest, const cnops_sms_options_t *options,
                        const cnops_message_t *message, apr_pool_t *pool)
{
    const char *url = cnops_gateway_receipt_url(options, message, pool);

    cnops_gateway_add_header(prequest, "X-Kannel-DLR-Mask",
                             apr_itoa(pool, DELIVERED | FAILED | REJECTED), pool);
    /* Kannel replaces %d by the number that says what became of the message. */
    cnops_gateway_add_header(prequest, "X-Kannel-DLR-Url", apr_pstrcat(pool, url, "?etat=%d", NULL),
                             pool);
}

static void ask_credentials(cnops_gateway_request_t *prequest,
                            const cnops_credentials_t *credentials, apr_pool_t *pool)
{
    if (!credentials->user)
        return;
    cnops_gateway_add_header(prequest, "X-Kannel-Username", credentials->user, pool);
    cnops_gateway_add_header(prequest, "X-Kannel-Password", credentials->password, pool);
}

static void ask(cnops_gateway_request_t *prequest, const cnops_sms_options_t *options,
                const cnops_message_t *message, apr_pool_t *pool)
{
    const char *from = options->core->settings->sms_from;
    bool is_gsm = cnops_gsm_has_all(message->text);
    long minutes = minutes_left(message);

    cnops_gateway_add_header(prequest, "Content-Type", "text/plain; charset=UTF-8", pool);
    cnops_gateway_add_header(prequest, "X-Kannel-To", message->to, pool);
    cnops_gateway_add_header(prequest, "X-Kannel-Coding", is_gsm ? "0" : "2", pool);
    ask_credentials(prequest, &options->credentials, pool);
    if (*from)
        cnops_gateway_add_header(prequest, "X-Kannel-From", from, pool);
    if (minutes)
        cnops_gateway_add_header(prequest, "X-Kannel-Validity", apr_ltoa(pool, minutes), pool);
    ask_receipt(prequest, options, message, pool);
    prequest->body = message->text;
    prequest->body_len = cnops_gateway_text_len(message);
}

/* The status alone decides: 202 means accepted or queued. */
static apr_status_t judge(const char **pdetail, const cnops_sms_options_t *options,
                          const cnops_message_t *message, const cnops_gateway_answer_t *answer,
                          apr_pool_t *pool)
{
    (void)pdetail, (void)options, (void)message, (void)pool;
    if (answer->status == 200 || answer->status == 202)
        return APR_SUCCESS;
    return cnops_gateway_judge_status(answer->status);
}

const cnops_gateway_t cnops_gateway_kannel = {.kind = "kannel", .ask = ask, .judge = judge};
