/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* An SMS driver and the simple gateway on the loopback interface that it sends to. */
#ifndef CNOPS_COURIER_SMS_FIXTURE_H
#define CNOPS_COURIER_SMS_FIXTURE_H

#include "courier/loopback.h"
#include "courier/sms.h"
#include "twins/core_fixture.h"

#define SMS_ID "0f3a9c21aabbccddeeff001122334455"
#define SMS_TO "+212612345678"

typedef struct sms_fixture_t {
    core_fixture_t *core; /* its settings may be changed until a gateway is opened */
    apr_pool_t *pool;
    loopback_t *gateway;
    const cnops_driver_t *driver;
    const apr_array_header_t *headers; /* for the next driver; NULL: none */
    bool has_no_credentials;           /* of the next driver; else "portail", "mot de passe" */
    const char *detail;                /* that send gave for the last message */
} sms_fixture_t;

/* Setup and teardown functions for cmocka. */
int sms_fixture_setup(void **state);
int sms_fixture_teardown(void **state);

/* Starts a gateway of this kind at path and makes a driver for it. The gateway gives this answer
 * to each request; NULL: it closes the connection instead. */
void sms_fixture_open(sms_fixture_t *fixture, const char *kind, const char *path,
                      const char *answer);

/* The same with a gateway that accepts requests and never answers. */
void sms_fixture_open_silent(sms_fixture_t *fixture, const char *kind, const char *path);

/* Stops driver and gateway. Returns all that the gateway received. */
const char *sms_fixture_close(sms_fixture_t *fixture);

/* Sends one message that expires in five minutes. */
apr_status_t sms_fixture_send(sms_fixture_t *fixture, const char *to, const char *text);

/* Opens a gateway, sends one message and closes. Returns what send returned. */
apr_status_t sms_fixture_answered(sms_fixture_t *fixture, const char *kind, const char *answer);

#endif
