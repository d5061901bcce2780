/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The driver that sends SMS to a gateway, by HTTP through libcurl. It does what is the same for
 * every kind of gateway (gateway.h).
 *
 * Floor: courier. Threads: a driver belongs to one courier. Secrets: messages and the gateway's
 * password; their copies are wiped.
 * A number outside Morocco (+212) is refused here, even if the gateway would accept it. When the
 * gateway cannot be reached or refuses our credentials, the lane pauses. */
#ifndef CNOPS_COURIER_SMS_H
#define CNOPS_COURIER_SMS_H

#include "courier/gateway.h"

/* Checks settings that name a gateway. Returns NULL, or what is wrong (an unknown kind, a sender
 * that an SMS cannot show, a setting of the kind): the directive, the reason, an example. */
const char *cnops_courier_sms_fault(const cnops_settings_t *settings, apr_pool_t *pool);

/* Call cnops_hop_start first. The settings in options must name a gateway and have no fault. The
 * driver lives in pool. */
const cnops_driver_t *cnops_courier_sms(const cnops_sms_options_t *options, apr_pool_t *pool);

#endif
