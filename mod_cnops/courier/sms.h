/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* SMS to a gateway, by HTTP over libcurl.
 *
 * Floor: courier. Threads: one courier a driver.
 * What is the same for every kind of gateway (gateways.h) is here. Only +212 is sent to:
 * anything else is refused here, whatever the gateway would do. A gateway that cannot be
 * reached or refuses our password stops the lane. */
#ifndef CNOPS_COURIER_SMS_H
#define CNOPS_COURIER_SMS_H

#include "base/credentials.h"
#include "courier/courier.h"

typedef struct cnops_sms_options_t {
    /* Its settings, and the keys that make the receipts' addresses. */
    const cnops_core_t *core;
    cnops_credentials_t credentials;   /* user NULL: none */
    const apr_array_header_t *headers; /* const char *, "Name: value", of every request; or NULL */
    bool (*stopping)(void *self);      /* or NULL */
    void *stopping_self;
} cnops_sms_options_t;

/* NULL, or what is wrong with the settings of the gateway, which has one: no such kind, a
 * sender that no SMS can show, something of its kind. The directive, the reason, an example. */
const char *cnops_courier_sms_fault(const cnops_settings_t *settings, apr_pool_t *pool);

/* cnops_hop_start comes first. The settings have a gateway and no fault. */
const cnops_driver_t *cnops_courier_sms(const cnops_sms_options_t *options, apr_pool_t *pool);

#endif
