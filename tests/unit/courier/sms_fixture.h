/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* An SMS driver and a gateway of a few lines on the loopback that it talks to. */
#ifndef CNOPS_COURIER_SMS_FIXTURE_H
#define CNOPS_COURIER_SMS_FIXTURE_H

#include "courier/loopback.h"
#include "courier/sms.h"
#include "twins/core_fixture.h"

#define SMS_ID "0f3a9c21aabbccddeeff001122334455"
#define SMS_TO "+212612345678"

typedef struct sms_fixture_t {
    core_fixture_t *core; /* its settings may be changed before the gateway is there */
    apr_pool_t *pool;
    loopback_t *gateway;
    const cnops_driver_t *driver;
    const apr_array_header_t *headers; /* of the next driver; NULL: none */
    bool has_no_credentials;           /* the next driver; else portail, mot de passe */
    const char *detail;                /* of the last message */
} sms_fixture_t;

/* For cmocka. */
int sms_fixture_setup(void **state);
int sms_fixture_teardown(void **state);

/* A gateway of this kind at path that answers so (NULL: it hangs up, each time), and the
 * driver that knows it. */
void sms_fixture_open(sms_fixture_t *fixture, const char *kind, const char *path,
                      const char *answer);
/* One that takes requests and says nothing. */
void sms_fixture_open_silent(sms_fixture_t *fixture, const char *kind, const char *path);
/* Ends both; what was heard. */
const char *sms_fixture_close(sms_fixture_t *fixture);

/* One message with five minutes to live. */
apr_status_t sms_fixture_send(sms_fixture_t *fixture, const char *to, const char *text);

/* Opens a gateway, sends one message and closes: what it comes to. */
apr_status_t sms_fixture_answered(sms_fixture_t *fixture, const char *kind, const char *answer);

#endif
