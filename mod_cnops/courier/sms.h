/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* SMS to a gateway, by HTTP over libcurl.
 *
 * Floor: courier. Threads: one courier a driver.
 * What is the same for every kind of gateway (gateway.h) is here. Only +212 is sent to:
 * anything else is refused here, whatever the gateway would do. A gateway that cannot be
 * reached or refuses our password stops the lane. */
#ifndef CNOPS_COURIER_SMS_H
#define CNOPS_COURIER_SMS_H

#include "courier/gateway.h"

/* NULL, or what is wrong with the settings of the gateway, which has one: no such kind, a
 * sender that no SMS can show, something of its kind. The directive, the reason, an example. */
const char *cnops_courier_sms_fault(const cnops_settings_t *settings, apr_pool_t *pool);

/* cnops_hop_start comes first. The settings have a gateway and no fault. */
const cnops_driver_t *cnops_courier_sms(const cnops_sms_options_t *options, apr_pool_t *pool);

#endif
