/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/sms_fixture.h"

#include "courier/hop.h"

#include <apr_strings.h>

int sms_fixture_setup(void **state)
{
    core_fixture_t *core = core_fixture_make();
    sms_fixture_t *fixture;

    if (!core || cnops_hop_start() != APR_SUCCESS)
        return -1;
    fixture = apr_pcalloc(core->pool, sizeof *fixture);
    fixture->core = core;
    fixture->pool = core->pool;
    core->settings->sms_timeout = apr_time_from_sec(2);
    *state = fixture;
    return 0;
}

int sms_fixture_teardown(void **state)
{
    sms_fixture_t *fixture = *state;

    core_fixture_free(fixture->core);
    return 0;
}

static void open_driver(sms_fixture_t *fixture, const char *kind, const char *path)
{
    cnops_sms_options_t options = {.core = &fixture->core->core, .headers = fixture->headers};
    cnops_gateway_setting_t *setting = &fixture->core->settings->sms_gateway;

    if (!fixture->has_no_credentials)
        options.credentials = (cnops_credentials_t){"portail", "mot de passe"};
    setting->kind = kind;
    setting->url =
        apr_psprintf(fixture->pool, "http://127.0.0.1:%d%s", loopback_port(fixture->gateway), path);
    fixture->driver = cnops_courier_sms(&options, fixture->pool);
}

void sms_fixture_open(sms_fixture_t *fixture, const char *kind, const char *path,
                      const char *answer)
{
    loopback_reply_t *replies = apr_pcalloc(fixture->pool, 2 * sizeof *replies);

    replies[0] = (loopback_reply_t){"POST", answer};
    fixture->gateway = loopback_start(NULL, replies, false, fixture->pool);
    open_driver(fixture, kind, path);
}

void sms_fixture_open_silent(sms_fixture_t *fixture, const char *kind, const char *path)
{
    static const loopback_reply_t none = {NULL, NULL};

    fixture->gateway = loopback_start(NULL, &none, true, fixture->pool);
    open_driver(fixture, kind, path);
}

const char *sms_fixture_close(sms_fixture_t *fixture)
{
    fixture->driver->disconnect(fixture->driver->self);
    loopback_stop(fixture->gateway);
    return loopback_heard(fixture->gateway, fixture->pool);
}

apr_status_t sms_fixture_send(sms_fixture_t *fixture, const char *to, const char *text)
{
    const cnops_driver_t *driver = fixture->driver;
    apr_time_t now = apr_time_now();
    const cnops_message_t sms = {.id = SMS_ID,
                                 .channel = CNOPS_CHANNEL_SMS,
                                 .to = to,
                                 .text = text,
                                 .lang = "fr",
                                 .created_at = now,
                                 .expires_at = now + apr_time_from_sec(300)};

    fixture->detail = NULL;
    return driver->send(driver->self, &fixture->detail, &sms, fixture->pool);
}

apr_status_t sms_fixture_answered(sms_fixture_t *fixture, const char *kind, const char *answer)
{
    apr_status_t rv;

    sms_fixture_open(fixture, kind, "/sms", answer);
    rv = sms_fixture_send(fixture, SMS_TO, "texte");
    sms_fixture_close(fixture);
    return rv;
}
