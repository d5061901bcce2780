/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The ways out for messages, as the settings name them: a relay, a gateway, or files.
 *
 * Floor: httpd. Callers: httpd/loading.c (check), httpd/watchdog.c. Threads: start-up.
 * Secrets: what we sign in with is read as root, and stays in this process's memory. */
#ifndef CNOPS_HTTPD_WAYS_H
#define CNOPS_HTTPD_WAYS_H

#include "courier/courier.h"
#include "pages/frame/request.h"

/* NULL, or what is wrong with the settings of the ways out: for `apache2 -t`. */
const char *cnops_ways_check(const cnops_settings_t *settings, apr_pool_t *pool);

/* The driver of a channel; NULL where no setting names one. The settings were checked.
 * stopping: asked by drivers that wait for somebody. */
const cnops_driver_t *cnops_ways_driver(const cnops_app_t *app, cnops_channel_e channel,
                                        bool (*stopping)(void *self), void *stopping_self,
                                        apr_pool_t *pool);

#endif
