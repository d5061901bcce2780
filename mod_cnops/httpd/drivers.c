/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/drivers.h"

#include "base/header_file.h"
#include "courier/email.h"
#include "courier/file.h"
#include "courier/hop.h"
#include "courier/sms.h"
#include "courier/smtp.h"
#include "courier/webhook.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <string.h>

/* --- check --- */

static const char *check_credentials(const char *directive, const char *path, apr_pool_t *pool)
{
    cnops_credentials_t credentials;
    const char *fault;

    if (!*path || cnops_credentials_load(&credentials, &fault, path, pool) == APR_SUCCESS)
        return NULL;
    return apr_psprintf(pool, "%s %s: %s", directive, path, fault);
}

static const char *check_headers(const char *path, apr_pool_t *pool)
{
    apr_array_header_t *headers;
    const char *fault;

    if (!*path || cnops_header_file_load(&headers, &fault, path, pool) == APR_SUCCESS)
        return NULL;
    return apr_psprintf(pool, "CnopsSmsHeaders %s: %s", path, fault);
}

/* Checks only that the file exists. This process may be root, so it cannot check whether the
 * children may read it. */
static const char *check_file(const char *directive, const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    if (!*path ||
        (apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS && info.filetype == APR_REG))
        return NULL;
    return apr_psprintf(pool, "%s %s: no such file", directive, path);
}

static const char *check_gateway(const cnops_settings_t *settings, apr_pool_t *pool)
{
    return settings->sms_gateway.kind ? cnops_courier_sms_fault(settings, pool) : NULL;
}

const char *cnops_drivers_check(const cnops_settings_t *settings, apr_pool_t *pool)
{
    const char *fault = NULL;

    if (*settings->mail_from && !cnops_email_address(settings->mail_from, pool))
        return "CnopsMailFrom must be a name and one address, for instance "
               "\"CNOPS <ne-pas-repondre@example.ma>\"";
    if (cnops_hop_start() != APR_SUCCESS)
        return "libcurl cannot start";
    if (!(fault = check_gateway(settings, pool)))
        fault = check_credentials("CnopsSmtpCredentials", settings->smtp_credentials, pool);
    if (!fault)
        fault = check_credentials("CnopsSmsCredentials", settings->sms_credentials, pool);
    if (!fault)
        fault = check_headers(settings->sms_headers, pool);
    if (!fault)
        fault = check_file("CnopsSmtpCA", settings->smtp_ca, pool);
    return fault ? fault : check_file("CnopsSmsCA", settings->sms_ca, pool);
}

/* --- make --- */

/* The default sender: the name of the institution and an address at the host of the portal,
 * without the port. */
static const char *name_sender(const cnops_app_t *app, apr_pool_t *pool)
{
    const cnops_settings_t *settings = app->core->settings;
    const char *host = cnops_settings_host(settings, pool);
    const char *name = cnops_tree_text(app->institution, "short_name");

    if (*settings->mail_from)
        return settings->mail_from;
    return apr_psprintf(pool, "%s <ne-pas-repondre@%.*s>", name ? name : "",
                        (int)strcspn(host, ":"), host);
}

/* The file has passed cnops_drivers_check; without a file there is no sign-in. */
static cnops_credentials_t load_credentials(const char *path, apr_pool_t *pool)
{
    cnops_credentials_t credentials = {NULL, NULL};
    const char *fault;

    if (*path)
        cnops_credentials_load(&credentials, &fault, path, pool);
    return credentials;
}

/* NULL where no file is given. The file has passed cnops_drivers_check. */
static const apr_array_header_t *load_headers(const char *path, apr_pool_t *pool)
{
    apr_array_header_t *headers = NULL;
    const char *fault;

    if (*path)
        cnops_header_file_load(&headers, &fault, path, pool);
    return headers;
}

static cnops_email_sender_t make_sender(const cnops_app_t *app, apr_pool_t *pool)
{
    const cnops_brand_file_t *emblem = app->brand->emblem_png;

    return (cnops_email_sender_t){.from = name_sender(app, pool),
                                  .emblem = emblem ? emblem->bytes : NULL,
                                  .emblem_len = emblem ? emblem->len : 0};
}

static const cnops_driver_t *make_relay(const cnops_app_t *app, bool (*stopping)(void *self),
                                        void *stopping_self, apr_pool_t *pool)
{
    const cnops_settings_t *settings = app->core->settings;
    const cnops_smtp_options_t options = {
        .url = settings->smtp_url,
        .sender = make_sender(app, pool),
        .tls = settings->smtp_starttls,
        .credentials = load_credentials(settings->smtp_credentials, pool),
        .ca_file = settings->smtp_ca,
        .connect_timeout = settings->smtp_connect_timeout,
        .timeout = settings->smtp_timeout,
        .stopping = stopping,
        .stopping_self = stopping_self,
    };

    return cnops_courier_smtp(&options, pool);
}

static const cnops_driver_t *make_gateway(const cnops_app_t *app, bool (*stopping)(void *self),
                                          void *stopping_self, apr_pool_t *pool)
{
    const cnops_settings_t *settings = app->core->settings;
    const cnops_sms_options_t options = {
        .core = app->core,
        .credentials = load_credentials(settings->sms_credentials, pool),
        .headers = load_headers(settings->sms_headers, pool),
        .stopping = stopping,
        .stopping_self = stopping_self,
    };

    return cnops_courier_sms(&options, pool);
}

/* NULL where no host may be told of anything. */
static const cnops_driver_t *make_webhook(const cnops_app_t *app, bool (*stopping)(void *self),
                                          void *stopping_self, apr_pool_t *pool)
{
    const cnops_webhook_options_t options = {
        .core = app->core, .stopping = stopping, .stopping_self = stopping_self};

    return *app->core->settings->webhook_hosts ? cnops_courier_webhook(&options, pool) : NULL;
}

const cnops_driver_t *cnops_drivers_make(const cnops_app_t *app, cnops_channel_e channel,
                                         bool (*stopping)(void *self), void *stopping_self,
                                         apr_pool_t *pool)
{
    const cnops_settings_t *settings = app->core->settings;
    apr_file_t *echo = NULL;

    if (channel == CNOPS_CHANNEL_WEBHOOK)
        return make_webhook(app, stopping, stopping_self, pool);
    if (channel == CNOPS_CHANNEL_EMAIL && *settings->smtp_url)
        return make_relay(app, stopping, stopping_self, pool);
    if (channel == CNOPS_CHANNEL_SMS && settings->sms_gateway.kind)
        return make_gateway(app, stopping, stopping_self, pool);
    if (!*settings->outbox_dir)
        return NULL;
    if (settings->outbox_echo)
        apr_file_open_stdout(&echo, pool);
    return cnops_courier_file(channel, settings->outbox_dir, name_sender(app, pool), echo, pool);
}
