/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Chooses the driver of each channel from the settings: a mail relay, an SMS gateway, or
 * files.
 *
 * Floor: httpd. Threads: start-up. Secrets: the credentials for relay and gateway are read
 * as root and stay in the memory of the process. */
#ifndef CNOPS_HTTPD_DRIVERS_H
#define CNOPS_HTTPD_DRIVERS_H

#include "courier/courier.h"
#include "pages/frame/request.h"

/* Checks the settings that name drivers: NULL, or what is wrong with them. */
const char *cnops_drivers_check(const cnops_settings_t *settings, apr_pool_t *pool);

/* Makes the driver of a channel; NULL where no setting names one. The settings must have
 * passed cnops_drivers_check. stopping: called by a driver while it waits for the other side;
 * where it returns true, the driver gives up. */
const cnops_driver_t *cnops_drivers_make(const cnops_app_t *app, cnops_channel_e channel,
                                         bool (*stopping)(void *self), void *stopping_self,
                                         apr_pool_t *pool);

#endif
