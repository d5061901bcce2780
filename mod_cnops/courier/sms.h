/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* SMS to a gateway, by HTTP over libcurl.
 *
 * Floor: courier. Callers: httpd/ways.c. Threads: one courier a driver.
 * Each kind of gateway is a row of the table in sms.c: how a message is asked for, what the
 * answers mean. Only +212 is sent to: anything else is refused here, whatever the gateway
 * would do. A gateway that cannot be reached or refuses our password stops the lane. */
#ifndef CNOPS_COURIER_SMS_H
#define CNOPS_COURIER_SMS_H

#include "base/credentials.h"
#include "courier/courier.h"

typedef struct cnops_sms_options_t {
    const char *kind; /* "kannel" */
    const char *url;
    const char *from;                /* the sender shown; "": the gateway's own */
    cnops_credentials_t credentials; /* user NULL: none */
    const char *ca_file;             /* "": the system's */
    /* Receipts come to this address, the mount included; "": none are asked for. */
    const char *receipts;
    const cnops_core_t *core; /* whose keys make the receipts' addresses */
    apr_interval_time_t timeout;
    bool (*stopping)(void *self); /* or NULL */
    void *stopping_self;
} cnops_sms_options_t;

/* NULL, or what is wrong: no such kind, a sender that no SMS can show. */
const char *cnops_courier_sms_fault(const char *kind, const char *from, apr_pool_t *pool);

/* cnops_hop_start comes first. The options have no fault. */
const cnops_driver_t *cnops_courier_sms(const cnops_sms_options_t *options, apr_pool_t *pool);

#endif
