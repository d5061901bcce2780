/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The outbox at work: for each channel a thread of mod_watchdog, of one process at a time,
 * that hands what is due to its courier; and one that cleans the database once a minute and
 * watches the budget of SMS.
 *
 * Floor: httpd. Callers: httpd/wiring.c. Threads: the watchdog's three, and the child's
 * main thread when it ends. */
#ifndef CNOPS_HTTPD_WATCHDOG_H
#define CNOPS_HTTPD_WATCHDOG_H

#include "pages/frame/request.h"

#include <httpd.h>

typedef struct cnops_watchdog_t cnops_watchdog_t;

/* post_config, as root. APR_ENOTIMPL where mod_watchdog is not there. Without a way out for
 * a channel its messages wait, and the log says so; the rest goes on. */
apr_status_t cnops_watchdog_make(cnops_watchdog_t **pwatchdog, server_rec *server,
                                 const cnops_app_t *app, apr_pool_t *pconf);

/* child_init. mod_watchdog does not wait for its callbacks: a child that ends first
 * asks the drain to stop after the message it is at, and waits for that up to 8 s. */
void cnops_watchdog_child(cnops_watchdog_t *watchdog, apr_pool_t *pchild);

#endif
