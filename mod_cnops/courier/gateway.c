/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/gateway.h"

#include "base/errors.h"
#include "base/secret.h"
#include "core/seal/receipt.h"

#include <apr_strings.h>
#include <string.h>

void cnops_gateway_add_header(cnops_gateway_request_t *prequest, const char *name,
                              const char *value, apr_pool_t *pool)
{
    char *line = apr_pstrcat(pool, name, ": ", value, NULL);

    prequest->headers = curl_slist_append(prequest->headers, line);
    cnops_secret_wipe(line);
}

apr_size_t cnops_gateway_text_len(const cnops_message_t *message)
{
    apr_size_t len = strlen(message->text);

    while (len > 0 && message->text[len - 1] == '\n')
        len--;
    return len;
}

const char *cnops_gateway_receipt_url(const cnops_sms_options_t *options,
                                      const cnops_message_t *message, apr_pool_t *pool)
{
    const cnops_settings_t *settings = options->core->settings;
    const char *portal = *settings->sms_receipts ? settings->sms_receipts : settings->public_url;

    return apr_pstrcat(
        pool, portal, CNOPS_RECEIPT_PATH,
        cnops_receipt_name(options->core, settings->sms_gateway.kind, message->id, pool), NULL);
}

apr_status_t cnops_gateway_judge_status(long status)
{
    if ((status >= 401 && status <= 404) || status == 503)
        return CNOPS_EUNAVAILABLE;
    return status >= 400 && status < 500 && status != 408 && status != 429 ? CNOPS_EREFUSED
                                                                           : APR_EAGAIN;
}
